"""Lines of columns for a terminal: one column folds, none ends in blanks, a sentence goes below."""

from collections.abc import Collection, Sequence

from rich.console import Console
from rich.text import Text

GAP = 2
NARROWEST = 16


def widths(rows: Sequence[Sequence[Text]], room: int, fold: int) -> list[int]:
    """The width of each column: that of its widest cell; the one that folds takes what is left.

    >>> widths([[Text("right"), Text("a long title of a question")]], 27, 1)
    [5, 20]
    """
    wide = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    over = sum(wide) + GAP * (len(wide) - 1) - room
    wide[fold] = max(min(NARROWEST, wide[fold]), wide[fold] - max(0, over))
    return wide


def line(
    screen: Console,
    cells: Sequence[Text],
    wide: Sequence[int],
    fold: int,
    right: Collection[int] = (),
    indent: int = 2,
) -> Text:
    """A row as text, of more than one line if the cell that folds is too long for its column."""
    first, *more = cells[fold].wrap(screen, wide[fold])
    row = Text(" " * indent)
    for k, cell in enumerate(cells):
        shown = first if k == fold else cell
        blank = " " * (wide[k] - shown.cell_len)
        row.append(blank if k in right else "").append_text(shown)
        row.append(("" if k in right else blank) + " " * GAP)
    row.rstrip()
    before = indent + sum(wide[:fold]) + GAP * fold
    return Text("\n").join([row, *(_moved(part, before) for part in more)])


def below(screen: Console, text: Text, indent: int) -> Text:
    """A sentence under a row, over the whole width."""
    lines = text.wrap(screen, screen.width - indent)
    return Text("\n").join([_moved(part, indent) for part in lines])


def _moved(part: Text, indent: int) -> Text:
    moved = Text(" " * indent).append_text(part)
    moved.rstrip()
    return moved
