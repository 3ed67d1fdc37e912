"""Processes, descriptors and what the child can see."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import Array, Call, Exam, Limits, Program, Sandbox, SandboxError, forked
from grader.sandbox.children import Flood
from grader.sandbox.sandbox import _Submission

PROGRAM = [Program("ws", "ws.py", ("def f():\n    return 1\ndef hang():\n    while True: pass",))]


def test_the_child_holds_nothing_of_ours(ask_either):
    source = (
        "import sys\nnames = ' '.join(sorted(sys.modules))\npaths = ' '.join(sys.path)\n"
        "try:\n    __import__('gra' + 'der')\n    ours = 'yes'\n"
        "except ImportError:\n    ours = 'no'\n"
    )
    names, paths, ours = ask_either(
        source, *(Call("ws", name, "text") for name in ("names", "paths", "ours"))
    ).replies
    assert not [name for name in names.text.split() if "grader" in name or "bptt" in name]
    assert "site-packages" not in paths.text
    assert str(Path(__file__).parents[2]) not in paths.text.split()
    assert ours.text == "no"


def test_the_environment_of_the_child_is_clean(ask_either, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "1")
    source = "import os\nnames = ' '.join(os.environ)\nthreads = os.environ['OMP_NUM_THREADS']"
    names, threads = ask_either(
        source, Call("ws", "names", "text"), Call("ws", "threads", "text")
    ).replies
    assert "SECRET" not in names.text
    assert threads.text == "1"


@pytest.mark.parametrize("how", ["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def test_a_package_that_is_not_installed_is_told_at_the_first_run(how):
    with Sandbox(("numpy", "no_such_package"), how) as sandbox:
        exam = sandbox.exam([Call("ws", "f")])
        with pytest.raises(SandboxError, match="no_such_package cannot be imported"):
            sandbox.run(PROGRAM, exam)


@pytest.mark.slow
def test_a_package_of_the_course_can_be_imported():
    with Sandbox(("numpy", "click")) as sandbox:
        source = "import click\nversion = click.Option.__name__"
        outcome = sandbox.run(
            [Program("ws", "ws.py", (source,))], sandbox.exam([Call("ws", "version", "text")])
        )
    assert outcome.replies[0].text == "Option"


def test_an_unknown_way_to_start_is_refused():
    with pytest.raises(ValueError, match="'fork' or 'spawn'"):
        Sandbox(how="threads")


def test_the_isolation_is_known_before_a_run(either):
    assert either.isolation == "rlimits"


def test_making_a_sandbox_neither_waits_nor_imports_numpy():
    program = (
        "import sys, time; from grader.sandbox import Sandbox\n"
        "with Sandbox(): print('numpy' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == "False"


def descriptors(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("runs", [6, pytest.param(30, marks=pytest.mark.slow)])
def test_many_runs_leave_nothing_behind(runs):
    with Sandbox(how="fork") as sandbox:
        calls = [Call("ws", "f")] * 3
        good, bad = sandbox.exam(calls), sandbox.exam([Call("ws", "hang"), *calls])
        started = sandbox._starter.process.pid
        sandbox.run(PROGRAM, good)
        (server,) = children(started) or [started]  # with namespaces it went on inside them
        before = descriptors(os.getpid()), descriptors(server)
        for turn in range(runs):
            sandbox.run(PROGRAM, bad if turn % 10 == 5 else good, Limits(call=0.2))
        assert (descriptors(os.getpid()), descriptors(server)) == before
        assert children(server) == []
    until = time.monotonic() + 5
    while running(Path(f"/proc/{server}/stat")) and time.monotonic() < until:
        time.sleep(0.01)
    assert not running(Path(f"/proc/{server}/stat"))


PLUS_ONE = [Program("ws", "ws.py", ("def f(x):\n    return x + 1",))]


def exams(sandbox: Sandbox, count: int, size: int = 1) -> list[Exam]:
    """The same calls with other arrays, as sets of probes are."""
    call = Call("ws", "f", arguments=(Array(0),))
    return [sandbox.exam([call], [np.full(size, float(n))]) for n in range(count)]


def asked(sandbox: Sandbox, exam: Exam) -> float:
    return float(sandbox.run(PLUS_ONE, exam).replies[0].arrays[0][0])


def test_an_exam_is_sent_to_a_server_once_and_what_was_not_asked_longest_makes_room(monkeypatch):
    monkeypatch.setattr(forked, "KEPT", 3)
    with Sandbox(how="fork", layers=("rlimits",)) as sandbox:
        sent, keep = [], sandbox._starter.keep

        def kept(place, encoded):
            sent.append(bool(encoded))
            keep(place, encoded)

        monkeypatch.setattr(sandbox._starter, "keep", kept)
        known = exams(sandbox, 4)
        for n in (0, 0, 1, 2, 0):
            assert asked(sandbox, known[n]) == n + 1
        assert sent == [True] * 3
        for n in (3, 0, 2, 1):  # 3 in place of 1, then 1 in place of 3
            assert asked(sandbox, known[n]) == n + 1
        assert sent == [True] * 3 + [False, True] * 2


def test_exams_are_kept_as_far_as_they_are_small(monkeypatch):
    monkeypatch.setattr(forked, "KEPT_BYTES", 3000)
    with Sandbox(how="fork", layers=("rlimits",)) as sandbox:
        for exam, n in zip(exams(sandbox, 6, 150), range(6), strict=True):
            assert asked(sandbox, exam) == n + 1
            assert len(sandbox._starter.exams) == min(n + 1, 2)
        (large,) = exams(sandbox, 1, 1000)
        assert asked(sandbox, large) == 1
        assert list(sandbox._starter.exams.values()) == [large]


def test_an_interrupt_while_a_child_is_launched_costs_nothing_later(monkeypatch):
    with Sandbox(how="fork", layers=("rlimits",)) as sandbox:
        one, other = exams(sandbox, 2)
        assert asked(sandbox, one) == 1
        before, first = descriptors(os.getpid()), sandbox._starter.process
        for name in ("keep", "status"):

            def interrupted(*_):
                raise KeyboardInterrupt

            monkeypatch.setattr(sandbox._starter, name, interrupted)
            with pytest.raises(KeyboardInterrupt):
                asked(sandbox, other)
            monkeypatch.undo()
            assert asked(sandbox, other) == 2
            assert asked(sandbox, one) == 1
        assert descriptors(os.getpid()) == before
        assert sandbox._starter.process is not first


def test_the_grader_is_woken_when_a_child_is_done(monkeypatch):
    monkeypatch.setattr(forked, "NAPS", (20_000, 20_000))
    with Sandbox(how="fork", layers=("rlimits",)) as sandbox:
        (exam,) = exams(sandbox, 1)
        started = time.monotonic()
        assert asked(sandbox, exam) == 1
        assert time.monotonic() - started < 15


def test_a_program_that_closes_its_output_costs_the_grader_no_time(ask_forked):
    source = "import os, time\nos.closerange(1, 3)\ndef f():\n    time.sleep(0.5)\n    return 1"
    before = time.process_time()
    assert ask_forked(source, "f").replies[0].status == "ok"
    assert time.process_time() - before < 0.3


def test_a_large_answer_is_read_without_rests(monkeypatch, ask_forked):
    monkeypatch.setattr(forked, "NAPS", (200, 200))
    source = "import numpy as np\ndef f():\n    return np.zeros(500_000)"
    started = time.monotonic()
    assert ask_forked(source, "f").replies[0].arrays[0].size == 500_000
    assert time.monotonic() - started < 2  # twenty rests would be four


@pytest.mark.skipif(os.name != "posix", reason="needs pipes that can be polled")
@pytest.mark.parametrize("printed", [10, 11])
def test_what_is_printed_before_an_answer_counts_before_it(printed):
    mine, theirs = socket.socketpair()
    drain, print_to = os.pipe()
    with mine, theirs:
        child = forked.ForkedChild(None, mine, drain, 10)
        os.write(print_to, bytes(printed))
        theirs.send(b"answer")
        if printed > 10:
            with pytest.raises(Flood):
                child.receive(time.monotonic() + 30)
        else:
            assert child.receive(time.monotonic() + 30) == b"answer"
    os.close(print_to)
    os.close(drain)


def test_a_server_that_was_started_again_is_sent_the_exam_again(forking):
    exam = forking.exam([Call("ws", "f", arguments=(Array(0),))], [[3.0]])
    program = [Program("ws", "ws.py", ("def f(x):\n    return x",))]
    for _ in range(2):
        assert forking.run(program, exam).replies[0].arrays[0] == 3
        os.kill(forking._starter.process.pid, signal.SIGKILL)
        forking._starter.process.wait()
    assert forking.run(program, exam).replies[0].arrays[0] == 3


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_process_that_a_program_leaves_running_is_ended():
    source = (
        "import os, time\ndef f():\n    pid = os.fork()\n"
        "    if not pid:\n        time.sleep(60)\n    return pid"
    )
    with Sandbox(how="fork", layers=("rlimits",)) as sandbox:
        outcome = sandbox.run([Program("ws", "ws.py", (source,))], sandbox.exam([Call("ws", "f")]))
    left = Path(f"/proc/{int(outcome.replies[0].arrays[0])}/stat")
    until = time.monotonic() + 5
    while running(left) and time.monotonic() < until:
        time.sleep(0.01)
    assert not running(left)


def running(stat: Path) -> bool:
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_spawned_children_leave_no_threads_behind():
    before = threading.active_count()
    with Sandbox(how="spawn") as sandbox:
        exam = sandbox.exam([Call("ws", "f"), Call("ws", "hang")])
        outcome = sandbox.run(PROGRAM, exam, Limits(call=0.4))
    assert [reply.status for reply in outcome.replies] == ["ok", "timeout"]
    assert threading.active_count() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="leaves a process behind")
def test_what_a_process_left_behind_writes_is_not_kept():
    source = """
