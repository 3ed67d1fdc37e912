"""From a result to what nbgrader keeps and shows: points of a cell, a comment, a card."""

from collections.abc import Mapping
from typing import NamedTuple

from grader.notebooks.restore import Layout
from grader.notebooks.source import Json
from grader.report.card import card, said
from grader.report.words import LOOKS, clean, number, sentence
from grader.results import QuestionResult, SubmissionResult

NO_RESPONSE = "No response."  # nbgrader's own words
BY_HAND = "This cell of tests is not run: it is to be graded by hand."
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "\\": "∖", "$": "＄"})


class Marking(NamedTuple):
    """What is known of one notebook: points by test cell (None: by hand), comments by answer,
    cards by test cell.
    """

    points: dict[str, float | None]
    comments: dict[str, str | None]
    cards: dict[str, str]


def marking(result: SubmissionResult, given: Layout, titles: Mapping[str, str]) -> Marking:
    """The marks of a notebook.  Points are a share of what the gradebook says the cell is worth."""
    results = {q.id: q for q in result.questions if q.verdict != "pending"}
    points: dict[str, float | None] = {}
    cards: dict[str, str] = {}
    said_of: dict[str, list[QuestionResult]] = {}
    answers = given.answers
    for cell in given.known:
        if not cell.tests:
            continue
        question = results.get(cell.question or "")
        points[cell.grade_id] = _points(question, cell.points or 0.0) if question else None
        if question:
            cards[cell.grade_id] = card(question, titles.get(question.id, ""))
            if question.id in answers:
                said_of.setdefault(answers[question.id], []).append(question)
    comments = {grade_id: _comment(questions) for grade_id, questions in said_of.items()}
    _remark(comments, result)
    return Marking(points, comments, cards)


def _points(question: QuestionResult, worth: float) -> float:
    share = question.score / question.points if question.points else 0.0
    return min(max(float(f"{share * worth:.6g}"), 0.0), worth)


def _comment(questions: list[QuestionResult]) -> str | None:
    """What is said of an answer; None where there is nothing to say."""
    if questions and all(q.verdict == "unanswered" and not _reason(q) for q in questions):
        return NO_RESPONSE
    lines = [_line(q, several=len(questions) > 1) for q in questions]
    return "\n\n".join(line for line in lines if line) or None


def _reason(q: QuestionResult) -> str:
    """Why an answer was not found: a cell that is not Python yet, a cell of text."""
    return q.message.partition(": ")[2]


def _line(q: QuestionResult, *, several: bool) -> str:
    if q.verdict == "correct" and not q.remarks:
        return ""
    points = f"{number(q.score)} of {number(q.points)} points"
    name = f"{q.id.partition('.')[2]}: " if several else ""
    remarks = " ".join(sentence(clean(remark)) for remark in q.remarks)
    return harmless(f"{name}{LOOKS[q.verdict].word}, {points}. {said(q)} {remarks}".rstrip())


def _remark(comments: dict[str, str | None], result: SubmissionResult) -> None:
    """What there is to say of the whole file stands with its first answer."""
    first = next(iter(comments), None)
    if first is not None and result.remarks:
        notes = harmless(" ".join(sentence(clean(remark, 200)) for remark in result.remarks[:5]))
        comments[first] = "\n\n".join(part for part in (comments[first], notes) if part)


def harmless(text: str) -> str:
    """Text that stays text where nbgrader reads comments as Markdown, HTML and TeX.

    >>> harmless("[x](javascript:a) <b> [y]: z")
    '[x] (javascript:a) ‹b› [y] : z'
    """
    return text.translate(_HARMLESS).replace("](", "] (").replace("]:", "] :").replace("][", "] [")


def fill(book: Json, marks: Marking) -> Json:
    """Put the outputs into the cells of tests: points as nbgrader reads them, and the card."""
    for cell in book["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in marks.points and cell["cell_type"] == "code":
            cell["outputs"] = [output(marks.points[grade_id], marks.cards.get(grade_id, ""))]
            cell["execution_count"] = 1
    return book


def output(points: float | None, html: str) -> Json:
    """The result of a cell of tests."""
    if points is None:
        return {"output_type": "stream", "name": "stdout", "text": f"{BY_HAND}\n"}
    data = {"text/plain": repr(points), "text/html": html}
    return {"output_type": "execute_result", "data": data, "execution_count": 1, "metadata": {}}
