"""Twenty submissions under nbgrader, each way by its own command: nbgrader's settings, ours, and
`bptt nbgrader autograde`.
"""

import importlib.util
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.report import Row

ROOT = Path(__file__).parent.parent
SUBMISSIONS, ROUNDS = 20, 3
OURS = re.compile(r"^c\.Autograde\.\w+ = \[.*?^\]\n", re.MULTILINE | re.DOTALL)


class Spent(NamedTuple):
    """Seconds a submission: on the wall, and of processors."""

    wall: float
    processor: float


def rows() -> list[Row]:
    """One row a way of theirs; none where nbgrader is not installed."""
    spent = measured()
    if not spent:
        return []
    *ways, ours = spent
    found = []
    for way in ways:
        pairs = list(zip(spent[ours], spent[way], strict=True))
        mine, its = (median(each.wall for each in spent[name]) for name in (ours, way))
        ratio = median(their.wall / our.wall for our, their in pairs)
        found.append(Row(ours, way, f"{SUBMISSIONS} notebooks, each", mine, its, ratio))
    return found


def measured() -> dict[str, list[Spent]]:
    """What each way takes a submission, round by round, ours last; nothing without nbgrader."""
    if not importlib.util.find_spec("nbgrader"):
        print("\nnotebooks: left out, needs  pip install 'bptt-grader[notebooks]'")
        return {}
    spent: dict[str, list[Spent]] = {}
    with tempfile.TemporaryDirectory() as folder:
        given = prepared(Path(folder) / "course")
        for _ in range(ROUNDS):
            for name, stock, words in (
                ("nbgrader autograde", True, ("nbgrader", "autograde", "wy")),
                ("nbgrader autograde, our settings", False, ("nbgrader", "autograde", "wy")),
                ("bptt nbgrader autograde", False, ("grader", "nbgrader", "autograde", ".", "wy")),
            ):
                place = Path(folder) / "run"
                shutil.copytree(given, place)
                if stock:
                    config = place / "nbgrader_config.py"
                    config.write_text(OURS.sub("", config.read_text()))
                spent.setdefault(name, []).append(run(place, words))
                assert len(list(place.glob("autograded/*/wy/wy.ipynb"))) == SUBMISSIONS
                shutil.rmtree(place)
    return spent


def main() -> None:
    """Print seconds a submission, start of the program included, and the ratios."""
    if not (spent := measured()):
        return
    theirs = next(iter(spent.values()))
    print(f"\n{SUBMISSIONS} notebooks, medians of {ROUNDS} rounds in turn, a submission")
    for name, rounds in spent.items():
        ratios = [[their / our for our, their in zip(*pair, strict=True)]
                  for pair in zip(rounds, theirs, strict=True)]  # fmt: skip
        wall, processor = (median(column) for column in zip(*rounds, strict=True))
        times, less = (median(column) for column in zip(*ratios, strict=True))
        print(
            f"  {name:34} {wall:7.3f} s {times:6.1f} times"
            f"   processors {processor:7.3f} s {less:6.1f} times"
        )


def run(place: Path, words: tuple[str, ...]) -> Spent:
    """Run a command in a course directory."""
    from tests.notebooks.conftest import environment

    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", *words]
    subprocess.run(command, cwd=place, env=environment(place), capture_output=True, check=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall / SUBMISSIONS, used / SUBMISSIONS)


def prepared(folder: Path) -> Path:
    """A course directory with one assignment, released and handed in."""
    from tests.notebooks.class_of_twelve import partial, right, wrong

    course = ("--course", str(ROOT / "exercises"), "--topics", "wy")
    run(folder.parent, ("grader", "nbgrader", "init", str(folder), *course))
    run(folder, ("nbgrader", "generate_assignment", "wy"))
    book = json.loads((folder / "release/wy/wy.ipynb").read_text())
    for number in range(SUBMISSIONS):
        place = folder / f"submitted/s{number:03d}/wy"
        shutil.copytree(folder / "release/wy", place)
        (place / "wy.ipynb").write_text(json.dumps((right, wrong, partial)[number % 3](book)))
    return folder
