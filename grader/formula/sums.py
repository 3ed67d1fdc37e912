"""Limits of sums and products, and which factors a product takes with it."""

from grader.formula.cursor import Cursor, index, letter, simple_index
from grader.formula.errors import SUMS
from grader.formula.grammar import WEIGHTS
from grader.formula.lexer import Token
from grader.formula.nodes import Index, Name, Node, Transpose, walk
from grader.formula.products import Factor


def deeper_sum(c: Cursor) -> None:
    c.sums += 1
    if c.sums > SUMS:
        c.refuse("too-many-sums", f"more than {SUMS} sums stand inside one another")


def taken(c: Cursor, over: str, rest: list[Factor], alone: bool) -> int:
    """How many of the factors after `∏_{over=...}` it multiplies: all up to the last that mentions
    the letter.  Whether a weight right after them belongs to it is plain only where the product
    stands `alone` in its brackets.
    """
    count = max([1, *(k for k, (_, node, _) in enumerate(rest, 1) if mentions(node, over))])
    after = rest[count:]
    if not after or not _is_weight(after[0][1]):
        return count
    if alone and all(_is_weight(node) for _, node, _ in after):
        return len(rest)
    start, end = after[0][1].span
    message = "it is not plain whether the product takes '{}' at {{at}} with it; put brackets round"
    wrong = Token("word", "", start, end)
    return c.refuse("sum", message.format(c.text[start:end]) + " all that it multiplies", wrong)


def _is_weight(node: Node) -> bool:
    if isinstance(node, Transpose):
        return _is_weight(node.body)
    return isinstance(node, Name) and node.index is None and node.base[0] in WEIGHTS


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
