"""grades.csv: a row a student, a column a question.  Safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from grader.report.words import clean, number
from grader.results import SubmissionResult

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # what a formula begins with


def grades(results: Sequence[SubmissionResult], questions: Sequence[str]) -> str:
    """The table as CSV: student, score, points, percent, one column a question, flags."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", "score", "points", "percent", *questions, "flags"])
    for result in results:
        scores = {q.id: number(q.score) if q.verdict != "pending" else "" for q in result.questions}
        totals = [number(result.score), number(result.points), f"{result.percent:.1f}"]
        row = [
            cell(result.student),
            *totals,
            *(scores.get(q, "") for q in questions),
            cell(" ".join(result.flags)),
        ]
        writer.writerow(row)
    return out.getvalue()


def cell(text: str) -> str:
    """Text that a spreadsheet will not take for a formula, nor any part of it where the spreadsheet
    expects a semicolon between cells.

    >>> cell("=1+1"), cell("s001"), cell("see;=1+1")
    ("'=1+1", 's001', 'see; =1+1')
    """
    shown = clean(text)
    for sign in FORMULA:
        shown = shown.replace(f";{sign}", f"; {sign}")
    return f"'{shown}" if shown[:1] in FORMULA else shown
