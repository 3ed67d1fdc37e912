"""What a formula is after it has been read: the nodes of its tree.

Every node is frozen, has `span = (start, end)`, the half-open range of the source text it was read
from, and compares and hashes without it: two spellings of one formula give equal trees. Sums and
products are n-ary, so a long answer is wide and never deep; no tree is deeper than
`errors.TREE_DEPTH`, so a recursive walk is safe. Brackets leave no node, only their grouping.

A time, a limit of a sum and an index are the same thing, an `Index`: whole numbers and letters
added up, `t-1`, `N-k+1`, `3`.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

Span: TypeAlias = tuple[int, int]
How: TypeAlias = Literal["*", "·", "@", "⊙"]
Kind = TypeVar("Kind", bound=type[tuple[Any, ...]])


def _node(kind: Kind) -> Kind:
    """A tuple that compares, hashes and is shown without its span, which comes last, and is equal
    to its own kind only.  (A dataclass takes five times as long to make, at every start.)
    """

    def __eq__(self: Any, other: object) -> bool:
        return type(other) is kind and self[:-1] == other[:-1]

    def __ne__(self: Any, other: object) -> bool:
        return type(other) is not kind or self[:-1] != other[:-1]

    def __hash__(self: Any) -> int:
        return hash(self[:-1])

    def __repr__(self: Any) -> str:
        said = (f"{name}={value!r}" for name, value in zip(self._fields, self[:-1], strict=False))
        return f"{kind.__name__}({', '.join(said)})"

    made: Any = kind
    made.__eq__, made.__ne__, made.__hash__, made.__repr__ = __eq__, __ne__, __hash__, __repr__
    return kind


class Index(NamedTuple):
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


@_node
class Number(NamedTuple):
    """`2`, `0.5`, `1e-3`: never negative, exact."""

    value: Fraction
    span: Span = (0, 0)


@_node
class Name(NamedTuple):
    """A variable, weight, letter or symbol.

    `s3`, `s_3`, `s₃`, `s[3]`, `\\bar{s}_3` are all Name("s", Index((), 3)). For weights (first
    letter W, w, U, V or b) the subscript belongs to the name: `Ws`, `W_s`, `w_s`, `W_{s}` are
    Name("Ws"), `V1` and `V_1` are Name("V1"). Bare `s`, `N`, `k`, `alpha` have index None. Greek
    letters are spelled out: `α` is Name("alpha").
    """

    base: str
    index: Index | None = None  # type: ignore[assignment]  # tuple has a method of this name
    span: Span = (0, 0)


@_node
class Partial(NamedTuple):
    """One derivative, `dE3/dy3` or `\\frac{\\partial E_3}{\\partial y_3}`: never a fraction.

    `immediate` is True where it is written as an immediate partial derivative: `d+s2/dWs`,
    `\\frac{\\partial^+ s_2}{\\partial W_s}`.
    """

    top: Name
    bottom: Name
    immediate: bool = False
    span: Span = (0, 0)


@_node
class Negative(NamedTuple):
    """`-body`. `a - b` is Add((a, Negative(b))), `-a*b` is Negative(Mul((a, b), ("*",)))."""

    body: "Node"
    span: Span = (0, 0)


@_node
class Add(NamedTuple):
    """Two or more terms."""

    terms: "tuple[Node, ...]"
    span: Span = (0, 0)


@_node
class Mul(NamedTuple):
    """Two or more factors in the order written, taken left to right.

    how[i] stands between factors[i] and factors[i+1]. `*` is written with a star; `·` is
    juxtaposition, `\\cdot`, `\\times`; `@` is the matrix product; `⊙` is elementwise and binds no
    tighter than the others, as numpy's `*`.
    """

    factors: "tuple[Node, ...]"
    how: tuple[How, ...]
    span: Span = (0, 0)


@_node
class Divide(NamedTuple):
    """`a/b` and `\\frac{a}{b}`. `a*b/c*d` is ((a*b)/c)*d, so `1/2 s` is (1/2) s."""

    top: "Node"
    bottom: "Node"
    span: Span = (0, 0)


@_node
class Power(NamedTuple):
    """`base^exponent`, `base**exponent`, `s₃²`.

    A numeric exponent is at most `errors.POWER`, and no power stands inside an exponent.
    """

    base: "Node"
    exponent: "Node"
    span: Span = (0, 0)


@_node
class Transpose(NamedTuple):
    """`body.T`, `body^T`, `body^\\top`, `bodyᵀ`."""

    body: "Node"
    span: Span = (0, 0)


@_node
class Apply(NamedTuple):
    """A function from `grammar.FUNCTIONS`, by its canonical name, and its arguments.

    `σ(a)` is Apply("sigmoid", (a,)). "outer" has two arguments, the rest one. `tanh^2(x)` is
    Power(Apply("tanh", (x,)), Number(2)), and `e^x` is Apply("exp", (x,)). `\\Delta V_1`, the
    change of V1, is Apply("Delta", (Name("V1"),)).
    """

    function: str
    arguments: "tuple[Node, ...]"
    span: Span = (0, 0)


@_node
class Sum(NamedTuple):
    """`Sum(body, k, 1, N)`, `\\sum_{k=1}^{N} body`: added up for letter = low, ..., high."""

    body: "Node"
    letter: str
    low: Index
    high: Index
    span: Span = (0, 0)


@_node
class Product(NamedTuple):
    """`Product(body, j, k+1, N)`, `\\prod_{j=k+1}^{N} body`: factors for letter = low, ..., high.

    In that order, left to right; one if there are none. After `∏` without brackets the body is the
    run of factors that mention the letter.
    """

    body: "Node"
    letter: str
    low: Index
    high: Index
    span: Span = (0, 0)


@_node
class Equation(NamedTuple):
    """`left = right`; only ever the whole formula."""

    left: "Node"
    right: "Node"
    span: Span = (0, 0)


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
