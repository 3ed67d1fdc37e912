"""nbgrader's gradebook by its tables: what a whole class needs, in few statements.

nbgrader's own interface takes some fifty statements and several commits a submission, and most of
a second to import.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from grader.notebooks.restore import Known
from grader.notebooks.tables import (
    assignment,
    base_cell,
    comment,
    grade,
    grade_cells,
    notebook,
    source_cell,
    student,
    submitted_assignment,
    submitted_notebook,
    task_cells,
)


class Given(NamedTuple):
    """A notebook of an assignment: its cells, and the ids of the rows that graded cells have."""

    id: str
    name: str
    known: tuple[Known, ...]
    graded: dict[str, str]  # grade id -> id of its cell, for cells with points
    answers: dict[str, str]  # the same for cells with a comment


class Assignment(NamedTuple):
    """An assignment as it was given out."""

    id: str
    name: str
    duedate: datetime | None
    notebooks: tuple[Given, ...]


class Marks(NamedTuple):
    """What is to be recorded of one student's notebook: points and comments by grade id."""

    notebook: str
    points: Mapping[str, float | None]
    comments: Mapping[str, str | None]


class Row(NamedTuple):
    """What is to be recorded of one student's assignment."""

    student: str
    timestamp: datetime | None
    marks: tuple[Marks, ...]


def assignments(connection: Connection) -> list[Assignment]:
    """All assignments that were generated."""
    worth = sa.func.coalesce(grade_cells.c.max_score, task_cells.c.max_score)
    cells = connection.execute(
        sa.select(base_cell, worth.label("points"))
        .outerjoin(grade_cells, grade_cells.c.id == base_cell.c.id)
        .outerjoin(task_cells, task_cells.c.id == base_cell.c.id)
    ).all()
    sources = connection.execute(sa.select(source_cell)).all()
    books = connection.execute(sa.select(notebook).order_by(notebook.c.name)).all()
    return [
        Assignment(
            row.id,
            row.name,
            row.duedate,
            tuple(_given(book, cells, sources) for book in books if book.assignment_id == row.id),
        )
        for row in connection.execute(sa.select(assignment).order_by(assignment.c.name))
    ]


def _given(book: Any, cells: Iterable[Any], sources: Iterable[Any]) -> Given:
    mine: dict[str, dict[str, Any]] = {}
    for cell in cells:
        if cell.notebook_id == book.id:
            mine.setdefault(cell.name, {})[cell.type] = cell
    known = [_known(row, mine.get(row.name, {})) for row in sources if row.notebook_id == book.id]
    typed = [(name, kind, cell.id) for name, kinds in mine.items() for kind, cell in kinds.items()]
    return Given(
        book.id,
        book.name,
        tuple(known),
        {name: cell for name, kind, cell in typed if kind != "SolutionCell"},
        {name: cell for name, kind, cell in typed if kind != "GradeCell"},
    )


def _known(row: Any, kinds: Mapping[str, Any]) -> Known:
    worth = kinds.get("GradeCell") or kinds.get("TaskCell")
    return Known(
        row.name,
        row.cell_type,
        row.source,
        row.checksum,
        locked=bool(row.locked),
        grade="GradeCell" in kinds,
        solution="SolutionCell" in kinds,
        task="TaskCell" in kinds,
        points=float(worth.points) if worth else None,
    )


class Recorded(NamedTuple):
    """A notebook after recording, for what depends on its score."""

    id: str
    student: str
    score: float
    seconds_late: float


def record(connection: Connection, given: Assignment, rows: Sequence[Row]) -> list[Recorded]:
    """Write a batch within the transaction of the connection.

    Scores and comments of people, extra credit, flags and extensions stay as they are.
    """
    if not rows:
        return []
    submitted = _submitted(connection, given, rows)
    books = _books(connection, given, submitted)
    grades = _ensured(connection, grade, given, books, needs_manual_grade=True)
    comments = _ensured(connection, comment, given, books)
    new_grades, new_comments, recorded = [], [], []
    for row in rows:
        about = submitted[row.student]
        for marks in row.marks:
            book = next(b for b in given.notebooks if b.name == marks.notebook)
            here, score = books[about.id, book.id], 0.0
            for grade_id, cell in book.graded.items():
                old = grades[here, cell]
                auto = marks.points.get(grade_id, old.auto_score)
                by_hand = auto is None or old.manual_score is not None
                score += _score(auto, old)
                if grade_id in marks.points:
                    new_grades.append({"row": old.id, "auto": auto, "by_hand": by_hand})
            for grade_id, cell in book.answers.items():
                if grade_id in marks.comments:
                    said = marks.comments[grade_id]
                    new_comments.append({"row": comments[here, cell].id, "said": said})
            recorded.append(Recorded(here, row.student, score, _late(row, given, about.extension)))
    _update(connection, grade, new_grades, auto_score="auto", needs_manual_grade="by_hand")
    _update(connection, comment, new_comments, auto_comment="said")
    return recorded


