"""Tables as people keep them: CSV from an editor, a spreadsheet or a learning management system."""

import csv
import difflib
import io
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path


class TermError(ValueError):
    """A table that cannot be used: which file, which line, what is expected."""


def rows(
    path: Path, needed: Sequence[str], known: Collection[str] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, cells by column) of every row that is not empty, cells stripped.

    Columns are separated by commas, semicolons or tabs.  Those that nobody knows are left out, but
    one that is nearly known is taken for a slip.  Raises TermError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        reason = getattr(e, "strerror", None) or "expected UTF-8"
        raise TermError(f"{path}: cannot be read ({reason})") from e
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        head = [name.strip().casefold() for name in next(lines, [])]
        _check_head(path, head, needed, [*needed, *known])
        for cells in lines:
            if any(cell.strip() for cell in cells):
                place = f"{path}, line {lines.line_num}"
                if len(cells) > len(head):
                    raise TermError(f"{place}: {len(head)} cells expected, not {len(cells)}")
                yield place, dict(zip(head, map(str.strip, cells), strict=False))
    except csv.Error as e:
        raise TermError(f"{path}, line {lines.line_num}: is not CSV: {e}") from e


def _separator(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _check_head(
    path: Path, head: Sequence[str], needed: Sequence[str], known: Sequence[str]
) -> None:
    place = f"{path}, line 1"
    for name in head:
        close = difflib.get_close_matches(name, known, 1, 0.8)
        if close and name not in known:
            raise TermError(f"{place}: there is no column {name!r}; did you mean {close[0]!r}?")
        if name in known and head.count(name) > 1:
            raise TermError(f"{place}: the column {name!r} is there twice")
    if missing := [name for name in needed if name not in head]:
        raise TermError(
            f"{place}: the column {missing[0]!r} is missing; expected are {', '.join(needed)}"
        )
