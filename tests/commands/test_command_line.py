"""The command line itself: what is wrong is said in one line, and nothing heavy is loaded."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import RIGHT, WY, HandIn, Shell

Interpreter = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "wz"], "did you mean"),
        (["check", "unheard-of"], "`bptt list` shows what there is"),
        (["check", "nowhere.py"], "no such file"),
        (["check", "mine.py"], "name it one of forward.py, wy.py, ws.py"),
        (["check", "--course", "nowhere"], "course.toml"),
        (["grade", "nowhere"], "nowhere"),
        (["grade", "empty"], "empty"),
        (["grade", ".", "--topics", "wz"], "there is no topic 'wz'"),
        (["grade", ".", "--isolation", "none"], "strong"),
        (["grade", ".", "--jobs", "0"], "--jobs"),
        (["try", "ws.grad_Ws", "x"], "not a question with a formula"),
        (["nothing"], "No such command"),
    ],
)
def test_a_wrong_command_is_one_clear_line_and_exit_status_2(
    place: Path, shell: Shell, words: list[str], says: str
) -> None:
    (place / "empty").mkdir()
    (place / "mine.py").touch()
    status, said = shell(*words)
    assert status == 2
    assert says in said


@pytest.mark.slow
def test_a_wrong_command_is_no_traceback_in_a_process_of_its_own(
    place: Path, interpreter: Interpreter
) -> None:
    done = interpreter("-m", "grader", "check", "--course", "nowhere")
    assert done.returncode == 2
    assert "course.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_course_that_is_wrong_is_one_line_too(place: Path, shell: Shell) -> None:
    (place / "exercises/course.toml").write_text("title = 1")
    status, said = shell("list")
    assert status == 2
    assert said.startswith("bptt: ")
    assert "course.toml: " in said
    assert said.count("\n") == 1


def test_a_mistake_of_the_grader_itself_keeps_its_traceback(
    place: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("grader.commands.student.listing", broken)
    with pytest.raises(ZeroDivisionError):
        shell("list")


@pytest.mark.parametrize(("command", "work"), [("list", "listing"), ("check", "checking")])
def test_stopping_a_command_says_so_and_nothing_else(
    place: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch, command: str, work: str
) -> None:
    def interrupted(*_: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"grader.commands.student.{work}", interrupted)
    assert str(shell(command)[0]).strip() == "stopped"  # printed by Python, with exit status 1


def test_help_and_version_are_no_errors(shell: Shell) -> None:
    assert shell("--help") == (0, "")
    assert shell("--version") == (0, "")


# What a check of plain words does without: each is felt after every save.
DISPENSABLE = {
    "asyncio",
    "click",
    "concurrent.futures",
    "difflib",
    "email",
    "jinja2",
    "logging",
    "secrets",
    "shutil",
    "sympy",
}


@pytest.mark.slow
def test_a_check_of_plain_words_imports_what_it_needs_and_says_the_same(
    place: Path, interpreter: Interpreter
) -> None:
    WY.write_text(RIGHT)
    leaves = (
        f"import atexit, sys\natexit.register(lambda: print({DISPENSABLE} & set(sys.modules)))\n"
    )
    runs = "sys.argv = ['bptt', 'check', 'wy']\nfrom grader.__main__ import main\nmain()"
    plain = interpreter("-c", leaves + runs)
    whole = interpreter("-m", "grader", "check", "--", "wy")
    assert plain.stdout == f"{whole.stdout}set()\n"
    assert plain.returncode == whole.returncode == 0


@pytest.mark.slow
def test_a_wrong_word_is_told_with_how_to_use_the_command(interpreter: Interpreter) -> None:
    done = interpreter("-m", "grader", "check", "wz")
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: python -m grader check ")
    assert "there is no topic or question 'wz'" in done.stderr


@pytest.mark.slow
def test_checking_and_grading_import_neither_sympy_nor_nbgrader(
    interpreter: Interpreter, hand_in: HandIn
) -> None:
    WY.write_text(RIGHT)
    hand_in("s001")
    grade = ["grade", "class", "--topics", "wy", "--seed", "a", "--quiet"]
    done = interpreter(
        "-c",
        "import sys; from grader.cli import cli\n"
        f"for words in (['check', 'wy'], {grade}):\n"
        "    try: cli(words)\n"
        "    except SystemExit as stop: print(stop.code)\n"
        "    print({'sympy', 'nbgrader', 'nbformat'} & set(sys.modules))",
    )
    said = [line for line in done.stdout.splitlines() if line in {"0", "set()"}]
    assert said == ["0", "set()"] * 2, done.stdout + done.stderr
