"""How far a student is: a small file beside the course, which may be lost without harm."""

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from grader.results import QuestionResult, WriteError, write

if TYPE_CHECKING:
    from pathlib import Path

    from grader.course import Course


class Standing(msgspec.Struct, array_like=True, frozen=True):
    """What is known of a question: the last verdict, its points, how many hints were seen, and the
    last result in full.
    """

    verdict: str
    score: float
    hints: int = 0
    result: QuestionResult | None = None


def place(course: "Course") -> "Path":
    """Where the file is kept."""
    return course.root / ".bptt" / "progress.json"


def known(course: "Course") -> dict[str, Standing]:
    """What is known, by question; nothing where the file cannot be read."""
    try:
        return msgspec.json.decode(place(course).read_bytes(), type=dict[str, Standing])
    except (OSError, msgspec.MsgspecError):
        return {}


def remember(course: "Course", results: Iterable[QuestionResult]) -> None:
    """Keep the newest verdicts."""
    standings = known(course)
    for q in results:
        hints = standings[q.id].hints if q.id in standings else 0
        standings[q.id] = Standing(q.verdict, q.score, hints, q)
    keep(course, standings)


def keep(course: "Course", standings: dict[str, Standing]) -> None:
    """Write the file; a folder that cannot be written to is no reason to stop."""
    with contextlib.suppress(WriteError):
        write(place(course), msgspec.json.encode(standings), lasting=False)


def forget(course: "Course") -> None:
    """Begin anew."""
    with contextlib.suppress(OSError):
        place(course).unlink(missing_ok=True)
