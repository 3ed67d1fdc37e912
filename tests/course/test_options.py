"""The options of a choice are shown in an order that the course's seed gives."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from grader.course import Course, CourseError, load_course
from grader.course.build import generated
from grader.course.options import listed, order
from grader.judge.asked import asked
from grader.judge.formulas import judge_formula
from tests.models import ROOT

SEED = 'shuffle = "backpropagation"'


def copied(folder: Path, seed: str) -> Course:
    """Our course with another seed."""
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part)
    toml = folder / "exercises/course.toml"
    text = toml.read_text(encoding="utf-8")
    assert SEED in text
    toml.write_text(text.replace(SEED, f'shuffle = "{seed}"'), encoding="utf-8")
    return load_course(folder / "exercises")


def test_every_order_comes_about_equally_often() -> None:
    drawn = Counter(tuple(order(3, str(n), "q")) for n in range(1200))
    assert len(drawn) == 6
    assert min(drawn.values()) > 140


def test_another_question_has_another_order() -> None:
    assert len({tuple(order(4, "2026", f"q{n}")) for n in range(40)}) > 10


@pytest.mark.parametrize("seed", ["", "2026", "spring"])
def test_with_any_seed_the_solution_is_right_and_only_the_letter_shown_for_it_is(
    tmp_path: Path, seed: str
) -> None:
    course = copied(tmp_path, seed)
    stubs = "\n".join(text for _, text in generated(course))
    for item in (i for i in course.items() if i.question.kind == "choice"):
        question = asked(course, item)
        for letter, option in zip("abcd", question.options, strict=True):
            assert f"# - **{letter}**: {option}\n" in stubs
            said = judge_formula(question, letter)
            assert said == judge_formula(question, option)
            assert (said.verdict == "correct") == (question.key == ord(letter) - ord("a"))


def test_two_seeds_show_two_orders(tmp_path: Path) -> None:
    one, two = (copied(tmp_path / seed, seed) for seed in ("2026", "spring"))
    shown = [
        [i.question.options for i in course.items() if i.question.options] for course in (one, two)
    ]
    assert shown[0] != shown[1]
    assert [sorted(o) for o in shown[0]] == [sorted(o) for o in shown[1]]


def test_a_statement_that_lists_what_is_no_choice_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="g is not a choice of this topic; f is"):
        listed("{options of g}", {"f": ["This.", "That."]})
    course = copied(tmp_path, "")
    source = course.solutions / "03_ws/ws.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("options of why_zero", "options of why"), encoding="utf-8")
    with pytest.raises(CourseError, match=r"ws\.py: \{options of why\}"):
        list(generated(course))
