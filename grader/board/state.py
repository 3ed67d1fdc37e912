"""From what is written to what is seen: one pure function, called at every key.

>>> from grader.board.scene import Wish, _rnn
>>> seen = shown(_rnn(), Typed(Wish("q"), "dE3/dy3 * dy3/ds3 * ds3/ds2"))
>>> seen.verdict, "It stops at s2." in seen.html["picture"]
('incorrect', True)

Standard library only, and what this room needs of model, formula, judge and explain.  Nothing here
holds a reference: an answer is judged, drawn and spelt from the student's own text.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from grader.board import words
from grader.board.deck import Deck
from grader.board.press import targets
from grader.board.scene import Scene, Wish, staged
from grader.board.table import table
from grader.board.unfinished import readable, readings
from grader.explain.marks import MOST, of_terms, terms_of
from grader.explain.picture import Marks, unrolled
from grader.formula import FormulaError
from grader.judge.asking import Asking
from grader.judge.formulas import judge_formula
from grader.judge.strands import TooMany
from grader.judge.verdict import Judgement
from grader.model.declaration import Model
from grader.model.graph import Path


class Typed(NamedTuple):
    """What is wished for, what is written, and how many hints were asked for."""

    wish: Wish
    text: str
    hints: int = 0


class Seen(NamedTuple):
    """What the page shows: for each of its places the HTML.

    `mark` is where reading stopped, or -1; `own` tells whether this is the question as it is asked.
    """

    verdict: str
    mark: int
    own: bool
    html: Mapping[str, str]


def shown(deck: Deck, typed: Typed) -> Seen:
    """What there is to see.  Raises KeyError for a question that is none."""
    scene = staged(deck, typed.wish)
    judged = judge_formula(scene.question, typed.text)
    expected = _expected(scene)
    marks = _marks(scene, typed.text, judged, expected)
    html = {
        "title": words.title(scene),
        "asked": words.asked(scene),
        "controls": words.controls(scene),
        "echo": words.echo(readable(typed.text), typed.text),
        "said": words.said(scene, judged),
        "picture": _picture(scene, marks, judged),
        "table": table(scene, expected, marks, judged.verdict != "invalid") if marks.right else "",
        "hints": words.hints(scene.card, typed.hints, judged.verdict == "correct"),
    }
    mark = -1 if judged.position is None else judged.position
    return Seen(judged.verdict, mark, not scene.practice, html)


def _expected(scene: Scene) -> tuple[Path, ...]:
    """The paths that are asked for, if they are few enough to be drawn."""
    if scene.asking is None:
        return ()
    found = tuple(islice(scene.asking.at(scene.letters).paths(), MOST + 1))
    return found if len(found) <= MOST else ()


def _marks(scene: Scene, text: str, judged: Judgement, expected: tuple[Path, ...]) -> Marks:
    """The paths of what is written so far.  What is missing is dashed once something is right."""
    if scene.asking is None or scene.card.kind == "count":
        return Marks()
    if judged.verdict == "correct":
        return Marks(expected)
    if scene.card.kind != "chain" or not expected:
        return Marks()
    marks = _walked(scene, scene.asking, text)
    finished = judged.verdict != "invalid"
    return marks if marks.right and finished else marks._replace(missing=())


def _walked(scene: Scene, asking: Asking, text: str) -> Marks:
    """The marks of the longest beginning that is a chain of this model: `d+s` is none yet."""
    for found in readings(text):
        try:
            if terms := terms_of(asking, scene.letters, found.node):
                return of_terms(asking.at(scene.letters), terms)
        except FormulaError:
            continue
        except TooMany:
            break
    return Marks()


def _picture(scene: Scene, marks: Marks, judged: Judgement) -> str:
    if scene.asked is None and judged.verdict != "correct":
        return words.WITHHELD
    picture = _drawn(scene.model, scene.steps, marks)
    if scene.card.kind != "chain":
        return picture
    return picture.removesuffix("</svg>") + _targets(scene.model, scene.steps, scene) + "</svg>"


@lru_cache(maxsize=64)
def _drawn(model: Model, steps: int, marks: Marks) -> str:
    return unrolled(model, steps, marks, "page")


_layers: dict[tuple[Model, int, str], str] = {}


def _targets(model: Model, steps: int, scene: Scene) -> str:
    """The layer of what can be pressed; the same for all questions that spell it alike."""
    key = model, steps, str(dict(scene.letters))
    if key not in _layers:
        _layers[key] = targets(scene)
    return _layers[key]
