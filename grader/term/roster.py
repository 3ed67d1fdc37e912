"""The roster: who is in the class, and when each of them handed in."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from grader.term.sheet import TermError, rows

COLUMNS = ("name", "email", "lms_id", "handed_in", "due")


class Person(NamedTuple):
    """A student of the class.  `due` is a date of one's own, an extension."""

    student: str
    name: str = ""
    email: str = ""
    lms_id: str = ""
    handed_in: datetime | None = None
    due: datetime | None = None


def read_roster(path: Path) -> dict[str, Person]:
    """The class by id, in the order of the file: a column `student`, and what is known of name,
    email, lms_id, handed_in and due.  Raises TermError.
    """
    people: dict[str, Person] = {}
    for place, row in rows(path, ["student"], COLUMNS):
        student = row.get("student", "")
        if not student or not _usable(student):
            raise TermError(f"{place}: {student!r} cannot be the id of a student")
        if student in people:
            raise TermError(f"{place}: the student {student!r} is there twice")
        name, email, lms_id, handed_in, due = (row.get(column, "") for column in COLUMNS)
        people[student] = Person(
            student,
            name,
            email,
            lms_id,
            _time(handed_in, "handed_in", place),
            _time(due, "due", place),
        )
    return people


def _usable(student: str) -> bool:
    """An id is the name of a folder of its own."""
    return student.isprintable() and student not in {".", ".."} and not {*student} & {*"/\\"}


def _time(text: str, column: str, place: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise TermError(
            f"{place}: {column}: {text!r} is not a time; expected for example 2026-11-20 23:59, "
            "or 2026-11-20T23:59+01:00"
        ) from None
