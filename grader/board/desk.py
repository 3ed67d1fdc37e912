"""The desk: a deck, the drafts on it, and answers to what the page asks.  The same behind the
server and in a browser.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader.board.deck import Deck, from_json
from grader.board.fading import Runs, Sliders, fading
from grader.board.press import pressed
from grader.board.scene import Wish, staged
from grader.board.state import Typed, shown
from grader.formula.errors import LENGTH

Reply = dict[str, object]
MOST_DRAFT = 4 * LENGTH


class BadRequest(ValueError):
    """A question of the page that is none: what is wrong with it."""


@dataclass
class Desk:
    """Answers requests; `keep(name, text)` is told of every draft, and `own()` tells what the
    reader's programs computed.
    """

    deck: Deck
    drafts: dict[str, str] = field(default_factory=dict)
    keep: Callable[[str, str], None] = lambda name, text: None
    own: Callable[[], Runs] = dict

    def reply(self, request: Mapping[str, object]) -> Reply:
        """The answer to one request, as data.  Raises BadRequest."""
        if "radius" in request:
            model, weight = (_text(request, key, 40) for key in ("model", "weight"))
            steps, percent = (_number(request, key) for key in ("steps", "radius"))
            sliders = Sliders(model, weight, steps, percent)
            return {"html": fading(self.deck, sliders, self.own())}
        wish = self.wish(request)
        scene = staged(self.deck, wish)
        text = self._draft(scene.key, scene.card.id, request)
        if press := _text(request, "press", 60):
            put = pressed(scene, text[: _number(request, "cursor")], press)
            return {"insert": put.text, "said": put.said}
        seen = shown(self.deck, Typed(wish, text, _number(request, "hints")))
        return {**seen._asdict(), "text": text}

    def wish(self, request: Mapping[str, object]) -> Wish:
        """What is wished for.  Raises BadRequest for a question that is none."""
        question = _text(request, "question", 80)
        if question not in self.deck.cards:
            raise BadRequest("question: there is none of this name")
        model, weight = (_text(request, key, 40) for key in ("model", "weight"))
        return Wish(question, model, weight, _number(request, "steps"))

    def _draft(self, name: str, question: str, request: Mapping[str, object]) -> str:
        """The text that was sent, or else the draft that is kept."""
        if request.get("text") is None:
            return self.drafts.get(name, self.drafts.get(question, ""))
        text = _text(request, "text", MOST_DRAFT)
        if self.drafts.get(name, "") != text:
            self.drafts[name] = text
            self.keep(name, text)
        return text


def in_browser(deck: str) -> Callable[[str, str], str]:
    """The desk where there is no server: from a request and the drafts, both JSON, to the reply
    with the drafts that are to be `kept`.
    """
    kept: list[tuple[str, str]] = []
    desk = Desk(from_json(deck), {}, lambda name, text: kept.append((name, text)))

    def answer(request: str, drafts: str) -> str:
        kept.clear()
        desk.drafts.update({**json.loads(drafts), **desk.drafts})
        return json.dumps({**desk.reply(json.loads(request)), "kept": kept})

    return answer


def _text(request: Mapping[str, object], key: str, most: int) -> str:
    value = request.get(key, "")
    if not isinstance(value, str) or len(value) > most:
        raise BadRequest(f"{key}: text of at most {most:,} characters is expected")
    return value


def _number(request: Mapping[str, object], key: str) -> int:
    value = request.get(key, 0)
    if type(value) is not int or not 0 <= value <= MOST_DRAFT:
        raise BadRequest(f"{key}: a whole number from 0 to {MOST_DRAFT:,} is expected")
    return value
