"""A question of the course as the judge of formulas takes it."""

from typing import cast

from grader.course import Course, Item
from grader.judge.question import Kind, Question
from grader.judge.verdict import Policy


def asked(course: Course, item: Item) -> Question:
    """The question, with its key if the solutions are at hand.  Raises CourseError."""
    question, key = item.question, course.key(item.topic, item.question.id)
    return Question(
        cast(Kind, question.kind),
        item.model,
        question.answers[0] if question.answers else "",
        question.update,
        question.ordered,
        tuple(question.options),
        key.key if key else None,
        tuple(key.reasons) if key else (),
        Policy(partial=(question.chain or course.file.policy.chain) == "share"),
    )
