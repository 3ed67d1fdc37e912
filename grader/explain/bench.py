"""All that is suspected of one gradient, on the draws of a set: values of slips, ways and patterns.

What is worked out here depends on the question and the set of probes only, so it is kept and
serves a whole class; nothing is worked out before the first wrong answer asks for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby, product
from typing import NamedTuple

import numpy as np

from grader.explain.slips import Row, combined, rows
from grader.explain.takes import ALL, PATTERNS, PLAINLY, Pattern, Taken, ways
from grader.explain.walk import PLAIN, Array, Scene, Use, Walked, felt_later, walk
from grader.judge.expected import uses_of
from grader.judge.probes import Plan, draw_set, targets
from grader.model.declaration import Model
from grader.model.forward import forward
from grader.model.graph import Leaf
from grader.model.targets import Derivative

Slips = tuple[int, ...]
Place = tuple[Model, tuple[Plan, ...], int, int, bool, bool]
MANY = 100  # slips of a model, beyond which they are not paired: it would take seconds
BESIDE = ("A12", "T10")  # slopes that are wrong in one place only, and yet often meet another slip
PAIRED = ("loss", "slope", "matrix", "order", "loop", "link", "start")


class Suspect(NamedTuple):
    """A wrong gradient: slips on the way back, a way of taking the rows, a pattern of summing."""

    slips: Slips = ()
    way: int = 0
    pattern: int = 0
    other: str = ""

    @property
    def edits(self) -> int:
        """How many mistakes it is made of."""
        return len(self.slips) + bool(self.way) + bool(self.pattern) + bool(self.other)


@lru_cache(maxsize=64)
def scene(
    model: Model, plan: tuple[Plan, ...], seed: int, case: int, summed: bool, brief: bool
) -> Scene:
    """A draw of a set, run."""
    steps, data = draw_set(model, plan, seed)[case]
    scored = tuple(range(1, steps.steps + 1)) if summed else ()
    return Scene(model, forward(model, data, steps.steps), steps.steps, scored, brief)


@lru_cache(maxsize=4096)
def walked(place: Place, slips: Slips) -> Walked:
    """A draw walked back with some slips."""
    here, table = scene(*place), rows(place[0])
    with np.errstate(all="ignore"):  # a wrong slope may well divide by zero
        if not slips:
            return walk(here)
        if len(slips) == 1:
            return table[slips[0]].walked(here)
        one, other = (table[k] for k in slips)
        for row in (one, other):
            here = row.seen(here) if row.seen else here
        return walk(here, combined(one.slip or PLAIN, other.slip or PLAIN))


class Bench:
    """One gradient of a question on one set of probes."""

    def __init__(self, model: Model, target: Derivative, plan: tuple[Plan, ...], seed: int) -> None:
        self.model, self.target, self.plan, self.seed = model, target, plan, seed
        self.rows: tuple[Row, ...] = rows(model)
        self.of_weight = target.bottom in model.weights
        users = [u for u, reads in model.reads.items() if target.bottom in {r.name for r in reads}]
        self.brief = self.of_weight and not any(felt_later(model, user) for user in users)
        whole = self.of_weight and not target.via and not target.since
        self.ways: Sequence[Taken] = ways(model, target.bottom) if self.of_weight else [PLAINLY]
        self.patterns: Sequence[Pattern] = PATTERNS if whole else PATTERNS[:2]
        self._values: dict[tuple[int, Suspect], Array | None] = {}
        self._coefficients: dict[int, Array] = {}
        self._by_step: dict[tuple[int, Slips, int, str], Mapping[int, Array] | None] = {}

    def scene(self, case: int) -> Scene:
        """A draw, run."""
        return scene(*self._place(case))

    def _place(self, case: int, other: str = "") -> Place:
        brief, summed = self.brief and not other, self.target.first is not None
        return self.model, self.plan, self.seed, case, summed, brief

    def outputs(self, case: int) -> int:
        """How many outputs a draw has."""
        names = targets(self.model)
        return len(self.scene(case).values[Leaf(names[0], 1)]) if names else 1

    def users(self, case: int) -> dict[int, str]:
        """By step, the variable at which the weight is used."""
        found: dict[int, str] = {}
        for use in self._uses(case, (), ""):
            label = f"{use.user}{use.step}"
            if label not in found.get(use.step, "").split("+"):
                found[use.step] = "+".join(filter(None, [found.get(use.step, ""), label]))
        return found

    def _uses(self, case: int, slips: Slips, other: str) -> list[Use]:
        steps = self.scene(case).steps
        counts = uses_of(self.target, steps)
        weight = other or self.target.bottom
        uses = walked(self._place(case, other), slips).uses
        return [u for u in uses if u.weight == weight and (other or counts(Leaf(u.user, u.step)))]

    def by_step(self, case: int, suspect: Suspect) -> Mapping[int, Array] | None:
        """The contributions by step, before they are summed with a pattern; nothing where one has
        another shape than the weight.
        """
        key = (case, suspect.slips, suspect.way, suspect.other)
        if key not in self._by_step:
            uses = self._uses(case, suspect.slips, suspect.other)
            parts = self.ways[suspect.way].take(self.scene(case), uses)
            shape = self.scene(case).values[Leaf(self.target.bottom)].shape
            fits = parts is not None and all(part.shape == shape for part in parts.values())
            self._by_step[key] = parts if fits else None
        return self._by_step[key]

    def coefficients(self, steps: int) -> Array:
        """What every pattern makes of the contributions of so many steps, a row each."""
        if steps not in self._coefficients:
            self._coefficients[steps] = np.array([pattern.of(steps) for pattern in self.patterns])
        return self._coefficients[steps]

    def value(self, case: int, suspect: Suspect) -> Array | None:
        """What a suspect gives on a draw; nothing where it has no value of the right shape."""
        key = (case, suspect)
        if key not in self._values:
            with np.errstate(all="ignore"):  # a wrong slope may well run away
                self._values[key] = self._worked_out(case, suspect)
        return self._values[key]

    def _worked_out(self, case: int, suspect: Suspect) -> Array | None:
        here = self.scene(case)
        if not self.of_weight:
            at = self.target.at
            leaf = Leaf(self.target.bottom, at.at(here.steps) if at else None)
            right = here.values[leaf]
            felt = walked(self._place(case), suspect.slips).felt.get(leaf, 0 * right)
            return felt if not suspect.pattern else 0 * felt
        parts = self.by_step(case, suspect)
        if parts is None:
            return None
        total = np.zeros(here.values[Leaf(self.target.bottom)].shape)
        coefficients = self.coefficients(here.steps)[suspect.pattern]
        for t, part in parts.items():
            if factor := coefficients[t - 1]:
                total = total + factor * part
        return total

    @cached_property
    def singles(self) -> list[Suspect]:
        """One mistake each, simplest first, and the right gradient before them all."""
        by_pattern = [Suspect(pattern=k) for k in range(len(self.patterns))]
        by_way = [Suspect(way=k) for k in range(1, len(self.ways))]
        by_slip = [Suspect((k,)) for k in range(len(self.rows))]
        return [*by_pattern, *by_way, *by_slip, *self._others()]

    def _others(self) -> Iterator[Suspect]:
        shape = self.model.shapes[self.target.bottom]
        for name in self.model.weights if self.of_weight else ():
            if name != self.target.bottom and self.model.shapes[name] == shape:
                yield Suspect(other=name)

    @cached_property
    def pairs(self) -> list[Suspect]:
        """Two mistakes at once."""
        ways_, patterns = range(1, len(self.ways)), range(2, len(self.patterns))
        bare = [k for k, r in enumerate(self.rows) if not r.said.get("where") or r.code in BESIDE]
        slips = bare if len(self.rows) > MANY else range(len(self.rows))
        found = [Suspect(way=w, pattern=p) for w, p in product(ways_, patterns)]
        found += [Suspect((k,), pattern=p) for k, p in product(slips, patterns)]
        found += [Suspect((k,), way=w) for k, w in product(slips, ways_)]
        if len(self.rows) > MANY:
            return found
        families = [
            [k for k in bare if self.rows[k].family == f and self.rows[k].slip] for f in PAIRED
        ]
        for n, these in enumerate(families):
            for those in families[n + 1 :]:
                found += [Suspect(pair) for pair in product(these, those)]
        return found

    @np.errstate(all="ignore")  # a wrong slope may well run away
    def stack(self, case: int, suspects: Sequence[Suspect]) -> tuple[list[Suspect], Array]:
        """The values of many suspects on one draw, flat, one a row."""
        known: list[Suspect] = []
        found: list[Array] = []
        for _, group in groupby(suspects, lambda s: (s.slips, s.way, s.other)):
            alike = list(group)
            for suspect, value in zip(alike, self._alike(case, alike), strict=True):
                if value is not None and np.isfinite(value).all():
                    known.append(suspect)
                    found.append(value)
        return known, np.array(found)

    def _alike(self, case: int, suspects: Sequence[Suspect]) -> Iterable[Array | None]:
        """The values, flat, of suspects that differ in nothing but their patterns."""
        parts = self.by_step(case, suspects[0]) if self.of_weight else None
        if len(suspects) > 1 and parts:
            flat = np.array([part.ravel() for part in parts.values()])
            if np.isfinite(flat).all():  # else what is left out must not be multiplied by nought
                patterns = self.coefficients(self.scene(case).steps)[[s.pattern for s in suspects]]
                return list(patterns[:, [t - 1 for t in parts]] @ flat)
        values = [self.value(case, suspect) for suspect in suspects]
        return [None if value is None else value.ravel() for value in values]

    def single_stack(self, case: int) -> tuple[list[Suspect], Array]:
        """All single mistakes on one draw."""
        if case not in self._singles:
            self._singles[case] = self.stack(case, self.singles)
        return self._singles[case]

    def pair_stack(self, case: int) -> tuple[list[Suspect], Array]:
        """All pairs of mistakes on one draw."""
        if case not in self._pairs:
            self._pairs[case] = self.stack(case, self.pairs)
        return self._pairs[case]

    @cached_property
    def _singles(self) -> dict[int, tuple[list[Suspect], Array]]:
        return {}

    @cached_property
    def _pairs(self) -> dict[int, tuple[list[Suspect], Array]]:
        return {}

    def named(self, suspect: Suspect) -> list[tuple[str, Mapping[str, str]]]:
        """The mistakes a suspect is made of: (id, what its phrase fills in)."""
        found: list[tuple[str, Mapping[str, str]]] = []
        found += [(self.rows[k].code, self.rows[k].said) for k in suspect.slips]
        if suspect.way:
            found.append((self.ways[suspect.way].code, self.ways[suspect.way].said))
        if suspect.pattern:
            found.append((self.patterns[suspect.pattern].code, self.patterns[suspect.pattern].said))
        if suspect.other:
            found.append(("Z4", {"other": suspect.other}))
        return found


@lru_cache(maxsize=128)
def bench(model: Model, target: Derivative, plan: tuple[Plan, ...], seed: int) -> Bench:
    """The bench of a gradient, set up once."""
    return Bench(model, target, plan, seed)


__all__ = ["ALL", "Bench", "Suspect", "bench"]
