"""The vanishing gradient as a picture: how large each contribution is, step by step back in time,
for loops of a given spectral radius.
"""

import math
from html import escape
from typing import NamedTuple

from grader.board.deck import Deck
from grader.board.sizes import sizes
from grader.explain.sheet import tag
from grader.model.graph import Leaf

MOST_STEPS = 24
MOST_PERCENT = 200
WIDE, HIGH, LEFT, TOP, BOTTOM = 640, 240, 44, 12, 34
DECADES = 6


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


def fading(deck: Deck, sliders: Sliders) -> str:
    """The picture, and what it says in one sentence."""
    sliders = sliders.within(deck)
    radius = sliders.percent / 100
    found = sizes(deck.model(sliders.model), sliders.steps, sliders.weight, radius)
    largest = max(found.values(), default=0.0) or 1.0
    shares = {leaf: size / largest for leaf, size in found.items()}
    return _svg(shares, sliders) + f"<p>{escape(sentence(shares, sliders))}</p>"


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


def _svg(shares: dict[Leaf, float], sliders: Sliders) -> str:
    room = (WIDE - LEFT - 8) / max(1, sliders.steps)
    floor = HIGH - BOTTOM
    parts = [_line(k) for k in range(DECADES + 1)]
    by_step: dict[int, list[Leaf]] = {}
    for leaf in shares:
        by_step.setdefault(leaf.step, []).append(leaf)
    for t in range(1, sliders.steps + 1):
        users = by_step.get(t, [])
        for k, leaf in enumerate(users):
            wide = room * 0.7 / len(users)
            x = LEFT + room * (t - 0.85) + k * wide
            tall = _height(shares[leaf])
            bar = {"x": f"{x:.1f}", "y": f"{floor - tall:.1f}", "width": f"{wide:.1f}"}
            label = f"{leaf}: {_percent(shares[leaf])} of the largest"
            parts.append(
                tag("rect", tag("title", label), **bar, height=f"{tall:.1f}", class_="bar-part")
            )
        if sliders.steps <= 12 or t % 4 == 0 or t == 1:
            parts.append(_text(LEFT + room * (t - 0.5), floor + 16, f"t = {t}" if t == 1 else t))
    said = "Size of each contribution, by the step it stems from, on a logarithmic scale"
    return tag(
        "svg", "".join([tag("title", said), *parts]), viewBox=f"0 0 {WIDE} {HIGH}", width=WIDE,
        height=HIGH, role="img", aria_label=said, class_="bptt-picture",
    )  # fmt: skip


def _height(share: float) -> float:
    """Six decades, one above the other."""
    decades = DECADES + math.log10(share) if share > 0 else 0.0
    return max(1.0, decades * (HIGH - BOTTOM - TOP) / DECADES)


def _line(k: int) -> str:
    """A hairline for a power of ten, named at every other one."""
    y = TOP + k * (HIGH - BOTTOM - TOP) / DECADES
    line = tag("line", x1=LEFT, x2=WIDE, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="hair")
    names = {0: "1", 2: "1 %", 4: "0.01 %", 6: "10⁻⁶"}
    return line + (_text(LEFT - 6, y + 4, names[k], "end") if k in names else "")


def _text(x: float, y: float, said: object, anchor: str = "middle") -> str:
    return tag("text", escape(str(said)), x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)
