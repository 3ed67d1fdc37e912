"""`bptt course build | check | release`: a course that is not as it should be is told so."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import cli
from tests.models import ROOT


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course with its first two topics only."""
    for tree in ("exercises", "solutions"):
        shutil.copytree(ROOT / tree, tmp_path / tree, ignore=shutil.ignore_patterns(".*", "__py*"))
    for folder in (*tmp_path.glob("*/0[3-6]_*"), tmp_path / "exercises/06_quiz"):
        shutil.rmtree(folder, ignore_errors=True)
    file = tmp_path / "exercises/course.toml"
    text = file.read_text()
    start = text.index("topics")
    rest = text[text.index("\n", text.index("]", start)) :]
    file.write_text(f'{text[:start]}topics = ["forward", "wy"]\n{rest}')
    return tmp_path


def bptt(course: Path, *words: object) -> Result:
    command = [*map(str, words), "--course", str(course / "exercises")]
    return CliRunner().invoke(cli, ["course", *command])


def test_a_course_that_is_as_it_should_be_passes(course: Path) -> None:
    result = bptt(course, "check")
    assert result.exit_code == 0, result.output
    assert result.output.count("as they should be") == 4


def test_what_is_wrong_with_a_course_is_named(course: Path) -> None:
    solution = course / "solutions/02_wy/wy.py"
    solution.write_text(solution.read_text() + '\n# %%\nchain = ""\n')
    stub = course / "exercises/01_forward/forward.py"
    stub.write_text(stub.read_text() + "\nloss = lambda y, d: ((y - d) ** 2).sum()\n")
    (course / "exercises/notes.txt").write_text("mine")
    (course / "exercises/probes.toml").write_text("rnn = [1]\n")
    result = bptt(course, "check")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "is not what the solution gives" in said
    assert "belongs to nothing" in said
    assert "forward.loss: the stub (.py) gets 1 points" in said
    assert "wy.chain: the solution gets 0 of 1" in said
    assert "8 seeds are needed" in said


def test_build_writes_what_has_drifted_and_nothing_else(course: Path) -> None:
    (course / "exercises/02_wy/wy.py").write_text("# mine\n")
    assert "wy.py" in bptt(course, "build").output
    assert "nothing to write" in bptt(course, "build").output


def test_a_release_holds_no_solutions_and_no_keys(course: Path, tmp_path: Path) -> None:
    assert bptt(course, "release", tmp_path / "given").exit_code == 0
    names = {path.name for path in (tmp_path / "given").rglob("*")}
    assert "wy.ipynb" in names
    assert not names & {"key.toml", "solutions"}
    assert "BEGIN SOLUTION" not in "".join(
        p.read_text() for p in (tmp_path / "given").rglob("*.py")
    )