import os, time
def f():
    if not os.fork():
        os.setsid()
        for _ in range(200):
            time.sleep(0.01)
            for place in range(3, 9):
                try:
                    os.write(place, b'x' * 100_000)
                except OSError:
                    pass
        os._exit(0)
    time.sleep(60)
"""
    with Sandbox(how="spawn", layers=()) as sandbox:
        child = sandbox._starter.launch(*submission(sandbox, source), 1 << 20)
        while b"x" * 9 not in child.receive(time.monotonic() + 30):
            pass
        child.finish(wait=False)
        while not child.arrived.empty():
            child.arrived.get()
        time.sleep(0.3)
    assert child.arrived.empty()


def submission(sandbox, source):
    exam = sandbox.exam([Call("ws", "f")])
    return _Submission([Program("ws", "ws.py", (source,))], exam, Limits()).order([0]), exam


@pytest.mark.slow
def test_two_sandboxes_run_in_two_threads():
    seen = []

    def work(number):
        program = [Program("ws", "ws.py", (f"def f():\n    return {number}",))]
        with Sandbox() as sandbox:
            exam = sandbox.exam([Call("ws", "f")] * 10)
            for _ in range(5):
                replies = sandbox.run(program, exam).replies
                seen.append({int(reply.arrays[0]) for reply in replies} == {number})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 10


@pytest.mark.bench
def test_a_submission_of_180_calls_takes_some_milliseconds():
    source = "def f(a, b):\n    return a + b"
    generator = np.random.default_rng(0)
    arrays = [generator.normal(size=(5, 5)) for _ in range(360)]
    calls = [Call("ws", "f", arguments=(Array(2 * k), Array(2 * k + 1))) for k in range(180)]
    with Sandbox() as sandbox:
        exam = sandbox.exam(calls, arrays)
        program = [Program("ws", "ws.py", (source,))]
        seconds = sorted(sandbox.run(program, exam).seconds for _ in range(100))
    assert seconds[10] < 0.012
