"""report.html: the class on one page, without scripts and without anything from elsewhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from grader.report.words import LOOKS, SILENT, clean, counted, number, quartiles, sentence, why
from grader.results import QuestionResult, SubmissionResult


class Column(NamedTuple):
    """A question in the table: its id, topic and name, and the percent of its points earned."""

    id: str
    topic: str
    name: str
    percent: float


def page(title: str, results: Sequence[SubmissionResult], questions: Sequence[str]) -> str:
    """The page as text.  Student text is cleaned here and escaped by the template."""
    from jinja2 import Environment, FileSystemLoader

    folder = Path(__file__).parent
    engine = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters |= {"number": number, "clean": clean, "why": why}
    by_id = {r.student: {q.id: q for q in r.questions} for r in results}
    columns = [_column(name, by_id) for name in questions]
    return engine.get_template("report.j2").render(
        title=title,
        finding=_finding(results, columns),
        results=results,
        columns=columns,
        topics=[(topic, len(list(its))) for topic, its in groupby(c.topic for c in columns)],
        looks=LOOKS,
        by_id=by_id,
        said={r.student: _said(r) for r in results},
        look_at=[(k, r) for k, r in enumerate(results, 1) if r.flags],
    )


class Said(NamedTuple):
    """What was said to some answers of a student, in the same words."""

    verdict: str
    message: str
    remarks: tuple[str, ...]
    questions: list[QuestionResult]


def _said(result: SubmissionResult) -> list[Said]:
    """All there is to say that a mark does not say."""
    said: dict[tuple[str, str, tuple[str, ...]], Said] = {}
    for q in result.questions:
        message = "" if q.verdict in SILENT else sentence(q.message)
        if message or q.remarks:
            same = (q.verdict, message, q.remarks)
            said.setdefault(same, Said(*same, [])).questions.append(q)
    return list(said.values())


def _column(full_id: str, by_id: Mapping[str, Mapping[str, QuestionResult]]) -> Column:
    answers = [q for known in by_id.values() if (q := known.get(full_id)) and q.points]
    points = sum(q.points for q in answers if q.verdict != "pending")
    percent = 100 * sum(q.score for q in answers) / points if points else 0.0
    topic, _, name = full_id.partition(".")
    return Column(full_id, topic, name, percent)


def _finding(results: Sequence[SubmissionResult], columns: Sequence[Column]) -> str:
    """What the page says first, in words."""
    said = counted(len(results), "submission") + "."
    if len(results) > 1:
        lower, median, upper = quartiles(results)
        said += f" Half of them have {median} % or more; the middle half, {lower} to {upper} %."
    if results and columns:
        hardest = min(columns, key=lambda column: column.percent)
        said += f" Hardest is {hardest.id}, with {hardest.percent:.0f} % of its points."
    told = Counter(message for r in results for message in {*_mistakes(r)})
    for message, times in told.most_common(1):
        if times > 1:
            said += f" The mistake to talk about: “{message}” ({counted(times, 'student')})."
    return said


def _mistakes(result: SubmissionResult) -> list[str]:
    """The mistakes of a student that have a name."""
    return [clean(q.findings[0].message, 120) for q in result.questions if q.findings]
