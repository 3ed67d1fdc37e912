"""The example class through the real command: every verdict is the one a person gave beforehand."""

import csv
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from grader.results import SubmissionResult, decode

ROOT = Path(__file__).parents[1]
CLASS = ROOT / "examples" / "class"
EXPECTED = CLASS / "expected.csv"
HANGS, CRASHES, REFUSED = "s007", "s023", "s024"
AGAIN = {HANGS, CRASHES}  # never reused: what took too long or broke off is tried again
Verdicts = dict[tuple[str, str], str]

pytestmark = pytest.mark.slow


def grade(submissions: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`bptt grade` in a process of its own, which finds no secret of this machine."""
    command = [sys.executable, "-m", "grader", "grade", str(submissions), "--out", str(out)]
    home = {"XDG_CONFIG_HOME": str(out / "config"), "APPDATA": str(out / "config")}
    return subprocess.run(
        [*command, "--seed", "test", *options],
        cwd=ROOT,
        env={**os.environ, **home, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def results(out: Path) -> dict[str, SubmissionResult]:
    files = sorted((out / "students").glob("*.json"))
    return {file.stem: decode(file.read_bytes()) for file in files}


def verdicts(out: Path) -> Verdicts:
    return {
        (student, question.id): question.verdict
        for student, result in results(out).items()
        for question in result.questions
    }


def expected() -> Verdicts:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {(row["student"], row["question"]): row["verdict"] for row in csv.DictReader(file)}


def contents(out: Path) -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in (out / "students").glob("*.json")}


def questions() -> dict[str, float]:
    """Every question of the course with its points, in order, read from the files themselves."""
    exercises = ROOT / "exercises"
    found = {}
    for topic in tomllib.loads((exercises / "course.toml").read_text(encoding="utf-8"))["topics"]:
        (file,) = exercises.glob(f"*_{topic}/topic.toml")
        for question in tomllib.loads(file.read_text(encoding="utf-8"))["questions"]:
            found[f"{topic}.{question['id']}"] = question["points"]
    return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the whole class, graded once.  Tests copy them before they change a file."""
    out = tmp_path_factory.mktemp("class") / "results"
    done = grade(CLASS, out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture
def results_of_class(graded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graded, tmp_path / "results"))


def test_every_verdict_is_the_one_a_person_gave(graded: Path) -> None:
    given, wanted = verdicts(graded), expected()
    assert {key: (given.get(key), v) for key, v in wanted.items() if given.get(key) != v} == {}
    assert given.keys() == wanted.keys()


def test_every_student_gets_a_verdict_on_every_question(graded: Path) -> None:
    students = {path.name.split(".")[0] for path in CLASS.iterdir()} - {EXPECTED.stem}
    assert results(graded).keys() == students
    for result in results(graded).values():
        assert {question.id: question.points for question in result.questions} == questions()


def test_a_verdict_and_its_score_agree(graded: Path) -> None:
    for result in results(graded).values():
        assert result.score == pytest.approx(sum(q.score for q in result.questions))
        for question in result.questions:
            if question.verdict == "correct":
                assert question.score == question.points
                assert not question.findings
            elif question.verdict == "partial":
                assert 0 < question.score < question.points
            else:
                assert question.score == 0


def test_the_class_shows_every_verdict_that_a_program_of_good_will_can_get(graded: Path) -> None:
    seen = Counter(verdicts(graded).values())
    wanted = {"correct", "partial", "incorrect", "unanswered", "invalid", "error", "timeout"}
    assert seen.keys() == wanted | {"crashed", "refused"}


def test_the_class_shows_every_family_of_mistakes(graded: Path) -> None:
    found = {
        finding.code
        for result in results(graded).values()
        for question in result.questions
        for finding in question.findings
    }
    assert {code[0] for code in found if code[0].isupper()} == set("ALTIMPZ")
    of_formulas = {"missing-path", "extra-path", "duplicate-path", "broken-chain", "wrong-weight"}
    assert of_formulas | {"factor", "sign"} <= found


def test_the_table_has_a_row_a_student_and_a_column_a_question(graded: Path) -> None:
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
        columns = list(rows[0])
    assert columns == ["student", "score", "points", "percent", *questions(), "flags"]
    known = results(graded)
    assert [row["student"] for row in rows] == sorted(known)
    for row in rows:
        result = known[row["student"]]
        assert float(row["score"]) == pytest.approx(result.score, abs=0.005)
        for question in result.questions:
            assert float(row[question.id]) == pytest.approx(question.score, abs=0.005)
        flags = {HANGS: "timeout", CRASHES: "crashed", REFUSED: "refused"}
        assert row["flags"] == flags.get(row["student"], "")


def test_the_secret_is_neither_kept_nor_written_into_results(graded: Path) -> None:
    assert not (graded / "config").exists()
    assert {result.provenance.seed for result in results(graded).values()} != {"test"}
    assert len({result.provenance.seed for result in results(graded).values()}) == 1


def test_seven_digits_are_enough_and_leave_a_remark(graded: Path) -> None:
    (single,) = (
        question
        for question in results(graded)["s011"].questions
        if question.id == "ws.contribution_s3"
    )
    assert single.verdict == "correct"
    assert "seven digits" in single.remarks[0]


def test_a_notebook_is_taken_before_a_stub_and_its_scratch_costs_nothing(graded: Path) -> None:
    remarks = "\n".join(results(graded)["s003"].remarks)
    assert "ws.ipynb is graded, not ws.py" in remarks
    assert "'%matplotlib inline' was left out" in remarks
    assert "NameError" in remarks


def test_after_an_interruption_only_what_is_missing_is_run(results_of_class: Path) -> None:
    before = contents(results_of_class)
    lost = sorted(before.keys() - AGAIN)[::2]
    for student in lost:
        (results_of_class / "students" / f"{student}.json").unlink()
    (results_of_class / "grades.csv").unlink()
    done = grade(CLASS, results_of_class)
    assert done.returncode == 0, done.stderr
    after = contents(results_of_class)
    assert {s for s in before if after[s] == before[s]} >= before.keys() - {*lost, *AGAIN}
    kept = len(before) - len(lost) - len(AGAIN)
    assert f"{kept} unchanged since the last run and not run again" in done.stdout
    assert verdicts(results_of_class) == expected()
    assert (results_of_class / "grades.csv").is_file()


def test_a_second_run_writes_nothing_anew_and_the_same_table(tmp_path: Path) -> None:
    for student in ("s005", "s006"):
        shutil.copytree(CLASS / student, tmp_path / "class" / student)
    first = grade(tmp_path / "class", tmp_path / "out", "--topics", "wy")
    before = contents(tmp_path / "out"), (tmp_path / "out" / "grades.csv").read_bytes()
    second = grade(tmp_path / "class", tmp_path / "out", "--topics", "wy")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "2 unchanged since the last run" in second.stdout
    assert before == (contents(tmp_path / "out"), (tmp_path / "out" / "grades.csv").read_bytes())


def test_a_changed_submission_or_another_secret_is_run_again(tmp_path: Path) -> None:
    shutil.copytree(CLASS / "s008", tmp_path / "class" / "s008")
    options = tmp_path / "class", tmp_path / "out", "--topics", "wy"
    grade(*options)
    file = tmp_path / "class" / "s008" / "wy.py"
    file.write_text(file.read_text(encoding="utf-8").replace("in S[1:]", "in S[-1:]"), "utf-8")
    assert "unchanged" not in grade(*options).stdout
    assert verdicts(tmp_path / "out")["s008", "wy.grad_Wy"] == "correct"
    assert "unchanged" not in grade(*options, "--seed", "another").stdout
