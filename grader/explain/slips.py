"""The slips of the catalogue, for any declared model: a row each, what it is and how it is walked.

The letters are those of the catalogue: A accumulation, L loss, T slope, I index, M matrix, P
program, Z paths.  Wrong local derivatives come from the model's own table; what is here is where
they sit, and what else goes wrong on the way back.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial

from grader.explain.mishaps import loops, losses, programs
from grader.explain.rows import SLOPES, Local, Row, slipped, slope_of
from grader.explain.walk import (
    PLAIN,
    RIGHT,
    Array,
    Backs,
    Scene,
    Slip,
    felt_later,
)
from grader.judge.probes import operations
from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Variable
from grader.model.graph import Leaf
from grader.model.rules import WRONG, Wrong


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
    yield from losses(model)
    yield from loops(model)
    yield from _links(model)
    yield from programs(model)


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
    yield slipped(wrong.code, family, everywhere, **said, where="")
    if slope:
        bare = wrong.code == "T01"
        chain, local = Slip(chain=lambda *_: backs), Slip(local=lambda *_: backs)
        yield slipped("A12" if bare else wrong.code, family, chain, **said, where=PLACES["chain"])
        yield slipped("T10" if bare else wrong.code, family, local, **said, where=PLACES["weight"])


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
        yield slipped(wrong.code, "one", Slip(chain=here, local=here), **said)


def _outer_slope(node: Node) -> str:
    return node.operation if isinstance(node, Apply) and node.operation in SLOPES else ""


def _previous_slopes(model: Model) -> Iterator[Row]:
    """T11: the slope is taken at the state before, or after.  M06: it is multiplied on after the
    matrix.
    """

    def beside(scene: Scene, leaf: Leaf, by: int = -1) -> Backs:
        operation = _outer_slope(scene.model.equations[leaf.name])
        value = scene.values.get(Leaf(leaf.name, leaf.step + by))
        if not operation or value is None:
            return RIGHT
        slope = slope_of(operation, value)
        return {**RIGHT, operation: lambda g, v, a: (g * slope,)}

    after = partial(beside, by=1)

    def swapped(scene: Scene, leaf: Leaf) -> Backs:
        operation = _outer_slope(scene.model.equations[leaf.name])
        if not operation:
            return RIGHT
        slope = slope_of(operation, scene.values[leaf])

        def crossed(g: Array, v: Array, a: Array, W: Array) -> tuple[Array, None]:
            same = W.shape[0] == W.shape[1]
            return ((g @ W.T) * slope if same else (g * slope) @ W.T), None

        return {**RIGHT, operation: lambda g, v, a: (g,), "@": crossed}

    for side, slopes in (("before", beside), ("after", after)):
        said = {"side": side}
        yield slipped("T11", "slope", Slip(chain=slopes, local=slopes), **said, where="")
        yield slipped("T11", "slope", Slip(chain=slopes), **said, where=PLACES["chain"])
        yield slipped("T11", "slope", Slip(local=slopes), **said, where=PLACES["weight"])
    yield slipped("M06", "order", Slip(chain=swapped))


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
        yield slipped(code, "link", Slip(link=cut), link=link)
        if not lag:
            yield slipped("Z1", "link", Slip(link=older), link=f"{link} before the last step")
    yield slipped("Z3", "link", Slip(link=lambda u, r, lag, t, n: 1.0 + lag))


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
