"""From the bytes of one file to cells of source text; whether that is still the stub."""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from grader.collect.hand import Unread
from grader.collect.names import split
from grader.collect.notebook import code_cells
from grader.collect.text import decoded

_ASIDE = re.compile(r"\s*(#|(from|import)\s+grader\b|check\()")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRINT = "sha256:"


def fingerprint(code: str) -> str:
    """A digest of code, the same for a stub as `.py` and as notebook (its cells one a line).

    Left out are blank lines, comment lines (cell marks and texts among them), white space at line
    ends, and the lines that call `check` or import `grader`.

    >>> fingerprint("# %% [markdown]\\n# Read.\\n# %%\\nx = 1\\n") == fingerprint("x = 1")
    True
    """
    lines = [line.rstrip() for line in code.splitlines()]
    kept = "\n".join(line for line in lines if line and not _ASIDE.match(line))
    return _PRINT + hashlib.sha256(kept.encode("utf-8", "replace")).hexdigest()


@lru_cache(maxsize=64)
def _print(stub: str) -> str:
    return stub if stub.startswith(_PRINT) else fingerprint(stub)


class Read(NamedTuple):
    """A file after reading: its cells, or why it is refused; `given` if it equals the stub."""

    name: str
    cells: tuple[str, ...]
    remarks: tuple[str, ...]
    refused: str | None
    given: bool


class Reader:
    """Reads files of one entry; `account` says of each what was read, for the digest."""

    def __init__(self, files: Mapping[str, Callable[[], bytes]]) -> None:
        self.files = files
        self.account: dict[str, str] = dict.fromkeys(files, "unread")

    def read(self, name: str, stub: str | None) -> Read:
        """`stub` is its source or fingerprint, or None where nothing hangs on it."""
        try:
            raw = self.files[name]()
            self.account[name] = hashlib.sha256(raw).hexdigest()
            cells, remarks = _cells(raw, split(name)[1])
        except Unread as unread:
            return Read(name, (), (), str(unread), False)
        given = stub is not None and fingerprint("\n".join(cells)) == _print(stub)
        return Read(name, cells, remarks, None, given)


def _cells(raw: bytes, suffix: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    text, remarks = decoded(raw, program=suffix == ".py")
    if suffix == ".ipynb":
        cells = code_cells(text)
    elif text.lstrip()[:1] == "{" and '"nbformat"' in text:
        raise Unread("this is a notebook; give it a name that ends in .ipynb")
    else:
        cells = (text,)
    if any(not cell.isascii() and _SURROGATE.search(cell) for cell in cells):
        cells = tuple(_SURROGATE.sub("\ufffd", cell) for cell in cells)
        remarks += ("holds halves of characters: each was read as \ufffd",)
    return cells, remarks
