"""A class against a process for every check: a fresh interpreter imports numpy and the hand-in,
calls a function on one case and compares, as check50 and home-made graders do it.
"""

import itertools
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import Row
from benchmarks.timing import side_by_side
from grader.collect import entries
from grader.course import load_course
from grader.judge.expected import cases
from grader.pipeline import Grading, grade_class

ROOT = Path(__file__).parent.parent
COURSE = load_course(ROOT / "exercises")
ITEMS = [item for item in COURSE.items(("wy", "ws", "wx")) if item.question.kind == "function"]
CHECK = """
import pickle, runpy, sys
import numpy as np
name, arguments, expected = pickle.load(sys.stdin.buffer)
found = runpy.run_path(sys.argv[1])[name](*arguments)
sys.exit(not np.allclose(found, expected))
"""
ROUNDS = 3


def rows() -> list[Row]:
    """One row a size of the class; ours starts its sandbox, and judges each on eleven cases."""
    asked = [case(number) for number in range(len(ITEMS))]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (1, 8):
            place, fresh = Path(folder, str(size)), itertools.count()
            for number in range(size):
                for item in ITEMS:
                    to = place / f"s{number:03}"
                    to.mkdir(parents=True, exist_ok=True)
                    shutil.copy(COURSE.solution(item.topic), to)

            def ours(given=place, runs=fresh) -> None:  # type: ignore[no-untyped-def]
                grading = Grading(COURSE, ITEMS, "bench")
                out = given.with_name(f"out{given.name}.{next(runs)}")
                results = [done.result for done in grade_class(grading, entries(given), out, 1)]
                assert all(result and result.score == result.points for result in results)
                grading.close()

            def theirs(given=place) -> None:  # type: ignore[no-untyped-def]
                for hand_in in sorted(given.iterdir()):
                    for topic, sent in asked:
                        command = [sys.executable, "-c", CHECK, hand_in / f"{topic}.py"]
                        subprocess.run(command, input=sent, check=True)

            times = side_by_side(ours, theirs, ROUNDS)
            students = f"{size} student{'s' * (size > 1)}, {len(ITEMS)} programs"
            found.append(Row("bptt grade", "a process a check", students, *times))
    return found


def case(number: int) -> tuple[str, bytes]:
    """The topic of a question, and one of its cases as the process reads it."""
    item = ITEMS[number]
    one = cases(item, COURSE.seed(item.model.name, 0))[0]
    expected = [measured.value for measured in one.expected]
    sent = (item.question.id, one.arguments, expected[0] if len(expected) == 1 else expected)
    return item.topic, pickle.dumps(sent)
