"""Every wrong gradient of the catalogue as a program of its own, through sandbox and judge: none
gets full marks.  And every right one does, however it is written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any, get_args

import msgspec
import pytest

from grader.course import Course, Item, load_course
from grader.course.schema import SevenDigits
from grader.judge.verdict import Judgement
from grader.paper import prepare
from grader.sandbox import Program, Reply, Sandbox
from tests.judge import programs, spellings
from tests.models import ROOT

COURSE = load_course(ROOT / "exercises")
THREE = [item for item in COURSE.items() if item.id in programs.QUESTIONS]
TWO_LAYERS = [item for item in COURSE.items() if item.id in programs.TWO_LAYER_QUESTIONS]
POLICIES: tuple[SevenDigits, ...] = get_args(SevenDigits)

# Of each kind the fast half tries some: a program costs a child process and 33 calls.
QUICKLY = {"A01", "A05", "A13", "L02", "L11", "T01", "T07", "I01", "I06", "M01", "M05"}
QUICKLY |= {"P06 of 1e-7", "P07", "P12", "Z2", "Z4, returned in the wrong order"}
QUICKLY |= {"wrong from five steps on", "at most eleven steps", "remembered by shape"}
QUICKLY |= {"vectorised", "recursive", "complex step", "single precision"}

Verdicts = dict[str, Judgement]


def some_quickly(names: Iterable[str]) -> list[Any]:
    return [n if n in QUICKLY else pytest.param(n, marks=pytest.mark.slow) for n in names]


class Examiner:
    """Puts some questions to programs, all in one sandbox."""

    def __init__(self, box: Sandbox, items: Sequence[Item]) -> None:
        self.box, self.items = box, items
        self.paper = prepare(COURSE, items, 0)
        self.exam = box.exam(self.paper.calls, self.paper.arrays)

    def replies(self, source: str) -> tuple[Reply, ...]:
        """What a program answers that was handed in for every topic that is asked."""
        topics = dict.fromkeys(item.topic for item in self.items)
        hands = [Program(topic, f"{topic}.py", (source,)) for topic in topics]
        return self.box.run(hands, self.exam).replies

    def __call__(self, source: str) -> Verdicts:
        return {item.id: judged for item, judged in self.paper.judged(self.replies(source))}


@pytest.fixture(scope="module")
def three(warm_sandbox: Sandbox) -> Examiner:
    return Examiner(warm_sandbox, THREE)


@pytest.fixture(scope="module")
def two_layers(warm_sandbox: Sandbox) -> Examiner:
    return Examiner(warm_sandbox, TWO_LAYERS)


@pytest.fixture(scope="module")
def by_policy(three: Examiner) -> Callable[[str], dict[str, Verdicts]]:
    """The verdicts on one run of a program under each policy for answers right to seven digits."""
    papers = {policy: prepare(under(policy), THREE, 0) for policy in POLICIES}

    def judged(source: str) -> dict[str, Verdicts]:
        replies = three.replies(source)
        return {
            policy: {item.id: judgement for item, judgement in paper.judged(replies)}
            for policy, paper in papers.items()
        }

    return judged


def under(policy: SevenDigits) -> Course:
    """The course with another policy."""
    policies = msgspec.structs.replace(COURSE.file.policy, seven_digits=policy)
    return replace(COURSE, file=msgspec.structs.replace(COURSE.file, policy=policies))


def words(verdicts: Verdicts) -> dict[str, str]:
    return {question: judged.verdict for question, judged in verdicts.items()}


def every(word: str, items: Sequence[Item] = THREE) -> dict[str, str]:
    return {item.id: word for item in items}


def test_the_programs_that_are_edited_are_right(three: Examiner, two_layers: Examiner) -> None:
    assert words(three(programs.RIGHT)) == every("correct")
    assert words(two_layers(programs.RIGHT_TWO_LAYERS)) == every("correct", TWO_LAYERS)


@pytest.mark.parametrize("mistake", some_quickly(programs.MISTAKES))
def test_no_mistake_of_the_catalogue_gets_full_marks(three: Examiner, mistake: str) -> None:
    judged = three(programs.edited(programs.RIGHT, programs.MISTAKES[mistake]))
    assert words(judged) != every("correct")
    for question, judgement in judged.items():
        spared = question in programs.spared(mistake)
        assert (judgement.verdict == "correct") == spared, (question, judgement)


@pytest.mark.parametrize("mistake", some_quickly(programs.UNLISTED))
def test_mistakes_that_nobody_listed_do_not_get_full_marks(three: Examiner, mistake: str) -> None:
    judged = three(programs.edited(programs.RIGHT, programs.UNLISTED[mistake]))
    assert words(judged) != every("correct")


@pytest.mark.slow
@pytest.mark.parametrize(("one", "other"), programs.PAIRS)
def test_no_two_mistakes_cancel(three: Examiner, one: str, other: str) -> None:
    edits = [*programs.MISTAKES[one], *programs.MISTAKES[other]]
    assert words(three(programs.edited(programs.RIGHT, edits))) != every("correct")


@pytest.mark.parametrize("style", some_quickly(spellings.HONEST))
def test_a_right_gradient_gets_full_marks_however_it_is_written(
    three: Examiner, style: str
) -> None:
    judged = three(spellings.HONEST[style])
    assert words(judged) == every("correct")
    assert [judgement.remarks for judgement in judged.values()] == [()] * len(THREE)


@pytest.mark.parametrize("method", some_quickly(["single precision", "one-sided"]))
def test_seven_digits_are_worth_what_the_course_says(
    by_policy: Callable[[str], dict[str, Verdicts]], method: str
) -> None:
    judged = by_policy(spellings.SEVEN_DIGITS[method])
    assert {policy: words(verdicts) for policy, verdicts in judged.items()} == {
        "accept": every("correct"),
        "partial": every("partial"),
        "refuse": every("incorrect"),
    }
    for judgement in judged["accept"].values():
        assert "about seven digits" in judgement.remarks[0]


@pytest.mark.parametrize("method", some_quickly(spellings.SEVEN_DIGITS))
def test_seven_digits_are_enough_where_the_course_accepts_them(
    three: Examiner, method: str
) -> None:
    assert words(three(spellings.SEVEN_DIGITS[method])) == every("correct")


@pytest.mark.parametrize("mistake", some_quickly(programs.TWO_LAYER_MISTAKES))
def test_no_mistake_with_two_layers_gets_full_marks(two_layers: Examiner, mistake: str) -> None:
    edits = programs.TWO_LAYER_MISTAKES[mistake]
    judged = words(two_layers(programs.edited(programs.RIGHT_TWO_LAYERS, edits)))
    assert "correct" not in judged.values()


@pytest.mark.parametrize("order", [*permutations(("P1", "P2", "P3"))])
def test_paths_may_come_in_any_order(two_layers: Examiner, order: tuple[str, ...]) -> None:
    edits = [(programs.PATHS, f"return {', '.join(order)}")]
    assert words(two_layers(programs.edited(programs.RIGHT_TWO_LAYERS, edits))) == every(
        "correct", TWO_LAYERS
    )


def test_an_edit_that_finds_nothing_to_change_is_an_error() -> None:
    with pytest.raises(ValueError, match="stands 0 times"):
        programs.edited(programs.RIGHT, [("a line that is not there", "")])
