"""`bptt try` and `bptt equal`: one formula from the shell, or many pairs of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from grader.course import Course, Item


def trying(course_dir: Path | None, question: str, formula: str, as_json: bool) -> int:
    """Judge one formula; returns the exit status."""
    from grader.course import find_course, load_course
    from grader.judge.asked import asked
    from grader.judge.formulas import judge_formula
    from grader.results import recorded

    course = load_course(find_course(course_dir))
    item = _formula_question(course, question)
    judgement = judge_formula(asked(course, item), formula)
    if as_json:
        import msgspec

        sys.stdout.write(msgspec.json.encode(recorded(item, judgement)).decode() + "\n")
    else:
        from grader.report.terminal import console, tried

        tried(
            console(), item.question.title, recorded(item, judgement), formula, judgement.position
        )
    return 0 if judgement.verdict == "correct" else 1


def _formula_question(course: "Course", question: str) -> "Item":
    from grader.course import FORMULAS

    items = {item.id: item for item in course.items() if item.question.kind in FORMULAS}
    if question not in items:
        known = ", ".join(items)
        raise click.UsageError(f"{question!r} is not a question with a formula; there are {known}")
    return items[question]


def comparing(course_dir: Path | None, batch: TextIO) -> None:
    """Answer each line of the batch with one line."""
    from grader.course import CourseError, find_course, load_course
    from grader.judge.equal import equal_batch
    from grader.model.declaration import Model

    course = load_course(find_course(course_dir))

    def model_named(name: str) -> Model:
        try:
            return course.model(name)
        except CourseError as e:
            raise LookupError(name) from e

    for line in equal_batch(batch, model_named):
        sys.stdout.write(line + "\n")
