"""Grades as learning platforms import them: CSV, with nothing in it that a spreadsheet would run.

Canvas: lib/gradebook_importer.rb of instructure/canvas-lms.  Moodle: the offline grading worksheet,
mod/assign/feedback/offline/importgradeslib.php of moodle/moodle.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from grader.report.table import cell
from grader.report.words import LOOKS, by_hand, clean, number, sentence
from grader.results import QuestionResult, SubmissionResult

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("Identifier", "Full name", "Grade", "Last modified (grade)", "Feedback comments")
GRADE, FEEDBACK, MOST = "Grade", "Feedback comments", "Maximum Grade"
NOBODY = ("", "", "")
Person = tuple[str, str, str]  # name, e-mail, id in the platform; each may be ""
KEYS = ("ID number", "Username", "Email address", "Identifier", "Full name")


class SheetError(ValueError):
    """A file of a platform that cannot be filled: its text is for the reader."""


def canvas(
    results: Sequence[SubmissionResult],
    title: str,
    gradebook: str = "",
    questions: bool = False,
    people: Mapping[str, Person] = MappingProxyType({}),
) -> str:
    """A gradebook to import: a column with the total, and one a question if asked for.

    `gradebook` as Canvas exports it: its students keep their ids and sections.  Who is not in it
    is written with name and id out of `people`, and with the student's id as the login.
    """
    points = {q.id: number(q.points) for r in results for q in r.questions}
    ids = list(points) if questions else []
    columns = [title, *(f"{title}: {name}" for name in ids)]
    most = [number(max((r.points for r in results), default=0)), *(points[name] for name in ids)]
    info = ["    Points Possible", *[""] * (len(CANVAS) - 1)]
    rows = [[*CANVAS, *map(cell, columns)], [*info, *most]]
    known = _roster(gradebook) if gradebook else {}
    for result in results:
        student = result.student
        name, email, own = people.get(student, NOBODY)
        there = (known[key] for key in (student, own, email) if key in known)
        person = next(there, [name or student, own, "", student, ""])
        scores = {q.id: number(q.score) if q.verdict != "pending" else "" for q in result.questions}
        rows.append(
            [*map(cell, person), number(result.score), *(scores.get(name, "") for name in ids)]
        )
    return _csv(rows)


def _roster(text: str) -> dict[str, list[str]]:
    """The students of a Canvas export, by every id they have."""
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows or "Student" not in rows[0] or "ID" not in rows[0]:
        raise SheetError("this is no gradebook of Canvas: it has no columns Student and ID")
    people: dict[str, list[str]] = {}
    for row in rows:
        person = [(row.get(name) or "").strip() for name in CANVAS]
        for key in (person[1], person[2], person[3]):
            if key:
                people[key] = person
    return people


def moodle(
    results: Sequence[SubmissionResult],
    worksheet: str = "",
    people: Mapping[str, Person] = MappingProxyType({}),
) -> tuple[str, list[str]]:
    """The grading worksheet, and the students who are not in it.

    `worksheet` is the file that Moodle gives: every column stays, Grade and Feedback comments are
    filled.  A student is found by id number, user name, e-mail, identifier or name, as the
    student's id or as one of `people`.
    """
    if not worksheet:
        rows = [
            [cell(own or r.student), cell(name), number(r.score), "", cell(feedback(r))]
            for r in results
            for name, _, own in [people.get(r.student, NOBODY)]
        ]
        return _csv([MOODLE, *rows]), []
    reader = csv.DictReader(io.StringIO(worksheet.lstrip("\ufeff")))
    columns = list(reader.fieldnames or ())
    if missing := {"Identifier", GRADE} - set(columns):
        raise SheetError(f"this is no grading worksheet of Moodle: it has no {min(missing)!r}")
    known = {
        key.casefold(): r for r in results for key in (*people.get(r.student, ()), r.student) if key
    }
    found, filled = set[str](), []
    for row in reader:
        result = next((known[key] for key in _keys(row) if key in known), None)
        if result:
            found.add(result.student)
            row |= {GRADE: _scaled(result, row.get(MOST) or "")}
            if FEEDBACK in columns:
                row |= {FEEDBACK: feedback(result)}
        filled.append([_defused(name, row.get(name) or "") for name in columns])
    return _csv([columns, *filled]), [r.student for r in results if r.student not in found]


def _defused(name: str, text: str) -> str:
    return text if name in (GRADE, MOST) else cell(text)


def _keys(row: Mapping[str, str]) -> Iterable[str]:
    for name in KEYS:
        value = (row.get(name) or "").strip().casefold()
        if value:
            yield value
            yield value.partition("@")[0]
            yield value.removeprefix("participant ")


def _scaled(result: SubmissionResult, most: str) -> str:
    """The score, on the scale of the assignment in Moodle."""
    try:
        scale = float(most.replace(",", ".")) / result.points if result.points else 1.0
    except ValueError:
        scale = 1.0
    return number(result.score * scale)


def feedback(result: SubmissionResult) -> str:
    """What is to be said to a student, in one paragraph: what people decided as well."""
    lines = [
        _told(q) for q in result.questions if q.verdict not in {"correct", "pending"} or by_hand(q)
    ]
    late = [sentence(clean(result.remarks[-1]))] if "late" in result.flags else []
    return " ".join([*(lines or ["All of it is right."]), *late])


def _told(q: QuestionResult) -> str:
    word = LOOKS[q.verdict].word
    twice = q.verdict == "unanswered" and q.message.lower().startswith(word)
    reasons = ["" if twice else q.message, *(q.remarks[-1:] if by_hand(q) else ())]
    said = " ".join(sentence(clean(reason)) for reason in reasons if reason)
    return f"{q.id} ({number(q.score)}/{number(q.points)}) {word}" + (f": {said}" if said else ".")


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
