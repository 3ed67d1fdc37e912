"""Where everything stands in a picture of a model, read off its declaration.

The row of a variable is the longest chain that leads to it inside a step, its lane the order in the
declaration, its column the time.  Nothing is placed by hand: labels take the first free place along
their arrow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import atan2, cos, hypot, pi, sin
from typing import NamedTuple

from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Number, Variable, Weight
from grader.model.graph import Leaf

ROW, LANE, RADIUS = 84.0, 86.0, 19.0
MARGIN = 26.0
LETTER = 8.6  # about the width of a letter of a label

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


class Box(NamedTuple):
    """A rectangle on the paper."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", by: float = 0.0) -> bool:
        """Do two rectangles overlap, or come closer than `by`?"""
        return (
            self.left < other.right + by
            and other.left < self.right + by
            and self.top < other.bottom + by
            and other.top < self.bottom + by
        )

    def holds(self, point: Point, by: float = 0.0) -> bool:
        """Does a point lie inside, or closer than `by`?"""
        x, y = point
        return self.left - by < x < self.right + by and self.top - by < y < self.bottom + by


class Arrow(NamedTuple):
    """What a variable reads: from `tail` to `head`, through a weight or none."""

    tail: Leaf
    head: Leaf
    weight: str


def around(x: float, y: float, width: float, height: float) -> Box:
    """A rectangle by its middle."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def at(curve: Curve, u: float) -> Point:
    """The point of a cubic at a parameter from 0 to 1."""
    v = 1 - u
    weights = (v**3, 3 * u * v**2, 3 * u**2 * v, u**3)
    x, y = (sum(w * p[k] for w, p in zip(weights, curve, strict=True)) for k in (0, 1))
    return x, y


def reads(node: Node, weight: str = "") -> Iterator[tuple[Variable, str]]:
    """Every variable an expression reads, with the weight it is multiplied with."""
    if isinstance(node, Variable):
        yield node, weight
    elif isinstance(node, Apply):
        beside = (
            [o.name for o in node.operands if isinstance(o, Weight)]
            if node.operation == "@"
            else []
        )
        for operand in node.operands:
            if not isinstance(operand, (Weight, Number)):
                yield from reads(operand, beside[0] if beside else weight)


def arrows(model: Model, steps: int) -> list[Arrow]:
    """All arrows of the unrolled model."""
    found = [
        Arrow(Leaf(read.name, t - read.lag), Leaf(name, t), weight)
        for t in range(1, steps + 1)
        for name, node in model.equations.items()
        for read, weight in reads(node)
    ]
    return list(dict.fromkeys(found))


def ranks(model: Model) -> dict[str, int]:
    """The row of every equation, counted from the inputs at 0."""
    rank: dict[str, int] = {}
    for name, node in model.equations.items():
        below = [rank.get(read.name, 0) for read, _ in reads(node) if not read.lag]
        rank[name] = 1 + max(below, default=0)
    return rank


@dataclass
class Places:
    """Places and curves for a model over some steps; `folded` for one step with its loops."""

    model: Model
    steps: int
    folded: bool = False
    labels: dict[Arrow, tuple[Point, Box]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rank = ranks(self.model)
        self.rows = {r: [n for n in self.rank if self.rank[n] == r] for r in {*self.rank.values()}}
        self.top, self.widest = max(self.rows), max(map(len, self.rows.values()))
        self.gap = max(132.0, LANE * self.widest + 92)
        self.nodes = self._nodes()
        self._shift()
        self._label()

    @cached_property
    def arrows(self) -> list[Arrow]:
        """The arrows that are drawn."""
        if not self.folded:
            return [a for a in arrows(self.model, self.steps) if a.tail in self.nodes]
        return arrows(self.model, 1)

    def _x(self, t: int) -> float:
        return self.gap * (t - (1 if self.folded else 0.1))

    def _nodes(self) -> dict[Leaf, Point]:
        found: dict[Leaf, Point] = {}
        for t in range(1, self.steps + 1):
            for r, names in self.rows.items():
                for k, name in enumerate(names):
                    lane = LANE * (k - (len(names) - 1) / 2)
                    found[Leaf(name, t)] = self._x(t) + lane, ROW * (self.top - r)
            bottom = [n for n in self.model.inputs if self._level(n) == 0]
            for name in self.model.inputs:
                level = self._level(name)
                lane = bottom.index(name) - (len(bottom) - 1) / 2 if level == 0 else 0.74
                found[Leaf(name, t)] = self._x(t) + LANE * lane, ROW * (self.top - level)
        if not self.folded:
            for name in self.model.carried:
                x, y = found[Leaf(name, 1)]
                found[Leaf(name, 0)] = x - self.gap + 18, y
        return found

    def _level(self, name: str) -> int:
        """The row of an input: below all, or beside the only one that reads it."""
        readers = [
            self.rank[user]
            for user, node in self.model.equations.items()
            if any(read.name == name for read, _ in reads(node))
        ]
        return 0 if min(readers, default=1) == 1 else min(readers)

    def _shift(self) -> None:
        """Move everything so that nothing is left of the margin or above it."""
        points = [*self.nodes.values()]
        points += [at(self.curve(a), u / 8) for a in self.arrows for u in range(9)]
        left, top = min(x for x, _ in points), min(y for _, y in points)
        dx, dy = MARGIN + RADIUS - left, MARGIN + RADIUS - top
        self.nodes = {leaf: (x + dx, y + dy) for leaf, (x, y) in self.nodes.items()}
        self._curves = {arrow: _moved(curve, dx, dy) for arrow, curve in self._curves.items()}
        self.width = max(x for x, _ in points) + dx + RADIUS + MARGIN
        self.height = max(y for _, y in points) + dy + RADIUS + MARGIN + (0 if self.folded else 22)

    def box(self, leaf: Leaf) -> Box:
        """The square around a node."""
        return around(*self.nodes[leaf], 2 * RADIUS, 2 * RADIUS)

    def curve(self, arrow: Arrow) -> Curve:
        """The cubic of an arrow, from rim to rim.  From the third step on all steps look alike."""
        if arrow not in self._curves:
            one = _earlier(arrow)
            self._curves[arrow] = (
                _moved(self.curve(one), self.gap) if arrow.head.step > 2 else self._drawn(arrow)
            )
        return self._curves[arrow]

    @cached_property
    def _curves(self) -> dict[Arrow, Curve]:
        return {}

    def _drawn(self, arrow: Arrow) -> Curve:
        tail = Leaf(arrow.tail.name, 1) if self.folded else arrow.tail
        if self.folded and arrow.tail.time == 0:
            return self._loop(tail, arrow.head)
        (ax, ay), (bx, by) = self.nodes[tail], self.nodes[arrow.head]
        if ay == by:
            way = 1 if bx > ax else -1
            return _straight((ax + way * RADIUS, ay), (bx - way * RADIUS, by))
        if arrow.tail.time == arrow.head.time:
            return self._rising(tail, arrow.head)
        return self._later(tail, arrow.head)

    def _rising(self, tail: Leaf, head: Leaf) -> Curve:
        """Inside a step: straight to the next row; around what lies between, if more rows lie."""
        (ax, ay), (bx, by) = self.nodes[tail], self.nodes[head]
        straight = _straight(self._rim(tail, bx - ax, by - ay), self._rim(head, ax - bx, ay - by))
        if not self._hits(straight, {tail, head}):
            return straight
        middle = self._x(head.step) + (self.nodes[Leaf(self.rows[self.top][0], 1)][0] - self._x(1))
        side = 1 if ax > middle or (ax == middle and bx >= middle) else -1
        for bulge in (40, 56, 72, 90, 110):
            for way in (side, -side):
                out = (max if way > 0 else min)(ax, bx) + way * bulge
                first, last = (out, ay - 0.2 * (ay - by)), (out, by + 0.35 * (ay - by))
                p = self._rim(tail, first[0] - ax, first[1] - ay)
                q = self._rim(head, last[0] - bx, last[1] - by)
                if not self._hits((p, first, last, q), {tail, head}):
                    return p, first, last, q
        return straight

    def _later(self, tail: Leaf, head: Leaf) -> Curve:
        """To another row one step later: out to the right, down or up between the columns."""
        (ax, ay), (bx, by) = self.nodes[tail], self.nodes[head]
        down = by > ay
        for lean in (0.55, 0.4, 0.7, 0.85, 0.25):
            for angle in (-0.75, -0.6, -0.9, -0.5, 1.0):
                turn = angle * pi if down else -angle * pi
                q = bx + RADIUS * cos(turn), by + RADIUS * sin(turn)
                p = self._rim(tail, 1, 0.15 if down else -0.15)
                room = q[0] - p[0]
                first = p[0] + room * lean, p[1]
                last = q[0] + 46 * cos(turn), q[1] + 46 * sin(turn)
                if not self._hits((p, first, last, q), {tail, head}):
                    return p, first, last, q
        return _straight(self._rim(tail, bx - ax, by - ay), self._rim(head, ax - bx, ay - by))

    def _loop(self, tail: Leaf, head: Leaf) -> Curve:
        """What is carried to the next step, in the folded picture: back on a side."""
        (ax, ay), (bx, by) = self.nodes[tail], self.nodes[head]
        if tail == head:
            start, end = self._rim(tail, 1, -0.45), self._rim(tail, 1, 0.45)
            return start, (ax + 78, ay - 44), (ax + 78, ay + 44), end
        side = -1 if bx < ax or (bx == ax and tail.name < head.name) else 1
        for bulge in (46, 66, 90, 120, 150):
            out = (max if side > 0 else min)(ax, bx) + side * bulge
            first, last = (out, ay + 4), (out, by - 18 if by > ay else by + 18)
            p = self._rim(tail, side, 0.2)
            q = self._rim(head, side, -0.4 if by > ay else 0.4)
            if not self._hits((p, first, last, q), {tail, head}):
                break
        return p, first, last, q

    def _rim(self, leaf: Leaf, dx: float, dy: float) -> Point:
        (x, y), turn = self.nodes[leaf], atan2(dy, dx)
        return x + RADIUS * cos(turn), y + RADIUS * sin(turn)

    def _hits(self, curve: Curve, own: set[Leaf]) -> bool:
        """Does a curve come too near to a node that is not its own?"""
        left, right = min(x for x, _ in curve) - LANE, max(x for x, _ in curve) + LANE
        points = [at(curve, u / 24) for u in range(25)]
        return any(
            hypot(x - nx, y - ny) < RADIUS + 6
            for leaf, (nx, ny) in self.nodes.items()
            if left < nx < right and leaf not in own
            for x, y in points
        )

    def _label(self) -> None:
        """Every weight beside its arrow, at the first place where nothing else is."""
        taken = [self.box(leaf) for leaf in self.nodes]
        near = [a for a in self.arrows if a.head.step <= 3]
        drawn = {a: [at(self.curve(a), u / 20) for u in range(21)] for a in near}
        for arrow in (a for a in self.arrows if a.weight):
            if arrow.head.step > 2:
                (x, y), box = self.labels[_earlier(arrow)]
                moved = Box(box.left + self.gap, box.top, box.right + self.gap, box.bottom)
                self.labels[arrow] = (x + self.gap, y), moved
                continue
            others = [p for a, points in drawn.items() if a != arrow for p in points[1:-1]]
            best = min(self._candidates(arrow), key=lambda c: _trouble(c[1], taken, others, c[2]))
            self.labels[arrow] = best[0], best[1]
            taken.append(best[1])

    def _candidates(self, arrow: Arrow) -> Iterator[tuple[Point, Box, float]]:
        """(middle, box, how far from the best place) along an arrow, on it and beside it."""
        curve, width = self.curve(arrow), LETTER * len(arrow.weight) + 14
        for k, u in enumerate((0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)):
            x, y = at(curve, u)
            yield (x, y), around(x, y, width, 20), 0.1 * k

    @cached_property
    def free(self) -> Sequence[Box]:
        """The boxes of all labels."""
        return [box for _, box in self.labels.values()]


def _trouble(box: Box, taken: Sequence[Box], others: Sequence[Point], far: float) -> float:
    """How bad a place is: overlaps first, then other arrows beneath, then the distance."""
    overlaps = sum(box.meets(other, 2) for other in taken)
    return 100 * overlaps + 3 * sum(box.holds(p, 1) for p in others) + far


def _earlier(arrow: Arrow) -> Arrow:
    """The same arrow one step earlier."""
    tail, head = (leaf._replace(time=leaf.step - 1) for leaf in (arrow.tail, arrow.head))
    return Arrow(tail, head, arrow.weight)


def _moved(curve: Curve, by: float, down: float = 0.0) -> Curve:
    a, b, c, d = ((x + by, y + down) for x, y in curve)
    return a, b, c, d


def _straight(p: Point, q: Point) -> Curve:
    return p, _between(p, q, 1 / 3), _between(p, q, 2 / 3), q


def _between(p: Point, q: Point, share: float) -> Point:
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


__all__ = ["RADIUS", "Arrow", "Box", "Curve", "Places", "Point", "arrows", "at", "ranks", "reads"]
