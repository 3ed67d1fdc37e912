"""The paper of a picture: lines, nodes, labels, pills as SVG, in colours a theme can change."""

from collections.abc import Sequence
from html import escape
from math import atan2, cos, hypot, sin
from typing import Any

from grader.explain.places import RADIUS, Arrow, Curve, Places, Point, at
from grader.model.graph import Leaf

# Okabe and Ito's blue, vermilion and purple, darker or lighter until they can be read.
LIGHT = {
    "paper": "#ffffff", "ink": "#1b2733", "soft": "#5b6875", "faint": "#c9d0d8", "fill": "#f4f6f8",
    "ok": "#0068a5", "miss": "#b84a00", "bad": "#a02f78", "on": "#ffffff",
}  # fmt: skip
DARK = {
    "paper": "#111418", "ink": "#e8ecf0", "soft": "#a3afbb", "faint": "#46505a", "fill": "#1d2329",
    "ok": "#5db8f0", "miss": "#ffa04d", "bad": "#f08cc8", "on": "#0c1014",
}  # fmt: skip
FONT = "STIX Two Text, Times New Roman, Georgia, serif"


def tag(kind: str, body: str = "", **attributes: Any) -> str:
    """An element; `stroke_width` becomes `stroke-width`, None is left out."""
    pairs = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{kind}{pairs}>{body}</{kind}>" if body else f"<{kind}{pairs}/>"


def paint(fill: str = "none", stroke: str = "") -> dict[str, Any]:
    """Colours as attributes, with the classes that let a theme change them."""
    classes = [f"bptt-f-{fill}"] * (fill != "none") + [f"bptt-s-{stroke}"] * bool(stroke)
    return {
        "fill": LIGHT.get(fill, "none"),
        "stroke": LIGHT[stroke] if stroke else None,
        "class_": " ".join(classes) or None,
    }


def name(leaf: Leaf, size: float, time: str = "") -> str:
    """W_s or s_3: a letter with a subscript, digits upright."""
    step = time or ("" if leaf.time is None else str(leaf.time))
    base, sub = (leaf.name, step) if step else (leaf.name[0], leaf.name[1:])
    style = "normal" if sub.isdigit() else "italic"
    low = tag(
        "tspan",
        escape(sub),
        dy=f"{size * 0.26:.1f}",
        font_size=f"{size * 0.72:.1f}",
        font_style=style,
    )
    return escape(base) + (low if sub else "")


