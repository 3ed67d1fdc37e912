"""What the page says in words, as HTML.  All that comes from a student is cleaned and escaped."""

import re
from collections.abc import Iterable
from html import escape

from grader.board.deck import Card, Deck
from grader.board.scene import MOST_STEPS, Scene
from grader.board.unfinished import Readable
from grader.formula import mathml, parse
from grader.judge.verdict import Judgement
from grader.report.words import LOOKS, clean, number, sentence

WITHHELD = (
    '<p class="soft">The picture would give the equation away. It comes when yours is right.</p>'
)
CODE = re.compile("`([^`]+)`")
TYPESET = 1_500  # characters: a formula of the course has a few hundred
START = "Write the first derivative, or press an arrow of the picture."


def title(scene: Scene) -> str:
    """The heading."""
    points = scene.card.points
    worth = f" {number(points)} point{'s' * (points != 1)}" if points and not scene.practice else ""
    note = "in practice" if scene.practice else worth
    return f'{escape(scene.card.title)} <span class="soft">{escape(scene.card.id)} {note}</span>'


def asked(scene: Scene) -> str:
    """What is asked: the course's own words, or what has become of it."""
    if not scene.practice or scene.asked is None:
        return scene.card.statement
    target = scene.asked
    formula = mathml(parse(f"d{target.error}[{target.last}]/d{target.bottom}"))
    via = f", by way of its use at {target.via[0]}[{target.via[1]}] alone" if target.via else ""
    since = f", what lies before step {target.since} held still" if target.since else ""
    return (
        f"<p>For practice: {formula} of the model <b>{escape(scene.model.name)}</b>{via}{since}. "
        "Nothing of it is saved as an answer.</p>"
    )


def controls(scene: Scene) -> str:
    """Model, weight and horizon: what can be changed about a question."""
    if scene.asked is None or scene.card.kind == "count":
        return ""
    models = scene.deck.recurrent
    weights = models.get(scene.model.name, ())
    letter = next(iter(scene.letters), "")
    steps = f"steps drawn, T = {scene.steps}" if letter else f"horizon T = {scene.steps}"
    return (
        f"{_choice('model', 'model', models, scene.model.name)}"
        f"{_choice('weight', 'derivative for', weights, scene.asked.bottom)}"
        f'<label for="steps">{steps} <input id="steps" type="range" min="1" max="{MOST_STEPS}" '
        f'value="{scene.steps}"/></label>'
        + (
            '<button id="as-asked" type="button">Back to the question</button>'
            if scene.practice
            else ""
        )
    )


def _choice(name: str, said: str, options: Iterable[str], now: str) -> str:
    listed = "".join(_option(option, option, option == now) for option in options)
    return f'<label for="{name}">{said} <select id="{name}">{listed}</select></label>'


def _option(value: str, said: str, chosen: bool) -> str:
    mark = ' selected=""' if chosen else ""
    return f'<option value="{escape(value)}"{mark}>{escape(said)}</option>'


def questions(deck: Deck) -> str:
    """The questions to choose from, by topic."""
    topics = dict.fromkeys(name.partition(".")[0] for name in deck.cards)
    return "".join(
        f'<optgroup label="{escape(topic)}">'
        + "".join(
            _option(card.id, f"{card.id}: {card.title}", False)
            for card in deck.cards.values()
            if card.id.partition(".")[0] == topic
        )
        + "</optgroup>"
        for topic in topics
    )


def echo(found: Readable | None, text: str) -> str:
    """What was read, typeset; what follows and cannot be read yet stands behind it."""
    if found is None:
        return f"<code>{escape(clean(text))}</code>" if text.strip() else ""
    if len(text) > TYPESET:
        return f"<code>{escape(clean(text))}</code>"
    rest = f' <code class="rest">{escape(clean(found.rest))}</code>' if found.rest.strip() else ""
    return mathml(found.node) + rest


def said(scene: Scene, judged: Judgement) -> str:
    """The verdict: a mark, a word, one or two sentences."""
    look = LOOKS[judged.verdict]
    if judged.verdict == "unanswered":
        return f'<p class="soft">{START if scene.card.kind == "chain" else "Write a formula."}</p>'
    if judged.verdict == "invalid":
        head, role = "· not a formula yet", "soft"
    else:
        head, role = f"{look.mark} {look.word}", look.role
    worth = ""
    if scene.card.points and not scene.practice and 0 < judged.share < 1:
        points = number(scene.card.points)
        worth = f' <span class="soft">{number(judged.share * scene.card.points)} of {points}</span>'
    remarks = "".join(f'<p class="soft">{_told(remark)}</p>' for remark in judged.remarks)
    return f'<p><b class="{role}">{head}</b>{worth} {_told(judged.message)}</p>{remarks}'


def _told(text: str) -> str:
    return CODE.sub(r"<code>\1</code>", escape(sentence(clean(text, 600))))


def hints(card: Card, count: int, right: bool) -> str:
    """The hints that were asked for, or what is worth noticing once the answer is right."""
    if right:
        return f"<p><b>Did you notice?</b> {escape(card.notice)}</p>" if card.notice else ""
    heads = ("Look", "A question", "A longer hint")
    given = list(zip(heads, card.hints, strict=False))[: max(0, count)]
    told = "".join(
        f'<p><span class="soft">{k} of {len(card.hints)}</span> <b>{head}.</b> {escape(hint)}</p>'
        for k, (head, hint) in enumerate(given, 1)
    )
    if len(given) == len(card.hints):
        return told
    more = "Another hint" if given else "Give me a hint"
    return f'{told}<p><button id="hint" type="button">{more}</button></p>'
