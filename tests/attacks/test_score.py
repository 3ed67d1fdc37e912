"""Programs and formulas that reach for points: none scores, and the next honest one does."""

import sys
import time
from collections.abc import Iterator

import pytest

from grader.collect import Hand, Submission
from grader.course import load_course
from grader.pipeline import Grading
from grader.results import SubmissionResult
from grader.sandbox import Limits
from tests.attacks.reach import Attack
from tests.attacks.score import FORMULAS, SCORE, SHIFTED
from tests.commands.conftest import RIGHT
from tests.models import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="layers of Linux")

QUESTIONS = ("fixed", "grads_full")  # one after the other
PATIENT, BRIEF = Limits(call=60.0, total=120.0), Limits(call=0.7, total=60.0)


@pytest.fixture(scope="module")
def grading() -> Iterator[Grading]:
    course = load_course(ROOT / "exercises")
    setup = Grading(course, list(course.items(["wy"])), "attacks", PATIENT)
    yield setup
    setup.close()


def graded(
    grading: Grading, source: str, limits: Limits = PATIENT, topic: str = "wy"
) -> SubmissionResult:
    grading.limits = limits
    hand = Hand(topic, f"{topic}.py", (source,), ())
    return grading.submission(Submission("s001", (hand,), (), (), "sha256:"))


def verdicts(result: SubmissionResult) -> dict[str, str]:
    return {question.id: question.verdict for question in result.questions}


def honest_is_right(grading: Grading) -> bool:
    result = graded(grading, RIGHT)
    return set(verdicts(result).values()) == {"correct"} and result.score == result.points


@pytest.mark.parametrize("attack", [pytest.param(a, id=f"{a.name}: {a.tries}") for a in SCORE])
def test_an_attack_scores_nothing_and_is_reported(grading: Grading, attack: Attack) -> None:
    limits = BRIEF if "timeout" in attack.reported else PATIENT
    result = graded(grading, attack.source, limits)
    assert verdicts(result)["wy.grad_Wy"] in attack.reported, result.questions[-1].message
    assert result.score == 0
    assert honest_is_right(grading)


def test_what_one_program_sends_changes_no_verdict_on_another() -> None:
    course = load_course(ROOT / "exercises")
    source = (ROOT / "solutions" / "08_gates" / "gates.py").read_text()
    questions = [item for item in course.items(["gates"]) if item.question.id in QUESTIONS]
    setup = Grading(course, questions, "attacks", PATIENT)
    try:
        hostile, honest = (
            graded(setup, text, topic="gates") for text in (source + SHIFTED, source)
        )
    finally:
        setup.close()
    assert hostile.score == 0
    assert "correct" not in verdicts(hostile).values()
    assert set(verdicts(honest).values()) == {"correct"}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_hostile_formula_is_told_to_be_wrong_or_unreadable_in_time(
    grading: Grading, name: str
) -> None:
    started = time.process_time()
    result = graded(grading, f"chain = {FORMULAS[name]!r}")
    assert verdicts(result)["wy.chain"] in {"invalid", "incorrect", "unanswered"}
    assert result.score == 0
    assert time.process_time() - started < 5
    assert all(len(question.message) < 2_500 for question in result.questions)


def test_the_honest_program_of_these_tests_scores(grading: Grading) -> None:
    assert honest_is_right(grading)


def test_an_honest_answer_would_be_seen_as_a_score(grading: Grading) -> None:
    assert graded(grading, "chain = 'dE3/dy3 * dy3/dWy'").score == 1
