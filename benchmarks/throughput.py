"""A large class: many copies of the well-behaved examples, as many at a time as by default."""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from grader.collect import entries
from grader.course import load_course
from grader.pipeline import Grading, grade_class

ROOT = Path(__file__).parent.parent
WELL_BEHAVED = ("s001", "s002", "s003", "s008", "s009", "s010")
COUNTS = (100, 500, 1000, 2000)
PARTS: dict[str, Sequence[str]] = {"wy, ws, wx": ("wy", "ws", "wx"), "the whole course": ()}


def main() -> None:
    """Print rate and memory after so many submissions, for three topics and for the course."""
    counts = [int(word) for word in sys.argv[2:] if word.isdigit()] or COUNTS
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "class"
        for number in range(max(counts)):
            name = WELL_BEHAVED[number % len(WELL_BEHAVED)]
            shutil.copytree(ROOT / "examples" / "class" / name, place / f"t{number:04d}")
        for part, topics in PARTS.items():
            print(f"\nSubmissions of {part}, {os.cpu_count()} cores")
            graded(place, Path(folder) / part, topics, counts)


def graded(place: Path, out: Path, topics: Sequence[str], counts: Sequence[int]) -> None:
    """Grade the class and print a line for each count."""
    course = load_course(ROOT / "exercises")
    grading = Grading(course, list(course.items(topics)), "bench")
    for probes in range(8):  # what a class shares is made once, whatever its size
        grading.paper(probes)
    started = last = time.perf_counter()
    before = 0
    for finished, done in enumerate(grade_class(grading, entries(place), out), 1):
        assert done.result, done.problem
        if finished in counts:
            now = time.perf_counter()
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"  {finished:5} in {now - started:6.1f} s: {finished / (now - started):4.0f} a "
                f"second, the last of them {(finished - before) / (now - last):4.0f}; "
                f"memory of the grader {memory:.0f} MB",
                flush=True,
            )
            before, last = finished, now
    grading.close()
