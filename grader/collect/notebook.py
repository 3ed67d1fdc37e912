"""The code cells of a notebook, read from its JSON alone: nbformat 4, and 3 with its worksheets."""

import json
from typing import Any

from grader.collect.hand import Unread

_MOST_VALUES = 3_000_000
_SAVE = "open it in Jupyter, save it and hand it in again"
_CLEAR = "clear its outputs in Jupyter, save it and hand it in again"


def code_cells(text: str) -> tuple[str, ...]:
    """The source of every code cell, in order; raises `Unread` with what is wrong and where."""
    if not text.strip():
        raise Unread(f"this is an empty file, not a notebook; {_SAVE}")
    if text.count(",") + text.count("[") + text.count("{") > _MOST_VALUES:
        raise Unread(f"this notebook holds too many values to be read; {_CLEAR}")
    try:
        book = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unread(f"this is not a notebook: JSON, {where}: {error.msg}; {_SAVE}") from None
    except RecursionError:
        raise Unread(f"this is not a notebook: its JSON is nested too deeply; {_SAVE}") from None
    except ValueError:
        raise Unread(f"this notebook holds a number with too many digits; {_CLEAR}") from None
    cells, key = _cells(book)
    sources = (_source(cell, number, key) for number, cell in enumerate(cells, 1))
    return tuple(source for source in sources if source is not None)


def _a(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return "nothing" if value is None else names.get(type(value), "a number")


def _wrong(what: str) -> Unread:
    return Unread(f"this is not a notebook: {what}; {_SAVE}")


def _list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(f"{what} should be a list and is {_a(value)}")
    return value


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(f"{what} should be an object and is {_a(value)}")
    return value


def _cells(book: object) -> tuple[list[Any], str]:
    """All cells, and the key under which a code cell keeps its source."""
    book = _object(book, "the file")
    version = book.get("nbformat", 4)
    if "cells" in book:
        cells, key = _list(book["cells"], "cells"), "source"
    elif "worksheets" in book:
        sheets = [_object(s, "a worksheet") for s in _list(book["worksheets"], "worksheets")]
        cells = [cell for sheet in sheets for cell in _list(sheet.get("cells", []), "cells")]
        key = "input"
    else:
        raise _wrong("it has no cells")
    if version not in (3, 4):
        written = version if isinstance(version, int) else _a(version)
        raise Unread(f"this notebook has format {written}, and 3 and 4 are read; {_SAVE}")
    return cells, key


def _source(cell: object, number: int, key: str) -> str | None:
    cell = _object(cell, f"cell {number}")
    kind = cell.get("cell_type")
    if not isinstance(kind, str):
        raise _wrong(f"cell {number} does not say whether it is code (cell_type)")
    if kind != "code":
        return None
    source = cell.get(key, cell.get("source", cell.get("input")))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _wrong(f"{key} of cell {number} should be text or a list of lines")
    if "\0" in source:
        raise Unread(f"cell {number} holds NUL characters; take them out and hand it in again")
    return source.replace("\r\n", "\n").replace("\r", "\n")
