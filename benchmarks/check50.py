"""A class against check50: one command a student, on this machine and without a network, which
starts each check as a process.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import CHECK, ITEMS, against, case, handed_in
from benchmarks.report import Row, command

CHECK50 = command("check50")


def rows() -> Iterator[Row]:
    """One row a size of the class; none where there is no check50."""
    if not CHECK50:
        print("\ncheck50: left out; its command is neither on the PATH nor in the variable CHECK50")
        return
    for size in (1, 8):
        with handed_in(size) as place:
            checks = prepared(place.with_name("checks"))

            def theirs(given=place, asked=checks) -> None:  # type: ignore[no-untyped-def]
                for student in sorted(given.iterdir()):
                    checked(student, asked)

            yield against("check50", place, theirs)


def prepared(folder: Path) -> Path:
    """A set of checks: each runs a program that calls one function on one case."""
    folder.mkdir()
    program = folder / "check.py"
    program.write_text(CHECK.replace("sys.stdin.buffer", 'open(sys.argv[2], "rb")'))
    checks = {}
    for number, item in enumerate(ITEMS):
        sent = folder / f"{item.question.id}.pickle"
        sent.write_bytes(case(number)[1])
        line = f"{sys.executable} {program} {item.topic}.py {sent}"
        checks[item.question.id] = [{"run": line, "exit": 0}]
    # JSON is YAML.
    (folder / ".cs50.yml").write_text(json.dumps({"check50": {"checks": checks}}))
    return folder


def checked(student: Path, checks: Path) -> None:
    """Run its command; the yes is to making its program from the checks anew."""
    told = checks / "told.json"
    words = ("--dev", "-o", "json", "--output-file", told, "--", checks)
    subprocess.run(
        [str(CHECK50), *words], cwd=student, input=b"y\n", capture_output=True, check=True
    )
    results = json.loads(told.read_text())["results"]
    assert len(results) == len(ITEMS)
    assert all(result["passed"] for result in results)
