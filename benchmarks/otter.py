"""A class against `otter run`: one command a student, which runs the hand-in in a kernel and then a
test for each function.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import COURSE, ITEMS, TOPICS, against, case, handed_in
from benchmarks.report import Row, command

OTTER = command("otter")
TEST = """OK_FORMAT = True
test = {{"name": "{name}", "points": 1, "suites": [{{"type": "doctest", "cases": [{{"code": '''
>>> import pickle, numpy
>>> name, given, expected = pickle.load(open("{name}.pickle", "rb"))
>>> bool(numpy.allclose({name}(*given), expected))
True
'''}}]}}]}}
"""


def rows() -> Iterator[Row]:
    """One row a size of the class; none where there is no otter."""
    if not OTTER:
        print("\notter: left out; its command is neither on the PATH nor in the variable OTTER")
        return
    for size in (1, 8):
        with handed_in(size) as place:
            autograder = prepared(place)

            def theirs(given=place, tests=autograder) -> None:  # type: ignore[no-untyped-def]
                for student in sorted(given.iterdir()):
                    otter(student, "run", "-a", str(tests), "-o", str(student), "all.py")
                    assert "100.000%" in (student / "said").read_text()

            yield against("otter run", place, theirs)


def prepared(place: Path) -> Path:
    """Make one file of what a student hands in, and the autograder for it."""
    text = "\n".join(COURSE.solution(topic).read_text(encoding="utf-8") for topic in TOPICS)
    for student in place.iterdir():
        (student / "all.py").write_text(text, encoding="utf-8")
    folder = place.with_name("autograder")
    (folder / "tests").mkdir(parents=True)
    names = [item.question.id for item in ITEMS]
    for number, name in enumerate(names):
        (folder / f"{name}.pickle").write_bytes(case(number)[1])
        (folder / "tests" / f"{name}.py").write_text(TEST.format(name=name), encoding="utf-8")
    otter(folder, "generate", "-o", "tests.zip", *(f"{name}.pickle" for name in names))
    return folder / "tests.zip"


def otter(place: Path, *words: str) -> None:
    """Run its command; what it prints is kept in the file `said`."""
    with (place / "said").open("w") as said:
        subprocess.run([str(OTTER), *words], cwd=place, stdout=said, stderr=said, check=True)
