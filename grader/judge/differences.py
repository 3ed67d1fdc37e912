"""Finite differences with an interval: what the derivative is, and how far off that can be.

The judge of arrays.  It runs the text of the declaration and nothing else: no local derivative,
no path, no reference.  Three central differences with steps h, h/2, h/4 are extrapolated to sixth
order; the interval is what the last extrapolation still moved, plus what rounding may do (Ridders
1982, Adv. Eng. Softw. 4(2)):

    |G - D6|  <=  max |D6 - D4|  +  8 (T + 4) eps M / (h/4)

with the maxima taken over the whole array and M the size of the numbers that the error is added
up from.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from math import prod
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from grader.model.declaration import Model
from grader.model.forward import (
    Carries,
    Nudge,
    Places,
    Values,
    forward_moved,
    given,
    magnitudes,
    places,
)
from grader.model.graph import Leaf, needed

Array = NDArray[np.float64]

T = TypeVar("T")
MANY = 8  # blocks, from which on threads share the work
STEPS = (4e-3, 1e-3, 1e-4, 1e-5)  # smaller ones are tried where the interval is still wide
NARROW = 1e-6  # an interval this narrow, relative to the gradient, needs no second step
EPS = float(np.finfo(float).eps)
HALVES: Array = np.array([1.0, 0.5, 0.25])
BLOCK = (
    15 << 10
)  # numbers in a block of moved rows: small enough for the cache (and 240 rows of 64,
LEAST = 16  # where products are quickest), but with as many entries as make a call worth while


@dataclass(frozen=True, eq=False)
class Measured:
    """A derivative by finite differences: `value`, right up to `within` in every entry."""

    value: Array
    within: float

    def holds(self, answer: Array) -> bool:
        """Does the answer lie inside the interval?  NaN does not."""
        return answer.shape == self.value.shape and bool(
            (abs(answer - self.value) <= self.within).all()
        )

    @property
    def width(self) -> float:
        """The half width of the interval relative to the largest entry; to 1 if all are zero."""
        return self.within / self.scale

    @cached_property
    def scale(self) -> float:
        """The largest entry, or 1 if all are zero."""
        return float(abs(self.value).max(initial=0.0)) or 1.0


def differences(
    model: Model,
    data: Mapping[str, Array],
    steps: int,
    bottoms: Sequence[Leaf],
    tops: Sequence[Leaf] = (),
    carries: Carries | None = None,
) -> dict[Leaf, Measured]:
    """The derivatives of the summed `tops` (default: the error of the last step) for weights or
    variables.

    All perturbations of all bottoms run together.  `carries` holds part of the graph still: see
    `grader.model.forward.forward_moved`; so one use of a weight, or one path, is measured on its
    own.
    """
    tops = list(tops) or [Leaf(model.error, steps)]
    order = needed(model, tops)
    run = _Run(model, given(model, data, steps), tops, order, list(bottoms), carries)
    best = _measure(run, STEPS[0])
    for h in STEPS[1:]:
        if all(m.width <= NARROW for m in best.values()):
            break
        other = _measure(run, h)
        best = {leaf: min(m, other[leaf], key=lambda m: m.within) for leaf, m in best.items()}
    return best


class _Run(NamedTuple):
    model: Model
    base: Values
    tops: list[Leaf]
    order: list[Leaf]
    bottoms: list[Leaf]
    carries: Carries | None


class _Part(NamedTuple):
    """Some entries of one bottom, each moved by three steps up and down: 6 rows of the block an
    entry.  For a weight, `at` has their places.
    """

    which: int
    rows: NDArray[np.intp]
    entries: NDArray[np.intp]
    signs: Array
    at: Places | None


_Block = tuple[int, list[_Part]]


def _measure(run: _Run, h: float) -> dict[Leaf, Measured]:
    steps: Array = h * HALVES
    held = [_held(run, leaf) for leaf in run.bottoms]
    width = max(map(len, run.base.values()))
    blocks = list(
        _side_by_side(
            lambda block: _errors(run, block, steps), _blocks(tuple(v.shape for v in held), width)
        )
    )
    error = np.concatenate([e for e, _ in blocks], 2) if len(blocks) > 1 else blocks[0][0]
    d2 = (error[:, 0] - error[:, 1]) / (2 * steps[:, None])
    d4 = (4 * d2[1:] - d2[:-1]) / 3
    d6 = (16 * d4[1] - d4[0]) / 15
    moved = abs(d6 - d4).max(0)
    rounding = (
        8 * (run.tops[-1].step + 4) * EPS * max(size for _, size in blocks) / float(steps[-1])
    )
    ends = accumulate(v.size for v in held)
    return {
        leaf: Measured(
            d6[end - v.size : end].reshape(v.shape),
            float(moved[end - v.size : end].max()) + rounding,
        )
        for leaf, v, end in zip(run.bottoms, held, ends, strict=True)
    }


def _side_by_side(work: Callable[[_Block], T], blocks: Sequence[_Block]) -> Iterable[T]:
    """Many blocks are worth a thread per core: numpy lets go of the interpreter while it
    computes.
    """
    if len(blocks) < MANY:
        return map(work, blocks)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(work, blocks))


def _held(run: _Run, leaf: Leaf) -> Array:
    """The unmoved value of a bottom; a variable is computed first."""
    if leaf not in run.base:
        forward_moved(run.model, run.base, {}, run.order)
    return run.base[leaf]


@lru_cache(maxsize=256)
def _blocks(shapes: tuple[tuple[int, ...], ...], width: int) -> list[_Block]:
    """The entries of all bottoms in order, cut into blocks of rows: (entries in the block, its
    parts).
    """
    limit = max(LEAST, BLOCK // (6 * width))
    wanted = [(which, entry) for which, s in enumerate(shapes) for entry in range(prod(s))]
    blocks = []
    for first in range(0, len(wanted), limit):
        block = wanted[first : first + limit]
        rows = np.arange(6 * len(block)).reshape(6, len(block))
        parts = []
        for which in dict.fromkeys(which for which, _ in block):
            inside = rows[:, [w == which for w, _ in block]].ravel()
            entries = np.array([entry for w, entry in block if w == which])
            signs = np.multiply.outer(HALVES, (1.0, -1.0)).repeat(len(entries))
            entries, shape = np.tile(entries, 6), shapes[which]
            at = places(shape, rows.size, inside, entries) if len(shape) == 2 else None
            parts.append(_Part(which, inside, entries, signs, at))
        blocks.append((len(block), parts))
    return blocks


def _errors(run: _Run, block: _Block, steps: Array) -> tuple[Array, float]:
    """The summed error, shape (3, 2, entries), for each step up and down; and the size of its
    addends.
    """
    count, parts = block
    starts = {
        run.bottoms[p.which]: _moved(run.base[run.bottoms[p.which]], 6 * count, p, steps[0])
        for p in parts
    }
    together = len({top.step for top in run.tops}) == 1
    moved = forward_moved(run.model, run.base, starts, run.order, run.carries, forget=together)
    values = {**run.base, **moved}
    total = sum(values[top][..., 0] for top in run.tops)
    return (total + np.zeros(6 * count)).reshape(3, 2, count), _size(run, moved)


def _size(run: _Run, moved: Mapping[Leaf, Array | Nudge]) -> float:
    """How large the numbers are that the tops are added up from."""
    first = {leaf: v.weight if isinstance(v, Nudge) else v[0] for leaf, v in moved.items()}
    values = {**run.base, **first}
    return float(sum(magnitudes(run.model, values, top.step)[top].max() for top in run.tops))


def _moved(base: Array, copies: int, part: _Part, h: float) -> "Array | Nudge":
    by = h * part.signs
    if part.at:
        return Nudge(base, part.at, by)
    stack = base[None].repeat(copies, 0)
    stack[part.rows, part.entries] += by
    return stack
