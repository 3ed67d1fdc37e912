"""`bptt export` and `bptt gradescope build`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import RIGHT, HandIn, Run, Shell
from tests.models import ROOT

GRADE = (
    "grade",
    "class",
    "--topics",
    "wy",
    "--out",
    "out",
    "--jobs",
    "1",
    "--seed",
    "a",
    "--quiet",
)


@pytest.fixture
def graded(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    hand_in("s002", RIGHT.replace("2 *", "-2 *"))
    bptt(*GRADE)


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("canvas", "canvas.csv"),
        ("moodle", "moodle.csv"),
        ("csv", "grades.csv"),
        ("junit", "junit.xml"),
        ("gradescope", "gradescope/s002/results.json"),
        ("prairielearn", "prairielearn/s002/results.json"),
    ],
)
def test_each_format_is_written_beside_the_results(
    bptt: Run, graded: None, to: str, name: str
) -> None:
    result = bptt("export", "out", "--to", to)
    assert result.exit_code == 0
    text = Path("out", name).read_text()
    assert {"csv": "s002,2", "junit": "points"}.get(to, "s002" if to == "canvas" else "wy") in text
    assert f"written  {Path('out', name).parts[0]}" in result.stdout


def test_the_export_as_csv_is_the_table_of_the_grader(bptt: Run, graded: None) -> None:
    bptt("export", "out", "--to", "csv", "--out", "again.csv")
    assert Path("again.csv").read_bytes() == Path("out/grades.csv").read_bytes()


def test_a_worksheet_is_filled_and_who_is_missing_is_said(bptt: Run, graded: None) -> None:
    Path("sheet.csv").write_text("Identifier,ID number,Grade\nParticipant 1,s001,\n")
    result = bptt("export", "out", "--to", "moodle", "--fill", "sheet.csv")
    assert "Participant 1,s001,6" in Path("out/moodle.csv").read_text()
    assert "1 student not in sheet.csv: s002" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("class", "--to", "csv"), "there is no result here"),
        (("out", "--to", "moodle", "--fill", "class/s001/wy.py"), "no grading worksheet of Moodle"),
        (("out", "--to", "canvas", "--fill", "nowhere.csv"), "nowhere.csv"),
        (("out", "--to", "csv", "--course", "nowhere"), "there is no course.toml here"),
        (("broken", "--to", "csv"), "not a result of this version"),
    ],
)
def test_what_cannot_be_exported_is_said(
    graded: None, shell: Shell, words: tuple[str, ...], said: str
) -> None:
    Path("broken/students").mkdir(parents=True)
    Path("broken/students/s1.json").write_text("{}")
    if "--course" in words:
        words = tuple("gradescope" if word == "csv" else word for word in words)
    status, error = shell("export", *words)
    assert status == 2
    assert said in " ".join(error.split())


@pytest.mark.slow
def test_a_gradescope_autograder_runs_in_a_folder_of_its_own(
    bptt: Run, place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("autograder")
    words = ("--topics", "wy", "--course", ROOT / "exercises")
    assert bptt("gradescope", "build", base / "source", *words).exit_code == 0
    (base / "submission").mkdir()
    (base / "submission/wy.py").write_text(RIGHT)
    environment = {"AUTOGRADER": str(base), "PYTHON": sys.executable, "PATH": os.environ["PATH"]}
    subprocess.run([base / "source/run_autograder"], env=environment, check=True, cwd=base)
    found = json.loads((base / "results/results.json").read_text())
    assert found["score"] == 6
    assert [test["status"] for test in found["tests"]] == ["passed"] * 3
    for script in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", base / "source" / script], check=True)
    assert (base / "source/seed").stat().st_mode & 0o077 == 0
    assert "numpy" in (base / "source/requirements.txt").read_text()


def test_an_autograder_is_not_built_over_something_else_or_without_keys(
    shell: Shell, place: Path
) -> None:
    status, error = shell("gradescope", "build", str(place))
    assert status == 2
    assert "is not empty; name a new folder" in error
    assert "needs the keys" in shell("gradescope", "build", "new")[1]
