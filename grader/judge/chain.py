"""An answer path by path: which paths of the unrolled graph it holds, and what else is in it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, pairwise, product
from math import prod

from grader.judge.strands import TERMS, Asked, Link, Term, TooMany
from grader.model.graph import Leaf, Path, count_paths, parents, paths


@dataclass
class Account:
    """How often each path that is asked for stands in an answer, and what stands there beside."""

    asked: Asked
    expected: tuple[Path, ...]
    held: dict[Path, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    extra: dict[Path, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    astray: list[Leaf] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    symbols: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """How many paths stand exactly once."""
        return sum(self.held[path] == 1 for path in self.expected)

    @property
    def wrong(self) -> int:
        """How much stands there and should not: other paths, broken products, repetitions."""
        repeated = sum(self.held[path] > 1 for path in self.expected)
        others = sum(times != 0 for times in self.extra.values())
        return repeated + others + len(self.astray) + len(self.broken) + len(self.symbols)

    @property
    def share(self) -> Fraction:
        """One share a path, minus one for each wrong one, never below zero."""
        right = self.right + sum(self.held[path] > 1 for path in self.expected)
        return Fraction(max(0, right - self.wrong), max(1, len(self.expected)))

    @property
    def factor(self) -> Fraction | None:
        """The one number that all paths carry, if nothing else is wrong."""
        times = {self.held[path] for path in self.expected}
        alone = not (self.broken or self.astray or self.symbols) and not any(self.extra.values())
        return times.pop() if alone and len(times) == 1 else None

    def missing(self) -> list[Path]:
        """Paths that are asked for and do not stand there."""
        return [path for path in self.expected if not self.held[path]]

    def contributions(self) -> dict[str, str]:
        """What became of each use of the weight, by the variable that uses it."""
        words: dict[str, list[str]] = {}
        for path in self.expected:
            words.setdefault(str(path[-2]), []).append(_word(self.held[path]))
        return {
            use: all_[0] if len(set(all_)) == 1 else "incomplete" for use, all_ in words.items()
        }


def _word(times: Fraction) -> str:
    if times in (0, 1):
        return "right" if times else "missing"
    return "repeated" if times > 1 else "wrong"


def account(asked: Asked, terms: list[Term]) -> Account:
    """Sort the terms of an answer.  Raises TooMany where there are too many paths to list."""
    expected = tuple(islice(asked.paths(), TERMS + 1))
    if len(expected) > TERMS:
        raise TooMany
    result = Account(asked, expected)
    for term in _merged(terms):
        _sort(result, term)
    return result


def _merged(terms: list[Term]) -> Iterator[Term]:
    """Terms that are written alike, once, with their numbers added up."""
    numbers: dict[tuple[tuple[str, ...], tuple[Link, ...]], Fraction] = defaultdict(Fraction)
    for term in terms:
        numbers[term.symbols, term.links] += term.number
    return (Term(number, *alike) for alike, number in numbers.items() if number)


def _sort(result: Account, term: Term) -> None:
    asked = result.asked
    result.symbols.extend(term.symbols)
    for link in term.links:
        if not _exists(asked, link):
            result.broken.append(_absence(asked, link))
            return
    chain = chained(asked, term.links)
    if isinstance(chain, str):
        result.broken.append(chain)
    elif chain[-1].bottom.time is None and chain[-1].bottom != asked.bottom:
        result.astray.append(chain[-1].bottom)
    elif chain[-1].bottom != asked.bottom:
        result.broken.append(
            f"The chain stops at {chain[-1].bottom} and does not reach {asked.bottom}."
        )
    else:
        for path in _routes(asked, chain):
            wanted = path[0] in asked.tops and asked.uses(path[-2])
            (result.held if wanted else result.extra)[path] += term.number


def chained(asked: Asked, links: tuple[Link, ...]) -> list[Link] | str:
    """The links in an order in which each starts where the last one ends, or what does not meet."""
    error = asked.model.error
    waiting = list(links)
    first = next((link for link in waiting if link.top.name == error), None)
    if first is None:
        wanted = " or ".join(map(str, asked.tops[:2]))
        if not links:
            return "One product holds no derivative at all."
        return f"The product {' * '.join(map(str, links))} does not start at {wanted}."
    chain = [first]
    waiting.remove(first)
    while waiting:
        onward = next((link for link in waiting if link.top == chain[-1].bottom), None)
        if onward is None:
            return _gap(chain[-1], waiting[0])
        chain.append(onward)
        waiting.remove(onward)
    return chain


def _gap(before: Link, after: Link) -> str:
    return (
        f"`{before}` and `{after}` do not meet: the one ends at {before.bottom}, "
        f"the other starts at {after.top}."
    )


def _exists(asked: Asked, link: Link) -> bool:
    if link.immediate or link.bottom.time is None:
        return link.bottom in parents(asked.model, link.top)
    return count_paths(asked.model, [link.top], link.bottom) > 0


def _absence(asked: Asked, link: Link) -> str:
    if count_paths(asked.model, [link.top], link.bottom):
        return (
            f"`{link}` is not a link of the chain: {link.top} does not use {link.bottom} directly."
        )
    if not parents(asked.model, link.top):
        return f"`{link}` is not a link of the chain: {link.top} is given and depends on nothing."
    return f"`{link}` is not a link of the chain: {link.top} does not depend on {link.bottom}."


def _routes(asked: Asked, chain: list[Link]) -> Iterator[Path]:
    """The paths that a chain stands for; a link over several steps is all ways between its ends."""
    ways: list[list[Path]] = []
    for link in chain:
        if link.immediate or link.bottom.time is None:
            ways.append([(link.top, link.bottom)])
        else:
            ways.append(list(islice(paths(asked.model, [link.top], link.bottom), TERMS + 1)))
    if prod(map(len, ways)) > TERMS:
        raise TooMany
    for parts in product(*ways):
        yield (chain[0].top, *(leaf for part in parts for leaf in part[1:]))


def met(links: tuple[Link, ...]) -> bool:
    """Whether the links stand in the order of the chain."""
    return all(before.bottom == after.top for before, after in pairwise(links))
