"""The feedback card of one question: HTML that needs nothing from elsewhere, and plain text."""

from collections.abc import Sequence

from grader.report.contributions import sizes
from grader.report.templates import template
from grader.report.words import LOOKS, clean, number, sentence, unnamed
from grader.results import QuestionResult

RIGHT = "Right."
WORDS = {"right": "ok", "missing": "miss"}  # of a contribution; any other word is a mistake


def card(
    question: QuestionResult,
    title: str = "",
    picture: str = "",
    hints: Sequence[str] = (),
    following: str = "",
    styled: bool = True,
) -> str:
    """One question as HTML, to be put into any page, light or dark; where many stand on one page,
    `styled` is False and the page holds card.css once.

    All text is escaped here.  `picture` is our own SVG and is put in as it is; `hints` are folded,
    the first one first; `following` says what to do next.
    """
    return template("card.j2").render(
        q=question,
        look=LOOKS[question.verdict],
        title=clean(title or question.id),
        said=said(question),
        more=_more(question),
        deviation=_deviation(question),
        roles=WORDS,
        picture=picture,
        hints=hints,
        following=following,
        styled=styled,
        sizes=sizes(question),
    )


def plain(question: QuestionResult, title: str = "", following: str = "") -> str:
    """The same as lines of text, for where there is no HTML."""
    look = LOOKS[question.verdict]
    points = f"{number(question.score)} of {number(question.points)} points"
    lines = [f"{look.mark} {look.word}  {title or question.id}  {points}", f"  {said(question)}"]
    if question.read_as:
        lines.append(f"  read as  {clean(question.read_as)}")
    lines += [f"  {clean(place)}: {clean(word)}" for place, word in question.contributions.items()]
    lines += [f"  {text}" for text in (*_more(question), _deviation(question), following) if text]
    return "\n".join(lines)


def said(question: QuestionResult) -> str:
    """The verdict in a sentence."""
    if question.verdict == "correct" and not question.message:
        return RIGHT
    return sentence(clean(question.message)) or f"{LOOKS[question.verdict].word.capitalize()}."


def _more(question: QuestionResult) -> list[str]:
    """What there is to say besides: findings that the message does not name, and remarks."""
    return [sentence(clean(text)) for text in (*unnamed(question), *question.remarks)]


def _deviation(question: QuestionResult) -> str:
    if question.verdict not in {"incorrect", "partial"} or question.max_error is None:
        return ""
    return f"Largest deviation: {question.max_error:.2g} of the largest entry."
