"""What the commands do: exit status, what is printed, what is written."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader import results
from grader.cli import cli
from tests.models import ROOT

Run = Callable[..., Result]

RIGHT = """
import numpy as np

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    s = s0
    for row in x:
        s = np.tanh(row @ Wx + s @ Ws)
    return np.outer(s, 2 * (s @ Wy - d))

chain = "dE3/dy3 * dy3/dWy"
chain_N = "dEN/dyN * dyN/dWy"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a course of its own, as a student has it; the working directory."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns(".*"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def bptt() -> Run:
    """Run a command in this process."""
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


def hand_in(folder: Path, student: str, text: str = RIGHT, name: str = "wy.py") -> Path:
    path = folder / student / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def graded(bptt: Run, *words: object) -> Result:
    return bptt("grade", *words, "--topics", "wy", "--seed", "test", "--out", "out", "--quiet")


def verdicts(student: str) -> dict[str, str]:
    known = results.decode(Path("out/students", f"{student}.json").read_bytes())
    return {q.id: q.verdict for q in known.questions}


def test_a_right_answer_is_right_and_the_exit_status_says_so(place: Path, bptt: Run) -> None:
    (place / "exercises/02_wy/wy.py").write_text(RIGHT)
    result = bptt("check", "wy")
    assert result.exit_code == 0, result.output
    assert result.output.count("right") >= 3
    assert "bptt list" in result.output


def test_a_stub_is_unanswered_and_the_exit_status_is_1(place: Path, bptt: Run) -> None:
    result = bptt("check", "wy.grad_Wy")
    assert result.exit_code == 1
    assert "not answered" in result.output


def test_check_as_json_is_the_published_form(place: Path, bptt: Run) -> None:
    (place / "exercises/02_wy/wy.py").write_text(RIGHT.replace("2 *", "1 *"))
    result = bptt("check", "wy.grad_Wy", "--json")
    (question,) = results.decode(result.output.encode()).questions
    assert (question.verdict, question.score, result.exit_code) == ("incorrect", 0, 1)
    assert question.max_error == pytest.approx(0.5)
    assert question.allowed is not None
    assert question.allowed < 1e-6


def test_list_shows_what_the_last_check_said(place: Path, bptt: Run) -> None:
    (place / "exercises/02_wy/wy.py").write_text(RIGHT)
    bptt("check", "wy")
    shown = bptt("list").output
    assert "3 of 3" in shown
    assert "you are here" in shown


def test_a_lost_progress_file_is_no_reason_to_stop(place: Path, bptt: Run) -> None:
    (place / "exercises/.bptt").mkdir()
    (place / "exercises/.bptt/progress.json").write_text("{broken")
    assert bptt("list").exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "wz"], "did you mean"),
        (["check", "nowhere.py"], "no such file"),
        (["check", "--course", "nowhere"], "course.toml"),
        (["grade", "nowhere"], "nowhere"),
        (["grade", "empty"], "empty"),
        (["grade", ".", "--topics", "wz"], "there is no topic 'wz'"),
        (["grade", ".", "--isolation", "strong"], "--isolation weak"),
        (["try", "ws.grad_Ws", "x"], "not a question with a formula"),
        (["grade", ".", "--jobs", "0"], "--jobs"),
    ],
)
def test_a_wrong_command_is_one_clear_line_and_exit_status_2(
    place: Path, words: list[str], says: str
) -> None:
    (place / "empty").mkdir()
    command = [sys.executable, "-m", "grader", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, env=environment)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_grading_writes_a_json_a_student_and_the_table(place: Path, bptt: Run) -> None:
    hand_in(place / "class", "s001")
    hand_in(place / "class", "s002", RIGHT.replace("2 *", "-2 *"))
    assert graded(bptt, "class").exit_code == 0
    assert verdicts("s001") == {
        "wy.chain": "correct", "wy.chain_N": "correct", "wy.grad_Wy": "correct"
    }  # fmt: skip
    assert verdicts("s002")["wy.grad_Wy"] == "incorrect"
    head, *rows = Path("out/grades.csv").read_text().splitlines()
    assert head == "student,score,points,percent,wy.chain,wy.chain_N,wy.grad_Wy,flags"
    assert rows == ["s001,6,6,100.0,1,1,4,", "s002,2,6,33.3,1,1,0,"]
    assert "<table>" in Path("out/report.html").read_text()