class Sheet:
    """The paper: what lies below, the lines, and what lies on top."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.below: list[str] = []
        self.lines: list[str] = []
        self.above: list[str] = []

    def line(
        self,
        curve: Curve,
        stroke: str,
        width: float,
        side: float = 0,
        start: float = 0,
        **more: Any,
    ) -> None:
        """An arrow's line, moved aside by so many pixels, from a parameter on."""
        d = polyline(curve, side, start)
        self.lines.append(
            tag(
                "path",
                d=d,
                stroke_width=width,
                stroke_linecap="round",
                **{**paint(stroke=stroke), **more},
            )
        )

    def head(self, curve: Curve, colour: str, **more: Any) -> None:
        """The tip of an arrow."""
        (x, y), (px, py) = at(curve, 1), at(curve, 0.93)
        turn = atan2(y - py, x - px)
        tips = [(x, y)] + [(x - 8 * cos(turn + s), y - 8 * sin(turn + s)) for s in (0.42, -0.42)]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in tips)
        self.lines.append(tag("polygon", points=points, **{**paint(colour), **more}))

    def words(self, x: float, y: float, body: str, fill: str, size: float, **more: Any) -> None:
        """Text around a point."""
        style = {
            "text_anchor": "middle",
            "font_size": size,
            "font_family": FONT,
            "font_style": "italic",
        }
        self.above.append(
            tag("text", body, x=f"{x:.1f}", y=f"{y:.1f}", **{**style, **paint(fill), **more})
        )

    def node(
        self, leaf: Leaf, stroke: str, ink: str, width: float, time: str = "", **more: Any
    ) -> None:
        """A variable: a circle if it is computed, a rounded square if it is given."""
        x, y = self.places.nodes[leaf]
        given = leaf.name not in self.places.model.equations or leaf.time == 0
        r = RADIUS - 2 * given
        shape = {
            "x": f"{x - r:.1f}",
            "y": f"{y - r:.1f}",
            "width": 2 * r,
            "height": 2 * r,
            "rx": 5 if given else r,
        }
        self.above.append(
            tag(
                "rect",
                stroke_width=width,
                **{**shape, **paint("fill" if given else "paper", stroke), **more},
            )
        )
        self.words(x, y + 5.5, name(leaf, 18, time), ink, 18)

    def label(self, arrow: Arrow, fill: str) -> None:
        """The weight of an arrow, on paper, so that the line stops for it."""
        (x, y), box = self.places.labels[arrow]
        w = box.right - box.left - 6
        self.above.append(
            tag(
                "rect",
                x=f"{x - w / 2:.1f}",
                y=f"{y - 9:.1f}",
                width=f"{w:.1f}",
                height=18,
                rx=5,
                **paint("paper"),
            )
        )
        self.words(x, y + 4.5, name(Leaf(arrow.weight), 15), fill, 15)

    def pill(self, x: float, y: float, weight: str, state: str) -> None:
        """A use of a weight: filled if it is in the answer, an empty dashed outline if missing,
        both if some of its paths are.
        """
        w = 20 + 7 * len(weight)
        if state != "ok":
            grow = 3 if state == "part" else 0
            self.above.append(
                _rounded(
                    x,
                    y,
                    w + 2 * grow,
                    20 + 2 * grow,
                    stroke_width=1.8,
                    stroke_dasharray="4 3",
                    **paint("paper", "miss"),
                )
            )
        if state != "miss":
            self.above.append(_rounded(x, y, w, 20, **paint("ok")))
        colour = "miss" if state == "miss" else "on"
        self.words(x, y + 4.5, name(Leaf(weight), 14.5), colour, 14.5, font_weight="600")

    def svg(self, title: str, about: str, theme: str) -> str:
        """The whole picture."""
        w, h = round(self.places.width), round(self.places.height)
        size = {"viewBox": f"0 0 {w} {h}", "width": w, "height": h, "role": "img"}
        bare = theme in ("none", "page")
        paper = "" if bare else tag("rect", width=w, height=h, **paint("paper"))
        alone = theme != "page"
        body = [
            tag("title", escape(title)),
            tag("desc", escape(about)),
            f"<style>{style(theme)}</style>" if alone else "",
            paper,
        ]
        return tag(
            "svg",
            "".join([*body, *self.below, *self.lines, *self.above]),
            xmlns="http://www.w3.org/2000/svg", class_="bptt-picture", aria_label=title,
            style="max-width:100%;height:auto" if alone else None, **size,
        )  # fmt: skip


def style(theme: str) -> str:
    """The rules of a theme: "auto", "light" or "dark"; "none" leaves the variables to the page,
    "page" these rules as well.
    """
    rules = "".join(
        f".bptt-f-{k}{{fill:var(--bptt-{k},{v})}}.bptt-s-{k}{{stroke:var(--bptt-{k},{v})}}"
        for k, v in LIGHT.items()
    )
    light, dark = (
        ".bptt-picture{" + "".join(f"--bptt-{k}:{v};" for k, v in colours.items()) + "}"
        for colours in (LIGHT, DARK)
    )
    themes = {"light": light, "dark": dark, "auto": f"@media(prefers-color-scheme:dark){{{dark}}}"}
    return rules + themes.get(theme, "")


def _rounded(x: float, y: float, w: float, h: float, **more: Any) -> str:
    return tag(
        "rect", x=f"{x - w / 2:.1f}", y=f"{y - h / 2:.1f}", width=w, height=h, rx=h / 2, **more
    )


def along(curve: Curve) -> str:
    """A cubic as the data of a path."""
    (a, b), *others = curve
    return f"M{a:.1f} {b:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in others)


def polyline(curve: Curve, side: float, start: float, parts: int = 22) -> str:
    if not side and not start:
        return along(curve)
    points = [at(curve, start + (1 - start) * k / parts) for k in range(parts + 1)]
    if not side:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    moved = [_aside(points, k, side) for k in range(len(points))]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in moved)


def _aside(points: Sequence[Point], k: int, side: float) -> Point:
    (x0, y0), (x1, y1) = points[max(k - 1, 0)], points[min(k + 1, len(points) - 1)]
    length = hypot(x1 - x0, y1 - y0) or 1.0
    return points[k][0] - side * (y1 - y0) / length, points[k][1] + side * (x1 - x0) / length
