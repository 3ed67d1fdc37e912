"""report.html: the class on one page, without scripts and without anything from elsewhere."""

from collections.abc import Sequence
from pathlib import Path

from grader.report.words import LOOKS, clean, number
from grader.results import SubmissionResult


def page(title: str, results: Sequence[SubmissionResult], questions: Sequence[str]) -> str:
    """The page as text.  Student text is cleaned here and escaped by the template."""
    from jinja2 import Environment, FileSystemLoader

    folder = Path(__file__).parent
    engine = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters |= {"number": number, "clean": clean}
    percents = sorted(r.percent for r in results)
    return engine.get_template("report.j2").render(
        title=title,
        results=results,
        questions=questions,
        looks=LOOKS,
        median=percents[len(percents) // 2] if percents else None,
        by_id={r.student: {q.id: q for q in r.questions} for r in results},
    )
