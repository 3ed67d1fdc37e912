"""nbgrader's gradebook by its tables: what a whole class needs, in few statements.

nbgrader's own interface takes some fifty statements and several commits a submission, and most of
a second to import.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from grader.notebooks.database import Connection, interval, moment
from grader.notebooks.restore import Known

MOST = 128  # characters of a student's name


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
    cells = connection.rows(
        "select base_cell.*, coalesce(grade_cells.max_score, task_cells.max_score) as points "
        "from base_cell left join grade_cells on grade_cells.id = base_cell.id "
        "left join task_cells on task_cells.id = base_cell.id"
    )
    sources = connection.rows("select * from source_cell")
    books = connection.rows("select * from notebook order by name")
    return [
        Assignment(
            row.id,
            row.name,
            moment(row.duedate),
            tuple(_given(book, cells, sources) for book in books if book.assignment_id == row.id),
        )
        for row in connection.rows("select * from assignment order by name")
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


def extensions(connection: Connection, given: Assignment) -> dict[str, timedelta]:
    """The students who are in the gradebook with all their notebooks, and how much longer each of
    them may take.
    """
    rows = connection.rows(
        "select student_id, extension, count(*) as books from submitted_assignment "
        "join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id "
        "where submitted_assignment.assignment_id = ? group by student_id, extension",
        given.id,
    )
    return {r.student_id: interval(r.extension) for r in rows if r.books >= len(given.notebooks)}


def check_name(name: str) -> None:
    """Raises ValueError if a student's name cannot stand in the gradebook."""
    if len(name) > MOST or any("\ud800" <= letter <= "\udfff" for letter in name):
        raise ValueError(
            f"the folder's name has to be readable text of at most {MOST} characters; rename it"
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
    graded = {book.id: list(book.graded.values()) for book in given.notebooks}
    answers = {book.id: list(book.answers.values()) for book in given.notebooks}
    grades = _ensured(connection, "grade", graded, books, needs_manual_grade=True)
    comments = _ensured(connection, "comment", answers, books)
    new_grades: dict[str, Mapping[str, Any]] = {}
    new_comments: dict[str, Mapping[str, Any]] = {}
    recorded = []
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
                    new_grades[old.id] = {"auto_score": auto, "needs_manual_grade": by_hand}
            for grade_id, cell in book.answers.items():
                if grade_id in marks.comments:
                    said = marks.comments[grade_id]
                    new_comments[comments[here, cell].id] = {"auto_comment": said}
            recorded.append(Recorded(here, row.student, score, _late(row, given, about.extension)))
    connection.update("grade", new_grades)
    connection.update("comment", new_comments)
    return recorded


def penalize(connection: Connection, penalties: Mapping[str, float | None]) -> None:
    """Set the late penalties of notebooks, by id."""
    rows = {book: {"late_submission_penalty": penalty} for book, penalty in penalties.items()}
    connection.update("submitted_notebook", rows)


def _score(auto: float | None, old: Any) -> float:
    """As nbgrader counts: a person's score goes before ours, extra credit comes on top."""
    counted = old.manual_score if old.manual_score is not None else auto
    return 0.0 if counted is None else float(counted + (old.extra_credit or 0.0))


def _late(row: Row, given: Assignment, extension: Any) -> float:
    if row.timestamp is None or given.duedate is None:
        return 0.0
    return max(0.0, (row.timestamp - given.duedate - interval(extension)).total_seconds())


def _submitted(connection: Connection, given: Assignment, rows: Sequence[Row]) -> dict[str, Any]:
    """The rows of the submissions, made where there were none, with their time."""
    names = [row.student for row in rows]
    there = {row.id for row in connection.rows("select id from student where id in ?", names)}
    connection.insert("student", [{"id": name} for name in names if name not in there])
    wanted = "select * from submitted_assignment where assignment_id = ? and student_id in ?"
    known = {row.student_id: row for row in connection.rows(wanted, given.id, names)}
    new = [
        {
            "id": uuid4().hex,
            "assignment_id": given.id,
            "student_id": row.student,
            "timestamp": row.timestamp,
        }
        for row in rows
        if row.student not in known
    ]
    connection.insert("submitted_assignment", new)
    later = {
        known[row.student].id: {"timestamp": row.timestamp}
        for row in rows
        if row.student in known and row.timestamp
    }
    connection.update("submitted_assignment", later)
    return {row.student_id: row for row in connection.rows(wanted, given.id, names)}


def _books(
    connection: Connection, given: Assignment, submitted: Mapping[str, Any]
) -> dict[tuple[str, str], str]:
    """(submission, notebook) -> id of the row of the student's notebook."""
    ids = [row.id for row in submitted.values()]
    wanted = "select * from submitted_notebook where assignment_id in ?"
    known = {(row.assignment_id, row.notebook_id): row.id for row in connection.rows(wanted, ids)}
    new = [
        {
            "id": uuid4().hex,
            "assignment_id": submission,
            "notebook_id": book.id,
            "flagged": False,
        }
        for submission in ids
        for book in given.notebooks
        if (submission, book.id) not in known
    ]
    connection.insert("submitted_notebook", new)
    return known | {(row["assignment_id"], row["notebook_id"]): row["id"] for row in new}


def _ensured(
    connection: Connection,
    table: str,
    cells: Mapping[str, Sequence[str]],
    books: Mapping[tuple[str, str], str],
    **first: Any,
) -> dict[tuple[str, str], Any]:
    """(student's notebook, cell) -> its row in "grade" or "comment", made where there was none;
    `cells` are those of each notebook that have one.
    """
    wanted, here = f"select * from {table} where notebook_id in ?", list(books.values())
    known = {(row.notebook_id, row.cell_id): row for row in connection.rows(wanted, here)}
    new = [
        {"id": uuid4().hex, "notebook_id": mine, "cell_id": cell} | first
        for (_, book), mine in books.items()
        for cell in cells.get(book, ())
        if (mine, cell) not in known
    ]
    connection.insert(table, new)
    if not new:
        return known
    return {(row.notebook_id, row.cell_id): row for row in connection.rows(wanted, here)}
