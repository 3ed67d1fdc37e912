"""A class whatever happens to the grader: killed, stopped, without room, started again."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader import results
from grader.collect import Class, entries
from grader.course import load_course
from grader.pipeline import Grading, grade_class
from grader.results import SubmissionResult, WriteError
from grader.sandbox import Call, Program, Sandbox, SandboxError
from tests.commands.conftest import RIGHT, HandIn, Run
from tests.commands.test_grade import QUIETLY
from tests.models import ROOT

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks the grader")
PROGRAMS = (
    RIGHT,
    RIGHT.replace("2 *", "-2 *"),
    "import os\nos._exit(0)",
    "x = (",
    "chain = 'dE3/dy3'",
    "def grad_Wy(x, s0, d, Wx, Ws, Wy):\n    raise SystemExit",
)


def of_size(count: int, place: Path) -> Class:
    for number in range(count):
        (place / f"s{number:03}").mkdir(parents=True)
        (place / f"s{number:03}" / "wy.py").write_text(PROGRAMS[number % len(PROGRAMS)])
    return entries(place)


def setting_up() -> Grading:
    course = load_course(ROOT / "exercises")
    return Grading(course, list(course.items(["wy"])), "class")


def known(out: Path) -> dict[str, SubmissionResult]:
    """Every result that is there, without the seconds it took."""
    found = {}
    for path in (out / "students").glob("*.json"):
        result = results.decode(path.read_bytes())
        provenance = msgspec.structs.replace(result.provenance, seconds=0.0)
        found[path.stem] = msgspec.structs.replace(result, provenance=provenance)
    return found


def grade_and_be_killed(grading: Grading, students: Class, out: Path, after: float) -> bool:
    """Grade in a process that is killed after some seconds, if it is not done by then."""
    child = os.fork()
    if not child:
        for _ in grade_class(grading, students, out, jobs=2):
            pass
        os._exit(0)
    until = time.monotonic() + after
    while time.monotonic() < until and not os.waitid(
        os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT
    ):
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


@pytest.fixture(scope="module")
def grading() -> Iterator[Grading]:
    setup = setting_up()
    for probes in range(8):
        setup.paper(probes)
    setup.close()
    fresh = setting_up()
    fresh._papers = setup._papers  # references are made once, sandboxes where they are used
    yield fresh
    fresh.close()


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize(("count", "kills"), [(60, 12)])
def test_killed_at_any_moment_and_started_again_it_ends_with_the_same_results(
    grading: Grading, tmp_path: Path, count: int, kills: int
) -> None:
    students = of_size(count, tmp_path / "class")
    while not grade_and_be_killed(grading, students, tmp_path / "undisturbed", 600):
        raise AssertionError("it should have ended by itself")
    moments = random.Random(0)
    for _ in range(kills):
        grade_and_be_killed(grading, students, tmp_path / "out", moments.uniform(0.05, 2.5))
        known(tmp_path / "out")  # each is whole
    assert grade_and_be_killed(grading, students, tmp_path / "out", 600)
    assert known(tmp_path / "out") == known(tmp_path / "undisturbed")
    assert len(known(tmp_path / "out")) == count
    assert not list((tmp_path / "out" / "students").glob(".*"))


def test_a_file_that_is_half_written_is_never_taken_for_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "students" / "s001.json"
    results.write(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match=r"s001.json cannot be written: No space left on device"):
        results.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["s001.json"]


def test_a_full_disk_stops_the_class_with_one_line_and_keeps_what_was_written(
    bptt: Run, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        hand_in(f"s{number:03}")
    write = results.write
    written: list[Path] = []

    def filling(path: Path, content: bytes, lasting: bool = True) -> None:
        if path.suffix == ".json":
            if len(written) == 2:
                raise WriteError(f"{path} cannot be written: No space left on device")
            written.append(path)
        write(path, content, lasting)

    monkeypatch.setattr(results, "write", filling)
    result = bptt(*QUIETLY)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert "2 of 9 are graded and kept: the same command goes on" in " ".join(result.stderr.split())
    assert all(results.decode(path.read_bytes()) for path in written)
    monkeypatch.setattr(results, "write", write)
    assert bptt(*QUIETLY).exit_code == 0
    assert len(known(Path("out"))) == 9


def test_where_results_cannot_be_written_nothing_is_run(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    Path("out").write_text("a file, not a folder")
    result = bptt(*QUIETLY)
    assert isinstance(result.exception, WriteError)
    assert "out" in str(result.exception)
    assert Path("out").read_text() == "a file, not a folder"


@LINUX
def test_what_an_earlier_run_left_half_written_is_cleared_away(
    bptt: Run, hand_in: HandIn, tmp_path: Path
) -> None:
    hand_in("s001")
    Path("out/students").mkdir(parents=True)
    Path("out/students", f"{results.PART}17.abc").write_text("{")
    assert bptt(*QUIETLY).exit_code == 0
    assert [path.name for path in Path("out/students").iterdir()] == ["s001.json"]


@LINUX
@pytest.mark.slow
def test_ctrl_c_ends_at_once_with_what_is_done(place: Path, hand_in: HandIn) -> None:
    hand_in("s001")
    hand_in("s002", "while True:\n    pass")
    command = [
        sys.executable,
        "-m",
        "grader",
        *QUIETLY,
        "--limit-total",
        "300",
        "--limit-call",
        "300",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # background: ignored
    )  # fmt: skip
    until = time.monotonic() + 120
    while not Path("out/students/s001.json").exists() and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "stopped; 1 of 2 are graded and kept" in " ".join(said.split())
    assert list(known(Path("out"))) == ["s001"]
    assert "s001,6,6,100.0" in Path("out/grades.csv").read_text()


def test_a_closed_sandbox_runs_nothing_more() -> None:
    sandbox = Sandbox()
    exam = sandbox.exam([Call("ws", "f")])
    program = [Program("ws", "ws.py", ("def f():\n    return 1",))]
    assert sandbox.run(program, exam).replies[0].status == "ok"
    sandbox.close()
    with pytest.raises(SandboxError, match="closed"):
        sandbox.run(program, exam)


def test_ids_that_are_too_long_for_a_file_have_files_of_their_own(tmp_path: Path) -> None:
    ids = ["é" * 120 + "a", "é" * 120 + "b", "s001", "x" * 255]
    files = [results.student_file(tmp_path, student) for student in ids]
    assert len(set(files)) == 4
    assert files[2] == tmp_path / "students" / "s001.json"
    for file in files:
        results.write(file, b"{}")


@LINUX
def test_a_name_as_long_as_a_name_may_be_is_graded(bptt: Run, hand_in: HandIn, place: Path) -> None:
    hand_in("x" * 255)
    assert bptt(*QUIETLY).exit_code == 0
    (result,) = known(Path("out")).values()
    assert result.student == "x" * 255
    assert result.score == result.points
    shutil.rmtree(place / "class")


def test_without_a_terminal_progress_is_told_in_lines(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    hand_in("s002")
    shown = bptt(*(word for word in QUIETLY if word != "--quiet")).stdout
    assert "  2 of 2 · " in shown
    assert " a second · " in shown
