"""A class against a process for every check: a fresh interpreter imports numpy and the hand-in,
calls a function on one case and compares, as home-made graders do it.
"""

import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.report import Row
from benchmarks.timing import side_by_side
from grader.collect import entries
from grader.course import load_course
from grader.judge.expected import cases
from grader.pipeline import Grading, grade_class

ROOT = Path(__file__).parent.parent
COURSE = load_course(ROOT / "exercises")
TOPICS = ("wy", "ws", "wx")
ITEMS = [item for item in COURSE.items(TOPICS) if item.question.kind == "function"]
CHECK = """
import pickle, runpy, sys
import numpy as np
name, arguments, expected = pickle.load(sys.stdin.buffer)
found = runpy.run_path(sys.argv[1])[name](*arguments)
sys.exit(not np.allclose(found, expected))
"""
ROUNDS = 3


def rows() -> Iterator[Row]:
    """One row a size of the class; ours starts its sandbox, and judges each on eleven cases."""
    asked = [case(number) for number in range(len(ITEMS))]
    for size in (1, 8, 32):
        with handed_in(size) as place:

            def theirs(given=place) -> None:  # type: ignore[no-untyped-def]
                for student in sorted(given.iterdir()):
                    for topic, sent in asked:
                        command = [sys.executable, "-c", CHECK, student / f"{topic}.py"]
                        subprocess.run(command, input=sent, check=True)

            yield against("a process a check", place, theirs)


@contextmanager
def handed_in(size: int) -> Iterator[Path]:
    """A class, in a folder that is there for a while: everybody has everything right."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "class"
        for number in range(size):
            student = place / f"s{number:03}"
            student.mkdir(parents=True)
            for topic in TOPICS:
                shutil.copy(COURSE.solution(topic), student)
        yield place


def against(name: str, place: Path, theirs: Callable[[], None]) -> Row:
    """A class graded by a whole run of ours, in turn with another way."""
    size = len(list(place.iterdir()))
    students = f"{size} student{'s' * (size > 1)}, {len(ITEMS)} programs"
    return Row("bptt grade", name, students, *side_by_side(partial(ours, place), theirs, ROUNDS))


def ours(place: Path) -> None:
    """Grade the class from the start: nothing is kept from one time to the next."""
    grading, out = Grading(COURSE, ITEMS, "bench"), Path(tempfile.mkdtemp(dir=place.parent))
    results = [done.result for done in grade_class(grading, entries(place), out, 1)]
    assert all(result and result.score == result.points for result in results)
    grading.close()


def case(number: int) -> tuple[str, bytes]:
    """The topic of a question, and one of its cases as the process reads it."""
    item = ITEMS[number]
    one = cases(item, COURSE.seed(item.model.name, 0))[0]
    expected = [measured.value for measured in one.expected]
    sent = (item.question.id, one.arguments, expected[0] if len(expected) == 1 else expected)
    return item.topic, pickle.dumps(sent)
