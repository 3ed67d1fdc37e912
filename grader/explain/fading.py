"""How large something is at every step, on a logarithmic scale: as SVG for light and dark pages,
and in characters.

>>> print(lines(of_sizes({"weak": {"s0": 0.01, "s1": 1.0}})))
weak
s0  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆            0.01
s1  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆  1
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from grader.explain.sheet import FONT, name, paint, style, tag
from grader.model.graph import Leaf

WIDE, HIGH, LEFT, TOP, BOTTOM, HEAD = 640, 240, 52, 12, 34, 24
DECADES = 6
COLUMNS = 30  # of a bar in characters
SIGNS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Bar(NamedTuple):
    """One size, and what is said of it."""

    said: str
    size: float


class Slot(NamedTuple):
    """What stands above one place of the axis of time."""

    name: str
    bars: Sequence[Bar]


class Panel(NamedTuple):
    """The sizes of one run; its heading, if there are several."""

    said: str
    slots: Sequence[Slot]

    @property
    def top(self) -> int:
        """The power of ten above all sizes; that of 1 where they are no larger."""
        largest = max((bar.size for slot in self.slots for bar in slot.bars), default=1.0)
        return math.ceil(math.log10(largest) - 1e-9) if 0 < largest < math.inf else 0

    def height(self, size: float) -> float:
        """The part of the scale that a size fills, from 0 to 1."""
        if not size > 0:
            return 0.0
        return min(1.0, max(0.0, (math.log10(size) - self.top + DECADES) / DECADES))


def of_sizes(runs: Mapping[str, Mapping[str, float]]) -> list[Panel]:
    """Panels for runs of sizes, by the name of what each belongs to, oldest first."""
    return [
        Panel(said, [Slot(name, [Bar(f"{name}: {_number(n)}", n)]) for name, n in run.items()])
        for said, run in runs.items()
    ]


def fading(panels: Sequence[Panel], title: str, theme: str = "auto") -> str:
    """The picture: a bar for every size, hairlines for powers of ten; its description says the
    largest and the smallest of each run.
    """
    parts: list[str] = []
    y = 0.0
    for panel in panels:
        head = HEAD if panel.said else 0
        if panel.said:
            parts.append(_words(LEFT, y + 18, escape(panel.said), "ink", text_anchor="start"))
        parts += _panel(panel, y + head)
        y += head + HIGH
    high = round(y) or HIGH
    alone = theme != "page"
    paper = tag("rect", width=WIDE, height=high, **paint("paper")) if alone else ""
    body = [
        tag("title", escape(title)),
        tag("desc", escape(" ".join(map(described, panels)))),
        f"<style>{style(theme)}</style>" if alone else "",
        paper,
    ]
    return tag(
        "svg", "".join([*body, *parts]), xmlns="http://www.w3.org/2000/svg" if alone else None,
        viewBox=f"0 0 {WIDE} {high}", width=WIDE, height=high, role="img", aria_label=title,
        class_="bptt-picture", style="max-width:100%;height:auto" if alone else None,
    )  # fmt: skip


def described(panel: Panel) -> str:
    """What is seen, for who cannot see it."""
    sizes = {slot.name: max((b.size for b in slot.bars), default=0.0) for slot in panel.slots}
    if not sizes:
        return "Nothing is drawn."
    low, high = min(sizes, key=sizes.__getitem__), max(sizes, key=sizes.__getitem__)
    head = f"{panel.said}: " if panel.said else ""
    return f"{head}the largest is {high} with {_number(sizes[high])}, the smallest {low} with " + (
        f"{_number(sizes[low])}."
    )


def _number(size: float) -> str:
    return f"{size:.2g}"


def _panel(panel: Panel, y: float) -> Iterator[str]:
    floor, room = y + HIGH - BOTTOM, (WIDE - LEFT - 8) / max(1, len(panel.slots))
    for k in range(DECADES + 1):
        at = y + TOP + k * (HIGH - BOTTOM - TOP) / DECADES
        power = panel.top - k
        ends: dict[str, Any] = {"x1": LEFT, "x2": WIDE, "y1": f"{at:.1f}", "y2": f"{at:.1f}"}
        wide, ink = (1.0, "faint") if power else (1.6, "soft")
        yield tag("line", **ends, stroke_width=wide, **paint(stroke=ink))
        if power % 2 == 0:
            yield _words(LEFT - 6, at + 4, _power(power), text_anchor="end")
    every = 1 if len(panel.slots) <= 13 else 4
    for place, slot in enumerate(panel.slots):
        wide = room * 0.7 / max(1, len(slot.bars))
        for k, bar in enumerate(slot.bars):
            tall = max(1.0, panel.height(bar.size) * (HIGH - BOTTOM - TOP))
            box = {
                "x": f"{LEFT + room * (place + 0.15) + k * wide:.1f}",
                "y": f"{floor - tall:.1f}",
            }
            size = {"width": f"{wide:.1f}", "height": f"{tall:.1f}"}
            yield tag("rect", tag("title", escape(bar.said)), **box, **size, **paint("ok"))
        if place % every == 0:
            middle = LEFT + room * (place + 0.5)
            yield _words(middle, floor + 18, _subscript(slot.name), font_style="italic")


def _power(power: int) -> str:
    return "1" if not power else "10" if power == 1 else "10" + str(power).translate(SIGNS)


def _subscript(said: str) -> str:
    """s3 with a real subscript; anything else as it is."""
    found = re.fullmatch(r"([A-Za-z]+)(\d+)", said)
    return name(Leaf(found[1], int(found[2])), 13) if found else escape(said)


def _words(x: float, y: float, body: str, ink: str = "soft", **more: Any) -> str:
    style = {"text_anchor": "middle", "font_size": 13, "font_family": FONT}
    return tag("text", body, x=f"{x:.1f}", y=f"{y:.1f}", **{**style, **more}, **paint(ink))


def lines(panels: Sequence[Panel]) -> str:
    """The same in characters: the longer the bar, the more powers of ten."""
    said: list[str] = []
    for panel in panels:
        said += ["", panel.said] if panel.said and said else [panel.said] if panel.said else []
        wide = max((len(slot.name) for slot in panel.slots), default=0)
        for slot in panel.slots:
            for bar in slot.bars:
                full = "▆" * max(int(bar.size > 0), round(COLUMNS * panel.height(bar.size)))
                said.append(f"{slot.name:{wide}}  {full:{COLUMNS}}  {_number(bar.size)}")
    return "\n".join(said)
