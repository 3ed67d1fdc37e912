"""What stands on the board: a question as it is asked, or the same for another model, weight or
horizon.

>>> scene = staged(_rnn(), Wish("q", steps=5))
>>> scene.target, scene.practice, scene.steps
('dE[5]/dWs via s[2]', True, 5)
>>> staged(_rnn(), Wish("q")).practice
False
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from grader.board.deck import Card, Deck
from grader.judge.asking import Asking
from grader.judge.question import Question
from grader.judge.verdict import Policy
from grader.model.declaration import Model
from grader.model.graph import Leaf
from grader.model.targets import Derivative, Step, Value

STEPS = 3
MOST_STEPS = 8


class Wish(NamedTuple):
    """What a reader wants to see: a question, and what to change about it (nothing: as asked)."""

    question: str
    model: str = ""
    weight: str = ""
    steps: int = 0


@dataclass(frozen=True)
class Scene:
    """A question, the model it is asked about, and over how many steps it is drawn."""

    deck: Deck
    card: Card
    model: Model
    asked: Derivative | None
    steps: int
    practice: bool

    @property
    def key(self) -> str:
        """Under which name its draft is kept."""
        return f"{self.card.id}{', in practice' if self.practice else ''}"

    @property
    def target(self) -> str:
        """What is asked for, in the language of the model."""
        return spelt(self.asked) if self.practice and self.asked else self.card.answer

    @cached_property
    def question(self) -> Question:
        """The question for the judge."""
        if not self.practice:
            return self.deck.question(self.card)
        policy = Policy(partial=self.deck.partial)
        return Question(
            self.deck.question(self.card).kind, self.model, self.target, self.card.update,
            self.card.ordered, policy=policy,
        )  # fmt: skip

    @cached_property
    def asking(self) -> Asking | None:
        """The derivative whose paths are drawn."""
        return Asking(self.model, self.asked) if self.asked else None

    @cached_property
    def letters(self) -> Mapping[str, int]:
        """What the letter of the horizon stands for in the picture."""
        letter = self.asking.letter if self.asking else ""
        last = self.asked.last if self.asked else Step("", 0)
        return {letter: self.steps - last.offset} if letter else {}

    def written(self, leaf: Leaf) -> str:
        """A variable as it is typed: s3, or s[N-1] where the horizon has a letter."""
        if leaf.time is None or not self.letters or leaf.time == 0:
            return str(leaf)
        ((letter, n),) = self.letters.items()
        return f"{leaf.name}[{Step(letter, leaf.time - n)}]"


def staged(deck: Deck, wish: Wish) -> Scene:
    """The scene that is wished for; what does not exist is taken as it is asked.  Raises KeyError
    for a question that is none.
    """
    card = deck.cards[wish.question]
    own = card.drawn
    if own is None:
        target = card.target
        fixed = isinstance(target, Value) and not target.last.base
        steps = target.last.offset if isinstance(target, Value) and fixed else 2
        return Scene(deck, card, deck.model(card.model), None, max(1, steps), False)
    name = wish.model if wish.model in deck.recurrent and card.kind != "count" else card.model
    model = deck.model(name)
    weight = wish.weight if wish.weight in model.weights else ""
    weight = weight or (own.bottom if own.bottom in model.shapes else _similar(model))
    steps = _steps(own, wish.steps)
    same = (name, weight) == (card.model, own.bottom)
    asked = own if same else own._replace(error=model.error, bottom=weight, via=None, at=None)
    if asked.via and not asked.last.base and asked.via[1].at(0) > steps:
        asked = asked._replace(via=None)
    if not asked.last.base and card.kind != "count":
        asked = asked._replace(last=Step("", steps))
    return Scene(deck, card, model, asked, steps, asked != own)


def _steps(own: Derivative, wished: int) -> int:
    least = 1 if own.last.base == "" else max(1, 1 + own.last.offset)
    usual = STEPS if own.last.base else own.last.offset
    return max(least, min(wished or usual, MOST_STEPS))


def _similar(model: Model) -> str:
    """The weight that leads a state to itself, one step later; else the first there is."""
    square = (w for w, shape in model.weights.items() if len(shape) == 2 and shape[0] == shape[1])
    return next(square, next(iter(model.weights)))


def spelt(target: Derivative) -> str:
    """A derivative in the language of the model.

    >>> from grader.model.targets import read_target
    >>> spelt(read_target("dE[t+1]/dU since t")), spelt(read_target("dE[1..N]/dWs via s[2]"))
    ('dE[t+1]/dU since t', 'dE[1..N]/dWs via s[2]')
    """
    low = f"{target.first}.." if target.first else ""
    at = f"[{target.at}]" if target.at else ""
    via = f" via {target.via[0]}[{target.via[1]}]" if target.via else ""
    since = f" since {target.since}" if target.since else ""
    by_path = " by path" if target.by_path else ""
    return f"d{target.error}[{low}{target.last}]/d{target.bottom}{at}{via}{since}{by_path}"


def _rnn() -> Deck:
    """A deck of one question, for the examples here."""
    text = (
        "inputs: x[n], d[m]\nstates: s[h], y[m]\nweights: Wx[n, h], Ws[h, h], Wy[h, m]\n"
        "s[t] = tanh(x[t] @ Wx + s[t-1] @ Ws)\ny[t] = s[t] @ Wy\nE[t] = sum((d[t] - y[t])**2)\n"
    )
    card = Card("q", "", "", "chain", "dE[3]/dWs via s[2]", "rnn", 1)
    return Deck("", {"q": card}, {"rnn": text})
