"""From text to a tree: one function a level, lowest binding first.

    formula = sum [= sum]           sum = product ((+|-) product)*
    product = power (sign power | / power | power)*
    power = atom (^ power | .T | _ index)*

Nothing recurses deeper than `errors.DEPTH`, and nothing is read twice but the few tokens of a name.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn

from grader.formula.cursor import Cursor, index, letter, name, named
from grader.formula.derivatives import fraction, in_braces, quotient, written_out
from grader.formula.errors import POWER, TERMS, TREE_DEPTH, FormulaError
from grader.formula.grammar import BRACKETS, FUNCTIONS, PRODUCTS, SYMBOLS, WEIGHTS
from grader.formula.lexer import Token
from grader.formula.names import function
from grader.formula.nodes import (
    Add,
    Apply,
    Divide,
    Equation,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    children,
)
from grader.formula.powers import dotted, lowered, reads_transpose, size
from grader.formula.products import Factor, applied, begins, check_neighbours, combined
from grader.formula.sums import deeper_sum, limits, taken


def parse(text: str) -> Node:
    """The formula written in `text`, in any of its spellings; FormulaError if it is none.

    >>> parse("2*s3") == parse("2 * s_{3}")
    True
    >>> parse("2*(s3")
    Traceback (most recent call last):
    grader.formula.errors.FormulaError: The '(' at column 3 is never closed.
    """
    c = Cursor(text)
    if c.token.kind == "end":
        raise FormulaError("empty", "nothing is written here yet", 0)
    node = _equation(c)
    if c.token.kind != "end":
        c.unexpected()
    if len(c.tokens) > TREE_DEPTH:
        _check_depth(c, node)
    return node


def _equation(c: Cursor) -> Node:
    """A formula, `left = right`, or `Eq(left, right)` as sympy prints it."""
    start = c.token.start
    called = c.token.text == "Eq" and c.after(1) == "("
    if called:
        c.go(c.i + 2)
    left = expression(c)
    if called:
        c.expect(",")
    elif not c.accept("="):
        return left
    right = expression(c)
    if called:
        c.expect(")")
    return Equation(left, right, (start, c.end))


def _check_depth(c: Cursor, root: Node) -> None:
    level: list[Node] = [root]
    for _ in range(TREE_DEPTH):
        level = [inside for node in level for inside in children(node)]
    if level:
        c.refuse("too-deep", f"parts stand inside one another more than {TREE_DEPTH} deep")


def expression(c: Cursor) -> Node:
    c.down()
    start = c.token.start
    terms = [signed(c, product)]
    while c.token.text in ("+", "-"):
        terms.append(signed(c, product))
        if len(terms) > TERMS:
            c.refuse("too-many-terms", f"a sum has at most {TERMS} terms")
    c.up()
    return terms[0] if len(terms) == 1 else Add(tuple(terms), (start, c.end))


def signed(c: Cursor, read: Callable[[Cursor], Node]) -> Node:
    """What `read` reads, with the signs before it."""
    signs: list[Token] = []
    while c.token.text in ("+", "-"):
        signs.append(c.take())
        if len(signs) > 3:
            c.refuse("too-many-signs", "more than three signs in a row end at {at}", signs[-1])
    node = read(c)
    for sign in reversed(signs):
        if sign.text == "-":
            node = Negative(node, (sign.start, c.end))
    return node


def product(c: Cursor) -> Node:
    start = c.token.start
    return combined(factors(c), start)


def factors(c: Cursor) -> list[Factor]:
    """Factors and the signs before them, as far as they go."""
    found: list[Factor] = []
    sign, written = "·", False
    while True:
        if c.token.text == "∏":
            return [*found, *_running_product(c, sign)]
        node = signed(c, power) if written else power(c)
        found.append((sign, node, c.end))
        if len(found) > TERMS:
            c.refuse("too-many-terms", f"a product has at most {TERMS} factors")
        written = c.token.text in PRODUCTS
        if written:
            sign = c.take().text
        elif begins(c.token):
            check_neighbours(c)
            sign = "·"
        else:
            return found


def power(c: Cursor) -> Node:
    start = c.token.start
    node = atom(c)
    while True:
        sign = c.token.text
        if sign == "^":
            node = _raised(c, node, start)
        elif sign == "⊤":
            c.take()
            node = Transpose(node, (start, c.end))
        elif sign == "." and c.after(1) == "dot" and c.after(2) == "(":
            c.go(c.i + 2)
            node = applied("dot", (node, group(c)), (start, c.end))
        elif sign == ".":
            node = dotted(c, node, start)
        elif sign == "_":
            node = lowered(c, node)
        else:
            return node


def _raised(c: Cursor, node: Node, start: int) -> Node:
    """What follows `^`: T for a transpose, else an exponent."""
    sign = c.take()
    if reads_transpose(c):
        return Transpose(node, (start, c.end))
    if c.raising:
        c.refuse("power-tower", "a power stands inside a power at {at}; write it out", sign)
    natural = node == Name("e")
    c.raising = not natural
    exponent = _exponent(c)
    c.raising = False
    if c.token.text == "^":
        c.refuse("power-tower", "a power of a power stands at {at}; use brackets: (a^2)^3")
    if natural:
        return Apply("exp", (exponent,), (start, c.end))
    found = Power(node, exponent, (start, c.end))
    if size(found) > POWER:
        c.refuse("power-too-big", f"the power at {{at}} is larger than {POWER}", sign)
    return found


def _exponent(c: Cursor) -> Node:
    if c.token.text in ("+", "-"):
        return signed(c, atom)
    return atom(c)


def atom(c: Cursor) -> Node:
    token = c.token
    if token.kind == "word":
        return word(c)
    if token.kind == "number":
        c.take()
        return Number(Fraction(token.text), (token.start, token.end))
    if token.text in BRACKETS:
        return group(c)
    if token.text == "∂":
        found = quotient(c)
        assert found is not None
        return found
    if token.text == "\\frac":
        return _fraction(c)
    if token.text == "\\pdv":
        return in_braces(c)
    if token.text == "Σ":
        return _running_sum(c)
    return _missing(c)


def _missing(c: Cursor) -> NoReturn:
    if c.token.kind == "end":
        c.refuse("incomplete", "the formula ends where a value should stand")
    if c.token.text == "∏":
        c.refuse("sum", "put brackets round the product that begins at {at}")
    message = f"a value should stand at {{at}}, not '{c.shown(c.token)}'"
    c.refuse("missing-value", message)


def group(c: Cursor) -> Node:
    """A formula in brackets of any kind."""
    opening = c.take()
    if c.token.text == BRACKETS[opening.text]:
        c.refuse("missing-value", "nothing stands in the brackets at {at}", opening)
    node = expression(c)
    c.expect(BRACKETS[opening.text])
    return node


def _fraction(c: Cursor) -> Node:
    start = c.take().start
    _check_braces(c)
    derivative = fraction(c)
    if derivative is not None:
        return derivative
    top = group(c)
    _check_braces(c)
    return Divide(top, group(c), (start, c.end))


def _check_braces(c: Cursor) -> None:
    if c.token.text != "{":
        c.refuse("missing-value", "\\frac takes two parts in braces, as in \\frac{1}{2}")


def word(c: Cursor) -> Node:
    text = c.token.text
    if function(text):
        return _applied(c)
    if text in ("Sum", "Product") and c.after(1) == "(":
        return _written_sum(c)
    if text == "Derivative" and c.after(1) == "(":
        return written_out(c)
    if text.startswith("Delta") and not text[5:].isdigit():
        return _change(c)
    derivative = quotient(c)
    if derivative is not None:
        return derivative
    c.take()
    if c.token.text == "(" and c.touching():
        _check_known(c, text)
    return name(c, text)


def _check_known(c: Cursor, text: str) -> None:
    """A longer word right before a bracket is meant as a function."""
    letters = text.rstrip("0123456789")
    if len(letters) < 3 or letters in SYMBOLS or letters[0] in WEIGHTS:
        return
    from difflib import get_close_matches

    near = get_close_matches(letters.lower(), FUNCTIONS, 1)
    known = ", ".join(FUNCTIONS)
    message = f"`{letters}` at {{at}} is not a function of the language; these are: {known}"
    c.refuse("unknown-function", message, c.tokens[c.i - 1], near[0] if near else "")


def _change(c: Cursor) -> Node:
    """`\\Delta V_1`, `DeltaV1`."""
    token = c.take()
    inside = token.text.removeprefix("Delta")
    changed = name(c, inside) if inside else named(c, "Delta")
    return Apply("Delta", (changed,), (token.start, c.end))


def _applied(c: Cursor) -> Node:
    """A function, the power some write between its name and its argument, and its argument."""
    token = c.take()
    called = function(token.text)
    assert called is not None
    exponent = _function_power(c) if c.token.text == "^" else None
    arguments = _arguments(c, token)
    if len(arguments) != FUNCTIONS[called]:
        wanted = "one value" if FUNCTIONS[called] == 1 else f"{FUNCTIONS[called]} values"
        message = f"`{called}` at {{at}} takes {wanted}, not {len(arguments)}"
        c.refuse("arguments", message, token)
    found = applied(called, tuple(arguments), (token.start, c.end))
    return found if exponent is None else Power(found, exponent, found.span)


def _function_power(c: Cursor) -> Node:
    sign = c.take()
    exponent = group(c) if c.token.text in BRACKETS else atom(c)
    if not isinstance(exponent, Number) or exponent.value.denominator != 1:
        message = "between a function and its value only a power such as 2 may stand at {at}"
        c.refuse("function-power", message, sign)
    if exponent.value > POWER:
        c.refuse("power-too-big", f"the power at {{at}} is larger than {POWER}", sign)
    return exponent


def _arguments(c: Cursor, called: Token) -> list[Node]:
    typed = c.shown(called)
    if c.token.text in ("(", "{"):
        closing = BRACKETS[c.take().text]
        arguments = [expression(c)]
        while c.accept(","):
            arguments.append(expression(c))
        c.expect(closing)
        return arguments
    if not begins(c.token) or c.token.text == "[":
        message = f"`{typed}` at {{at}} stands without a value; write {typed}(...)"
        c.refuse("function-brackets", message, called)
    c.down()
    argument = power(c)
    c.up()
    if begins(c.token):
        message = f"what {typed} at {{at}} is applied to needs brackets: {typed}(...)"
        c.refuse("function-brackets", message, called)
    return [argument]


def _written_sum(c: Cursor) -> Node:
    """`Sum(body, k, 1, N)`, `Product(body, j, k+1, N)`."""
    token = c.take()
    c.take()
    deeper_sum(c)
    body = expression(c)
    c.sums -= 1
    c.expect(",")
    inner = c.accept("(")
    over = letter(c)
    c.expect(",")
    low = index(c)
    c.expect(",")
    high = index(c)
    if inner:
        c.expect(")")
    c.expect(")")
    kind = Sum if token.text == "Sum" else Product
    return kind(body, over, low, high, (token.start, c.end))


def _running_sum(c: Cursor) -> Node:
    """`Σ_{k=1}^{N}` and the rest of the term."""
    start = c.take().start
    over, low, high = limits(c)
    deeper_sum(c)
    body = signed(c, product)
    c.sums -= 1
    return Sum(body, over, low, high, (start, c.end))


def _running_product(c: Cursor, sign: str) -> list[Factor]:
    """`∏_{j=k+1}^{N}`, the factors up to the last that mentions j, and the rest of the term."""
    alone = c.tokens[c.i - 1].text in BRACKETS
    start = c.take().start
    over, low, high = limits(c)
    deeper_sum(c)
    inside = c.token.start
    rest = factors(c)
    c.sums -= 1
    alone = alone and c.token.text in BRACKETS.values()
    count = taken(c, over, rest, alone)
    end = rest[count - 1][2]
    body = combined(rest[:count], inside)
    return [(sign, Product(body, over, low, high, (start, end)), end), *rest[count:]]
