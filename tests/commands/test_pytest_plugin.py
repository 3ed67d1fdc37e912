"""`pytest exercises/`: every question as a test."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.commands.conftest import RIGHT
from tests.models import ROOT

# pytest finds the plugin by itself where the package is installed, as `make test` has it.
FOUND = "bptt" in {plugin.name for plugin in entry_points(group="pytest11")}
NAMED = () if FOUND else ("-p", "grader.commands.pytest_plugin")
PLUGIN = ("-m", "pytest", *NAMED, "-p", "no:cacheprovider")
Interpreter = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow


@pytest.fixture
def answered(place: Path) -> Path:
    file = place / "exercises/02_wy/wy.py"
    file.write_text(RIGHT.replace("2 *", "-2 *") + 'print("imported by pytest")\n')
    return place


def test_every_question_is_a_test_and_what_is_wrong_is_said(
    answered: Path, interpreter: Interpreter
) -> None:
    done = interpreter(*PLUGIN, "exercises/", "-k", "wy", "--junitxml=out.xml")
    assert done.returncode == 1
    assert "1 failed, 2 passed, " in done.stdout
    assert "Gives the same values as" in done.stdout
    assert "Traceback" not in done.stdout
    cases = {c.attrib["name"]: c for c in ElementTree.parse(answered / "out.xml").iter("testcase")}
    assert list(cases) == ["wy.chain", "wy.chain_N", "wy.grad_Wy"]
    assert cases["wy.grad_Wy"].find("failure") is not None
    assert {p.attrib["name"]: p.attrib["value"] for p in cases["wy.chain"].iter("property")} == {
        "score": "1.0", "points": "1.0"
    }  # fmt: skip


def test_all_right_is_exit_status_0_and_a_choice_without_its_key_is_skipped(
    answered: Path, interpreter: Interpreter
) -> None:
    (answered / "exercises/02_wy/wy.py").write_text(RIGHT)
    (answered / "exercises/03_ws/ws.py").write_text('why_zero = "a"\n')
    done = interpreter(*PLUGIN, "exercises/", "-k", "wy or why_zero")
    assert done.returncode == 0
    assert "3 passed, 1 skipped, " in done.stdout


def test_as_many_tests_as_questions_and_none_where_nobody_asked(
    answered: Path, interpreter: Interpreter
) -> None:
    from grader.course import load_course

    questions = len(list(load_course(ROOT / "exercises").items()))
    listed = interpreter(*PLUGIN, "exercises/", "--collect-only", "-q").stdout
    assert f"{questions} tests collected" in listed
    (answered / "exercises/pytest.ini").unlink()
    assert interpreter(*PLUGIN, "exercises/").returncode == 5  # no tests
    assert f"{questions} tests" in interpreter(*PLUGIN, "exercises/", "--bptt", "--co", "-q").stdout


def test_pytest_itself_never_runs_what_a_student_wrote(
    answered: Path, interpreter: Interpreter
) -> None:
    done = interpreter(*PLUGIN, "exercises/02_wy", "-o", "python_files=*.py", "-s")
    assert "imported by pytest" not in done.stdout
    assert "1 failed, 2 passed" in done.stdout


def test_a_folder_that_is_no_course_is_left_alone(place: Path, interpreter: Interpreter) -> None:
    shutil.copytree(ROOT / "exercises/02_wy", place / "other/02_wy")
    assert interpreter(*PLUGIN, "--bptt", "other").returncode == 5


def test_the_plugin_imports_nothing_of_the_grader_before_it_is_needed() -> None:
    code = (
        "import grader.commands.pytest_plugin, sys; "
        "print([m for m in sys.modules if m.startswith('grader.') or m == 'numpy'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "numpy" not in done.stdout
    assert done.stdout.count("grader.") == 2  # the plugin and its folder
