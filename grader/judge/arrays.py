"""Judging arrays: type, shape, finite, value, in this order; and saying in a sentence what was
seen.

An array is right if it lies inside the interval.  One that is right to single precision only is
told apart from a wrong one; before that is said, a small penalty on the weights is ruled out.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate, permutations
from math import inf, isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.course.schema import SevenDigits
from grader.judge.differences import Measured
from grader.judge.expected import Case
from grader.judge.probes import Plan
from grader.judge.verdict import Finding, Judgement, correct, incorrect

Array = NDArray[np.float64]
Part = tuple[Array, ...]

SINGLE = float(np.finfo(np.float32).eps)
VIOLENT_LOSS = 100


class Answer(NamedTuple):
    """What came back for one case: its arrays, and those of a second call with the same
    arguments, if any.
    """

    parts: Part
    again: Part = ()
    changed: tuple[str, ...] = ()


def judge(
    cases: Sequence[Case],
    answers: Sequence[Answer],
    labels: Sequence[str],
    any_order: bool,
    seven_digits: SevenDigits,
) -> Judgement:
    """The verdict on a function question.  `labels` name the arrays for messages.

    `max_error` and `allowed` are relative to the largest entry of the expected array, for the
    worst case.
    """
    if any_order:
        answers = [
            a._replace(parts=_matched(c.expected, a.parts), again=_matched(c.expected, a.again))
            for c, a in zip(cases, answers, strict=True)
        ]
    if found := _shapes(cases, answers, labels):
        return found
    compared = _compare(cases, answers)
    if found := _finite(cases, answers, labels, compared) or side_effects(cases, answers):
        return found
    judgement = _values(cases, answers, labels, seven_digits, compared.inside)
    return judgement.measured(*compared.worst)


class _Compared(NamedTuple):
    """How far off each array may be and is, and its largest entry; all of shape (cases, parts)."""

    within: Array
    off: Array
    scale: Array

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which arrays lie inside their intervals."""
        return np.asarray(self.off <= self.within)

    @property
    def worst(self) -> tuple[float, float]:
        """The largest error and the error allowed there, relative to the largest entry."""
        off, within = (self.off / self.scale).ravel(), (self.within / self.scale).ravel()
        return max(zip(off.tolist(), within.tolist(), strict=True))


def _compare(cases: Sequence[Case], answers: Sequence[Answer]) -> _Compared:
    """All arrays at once: a right answer is the common one, and costs a few calls of numpy."""
    expected = [e for case in cases for e in case.expected]
    value = np.concatenate([e.value.ravel() for e in expected])
    answer = np.concatenate([part.ravel() for a in answers for part in a.parts])
    starts = [0, *accumulate(e.value.size for e in expected[:-1])]

    def largest(entries: Array) -> Array:
        return np.asarray(np.maximum.reduceat(abs(entries), starts)).reshape(len(cases), -1)

    scale = largest(value)
    scale[scale == 0] = 1.0
    within = np.array([e.within for e in expected]).reshape(scale.shape)
    return _Compared(within, largest(answer - value), scale)


def _matched(expected: Sequence[Measured], parts: Part) -> Part:
    """The parts in the order that fits best; left alone if they cannot be compared."""
    if len(parts) != len(expected) or any(
        p.shape != e.value.shape for p, e in zip(parts, expected, strict=True)
    ):
        return parts
    if all(e.holds(p) for p, e in zip(parts, expected, strict=True)):
        return parts
    off = [[float(abs(part - e.value).max()) for part in parts] for e in expected]

    def misfit(order: tuple[int, ...]) -> float:
        total = sum(row[k] for row, k in zip(off, order, strict=True))
        return inf if isnan(total) else total

    return tuple(parts[k] for k in min(permutations(range(len(parts))), key=misfit))


def _shapes(
    cases: Sequence[Case], answers: Sequence[Answer], labels: Sequence[str]
) -> Judgement | None:
    for case, answer in zip(cases, answers, strict=True):
        for label, part, expected in zip(labels, answer.parts, case.expected, strict=True):
            if part.shape != expected.value.shape:
                return Judgement(
                    "invalid", 0.0, _shape_message(label, part.shape, expected.value.shape)
                )
    return None


