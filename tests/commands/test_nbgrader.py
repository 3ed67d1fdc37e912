"""`bptt nbgrader init`, and what is said where something is missing."""

import json
import sys
from pathlib import Path

import pytest

from grader.course import load_course
from tests.commands.conftest import Run, Shell
from tests.models import ROOT

COURSE = ("--course", str(ROOT / "exercises"))


def test_a_course_directory_is_made_in_one_command(bptt: Run, place: Path) -> None:
    result = bptt("nbgrader", "init", "made", *COURSE)
    assert result.exit_code == 0
    assert "nbgrader generate_assignment forward" in result.stdout
    course = load_course(ROOT / "exercises")
    for topic in course.topics:
        book = json.loads(Path("made/source", topic, f"{topic}.ipynb").read_text())
        marks = [c["metadata"]["nbgrader"] for c in book["cells"] if "nbgrader" in c["metadata"]]
        ids = [m["grade_id"] for m in marks]
        assert len(ids) == len(set(ids))
        tests = {m["grade_id"]: m["points"] for m in marks if m["grade"]}
        assert tests == {f"check-{q.id}": q.points for q in course.topics[topic].questions}
    assert load_course(Path("made/course/exercises")).digest == course.digest


def test_a_kernel_s_course_is_the_topic_alone_with_nothing_that_gives_answers_away(
    bptt: Run, place: Path
) -> None:
    bptt("nbgrader", "init", "made", *COURSE)
    whole = load_course(ROOT / "exercises")
    for topic in whole.topics:
        alone = load_course(Path("made/source", topic, "exercises"))
        known = [(i.id, i.question, i.model.text) for i in whole.items([topic])]
        assert [(i.id, i.question, i.model.text) for i in alone.items()] == known
        assert alone.file.policy == whole.file.policy
        assert not alone.solutions.exists()


def test_init_writes_over_nothing_and_knows_its_topics(shell: Shell, place: Path) -> None:
    (place / "made").mkdir()
    (place / "made/nbgrader_config.py").write_text("mine")
    status, said = shell("nbgrader", "init", "made", *COURSE)
    assert (status, "is already there; name a new folder" in said) == (2, True)
    assert (
        "there is no topic 'wz'" in shell("nbgrader", "init", "new", "--topics", "wz", *COURSE)[1]
    )
    assert (place / "made/nbgrader_config.py").read_text() == "mine"


@pytest.mark.parametrize("missing", ["nbgrader", "traitlets"])
def test_without_the_extra_it_is_said_how_to_get_it(
    shell: Shell, place: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    status, said = shell("nbgrader", "autograde", ".")
    assert status == 2
    assert "python -m pip install 'bptt-grader[notebooks]'" in " ".join(said.split())


def test_a_folder_without_settings_is_no_course_directory(shell: Shell, place: Path) -> None:
    pytest.importorskip("nbgrader")
    status, said = shell("nbgrader", "autograde", ".")
    assert status == 2
    assert "there is no nbgrader_config.py here" in said


def test_settings_that_do_not_run_are_said(shell: Shell, place: Path) -> None:
    pytest.importorskip("nbgrader")
    (place / "nbgrader_config.py").write_text("c.x = \n")
    status, said = shell("nbgrader", "autograde", ".")
    assert status == 2
    assert "SyntaxError" in said
