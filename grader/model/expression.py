"""Expressions of a declaration: four kinds of node, and one way to give them a meaning.

An expression is a tree.  What it means is decided by the table it is evaluated with: numpy
functions give numbers, sympy functions give symbols, and so on.  The tree itself knows no
mathematics.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple


class Number(NamedTuple):
    """A constant written in the declaration."""

    value: float
    column: int


class Variable(NamedTuple):
    """A variable at this step (lag 0) or at the step before (lag 1)."""

    name: str
    lag: int
    column: int


class Weight(NamedTuple):
    """A weight: the same array at every step."""

    name: str
    column: int


class Apply(NamedTuple):
    """An operation (a key of the tables: "+", "@", "tanh", ...) on its operands."""

    operation: str
    operands: "tuple[Node, ...]"
    column: int


Node = Number | Variable | Weight | Apply
Table = Mapping[str, Callable[..., Any]]


def meaning(node: Node, table: Table) -> Callable[[Any, int], Any]:
    """The expression as a function of (values, t), with `table` for its operations.

    `values` maps (name, time) to a value; a weight has time None.  Where all operands are results
    of other operations, nobody else holds them: "+ fresh" is used if the table has it, and may
    write over them.
    """
    if isinstance(node, Number):
        value = node.value
        return lambda values, t: value
    if isinstance(node, Weight):
        key = (node.name, None)
        return lambda values, t: values[key]
    if isinstance(node, Variable):
        name, lag = node.name, node.lag
        return lambda values, t: values[name, t - lag]
    operation = table[node.operation]
    if all(isinstance(operand, Apply) for operand in node.operands):
        operation = table.get(node.operation + " fresh", operation)
    if len(node.operands) == 1:
        one = meaning(node.operands[0], table)
        return lambda values, t: operation(one(values, t))
    left, right = (meaning(operand, table) for operand in node.operands)
    return lambda values, t: operation(left(values, t), right(values, t))


def leaves(node: Node) -> Iterator[Variable | Weight]:
    """The variables and weights of an expression, in the order in which they are read."""
    if isinstance(node, Apply):
        for operand in node.operands:
            yield from leaves(operand)
    elif not isinstance(node, Number):
        yield node
