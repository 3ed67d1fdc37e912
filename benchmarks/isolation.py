"""What isolation costs: all layers, limits alone and a bare fork, in turn in one run.

Seconds of processor, of the child with what the kernel does for it: a machine that others use too
disturbs the wall clock more.
"""

import os
import select
import subprocess
import sys
from pathlib import Path
from statistics import median

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


class Bare:
    """An interpreter with numpy that forks a child which ends at once."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", BARE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

    def fork(self) -> float:
        """Seconds of processor of one child."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"f")
        select.select([self.process.stdout], [], [])
        return int(os.read(self.process.stdout.fileno(), 100)) / 1e6

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
        end = server.end  # type: ignore[attr-defined]

        def watched(*, wait: bool) -> Ending:
            ending: Ending = end(wait=wait)
            self.ended.append(ending.seconds)
            return ending

        server.end = watched  # type: ignore[attr-defined]

    def run(self) -> float:
        """Seconds of processor of one submission's child."""
        result = self.grading.submission(self.submission)
        assert result.score == result.points
        return self.ended[-1]

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
        middle, least = 1e3 * median(times), 1e3 * min(times)
        print(f"  {name:42} median {middle:6.2f} ms   least {least:6.2f} ms")
    bares, alone, held = map(median, zip(*rounds, strict=True))
    print(f"  all layers take {held / alone:.2f} times limits alone, {held / bares:.1f} bare forks")
    for each in (bare, limits, layers):
        each.close()
