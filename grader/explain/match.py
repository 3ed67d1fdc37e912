"""Finding what a wrong array is equal to: fitted on one draw, verified on all of them.

A suspect times a number is fitted to the answer by least squares on the first draw that tells; what
fits is compared on every draw.  Nothing is nearest: an explanation has the values of the answer, to
the digits it was given with, on at least three draws of more than one step, or it is not given.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from grader.explain.bench import Bench, Suspect
from grader.explain.walk import Array
from grader.judge.differences import Measured
from grader.judge.probes import Plan

EXACT, ROUNDED = 1e-8, 2e-5  # how far off, relative to the array: in full digits, to six digits
DRAWS = 3
SCALES: Sequence[tuple[str, Callable[[int, int], float]]] = (
    ("", lambda steps, outputs: 1.0),
    ("L01", lambda steps, outputs: 0.5),
    ("L02", lambda steps, outputs: -1.0),
    ("L03", lambda steps, outputs: -0.5),
    ("A13", lambda steps, outputs: 2.0),
    ("A08", lambda steps, outputs: 1 / steps),
    ("L04", lambda steps, outputs: 1 / outputs),
)
UNNAMED = len(SCALES)


class Seen(NamedTuple):
    """An answer on one draw, and what it should be."""

    plan: Plan
    answer: Array
    right: Measured


class Hit(NamedTuple):
    """A verified explanation: a suspect, its factor, a limit on its entries or on its length."""

    suspect: Suspect
    scale: str = ""
    factor: float = 1.0
    limit: float = 0.0
    norm: bool = False

    @property
    def edits(self) -> int:
        """How many mistakes it is made of."""
        return self.suspect.edits + bool(self.scale) + bool(self.limit)

    def times(self, steps: int, outputs: int) -> float:
        """The factor on a draw."""
        known = dict(SCALES).get(self.scale)
        return known(steps, outputs) if known else self.factor

    def shown(self, value: Array, steps: int, outputs: int) -> Array:
        """The suspect's value as the answer would have it."""
        value = self.times(steps, outputs) * value
        if self.norm:
            return value * min(1.0, self.limit / (float(np.linalg.norm(value)) or 1.0))
        return np.clip(value, -self.limit, self.limit) if self.limit else value


def clearness(plan: Plan) -> tuple[bool, bool, int]:
    """The draw on which this is least is looked at first."""
    return plan.violent, not plan.start, plan.steps


@np.errstate(all="ignore")  # a wrong slope may well run away
def hits(bench: Bench, seen: Sequence[Seen]) -> list[Hit]:
    """The simplest explanations of a wrong answer, or none."""
    telling = [k for k, s in enumerate(seen) if s.plan.steps > 1 and not s.right.holds(s.answer)]
    if not telling:
        return []
    case = min(telling, key=lambda k: clearness(seen[k].plan))
    for within in (EXACT, ROUNDED):
        for look in (_singles, _limited, _pairs):
            found = [
                hit for hit in look(bench, seen, case, within) if _holds(bench, seen, hit, within)
            ]
            if found:
                fewest = min(hit.edits for hit in found)
                return [hit for hit in found if hit.edits == fewest]
    return []


def _singles(bench: Bench, seen: Sequence[Seen], case: int, within: float) -> Iterator[Hit]:
    """One mistake: a suspect as it is, or the right gradient times a number."""
    suspects, stack = bench.single_stack(case)
    for k, factor in _fitting(stack, seen[case].answer, within):
        if not suspects[k].edits:
            yield from _scaled(bench, seen, case, suspects[k], factor, within)
        elif abs(factor - 1) <= within or not stack[k].any():
            yield Hit(suspects[k])


def _pairs(bench: Bench, seen: Sequence[Seen], case: int, within: float) -> Iterator[Hit]:
    """Two mistakes: one times a number, or two slips."""
    for stacked in (bench.single_stack, bench.pair_stack):
        (suspects, stack), found = stacked(case), False
        for k, factor in _fitting(stack, seen[case].answer, within):
            for hit in _scaled(bench, seen, case, suspects[k], factor, within):
                found = found or _holds(bench, seen, hit, within)
                yield hit
        if found:
            return


def _scaled(
    bench: Bench, seen: Sequence[Seen], case: int, suspect: Suspect, factor: float, within: float
) -> Iterator[Hit]:
    """A suspect times a number, under all names the number has on this draw."""
    steps, outputs = seen[case].plan.steps, bench.outputs(case)
    names = [n for n, of in SCALES if abs(of(steps, outputs) - factor) <= within * abs(factor)]
    yield from (Hit(suspect, name, factor) for name in names)
    if not names:
        yield Hit(suspect, "L05", factor)


def _fitting(stack: Array, answer: Array, within: float) -> Iterator[tuple[int, float]]:
    """(row, factor) of every row of the stack of which the answer is a multiple."""
    flat = answer.ravel()
    size = float(abs(flat).max(initial=0.0))
    if not size:
        yield from ((int(k), 1.0) for k in np.flatnonzero(~stack.any(1)))
        return
    with np.errstate(all="ignore"):
        norms = (stack * stack).sum(1)
        factors = np.where(norms > 0, stack @ flat / norms, 0.0)
        off = abs(stack * factors[:, None] - flat).max(1)
    yield from ((int(k), float(factors[k])) for k in np.flatnonzero(off <= within * size))


def _limited(bench: Bench, seen: Sequence[Seen], case: int, within: float) -> Iterator[Hit]:
    """The entries, or the length of the whole, do not grow beyond a limit; of the right gradient
    also times a number.
    """
    steps, outputs = seen[case].plan.steps, bench.outputs(case)
    for s in (s for s in seen if s.plan.violent):
        highest, length = float(abs(s.answer).max()), float(np.linalg.norm(s.answer))
        suspects, stack = bench.single_stack(case)
        scales = [("", 1.0)] * len(stack) + [(name, of(steps, outputs)) for name, of in SCALES[1:]]
        suspects = suspects + [suspects[0]] * (len(SCALES) - 1)
        stack = np.concatenate([stack, [factor * stack[0] for _, factor in scales[len(stack) :]]])
        flat = seen[case].answer.ravel()
        size = float(abs(flat).max(initial=0.0)) or 1.0
        cut = np.clip(stack, -highest, highest)
        with np.errstate(all="ignore"):
            norms = np.linalg.norm(stack, axis=1, keepdims=True)
        short = stack * np.minimum(1, length / np.where(norms > 0, norms, 1))
        for limit, norm, made in ((highest, False, cut), (length, True, short)):
            for k in np.flatnonzero(abs(made - flat).max(1) <= within * size):
                yield Hit(suspects[k], *scales[k], limit, norm)


def _holds(bench: Bench, seen: Sequence[Seen], hit: Hit, within: float) -> bool:
    """Has the explanation the values of the answer on every draw, and enough draws that count?"""
    for k, s in enumerate(seen):
        value = bench.value(k, hit.suspect)
        if value is None or value.shape != s.answer.shape:
            return False
        shown = hit.shown(value, s.plan.steps, bench.outputs(k))
        size = max(float(abs(shown).max(initial=0.0)), float(abs(s.answer).max(initial=0.0)))
        if not (abs(shown - s.answer) <= within * size + s.right.within).all():
            return False
    return sum(s.plan.steps > 1 for s in seen) >= DRAWS


__all__ = ["Hit", "Seen", "hits"]
