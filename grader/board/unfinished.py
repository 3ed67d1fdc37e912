"""What can be read of a formula that is still being written.

>>> readable("dE3/dy3 * (dy3/ds3 +").text
'dE3/dy3 * (dy3/ds3)'
>>> readable("2*").rest, readable("") is None
('*', True)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from grader.formula import FormulaError, Node, parse
from grader.formula.errors import LENGTH
from grader.formula.grammar import BRACKETS

TRIES = 12
LONG = 800
CUTS = re.compile(r"[-+*/@^_=(,{\[·∂⊙\s\\]+")


class Readable(NamedTuple):
    """The longest beginning that is a formula once its brackets are closed, and what follows."""

    node: Node
    text: str
    rest: str


def readings(text: str) -> Iterator[Readable]:
    """The formula, or beginnings of it that are one, the longest first; a dozen places to cut are
    tried, in a long one two.
    """
    if not text.strip() or len(text) > LENGTH:
        return
    ends = [len(text), *reversed([found.start() for found in CUTS.finditer(text)])]
    for end in ends[: TRIES if len(text) < LONG else 2]:
        begun = text[:end].rstrip()
        whole = begun + _closing(begun)
        try:
            yield Readable(parse(whole), whole, text[end:])
        except FormulaError:
            continue


def readable(text: str) -> Readable | None:
    """The longest of the readings."""
    return next(readings(text), None)


def _closing(text: str) -> str:
    """The brackets that are open, closed."""
    waiting: list[str] = []
    for sign in text:
        if sign in BRACKETS:
            waiting.append(BRACKETS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
    return "".join(reversed(waiting))
