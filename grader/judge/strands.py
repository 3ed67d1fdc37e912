"""The chain rule as structure: every link of the unrolled graph is a number of its own, drawn at
random.

A path is then the product of its links, a sum of paths a polynomial, and two answers with the same
value are the same multiset of paths, whatever the order and the brackets they are written in.
Nothing is enumerated: 5,050 paths cost one sweep over the graph.  Only to explain a difference is
an answer written out, path by path, up to a limit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from grader.formula import FormulaError, nodes
from grader.formula.errors import POWER
from grader.formula.nodes import Node
from grader.judge.grid import Numbers, Value
from grader.judge.names import CONSTANTS, FARTHEST, Names
from grader.judge.world import RULES, Rules, World
from grader.model.declaration import Model
from grader.model.graph import Leaf, Path, parents, paths

TERMS = 256
"""Terms and paths that an explanation writes out."""
FACTORS = 4_000
"""Factors of all these terms together."""


class Links(World):
    """A world in which only the links count: each immediate partial derivative is a free symbol."""

    def __init__(self, model: Model, numbers: Numbers) -> None:
        super().__init__(model, numbers)
        self._links: dict[Leaf, list[tuple[Leaf, Value]]] = {}

    def handed_back(self, leaf: Leaf, g: Value, rules: Rules = RULES) -> dict[Leaf, Value]:
        """g times the links from a variable to all it reads."""
        if leaf not in self._links:
            draw = self.numbers.draw
            self._links[leaf] = [(p, draw(f"{leaf}/{p}")) for p in parents(self.model, leaf)]
        return {parent: self.numbers.multiply(g, link) for parent, link in self._links[leaf]}


def chain_degree(node: Node) -> int:
    """A bound on the degree of a chain in its links.

    Raises FormulaError for quotients of derivatives.
    """
    match node:
        case nodes.Partial():
            return FARTHEST
        case nodes.Divide(top=top, bottom=bottom):
            if any(isinstance(part, nodes.Partial) for part in nodes.walk(bottom)):
                message = "A chain does not divide by derivatives."
                raise FormulaError(
                    "not-a-chain", message, bottom.span[0], bottom.span[1] - bottom.span[0]
                )
            return chain_degree(top)
        case nodes.Mul(factors=factors):
            return sum(map(chain_degree, factors))
        case nodes.Power(base=base):
            return POWER * chain_degree(base)
        case nodes.Product(body=body):
            return FARTHEST * chain_degree(body)
    return max(map(chain_degree, nodes.children(node)), default=0)


class Asked(NamedTuple):
    """What is asked at one horizon: a derivative of the tops, through the uses that count."""

    model: Model
    tops: tuple[Leaf, ...]
    bottom: Leaf
    uses: Callable[[Leaf], bool]

    def value(self, world: World) -> Value:
        """The derivative in a world: one sweep back."""

        def counts(user: Leaf, read: Leaf) -> bool:
            return read != self.bottom or self.uses(user)

        return world.sweep(self.tops, self.bottom, uses=counts)

    def paths(self) -> Iterator[Path]:
        """All paths that are asked for, one by one."""
        return paths(self.model, self.tops, self.bottom, self.uses)

    def ask(self, name: str) -> "Asked":
        """The same question about another weight."""
        return self._replace(bottom=Leaf(name))


class Link(NamedTuple):
    """One derivative of an answer: from a variable down, over one step or several."""

    top: Leaf
    bottom: Leaf
    immediate: bool

    def __str__(self) -> str:
        return f"d{'+' * self.immediate}{self.top}/d{self.bottom}"


class Term(NamedTuple):
    """One product of an answer: its number, its symbols such as alpha, its links as written."""

    number: Fraction
    symbols: tuple[str, ...]
    links: tuple[Link, ...]


class TooMany(Exception):
    """An answer with too many terms to be written out."""


class Expansion:
    """An answer written out as a sum of products."""

    def __init__(self, names: Names, letters: Mapping[str, int]) -> None:
        self.names, self.letters = names, dict(letters)
        self.left = FACTORS

    def terms(self, node: Node) -> list[Term]:
        """The terms of a chain.  Raises TooMany, and FormulaError for names that do not exist."""
        found = self._terms(node.right if isinstance(node, nodes.Equation) else node)
        return [term for term in found if term.number]

    def _terms(self, node: Node) -> list[Term]:
        match node:
            case nodes.Number(value=value):
                return [Term(value, (), ())]
            case nodes.Name(base=base, index=None) if base in CONSTANTS:
                return [Term(Fraction(1), (base,), ())]
            case nodes.Name(base=base, index=None) if base in self.letters:
                return [Term(Fraction(self.letters[base]), (), ())]
            case nodes.Partial():
                return [self._partial(node)]
            case nodes.Negative(body=body):
                return [term._replace(number=-term.number) for term in self._terms(body)]
            case nodes.Add(terms=parts):
                return self._counted([term for part in parts for term in self._terms(part)])
            case nodes.Mul(factors=parts):
                return self._multiplied(map(self._terms, parts))
            case nodes.Divide(top=top, bottom=bottom):
                match self._terms(bottom):
                    case [Term(number=below, symbols=(), links=())] if below:
                        return [t._replace(number=t.number / below) for t in self._terms(top)]
            case nodes.Power(base=base, exponent=nodes.Number(value=n)) if n.denominator == 1:
                return self._multiplied([self._terms(base)] * int(n))
            case nodes.Sum():
                return self._counted([t for part in self._repeated(node) for t in part])
            case nodes.Product():
                return self._multiplied(self._repeated(node))
        start, end = node.span
        raise FormulaError(
            "not-a-chain", "A chain is made of derivatives such as dE3/dy3.", start, end - start
        )

    def _partial(self, node: nodes.Partial) -> Term:
        self.names.letters = self.letters
        link = Link(self.names.leaf(node.top), self.names.leaf(node.bottom), node.immediate)
        return Term(Fraction(1), (), () if link.top == link.bottom else (link,))

    def _repeated(self, node: nodes.Sum | nodes.Product) -> Iterator[list[Term]]:
        self.names.letters = self.letters
        held = self.letters.get(node.letter)
        for k in range(self.names.at(node.low, node), self.names.at(node.high, node) + 1):
            self.letters[node.letter] = k
            yield self._terms(node.body)
        self.letters.pop(node.letter, None)
        if held is not None:
            self.letters[node.letter] = held

    def _multiplied(self, parts: Iterable[list[Term]]) -> list[Term]:
        result = [Term(Fraction(1), (), ())]
        for part in parts:
            if len(result) * len(part) > TERMS:
                raise TooMany
            result = self._counted(
                [
                    Term(a.number * b.number, a.symbols + b.symbols, a.links + b.links)
                    for a in result
                    for b in part
                ]
            )
        return result

    def _counted(self, terms: list[Term]) -> list[Term]:
        self.left -= sum(1 + len(term.links) for term in terms)
        if len(terms) > TERMS or self.left < 0:
            raise TooMany
        return terms
