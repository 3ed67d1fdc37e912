"""`bptt export`: results in the formats of other places; `bptt gradescope build`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from grader import results
from grader.report.terminal import console
from grader.report.words import counted

if TYPE_CHECKING:
    from grader.course import Course
    from grader.results import SubmissionResult
    from grader.term import Term

FILES = {"canvas": "canvas.csv", "moodle": "moodle.csv", "csv": "grades.csv", "junit": "junit.xml"}


def exporting(
    course_dir: Path | None,
    folder: Path,
    to: str,
    out: Path | None,
    fill: Path | None,
    title: str,
    questions: bool,
    roster: Path | None = None,
    overrides: Path | None = None,
) -> None:
    """Write what was graded, as one file or as one a student."""
    course = _course(course_dir, folder, decided=bool(roster or overrides))
    known, term = _settled(_known(folder), course, folder, roster, overrides)
    screen, errors = console(), console(stderr=True)
    if to not in FILES:
        titles = {item.id: item.question.title for item in course.items()} if course else {}
        for path in _each(known, to, out or folder / to, titles):
            screen.print(f"written  {path}")
        return
    path = out or folder / FILES[to]
    content, missing = _whole(known, term, to, fill, title, questions)
    results.write(path, content.encode("utf-8", "backslashreplace"))
    screen.print(f"written  {path}")
    if missing:
        errors.print(f"{counted(len(missing), 'student')} not in {fill}: {', '.join(missing)}")


def _known(folder: Path) -> "list[SubmissionResult]":
    """The results of a class, as `bptt grade` left them.  Raises click.UsageError."""
    from grader.collect.names import natural

    place = folder / "students"
    paths = sorted(place.glob("*.json"), key=lambda path: natural(path.stem))
    if not paths:
        raise click.UsageError(
            f"{place}: there is no result here; name the folder that  bptt grade  wrote to"
        )
    try:
        return [results.decode(path.read_bytes()) for path in paths]
    except msgspec.MsgspecError as problem:
        raise click.UsageError(f"{place}: not a result of this version: {problem}") from problem


def _course(course_dir: Path | None, folder: Path, decided: bool) -> "Course | None":
    """The course, where it is at hand; it has to be where a term's decisions are laid over.

    Raises CourseError.
    """
    from grader.commands.term import OVERRIDES, ROSTER
    from grader.course import CourseError, find_course, load_course

    try:
        return load_course(find_course(course_dir))
    except CourseError:
        if course_dir or decided or any((folder / name).is_file() for name in (ROSTER, OVERRIDES)):
            raise
        return None


def _settled(
    known: "Sequence[SubmissionResult]",
    course: "Course | None",
    folder: Path,
    roster: Path | None,
    overrides: Path | None,
) -> "tuple[list[SubmissionResult], Term]":
    """What students get, as in grades.csv, and the term.  Raises TermError."""
    from grader.commands.term import term_of
    from grader.term import Term, settled

    term = term_of(course, folder, roster, overrides) if course else Term()
    return [settled(result, term) for result in known], term


def _whole(
    known: "Sequence[SubmissionResult]",
    term: "Term",
    to: str,
    fill: Path | None,
    title: str,
    questions: bool,
) -> tuple[str, list[str]]:
    from grader.report import spreadsheets
    from grader.report.platforms import junit
    from grader.report.table import grades

    people = {p.student: (p.name, p.email, p.lms_id) for p in term.roster.values()}
    try:
        given = fill.read_text(encoding="utf-8-sig") if fill else ""
        if to == "moodle":
            return spreadsheets.moodle(known, given, people)
        if to == "canvas":
            return spreadsheets.canvas(known, title, given, questions, people), []
    except (OSError, UnicodeDecodeError, spreadsheets.SheetError) as problem:
        raise click.UsageError(f"{fill}: {problem}") from problem
    if to == "junit":
        return junit(known), []
    ids = dict.fromkeys(q.id for result in known for q in result.questions)
    return grades(known, list(ids), term.absent(result.student for result in known)), []


def _each(
    known: "Sequence[SubmissionResult]", to: str, out: Path, titles: dict[str, str]
) -> list[Path]:
    """One results.json a student; where there is one student, `out` may be the file itself."""
    from grader.report.platforms import gradescope, prairielearn

    make = gradescope if to == "gradescope" else prairielearn
    single = len(known) == 1 and out.suffix == ".json"
    written = []
    for result in known:
        path = out if single else out / result.student / "results.json"
        text = json.dumps(make(result, titles), indent=1, ensure_ascii=False)
        results.write(path, text.encode("utf-8", "backslashreplace"))
        written.append(path)
    return written if len(written) < 4 else [out]
