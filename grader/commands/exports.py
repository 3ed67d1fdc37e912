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
    from grader.results import SubmissionResult

FILES = {"canvas": "canvas.csv", "moodle": "moodle.csv", "csv": "grades.csv", "junit": "junit.xml"}


def exporting(
    course_dir: Path | None,
    folder: Path,
    to: str,
    out: Path | None,
    fill: Path | None,
    title: str,
    questions: bool,
) -> None:
    """Write what was graded, as one file or as one a student."""
    known = _known(folder)
    screen, errors = console(), console(stderr=True)
    if to not in FILES:
        for path in _each(known, to, out or folder / to, _titles(course_dir)):
            screen.print(f"written  {path}")
        return
    path = out or folder / FILES[to]
    content, missing = _whole(known, to, fill, title, questions)
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


def _titles(course_dir: Path | None) -> dict[str, str]:
    """The titles of the questions, where the course is at hand."""
    from grader.course import CourseError, find_course, load_course

    try:
        course = load_course(find_course(course_dir))
    except CourseError:
        if course_dir:
            raise
        return {}
    return {item.id: item.question.title for item in course.items()}


def _whole(
    known: "Sequence[SubmissionResult]", to: str, fill: Path | None, title: str, questions: bool
) -> tuple[str, list[str]]:
    from grader.report import spreadsheets
    from grader.report.platforms import junit
    from grader.report.table import grades

    try:
        given = fill.read_text(encoding="utf-8-sig") if fill else ""
        if to == "moodle":
            return spreadsheets.moodle(known, given)
        if to == "canvas":
            return spreadsheets.canvas(known, title, given, questions), []
    except (OSError, UnicodeDecodeError, spreadsheets.SheetError) as problem:
        raise click.UsageError(f"{fill}: {problem}") from problem
    if to == "junit":
        return junit(known), []
    ids = dict.fromkeys(q.id for result in known for q in result.questions)
    return grades(known, list(ids)), []


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
