"""Paths that are asked for one by one: missing, twice, in any order."""

import pytest

from grader.course import load_course
from grader.explain.diagnosis import explained
from grader.judge.arrays import Answer, judge
from grader.judge.expected import cases
from grader.judge.verdict import Judgement
from tests.models import ROOT

(ITEM,) = (i for i in load_course(ROOT / "exercises").items() if i.id == "quiz.paths_U")
TRIED = cases(ITEM, 1)


def answered(times: tuple[float, float, float], order: tuple[int, int, int]) -> Judgement:
    """What is said where each path is there so many times, handed in in this order."""
    answers = [Answer(tuple(times[k] * c.expected[k].value for k in order)) for c in TRIED]
    judged = judge(TRIED, answers, ["P1", "P2", "P3"], True, "accept")
    return explained(ITEM, 1, TRIED, answers, judged)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
@pytest.mark.parametrize(
    ("times", "codes"),
    [((1, 0, 1), {"Z1", "Z2"}), ((1, 1, 0), {"Z1", "Z2"}), ((1, 2, 2), {"Z3"})],
)
def test_each_path_is_told_apart(
    times: tuple[float, float, float], codes: set[str], order: tuple[int, int, int]
) -> None:
    judgement = answered(times, order)
    assert {f.code for f in judgement.findings} <= codes
    assert judgement.findings
    words = {1: "right", 0: "missing", 2: "doubled"}
    assert list(judgement.contributions.values()) == [words[round(t)] for t in times]


def test_right_paths_in_any_order_are_left_alone() -> None:
    judgement = answered((1, 1, 1), (1, 2, 0))
    assert (judgement.verdict, judgement.findings) == ("correct", ())
