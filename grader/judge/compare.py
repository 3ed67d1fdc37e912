"""Whether two formulas are the same on a model: exactly, with a bound on the chance of an error."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from grader.formula import FormulaError
from grader.judge.balls import Balls
from grader.judge.degrees import Degrees, TooComplicated
from grader.judge.field import Field, P, Undefined
from grader.judge.grid import Grid, Numbers, Value, size
from grader.judge.world import World

Letters = Mapping[str, int]
Build = Callable[[Numbers], World]
Side = Callable[[World, Letters], Value]
POINTS = 3
"""How many points the second opinion looks at."""


class Compared(NamedTuple):
    """The outcome.

    `chance` bounds the probability that two different formulas are called equal.
    """

    equal: bool
    chance: float = 0.0
    degree: int = 0
    proven: bool = True
    shapes: tuple[tuple[int, int], tuple[int, int]] | None = None


def compare(
    build: Build,
    reference: Side,
    answer: Side,
    cases: Sequence[Letters],
    seed: bytes,
    degree: int | None = None,
) -> Compared:
    """Compare two sides in a world, for every case of their letters; `degree` is theirs, if it is
    known.

    Raises FormulaError about the answer, Undefined about the reference.
    """
    degree = degree or _degree(build, [reference, answer], cases)
    field = Field(seed)
    world = build(field)
    proven = True
    for case in cases:
        a, r = _value(answer, world, case), reference(world, case)
        if size(a) != size(r):
            return Compared(False, 0.0, degree, True, (size(a), size(r)))
        if a != r:
            opinion = (
                _second_opinion(build, reference, answer, case, seed)
                if field.outside
                else Compared(False)
            )
            if not opinion.equal:
                return opinion._replace(degree=degree)
            proven = False
    return Compared(True, len(cases) * degree * (1 + field.atoms) ** 2 / P, degree, proven)


def _value(side: Side, world: World, case: Letters) -> Value:
    try:
        return side(world, case)
    except Undefined:
        raise FormulaError(
            "undefined", "This formula divides by something that is zero.", 0
        ) from None


def _degree(build: Build, sides: Sequence[Side], cases: Sequence[Letters]) -> int:
    world = build(Degrees())
    try:
        return max(sum(_largest(side(world, case)) for side in sides) for case in cases)
    except TooComplicated:
        message = "This formula is of too high a degree to be judged: its powers are very large."
        raise FormulaError("too-big", message, 0) from None


def _largest(value: Value) -> int:
    return max(max(row) for row in value.rows) if type(value) is Grid else int(value)


def _second_opinion(
    build: Build, reference: Side, answer: Side, case: Letters, seed: bytes
) -> Compared:
    """Real intervals: apart proves difference, together at every point is evidence of equality."""
    seen = 0
    for k in range(2 * POINTS):
        world = build(Balls(seed + bytes([k])))
        try:
            a, r = answer(world, case), reference(world, case)
        except Undefined:
            continue
        entries = list(zip(_entries(a), _entries(r), strict=True))
        if any(not x.meets(y) for x, y in entries):
            return Compared(False)
        seen += all(x.narrow() and y.narrow() for x, y in entries)
        if seen == POINTS:
            return Compared(True, proven=False)
    return Compared(False, proven=False)


def _entries(value: Value) -> list[Value]:
    return [x for row in value.rows for x in row] if type(value) is Grid else [value]