def penalize(connection: Connection, penalties: Mapping[str, float | None]) -> None:
    """Set the late penalties of notebooks, by id."""
    rows = [{"row": book, "penalty": penalty} for book, penalty in penalties.items()]
    _update(connection, submitted_notebook, rows, late_submission_penalty="penalty")


def _score(auto: float | None, old: Any) -> float:
    """As nbgrader counts: a person's score goes before ours, extra credit comes on top."""
    counted = old.manual_score if old.manual_score is not None else auto
    return 0.0 if counted is None else float(counted + (old.extra_credit or 0.0))


def _late(row: Row, given: Assignment, extension: Any) -> float:
    if row.timestamp is None or given.duedate is None:
        return 0.0
    due = given.duedate + extension if extension else given.duedate
    return max(0.0, (row.timestamp - due).total_seconds())


def _submitted(connection: Connection, given: Assignment, rows: Sequence[Row]) -> dict[str, Any]:
    """The rows of the submissions, made where there were none, with their time."""
    names = [row.student for row in rows]
    there = set(connection.scalars(sa.select(student.c.id).where(student.c.id.in_(names))))
    _insert(connection, student, [{"id": name} for name in names if name not in there])
    table = submitted_assignment
    wanted = sa.select(table).where(
        table.c.assignment_id == given.id, table.c.student_id.in_(names)
    )
    known = {row.student_id: row for row in connection.execute(wanted)}
    new = [
        {
            "id": uuid4().hex,
            "assignment_id": given.id,
            "student_id": row.student,
            "timestamp": row.timestamp,
            "extension": None,
        }
        for row in rows
        if row.student not in known
    ]
    _insert(connection, table, new)
    later = [
        {"row": known[row.student].id, "time": row.timestamp}
        for row in rows
        if row.student in known and row.timestamp
    ]
    _update(connection, table, later, timestamp="time")
    return {row.student_id: row for row in connection.execute(wanted)}


def _books(
    connection: Connection, given: Assignment, submitted: Mapping[str, Any]
) -> dict[tuple[str, str], str]:
    """(submission, notebook) -> id of the row of the student's notebook."""
    table = submitted_notebook
    ids = [row.id for row in submitted.values()]
    rows = connection.execute(sa.select(table).where(table.c.assignment_id.in_(ids)))
    known = {(row.assignment_id, row.notebook_id): row.id for row in rows}
    new = [
        {
            "id": uuid4().hex,
            "assignment_id": submission,
            "notebook_id": book.id,
            "flagged": False,
            "late_submission_penalty": None,
        }
        for submission in ids
        for book in given.notebooks
        if (submission, book.id) not in known
    ]
    _insert(connection, table, new)
    return known | {(row["assignment_id"], row["notebook_id"]): row["id"] for row in new}


def _ensured(
    connection: Connection,
    table: sa.Table,
    given: Assignment,
    books: Mapping[tuple[str, str], str],
    **first: Any,
) -> dict[tuple[str, str], Any]:
    """(student's notebook, cell) -> its row, made where there was none."""
    wanted = sa.select(table).where(table.c.notebook_id.in_(list(books.values())))
    known = {(row.notebook_id, row.cell_id): row for row in connection.execute(wanted)}
    cells = {
        book.id: (book.graded if table is grade else book.answers).values()
        for book in given.notebooks
    }
    blank = dict.fromkeys(column.name for column in table.columns) | first
    new = [
        blank | {"id": uuid4().hex, "notebook_id": here, "cell_id": cell}
        for (_, book), here in books.items()
        for cell in cells.get(book, ())
        if (here, cell) not in known
    ]
    _insert(connection, table, new)
    if not new:
        return known
    return {(row.notebook_id, row.cell_id): row for row in connection.execute(wanted)}


def _insert(connection: Connection, table: sa.Table, rows: Sequence[Any]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _update(connection: Connection, table: sa.Table, rows: Sequence[Any], **columns: str) -> None:
    """Each of `rows` names its row by "row" and has the values for the columns."""
    if rows:
        values = {name: sa.bindparam(key) for name, key in columns.items()}
        statement = sa.update(table).where(table.c.id == sa.bindparam("row")).values(values)
        connection.execute(statement, rows)
