"""The unrolled graph: which variable is computed from which, and the paths of the chain rule
through it.

>>> from pathlib import Path as File
>>> from grader.model.declaration import load_model
>>> rnn = load_model(File("exercises/models/rnn.txt"))
>>> for path in paths(rnn, [Leaf("E", 3)], Leaf("Ws")):
...     print(*path, sep=" -> ")
E3 -> y3 -> s3 -> Ws
E3 -> y3 -> s3 -> s2 -> Ws
E3 -> y3 -> s3 -> s2 -> s1 -> Ws
>>> count_paths(rnn, [Leaf("E", 1000)], Leaf("Ws"))
1000
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from grader.model.declaration import Model
from grader.model.expression import Variable


class Leaf(NamedTuple):
    """A variable at a time, or a weight (time None)."""

    name: str
    time: int | None = None

    @property
    def step(self) -> int:
        """The time of a variable; 0 for a weight."""
        return self.time or 0

    def __str__(self) -> str:
        return self.name if self.time is None else f"{self.name}{self.time}"


Path = tuple[Leaf, ...]
Uses = Callable[[Leaf], bool]


def everywhere(user: Leaf) -> bool:
    """Every use of a weight counts."""
    return True


@lru_cache(maxsize=4096)
def parents(model: Model, leaf: Leaf) -> tuple[Leaf, ...]:
    """What the value of a variable is computed from, each once, in the order of the declaration."""
    if leaf.time is None or leaf.time < 1 or leaf.name not in model.equations:
        return ()
    return tuple(
        Leaf(read.name, leaf.time - read.lag) if isinstance(read, Variable) else Leaf(read.name)
        for read in model.reads[leaf.name]
    )


def needed(model: Model, tops: Iterable[Leaf]) -> list[Leaf]:
    """The variables that the tops are computed from, themselves included, in the order of
    computing.
    """
    return list(_needed(model, frozenset(tops)))


@lru_cache(maxsize=1024)
def _needed(model: Model, tops: frozenset[Leaf]) -> tuple[Leaf, ...]:
    found, last = set(tops), max((top.step for top in tops), default=0)
    order = [Leaf(name, t) for t in range(1, last + 1) for name in model.equations]
    for leaf in reversed(order):
        if leaf in found:
            found.update(parents(model, leaf))
    return tuple(leaf for leaf in order if leaf in found)


def reach(
    model: Model, tops: Iterable[Leaf], bottom: Leaf, uses: Uses = everywhere
) -> dict[Leaf, int]:
    """How many paths lead from each variable down to `bottom`.  Linear in the horizon."""
    count: dict[Leaf, int] = {}
    for leaf in needed(model, tops):
        if leaf == bottom:
            continue
        count[leaf] = sum(
            int(uses(leaf)) if parent == bottom else count.get(parent, 0)
            for parent in parents(model, leaf)
        )
    return count


def count_paths(model: Model, tops: Iterable[Leaf], bottom: Leaf, uses: Uses = everywhere) -> int:
    """The number of chain-rule paths, without walking them."""
    tops = list(tops)
    count = reach(model, tops, bottom, uses)
    return sum(count.get(top, 0) for top in tops)


def paths(
    model: Model, tops: Iterable[Leaf], bottom: Leaf, uses: Uses = everywhere
) -> Iterator[Path]:
    """The chain-rule paths from the tops down to a weight or variable, one by one, newest use
    first.

    `uses` says at which variables a step onto `bottom` counts.
    """
    tops = list(tops)
    count = reach(model, tops, bottom, uses)
    for top in tops:
        stack: list[Path] = [(top,)]
        while stack:
            path = stack.pop()
            if path[-1] == bottom:
                yield path
                continue
            onward = [p for p in parents(model, path[-1]) if count.get(p)]
            if uses(path[-1]) and bottom in parents(model, path[-1]):
                onward.insert(0, bottom)
            stack.extend((*path, parent) for parent in reversed(onward))
