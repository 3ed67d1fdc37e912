"""grades.csv: a row a student, a column a question.  Safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from grader.report.words import clean, number
from grader.results import SubmissionResult

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # what a formula begins with


def grades(
    results: Sequence[SubmissionResult], questions: Sequence[str], absent: Sequence[str] = ()
) -> str:
    """The table as CSV: student, score, points, percent, one column a question, flags.  Who is
    absent stands at its end, flagged so.
    """
    rows = []
    for result in results:
        scores = {q.id: number(q.score) if q.verdict != "pending" else "" for q in result.questions}
        totals = [number(result.score), number(result.points), f"{result.percent:.1f}"]
        row = [
            cell(result.student),
            *totals,
            *(scores.get(q, "") for q in questions),
            cell(" ".join(result.flags)),
        ]
        rows.append(row)
    points = number(max((result.points for result in results), default=0.0))
    for student in absent:
        rows.append([cell(student), "0", points, "0.0", *("" for _ in questions), "absent"])
    return sheet(["student", "score", "points", "percent", *questions, "flags"], rows)


def sheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV, with `\\n` line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
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