def test_json_on_the_terminal_is_a_line_a_submission(place: Path, bptt: Run) -> None:
    hand_in(place / "class", "s001")
    result = bptt("grade", "class", "--topics", "wy", "--seed", "a", "--out", "out", "--json")
    assert [json.loads(line)["student"] for line in result.stdout.splitlines()] == ["s001"]


def test_a_file_may_import_that_of_a_topic_that_is_not_asked(place: Path, bptt: Run) -> None:
    hand_in(place / "class", "s001", "from ws import grad_Wy, chain, chain_N\n")
    hand_in(place / "class", "s001", RIGHT, "ws.py")
    graded(bptt, "class")
    assert set(verdicts("s001").values()) == {"correct"}


def test_what_is_unchanged_is_not_run_again_and_what_changed_is(place: Path, bptt: Run) -> None:
    hand_in(place / "class", "s001")
    hand_in(place / "class", "s002")
    graded(bptt, "class")
    old = {p.name: p.stat().st_mtime_ns for p in Path("out/students").iterdir()}
    hand_in(place / "class", "s002", RIGHT + "# more\n")
    graded(bptt, "class")
    new = {p.name: p.stat().st_mtime_ns for p in Path("out/students").iterdir()}
    assert old["s001.json"] == new["s001.json"]
    assert old["s002.json"] != new["s002.json"]


def test_another_secret_another_limit_or_fresh_runs_again(place: Path, bptt: Run) -> None:
    hand_in(place / "class", "s001")
    stamps = set()
    for words in (
        ["--seed", "a"],
        ["--seed", "b"],
        ["--seed", "b", "--limit-call", "3"],
        ["--seed", "b", "--limit-call", "3", "--fresh"],
    ):
        bptt("grade", "class", "--topics", "wy", "--out", "out", "--quiet", *words)
        stamps.add(Path("out/students/s001.json").stat().st_mtime_ns)
    assert len(stamps) == 4


def test_a_result_that_cannot_be_read_is_made_again(place: Path, bptt: Run) -> None:
    hand_in(place / "class", "s001")
    graded(bptt, "class")
    Path("out/students/s001.json").write_text("{")
    graded(bptt, "class")
    assert verdicts("s001")["wy.grad_Wy"] == "correct"


def test_every_student_gets_every_question_whatever_was_handed_in(place: Path, bptt: Run) -> None:
    hand_in(place / "class", "s001", "def grad_Wy(:\n")
    hand_in(place / "class", "s002", "{", "wy.ipynb")
    (place / "class/s003").mkdir()
    (place / "class/s004").mkdir()
    (place / "class/s004/wy.py").write_bytes(b"\x00\x01\x02" * 1000)
    hand_in(place / "class", "s005", RIGHT.replace("\n", "\r\n"))
    (place / "class/s006").mkdir()
    (place / "class/s006/wy.py").write_bytes("# é\n".encode("latin-1") + RIGHT.encode())
    hand_in(place / "class", "s007")
    shutil.make_archive(str(place / "class/s007"), "zip", place / "class/s007")
    assert graded(bptt, "class").exit_code == 0
    said = {path.stem: set(verdicts(path.stem).values()) for path in Path("out/students").iterdir()}
    assert said == {
        "s001": {"error"},
        "s002": {"refused"},
        "s003": {"unanswered"},
        "s004": {"refused"},
        "s005": {"correct"},
        "s006": {"correct"},
        "s007": {"correct"},
        "s007.zip": {"correct"},
    }
    assert "duplicate" in Path("out/grades.csv").read_text()


