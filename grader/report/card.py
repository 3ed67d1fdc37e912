"""The feedback card of one question: HTML that needs nothing from elsewhere, and plain text."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from grader.report.contributions import sizes
from grader.report.words import LOOKS, clean, coded, number, sentence, unnamed
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

    All text is escaped here: `Markup` escapes what is put into it.  `picture` is our own SVG and is
    put in as it is; `hints` are folded, the first one first; `following` says what to do next.
    """
    look, name = LOOKS[question.verdict], clean(title or question.id)
    lines = [
        Markup(
            '<section class="bptt %s tex2jax_ignore mathjax_ignore" aria-label="Feedback for %s">'
        )
        % (look.role, name),
        *([Markup("<style>\n%s</style>") % _style()] if styled else []),
        Markup(
            '<header><span class="mark">%s %s</span><span>%s</span>'
            '<span class="score"><b>%s</b> of %s points</span></header>'
        )
        % (look.mark, look.word, name, number(question.score), number(question.points)),
        Markup('<p class="verdict">%s</p>') % coded(said(question)),
        *_read_as(question),
        *_contributions(question),
        *(Markup("<p>%s</p>") % coded(text) for text in _more(question)),
        *_soft(_deviation(question)),
        *([Markup("<figure>%s</figure>") % Markup(picture)] if picture else []),
        *_folded(hints),
        *_soft(following),
        "</section>",
    ]
    return "\n".join(lines)


@cache
def _style() -> Markup:
    return Markup(Path(__file__).with_name("card.css").read_text(encoding="utf-8").rstrip())


def _read_as(question: QuestionResult) -> Iterator[Markup]:
    if question.read_as:
        read = Markup('<p><span class="soft">read as</span> <code>%s</code></p>')
        yield read % clean(question.read_as)


def _contributions(question: QuestionResult) -> Iterator[Markup]:
    if not question.contributions:
        return
    known = sizes(question)
    heads = ["stems from", *(["size"] if known else []), "in your answer"]
    titles = Markup("").join(Markup('<th scope="col">%s</th>') % head for head in heads)
    yield Markup("<table>\n<thead><tr>%s</tr></thead>\n<tbody>") % titles
    bar = Markup('<td><i class="size" style="--n:%s"></i></td>')
    row = Markup('<tr class="%s"><th scope="row">%s</th>%s<td><span class="is">%s</span></td></tr>')
    for place, word in question.contributions.items():
        size = bar % known.get(place, 0) if known else ""
        yield row % (WORDS.get(word, "bad"), clean(place, 40), size, clean(word, 80))
    yield Markup("</tbody>\n</table>")


def _soft(text: str) -> Iterator[Markup]:
    if text:
        yield Markup('<p class="soft">%s</p>') % text


def _folded(hints: Sequence[str]) -> Iterator[Markup]:
    one = Markup("<details><summary>Hint %s of %s</summary><p>%s</p></details>")
    for k, hint in enumerate(hints, 1):
        yield one % (k, len(hints), hint)


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
