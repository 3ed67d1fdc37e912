"""`bptt grade`: exit status, what is printed, what is written, what is not run again."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result

from grader import results
from grader.collect import Submission
from grader.pipeline import Grading
from grader.results import SubmissionResult
from grader.sandbox import Sandbox
from tests.commands.conftest import RIGHT, HandIn, Run, Shell

# As `bptt grade class`, without a progress bar, and one at a time: there is one sandbox.
GRADE = ("grade", "class", "--topics", "wy", "--out", "out", "--jobs", "1")
QUIETLY = (*GRADE, "--seed", "test", "--quiet")


def verdicts(student: str) -> dict[str, str]:
    known = results.decode(Path("out/students", f"{student}.json").read_bytes())
    return {q.id: q.verdict for q in known.questions}


def stamps() -> dict[str, int]:
    return {path.stem: path.stat().st_mtime_ns for path in Path("out/students").iterdir()}


def lines(result: Result) -> list[str]:
    return [line.strip() for line in result.stdout.splitlines() if line.strip()]


def test_grading_writes_a_json_a_student_and_the_table(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    hand_in("s002", RIGHT.replace("2 *", "-2 *"))
    assert bptt(*QUIETLY).exit_code == 0
    assert verdicts("s001") == {
        "wy.chain": "correct", "wy.chain_N": "correct", "wy.grad_Wy": "correct"
    }  # fmt: skip
    assert verdicts("s002")["wy.grad_Wy"] == "incorrect"
    head, *rows = Path("out/grades.csv").read_text().splitlines()
    assert head == "student,score,points,percent,wy.chain,wy.chain_N,wy.grad_Wy,flags"
    assert rows == ["s001,6,6,100.0,1,1,4,", "s002,2,6,33.3,1,1,0,"]
    assert "</table>" in Path("out/report.html").read_text()


def test_the_screen_says_how_it_is_done_what_came_out_and_where_it_is(
    bptt: Run, hand_in: HandIn
) -> None:
    hand_in("s001")
    hand_in("s002", "%pwd\n" + RIGHT.replace("2 *", "-2 *"))
    hand_in("", "not a hand-in", "notes.txt")
    result = bptt(*GRADE, "--seed", "test")
    shown = lines(result)
    assert shown[0] == "2 submissions · 3 questions · 5 s a call, 20 s and 1024 MB a submission"
    assert shown[1].startswith("isolation: ")
    assert any(line.split()[:2] == ["wy.grad_Wy", "1"] for line in shown)
    assert "median 67 %   middle half 50 to 83 %   2 submissions graded" in shown
    assert shown[-6:] == [
        "remarks on 1 submission stand in the report",
        "not a hand-in, left out: notes.txt",
        "written  out/report.html",
        "out/grades.csv",
        "out/feedback/ (a page a student)",
        "out/students/ (a JSON a student)",
    ]
    assert not result.stderr
    assert "line 1: &#39;%pwd&#39; was left out" in Path("out/feedback/s002.html").read_text()
    again = bptt(*GRADE, "--seed", "test")
    assert "2 unchanged since the last run and not run again" in lines(again)


def test_what_is_no_hand_in_is_named_even_where_little_is_printed(
    bptt: Run, hand_in: HandIn
) -> None:
    hand_in("s001")
    hand_in("", "not a hand-in", "s002.pdf")
    result = bptt(*QUIETLY)
    assert (result.stdout, result.stderr) == ("", "not a hand-in, left out: s002.pdf\n")


def test_json_on_the_terminal_is_a_line_a_submission(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    result = bptt(*GRADE, "--seed", "a", "--json")
    assert [json.loads(line)["student"] for line in result.stdout.splitlines()] == ["s001"]


def test_a_file_may_import_that_of_a_topic_that_is_not_asked(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001", "from ws import grad_Wy, chain, chain_N\n")
    hand_in("s001", RIGHT, "ws.py")
    bptt(*QUIETLY)
    assert set(verdicts("s001").values()) == {"correct"}


def test_what_is_unchanged_is_not_run_again_and_what_changed_is(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    hand_in("s002")
    bptt(*QUIETLY)
    old = stamps()
    hand_in("s002", RIGHT + "# more\n")
    bptt(*QUIETLY)
    new = stamps()
    assert old["s001"] == new["s001"]
    assert old["s002"] != new["s002"]


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(["--seed", "b"], id="another secret"),
        pytest.param(["--seed", "a", "--limit-call", "3"], id="another limit"),
        pytest.param(["--seed", "a", "--topics", "wy,forward"], id="other questions"),
        pytest.param(["--seed", "a", "--fresh"], id="fresh"),
    ],
)
def test_another_secret_another_limit_or_fresh_runs_again(
    bptt: Run, hand_in: HandIn, now: list[str]
) -> None:
    hand_in("s001")
    bptt(*GRADE, "--quiet", "--seed", "a")
    old = stamps()
    bptt(*GRADE, "--quiet", "--seed", "a")
    assert stamps() == old
    bptt(*GRADE, "--quiet", *now)
    assert stamps() != old


def test_a_result_that_cannot_be_read_is_made_again(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    bptt(*QUIETLY)
    Path("out/students/s001.json").write_text("{")
    bptt(*QUIETLY)
    assert verdicts("s001")["wy.grad_Wy"] == "correct"


def test_every_student_gets_every_question_whatever_was_handed_in(
    place: Path, bptt: Run, hand_in: HandIn
) -> None:
    hand_in("s001", "def grad_Wy(:\n")
    hand_in("s002", "{", "wy.ipynb")
    (place / "class/s003").mkdir()
    hand_in("s004").write_bytes(b"\x00\x01\x02" * 1000)
    hand_in("s005", RIGHT.replace("\n", "\r\n"))
    hand_in("s006").write_bytes("# é\n".encode("latin-1") + RIGHT.encode())
    hand_in("s007")
    shutil.make_archive(str(place / "class/s007"), "zip", place / "class/s007")
    assert bptt(*QUIETLY).exit_code == 0
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
    place: Path, bptt: Run, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "config"))
    hand_in("s001")
    bptt(*GRADE, "--quiet")
    secret = place / "config/bptt-grader/secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    kept = secret.read_text()
    bptt(*GRADE, "--quiet")
    assert secret.read_text() == kept
    assert kept.strip() not in Path("out/students/s001.json").read_text()


def test_a_failure_of_the_grader_itself_is_named_and_the_rest_is_graded(
    bptt: Run, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in("s001")
    hand_in("s002")
    honest = Grading.submission

    def broken(self: Grading, submission: Submission, flags: object = ()) -> SubmissionResult:
        if submission.student == "s001":
            raise RuntimeError("no more ink")
        return honest(self, submission, flags)  # type: ignore[arg-type]

    monkeypatch.setattr(Grading, "submission", broken)
    result = bptt(*QUIETLY)
    assert result.exit_code == 1
    assert "the grader itself failed on s001" in result.stderr
    assert "no more ink" in result.stderr
    assert verdicts("s002")["wy.grad_Wy"] == "correct"


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without the layers of the kernel."""
    monkeypatch.setattr("grader.pipeline.Sandbox", lambda *how: Sandbox(layers=("rlimits",)))


def test_where_isolation_is_too_weak_nothing_is_run_and_one_line_says_how_to_go_on(
    place: Path, hand_in: HandIn, weak: None, shell: Shell
) -> None:
    hand_in("s001")
    status, said = shell(*QUIETLY)
    assert status == 2
    assert said.count("\n") == 1
    assert "no landlock (not wanted) and no seccomp (not wanted)" in said
    assert said.endswith("to go on: --isolation weak\n")
    assert not Path("out").exists()


def test_weak_isolation_if_asked_for_is_recorded_in_every_result(
    place: Path, hand_in: HandIn, weak: None, shell: Shell
) -> None:
    hand_in("s001")
    hand_in("s002")
    assert shell(*QUIETLY, "--isolation", "weak")[0] == 0
    for path in Path("out/students").iterdir():
        assert results.decode(path.read_bytes()).provenance.isolation == "rlimits (weak)"
    assert verdicts("s001")["wy.grad_Wy"] == "correct"
