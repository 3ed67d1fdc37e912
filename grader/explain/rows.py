"""A row of the catalogue: a mistake on the way back, and how it is walked."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from grader.explain.walk import Array, Backs, Scene, Slip, Walked, walk
from grader.model.graph import Leaf

Local = Callable[[Scene, Leaf], Backs]


class Row(NamedTuple):
    """A mistake on the way back: its id, what its sentence fills in, and the walk."""

    code: str
    said: Mapping[str, str]
    walked: Callable[[Scene], Walked]
    family: str
    slip: Slip | None = None


def slipped(code: str, family: str, slip: Slip, **said: str) -> Row:
    return Row(code, said, lambda scene: walk(scene, slip), family, slip)


SLOPES = ("tanh", "sigmoid")


def slope_of(operation: str, value: Array) -> Array:
    return 1 - value**2 if operation == "tanh" else value * (1 - value)
