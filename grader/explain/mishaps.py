"""Mistakes that are no local derivative: what the walk starts with, what arrives at a step, and
what a program does besides.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from grader.explain.rows import SLOPES, Row, seen_as, slipped, slope_of
from grader.explain.walk import RIGHT, Array, Backs, Scene, Slip, Totals, Walked, backwards, walk
from grader.judge.probes import targets
from grader.model.declaration import Model
from grader.model.expression import Apply, leaves
from grader.model.forward import VALUES, forward
from grader.model.graph import Leaf


def losses(model: Model) -> Iterator[Row]:
    """What is wrong with dE/dy."""
    wanted = targets(model)

    def last(change: Callable[[Scene, str, Array], Array]) -> Slip:
        return Slip(top=change)

    def of(name: str, scene: Scene) -> Array:
        return np.asarray(scene.values[Leaf(name, scene.steps)])

    head = [leaf.name for leaf in leaves(model.equations[model.error]) if leaf.name not in wanted]
    if not head:
        return
    node = model.equations.get(head[0])
    operation = node.operation if isinstance(node, Apply) else ""
    if operation in (*SLOPES, "softmax"):
        backs = {**RIGHT, operation: lambda g, v, a: (g,)}
        bare = Slip(
            chain=lambda scene, leaf: backs if leaf.name == head[0] else RIGHT,
            local=lambda scene, leaf: backs if leaf.name == head[0] else RIGHT,
        )
        yield slipped("L09", "loss", bare, what="without the slope of the output")
    else:
        for name in SLOPES:
            slip = Slip(top=partial(_sloped, name))
            yield slipped("L09", "loss", slip, what=f"with a slope of {name} at the output")
    if not wanted:
        return
    if operation == "softmax":

        def difference(scene: Scene, leaf: Leaf) -> Backs:
            if leaf.name != head[0]:
                return RIGHT
            d = of(wanted[0], scene)
            return {**RIGHT, "softmax": lambda g, v, a: (v - d,)}

        yield slipped("L12", "loss", Slip(chain=difference, local=difference))
        return
    yield slipped("L10", "loss", last(lambda s, y, g: (of(wanted[0], s) - of(y, s)) ** 2))
    yield slipped(
        "L12", "loss", last(lambda s, y, g: VALUES["softmax"](of(y, s)) - of(wanted[0], s))
    )


def _sloped(operation: str, scene: Scene, name: str, g: Array) -> Array:
    return g * slope_of(operation, scene.values[Leaf(name, scene.steps)])


def loops(model: Model) -> Iterator[Row]:
    """What arrives at each step of the loop."""

    def again(scene: Scene, t: int, total: Totals, direct: Totals) -> None:
        for name, g in direct.items():
            total[name] = total[name] + g if name in total else g

    def only(scene: Scene, t: int, total: Totals, direct: Totals) -> None:
        total.clear()
        if len(scene.scored) == 1:
            total.update(direct)

    def first(scene: Scene, t: int, total: Totals, direct: Totals) -> None:
        if t == 1 < scene.steps:
            only(scene, t, total, direct)

    def ones(scene: Scene, t: int, total: Totals, direct: Totals) -> None:
        if t == scene.steps:
            total.update(
                {name: np.ones_like(scene.values[Leaf(name, 0)]) for name in model.carried}
            )

    yield slipped("A09", "loop", Slip(arrive=again))
    yield slipped("A10", "loop", Slip(arrive=only))
    yield slipped("A14", "loop", Slip(arrive=ones))
    for carried in model.carried if len(model.carried) > 1 else ():
        yield slipped("A14", "loop", Slip(arrive=partial(_one_of_ones, carried=carried)))
    yield slipped("A16", "loop", Slip(arrive=first))
    yield Row("M05", {}, backwards, "order")

    if all(model.shapes[name] != () for name in targets(model)):
        yield slipped("L06", "loop", Slip(scored=lambda n: tuple(range(1, n + 1))))
        yield slipped("A17", "loop", Slip(scored=lambda n: (n,)))
        yield Row("L06", {}, partial(_same_target, wanted=targets(model)), "start")


def _one_of_ones(scene: Scene, t: int, total: Totals, direct: Totals, carried: str) -> None:
    if t == scene.steps:
        total[carried] = np.ones_like(scene.values[Leaf(carried, 0)])


def _same_target(scene: Scene, wanted: Sequence[str]) -> Walked:
    """Every step is scored, and against the target of the last one."""
    last = {name: scene.values[Leaf(name, scene.steps)] for name in wanted}
    values = {k: last.get(k.name, v) for k, v in scene.values.items()}
    return walk(scene.changed(values), Slip(scored=lambda n: tuple(range(1, n + 1))))


LIMITS = (1.0, 5.0, 10.0)
RATES = (0.1, 0.01, 0.001)


def programs(model: Model) -> Iterator[Row]:
    """What programs do besides: other start states, one object for all, limits, updates."""

    def one_object(scene: Scene, first: int) -> Scene:
        end = {name: scene.values[Leaf(name, scene.steps)] for name in scene.model.equations}
        old = {k: end[k.name] for k in scene.values if k.name in end and k.step >= first}
        return scene.changed({**scene.values, **old})

    yield seen_as("I06", "start", lambda scene: scene.changed(_from_zero(scene)))
    yield seen_as("I07", "start", lambda scene: one_object(scene, 1))
    yield seen_as("I07", "start", lambda scene: one_object(scene, 0))
    for limit in LIMITS:

        def clip(scene: Scene, t: int, total: Totals, direct: Totals, limit: float = limit) -> None:
            if t < scene.steps:
                total.update({name: np.clip(g, -limit, limit) for name, g in total.items()})

        yield slipped("P04", "limit", Slip(arrive=clip), limit=f"{limit:g}")
    for rate in RATES:
        for early in (True, False):
            yield Row("P09", {}, partial(_updating, rate=rate, early=early), "update")


def _from_zero(scene: Scene) -> dict[Leaf, Array]:
    """The run again, with every start state zero."""
    model = scene.model
    data = {leaf.name: value for leaf, value in scene.values.items() if leaf.time is None}
    data |= {f"{name}0": 0 * scene.values[Leaf(name, 0)] for name in model.carried}
    data |= {
        name: np.array([scene.values[Leaf(name, t)] for t in range(1, scene.steps + 1)])
        for name in model.inputs
    }
    return forward(model, data, scene.steps)


def _updating(scene: Scene, rate: float, early: bool) -> Walked:
    """Every step back moves the weights: `early`, before it goes on, or after."""
    moved = {id(scene.values[Leaf(name)]): scene.values[Leaf(name)] for name in scene.model.weights}
    right = RIGHT["@"]

    def crossed(g: Array, v: Array, a: Array, W: Array) -> tuple[Array, Array]:
        before, added = moved[id(W)], right(g, v, a, W)[1]
        moved[id(W)] = before - rate * added if W.shape[0] == W.shape[1] else before
        return g @ (moved[id(W)] if early else before).T, added

    backs = {**RIGHT, "@": crossed}
    return walk(scene, Slip(chain=lambda *_: backs, local=lambda *_: backs))
