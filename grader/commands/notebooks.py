"""`bptt nbgrader init | autograde` and `bptt gradescope build`: courses that live elsewhere."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.course import Course
    from grader.notebooks.autograde import Done

FEEDBACK = "nbgrader generate_feedback ASSIGNMENT"
RARELY = 200_000  # objects that are made before the youngest are looked through


def initializing(course_dir: Path | None, folder: Path, topics: str) -> None:
    """Write a course directory."""
    from grader.course import find_course, load_course
    from grader.notebooks.folder import init
    from grader.report.terminal import console, following

    course = load_course(find_course(course_dir))
    screen = console()
    chosen = _chosen(course, topics)
    for path in init(course, folder, chosen):
        screen.print(f"written  {path}")
    screen.print()
    following(screen, f"nbgrader generate_assignment {chosen[0]}", f"In {folder}:  ")


def _chosen(course: "Course", words: str) -> list[str]:
    chosen = [word.strip() for word in words.split(",") if word.strip()]
    for word in chosen:
        if word not in course.topics:
            known = ", ".join(course.topics)
            raise click.UsageError(f"there is no topic {word!r}; there are {known}")
    return chosen or list(course.topics)


def gradescope_building(course_dir: Path | None, folder: Path, topics: str) -> None:
    """Write an autograder for Gradescope."""
    from grader.course import find_course, load_course
    from grader.notebooks.gradescope import build
    from grader.report.terminal import console

    course = load_course(find_course(course_dir))
    if topics:
        topics = ",".join(_chosen(course, topics))
    for path in build(course, folder, topics):
        console().print(f"written  {path}")


def autograding(
    folder: Path, assignments: Sequence[str], jobs: int | None, fresh: bool, quiet: bool
) -> int:
    """Grade a course directory; returns the exit status."""
    _needs_extra("nbgrader", "traitlets")
    from grader.notebooks.turns import Turns
    from grader.sandbox import keep_memory_private

    keep_memory_private()
    jobs = jobs or os.cpu_count() or 1
    with Turns(most=jobs) as box, _few_collections():  # it starts while we go on importing
        from grader.notebooks.autograde import autograde
        from grader.notebooks.desk import Desk
        from grader.notebooks.place import place

        where = place(folder)
        desk = Desk(where.settings, box)
        try:
            return _told(autograde(where, desk, assignments, jobs, fresh), quiet)
        finally:
            desk.close()


@contextmanager
def _few_collections() -> Iterator[None]:
    """A course makes much that stays and little garbage, and looking for it takes its time."""
    before = gc.get_threshold()
    gc.set_threshold(RARELY)
    try:
        yield
    finally:
        gc.freeze()  # nor is there any in what goes with the process
        gc.set_threshold(*before)


def _told(results: "Iterator[Done]", quiet: bool) -> int:
    """Print problems as they come and a summary; returns the exit status."""
    from grader.report.words import counted

    graded = reused = failed = 0
    for done in _followed(results, quiet):
        if done.problem:
            failed += 1
            _tell(done)
        reused += done.reused
        graded += not done.problem
    if not quiet:
        unchanged = f", {reused} of them unchanged and not run again" if reused else ""
        click.echo(f"{counted(graded, 'submission')} graded{unchanged}")
        if graded:  # without rich, which takes longer to import than this command to print
            told, command = (click.style(text, bold=True) for text in ("Next  ", FEEDBACK))
            click.echo(f"\n{told}Feedback:  {command}")
    return 1 if failed else 0


def _tell(done: "Done") -> None:
    from grader.report.terminal import console
    from grader.report.words import clean

    name, said = clean(done.student), clean(done.problem)
    console(stderr=True).print(f"the grader itself failed on {name}, {done.assignment}: {said}")


def _needs_extra(*names: str) -> None:
    """Raises click.UsageError with what to install where a library of notebooks is missing."""
    for name in names:
        if find_spec(name) is None:
            raise click.UsageError(
                f"this needs {name}, which is not installed; "
                "run  python -m pip install 'bptt-grader[notebooks]'"
            )


def _followed(results: "Iterator[Done]", quiet: bool) -> "Iterator[Done]":
    """The results as they come, with a line that says how far it is, where someone looks on."""
    if quiet or not sys.stdout.isatty():
        yield from results
        return
    from rich.progress import Progress, TextColumn

    from grader.report.terminal import console
    from grader.report.words import clean

    columns = (
        TextColumn("  grading"),
        TextColumn("{task.completed:g}"),
        TextColumn("{task.fields[who]}", markup=False),
    )
    with Progress(*columns, console=console(), transient=True) as progress:
        task = progress.add_task("", total=None, who="")
        for done in results:
            progress.update(task, advance=1, who=f"{done.assignment} {clean(done.student, 40)}")
            yield done
