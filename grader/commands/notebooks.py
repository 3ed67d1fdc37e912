"""`bptt nbgrader init | autograde` and `bptt gradescope build`: courses that live elsewhere."""

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from grader.course import Course
    from grader.notebooks.autograde import Done


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

    jobs = jobs or os.cpu_count() or 1
    box = Turns(most=jobs)  # starts while this process goes on importing
    try:
        from grader.notebooks.autograde import autograde
        from grader.notebooks.desk import Desk
        from grader.notebooks.place import place

        where = place(folder)
        desk = Desk(where.settings, box)
        try:
            return _told(autograde(where, desk, assignments, jobs, fresh), quiet)
        finally:
            desk.close()
    finally:
        box.close()


def _told(results: "Iterator[Done]", quiet: bool) -> int:
    """Print problems as they come and a summary; returns the exit status."""
    from grader.report.terminal import console, following
    from grader.report.words import clean, counted

    screen, errors = console(), console(stderr=True)
    graded = reused = failed = 0
    for done in _followed(results, screen, quiet):
        if done.problem:
            failed += 1
            name, said = clean(done.student), clean(done.problem)
            errors.print(f"the grader itself failed on {name}, {done.assignment}: {said}")
        reused += done.reused
        graded += not done.problem
    if not quiet:
        unchanged = f", {reused} of them unchanged and not run again" if reused else ""
        screen.print(f"{counted(graded, 'submission')} graded{unchanged}")
        if graded:
            screen.print()
            following(screen, "nbgrader generate_feedback ASSIGNMENT", "Feedback:  ")
    return 1 if failed else 0


def _needs_extra(*names: str) -> None:
    """Raises click.UsageError with what to install where a library of notebooks is missing."""
    for name in names:
        if find_spec(name) is None:
            raise click.UsageError(
                f"this needs {name}, which is not installed; "
                "run  python -m pip install 'bptt-grader[notebooks]'"
            )


def _followed(results: "Iterator[Done]", screen: "Console", quiet: bool) -> "Iterator[Done]":
    """The results as they come, with a line that says how far it is, where someone looks on."""
    if quiet or not screen.is_terminal:
        yield from results
        return
    from rich.progress import Progress, TextColumn

    from grader.report.words import clean

    columns = (
        TextColumn("  grading"),
        TextColumn("{task.completed:g}"),
        TextColumn("{task.fields[who]}", markup=False),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task("", total=None, who="")
        for done in results:
            progress.update(task, advance=1, who=f"{done.assignment} {clean(done.student, 40)}")
            yield done
