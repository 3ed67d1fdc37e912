"""Pictures of a model as SVG: folded, unrolled, and with the paths of an answer.

Three meanings, each with a colour, a line and a word: in the answer (solid), missing (dashed), no
such link (dotted and crossed).  Colours are attributes for a light page; classes and variables
(`--bptt-ink`) let a page, a dark theme or a style sheet change them.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple

from grader.explain.places import RADIUS, Arrow, Places, at
from grader.explain.sheet import DARK, LIGHT, Sheet, paint, polyline, tag
from grader.model.declaration import Model
from grader.model.graph import Leaf, Path, needed

DRAWN = 4  # missing paths that are drawn; more would hide each other


class Marks(NamedTuple):
    """The paths of an answer: right ones, missing ones, and links that do not exist; while it is
    being written, the pieces that are walked so far, and the variables where a walk stops.
    """

    right: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()
    impossible: tuple[tuple[Leaf, Leaf], ...] = ()
    walked: tuple[Path, ...] = ()
    stops: tuple[Leaf, ...] = ()


QUIET = Marks()


def folded(model: Model, theme: str = "auto") -> str:
    """The model at one step; what it carries to the next comes back on a dashed arrow."""
    places = Places(model, 1, folded=True)
    sheet = Sheet(places)
    for arrow in places.arrows:
        curve, back = places.curve(arrow), arrow.tail.time == 0
        sheet.line(curve, "soft", 1.4, stroke_dasharray="5 4" if back else None)
        sheet.head(curve, "soft")
        if back:
            x, y = at(curve, 0.5 if not arrow.weight else 0.2)
            sheet.above.append(
                tag(
                    "rect",
                    x=f"{x - 3.5:.1f}",
                    y=f"{y - 3.5:.1f}",
                    width=7,
                    height=7,
                    **paint("soft"),
                )
            )
        if arrow.weight:
            sheet.label(arrow, "ink")
    for leaf in places.nodes:
        given = leaf.name not in model.equations
        sheet.node(leaf, "faint" if given else "ink", "ink", 1.4, time="t")
    about = (
        f"Computed in each step: {', '.join(model.equations)}. "
        f"Dashed arrows are carried to the next step: {', '.join(model.carried)}."
    )
    return sheet.svg(f"The model {model.name}, folded", about, theme)


@lru_cache(maxsize=32)
def placed(model: Model, steps: int) -> Places:
    """Where everything stands in the unrolled model, worked out once."""
    return Places(model, steps)


def unrolled(model: Model, steps: int, marks: Marks = QUIET, theme: str = "auto") -> str:
    """The model over some steps, and on it the paths of an answer."""
    places = placed(model, steps)
    sheet = Sheet(places)
    live = {*needed(model, [Leaf(model.error, steps)])}
    live |= {a.tail for a in places.arrows if a.head in live}
    shown = marks.missing[:DRAWN]
    for arrow in places.arrows:
        _arrow(sheet, arrow, marks._replace(missing=shown), live)
    for leaf in places.nodes:
        _node(sheet, leaf, marks, live)
    for weight, user in dict.fromkeys(
        (p[-1].name, p[-2]) for p in (*marks.right, *marks.missing) if p[-1].time is None
    ):
        if not any(a.weight == weight and a.head == user for a in places.arrows):
            x, y = places.nodes[user]  # a bias has no arrow
            sheet.pill(x + RADIUS + 9, y + RADIUS + 3, weight, _use(marks, weight, user))
    for user, read in marks.impossible:
        _impossible(sheet, user, read)
    for leaf in marks.stops:
        _stop(sheet, leaf)
    for t in range(1, steps + 1):
        x = places.nodes[Leaf(model.error, t)][0]
        sheet.words(x, places.height - 10, f"t = {t}", "soft", 12.5)
    return sheet.svg(f"The model {model.name} over {steps} steps", described(marks), theme)


def _links(paths: Sequence[Path]) -> set[tuple[Leaf, Leaf]]:
    return {link for path in paths for link in pairwise(path)}


def _use(marks: Marks, weight: str, user: Leaf) -> str:
    """The state of a use of a weight."""

    def uses(paths: Sequence[Path]) -> bool:
        return any(p[-1].name == weight and p[-2] == user for p in paths)

    right, missing = uses(marks.right), uses(marks.missing)
    return "part" if right and missing else "ok" if right else "miss" if missing else ""


def _arrow(sheet: Sheet, arrow: Arrow, marks: Marks, live: set[Leaf]) -> None:
    curve, link = sheet.places.curve(arrow), (arrow.head, arrow.tail)
    good = link in _links(marks.right)
    begun = not good and link in _links(marks.walked)
    lost = not (good or begun) and link in _links(marks.missing)
    ghost = arrow.head not in live or arrow.tail not in live
    fade: dict[str, Any] = {"opacity": 0.6} if ghost else {}
    lit = good or begun
    sheet.line(
        curve, "faint" if ghost or lost else "ok" if lit else "soft", 2.2 if lit else 1.3, **fade
    )
    sheet.head(curve, "miss" if lost else "faint" if ghost else "ok" if lit else "soft", **fade)
    if good:
        d = polyline(curve, 0, 0)
        sheet.below.append(
            tag(
                "path",
                d=d,
                stroke_width=11,
                stroke_linecap="round",
                opacity=0.22,
                **paint(stroke="ok"),
            )
        )
    for k, path in enumerate(marks.missing):
        if link in _links([path]):
            alone = lost and len(marks.missing) == 1
            side = 0.0 if alone else (1 if k % 2 else -1) * (5.0 * (k // 2 + 1) + 2)
            sheet.line(curve, "miss", 2.4, side, stroke_dasharray="7 5")
    if arrow.weight and not ghost:
        state = _use(marks, arrow.weight, arrow.head)
        if state:
            (x, y), _ = sheet.places.labels[arrow]
            sheet.pill(x, y, arrow.weight, state)
        else:
            used = (arrow.head, Leaf(arrow.weight)) in _links(marks.walked)
            sheet.label(arrow, "ok" if used else "ink" if marks == QUIET else "soft")


def _node(sheet: Sheet, leaf: Leaf, marks: Marks, live: set[Leaf]) -> None:
    given = leaf.name not in sheet.places.model.equations or leaf.time == 0
    good, lost = (
        any(leaf in path for path in paths)
        for paths in ((*marks.right, *marks.walked), marks.missing)
    )
    ghost = leaf not in live
    state = "ok" if good else "miss" if lost else ""
    quiet = "ink" if marks == QUIET and not given else "faint" if given or ghost else "soft"
    dash = "4 3" if state == "miss" or leaf.time == 0 else None
    ink = "faint" if ghost else "soft" if leaf.time == 0 else "ink"
    width = 2.4 if good else 2.0 if lost else 1.4
    fade: dict[str, Any] = {"opacity": 0.7} if ghost else {}
    sheet.node(
        leaf, state or ("faint" if ghost else quiet), ink, width, stroke_dasharray=dash, **fade
    )


def _stop(sheet: Sheet, leaf: Leaf) -> None:
    """A ring where a walk stops."""
    if leaf in sheet.places.nodes:
        x, y = sheet.places.nodes[leaf]
        ring: dict[str, Any] = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": RADIUS + 5}
        sheet.above.append(
            tag("circle", **ring, stroke_width=1.8, stroke_dasharray="2 4", **paint(stroke="ok"))
        )


def _impossible(sheet: Sheet, user: Leaf, read: Leaf) -> None:
    """A link that no equation has: dotted, with a cross."""
    places = sheet.places
    if user not in places.nodes or read not in places.nodes:
        return
    (ax, ay), (bx, by) = places.nodes[read], places.nodes[user]
    length = hypot(bx - ax, by - ay) or 1.0
    ux, uy = (bx - ax) / length * RADIUS, (by - ay) / length * RADIUS
    bend = -0.18 * (bx - ax) if ay == by else 0.0  # around what stands between in the same row
    p, q = (ax + ux, ay + uy), (bx - ux, by - uy)
    middle = (p[0] + q[0]) / 2, (p[1] + q[1]) / 2 + bend
    curve = p, middle, middle, q
    sheet.line(curve, "bad", 2.6, stroke_dasharray="1 6")
    x, y = at(curve, 0.5)
    sheet.above.append(
        tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=10, stroke_width=1.8, **paint("paper", "bad"))
    )
    cross = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
    sheet.above.append(
        tag("path", d=cross, stroke_width=2, stroke_linecap="round", **paint(stroke="bad"))
    )


def described(marks: Marks) -> str:
    """What is seen, for who cannot see it; no more than the picture shows."""
    said = []
    if marks.right:
        said.append("In the answer, solid: " + _stems(marks.right) + ".")
    if marks.walked:
        begun = sorted(f"{user} to {read}" for user, read in _links(marks.walked))
        said.append("Begun, solid: " + ", ".join(begun) + ".")
    said += [f"It stops at {leaf}." for leaf in marks.stops]
    if marks.missing:
        said.append("Missing, dashed: " + _stems(marks.missing) + ".")
    said += [
        f"No such link, dotted: {user} does not depend on {read} in one step."
        for user, read in marks.impossible
    ]
    return " ".join(said) or "Time runs to the right. Circles are computed, squares are given."


def _stems(paths: Sequence[Path]) -> str:
    uses = list(dict.fromkeys(str(path[-2]) for path in paths))
    many = "a path that stems" if len(paths) == 1 else f"{len(paths)} paths that stem"
    return f"{many} from {', '.join(uses)}"


__all__ = ["DARK", "LIGHT", "Marks", "folded", "placed", "unrolled"]