def _shape_message(label: str, got: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    turned = "turned over: " if got == wanted[::-1] and len(wanted) == 2 else ""
    return f"{label} should be {shape_words(wanted)}; yours is {turned}{shape_words(got)}."


def shape_words(shape: tuple[int, ...]) -> str:
    """A shape in words.

    >>> shape_words(()), shape_words((4,)), shape_words((3, 4))
    ('one number', '4 numbers in a row, shape (4,)', '3 rows by 4 columns, shape (3, 4)')
    """
    if len(shape) == 2:
        rows, columns = _several(shape[0], "row"), _several(shape[1], "column")
        return f"{rows} by {columns}, shape {shape}"
    if len(shape) == 1:
        row = "a row of one number" if shape == (1,) else f"{shape[0]} numbers in a row"
        return f"{row}, shape {shape}"
    return f"an array of shape {shape}" if shape else "one number"


def _several(n: int, thing: str) -> str:
    return f"{n} {thing}" + ("" if n == 1 else "s")


def _finite(
    cases: Sequence[Case], answers: Sequence[Answer], labels: Sequence[str], compared: _Compared
) -> Judgement | None:
    if np.isfinite(compared.off).all():
        return None
    for case, answer in zip(cases, answers, strict=True):
        for label, part in zip(labels, answer.parts, strict=True):
            if not np.isfinite(part).all():
                what = "not a number (nan)" if np.isnan(part).any() else "infinite"
                return Judgement(
                    "invalid", 0.0, f"{label} has entries that are {what}, for {_draw_words(case)}."
                )
    return None


def _draw_words(case: Case) -> str:
    return (
        f"N = {case.plan.steps}"
        + ("" if case.plan.start else " from a zero start")
        + (" and targets far away" if case.plan.violent else "")
    )


def side_effects(cases: Sequence[Case], answers: Sequence[Answer]) -> Judgement | None:
    """The verdict on a program that writes into its arguments, or that remembers."""
    for case, answer in zip(cases, answers, strict=True):
        if answer.changed:
            names = " and ".join(answer.changed)
            return incorrect(
                Finding(
                    "P12",
                    f"Your program writes into {names}, which it was only given to read. "
                    "Work on a copy.",
                )
            )
        if answer.again and _inside(case, answer.parts) and not _inside(case, answer.again):
            return incorrect(
                Finding(
                    "P07",
                    "The first call is right, a second one with the same arguments is not: is "
                    "something kept from one call to the next, outside the function?",
                )
            )
    return None


def _inside(case: Case, parts: Part) -> bool:
    return all(expected.holds(part) for expected, part in zip(case.expected, parts, strict=True))


def _values(
    cases: Sequence[Case],
    answers: Sequence[Answer],
    labels: Sequence[str],
    seven_digits: SevenDigits,
    inside: NDArray[np.bool_],
) -> Judgement:
    if inside.all():
        return correct()
    if _decays(cases, answers):
        return incorrect(
            Finding(
                "P06",
                "Right but for a term that grows with the weights, as a penalty on them would; "
                "this loss has none.",
            )
        )
    if all(map(_seven, cases, answers)):
        return _nearly(seven_digits)
    return Judgement("incorrect", 0.0, _pattern(cases, inside, labels))


def _seven(case: Case, answer: Answer) -> bool:
    """Right up to what single precision loses in as many steps, on the scale of the array.

    The violent draw, where it loses more, only tells this apart from limited numbers.
    """
    loss = 2 * (case.plan.steps + 4) * SINGLE * (VIOLENT_LOSS if case.plan.violent else 1)
    return all(
        bool(
            (
                abs(part - e.value)
                <= loss * max(float(abs(e.value).max(initial=0.0)), e.within / SINGLE)
            ).all()
        )
        for part, e in zip(answer.parts, case.expected, strict=True)
    )


def _decays(cases: Sequence[Case], answers: Sequence[Answer]) -> bool:
    """Is an array off by a multiple of its weight on every gentle draw?"""
    gentle = [(c, a) for c, a in zip(cases, answers, strict=True) if not c.plan.violent]
    return any(
        weight is not None
        and all(
            _is_multiple(a.parts[k] - c.expected[k].value, c.decay[k], c.expected[k])
            for c, a in gentle
        )
        for k, weight in enumerate(cases[0].decay)
    )


def _is_multiple(rest: Array, weight: Array | None, expected: Measured) -> bool:
    if weight is None or not abs(rest).max() > 4 * expected.within:
        return False
    factor = float((rest * weight).sum() / (weight * weight).sum())
    return bool(abs(rest - factor * weight).max() < 0.25 * abs(rest).max())


def _nearly(seven_digits: SevenDigits) -> Judgement:
    remark = "Right to about seven digits: single precision, or finite differences of your own?"
    if seven_digits == "accept":
        return correct(remarks=(remark,))
    finding = Finding("P05", remark, also=("P10", "P11"))
    share = 0.5 if seven_digits == "partial" else 0.0
    return Judgement("partial" if share else "incorrect", share, remark, (finding,))


def _pattern(cases: Sequence[Case], inside: NDArray[np.bool_], labels: Sequence[str]) -> str:
    """Where the answer is right and where it is not, in a sentence."""
    right = [bool(row.all()) for row in inside]
    wrong_parts = [
        label for label, column in zip(labels, inside.T, strict=True) if not column.all()
    ]
    the = f"{_listed(wrong_parts)}: the" if len(wrong_parts) < len(labels) else "The"
    told = [(c.plan, r) for c, r in zip(cases, right, strict=True) if _tells(c)]
    for says, of_kind in PATTERNS:
        kind = [of_kind(plan) for plan, _ in told]
        if any(kind) and not all(kind) and [r for _, r in told] == kind:
            return f"{the} values are right {says}"
    steps = {
        n: all(r for plan, r in told if plan.steps == n)
        for n in sorted({plan.steps for plan, _ in told})
    }
    if any(steps.values()) and len(steps) > 1:
        good, bad = ([f"{n}" for n, r in steps.items() if r is want] for want in (True, False))
        return f"{the} values are right for N = {_listed(good)}, but not for N = {_listed(bad)}."
    return f"{the} shape is right, the values are not yet."


def _tells(case: Case) -> bool:
    """Where everything is zero, much that is wrong is right."""
    return any(expected.value.any() for expected in case.expected)


PATTERNS: Sequence[tuple[str, Callable[[Plan], bool]]] = (
    (
        "as long as the targets are near, but not when they are far away: "
        "is something limiting the numbers?",
        lambda plan: not plan.violent,
    ),
    (
        "when the network starts from zero, but not from another start state.",
        lambda plan: not plan.start,
    ),
    ("for a single step, but not for more.", lambda plan: plan.steps == 1),
)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]
