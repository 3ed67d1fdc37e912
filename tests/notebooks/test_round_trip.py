"""A topic as .py and as notebook: one becomes the other, with the same answers and points."""

import json
from pathlib import Path

import pytest

from grader.collect import Entry, fingerprint, read
from grader.course import load_course
from grader.notebooks.source import encoded, source_notebook
from grader.pipeline import Grading
from grader.results import QuestionResult
from grader.sandbox import Sandbox
from tests.models import ROOT

jupytext = pytest.importorskip(
    "jupytext", reason="needs the extra: pip install 'bptt-grader[notebooks]'"
)
COURSE = load_course(ROOT / "exercises")


@pytest.fixture(scope="module")
def grading(warm_sandbox: Sandbox) -> Grading:
    made = Grading(COURSE, list(COURSE.items()), "test")
    made.sandbox(started=warm_sandbox)
    return made


def graded(grading: Grading, place: Path, name: str, text: str) -> tuple[QuestionResult, ...]:
    """What a student gets for one file."""
    folder = place / name.replace(".", "_")
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    return grading.submission(read(Entry("s", folder, ()), COURSE.file.topics, {})).questions


def points(questions: tuple[QuestionResult, ...]) -> dict[str, tuple[float, str]]:
    return {q.id: (q.score, q.verdict) for q in questions}


@pytest.mark.parametrize("topic", COURSE.topics)
def test_a_solved_topic_keeps_its_points_through_a_notebook_and_back(
    topic: str, grading: Grading, tmp_path: Path
) -> None:
    solved = (COURSE.solutions / COURSE.folder(topic).name / f"{topic}.py").read_text()
    notebook = jupytext.writes(jupytext.reads(solved, fmt="py:percent"), fmt="ipynb")
    back = jupytext.writes(jupytext.reads(notebook, fmt="ipynb"), fmt="py:percent")
    first = points(graded(grading, tmp_path, f"{topic}.py", solved))
    assert points(graded(grading, tmp_path, f"{topic}.ipynb", notebook)) == first
    again = tmp_path / "again"
    again.mkdir()
    assert points(graded(grading, again, f"{topic}.py", back)) == first
    assert fingerprint(back) == fingerprint(solved)
    mine = [score for name, (score, _) in first.items() if name.startswith(f"{topic}.")]
    assert sum(mine) == sum(q.points for q in COURSE.topics[topic].questions)


@pytest.mark.parametrize("topic", COURSE.topics)
def test_nbgrader_s_notebook_as_py_is_worth_the_same(
    topic: str, grading: Grading, tmp_path: Path
) -> None:
    notebook = source_notebook(COURSE, topic)
    script = jupytext.writes(jupytext.reads(notebook, fmt="ipynb"), fmt="py:percent")
    whole = points(graded(grading, tmp_path, f"{topic}.ipynb", notebook))
    assert points(graded(grading, tmp_path, f"{topic}.py", script)) == whole
    book = jupytext.reads(script, fmt="py:percent")
    kept = [c.metadata.get("nbgrader") for c in book.cells if c.cell_type == "code"]
    given = json.loads(notebook)["cells"]
    assert kept == [c["metadata"].get("nbgrader") for c in given if c["cell_type"] == "code"]


def test_a_notebook_is_written_the_same_every_time() -> None:
    text = source_notebook(COURSE, "ws")
    assert encoded(json.loads(text) | {"cells": _joined(text)}) == text


def _joined(text: str) -> list[dict[str, object]]:
    return [c | {"source": "".join(c["source"])} for c in json.loads(text)["cells"]]
