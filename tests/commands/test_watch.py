"""`bptt watch` in a real terminal: saves, keys, a resize, and files that are not whole yet."""

import os
import re
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.commands.watching import Saved, Watch
from grader.course import load_course
from grader.sandbox import Sandbox
from tests.commands.conftest import RIGHT, WY
from tests.models import ROOT

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")
PATIENCE = 60  # seconds: only a broken program needs them


class Terminal:
    """A pseudo-terminal with `bptt watch` in it."""

    def __init__(self, place: Path) -> None:
        self.master, slave = os.openpty()
        self.resize(30, 100)
        self.seen = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch"], cwd=place,
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONUTF8": "1"},
        )  # fmt: skip
        os.close(slave)

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def shows(self, text: str) -> str:
        """Wait until something is on the screen; returns all that came since the last time."""
        until = time.monotonic() + PATIENCE
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], until - time.monotonic())
            assert ready, f"{text!r} never came; the screen says {self.seen[-800:]!r}"
            raw = os.read(self.master, 65536).decode(errors="replace")
            self.seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", raw)
        seen, self.seen = self.seen, ""
        return seen

    def press(self, key: str) -> None:
        os.write(self.master, key.encode())


@pytest.fixture
def terminal(place: Path) -> Iterator[Terminal]:
    one = Terminal(place)
    yield one
    one.process.kill()
    one.process.wait()
    os.close(one.master)


@pytest.mark.slow
def test_saves_keys_and_a_resize(place: Path, terminal: Terminal) -> None:
    terminal.shows("save the file")
    WY.write_text(RIGHT.replace("2 * ", ""))
    assert "half the gradient" in terminal.shows("save the file")
    WY.write_text("def grad_Wy(:\n")  # half written
    terminal.shows("save the file")
    other = WY.with_suffix(".new")
    other.write_text(RIGHT)
    other.replace(WY)  # as many editors do
    assert "3 of" in terminal.shows("save the file")
    terminal.press("h")
    terminal.shows("1 of 3")
    terminal.press("h")
    terminal.shows("2 of 3")
    terminal.press("l")
    terminal.shows("Next  bptt check")
    terminal.press("n")
    first = terminal.shows("save the file")
    terminal.press("s")
    assert terminal.shows("save the file") != first
    terminal.resize(20, 60)
    assert terminal.shows("save the file")
    terminal.press("q")
    assert terminal.process.wait(PATIENCE) == 0


def test_the_list_marks_the_question_that_is_shown(
    place: Path, warm_sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = Watch(load_course(place / "exercises"), warm_sandbox)
    watch.at = "quiz.z_t"
    watch.list()
    shown = capsys.readouterr().out
    assert "Next  bptt check quiz.z_t" in shown
    assert shown.index("quiz.z_t") < shown.index("you are here") < shown.index("quiz.z_choice")


def test_keys_show_a_hint_go_on_skip_and_stop(
    place: Path, warm_sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = Watch(load_course(place / "exercises"), warm_sandbox)
    watch.at = "wy.chain"
    for stage in ("1 of 3", "2 of 3", "3 of 3", "3 of 3"):
        assert watch.press("h")
        assert stage in capsys.readouterr().out
    assert watch.press("n")
    assert watch.at == "wy.chain_N"
    assert "watching wy.py" in capsys.readouterr().out
    assert watch.press("s")
    assert watch.at == "forward.state"  # the first that is not done
    assert watch.left()[-1] == "wy.chain_N"
    assert watch.press("x")  # any other key shows the question again
    assert not watch.press("q")


def test_what_is_worked_out_ahead_is_what_a_check_needs(place: Path, warm_sandbox: Sandbox) -> None:
    watch = Watch(load_course(place / "exercises"), warm_sandbox)
    watch.at = "wy.chain"
    assert len([*watch.warm()]) > 3
    WY.write_text(RIGHT)
    watch.check("wy")
    assert {q.verdict for q in watch.last.values()} == {"correct"}
    watch.at = ""
    assert [*watch.warm()] == []


def test_a_file_that_is_empty_for_a_moment_is_waited_for() -> None:
    path = Path("a")
    assert Saved({path: (1, 9, 1)}).changed(Saved({path: (2, 0, 1)})) == set()
    assert Saved({path: (1, 9, 1)}).changed(Saved({path: (3, 9, 1)})) == {path}


def test_a_file_that_is_gone_for_a_moment_is_waited_for() -> None:
    before, path = Saved({Path("a"): (1, 1, 1), Path("b"): (1, 1, 1)}), Path("a")
    assert before.changed(Saved({path: (1, 1, 1)})) == set()
    assert before.changed(Saved({path: (2, 1, 1)})) == {path}
