"""A handed-in notebook made whole and harmless: for graders and feedback to show, never to run.

Every cell that nbgrader knows is there once, in its type and with its marks; locked cells say what
they said.  Of the student's there is left what they typed, as text: no outputs, no metadata, no
attachments, and no Markdown or HTML that a browser would obey.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from grader.notebooks.source import Json, code_cell, mark, notebook, text_cell

AS_TEXT = "# handed in as a cell of text, so it is not run"
MISSING = "This cell was not handed in."
_QUESTION = re.compile(r"""^check\(\s*["']([\w.]+)["']\s*\)\s*$""", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_FENCE = re.compile("`{3,}")


class Known(NamedTuple):
    """A cell as nbgrader's gradebook knows it."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool = False
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float | None = None

    @property
    def question(self) -> str | None:
        """The question whose points a test cell gives: the last one it checks."""
        asked = _QUESTION.findall(self.source) if self.tests else []
        return asked[-1] if asked else None

    @property
    def tests(self) -> bool:
        """Whether this is a cell of tests, which a program grades."""
        return self.grade and not self.solution and self.cell_type == "code"

    @property
    def fixed(self) -> bool:
        """Whether students cannot change it."""
        return not self.solution and (self.grade or self.locked or self.task)


class Layout(NamedTuple):
    """A notebook as it was given out: the cells nbgrader knows, in order, and the other texts."""

    known: tuple[Known, ...]
    texts: frozenset[str]

    @property
    def answers(self) -> dict[str, str]:
        """For each question the grade id of the nearest answer above its test cell."""
        found, above = {}, ""
        for cell in self.known:
            above = cell.grade_id if cell.solution else above
            if above and cell.question:
                found[cell.question] = above
        return found


def layout(known: Iterable[Known], source: object) -> Layout:
    """The cells of the gradebook in the order of the source notebook; those it does not have
    come last.
    """
    cells = {cell.grade_id: cell for cell in known}
    written = list(_cells(source))
    order = [cell for _, _, grade_id in written if (cell := cells.pop(grade_id or "", None))]
    texts = (text for kind, text, grade_id in written if kind == "markdown" and not grade_id)
    return Layout((*order, *cells.values()), frozenset(texts))


def restored(handed_in: object, given: Layout) -> Json:
    """The notebook to show for what was handed in, whatever that is; without outputs."""
    known = {cell.grade_id: cell for cell in given.known}
    found: list[tuple[str | None, Json]] = []
    for kind, text, grade_id in _cells(handed_in):
        cell = known.pop(grade_id, None) if grade_id else None
        if cell:
            found.append((cell.grade_id, _theirs(cell, kind, text)))
        else:
            found.append((None, _free(kind, text, given.texts)))
    for cell in known.values():
        found.insert(_place(cell, found, given.known), (cell.grade_id, _missing(cell)))
    cells = [cell for _, cell in found]
    for number, made in enumerate(cells, 1):
        made["id"] = f"cell-{number:03d}"
    return notebook(cells)


def _cells(book: object) -> Iterator[tuple[str, str, str | None]]:
    """(type, text, grade id) of every cell that can be read as one, in format 4 or 3."""
    for cell in _listed(book, "cells") or [
        cell for sheet in _listed(book, "worksheets") for cell in _listed(sheet, "cells")
    ]:
        if not isinstance(cell, Mapping):
            continue
        source, kind = cell.get("source", cell.get("input", "")), cell.get("cell_type")
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if isinstance(source, str) and isinstance(kind, str):
            yield kind, _SURROGATE.sub("\ufffd", source), _grade_id(cell)


def _listed(value: object, key: str) -> Sequence[object]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else ()


def _grade_id(cell: Mapping[str, Any]) -> str | None:
    value: object = cell
    for key in ("metadata", "nbgrader", "grade_id"):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else None


def _theirs(cell: Known, kind: str, text: str) -> Json:
    """A cell that nbgrader knows, with the student's text where it is theirs to write."""
    if cell.fixed:
        return _made(cell, cell.source)
    if kind == cell.cell_type == "code":
        return _made(cell, text)
    if cell.cell_type == "code":
        return _made(cell, "\n".join([AS_TEXT, *(f"# {line}" for line in text.splitlines())]))
    return _made(cell, text if text == cell.source else literal(text))


def _missing(cell: Known) -> Json:
    if cell.fixed:
        return _made(cell, cell.source)
    return _made(cell, f"# {MISSING}" if cell.cell_type == "code" else MISSING)


def _made(cell: Known, text: str) -> Json:
    marks = mark(
        cell.grade_id,
        grade=cell.grade,
        solution=cell.solution,
        locked=cell.locked,
        points=cell.points,
        task=cell.task,
    )
    marks |= {"cell_type": cell.cell_type} | ({"checksum": cell.checksum} if cell.checksum else {})
    make = code_cell if cell.cell_type == "code" else text_cell
    return make(text, {"nbgrader": marks})


def _free(kind: str, text: str, texts: frozenset[str]) -> Json:
    """A cell that nbgrader does not know: code, a text of the course, or a text of the student."""
    if kind == "code":
        return code_cell(text, {})
    return text_cell(text if text in texts else literal(text), {})


def literal(text: str) -> str:
    """A text as Markdown that shows it as it was typed, and does nothing.

    >>> print(literal("<img onerror=alert(1)>"))
    ```text
    <img onerror=alert(1)>
    ```
    """
    fence = max(("`" * 3, *(found + "`" for found in _FENCE.findall(text))), key=len)
    return f"{fence}text\n{text}\n{fence}"


def _place(cell: Known, found: Sequence[tuple[str | None, Json]], order: Sequence[Known]) -> int:
    """Where a missing cell belongs: after the nearest cell before it that is there."""
    ids = [grade_id for grade_id, _ in found]
    before = [c.grade_id for c in order[: order.index(cell)]]
    return next((ids.index(name) + 1 for name in reversed(before) if name in ids), 0)
