"""What stands behind a factor: transposes, late indices, and how large a power may be."""

from fractions import Fraction

from grader.formula.cursor import Cursor, subscripted
from grader.formula.grammar import BRACKETS
from grader.formula.nodes import Name, Negative, Node, Number, Power, Transpose


def dotted(c: Cursor, node: Node, start: int) -> Node:
    point = c.take()
    if c.token.text != "T" or not c.touching():
        message = "after the '.' at {at} only T may stand, a transpose; a product is written with *"
        c.refuse("attribute", message, point, "*")
    c.take()
    return Transpose(node, (start, c.end))


def lowered(c: Cursor, node: Node) -> Node:
    r"""The index of what is no plain name: `{\bar{s}}_3`, `s^2_3`."""
    match node:
        case Name(base, fixed, span):
            return subscripted(c, base, fixed, span[0])
        case Power(Name() as base, exponent, (start, _)):
            return Power(lowered(c, base), exponent, (start, c.end))
        case Transpose(Name() as body, (start, _)):
            return Transpose(lowered(c, body), (start, c.end))
    return c.refuse("index", "only a name has an index; none can stand at {at}")


def reads_transpose(c: Cursor) -> bool:
    if c.token.text in ("T", "⊤"):
        c.take()
        return True
    closing = BRACKETS.get(c.token.text)
    if closing and c.after(1) in ("T", "⊤") and c.after(2) == closing:
        c.go(c.i + 3)
        return True
    return False


def size(node: Node) -> Fraction:
    """The numeric exponents on top of one another, multiplied."""
    size = Fraction(1)
    while isinstance(node, Power):
        exponent = node.exponent
        while isinstance(exponent, Negative):
            exponent = exponent.body
        if isinstance(exponent, Number):
            size *= max(exponent.value, Fraction(1))
        node = node.base
    return size
