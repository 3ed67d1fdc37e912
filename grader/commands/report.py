"""`bptt report`: the pages and the table of a class, from results that are there."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import click
import msgspec

from grader.collect.names import natural
from grader.commands.term import term_of, term_table, told
from grader.course import Course, Item, find_course, load_course
from grader.course.variants import kept
from grader.explain.feedback import picture
from grader.report.card import card
from grader.report.page import page, page_name, student_page
from grader.report.table import grades
from grader.report.terminal import console
from grader.results import (
    QuestionResult,
    SubmissionResult,
    decode,
    student_file,
    write,
)
from grader.term import Term, settled

FEEDBACK = "feedback"
CARDS = 2048  # kept: with a picture one is of some 15 kB


def reporting(
    course_dir: Path | None,
    folder: Path,
    roster: Path | None = None,
    overrides: Path | None = None,
) -> int:
    """Write the pages anew from `folder`/students; returns the exit status."""
    course = load_course(find_course(course_dir))
    results, problems = _read(folder)
    asked = {q.id for result in results for q in result.questions}
    ids = [item.id for item in course.items() if item.id in asked]
    term = term_of(course, folder, roster, overrides)
    for line in told(term, results):
        console().print(line, soft_wrap=True)
    for path in write_pages(course, results, ids, folder, term):
        console().print(f"written  {path}", soft_wrap=True)
    for problem in problems:
        console(stderr=True).print(problem, soft_wrap=True)
    return 1 if problems else 0


def _read(folder: Path) -> tuple[list[SubmissionResult], list[str]]:
    results, problems = [], []
    for path in sorted(folder.glob("students/*.json"), key=lambda p: natural(p.stem)):
        try:
            result = decode(path.read_bytes())
        except (OSError, msgspec.MsgspecError) as e:
            problems.append(f"{path}: left out, it is no result: {e}")
            continue
        if student_file(folder, result.student) == path:
            results.append(result)
        else:
            problems.append(f"{path}: left out, it is the result of another student")
    if not results and not problems:
        raise click.UsageError(
            f"{folder}: there are no results here; name the folder that `bptt grade --out` wrote"
        )
    return results, problems


def write_pages(
    course: Course,
    given: Sequence[SubmissionResult],
    ids: Sequence[str],
    out: Path,
    term: Term,
) -> list[str]:
    """Write grades.csv, report.html and a page a student, and with a roster term.csv; returns what
    was written, for people.  `given`: the results as the grader gave them.
    """
    results = [settled(result, term) for result in given]
    absent = term.absent(result.student for result in results)
    title, cards = course.file.title, Cards(course)
    files = {
        out / "report.html": page(title, results, ids, FEEDBACK, absent),
        out / "grades.csv": grades(results, ids, absent),
    }
    if term.roster:
        files[out / "term.csv"] = term_table(term, given, results)
    for result in results:
        text = student_page(title, result, cards.of(result))
        write(out / FEEDBACK / page_name(result.student), _bytes(text), lasting=False)
    for path, text in files.items():
        write(path, _bytes(text))
    return [*map(str, files), f"{out / FEEDBACK}/ (a page a student)"]


class Cards:
    """The cards of a class.  Most answers are right, or wrong in a common way, so the cards that
    students share are drawn once.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self.titles = {item.id: item.question.title for item in course.items()}
        self._items = lru_cache(maxsize=32)(self._asked)
        self._card = lru_cache(maxsize=CARDS)(self._drawn)

    def of(self, result: SubmissionResult) -> Callable[[QuestionResult], str]:
        """How the answers of a student are shown: in the variant that was asked."""
        variant = msgspec.json.encode(result.provenance.variant)
        return lambda question: self._card(variant, msgspec.json.encode(question))

    def _asked(self, variant: bytes) -> dict[str, Item]:
        varied = self.course.varied(kept(msgspec.json.decode(variant)))
        return {item.id: item for item in varied.items()}

    def _drawn(self, variant: bytes, answer: bytes) -> str:
        question = msgspec.json.decode(answer, type=QuestionResult)
        item = self._items(variant).get(question.id)
        drawing = picture(item, question) if item else ""
        return card(question, self.titles.get(question.id, ""), drawing, styled=False)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