def test_the_secret_is_made_once_and_is_not_for_others(
    place: Path, bptt: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "config"))
    hand_in(place / "class", "s001")
    bptt("grade", "class", "--topics", "wy", "--out", "out", "--quiet")
    secret = place / "config/bptt-grader/secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    kept = secret.read_text()
    bptt("grade", "class", "--topics", "wy", "--out", "out", "--quiet")
    assert secret.read_text() == kept
    assert kept.strip() not in Path("out/students/s001.json").read_text()


def test_a_failure_of_the_grader_itself_is_named_and_the_rest_is_graded(
    place: Path, bptt: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.pipeline import Grading

    hand_in(place / "class", "s001")
    hand_in(place / "class", "s002")
    honest = Grading.submission

    def broken(self: Grading, submission: object, flags: object = ()) -> object:
        if submission.student == "s001":  # type: ignore[attr-defined]
            raise RuntimeError("no more ink")
        return honest(self, submission, flags)  # type: ignore[arg-type]

    monkeypatch.setattr(Grading, "submission", broken)
    result = graded(bptt, "class")
    assert result.exit_code == 1
    assert "s001" in result.stderr
    assert "no more ink" in result.stderr
    assert verdicts("s002")["wy.grad_Wy"] == "correct"


def test_try_says_how_a_formula_was_read_and_what_is_missing(place: Path, bptt: Run) -> None:
    result = bptt("try", "ws.accumulated", r"\frac{\partial E_3}{\partial y_3} dy3/ds3 ds3/dWs")
    assert result.exit_code == 1
    assert "∂E₃/∂y₃" in result.output


def test_try_points_at_what_cannot_be_read(place: Path, bptt: Run) -> None:
    result = bptt("try", "ws.accumulated", "dE3/dy3 * (dy3/ds3")
    assert result.exit_code == 1
    assert "\n            ^" in result.output


def test_try_as_json_and_a_right_formula(place: Path, bptt: Run) -> None:
    result = bptt("try", "--json", "wy.chain", "dE3/dy3 * dy3/dWy")
    assert (result.exit_code, json.loads(result.output)["verdict"]) == (0, "correct")


def test_equal_answers_each_line_with_a_line(place: Path, bptt: Run) -> None:
    line = {"id": "1", "model": "rnn", "kind": "scalar", "target": "x", "reference": "Wx*2"}
    lines = [{**line, "answer": "Wx+Wx"}, {**line, "answer": "Wx*3"}, {**line, "answer": "Wx*("}]
    lines.append({**line, "model": "../../etc/passwd", "answer": "1"})
    (place / "pairs.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = bptt("equal", "--batch", "pairs.jsonl")
    assert [json.loads(line)["equal"] for line in result.stdout.splitlines()] == [
        True, False, None, None
    ]  # fmt: skip


def test_doctor_finds_all_well_here(place: Path, bptt: Run) -> None:
    result = bptt("doctor")
    assert result.exit_code == 0, result.output
    assert "All is well" in result.output


def test_doctor_says_what_is_missing(tmp_path: Path, bptt: Run) -> None:
    result = bptt("doctor", "--course", tmp_path)
    assert result.exit_code == 1
    assert "course.toml" in result.output


def test_marks_are_plain_letters_where_there_is_no_unicode(place: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "grader", "list"]
    done = subprocess.run(command, capture_output=True, cwd=place, env=environment, check=True)
    assert done.stdout.isascii()


@pytest.mark.parametrize("words", [["check", "ws"], ["grade", "class", "--seed", "a", "--quiet"]])
def test_checking_and_grading_import_neither_sympy_nor_nbgrader(
    place: Path, words: list[str]
) -> None:
    hand_in(place / "class", "s001")
    code = (
        "import sys; from grader.cli import cli\n"
        f"try: cli({words!r})\n"
        "except SystemExit: pass\n"
        "print({'sympy', 'nbgrader', 'nbformat'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, env=environment)
    assert done.stdout.splitlines()[-1] == "set()", done.stderr
