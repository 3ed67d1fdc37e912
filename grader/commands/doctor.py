"""`bptt doctor`: does this machine have what checking and grading need?"""

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path


def examine(course_dir: Path | None) -> int:
    """Print a line for each thing that is needed; returns 1 if one is missing."""
    from grader import __version__
    from grader.report.terminal import console, mark

    screen = console()
    well = True
    screen.print(f"bptt-grader {__version__}\n")
    for name, look in (
        ("Python", _python),
        ("packages", _packages),
        ("course", lambda: _course(course_dir)),
        ("sandbox", _sandbox),
        ("isolation", _isolation),
        ("terminal", _terminal),
    ):
        fine, said = _tried(look)
        well &= fine
        line = mark(screen, "correct" if fine else "incorrect")
        line.append(f"  {name:10}", "bold").append(said, "")
        screen.print(line)
    screen.print(
        "\n"
        + ("All is well." if well else "Mend the lines marked above, then run bptt doctor again.")
    )
    return 0 if well else 1


def _tried(look: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, look()
    except Exception as problem:
        return False, f"{problem}"


def _python() -> str:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{platform.python_version()} on {machine}"


def _packages() -> str:
    from importlib.metadata import version

    return ", ".join(
        f"{name} {version(name)}"
        for name in ("numpy", "sympy", "click", "rich", "msgspec", "jinja2")
    )


def _course(course_dir: Path | None) -> str:
    from grader.course import find_course, load_course

    course = load_course(find_course(course_dir))
    questions = list(course.items())
    points = sum(q.points for q in (item.question for item in questions) if not q.bonus)
    topics = f"{len(course.topics)} topics, {len(questions)} questions, {points:g} points"
    return f"{course.root}: {topics}"


def _sandbox() -> str:
    from grader.sandbox import Call, Program, Sandbox

    with Sandbox() as sandbox:
        exam = sandbox.exam([Call("here", "answer", "array")])
        for _ in range(2):
            started = time.monotonic()
            reply = sandbox.run([Program("here", "here.py", ("answer = 42",))], exam).replies[0]
        if reply.status != "ok" or float(reply.arrays[0]) != 42:
            raise RuntimeError(f"a program that should run does not: {reply.status} {reply.text}")
        took = f"{1e3 * (time.monotonic() - started):.0f} ms a submission"
        return f"works ({sandbox.how}), {took}"


def _isolation() -> str:
    """The layers, and for each that is missing why; raises if `bptt grade` would refuse."""
    from grader.sandbox import Sandbox

    with Sandbox() as sandbox:
        lines = [sandbox.isolation, *(f"no {name}: {why}" for name, why in sandbox.missing.items())]
        if sandbox.weakness:
            raise RuntimeError("; ".join([*lines, "bptt grade would need --isolation weak"]))
        return "; ".join([*lines, "strong enough for programs of strangers"])


def _terminal() -> str:
    encoding = (sys.stdout.encoding or "ascii").lower()
    return f"writes {encoding}" + (
        "" if encoding.startswith("utf") else "; marks are drawn with plain letters"
    )
