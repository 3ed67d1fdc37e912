"""Scores set by hand, each with its reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from grader.term.sheet import TermError, rows


class Override(NamedTuple):
    """The score of one answer, decided by a person."""

    student: str
    question: str
    score: float
    reason: str


def read_overrides(path: Path, points: Mapping[str, float]) -> list[Override]:
    """The rows `student, question, score, reason`.  `points`: of every question of the course.

    Raises TermError.
    """
    found: dict[tuple[str, str], Override] = {}
    for place, row in rows(path, ["student", "question", "score", "reason"]):
        student, question, score, reason = (
            row.get(name, "") for name in ("student", "question", "score", "reason")
        )
        if question not in points:
            raise TermError(f"{place}: there is no question {question!r}; `bptt list` shows them")
        if not reason:
            raise TermError(f"{place}: a score set by hand needs a reason")
        if (student, question) in found:
            raise TermError(f"{place}: {question} of {student} is set twice")
        found[student, question] = Override(
            student, question, _score(score, points[question], place), reason
        )
    return list(found.values())


def _score(text: str, most: float, place: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= most:
        raise TermError(f"{place}: score: expected a number from 0 to {most:g}, not {text!r}")
    return score
