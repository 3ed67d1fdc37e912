"""What a regrading would change: the table that was given out against the results to come."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.report.table import cell
from grader.report.words import SILENT, by_hand, number
from grader.results import QuestionResult, SubmissionResult
from grader.term.sheet import rows

Published = Mapping[str, Mapping[str, str]]


class Change(NamedTuple):
    """One cell that would change: of which student and column, from what to what, and why."""

    student: str
    column: str
    before: str
    after: str
    why: str = ""


def published(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a grades.csv, by student; none where there is no file.  Raises TermError."""
    if not path.is_file():
        return {}
    return {row["student"]: row for _, row in rows(path, ["student", "score", "points"])}


def changes(before: Published, after: Sequence[SubmissionResult]) -> Iterator[Change]:
    """The cells that differ, student by student: questions, then the score."""
    for result in after:
        told = before.get(cell(result.student), {})
        for question in result.questions:
            new = "" if question.verdict == "pending" else number(question.score)
            old = told.get(question.id.casefold(), "")
            if old != new:
                yield Change(result.student, question.id, old, new, _why(question))
        for column, value in (("score", result.score), ("points", result.points)):
            if told.get(column, "") != number(value):
                yield Change(result.student, column, told.get(column, ""), number(value))
    there = {cell(result.student) for result in after}
    for student, row in before.items():
        if student not in there and "absent" not in row.get("flags", ""):
            yield Change(student, "score", row["score"], "", "there is no submission any more")


def _why(question: QuestionResult) -> str:
    if by_hand(question):
        return question.remarks[-1]
    return "" if question.verdict in SILENT else question.message
