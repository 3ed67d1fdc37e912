"""What is no formula is refused with a reason, a place and, where there is one, a way on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.formula import FormulaError, ascii, parse
from grader.formula.errors import LENGTH, TREE_DEPTH
from grader.formula.nodes import Node, children

REFUSED = [
    # text, code, position, what the message says
    ("", "empty", 0, "nothing is written here yet"),
    ("   ", "empty", 0, "nothing is written here yet"),
    ("(a + b", "unclosed", 0, "the '(' at column 1 is never closed"),
    ("a * (b + [c]", "unclosed", 4, "the '(' at column 5 is never closed"),
    ("a + b)", "unopened", 5, "the ')' at column 6 closes nothing"),
    ("(a + b]", "mismatched", 6, "the '(' at column 1 is closed by the ']' at column 7"),
    ("a + * b", "missing-value", 4, "a value should stand at column 5, not '*'"),
    ("a +", "incomplete", 3, "the formula ends where a value should stand"),
    ("a +\n  * b", "missing-value", 6, "a value should stand at line 2, column 3, not '*'"),
    ("()", "missing-value", 0, "nothing stands in the brackets at column 1"),
    ("2 3", "number-number", 2, "two numbers stand side by side at column 3"),
    ("s 3", "number-after-name", 2, "write s_3 or a *"),
    ("1..2", "number", 0, "'1..' is not a number"),
    ("1.2.3", "number", 0, "'1.2.3' is not a number"),
    ("0.5.\u202e", "number", 0, "'0.5.' is not a number"),
    ("dE_\n3", "derivative", 0, "'dE_3' stands alone at column 1"),
    ("0x10", "number", 0, "a whole number is written in decimal"),
    ("007", "number", 0, "a whole number is written in decimal"),
    ("1_000", "number", 0, "digits are written without _ between them"),
    ("1" * 40, "number-too-long", 0, "a number has at most 18 digits"),
    ("1e999999999999", "number-too-long", 0, "a number has at most 18 digits"),
    ("1e-99", "number-too-long", 0, "stays below 1e30"),
    ("0,5*x", "comma", 1, "decimals are written with a point"),
    ("a == b", "equals", 2, "an equation is written with one ="),
    ("a := b", "equals", 2, "an equation is written with ="),
    ("a = b = c", "equals", 6, "a second or bracketed '=' stands at column 7"),
    ("f(a=b)", "equals", 3, "a second or bracketed '=' stands at column 4"),
    ("a // b", "division", 2, "division is written with one /"),
    ("s'", "quote", 1, "a prime or quote is not read"),
    ("W′", "quote", 1, "a prime is not read"),
    ('"a"', "quote", 0, "a formula holds no quotes"),
    ("a + ... + z", "dots", 4, "write the terms out"),
    (r"a + \cdots", "command", 4, "write the terms out"),
    ("a # b", "comment", 2, "a formula holds no comment"),
    ("x.__class__", "attribute", 1, "after the '.' at column 2 only T may stand"),
    ("x.T.shape", "attribute", 3, "only T may stand"),
    ("dE3/ds3 .ds3/ds2", "attribute", 8, "a product is written with *"),
    (r"\begin{document} a", "command", 0, r"only lines as in \begin{aligned} are read"),
    ("a & b", "character", 2, "'&' is not part of a formula"),
    (r"\pdv{E_3}", "incomplete", 9, "the formula ends"),
    ("().__class__.__bases__[0]", "missing-value", 0, "nothing stands in the brackets"),
    ("__import__('os')", "quote", 11, "a prime or quote is not read"),
    ("__import__(os)", "missing-value", 0, "a value should stand at column 1, not '_'"),
    ("eval(x)", "unknown-function", 0, "`eval` at column 1 is not a function of the language"),
    ("lambda x: x", "character", 8, "':' is not part of a formula"),
    ("f'{x}'", "quote", 1, "a prime or quote is not read"),
    ("[x for x in y]; a", "character", 14, "an answer is one formula"),
    (r"\input{/etc/passwd}", "command", 0, r"the command \input is not part of the language"),
    (r"\def\a{b}", "command", 0, r"the command \def is not part of the language"),
    (r"\parital E/\partial y", "command", 0, r"the command \parital is not part"),
    (r"\hat{y}_3", "command", 0, "write y, without the hat"),
    ("a\\", "command", 1, "the backslash at column 2 stands alone"),
    (r"\frac12", "missing-value", 5, r"\frac takes two parts in braces"),
    (r"\frac{a}", "missing-value", 8, r"\frac takes two parts in braces"),
    ("9**9**9**9", "power-tower", 4, "a power of a power stands at column 5"),
    ("x^(y^z)", "power-tower", 4, "a power stands inside a power"),
    ("x^65", "power-too-big", 1, "the power at column 2 is larger than 64"),
    ("x^-65", "power-too-big", 1, "the power at column 2 is larger than 64"),
    ("((x^8)^8)^2", "power-too-big", 9, "the power at column 10 is larger than 64"),
    ("tanh", "function-brackets", 0, "`tanh` at column 1 stands without a value"),
    ("tanh x y", "function-brackets", 0, "what tanh at column 1 is applied to needs brackets"),
    ("tanh(a, b)", "arguments", 0, "`tanh` at column 1 takes one value, not 2"),
    ("outer(a)", "arguments", 0, "`outer` at column 1 takes 2 values, not 1"),
    (r"\sqrt[3]{x}", "function-brackets", 0, "stands without a value"),
    ("tanh^-1(x)", "missing-value", 5, "a value should stand at column 6, not '-'"),
    ("tanh^99(x)", "power-too-big", 4, "larger than 64"),
    ("tanh^s(x)", "function-power", 4, "only a power such as 2 may stand"),
    ("Tanh(x)", "unknown-function", 0, "`Tanh` at column 1 is not a function"),
    ("relu(x)", "unknown-function", 0, "these are: tanh, sech"),
    ("dE3", "derivative", 0, "'dE3' stands alone at column 1"),
    ("dE3*dy3", "derivative", 0, "'dE3' stands alone"),
    ("dE3/y3", "derivative", 0, "'dE3/' at column 1 needs a d or ∂ below too"),
    ("d3/dy3", "derivative", 3, "'dy3' stands alone at column 4"),
    (r"\frac{\partial E_3}{y_3}", "derivative", 6, "stands alone"),
    (r"\frac{\partial}{\partial W}E", "missing-value", 14, "after ∂ a name should stand"),
    (r"\frac{\partial E \partial y}{\partial s}", "derivative", 0, "they go in pairs"),
    ("d^2E/ds^2", "derivative", 1, "a second derivative begins at column 2"),
    (r"\frac{\partial^2 E}{\partial s}", "derivative", 14, "a second derivative begins"),
    ("dE3/dy3^2", "derivative-power", 7, "put brackets round the derivative"),
    ("dE3/dWs.T", "derivative-power", 7, "put brackets round the derivative"),
    ("s_{t,1}", "index", 4, "begins a second index"),
    ("s_{1.5}", "index", 3, "an index is a whole number, not 1.5"),
    ("s_{prev}", "index", 3, "an index such as 3, t or t-1 should stand, not 'prev'"),
    ("s_{s^2}", "index", 4, "'^' at column 5 cannot be part of an index"),
    ("s_{t 2}", "index", 5, "'2' at column 6 cannot be part of an index"),
    ("s_{t+}", "index", 5, "an index such as 3, t or t-1 should stand, not '}'"),
    ("s[99999]", "index", 2, "the index 99999 is larger than 9,999"),
    ("s[9999+9999]", "index", 11, "is larger than 9,999"),
    ("s[1+1+1+1+1+1+1+1+1]", "index", 18, "at most 8 numbers and letters"),
    ("s3_2", "index-twice", 2, "a name has one, its time"),
    ("s_3_2", "index-twice", 3, "a name has one, its time"),
    ("W_{t-1}", "index", 4, "a weight's subscript is part of its name"),
    ("(a+b)_3", "index", 5, "only a name has an index"),
    ("Wy[1-s3^2]", "index", 5, "an index such as 3, t or t-1 should stand, not 's3'"),
    ("Wy[2(1-s3)]", "index", 4, "after a name, [ ] holds its time; group with ( )"),
    ("Σ a", "sum", 2, "limits should stand at column 3"),
    ("Σ_{k=1} a", "sum", 8, "an upper limit should stand"),
    ("Sum(a, k, 1)", "unexpected", 11, "')' cannot stand at column 12"),
    ("Sum(a, kk, 1, N)", "index", 7, "should stand, not 'kk'"),
    ("a * -∏_{j=1}^{N} s_j", "sum", 5, "put brackets round the product"),
    ("ѕ3", "look-alike", 0, "the letter at column 1 is a Cyrillic 'ѕ', not the Latin s"),
    ("dE3/dу3", "look-alike", 5, "the letter at column 6 is a Cyrillic 'у', not the Latin y"),
    ("Ε3", "look-alike", 0, "the letter at column 1 is a Greek 'Ε', not the Latin E"),
    ("ｓ3", "look-alike", 0, "the letter at column 1 is a fullwidth 'ｓ', not the Latin s"),
    ("a\u202eb", "invisible", 1, "(U+202E, right-to-left override) stands at column 2"),
    ("a\u200bb", "invisible", 1, "(U+200B, zero width space) stands at column 2"),
    ("\ufeffa", "invisible", 0, "(U+FEFF, zero width no-break space) stands at column 1"),
    ("a\0b", "invisible", 1, "(U+0000, a control character) stands at column 2"),
    ("\ud800", "invisible", 0, "(U+D800, a control character) stands at column 1"),
    ("a € b", "character", 2, "'€' (U+20AC, euro sign) is not part of the language"),
    ("a | b", "character", 2, "group with ( )"),
    ("$a", "character", 0, "a '$' may only stand at the two ends"),
    ("a @ @ b", "missing-value", 4, "a value should stand at column 5, not '@'"),
    ("----a", "too-many-signs", 3, "more than three signs in a row"),
    ("a" * 30, "name-too-long", 0, "a name has at most 24 letters"),
    ("Delta", "missing-value", 5, "after Delta a name should stand"),
]

LARGE = [
    ("x" * 1_000_000, "too-long"),
    ("+".join(["a"] * 500_000), "too-long"),
    ("a+" * 1_999 + "a", "too-many-tokens"),
    ("a+" * 600 + "a", "too-many-terms"),
    ("a*" * 600 + "a", "too-many-terms"),
    ("a " * 600, "too-many-terms"),
    ("(" * 4_000, "too-deep"),
    ("(" * 61 + ")" * 61, "too-deep"),
    ("-" * 4_000, "too-many-tokens"),
    ("x" + ".T" * 1_000, "too-deep"),
    ("a/" * 400 + "a", "too-deep"),
    ("tanh " * 100 + "x", "too-deep"),
    ("e^(" * 61 + "x" + ")" * 61, "too-deep"),
    (r"\frac{" * 70, "too-deep"),
    (r"\bar{" * 70, "too-deep"),
    ("Σ_{k=1}^{N} " * 5 + "s_k", "too-many-sums"),
    ("∏_{k=1}^{N} " * 200 + "s_k", "too-many-sums"),
    ("Sum(" * 5 + "s" + ",k,1,N)" * 5, "too-many-sums"),
    ("x" + "²" * 1_000, "power-too-big"),
    ("x" + "^2" * 1_000, "power-tower"),
    ("s_{" + "1+" * 1_000 + "1}", "index"),
    ("d s_{t-1} " * 300, "too-many-terms"),
    ("'" * 4_000, "quote"),
    ("\\" * 3_999, "command"),
    ("1" * 4_000, "number-too-long"),
    ("\\" + "a" * 3_999, "command"),
]

SUGGESTED = [
    ("(a", ")"),
    ("(a]", ")"),
    ("a == b", "="),
    ("s'", ".T"),
    ("2 3", "*"),
    ("0,5", "."),
    ("ѕ3", "s"),
    ("Tanh(x)", "tanh"),
    (r"\parital E", r"\partial"),
]


def refusal(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "code", "position", "says"),
    REFUSED,
    ids=[f"{i} {r[0]!a}" for i, r in enumerate(REFUSED)],
)
def test_it_says_what_is_wrong_and_where(text: str, code: str, position: int, says: str) -> None:
    error = refusal(text)
    first = says[:1].upper() + says[1:]
    assert says in error.message or error.message.startswith(first)
    assert not error.message[0].islower()
    assert error.message[-1] in ".?"
    assert (error.code, error.position) == (code, position)


@pytest.mark.parametrize(
    ("text", "code"), LARGE, ids=[f"{i} {t[:12]!a}" for i, (t, _) in enumerate(LARGE)]
)
def test_what_is_large_is_refused_before_it_costs_anything(text: str, code: str) -> None:
    error = refusal(text)
    assert error.code == code
    assert len(error.message) < 200


@pytest.mark.parametrize(("text", "suggestion"), SUGGESTED)
def test_it_suggests_what_to_write_instead(text: str, suggestion: str) -> None:
    assert refusal(text).suggestion == suggestion


def test_at_the_limits_it_is_still_read() -> None:
    assert parse("(" * 59 + "a" + ")" * 59) == parse("a")
    assert parse(" " * (LENGTH - 1) + "a") == parse("a")
    assert parse("x^64")
    assert len(children(parse("+".join(["a"] * 512)))) == 512


def depth(root: Node) -> int:
    level, count = [root], 0
    while level:
        level, count = [inside for node in level for inside in children(node)], count + 1
    return count


def outcome(text: str) -> Node | FormulaError:
    try:
        return parse(text)
    except FormulaError as error:
        return error


def check_any(text: str) -> None:
    """Read within the limits, or refused with a place in the text and a message one can print."""
    found = outcome(text)
    if isinstance(found, FormulaError):
        assert 0 <= found.position <= len(text)
        assert found.length >= 1
        assert found.message.isprintable()
        assert found.message.encode()
        assert len(found.message) < 250
    else:
        assert depth(found) <= TREE_DEPTH
        assert parse(ascii(found)) == found


PIECES = st.sampled_from(
    [
        "dE3", "dy3", "ds", "ds3", "d", "d3", "dt", "E3", "y_3", "s3", "s", "t", "N", "Ws", "W_s",
        "V_1", "U", "alpha", "e", "x", "k", "2", "0.5", "1", "₃", "²", "_3", "_{t-1}", "^2", "^T",
        *"∂//()()[]{}+-*@⊙·^_,=.'", "∂⁺", "d+", ".T", " ", " ", "\n", "tanh", "tanh(", "Sum(",
        r"\tanh ", r"\frac{", "}{", r"\partial ", r"\cdot ", r"\left(", r"\right)", r"\bar{",
        "Σ_{k=1}^{N}", "∏_{j=1}^N", "∏_{j=k+1}^{N}", "Sum(s_k, k, 1, N)",
        r"\frac{\partial E_3}{\partial y_3}",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_any_pieces_of_formulas_are_read_or_refused(pieces: list[str]) -> None:
    check_any("".join(pieces))
    check_any(" ".join(pieces))


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    check_any(text)


@pytest.mark.slow
@settings(max_examples=2000)
@given(st.lists(PIECES, max_size=40))
def test_many_more_pieces_are_read_or_refused(pieces: list[str]) -> None:
    check_any("".join(pieces))
