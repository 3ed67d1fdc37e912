"""`bptt course build | check | release`: a course that is not as it should be is told so."""

from pathlib import Path

import pytest
from click.testing import Result

from tests.commands.conftest import Run, Shell


@pytest.fixture
def course(course_of_two: Path, bptt: Run) -> Run:
    """Run `bptt course` on a copy of the course with its first two topics."""

    def run(command: str, *words: object) -> Result:
        return bptt("course", command, *words, "--course", course_of_two / "exercises")

    return run


def said(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.mark.slow
def test_a_course_that_is_as_it_should_be_passes(course: Run) -> None:
    result = course("check")
    assert result.exit_code == 0, result.output
    assert result.output.count("as they should be") == 5


def test_what_is_wrong_with_a_course_is_named(course_of_two: Path, course: Run) -> None:
    solution = course_of_two / "solutions/02_wy/wy.py"
    solution.write_text(solution.read_text() + '\n# %%\nchain = ""\n')
    stub = course_of_two / "exercises/01_forward/forward.py"
    stub.write_text(stub.read_text() + "\nloss = lambda y, d: ((y - d) ** 2).sum()\n")
    (course_of_two / "exercises/notes.txt").write_text("mine")
    (course_of_two / "exercises/probes.toml").write_text("rnn = [1]\n")
    result = course("check")
    assert result.exit_code == 1
    assert "is not what the solution gives" in said(result)
    assert "belongs to nothing" in said(result)
    assert "forward.loss: the stub (.py) gets 1 points" in said(result)
    assert "wy.chain: the solution gets 0 of 1" in said(result)
    assert "8 seeds are needed" in said(result)


@pytest.mark.slow
def test_a_set_of_probes_that_hides_a_mistake_is_named_with_its_seed(
    course_of_two: Path, course: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.judge.certificate.FAR", 1e9)
    monkeypatch.setattr("grader.judge.probes.SETS", 1)
    (course_of_two / "exercises/probes.toml").write_text("rnn = [7]\n")
    result = course("check")
    assert result.exit_code == 1
    assert "rnn: set 0 (seed 7) has lost its certificate: " in said(result)


def test_build_writes_what_has_drifted_and_nothing_else(course_of_two: Path, course: Run) -> None:
    (course_of_two / "exercises/02_wy/wy.py").write_text("# mine\n")
    assert "wy.py" in course("build").output
    assert "nothing to write" in course("build").output


def test_a_release_holds_no_solutions_and_no_keys(course: Run, tmp_path: Path) -> None:
    assert course("release", tmp_path / "given").exit_code == 0
    names = {path.name for path in (tmp_path / "given").rglob("*")}
    assert "wy.ipynb" in names
    assert not names & {"key.toml", "solutions"}
    assert "BEGIN SOLUTION" not in "".join(
        p.read_text() for p in (tmp_path / "given").rglob("*.py")
    )


def test_a_new_course_is_written_and_the_way_on_is_told(bptt: Run, tmp_path: Path) -> None:
    result = bptt("course", "new", tmp_path / "mine", "--small")
    assert result.exit_code == 0, result.output
    assert "bptt list" in result.output
    listed = bptt("list", "--course", tmp_path / "mine")
    assert "first.grad_Ws" in listed.output


def test_build_finds_the_probes_of_a_model_that_has_none(
    bptt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.judge.probes.SETS", 1)
    bptt("course", "new", tmp_path, "--small")
    probes = tmp_path / "exercises/probes.toml"
    probes.write_text("# none yet\n")
    assert bptt("course", "build", "--course", tmp_path).exit_code == 0
    assert probes.read_text() == "# none yet\nelman = [1]\n"


def test_a_weight_without_effect_cannot_have_probes_and_is_named(
    bptt: Run, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.judge.certificate.FAR", 1e9)
    monkeypatch.setattr("grader.judge.probes.SETS", 1)
    bptt("course", "new", tmp_path, "--small")
    (tmp_path / "exercises/probes.toml").unlink()
    code, said = shell("course", "build", "--course", str(tmp_path))
    assert code == 2
    assert "elman: only 0 of 1 sets of probes can be certified" in said


def test_a_list_of_students_that_names_nobody_is_told(place: Path, bptt: Run) -> None:
    Path("class.csv").write_text("student\n")
    result = bptt("course", "release", "given", "--students", "class.csv")
    assert "class.csv: names nobody" in str(result.exception or result.stderr)
    assert not Path("given").exists()
