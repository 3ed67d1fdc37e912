"""What goes into a card besides the verdict: the picture of an answer, and hints to unfold."""

import re

from grader.course import Course, Item
from grader.explain.fading import fading, of_sizes
from grader.explain.leading import LEADING
from grader.explain.marks import Known, shown
from grader.explain.picture import unrolled
from grader.results import QuestionResult

TOLD = {"incorrect", "partial"}
DRAWN = "What your program computed, on a logarithmic scale"


def known(result: QuestionResult | None) -> Known:
    """What the last check says of an answer's paths."""
    if result is None:
        return Known()
    evidence = result.findings[0].evidence if result.findings else {}
    said = re.fullmatch(r"N = (\d+)", evidence.get("shown for", ""))
    return Known(
        result.verdict == "correct",
        result.read_as,
        dict(result.contributions),
        int(said[1]) if said else None,
    )


def picture(item: Item, result: QuestionResult) -> str:
    """The sizes that an answer computed, or the paths of one that is not right yet, as SVG; ""
    where nothing is known of them.
    """
    if result.drawn:
        return fading(of_sizes(result.drawn), DRAWN)
    if result.verdict not in TOLD:
        return ""
    over, marks = shown(item, known(result))
    return unrolled(item.model, over, marks) if any(marks) else ""


def hints(course: Course, item: Item, result: QuestionResult) -> list[str]:
    """A leading question and a longer hint for an answer that is not right yet."""
    hint = course.hint(item.topic, item.question.id)
    if hint is None or result.verdict in {"correct", "pending"}:
        return []
    codes = [f.code for f in result.findings]
    return [next((LEADING[code] for code in codes if code in LEADING), hint.question), hint.longer]
