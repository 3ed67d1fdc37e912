"""The feedback card of one question: HTML that needs nothing from elsewhere, and plain text."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from markupsafe import escape

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

    All text is escaped here, or is `coded`.  `picture` is our own SVG and is put in as it is;
    `hints` are folded, the first one first; `following` says what to do next.
    """
    look, name = LOOKS[question.verdict], escape(clean(title or question.id))
    points = f"<b>{number(question.score)}</b> of {number(question.points)} points"
    lines = [
        f'<section class="bptt {look.role} tex2jax_ignore mathjax_ignore"'
        f' aria-label="Feedback for {name}">',
        *([f"<style>\n{_style()}</style>"] if styled else []),
        f'<header><span class="mark">{look.mark} {look.word}</span><span>{name}</span>'
        f'<span class="score">{points}</span></header>',
        f'<p class="verdict">{coded(said(question))}</p>',
        *_read_as(question),
        *_contributions(question),
        *(f"<p>{coded(text)}</p>" for text in _more(question)),
        *_soft(_deviation(question)),
        *([f"<figure>{picture}</figure>"] if picture else []),
        *_folded(hints),
        *_soft(following),
        "</section>",
    ]
    return "\n".join(lines)


@cache
def _style() -> str:
    return Path(__file__).with_name("card.css").read_text(encoding="utf-8").rstrip()


def _read_as(question: QuestionResult) -> Iterator[str]:
    if question.read_as:
        text = escape(clean(question.read_as))
        yield f'<p><span class="soft">read as</span> <code>{text}</code></p>'


def _contributions(question: QuestionResult) -> Iterator[str]:
    if not question.contributions:
        return
    known = sizes(question)
    heads = ["stems from", *(["size"] if known else []), "in your answer"]
    titles = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield f"<table>\n<thead><tr>{titles}</tr></thead>\n<tbody>"
    for place, word in question.contributions.items():
        bar = f'<td><i class="size" style="--n:{known.get(place, 0)}"></i></td>' if known else ""
        yield (
            f'<tr class="{WORDS.get(word, "bad")}">'
            f'<th scope="row">{escape(clean(place, 40))}</th>{bar}'
            f'<td><span class="is">{escape(clean(word, 80))}</span></td></tr>'
        )
    yield "</tbody>\n</table>"


def _soft(text: str) -> Iterator[str]:
    if text:
        yield f'<p class="soft">{escape(text)}</p>'


def _folded(hints: Sequence[str]) -> Iterator[str]:
    for k, hint in enumerate(hints, 1):
        summary = f"<summary>Hint {k} of {len(hints)}</summary>"
        yield f"<details>{summary}<p>{escape(hint)}</p></details>"


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
