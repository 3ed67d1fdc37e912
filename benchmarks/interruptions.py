"""A class graded by processes that are killed at random moments, against one left in peace."""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.throughput import ROOT, WELL_BEHAVED
from grader import results
from grader.collect import entries
from grader.course import load_course
from grader.pipeline import Grading, grade_class

COUNT, KILLS = 500, 20


def main() -> None:
    """Print how many results there are, and how many differ."""
    numbers = [int(word) for word in sys.argv[2:] if word.isdigit()]
    count, kills = numbers[:2] if len(numbers) > 1 else (COUNT, KILLS)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "class"
        for number in range(count):
            name = WELL_BEHAVED[number % len(WELL_BEHAVED)]
            shutil.copytree(ROOT / "examples" / "class" / name, place / f"t{number:04d}")
        peaceful, killed = Path(folder) / "peaceful", Path(folder) / "killed"
        seconds = run(place, peaceful, 1e6)
        moments = random.Random(0)
        for _ in range(kills):
            run(place, killed, moments.uniform(0, 1.2 * seconds / (kills / 2)))
        between = len(known(killed))
        run(place, killed, 1e6)
        there, wanted = known(killed), known(peaceful)
    other = sum(there.get(name) != result for name, result in wanted.items())
    print(
        f"\nKilled {kills} times in a class of {count} ({between} were known after the last time)"
    )
    print(f"  results in the end: {len(there)}, other than undisturbed: {other}")


def run(place: Path, out: Path, after: float) -> float:
    """Grade in a process that is killed `after` seconds if it has not ended; seconds it took."""
    started = time.monotonic()
    child = os.fork()
    if not child:
        course = load_course(ROOT / "exercises")
        grading = Grading(course, list(course.items(["wy", "ws", "wx"])), "bench")
        for done in grade_class(grading, entries(place), out, jobs=2):
            assert done.result, done.problem
        os._exit(0)
    while time.monotonic() - started < after:
        if os.waitpid(child, os.WNOHANG)[0]:
            return time.monotonic() - started
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return time.monotonic() - started


def known(out: Path) -> dict[str, bytes]:
    """The results that are there, without what depends on the clock."""
    found = {}
    for path in (out / "students").glob("*.json"):
        result = results.decode(path.read_bytes())
        found[path.stem] = repr((result.student, result.score, result.questions)).encode()
    return found
