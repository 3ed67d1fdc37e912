"""Pages: report.html for the class, and one page a student.  Each is one file, with nothing from
elsewhere; student text is cleaned here and escaped by the template.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from grader.report import analysis
from grader.report.analysis import LOW, Column, Mistake
from grader.report.templates import template
from grader.report.words import DECIDED, by_hand, clean, why
from grader.results import QuestionResult, SubmissionResult, student_file

# How an answer went, the best first: its colour, its mark, its word.
KINDS = {
    "full": ("full", "✓", "right"),
    "part": ("part", "◐", "partly right"),
    "none": ("none", "✗", "not yet"),
    "stopped": ("stop", "!", "stopped"),
    "blank": ("paper", "·", "not answered"),
    "recorded": ("faint", "○", "recorded"),
}


class _Row(NamedTuple):
    """A student: a mark for each question, and the place of its mistake in the list of mistakes.
    In as few letters as it takes: a class of thousands has a hundred thousand answers.
    """

    student: str
    link: str
    percent: str
    marks: str
    wrong: str


class _Dot(NamedTuple):
    column: Column
    left: float
    up: float


def page(
    title: str,
    results: Sequence[SubmissionResult],
    questions: Sequence[str],
    pages: str = "",
    absent: Sequence[str] = (),
) -> str:
    """The class on one page.  `pages`: the folder of the students' pages, for links to them;
    `absent`: who handed in nothing.
    """
    columns = analysis.columns(results, questions)
    mistakes = analysis.mistakes(results)
    tenths = analysis.tenths(results)
    return template("report.j2").render(
        title=title,
        finding=analysis.finding(results, columns, mistakes),
        columns=columns,
        mistakes=mistakes,
        tenths=tenths,
        most=max(tenths) or 1,
        low=LOW,
        floor=_up(LOW),
        dots=[
            _Dot(c, round(c.percent, 1), _up(c.agreement))
            for c in columns
            if c.agreement is not None
        ],
        kinds=KINDS.values(),
        rows=_rows(results, questions, mistakes, pages),
        look_at=_look_at(results),
        decided=_decided(results),
        absent=[clean(student, 60) for student in absent],
    )  # fmt: skip


def _up(agreement: float) -> float:
    """Where an agreement, from -0.2 to 1, stands in the picture, in percent of its height."""
    return round(100 * (max(agreement, -0.2) + 0.2) / 1.2, 1)


def _rows(
    results: Sequence[SubmissionResult],
    questions: Sequence[str],
    mistakes: Sequence[Mistake],
    pages: str,
) -> list[_Row]:
    places = {mistake.code: k for k, mistake in enumerate(mistakes)}
    best_first = sorted(results, key=lambda r: -r.percent)
    return [_row(result, questions, places, pages) for result in best_first]


def _row(
    result: SubmissionResult, questions: Sequence[str], places: Mapping[str, int], pages: str
) -> _Row:
    known = {q.id: q for q in result.questions}
    answers = [known.get(name) for name in questions]
    marks = "".join(KINDS[analysis.kind_of(answer)][1] for answer in answers)
    wrong = ",".join(_place(answer, places) for answer in answers)
    link = f"{pages}/{quote(page_name(result.student))}" if pages else ""
    return _Row(clean(result.student, 60), link, f"{result.percent:.0f}", marks, wrong)


def _place(answer: QuestionResult | None, places: Mapping[str, int]) -> str:
    return str(places[analysis.code_of(answer)]) if answer and answer.findings else ""


def _look_at(results: Sequence[SubmissionResult]) -> list[tuple[str, str]]:
    same = analysis.same_files(results)
    found = []
    for result in results:
        seen = [why(result)] if {*result.flags} - DECIDED else []
        if others := same.get(result.student):
            shown = ", ".join(clean(other, 40) for other in others[:5])
            more = f" and {len(others) - 5} more" if len(others) > 5 else ""
            seen.append(f"the same files, letter by letter, as {shown}{more}")
        if seen:
            found.append((clean(result.student, 60), "; ".join(seen)))
    return found


def _decided(results: Sequence[SubmissionResult]) -> list[tuple[str, str, str]]:
    """What people decided: (student, what about, how), from the remarks that say so."""
    found = []
    for result in results:
        who = clean(result.student, 60)
        if DECIDED & {*result.flags}:
            found += [(who, q.id, q.remarks[-1]) for q in result.questions if by_hand(q)]
        if "late" in result.flags:
            found.append((who, "the whole", result.remarks[-1]))
    return found


def page_name(student: str) -> str:
    """The file name of a student's page."""
    return student_file(Path(), student).name.removesuffix(".json") + ".html"


def student_page(
    title: str, result: SubmissionResult, card: Callable[[QuestionResult], str]
) -> str:
    """What one student may be sent: that student's results and nothing of anybody else.

    `card` shows an answer, as HTML that is put in as it is.
    """
    from markupsafe import Markup

    by_topic = groupby(result.questions, key=lambda q: q.id.partition(".")[0])
    cards = [(topic, [Markup(card(q)) for q in questions]) for topic, questions in by_topic]
    shown = template("student.j2")
    return shown.render(title=title, student=clean(result.student, 60), result=result, topics=cards)
