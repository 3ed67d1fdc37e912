"""`bptt regrade`: what a new grader, a mended course or other decisions change, and for whom."""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from grader.results import SubmissionResult
    from grader.term.changes import Change

ASIDE = ".regraded"  # in the results: where the new ones wait


def regrading(
    submissions: Path,
    course_dir: Path | None,
    out: Path,
    topics: str,
    write: bool,
    roster: Path | None,
    overrides: Path | None,
    **options: Any,
) -> int:
    """Grade aside and compare with grades.csv; with `write`, put the new results in place.

    Returns the exit status.
    """
    from grader.commands.report import write_pages
    from grader.commands.term import term_of
    from grader.course import find_course, load_course
    from grader.report.terminal import console, following
    from grader.term import settled
    from grader.term.changes import changes, published

    course, screen = load_course(find_course(course_dir)), console()
    term, before = term_of(course, out, roster, overrides), published(out / "grades.csv")
    new, problems, ids = _graded(submissions, course_dir, out / ASIDE, topics, **options)
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
    for path in write_pages(course, new, ids, out, term):
        screen.print(f"written  {path}", soft_wrap=True)
    shutil.rmtree(out / ASIDE, ignore_errors=True)
    return 0


def _graded(
    submissions: Path, course_dir: Path | None, aside: Path, topics: str, **options: Any
) -> "tuple[list[SubmissionResult], list[str], list[str]]":
    """The new results in the order of the class, what failed, and the questions asked."""
    from grader.collect import entries
    from grader.commands.instructor import set_up
    from grader.pipeline import grade_class

    jobs = options.pop("jobs") or 0
    setup, place = set_up(course_dir, topics, **options), entries(submissions)
    order = {entry.student: k for k, entry in enumerate(place)}
    with contextlib.closing(setup):
        setup.sandbox()
        finished = list(grade_class(setup, place, aside, jobs))
    new = sorted((d.result for d in finished if d.result), key=lambda r: order[r.student])
    failed = [f"the grader failed on {d.entry.student}: {d.problem}" for d in finished if d.problem]
    return new, failed, [item.id for item in setup.items]


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
