"""From a walk back to the contributions of a weight: rightly, or with a slip of index or shape.

A contribution is a table made of two rows: the one before the weight and the one that arrives at
it.  Which row is taken, and how the two become a table, is where these mistakes sit.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from grader.explain.walk import Array, Scene, Use
from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Variable, leaves
from grader.model.graph import Leaf

Take = Callable[[Scene, Sequence[Use]], "dict[int, Array] | None"]


class Taken(NamedTuple):
    """A way of adding up the uses of a weight: the mistake's id, and the contributions by step."""

    code: str
    said: Mapping[str, str]
    take: Take


def plainly(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
    """The contributions as the walk has them, by step."""
    found: dict[int, Array] = {}
    for use in uses:
        found[use.step] = found[use.step] + use.added if use.step in found else use.added
    return found


PLAINLY = Taken("", {}, plainly)


def ways(model: Model, weight: str) -> list[Taken]:
    """All ways that make a difference for a weight."""
    lefts = [left for node in model.equations.values() for left in _before(node, weight)]
    if not lefts:
        return [PLAINLY]
    read = [leaf for left in lefts for leaf in leaves(left) if isinstance(leaf, Variable)]
    from_input = any(leaf.name in model.inputs for leaf in read)
    lagged = any(leaf.lag for leaf in read)
    at_head = not from_input and not lagged
    ahead, behind = ("I03" if from_input else "I01"), ("L08" if at_head else "I02")
    name = read[0].name if read else "x"
    square = len(set(model.weights[weight])) == 1
    found = [PLAINLY]
    for edge in ("drop", "wrap", "hold"):
        found += [
            Taken(ahead, {"read": name}, _shifted(+1, edge)),
            Taken(behind, {"read": name}, _shifted(-1, edge)),
        ]
    if lagged:
        found.append(Taken("I04", {"read": name}, _oldest_wraps))
        found.append(Taken("I05", {"read": name}, _oldest_zero))
    if from_input:
        found.append(Taken("I08", {"read": name}, _reversed))
    if square:
        found += [Taken("M02", {}, _turned), Taken("M03", {}, _rowwise), Taken("M04", {}, _inner)]
    found.append(Taken("L07", {}, _all_steps))
    return found


def _before(node: Node, weight: str) -> list[Node]:
    """What stands before a weight in an expression."""
    if not isinstance(node, Apply):
        return []
    if node.operation == "@" and getattr(node.operands[1], "name", "") == weight:
        return [node.operands[0]]
    return [left for operand in node.operands for left in _before(operand, weight)]


def _made(
    scene: Scene, uses: Sequence[Use], left: Callable[[Use], Array | None]
) -> dict[int, Array]:
    found: dict[int, Array] = {}
    for use in uses:
        row = left(use) if use.left is not None else None
        added = use.added if use.left is None else _outer(row, use)
        found[use.step] = found[use.step] + added if use.step in found else added
    return found


def _outer(row: Array | None, use: Use) -> Array:
    return 0 * use.added if row is None else np.multiply.outer(row, use.delta)


def _shifted(by: int, edge: str) -> Take:
    """The row is taken some steps later; where there is none, it is left out, comes from the other
    end, or is the nearest.
    """

    def take(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
        def left(use: Use) -> Array | None:
            assert use.left is not None
            row = _row(scene, use.left, use.step + by)
            if row is None and edge == "wrap":
                row = _row(scene, use.left, scene.steps if by < 0 else 1)
                if by < 0 and (beyond := _row(scene, use.left, scene.steps + 1)) is not None:
                    row = beyond
            if row is None and edge == "hold":
                row = _row(scene, use.left, use.step)
            return row

        return _made(scene, uses, left)

    return take


def _row(scene: Scene, left: Node, t: int) -> Array | None:
    return scene.at(left, t)


def _oldest_wraps(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
    def left(use: Use) -> Array | None:
        assert use.left is not None
        return scene.at(use.left, use.step if use.step > 1 else scene.steps + 1)

    return _made(scene, uses, left)


def _oldest_zero(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
    return {t: added * (t > 1) for t, added in plainly(scene, uses).items()}


def _reversed(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
    def left(use: Use) -> Array | None:
        assert use.left is not None
        return scene.at(use.left, scene.steps + 1 - use.step)

    return _made(scene, uses, left)


def _all_steps(scene: Scene, uses: Sequence[Use]) -> dict[int, Array] | None:
    """A weight that is used once is taken with the rows of all steps."""
    if {use.step for use in uses} != {scene.steps}:
        return None
    found: dict[int, Array] = {}
    for use in uses:
        for t in range(1, scene.steps + 1):
            row = scene.at(use.left, t) if use.left is not None else None
            found[t] = found.get(t, 0) + _outer(row, use)
    return found


def _turned(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
    return {t: added.T for t, added in plainly(scene, uses).items()}


def _rowwise(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
    return _with(scene, uses, lambda row, delta: row * delta)


def _inner(scene: Scene, uses: Sequence[Use]) -> dict[int, Array]:
    return _with(scene, uses, lambda row, delta: row @ delta)


def _with(
    scene: Scene, uses: Sequence[Use], combine: Callable[[Array, Array], Array]
) -> dict[int, Array]:
    found: dict[int, Array] = {}
    for use in uses:
        row = scene.at(use.left, use.step) if use.left is not None else None
        if row is not None:
            shape = scene.values[Leaf(use.weight)].shape
            table = np.broadcast_to(combine(row, use.delta), shape)
            found[use.step] = found[use.step] + table if use.step in found else table
    return found


class Pattern(NamedTuple):
    """Coefficients of the contributions C_1 .. C_n, oldest first."""

    code: str
    said: Mapping[str, str]
    of: Callable[[int], Array]


ALL = Pattern("", {}, np.ones)
LONGEST = 11


def _last(k: int) -> Callable[[int], Array]:
    return lambda n: (np.arange(n) >= n - k).astype(float)


PATTERNS: tuple[Pattern, ...] = (
    ALL,
    Pattern("A17", {}, np.zeros),
    Pattern("A01", {}, lambda n: np.eye(n)[-1]),
    Pattern("A02", {}, lambda n: np.eye(n)[0]),
    Pattern("A04", {}, lambda n: 1 - np.eye(n)[0]),
    Pattern("A05", {}, lambda n: 1 - np.eye(n)[-1]),
    Pattern("A06", {"which": "newest"}, lambda n: 1 + np.eye(n)[-1]),
    Pattern("A06", {"which": "oldest"}, lambda n: 1 + np.eye(n)[0]),
    Pattern("A07", {}, lambda n: np.arange(n, 0, -1.0)),
    Pattern("I09", {"count": "3"}, _last(3)),
    *(Pattern("A03", {"count": str(k)}, _last(k)) for k in (2, *range(4, LONGEST + 1))),
)
