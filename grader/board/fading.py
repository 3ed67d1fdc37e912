"""The vanishing gradient as a picture: how large each contribution is, step by step back in time,
for loops of a given spectral radius.
"""

from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from grader.board.deck import Deck
from grader.board.sizes import sizes
from grader.explain.fading import Bar, Panel, Slot, of_sizes
from grader.explain.fading import fading as drawn
from grader.model.graph import Leaf

MOST_STEPS = 24
MOST_PERCENT = 200
Runs = Mapping[str, Mapping[str, float]]
"""Sizes that a program computed, by heading and by name: see results.QuestionResult.drawn."""
OWN = "What your own program computed, when it was last checked"
SAID = "Size of each contribution, by the step it stems from, on a logarithmic scale"


class Sliders(NamedTuple):
    """Where the sliders stand; the spectral radius in percent."""

    model: str
    weight: str
    steps: int
    percent: int

    def within(self, deck: Deck) -> "Sliders":
        """The same, with what does not exist put right."""
        models = deck.recurrent
        model = self.model if self.model in models else next(iter(models))
        weight = self.weight if self.weight in models[model] else models[model][0]
        steps = max(1, min(self.steps, MOST_STEPS))
        return Sliders(model, weight, steps, max(0, min(self.percent, MOST_PERCENT)))


def fading(deck: Deck, sliders: Sliders, own: Runs | None = None) -> str:
    """The picture, and what it says in one sentence; below it the reader's own numbers, if any."""
    sliders = sliders.within(deck)
    radius = sliders.percent / 100
    found = sizes(deck.model(sliders.model), sliders.steps, sliders.weight, radius)
    largest = max(found.values(), default=0.0) or 1.0
    shares = {leaf: size / largest for leaf, size in found.items()}
    picture = drawn([_panel(shares, sliders.steps)], SAID, "page")
    told = picture + f"<p>{escape(sentence(shares, sliders))}</p>"
    return told + (f"<p>{OWN}:</p>{drawn(of_sizes(own), OWN, 'page')}" if own else "")


def sentence(shares: dict[Leaf, float], sliders: Sliders) -> str:
    """How much the oldest contribution counts beside the largest."""
    said = f"Spectral radius {sliders.percent / 100:.2f}, {sliders.steps} steps: "
    if len(shares) < 2:
        return said + f"{sliders.weight} has one contribution, the newest."
    oldest = min(shares, key=lambda leaf: leaf.step)
    part = shares[oldest]
    return said + (
        f"the contribution that stems from {oldest} is {_percent(part)} of the largest."
        if part < 0.995
        else f"the contribution that stems from {oldest} is the largest."
    )


def _percent(part: float) -> str:
    """A share in words.

    >>> _percent(0.25), _percent(1.2e-7)
    ('25 %', 'less than a millionth')
    """
    if part < 1e-6:
        return "less than a millionth"
    return f"{100 * part:.2g} %"


def _panel(shares: dict[Leaf, float], steps: int) -> Panel:
    slots = []
    for t in range(1, steps + 1):
        bars = [
            Bar(f"{leaf}: {_percent(share)} of the largest", share)
            for leaf, share in shares.items()
            if leaf.step == t
        ]
        slots.append(Slot(f"t = {t}" if t == 1 else str(t), bars))
    return Panel("", slots)
