"""A large class: many copies of the well-behaved examples, graded by two jobs."""

import resource
import shutil
import tempfile
import time
from pathlib import Path

from grader.collect import entries
from grader.course import load_course
from grader.pipeline import Grading, grade_class

ROOT = Path(__file__).parent.parent
WELL_BEHAVED = ("s001", "s002", "s003", "s008", "s009", "s010")
COPIES = 1000


def main() -> None:
    """Print the rate and the memory, early and late."""
    course = load_course(ROOT / "exercises")
    with tempfile.TemporaryDirectory() as folder:
        place, out = Path(folder) / "class", Path(folder) / "results"
        for number in range(COPIES):
            name = WELL_BEHAVED[number % len(WELL_BEHAVED)]
            shutil.copytree(ROOT / "examples" / "class" / name, place / f"t{number:04d}")
        grading = Grading(course, list(course.items()), "bench")
        memory, started, finished = [], time.perf_counter(), 0
        for done in grade_class(grading, entries(place), out, jobs=2):
            assert done.result, done.problem
            finished += 1
            if finished in (100, COPIES):
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        rate = finished / (time.perf_counter() - started)
        grading.close()
    print(f"\n{finished} submissions, two jobs: {rate:.0f} a second")
    early, late = memory
    print(f"memory of the grader after 100: {early:.0f} MB, after {finished}: {late:.0f} MB")
