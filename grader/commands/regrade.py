"""`bptt regrade`: what a new grader, a mended course or other decisions change, and for whom."""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from grader.pipeline import Grading
    from grader.results import SubmissionResult
    from grader.term.changes import Change

ASIDE = ".regraded"  # in the results: where the new ones wait


def regrading(
    submissions: Path,
    course_dir: Path | None,
    out: Path,
    jobs: int | None,
    write: bool,
    roster: Path | None,
    overrides: Path | None,
    **how: Any,
) -> int:
    """Grade aside and compare with grades.csv; with `write`, put the new results in place.

    Returns the exit status.
    """
    from grader.commands.instructor import set_up
    from grader.commands.report import write_pages
    from grader.commands.term import term_of
    from grader.report.terminal import console, following
    from grader.term import settled
    from grader.term.changes import changes, published

    screen = console()
    with contextlib.closing(set_up(course_dir, **how)) as setup:
        term, before = term_of(setup.course, out, roster, overrides), published(out / "grades.csv")
        new, problems = _graded(setup, submissions, out / ASIDE, jobs or 0)
    for problem in problems:
        console(stderr=True).print(problem, soft_wrap=True)
    found = list(changes(before, [settled(result, term) for result in new]))
    _show(screen, found, len(new))
    if problems:
        return 1
    if not write:
        if found:
            following(screen, "--write", "To put this in place, the same command with  ")
        return 0
    for file in sorted((out / ASIDE / "students").glob("*.json")):
        (out / "students").mkdir(parents=True, exist_ok=True)
        file.replace(out / "students" / file.name)
    ids = [item.id for item in setup.items]
    for path in write_pages(setup.course, new, ids, out, term):
        screen.print(f"written  {path}", soft_wrap=True)
    shutil.rmtree(out / ASIDE, ignore_errors=True)
    return 0


def _graded(
    setup: "Grading", submissions: Path, aside: Path, jobs: int
) -> "tuple[list[SubmissionResult], list[str]]":
    """The new results in the order of the class, and what failed."""
    from grader.collect import entries
    from grader.pipeline import grade_class

    place = entries(submissions)
    order = {entry.student: k for k, entry in enumerate(place)}
    setup.sandbox()  # refuses where isolation is too weak
    finished = list(grade_class(setup, place, aside, jobs))
    new = sorted((d.result for d in finished if d.result), key=lambda r: order[r.student])
    failed = [f"the grader failed on {d.entry.student}: {d.problem}" for d in finished if d.problem]
    return new, failed


def _show(screen: Console, found: "Sequence[Change]", graded: int) -> None:
    from grader.report.words import counted

    students = {change.student for change in found}
    if not found:
        screen.print(f"{counted(graded, 'submission')} graded again: nothing changes")
        return
    of = f"{len(students)} of {counted(graded, 'student')}"
    screen.print(f"{of}: {counted(len(found), 'number')} would change\n")
    for line in _lines(found):
        screen.print(line, soft_wrap=True)
    screen.print()


def _lines(found: "Sequence[Change]") -> Iterator[Text]:
    from grader.report.words import clean

    last = ""
    for change in found:
        if change.student != last:
            yield Text(clean(change.student, 40), "bold")
            last = change.student
        arrow = f"{change.before or 'nothing'} → {change.after or 'nothing'}"
        line = Text.assemble(f"  {change.column:24} {arrow:16} ", (clean(change.why, 120), "soft"))
        line.rstrip()
        yield line
