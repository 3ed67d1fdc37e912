"""From what a question asks, `dE[N]/dWs via s[2]`, to derivatives at one horizon or at several."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from grader.judge.grid import Value
from grader.judge.meaning import Meaning
from grader.judge.strands import Asked
from grader.judge.world import World, times
from grader.model.declaration import Model
from grader.model.graph import Leaf
from grader.model.targets import Derivative

HORIZONS = range(2, 7)
"""An answer for any N is compared at these."""
Letters = Mapping[str, int]


class Asking(NamedTuple):
    """A derivative that is asked for, and the horizons at which an answer is looked at."""

    model: Model
    target: Derivative

    @property
    def letter(self) -> str:
        """The letter of the horizon, or nothing for one fixed step."""
        return self.target.last.base

    def cases(self, used: frozenset[str] = frozenset()) -> list[dict[str, int]]:
        """What the letters stand for, case by case.

        A single other letter is taken for the horizon's.
        """
        if not self.letter:
            return [{}]
        other = used - {self.letter}
        names = {self.letter, *(other if len(other) == 1 and self.letter not in used else ())}
        return [dict.fromkeys(names, n) for n in HORIZONS]

    def renamed(self, used: frozenset[str]) -> str:
        """The letter that an answer uses for the horizon, where it is not the question's."""
        named = set(self.cases(used)[0]) - {self.letter}
        return named.pop() if named else ""

    def horizon(self, case: Letters) -> int:
        """The step whose error is differentiated, the last there is."""
        return self.target.last.at(case.get(self.letter, 0))

    def at(self, case: Letters) -> Asked:
        """What is asked for in one case."""
        n, target = case.get(self.letter, 0), self.target
        last = target.last.at(n)
        first = target.first.at(n) if target.first else last
        bottom = Leaf(target.bottom, target.at.at(n) if target.at else None)
        via = Leaf(target.via[0], target.via[1].at(n)) if target.via else None
        since = target.since.at(n) if target.since else 0
        return Asked(
            self.model,
            tuple(Leaf(target.error, t) for t in range(first, last + 1)),
            bottom,
            lambda use: (use.time or 0) >= since and via in (None, use),
        )

    def value(self, world: World, case: Letters) -> Value:
        """The derivative itself, in a world."""
        return self.at(case).value(world)

    def update(self, world: World, case: Letters) -> Value:
        """The step of gradient descent, -alpha times the derivative."""
        numbers = world.numbers
        step = times(numbers, numbers.of(Fraction(-1)), world.read(Leaf("alpha")))
        return times(numbers, step, self.value(world, case))

    def strictly(self, answer: Meaning) -> "Strict":
        """An answer in which only what exists at the horizon may be named."""
        return Strict(self, answer)


class Strict:
    """A formula read by the rules of a graded question."""

    def __init__(self, asking: Asking, answer: Meaning) -> None:
        self.asking, self.answer = asking, answer

    def __call__(self, world: World, case: Letters) -> Value:
        """Its value; raises FormulaError for what does not exist."""
        self.limit(case)
        return self.answer(world, case)

    def limit(self, case: Letters) -> None:
        """Let names be looked up at the horizon of a case."""
        names = self.answer.names
        names.last = self.asking.horizon(case)
        names.step = f"{self.asking.letter or 't'} = {case.get(self.asking.letter, names.last)}"
