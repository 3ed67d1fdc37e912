"""The chain rule on numbers, read off the declaration: factors, paths, contributions, gradients.

A gradient handed back is a row with the width of its variable.  A whole stack of rows may be
handed back at once: the K rows of an identity matrix give a Jacobian.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Number, Variable, Weight
from grader.model.forward import Values
from grader.model.graph import Leaf, Path, Uses, everywhere, needed
from grader.model.rules import RULES, Rule, shrunk

Array = NDArray[np.float64]
Rules = Mapping[str, Rule]


def handed_back(
    model: Model, values: Values, leaf: Leaf, g: Array, rules: Rules = RULES
) -> Iterator[tuple[Leaf, Array]]:
    """The gradients that an equation hands to what it reads: immediate partial derivatives times g.

    A leaf that is read twice comes twice.
    """

    def read(node: Variable | Weight) -> Leaf:
        return Leaf(node.name, leaf.step - node.lag if isinstance(node, Variable) else None)

    def value(node: Node) -> Any:
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Apply):
            return rules[node.operation].value(*map(value, node.operands))
        return values[read(node)]

    def back(node: Node, g: Array) -> Iterator[tuple[Leaf, Array]]:
        if isinstance(node, Apply):
            operands = [value(operand) for operand in node.operands]
            rule = rules[node.operation]
            for operand, v, h in zip(
                node.operands, operands, rule.back(g, rule.value(*operands), *operands), strict=True
            ):
                if not isinstance(operand, Number):
                    yield from back(operand, h if np.ndim(v) > 1 else shrunk(h, v))
        elif not isinstance(node, Number):
            yield read(node), g

    yield from back(model.equations[leaf.name], g)


def immediate(
    model: Model, values: Values, leaf: Leaf, onto: Leaf, g: Array, rules: Rules = RULES
) -> Array:
    """g times the immediate partial derivative of one variable for one thing it reads."""
    return sum(
        (h for read, h in handed_back(model, values, leaf, g, rules) if read == onto),
        start=np.zeros(()),
    )


def along(model: Model, values: Values, path: Path, rules: Rules = RULES) -> Array:
    """The product of immediate partial derivatives along one path, in the order of the chain."""
    g = np.ones(1)
    for leaf, onto in itertools.pairwise(path):
        g = immediate(model, values, leaf, onto, g, rules)
    return g


def jacobian(model: Model, values: Values, leaf: Leaf, onto: Leaf) -> Array:
    """One factor of a chain, (width of leaf, width of onto): the immediate partial derivative."""
    return immediate(model, values, leaf, onto, np.eye(len(values[leaf])))


def sensitivities(
    model: Model,
    values: Values,
    tops: Iterable[Leaf],
    found: Callable[[Leaf, Leaf, Array], None],
    rules: Rules = RULES,
) -> dict[Leaf, Array]:
    """One sweep back from the errors: dE/dv for every variable; `found(user, weight, gradient)`
    for each use.
    """
    tops = list(tops)
    total = {top: np.ones(1) for top in tops}
    for leaf in reversed(needed(model, tops)):
        if leaf not in total:
            continue
        for read, h in handed_back(model, values, leaf, total[leaf], rules):
            if read.time is None:
                found(leaf, read, h)
            else:
                total[read] = total[read] + h if read in total else h
    return total


def contributions(
    model: Model, values: Values, tops: Iterable[Leaf], weight: str, rules: Rules = RULES
) -> dict[Leaf, Array]:
    """What each use of a weight adds to its gradient, by the variable that uses it.  Linear in
    the horizon.
    """
    use: dict[Leaf, Array] = {}

    def found(user: Leaf, read: Leaf, h: Array) -> None:
        if read.name == weight:
            use[user] = use[user] + h if user in use else h

    sensitivities(model, values, tops, found, rules)
    return use


def gradient(
    model: Model,
    values: Values,
    tops: Iterable[Leaf],
    bottom: Leaf,
    uses: Uses = everywhere,
    rules: Rules = RULES,
) -> Array:
    """dE/d(bottom): of a weight, its contributions summed; of a variable or start state, its
    sensitivity.
    """
    if bottom.time is not None:
        total = sensitivities(model, values, tops, lambda *_: None, rules)
        return total.get(bottom, np.zeros_like(values[bottom]))
    parts = contributions(model, values, tops, bottom.name, rules)
    return sum(
        (part for user, part in parts.items() if uses(user)), start=np.zeros(values[bottom].shape)
    )
