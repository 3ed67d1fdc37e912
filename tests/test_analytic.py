"""The policy `analytic`: derivations pass unnoticed, differences are suspected, never punished."""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from grader.analytic import SUSPECTED, large, looked_at
from grader.collect import Hand, Submission
from grader.course import Course, CourseError, Item, load_course
from grader.judge.verdict import Judgement, correct
from grader.pipeline import Grading
from grader.results import SubmissionResult
from grader.sandbox import Limits, Reply
from tests.commands.conftest import RIGHT
from tests.models import ROOT

STEPWISE = """
import numpy as np

def loss(x, s0, d, Wx, Ws, Wy):
    s = s0
    for row in x:
        s = np.tanh(row @ Wx + s @ Ws)
    return ((d - s @ Wy) ** 2).sum()

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    found = np.zeros_like(Wy)
    for place in np.ndindex(*Wy.shape):
        moved = Wy.astype(complex)
        moved[place] += 1e-30j
        found[place] = loss(x, s0, d, Wx, Ws, moved).imag / 1e-30
    return found
"""


def item(course: Course, full_id: str, method: str = "analytic") -> Item:
    (found,) = (i for i in course.items() if i.id == full_id)
    return found._replace(question=msgspec.structs.replace(found.question, method=method))


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT / "exercises")


@pytest.fixture(scope="module")
def graded(course: Course) -> Iterator[Callable[[str], SubmissionResult]]:
    limits = Limits(call=60.0, total=200.0)
    grading = Grading(course, [item(course, "wy.grad_Wy")], "analytic", limits)

    def grade(source: str) -> SubmissionResult:
        hand = Hand("wy", "wy.py", (source,), ())
        return grading.submission(Submission("s001", (hand,), (), (), ""))

    yield grade
    grading.close()


@pytest.mark.slow
def test_differences_are_suspected_and_keep_their_points(
    graded: Callable[[str], SubmissionResult],
) -> None:
    result = graded(STEPWISE)
    (question,) = result.questions
    assert (question.verdict, question.score) == ("correct", question.points)
    assert question.findings == ()
    (remark,) = question.remarks
    assert remark.startswith(SUSPECTED)
    assert "no proof" in remark
    assert SUSPECTED in result.flags


def test_a_derivation_is_not_suspected(graded: Callable[[str], SubmissionResult]) -> None:
    result = graded(RIGHT)
    assert result.questions[0].remarks == ()
    assert result.flags == ()
    assert result.score == result.points


def test_what_is_wrong_or_stopped_otherwise_is_not_suspected() -> None:
    slow, stopped = Reply("timeout", text="took longer than 1 s"), Reply("crashed", text="x")
    assert looked_at(Judgement("incorrect", 0.0, "no"), slow).remarks == ()
    assert looked_at(correct(), slow).remarks != ()
    assert looked_at(correct(), stopped).remarks == ()
    assert looked_at(correct(), Reply("timeout", text="the time was used up")).remarks == ()


def test_the_limit_is_set_from_the_reference_on_this_machine(course: Course) -> None:
    arguments, seconds = large(item(course, "ws.grad_Ws"), 0)
    assert arguments[0].shape[0] == 200
    assert seconds >= 1


def test_it_is_off_unless_a_question_asks_for_it(course: Course) -> None:
    assert {i.question.method for i in course.items()} == {"any"}


def test_a_question_of_fixed_steps_cannot_ask_for_it(course: Course) -> None:
    with pytest.raises(CourseError, match="any number of steps"):
        large(item(course, "ws.contribution_s3"), 0)
