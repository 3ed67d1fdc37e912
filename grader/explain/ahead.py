"""The forward pass with a slip somewhere: wrong equations read off the right ones, row by row.

A slip is an equation written wrongly, other numbers to start from, or another reading of the
result.  Which of them a model can have is read off its declaration.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

import numpy as np

from grader.explain.rows import SLOPES
from grader.explain.walk import Array, felt_later
from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Number, Table, Variable, Weight, leaves, meaning
from grader.model.forward import VALUES, Values
from grader.model.graph import Leaf

ACTIVATIONS = (*SLOPES, "softmax")
TABLE: Table = {
    **VALUES,
    "@ turned": lambda a, W: a @ W.T,
    "abs": np.abs,
    "mean": lambda a: a.mean(-1, keepdims=True),
    "relu": lambda a: np.maximum(a, 0),
    "root": lambda a: np.sqrt(np.abs(a)),
}
Seen = Callable[[Values, int], Values]
Shown = Callable[[Leaf, Values, int], Leaf]


def _as_it_is(values: Values, t: int) -> Values:
    return values


def _itself(leaf: Leaf, values: Values, steps: int) -> Leaf:
    return leaf


@dataclass(frozen=True, eq=False)
class Ahead:
    """A slip: its id, what its phrase fills in, the equations that differ, what the numbers are
    that it starts from, what a step reads, and what is shown for a variable.
    """

    code: str
    said: Mapping[str, str]
    equations: Mapping[str, Node] = field(default_factory=dict)
    start: Callable[[Values], Values] = lambda values: values
    seen: Seen = _as_it_is
    shown: Shown = _itself


@lru_cache(maxsize=16)
def aheads(model: Model) -> tuple[Ahead, ...]:
    """Every single slip of a model."""
    found = [
        Ahead(code, said, {name: wrong})
        for name, node in model.equations.items()
        for code, said, wrong in _written(model, name, node)
    ]
    return (*found, *_swapped(model), *_read(model))


@lru_cache(maxsize=16)
def pairs(model: Model) -> tuple[tuple[Ahead, ...], ...]:
    """Two slips at once that do not touch the same equation."""
    several = combinations(aheads(model), 2)
    return tuple((a, b) for a, b in several if not {*a.equations} & {*b.equations})


def _written(model: Model, name: str, node: Node) -> Iterator[tuple[str, Mapping[str, str], Node]]:
    """(id, what is said, the equation written wrongly)."""
    for said, wrong in _variants(node, _activations):
        yield said.pop("code"), {**said, "name": name}, wrong
    if name != model.error and isinstance(node, Apply) and node.operation not in ACTIVATIONS:
        for operation in ACTIVATIONS:
            yield "V08", {"operation": operation, "name": name}, Apply(operation, (node,), 0)
    for said, wrong in _variants(node, lambda part: _terms(part, model)):
        yield said.pop("code"), {**said, "name": name}, wrong
    if name == model.error:
        yield from _errors(node)


Said = dict[str, str]


def _variants(
    node: Node, change: Callable[[Node], Iterator[tuple[Said, Node]]]
) -> Iterator[tuple[Said, Node]]:
    """The expression with a change at one place, for every place."""
    yield from change(node)
    for k, operand in enumerate(node.operands if isinstance(node, Apply) else ()):
        for said, wrong in _variants(operand, change):
            assert isinstance(node, Apply)
            operands = (*node.operands[:k], wrong, *node.operands[k + 1 :])
            yield said, node._replace(operands=operands)


def _activations(node: Node) -> Iterator[tuple[Said, Node]]:
    """An activation that is missing, applied twice, another, or applied to each term."""
    if not isinstance(node, Apply) or node.operation not in ACTIVATIONS:
        return
    (inside,), operation = node.operands, node.operation
    said = {"operation": operation}
    yield {"code": "V01", **said}, inside
    yield {"code": "V02", **said}, Apply(operation, (node,), 0)
    for other in ("tanh", "sigmoid", "relu"):
        if other != operation:
            yield {"code": "V03", "other": other, **said}, Apply(other, (inside,), 0)
    if isinstance(inside, Apply) and inside.operation == "+":
        yield {"code": "V07", **said}, _each(operation, inside)


def _each(operation: str, node: Node) -> Node:
    """An operation applied to every term of a sum."""
    if isinstance(node, Apply) and node.operation == "+":
        left, right = (_each(operation, term) for term in node.operands)
        return node._replace(operands=(left, right))
    return Apply(operation, (node,), 0)


def _terms(node: Node, model: Model) -> Iterator[tuple[Said, Node]]:
    """A term left out, a matrix turned over, a row from one step earlier."""
    if isinstance(node, Variable) and not node.lag:
        early = "I02" if node.name in model.inputs else "L08"
        yield {"code": early, "read": node.name}, node._replace(lag=1)
    if not isinstance(node, Apply):
        return
    if node.operation == "+":
        for kept, left in zip(node.operands, reversed(node.operands), strict=True):
            yield {"code": "V04", "read": _named(left)}, kept
    right = node.operands[-1]
    if (
        node.operation == "@"
        and isinstance(right, Weight)
        and len({*model.weights[right.name]}) < 2
    ):
        yield {"code": "V05", "weight": right.name}, node._replace(operation="@ turned")


def _named(node: Node) -> str:
    """What a term is made of: its variable, else its weight."""
    read = [*leaves(node)]
    first = next((leaf for leaf in read if isinstance(leaf, Variable)), read[0] if read else None)
    if isinstance(first, Variable):
        return f"{first.name}[t-1]" if first.lag else f"{first.name}[t]"
    return first.name if first else "a number"


def _errors(node: Node) -> Iterator[tuple[str, Said, Node]]:
    """What is made of a loss."""
    for code, operation in (("V15", "root"), ("L02", "neg")):
        yield code, {}, Apply(operation, (node,), 0)
    yield "L01", {}, Apply("*", (Number(0.5, 0), node), 0)

    def parts(part: Node) -> Iterator[tuple[Said, Node]]:
        if isinstance(part, Apply) and part.operation == "**":
            yield {"code": "V13"}, part.operands[0]
            yield {"code": "V14"}, Apply("abs", part.operands[:1], 0)
        if isinstance(part, Apply) and part.operation == "sum":
            (inside,) = part.operands
            yield {"code": "L04"}, part._replace(operation="mean")
            if isinstance(inside, Apply) and inside.operation == "**":
                summed = part._replace(operands=inside.operands[:1])
                yield {"code": "V16"}, inside._replace(operands=(summed, *inside.operands[1:]))

    for said, wrong in _variants(node, parts):
        yield said.pop("code"), said, wrong


def _swapped(model: Model) -> Iterator[Ahead]:
    """Two matrices of one shape that have changed places."""
    for one, other in combinations(model.weights, 2):
        if model.weights[one] == model.weights[other]:

            def start(values: Values, a: str = one, b: str = other) -> Values:
                here, there = Leaf(a), Leaf(b)
                return {**values, here: values[there], there: values[here]}

            yield Ahead("V06", {"weight": one, "other": other}, start=start)


def _read(model: Model) -> Iterator[Ahead]:
    """Other numbers to start from, and another reading of the result."""
    recurrent = {name for name in model.carried if felt_later(model, name)}
    for name in model.carried:

        def zero(values: Values, name: str = name) -> Values:
            return {**values, Leaf(name, 0): 0 * values[Leaf(name, 0)]}

        def again(values: Values, t: int, name: str = name) -> Values:
            return {**values, Leaf(name, t - 1): values[Leaf(name, 0)]}

        yield Ahead("I06", {"read": name}, start=zero)
        yield Ahead("V10", {"read": name}, seen=again)
    for name in model.inputs:

        def turned(values: Values, name: str = name) -> Values:
            steps = max(leaf.step for leaf in values if leaf.name == name and leaf.time)
            row = {Leaf(name, t): values[Leaf(name, steps + 1 - t)] for t in range(1, steps + 1)}
            return {**values, **row}

        yield Ahead("I08", {"read": name}, start=turned)
    for first in (0, 1):

        def last(leaf: Leaf, values: Values, n: int, first: int = first) -> Leaf:
            return Leaf(leaf.name, n) if leaf.name in recurrent and leaf.step >= first else leaf

        yield Ahead("I07", {}, shown=last)
    yield Ahead(
        "V11", {}, shown=lambda at, _, n: Leaf(at.name, n - at.step) if at.name in recurrent else at
    )
    yield from _inside(model)


def _inside(model: Model) -> Iterator[Ahead]:
    """What an activation is applied to is shown in its place."""
    for name, node in model.equations.items():
        if isinstance(node, Apply) and node.operation in ACTIVATIONS:
            inner = meaning(node.operands[0], TABLE)
            raw = f"{name} before {node.operation}"

            def shown(
                leaf: Leaf, values: Values, n: int, name: str = name, raw: str = raw,
                inner: Callable[[Values, int], Array] = inner,
            ) -> Leaf:  # fmt: skip
                if leaf.name != name or not leaf.time:
                    return leaf
                place = Leaf(raw, leaf.time)
                values[place] = inner(values, leaf.time)
                return place

            yield Ahead("V12", {"operation": node.operation, "name": name}, shown=shown)
