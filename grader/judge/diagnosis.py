"""Naming what is wrong with a closed form.  A name is given only to what was verified: the answer
has exactly the value that the named mistake would give, at the same random point.  Simplest
explanations come first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import islice, product
from typing import NamedTuple

from grader.formula import FormulaError
from grader.judge.asking import Asking, Strict
from grader.judge.budget import Budget
from grader.judge.chain import Account
from grader.judge.edits import edits
from grader.judge.field import Field, P, Undefined, ratio
from grader.judge.grid import Value
from grader.judge.meaning import Meaning
from grader.judge.names import Names
from grader.judge.question import Sheet
from grader.judge.slips import chain_findings, scaled
from grader.judge.strands import Asked
from grader.judge.verdict import Finding, Judgement, incorrect
from grader.judge.world import World
from grader.judge.wrongs import ACTIVATION_SLIPS, LOSS_SLIPS, along
from grader.model.graph import Leaf, Path

PATHS = 6
"""Answers over more paths than this are not taken apart."""
WALKED = 24
"""Slips of local derivatives are looked for on this many paths."""
EDITS = 6_000
"""Steps of evaluation spent on looking for one slip."""
PLAIN = Finding("not-equal", "This is not equal to what is asked for.")


class Point(NamedTuple):
    """One case of an answer, evaluated: what it is, and what it should be."""

    asked: Asked
    answer: int
    right: int
    paths: tuple[Path, ...]
    """Its paths, or none if there are too many to go through."""


class Probe:
    """A wrong answer on exact numbers, at one or two horizons."""

    def __init__(
        self, sheet: Sheet, asking: Asking, answer: Strict, cases: Sequence[Mapping[str, int]]
    ) -> None:
        self.sheet, self.asking, self.strict = sheet, asking, answer
        self.field = Field(sheet.seed)
        self.world = World(asking.model, self.field)
        self.cases = [case for case in cases if asking.horizon(case) in (3, 4)][:2] or [cases[0]]
        self.points = [self._point(case) for case in self.cases]

    def _point(self, case: Mapping[str, int]) -> Point:
        asked = self.asking.at(case)
        listed = tuple(islice(asked.paths(), WALKED + 1))
        value = self.strict(self.world, case)
        return Point(asked, value, asked.value(self.world), listed if len(listed) <= WALKED else ())

    def matches(self, value: Callable[[Asked], Value]) -> bool:
        """Whether the answer has this value at every point."""
        return all(value(point.asked) == point.answer for point in self.points)

    def quotients(self, value: Callable[[Asked], Value]) -> list[int]:
        """The answer divided by something, at every point; nothing where that is zero."""
        below = [value(point.asked) for point in self.points]
        if not all(below):
            return []
        return [
            point.answer * pow(v, -1, P) % P for point, v in zip(self.points, below, strict=True)
        ]

    def multiple(self, value: Callable[[Asked], Value]) -> Fraction | None:
        """The small number by which the answer is a multiple of something, at every point."""
        found = {ratio(q) for q in self.quotients(value)}
        return found.pop() if len(found) == 1 else None


def diagnose(
    sheet: Sheet, asking: Asking, answer: Strict, cases: Sequence[Mapping[str, int]]
) -> Judgement:
    """The judgement on an answer that is not equal to what is asked for."""
    probe = Probe(sheet, asking, answer, cases)
    by_paths = _by_paths(probe)
    if by_paths:
        return by_paths
    for look in LOOKS:
        found = list(islice(look(probe), 4))
        if found:
            also = tuple(dict.fromkeys(code for f in found for code in f.also))
            others = [f.message for f in found[1:]]
            first = Finding(found[0].code, found[0].message, also, {**found[0].evidence})
            remarks = tuple(f"It could also be this: {message}" for message in others)
            return incorrect(first, remarks=remarks)
    return incorrect(PLAIN)


def _by_paths(probe: Probe) -> Judgement | None:
    """The answer as a sum of paths with small numbers: missing, twice, with the wrong sign."""
    found = probe.multiple(lambda asked: asked.value(probe.world))
    if found is not None and found != 0:
        return incorrect(scaled(found))
    point = probe.points[0]
    expected = point.paths
    if not 1 < len(expected) <= PATHS:
        return None
    values = [along(probe.world, path) for path in expected]
    numbers = (0, 1, 2, -1) if len(expected) <= 4 else (0, 1)
    for counts in sorted(
        product(numbers, repeat=len(values)), key=lambda c: sum(n != 1 for n in c)
    ):
        if (
            any(counts)
            and sum(n * v for n, v in zip(counts, values, strict=True)) % P == point.answer
        ):
            account = Account(point.asked, expected)
            account.held.update({p: Fraction(n) for p, n in zip(expected, counts, strict=True)})
            return _accounted(probe, account)
    return None


def _accounted(probe: Probe, account: Account) -> Judgement:
    findings = tuple(chain_findings(account))
    share = (
        float(account.share)
        if probe.sheet.question.policy.partial and not probe.asking.letter
        else 0.0
    )
    message = " ".join(finding.message for finding in findings[:2])
    if probe.asking.letter:
        message = f"For {probe.asking.letter} = {probe.cases[0][probe.asking.letter]}: {message}"
    return Judgement(
        "partial" if share else "incorrect",
        share,
        message,
        findings,
        contributions=account.contributions(),
    )


def _other_question(probe: Probe) -> Iterator[Finding]:
    """The right answer to another question: another weight, another step, the summed error."""
    bottom = probe.points[0].asked.bottom
    for weight in probe.asking.model.weights:
        if weight != bottom.name and probe.matches(
            _derivative(probe, partial(Asked.ask, name=weight))
        ):
            message = f"This is the derivative for {weight}; the question asks for {bottom}."
            yield Finding("wrong-weight", message)
    for shift in (-1, 1):
        if probe.matches(_derivative(probe, partial(_moved, shift=shift))):
            yield Finding("not-equal", "This is the derivative of the error of another step.")
    if probe.matches(_derivative(probe, _summed)):
        message = "This is the derivative of the errors of all steps, added up."
        yield Finding("extra-path", message, ("L06",))
    if probe.matches(_derivative(probe, _everywhere)):
        message = "This is the whole derivative; the question asks for a part of it."
        yield Finding("extra-path", message)


def _derivative(probe: Probe, other: Callable[[Asked], Asked]) -> Callable[[Asked], Value]:
    return lambda asked: other(asked).value(probe.world)


def _moved(asked: Asked, shift: int) -> Asked:
    return asked._replace(
        tops=tuple(Leaf(top.name, max(1, (top.time or 0) + shift)) for top in asked.tops)
    )


def _summed(asked: Asked) -> Asked:
    last = asked.tops[-1]
    return asked._replace(tops=tuple(Leaf(last.name, t) for t in range(1, (last.time or 0) + 1)))


def _everywhere(asked: Asked) -> Asked:
    return asked._replace(uses=lambda use: True)


def _wrong_slopes(probe: Probe) -> Iterator[Finding]:
    """A local derivative that is written wrongly, everywhere or in one place of each path."""
    world, points = probe.world, probe.points
    for slip in (*LOSS_SLIPS, *ACTIVATION_SLIPS):
        for place in slip.sites(points[0].paths):
            if all(slip.value(world, point.paths, place) == point.answer for point in points):
                yield slip.finding(place)


def _one_slip(probe: Probe) -> Iterator[Finding]:
    """One change to the answer that makes it right."""
    budget, text = Budget(EDITS), probe.sheet.text
    for edit in edits(probe.sheet.formula, probe.asking.model):
        names = Names(probe.asking.model, probe.asking.target.bottom)
        changed = probe.asking.strictly(Meaning(edit.node, text, names, budget))
        try:
            values = [changed(probe.world, case) for case in probe.cases]
        except (FormulaError, Undefined):
            if budget.left < 0:
                return
            continue
        if values == [point.right for point in probe.points]:
            yield edit.finding(text)


def _one_factor(probe: Probe) -> Iterator[Finding]:
    """One factor too few or too many, in the whole answer."""
    over = probe.quotients(lambda asked: asked.value(probe.world))
    if not over:
        return
    for said, value in _atoms(probe):
        if all(q * value % P == 1 for q in over):
            yield Finding("factor", f"One factor is missing: {said}.")
        if all(q == value for q in over):
            yield Finding("factor", f"One factor too many: {said}.")


def _atoms(probe: Probe) -> Iterator[tuple[str, int]]:
    world, model = probe.world, probe.asking.model
    last = max(point.asked.tops[-1].time or 0 for point in probe.points)
    for weight in model.weights:
        yield f"`{weight}`", world.read(Leaf(weight))
    for name in (*model.inputs, *model.equations):
        for t in range(last + 1):
            leaf = Leaf(name, t)
            if world.has(leaf):
                value = world.read(leaf)
                yield f"`{leaf}`", value
                yield f"the slope `1-{leaf}^2`", (1 - value * value) % P
    yield "`alpha`", world.read(Leaf("alpha"))


LOOKS: tuple[Callable[[Probe], Iterator[Finding]], ...] = (
    _other_question, _one_factor, _one_slip, _wrong_slopes,
)  # fmt: skip
