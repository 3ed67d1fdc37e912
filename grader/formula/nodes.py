"""What a formula is after it has been read: the nodes of its tree.

Every node is frozen, has `span = (start, end)`, the half-open range of the source text it was read
from, and compares and hashes without it: two spellings of one formula give equal trees. Sums and
products are n-ary, so a long answer is wide and never deep; no tree is deeper than
`errors.TREE_DEPTH`, so a recursive walk is safe. Brackets leave no node, only their grouping.

A time, a limit of a sum and an index are the same thing, an `Index`: whole numbers and letters
added up, `t-1`, `N-k+1`, `3`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
How: TypeAlias = Literal["*", "·", "@", "⊙"]


@dataclass(frozen=True, slots=True)
class Index:
    """A whole number that may depend on letters: the sum of coefficient * letter, plus offset.

    `letters` is sorted by letter and holds no zero coefficient: `3` is Index((), 3), `t-1` is
    Index((("t", 1),), -1), `N-k+1` is Index((("N", 1), ("k", -1)), 1). So equal indices compare
    equal, whatever their spelling.

    >>> Index((("N", 1), ("k", -1)), 1).at({"N": 5, "k": 2})
    4
    """

    letters: tuple[tuple[str, int], ...] = ()
    offset: int = 0

    def at(self, values: Mapping[str, int]) -> int:
        """The number, given what the letters stand for; KeyError for a letter without a value."""
        return self.offset + sum(factor * values[letter] for letter, factor in self.letters)


@dataclass(frozen=True, slots=True)
class Number:
    """`2`, `0.5`, `1e-3`: never negative, exact."""

    value: Fraction
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, weight, letter or symbol.

    `s3`, `s_3`, `s₃`, `s[3]`, `\\bar{s}_3` are all Name("s", Index((), 3)). For weights (first
    letter W, w, U, V or b) the subscript belongs to the name: `Ws`, `W_s`, `w_s`, `W_{s}` are
    Name("Ws"), `V1` and `V_1` are Name("V1"). Bare `s`, `N`, `k`, `alpha` have index None. Greek
    letters are spelled out: `α` is Name("alpha").
    """

    base: str
    index: Index | None = None
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Partial:
    """One derivative, `dE3/dy3` or `\\frac{\\partial E_3}{\\partial y_3}`: never a fraction.

    `immediate` is True where it is written as an immediate partial derivative: `d+s2/dWs`,
    `\\frac{\\partial^+ s_2}{\\partial W_s}`.
    """

    top: Name
    bottom: Name
    immediate: bool = False
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """`-body`. `a - b` is Add((a, Negative(b))), `-a*b` is Negative(Mul((a, b), ("*",)))."""

    body: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Add:
    """Two or more terms."""

    terms: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mul:
    """Two or more factors in the order written, taken left to right.

    how[i] stands between factors[i] and factors[i+1]. `*` is written with a star; `·` is
    juxtaposition, `\\cdot`, `\\times`; `@` is the matrix product; `⊙` is elementwise and binds no
    tighter than the others, as numpy's `*`.
    """

    factors: tuple[Node, ...]
    how: tuple[How, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Divide:
    """`a/b` and `\\frac{a}{b}`. `a*b/c*d` is ((a*b)/c)*d, so `1/2 s` is (1/2) s."""

    top: Node
    bottom: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Power:
    """`base^exponent`, `base**exponent`, `s₃²`.

    A numeric exponent is at most `errors.POWER`, and no power stands inside an exponent.
    """

    base: Node
    exponent: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Transpose:
    """`body.T`, `body^T`, `body^\\top`, `bodyᵀ`."""

    body: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """A function from `grammar.FUNCTIONS`, by its canonical name, and its arguments.

    `σ(a)` is Apply("sigmoid", (a,)). "outer" has two arguments, the rest one. `tanh^2(x)` is
    Power(Apply("tanh", (x,)), Number(2)), and `e^x` is Apply("exp", (x,)). `\\Delta V_1`, the
    change of V1, is Apply("Delta", (Name("V1"),)).
    """

    function: str
    arguments: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """`Sum(body, k, 1, N)`, `\\sum_{k=1}^{N} body`: added up for letter = low, ..., high."""

    body: Node
    letter: str
    low: Index
    high: Index
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Product:
    """`Product(body, j, k+1, N)`, `\\prod_{j=k+1}^{N} body`: factors for letter = low, ..., high.

    In that order, left to right; one if there are none. After `∏` without brackets the body is the
    run of factors that mention the letter.
    """

    body: Node
    letter: str
    low: Index
    high: Index
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Equation:
    """`left = right`; only ever the whole formula."""

    left: Node
    right: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


Node: TypeAlias = (
    Number
    | Name
    | Partial
    | Negative
    | Add
    | Mul
    | Divide
    | Power
    | Transpose
    | Apply
    | Sum
    | Product
    | Equation
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside, in the order written.

    >>> children(Partial(Name("E"), Name("Ws")))
    (Name(base='E', index=None), Name(base='Ws', index=None))
    """
    match node:
        case Number() | Name():
            return ()
        case Add(terms=inside) | Mul(factors=inside) | Apply(arguments=inside):
            return inside
        case Partial(top=first, bottom=second) | Divide(top=first, bottom=second):
            return (first, second)
        case Power(base=first, exponent=second) | Equation(left=first, right=second):
            return (first, second)
        case Negative() | Transpose() | Sum() | Product():
            return (node.body,)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it, outside first, left to right, without recursion."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))
