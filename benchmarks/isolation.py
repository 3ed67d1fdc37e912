"""What isolation costs: all layers, limits alone and a bare fork, in turn in one run.

Seconds of processor with what the kernel does for it: of the child, and of the server that forks it
and waits.  A machine that others use too disturbs the wall clock more.
"""

import os
import select
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.soak import children
from grader.collect import Entry, read
from grader.course import load_course
from grader.pipeline import Grading
from grader.sandbox import Sandbox
from grader.sandbox.children import Ending

ROOT = Path(__file__).parent.parent
TOPICS = ("wy", "ws", "wx")
ROUNDS = 150

BARE = """
import os, sys
import numpy, numpy.random, numpy.linalg, numpy.ma, numpy.fft, gc
gc.freeze()
while sys.stdin.buffer.read(1):
    child = os.fork()
    if not child:
        os._exit(0)
    used = os.wait4(child, 0)[2]
    os.write(1, b"%d\\n" % (1e6 * (used.ru_utime + used.ru_stime)))
"""


class Spent(NamedTuple):
    """Seconds of processor of one child, and of its server for it."""

    child: float
    server: float

    @property
    def whole(self) -> float:
        return self.child + self.server


def used(process: int) -> float:
    """Seconds of processor of a process so far (proc_pid_schedstat(5))."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


class Bare:
    """An interpreter with numpy that forks a child which ends at once."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", BARE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

    def fork(self) -> Spent:
        """One child that does nothing."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        before = used(self.process.pid)
        self.process.stdin.write(b"f")
        select.select([self.process.stdout], [], [])
        child = int(os.read(self.process.stdout.fileno(), 100)) / 1e6
        return Spent(child, used(self.process.pid) - before)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


class Held:
    """A sandbox with some layers, and what its children take for the answers of three topics."""

    def __init__(self, *layers: str) -> None:
        course = load_course(ROOT / "exercises")
        self.grading = Grading(course, list(course.items(TOPICS)), "bench")
        sandbox = Sandbox(course.file.packages, **({"layers": layers} if layers else {}))  # type: ignore[arg-type]
        self.grading.sandbox(sandbox)
        self.isolation = sandbox.isolation
        place = ROOT / "solutions"
        self.submission = read(Entry("s001", place, ()), list(TOPICS), {})
        self.ended: list[float] = []
        server = sandbox._starter
        started = server.process.pid  # type: ignore[attr-defined]
        self.server = (children(started) or [started])[0]  # within namespaces it is another one
        end = server.end  # type: ignore[attr-defined]

        def watched(*, wait: bool) -> Ending:
            ending: Ending = end(wait=wait)
            self.ended.append(ending.seconds)
            return ending

        server.end = watched  # type: ignore[attr-defined]

    def run(self) -> Spent:
        """One submission."""
        before = used(self.server)
        result = self.grading.submission(self.submission)
        assert result.score == result.points
        return Spent(self.ended[-1], used(self.server) - before)

    def close(self) -> None:
        self.grading.close()


def main() -> None:
    """Print the table."""
    bare, limits, layers = Bare(), Held("rlimits"), Held()
    ways = {"bare fork": bare.fork, "limits alone": limits.run, layers.isolation: layers.run}
    for way in ways.values():
        way()
    rounds = [[way() for way in ways.values()] for _ in range(ROUNDS)]
    print(f"\nOne child a submission ({', '.join(TOPICS)}), {ROUNDS} rounds, processor time")
    for name, times in zip(ways, zip(*rounds, strict=True), strict=True):
        child = 1e3 * median(spent.child for spent in times)
        whole = [1e3 * spent.whole for spent in times]
        print(
            f"  {name:42} median {median(whole):6.2f} ms ({child:.2f} of them the child's)"
            f"   least {min(whole):6.2f} ms"
        )
    bares, alone, held = (
        median(spent.whole for spent in times) for times in zip(*rounds, strict=True)
    )
    print(f"  all layers take {held / alone:.2f} times limits alone, {held / bares:.1f} bare forks")
    for each in (bare, limits, layers):
        each.close()
