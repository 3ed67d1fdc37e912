"""The slips of the catalogue, for any declared model: a row each, what it is and how it is walked.

The letters are those of the catalogue: A accumulation, L loss, T slope, I index, M matrix, P
program, Z paths.  Wrong local derivatives come from the model's own table; what is here is where
they sit, and what else goes wrong on the way back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from grader.explain.walk import (
    PLAIN,
    RIGHT,
    Array,
    Backs,
    Scene,
    Slip,
    Totals,
    Walked,
    backwards,
    felt_later,
    walk,
)
from grader.judge.probes import operations, targets
from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Variable, leaves
from grader.model.forward import VALUES, forward
from grader.model.graph import Leaf
from grader.model.rules import WRONG, Wrong

Local = Callable[[Scene, Leaf], Backs]


class Row(NamedTuple):
    """A mistake on the way back: its id, what its sentence fills in, and the walk."""

    code: str
    said: Mapping[str, str]
    walked: Callable[[Scene], Walked]
    family: str
    slip: Slip | None = None


@lru_cache(maxsize=16)
def rows(model: Model) -> tuple[Row, ...]:
    """Every single slip for a model."""
    return tuple(_rows(model))


def _rows(model: Model) -> Iterator[Row]:
    used = set().union(*map(operations, model.equations.values()))
    for wrong in WRONG:
        if wrong.operation in used and wrong.code != "M02":
            yield from _placed(wrong)
            yield from _in_one_equation(model, wrong)
    yield from _previous_slopes(model)
    yield from _losses(model)
    yield from _loops(model)
    yield from _links(model)
    yield from _programs(model)


def _slip(code: str, family: str, slip: Slip, **said: str) -> Row:
    return Row(code, said, lambda scene: walk(scene, slip), family, slip)


SLOPES = ("tanh", "sigmoid")
PLACES = {
    "everywhere": "",
    "chain": " in the links from state to state",
    "weight": " in the factor at the weight",
}


def _placed(wrong: Wrong) -> Iterator[Row]:
    """A wrong local derivative, everywhere; a slope also in the chain alone or at the weight."""
    backs = {**RIGHT, wrong.operation: wrong.back}
    said = {"operation": wrong.operation}
    slope = wrong.operation in SLOPES
    family = "slope" if slope else "matrix" if wrong.operation == "@" else "loss"
    everywhere = Slip(chain=lambda *_: backs, local=lambda *_: backs)
    yield _slip(wrong.code, family, everywhere, **said, where="")
    if slope:
        bare = wrong.code == "T01"
        chain, local = Slip(chain=lambda *_: backs), Slip(local=lambda *_: backs)
        yield _slip("A12" if bare else wrong.code, family, chain, **said, where=PLACES["chain"])
        yield _slip("T10" if bare else wrong.code, family, local, **said, where=PLACES["weight"])


def _in_one_equation(model: Model, wrong: Wrong) -> Iterator[Row]:
    """A slope or a matrix that is wrong in one equation, where others are like it."""
    inside = [n for n, node in model.equations.items() if wrong.operation in operations(node)]
    among = [n for n in inside if felt_later(model, n)]
    if len(among) < 2 or wrong.operation not in (*SLOPES, "@"):
        return
    backs = {**RIGHT, wrong.operation: wrong.back}
    for name in among:

        def here(scene: Scene, leaf: Leaf, name: str = name) -> Backs:
            return backs if leaf.name == name else RIGHT

        said = {"operation": wrong.operation, "where": f" in the equation of {name}"}
        yield _slip(wrong.code, "one", Slip(chain=here, local=here), **said)


def _outer_slope(node: Node) -> str:
    return node.operation if isinstance(node, Apply) and node.operation in SLOPES else ""


def _slope_of(operation: str, value: Array) -> Array:
    return 1 - value**2 if operation == "tanh" else value * (1 - value)


def _previous_slopes(model: Model) -> Iterator[Row]:
    """T11: the slope is taken at the state before.  M06: it is multiplied on after the matrix."""

    def before(scene: Scene, leaf: Leaf) -> Backs:
        operation = _outer_slope(scene.model.equations[leaf.name])
        value = scene.values.get(Leaf(leaf.name, leaf.step - 1))
        if not operation or value is None:
            return RIGHT
        slope = _slope_of(operation, value)
        return {**RIGHT, operation: lambda g, v, a: (g * slope,)}

    def swapped(scene: Scene, leaf: Leaf) -> Backs:
        operation = _outer_slope(scene.model.equations[leaf.name])
        if not operation:
            return RIGHT
        slope = _slope_of(operation, scene.values[leaf])

        def crossed(g: Array, v: Array, a: Array, W: Array) -> tuple[Array, None]:
            same = W.shape[0] == W.shape[1]
            return ((g @ W.T) * slope if same else (g * slope) @ W.T), None

        return {**RIGHT, operation: lambda g, v, a: (g,), "@": crossed}

    yield _slip("T11", "slope", Slip(chain=before, local=before), where="")
    yield _slip("T11", "slope", Slip(chain=before), where=PLACES["chain"])
    yield _slip("T11", "slope", Slip(local=before), where=PLACES["weight"])
    yield _slip("M06", "order", Slip(chain=swapped))


def _losses(model: Model) -> Iterator[Row]:
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
        yield _slip("L09", "loss", bare, what="without the slope of the output")
    else:
        for name in SLOPES:
            slip = Slip(top=partial(_sloped, name))
            yield _slip("L09", "loss", slip, what=f"with a slope of {name} at the output")
    if not wanted:
        return
    if operation == "softmax":

        def difference(scene: Scene, leaf: Leaf) -> Backs:
            if leaf.name != head[0]:
                return RIGHT
            d = of(wanted[0], scene)
            return {**RIGHT, "softmax": lambda g, v, a: (v - d,)}

        yield _slip("L12", "loss", Slip(chain=difference, local=difference))
        return
    yield _slip("L10", "loss", last(lambda s, y, g: (of(wanted[0], s) - of(y, s)) ** 2))
    yield _slip("L12", "loss", last(lambda s, y, g: VALUES["softmax"](of(y, s)) - of(wanted[0], s)))


def _sloped(operation: str, scene: Scene, name: str, g: Array) -> Array:
    return g * _slope_of(operation, scene.values[Leaf(name, scene.steps)])


def _loops(model: Model) -> Iterator[Row]:
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

    yield _slip("A09", "loop", Slip(arrive=again))
    yield _slip("A10", "loop", Slip(arrive=only))
    yield _slip("A14", "loop", Slip(arrive=ones))
    for carried in model.carried if len(model.carried) > 1 else ():
        yield _slip("A14", "loop", Slip(arrive=partial(_one_of_ones, carried=carried)))
    yield _slip("A16", "loop", Slip(arrive=first))
    yield Row("M05", {}, backwards, "order")

    if all(model.shapes[name] != () for name in targets(model)):
        yield _slip("L06", "loop", Slip(scored=lambda n: tuple(range(1, n + 1))))
        yield _slip("A17", "loop", Slip(scored=lambda n: (n,)))
        yield Row("L06", {}, partial(_same_target, wanted=targets(model)), "start")


def _one_of_ones(scene: Scene, t: int, total: Totals, direct: Totals, carried: str) -> None:
    if t == scene.steps:
        total[carried] = np.ones_like(scene.values[Leaf(carried, 0)])


def _same_target(scene: Scene, wanted: Sequence[str]) -> Walked:
    """Every step is scored, and against the target of the last one."""
    last = {name: scene.values[Leaf(name, scene.steps)] for name in wanted}
    values = {k: last.get(k.name, v) for k, v in scene.values.items()}
    return walk(scene.changed(values), Slip(scored=lambda n: tuple(range(1, n + 1))))


def _links(model: Model) -> Iterator[Row]:
    """A kind of link between variables that is left out, or that counts twice."""
    kinds = [
        (user, read.name, read.lag)
        for user, reads in model.reads.items()
        for read in reads
        if isinstance(read, Variable) and read.name in model.states and felt_later(model, user)
    ]
    into = {read for _, read, _ in kinds}
    for user, read, lag in kinds:
        if sum(r == read for _, r, _ in kinds) == 1 and len(into) == 1:
            continue  # a chain with one link a step: cutting it is a matter of contributions

        def cut(u: str, r: str, at: int, t: int, n: int, this: object = (user, read, lag)) -> float:
            return float((u, r, at) != this)

        def older(
            u: str, r: str, at: int, t: int, n: int, this: object = (user, read, lag)
        ) -> float:
            return float((u, r, at) != this or t == n)

        link = f"{read}[t-1] to {user}[t]" if lag else f"{read}[t] to {user}[t]"
        code = "Z2" if lag and user == read else "Z1"
        yield _slip(code, "link", Slip(link=cut), link=link)
        if not lag:
            yield _slip("Z1", "link", Slip(link=older), link=f"{link} before the last step")
    yield _slip("Z3", "link", Slip(link=lambda u, r, lag, t, n: 1.0 + lag))


LIMITS = (1.0, 5.0, 10.0)
RATES = (0.1, 0.01, 0.001)


def _programs(model: Model) -> Iterator[Row]:
    """What programs do besides: other start states, one object for all, limits, updates."""

    def zero(scene: Scene) -> Walked:
        return walk(scene.changed(_from_zero(scene)))

    def one_object(scene: Scene, first: int) -> Walked:
        end = {name: scene.values[Leaf(name, scene.steps)] for name in scene.model.equations}
        old = {k: end[k.name] for k in scene.values if k.name in end and k.step >= first}
        return walk(scene.changed({**scene.values, **old}))

    yield Row("I06", {}, zero, "start")
    yield Row("I07", {}, lambda scene: one_object(scene, 1), "start")
    yield Row("I07", {}, lambda scene: one_object(scene, 0), "start")
    for limit in LIMITS:

        def clip(scene: Scene, t: int, total: Totals, direct: Totals, limit: float = limit) -> None:
            if t < scene.steps:
                total.update({name: np.clip(g, -limit, limit) for name, g in total.items()})

        yield _slip("P04", "limit", Slip(arrive=clip), limit=f"{limit:g}")
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


def combined(one: Slip, other: Slip) -> Slip:
    """Two slips at once: where both change the same thing, the second wins."""

    made: dict[tuple[int, int], tuple[Backs, Backs, Backs]] = {}  # ids hold while both are kept

    def both(a: Local, b: Local) -> Local:
        def backs(scene: Scene, leaf: Leaf) -> Backs:
            first, second = a(scene, leaf), b(scene, leaf)
            if second is RIGHT:
                return first
            if first is RIGHT:
                return second
            key = id(first), id(second)
            if key not in made:  # one table for both uses where they are the same
                one_table = {
                    op: second[op] if second[op] is not RIGHT[op] else first[op] for op in RIGHT
                }
                made[key] = one_table, first, second
            return made[key][0]

        return backs

    changed = {
        name: getattr(other, name)
        for name in ("link", "arrive", "top", "scored")
        if getattr(other, name) != getattr(PLAIN, name)
    }
    return replace(
        one,
        chain=both(one.chain, other.chain),
        local=both(one.local, other.local),
        **changed,
    )


__all__ = ["Row", "combined", "rows"]
