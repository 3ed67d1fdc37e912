"""Thousands of submissions one after another, nasty ones among them: nothing wears out."""

import os
import sys
import time
from pathlib import Path

from benchmarks.throughput import ROOT
from grader.collect import Hand, Submission
from grader.course import load_course
from grader.pipeline import Grading
from grader.sandbox import Limits
from tests.attacks.reach import PRELUDE
from tests.attacks.score import SCORE

COUNT = 5000
EVERY = 50  # one in so many takes its time to be stopped
SLOW = "while True:\n    pass"
SLOW_NAMES = {"time_out_once"}


def main() -> None:
    """Print wrong verdicts, and what grader and server hold early and late."""
    count = next((int(word) for word in sys.argv[2:] if word.isdigit()), COUNT)
    course = load_course(ROOT / "exercises")
    grading = Grading(course, list(course.items(["wy"])), "soak", Limits(call=2.0))
    right = (ROOT / "solutions/02_wy/wy.py").read_text()
    nasty = [attack.source for attack in SCORE if attack.name not in SLOW_NAMES]
    wrong, held, times = 0, [], []
    started = time.perf_counter()
    for number in range(count):
        source = right
        if number % EVERY == EVERY - 1:
            source = f"{PRELUDE}\n{SLOW}"
        elif number % 2:
            source = nasty[number // 2 % len(nasty)]
        hand = Hand("wy", "wy.py", (source,), ())
        begun = time.perf_counter()
        result = grading.submission(Submission(f"s{number}", (hand,), (), (), "sha256:"))
        if source is right:
            times.append(time.perf_counter() - begun)
        wrong += result.score != (result.points if source is right else 0)
        if number in (min(499, count // 10), count - 1):
            held.append(holdings(grading))
    spent = time.perf_counter() - started
    grading.close()
    early, late = held
    tenth = max(1, len(times) // 10)
    first, last = sorted(times[:tenth])[tenth // 2], sorted(times[-tenth:])[tenth // 2]
    print(f"\nSoak: {count} submissions in a row in {spent:.0f} s, every other one hostile")
    print(f"  wrong verdicts: {wrong}")
    print(f"  early: {early}")
    print(f"  late:  {late}")
    print(f"  an honest one took {1e3 * first:.1f} ms at first and {1e3 * last:.1f} ms at last")


def holdings(grading: Grading) -> str:
    """Descriptors, processes and memory of the grader and of its server."""
    started = grading.sandbox()._starter.process.pid  # type: ignore[attr-defined]
    server = (children(started) or [started])[0]
    parts = []
    for name, process in (("grader", os.getpid()), ("server", server)):
        folder = Path(f"/proc/{process}")
        descriptors = len(list((folder / "fd").iterdir()))
        status = (folder / "status").read_text()
        memory = int(status.split("VmRSS:")[1].split()[0]) / 1024
        parts.append(f"{name} {descriptors} descriptors, {memory:.0f} MB")
    return ", ".join([*parts, f"{len(children(server))} children"])


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    return [int(n) for n in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
