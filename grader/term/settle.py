"""From what the grader found to what a student gets: pure functions over results."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from grader.course import Late
from grader.report.words import BY_HAND
from grader.results import QuestionResult, SubmissionResult, Verdict, total
from grader.term.overrides import Override
from grader.term.roster import Person
from grader.term.sheet import TermError

DAY = timedelta(days=1)
LATE, SET = "late", "set-by-hand"  # flags, as grades.csv shows them


@dataclass(frozen=True)
class Term:
    """What is decided beside the verdicts.  Without a roster, nobody is missing and nobody late."""

    late: Late | None = None
    roster: Mapping[str, Person] = field(default_factory=dict)
    overrides: Sequence[Override] = ()

    def absent(self, students: Iterable[str]) -> list[str]:
        """Who is on the roster and handed in nothing."""
        there = {*students}
        return [student for student in self.roster if student not in there]

    def strangers(self, students: Iterable[str]) -> list[str]:
        """Who handed in and is not on the roster, if there is one."""
        return [student for student in students if self.roster and student not in self.roster]

    def unmatched(self, students: Iterable[str]) -> list[Override]:
        """Overrides of students who handed in nothing."""
        there = {*students}
        return [override for override in self.overrides if override.student not in there]


class Delay(NamedTuple):
    """How late a submission is, in days begun, and the percent of its score that this costs."""

    days: int
    percent: float


def delay(term: Term, student: str) -> Delay:
    """How late a student was.  Raises TermError where two times cannot be compared."""
    person = term.roster.get(student)
    due = (person and person.due) or (term.late and term.late.due)
    if not term.late or not person or not person.handed_in or not due:
        return Delay(0, 0.0)
    over = _same_zone(person.handed_in, due, student) - due
    if over <= timedelta(minutes=term.late.grace_minutes):
        return Delay(0, 0.0)
    days = math.ceil(over / DAY)
    if term.late.closed_after_days is not None and days > term.late.closed_after_days:
        return Delay(days, 100.0)
    return Delay(days, min(term.late.percent_a_day * days, term.late.most_percent))


def _same_zone(time: datetime, due: datetime, student: str) -> datetime:
    """A time without a zone is meant in that of the due date."""
    if time.tzinfo and not due.tzinfo:
        raise TermError(
            f"roster: handed_in of {student} names a time zone and the due date does not; "
            "write both alike, for example 2026-11-20T23:59+01:00"
        )
    return time if time.tzinfo or not due.tzinfo else time.replace(tzinfo=due.tzinfo)


def settled(result: SubmissionResult, term: Term) -> SubmissionResult:
    """What a student gets: scores set by hand, then the deduction for being late.  Both are told
    in remarks and flags.  Raises TermError.
    """
    own = {o.question: o for o in term.overrides if o.student == result.student}
    late = delay(term, result.student)
    if late.percent == 0 and not any(q.id in own for q in result.questions):
        return result
    questions = tuple(_set(q, own[q.id]) if q.id in own else q for q in result.questions)
    score, points = total(questions)
    return msgspec.structs.replace(
        result,
        questions=questions,
        score=round(score * (1 - late.percent / 100), 4),
        points=points,
        remarks=(*result.remarks, *_said(late, score)),
        flags=(
            *result.flags,
            *([SET] if questions != result.questions else []),
            *([LATE] if late.percent else []),
        ),
    )


def _set(question: QuestionResult, by_hand: Override) -> QuestionResult:
    word: Verdict = "incorrect"
    if by_hand.score:
        word = "correct" if by_hand.score >= question.points else "partial"
    was = "" if question.verdict == "pending" else f"; the grader gave {question.score:g}"
    remark = f"{BY_HAND} to {by_hand.score:g} of {question.points:g}{was}. {by_hand.reason}"
    return msgspec.structs.replace(
        question, score=by_hand.score, verdict=word, remarks=(*question.remarks, remark)
    )


def _said(late: Delay, score: float) -> list[str]:
    if not late.percent:
        return []
    days = f"{late.days} day{'' if late.days == 1 else 's'}"
    return [f"Handed in {days} late, days begun: {late.percent:g} % off the {score:.4g} points."]
