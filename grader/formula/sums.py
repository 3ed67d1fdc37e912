"""Limits of sums and products, and which factors a product takes with it."""

from grader.formula.cursor import Cursor, index, letter, simple_index
from grader.formula.errors import SUMS
from grader.formula.nodes import Index, Name, Node, walk


def deeper_sum(c: Cursor) -> None:
    c.sums += 1
    if c.sums > SUMS:
        c.refuse("too-many-sums", f"more than {SUMS} sums stand inside one another")


def mentions(node: Node, over: str) -> bool:
    return any(
        isinstance(inside, Name)
        and (inside == Name(over) or (inside.index and over in dict(inside.index.letters)))
        for inside in walk(node)
    )


def limits(c: Cursor) -> tuple[str, Index, Index]:
    """`_{k=1}^{N}`, in this order or the other."""
    high = _upper(c) if c.token.text == "^" else None
    if c.token.text != "_" or c.after(1) != "{":
        c.refuse("sum", "limits should stand at {at}, as in Σ_{k=1}^{N}")
    c.go(c.i + 2)
    over = letter(c)
    c.expect("=")
    low = index(c)
    c.expect("}")
    if high is None:
        if c.token.text != "^":
            c.refuse("sum", "an upper limit should stand at {at}, as in Σ_{k=1}^{N}")
        high = _upper(c)
    return over, low, high


def _upper(c: Cursor) -> Index:
    c.take()
    if c.accept("{"):
        high = index(c)
        c.expect("}")
        return high
    if c.token.kind == "number" or c.token.kind == "word":
        return simple_index(c)
    return c.refuse("sum", "an upper limit should stand at {at}, as in Σ_{k=1}^{N}")
