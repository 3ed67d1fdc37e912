"""A row of the catalogue: a mistake on the way back, and how it is walked."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from grader.explain.walk import PLAIN, Array, Backs, Scene, Slip, Walked, walk
from grader.model.graph import Leaf

Local = Callable[[Scene, Leaf], Backs]


class Row(NamedTuple):
    """A mistake on the way back: its id, what its sentence fills in, and the walk.

    `slip` and `seen`, the run as the program sees it, say the same in a form that goes with a slip.
    """

    code: str
    said: Mapping[str, str]
    walked: Callable[[Scene], Walked]
    family: str
    slip: Slip | None = None
    seen: Callable[[Scene], Scene] | None = None


def slipped(code: str, family: str, slip: Slip, **said: str) -> Row:
    return Row(code, said, lambda scene: walk(scene, slip), family, slip)


def seen_as(code: str, family: str, seen: Callable[[Scene], Scene], **said: str) -> Row:
    """A right walk through a run of other numbers."""
    return Row(code, said, lambda scene: walk(seen(scene)), family, PLAIN, seen)


SLOPES = ("tanh", "sigmoid")


def slope_of(operation: str, value: Array) -> Array:
    return 1 - value**2 if operation == "tanh" else value * (1 - value)
