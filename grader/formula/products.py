"""A row of factors: where one begins, which neighbours are a slip, and the node they make."""

from fractions import Fraction

from grader.formula.cursor import Cursor
from grader.formula.grammar import PRODUCTS
from grader.formula.lexer import Token
from grader.formula.nodes import Apply, Divide, How, Mul, Node, Number, Power, Span, Transpose

BEGINNINGS = {"(", "[", "{", "∂", "Σ", "∏", "\\frac", "\\pdv"}
Factor = tuple[str, Node, int]
"""The sign before a factor, the factor, and where it ends."""


def begins(token: Token) -> bool:
    return token.kind in ("word", "number") or token.text in BEGINNINGS


def check_neighbours(c: Cursor) -> None:
    """A number right after a number or a letter is more likely a slip than a product."""
    before = c.tokens[c.i - 1]
    if c.token.kind == "number" and before.kind == "number":
        c.refuse(
            "number-number", "two numbers stand side by side at {at}; write * between", None, "*"
        )
    if c.token.kind == "number" and before.kind == "word":
        typed = c.shown(before)
        message = f"after '{typed}' the number at {{at}} is neither an index nor a factor"
        c.refuse("number-after-name", f"{message}; write {typed}_{c.token.text} or a *", None, "*")


def combined(found: list[Factor], start: int) -> Node:
    """One node of factors and their signs, left to right."""
    nodes = [found[0][1]]
    how: list[How] = []
    end = found[0][2]
    for sign, node, after in found[1:]:
        between = PRODUCTS[sign]
        if between is None:
            nodes = [Divide(_multiplied(nodes, how, (start, end)), node, (start, after))]
            how = []
        else:
            nodes.append(node)
            how.append(between)
        end = after
    return _multiplied(nodes, how, (start, end))


def _multiplied(nodes: list[Node], how: list[How], span: Span) -> Node:
    return nodes[0] if len(nodes) == 1 else Mul(tuple(nodes), tuple(how), span)


def applied(called: str, arguments: tuple[Node, ...], span: Span) -> Node:
    """A function of its arguments; where the language has a sign for it, by the sign."""
    match called:
        case "dot" | "matmul":
            return Mul(arguments, ("@",), span)
        case "multiply":
            return Mul(arguments, ("⊙",), span)
        case "square":
            return Power(arguments[0], Number(Fraction(2)), span)
        case "transpose":
            return Transpose(arguments[0], span)
    return Apply(called, arguments, span)
