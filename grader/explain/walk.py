"""The walk back through a model, with a slip somewhere: what a program with that mistake adds up.

One loop over the steps, newest first, as students write it.  What may go wrong on the way is a
`Slip`; the right walk is the empty slip.  A run of the model is looked at as a `Scene`: every node
of every equation with its value, computed once and walked by all slips.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Number, Variable, Weight
from grader.model.forward import VALUES, Values
from grader.model.graph import Leaf, count_paths
from grader.model.rules import RULES, Back, shrunk

Array = NDArray[np.float64]
Totals = dict[str, Array]
Backs = Mapping[str, Back]
# what is read, the row before it, the row that arrives, the gradient
Handed = tuple[Variable | Weight, Node | None, Array, Array]
RIGHT: Backs = {operation: rule.back for operation, rule in RULES.items()}


class Spot(NamedTuple):
    """A node of an equation at one step, with its value."""

    node: Node
    value: Any
    parts: "tuple[Spot, ...]"


class Use(NamedTuple):
    """A weight met on the way back: the row `left` that stands before it (none beside a bias), the
    row `delta` that arrives there, and what the walk adds for it.
    """

    step: int
    user: str
    weight: str
    left: Node | None
    delta: Array
    added: Array


class Walked(NamedTuple):
    """A whole walk: all uses of weights, and dE/dv of every variable met."""

    uses: list[Use]
    felt: dict[Leaf, Array]


class Scene:
    """A model run on numbers for some steps, ready to be walked back; `brief`: for a weight that no
    later error depends on, so that before the steps that are scored it is not met.
    """

    def __init__(
        self,
        model: Model,
        values: Values,
        steps: int,
        scored: tuple[int, ...] = (),
        brief: bool = False,
    ) -> None:
        self.model, self.values, self.steps = model, values, steps
        self.scored, self.brief = scored or (steps,), brief
        self.head = frozenset(name for name in model.equations if not felt_later(model, name))
        self.names = tuple(reversed(list(model.equations)))
        self._spots: dict[Leaf, Spot] = {}

    def spot(self, leaf: Leaf) -> Spot:
        """The equation of a variable at a step, with values."""
        if leaf not in self._spots:
            node = self.model.equations[leaf.name]
            self._spots[leaf] = self._spot(node, leaf.step, self.values[leaf])
        return self._spots[leaf]

    def _spot(self, node: Node, t: int, known: Any = None) -> Spot:
        if isinstance(node, Number):
            return Spot(node, node.value, ())
        if not isinstance(node, Apply):
            return Spot(node, self.values[read_at(node, t)], ())
        parts = tuple(self._spot(operand, t) for operand in node.operands)
        value = VALUES[node.operation](*(p.value for p in parts)) if known is None else known
        return Spot(node, value, parts)

    def at(self, node: Node, t: int) -> Array | None:
        """The value of an expression at another step, or nothing where it has none."""
        try:
            return np.asarray(self._spot(node, t).value)
        except KeyError:
            return None

    def changed(self, values: Values) -> "Scene":
        """The same steps with other values."""
        return Scene(self.model, values, self.steps, self.scored, self.brief)


def felt_later(model: Model, name: str) -> bool:
    """Does the error of a later step depend on a variable?"""
    return count_paths(model, [Leaf(model.error, 2)], Leaf(name, 1)) > 0


def read_at(node: Variable | Weight, t: int) -> Leaf:
    """What an expression of step t reads."""
    return Leaf(node.name, t - node.lag if isinstance(node, Variable) else None)


def _everything(user: str, read: str, lag: int, t: int, steps: int) -> float:
    return 1.0


def _nothing(scene: Scene, t: int, total: Totals, direct: Totals) -> None: ...


def _right(scene: Scene, leaf: Leaf) -> Backs:
    return RIGHT


@dataclass(frozen=True)
class Slip:
    """What goes wrong on the way back.

    `chain` and `local` are the local derivatives towards variables and towards weights; `link` is
    the factor that a link gets; `arrive(scene, t, total, direct)` changes what has arrived at step
    t, `direct` being what step N heard from the error itself; `top` changes dE/dy.
    """

    chain: Callable[[Scene, Leaf], Backs] = _right
    local: Callable[[Scene, Leaf], Backs] = _right
    link: Callable[[str, str, int, int, int], float] = _everything
    arrive: Callable[[Scene, int, Totals, Totals], None] = _nothing
    top: Callable[[Scene, str, Array], Array] | None = None
    scored: Callable[[int], tuple[int, ...]] | None = None


PLAIN = Slip()


@dataclass
class Step:
    """One step on the way back: the uses of weights, what goes to the step before, and what the
    states heard from the error of this step.
    """

    uses: list[Use] = field(default_factory=list)
    before: Totals = field(default_factory=dict)
    direct: Totals = field(default_factory=dict)
    felt: Totals = field(default_factory=dict)


def one_step(scene: Scene, slip: Slip, t: int, total: Totals) -> Step:
    """Walk back through the equations of one step; `total` is what has arrived from later."""
    step = Step(felt=total)
    for name in scene.names:
        if name not in total:
            continue
        leaf = Leaf(name, t)
        g = total[name]
        if slip.top and name in scene.head and name != scene.model.error:
            g = total[name] = slip.top(scene, name, g)
        chain, local = slip.chain(scene, leaf), slip.local(scene, leaf)
        spot = scene.spot(leaf)
        for node, left, delta, h in _handed(spot, g, chain):
            if isinstance(node, Weight):
                if local is chain:
                    step.uses.append(Use(t, name, node.name, left, delta, h))
                continue
            if factor := slip.link(name, node.name, node.lag, t, scene.steps):
                h = h if factor == 1 else factor * h
                _add(step.before if node.lag else total, node.name, h)
                if name in scene.head and node.name not in scene.head:
                    _add(step.direct, node.name, h)
        if local is not chain:
            step.uses += [
                Use(t, name, node.name, left, delta, h)
                for node, left, delta, h in _handed(spot, g, local)
                if isinstance(node, Weight)
            ]
    return step


def _add(totals: Totals, name: str, h: Array) -> None:
    totals[name] = totals[name] + h if name in totals else h


def _handed(spot: Spot, g: Array, backs: Backs) -> list[Handed]:
    """What a gradient becomes on its way through an equation, for every leaf."""
    found: list[Handed] = []
    _hand(spot, g, backs, None, g, found)
    return found


def _hand(
    spot: Spot, g: Array, backs: Backs, left: Node | None, delta: Array, found: list[Handed]
) -> None:
    node = spot.node
    if not isinstance(node, Apply):
        if not isinstance(node, Number):
            found.append((node, left, g if left is None else delta, g))
        return
    back = backs[node.operation](g, spot.value, *[part.value for part in spot.parts])
    for k, (part, h) in enumerate(zip(spot.parts, back, strict=True)):
        if isinstance(part.node, Number):
            continue
        if part.value.ndim <= 1 and h.shape != part.value.shape:
            h = shrunk(h, part.value)
        before = node.operands[0] if k and node.operation == "@" else None
        _hand(part, h, backs, before, g, found)


def walk(scene: Scene, slip: Slip = PLAIN) -> Walked:
    """The walk back from the error of the last step (or of all steps that are scored)."""
    uses: list[Use] = []
    felt: dict[Leaf, Array] = {}
    direct: Totals = {}
    total: Totals = {}
    scored = slip.scored(scene.steps) if slip.scored else scene.scored
    for t in range(scene.steps, 0, -1):
        slip.arrive(scene, t, total, direct)
        if t in scored:
            total[scene.model.error] = np.ones(1)
        step = one_step(scene, slip, t, total)
        direct = direct or step.direct
        uses += step.uses
        felt.update({Leaf(name, t): g for name, g in step.felt.items()})
        total = step.before
        if scene.brief and t <= min(scored) and slip.arrive is _nothing:
            break
    else:
        felt.update({Leaf(name, 0): g for name, g in total.items()})
    return Walked(uses, felt)


def backwards(scene: Scene) -> Walked:
    """M05: the links between steps are multiplied in the wrong order, oldest first."""
    last = one_step(scene, PLAIN, scene.steps, {scene.model.error: np.ones(1)})
    uses: list[Use] = []
    for i in range(scene.steps, 0, -1):
        total = dict(last.direct)
        for k in range(i + 1, scene.steps + 1):
            total = one_step(scene, PLAIN, k, total).before
        step = last if i == scene.steps else one_step(scene, PLAIN, i, total)
        uses += step.uses
    return Walked(uses, {})
