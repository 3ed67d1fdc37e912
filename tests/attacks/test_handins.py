"""A class of hostile files, archives and notebooks with honest ones between, graded as one."""

import sys

import pytest

from grader.collect import entries
from grader.course import load_course
from grader.pipeline import Grading, grade_class
from grader.results import SubmissionResult
from tests.attacks.handins import HANDINS
from tests.commands.conftest import RIGHT
from tests.models import ROOT

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="makes odd files"),
    pytest.mark.slow,
]

Graded = dict[str, SubmissionResult]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The results by student: a000, a001... are the hostile ones, b000... honest ones."""
    root = tmp_path_factory.mktemp("hostile")
    place = root / "class"
    place.mkdir()
    for number, (make, _) in enumerate(HANDINS.values()):
        make(place / f"a{number:03}")
        (place / f"b{number:03}").mkdir()
        (place / f"b{number:03}" / "wy.py").write_text(RIGHT)
    course = load_course(ROOT / "exercises")
    grading = Grading(course, list(course.items(["wy"])), "hostile")
    found = {}
    for done in grade_class(grading, entries(place), root / "out", jobs=1):
        assert done.result, f"{done.entry.student}: {done.problem}"
        found[done.entry.student] = done.result
    grading.close()
    assert sorted(path.name for path in root.iterdir()) == ["class", "out"]
    return found


def verdict(result: SubmissionResult) -> str:
    (found,) = (q.verdict for q in result.questions if q.id == "wy.grad_Wy")
    return found


@pytest.mark.parametrize("number", range(len(HANDINS)), ids=list(HANDINS))
def test_a_hostile_hand_in_scores_nothing_is_reported_and_harms_nobody(
    graded: Graded, number: int
) -> None:
    _, reported = list(HANDINS.values())[number]
    hostile, honest = graded[f"a{number:03}"], graded[f"b{number:03}"]
    assert verdict(hostile) == reported, (hostile.remarks, hostile.questions[-1].message)
    assert hostile.score == 0
    assert all(len(remark) < 1_000 for remark in hostile.remarks)
    assert honest.score == honest.points
