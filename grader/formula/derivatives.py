"""Derivatives, each read as one thing: `dE3/dy3` is never a quotient that could be cancelled."""

from typing import NoReturn

from grader.formula.cursor import Cursor, name, named
from grader.formula.grammar import INDEX_LETTERS
from grader.formula.lexer import Token
from grader.formula.names import differential
from grader.formula.nodes import How, Mul, Name, Node, Partial

Half = tuple[Name, bool]


def quotient(c: Cursor) -> Partial | None:
    """`dE3/dy3` if it stands here; None, with nothing read, if what begins with d is a target."""
    first, mark = c.token, c.i
    top = half(c)
    if top is None:
        return None
    if c.token.text == "/":
        c.take()
        bottom = half(c)
        if bottom is not None:
            found = _partial(top, bottom, (first.start, c.end))
            _refuse_power(c)
            return found
    if first.text == "d" or first.text[1:] in INDEX_LETTERS:
        c.go(mark)
        return None
    return _refuse_half(c, first)


def written_out(c: Cursor) -> Partial:
    """`Derivative(E3, y3)`, as sympy prints it."""
    start = c.take().start
    c.take()
    top = named(c, "Derivative")
    c.expect(",")
    bottom = named(c, "Derivative")
    c.expect(")")
    return Partial(top, bottom, False, (start, c.end))


def in_braces(c: Cursor) -> Partial:
    r"""`\pdv{E_3}{y_3}`, as the package physics has it."""
    start = c.take().start
    c.expect("{")
    top = named(c, "\\pdv")
    c.expect("}")
    c.expect("{")
    bottom = named(c, "\\pdv")
    c.expect("}")
    return Partial(top, bottom, False, (start, c.end))


def _refuse_half(c: Cursor, first: Token) -> NoReturn:
    missing = Token("sign", "", first.start, c.end)
    typed = "".join(c.text[first.start : c.end].split())
    if typed.endswith("/"):
        message = f"'{typed}' at {{at}} needs a d or ∂ below too, as in dE3/dy3"
    else:
        message = f"'{typed}' stands alone at {{at}}; a derivative is written as in dE3/dy3"
    c.refuse("derivative", message, missing)


def _refuse_power(c: Cursor) -> None:
    if c.token.text in ("^", "⊤") or (c.token.text == "." and c.after(1) == "T"):
        c.refuse("derivative-power", "put brackets round the derivative, as in (dE3/dy3)^2")


def _partial(top: Half, bottom: Half, span: tuple[int, int]) -> Partial:
    return Partial(top[0], bottom[0], top[1] or bottom[1], span)


def fraction(c: Cursor) -> Node | None:
    r"""`{\partial E_3}{\partial y_3}` after `\frac`; None, with nothing read, if something else.

    The run-together form of several, `{\partial E \partial y}{\partial y \partial V}`, is the
    product of the pairs in order.
    """
    mark, start = c.i, c.tokens[c.i - 1].start
    tops = _halves(c)
    bottoms = _halves(c) if tops and c.accept("}") and c.token.text == "{" else []
    if not bottoms or not c.accept("}"):
        c.go(mark)
        return None
    if len(tops) != len(bottoms):
        wrong = Token("sign", "", start, c.end)
        message = f"{len(tops)} stand above the bar and {len(bottoms)} below; they go in pairs"
        c.refuse("derivative", message, wrong)
    span = (start, c.end)
    pairs = [_partial(top, bottom, span) for top, bottom in zip(tops, bottoms, strict=True)]
    if len(pairs) == 1:
        return pairs[0]
    how: list[How] = ["·"] * (len(pairs) - 1)
    return Mul(tuple(pairs), tuple(how), span)


def _halves(c: Cursor) -> list[Half]:
    """The differentials after the `{` that stands here."""
    c.take()
    found = []
    while (next_half := half(c)) is not None:
        found.append(next_half)
    return found


def half(c: Cursor) -> Half | None:
    r"""`dE3`, `d E_3`, `d+s2`, `\partial^+ s_2`: what is differentiated, and if immediately."""
    token = c.token
    if token.text == "∂":
        c.take()
        immediate = _plus(c)
        return named(c, "∂"), immediate
    if token.kind != "word":
        return None
    inside = differential(token.text)
    if inside:
        c.take()
        return name(c, inside), False
    mark = c.i
    if c.accept("d"):
        immediate = _plus(c)
        if c.token.kind == "word":
            return name(c, c.take().text), immediate
        if c.token.text == "(" and c.after(2) == ")" and c.tokens[c.i + 1].kind == "word":
            return named(c, "d"), immediate
    c.go(mark)
    return None


def _plus(c: Cursor) -> bool:
    """Reads the + of an immediate derivative."""
    if c.token.text == "+" and c.touching():
        c.take()
        return True
    if c.token.text != "^":
        return False
    braces = c.after(1) == "{"
    sign = c.after(1 + braces)
    if sign != "+":
        of_what = c.tokens[min(c.i + 2 + 2 * braces, len(c.tokens) - 1)]
        if sign.isdigit() and of_what.kind == "word":
            c.refuse("derivative", "a second derivative begins at {at}; only first ones are read")
        return False
    c.go(c.i + 2 + 2 * braces)
    return True
