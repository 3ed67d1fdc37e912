"""Whatever is read can be written out and read again."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.formula import FormulaError, ascii, latex, mathml, parse, spoken, unicode
from grader.formula.errors import TREE_DEPTH
from grader.formula.nodes import (
    Add,
    Apply,
    Divide,
    Equation,
    Index,
    Mul,
    Name,
    Negative,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Sum,
    Transpose,
    children,
    walk,
)


def node(kind: Callable[..., Node], *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Node]:
    """Nodes of a kind from these parts alone: `st.builds` would draw the rest of a named tuple."""
    return st.tuples(*parts).map(lambda drawn: kind(*drawn))


letters = st.sampled_from(["t", "k", "j", "N", "i", "tau"])
indices = st.builds(
    lambda parts, offset: Index(tuple(sorted(parts.items())), offset),
    st.dictionaries(letters, st.sampled_from([-3, -1, 1, 1, 2]), max_size=2),
    st.integers(-9, 99),
)
weights = st.sampled_from(["Ws", "Wx", "Wy", "U", "V1", "V2", "W1", "W2", "bz", "Whh"])
variables = st.sampled_from(["E", "y", "s", "z", "h", "x", "a", "c", "d", "delta", "net"])
names = st.one_of(
    node(Name, weights),
    node(Name, variables, indices),
    node(Name, variables),
    node(Name, st.sampled_from(["alpha", "lambda", "N", "k", "e", "d"])),
    node(Name, st.sampled_from(["h1", "Ws", "V", "V1"]), indices),
)
numbers = st.builds(
    lambda units, places: Number(Fraction(units, 10**places)),
    st.integers(0, 10**9),
    st.integers(0, 12),
)
partials = node(Partial, names, names, st.booleans())
exponents = st.one_of(
    node(Number, st.integers(0, 7).map(Fraction)),
    st.builds(lambda n: Negative(Number(Fraction(n))), st.integers(1, 7)),
    node(Name, st.sampled_from(["N", "k", "T", "alpha"])),
    st.builds(
        lambda a, b: Add((Name(a), Negative(Name(b)))), st.sampled_from("Nk"), st.sampled_from("kj")
    ),
)


def powers(base: Node, exponent: Node) -> Node:
    """`e^x` is read as exp(x), and a large power of a power is refused."""
    if base == Name("e"):
        return Apply("exp", (exponent,))
    return base if isinstance(base, Power) else Power(base, exponent)


def products(first: Node, rest: list[tuple[str, Node]]) -> Node:
    how, factors = zip(*rest, strict=True)
    return Mul((first, *factors), how)


def larger(inside: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    factor = st.tuples(st.sampled_from(["*", "·", "@", "⊙"]), inside)
    one = st.sampled_from(["tanh", "sech", "cosh", "sinh", "exp", "log", "sqrt", "sigmoid", "phi"])
    return st.one_of(
        node(Negative, inside),
        node(Add, st.lists(inside, min_size=2, max_size=4).map(tuple)),
        st.builds(products, inside, st.lists(factor, min_size=1, max_size=4)),
        node(Divide, inside, inside),
        st.builds(powers, inside, exponents),
        node(Transpose, inside),
        st.builds(lambda f, a: Apply(f, (a,)), one, inside),
        st.builds(lambda a, b: Apply("outer", (a, b)), inside, inside),
        st.builds(lambda a: Apply("Delta", (a,)), names),
        node(Sum, inside, letters, indices, indices),
        node(Product, inside, letters, indices, indices),
    )


parts = st.recursive(st.one_of(names, numbers, partials), larger, max_leaves=12)
formulas = st.one_of(parts, node(Equation, parts, parts))


def with_dots(node: Node) -> Node:
    """The same tree with the products that print alike made alike."""

    def dotted(node: Node) -> Node:
        match node:
            case Mul(factors, how):
                signs = tuple("⊙" if sign == "⊙" else "·" for sign in how)
                return Mul(tuple(map(dotted, factors)), signs)
            case Add(terms):
                return Add(tuple(map(dotted, terms)))
            case Apply(function, arguments):
                return Apply(function, tuple(map(dotted, arguments)))
            case Negative(body):
                return Negative(dotted(body))
            case Transpose(body):
                return Transpose(dotted(body))
            case Divide(top, bottom):
                return Divide(dotted(top), dotted(bottom))
            case Equation(left, right):
                return Equation(dotted(left), dotted(right))
            case Power(base, exponent):
                return Power(dotted(base), dotted(exponent))
            case Sum(body, letter, low, high):
                return Sum(dotted(body), letter, low, high)
            case Product(body, letter, low, high):
                return Product(dotted(body), letter, low, high)
        return node

    return dotted(node)


def read(text: str) -> Node | None:
    """The tree, or None where a random tree holds more than four sums inside one another."""
    try:
        return parse(text)
    except FormulaError as refused:
        if refused.code in ("too-many-sums", "too-long", "power-tower"):
            return None
        raise


def check_plain_text(tree: Node) -> None:
    """Plain text is ASCII, and is read to the same tree, whose spans lie inside one another."""
    text = ascii(tree)
    assert text.isascii()
    again = read(text)
    assert again in (None, tree)
    for node in walk(again) if again else ():
        start, end = node.span
        assert 0 <= start < end <= len(text)
        for inside in children(node):
            assert start <= inside.span[0]
            assert inside.span[1] <= end


def check_pretty_text(tree: Node) -> None:
    """Unicode and LaTeX are read to the same tree but for the dots of a product."""
    for write in (unicode, latex):
        again = read(write(tree))
        assert again is None or with_dots(again) == with_dots(tree)


def check_mathml(tree: Node) -> None:
    """Well-formed, spoken, and both parts of a fraction have the same height and depth."""
    root = ElementTree.fromstring(mathml(tree))
    assert root.tag == "math"
    assert root.get("aria-label") == spoken(tree)
    for fraction in root.iter("mfrac"):
        sizes = [(part.tag, part.get("height"), part.get("depth")) for part in fraction]
        assert sizes == [("mpadded", ".8em", ".46em")] * 2
    for raised in (*root.iter("msup"), *root.iter("msub")):
        assert len(raised) == 2


@given(formulas)
def test_what_is_written_is_read_to_the_same_tree(tree: Node) -> None:
    check_plain_text(tree)
    check_pretty_text(tree)
    check_mathml(tree)


@pytest.mark.slow
@settings(max_examples=600)
@given(formulas)
def test_what_is_written_is_read_to_the_same_tree_for_many_more(tree: Node) -> None:
    check_plain_text(tree)
    check_pretty_text(tree)
    check_mathml(tree)


def test_a_power_of_a_letter_d_is_no_second_derivative() -> None:
    check_plain_text(Power(Name("d"), Number(Fraction(2))))


def test_names_that_would_break_markup_are_escaped() -> None:
    root = ElementTree.fromstring(mathml(Add((Name("<b>&'\""), Number(Fraction(1))))))
    assert [part.text for part in root.iter("mi")] == ["<b>&'\""]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("dE3/dy3*d+s2/dWs", r"\frac{\partial E_{3}}{\partial y_{3}} \cdot "
         r"\frac{\partial^{+} s_{2}}{\partial W_{s}}"),
        ("Sum(dEN/dyN dyN/dsk, k, 1, N)", r"\sum_{k=1}^{N} \frac{\partial E_{N}}{\partial y_{N}} "
         r"\frac{\partial y_{N}}{\partial s_{k}}"),
        ("1-tanh(x)^2", r"1 - \tanh\left(x\right)^{2}"),
        ("z[t] = phi(s[t]@V1)", r"z_{t} = \phi\left(s_{t} V_{1}\right)"),
    ],
)  # fmt: skip
def test_latex_reads_as_in_a_textbook(typed: str, shown: str) -> None:
    assert latex(parse(typed)) == shown


def test_unicode_reads_as_on_a_blackboard() -> None:
    typed = "Sum(dEN/dyN * Product(dsj/ds_{j-1}, j, k+1, N) * d+sk/dWs, k, 1, N)"
    shown = "Σ_{k=1}^{N} ∂E_N/∂y_N · (∏_{j=k+1}^{N} ∂sⱼ/∂sⱼ₋₁) · ∂⁺sₖ/∂Ws"
    assert unicode(parse(typed)) == shown


def test_a_fraction_without_decimals_is_written_as_a_quotient() -> None:
    third = Number(Fraction(1, 3))
    assert ascii(Mul((third, Name("s")), ("*",))) == "(1/3)*s"
    assert ascii(Power(third, Number(Fraction(2)))) == "(1/3)^2"


def test_the_deepest_tree_can_be_written_compared_and_hashed() -> None:
    text = "x" + ".T" * (TREE_DEPTH - 1)
    tree = parse(text)
    assert parse(ascii(tree)) == tree
    assert hash(tree) == hash(parse(text))
    assert all(write(tree) for write in (unicode, latex, mathml, spoken))
