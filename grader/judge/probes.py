"""The numbers a program is tried on: drawn from a seed, for any declared model.

Chosen so that mistakes show (sizes all different, square weights far from symmetric, every step
still felt at the last one, start states on and off zero, one draw with violent targets), and
certified as a set: see `grader.judge.certificate`.
"""

import math
import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.model.declaration import Model
from grader.model.expression import Apply, Node

Array = NDArray[np.float64]

SIZES = (7, 3, 5, 4, 6, 8)  # the widths of a model, in the order of its declaration
OTHER_SIZES = (1, 4, 6, 3, 5, 2)  # for programs that know the sizes by heart, or drop an axis
STRETCH = 1.25  # singular values of a weight from a state to itself: tanh takes about as much away
VIOLENT = 1000.0  # how much larger the targets of the violent draw are
LOUD = 3.0  # how much larger the inputs of the other draws are: some states come close to 1
SETS = 8  # certified sets a course


class Plan(NamedTuple):
    """One draw of a set.

    `start`: off zero.  `violent`: with targets far away.  `other`: with other sizes, louder inputs
    and a silent step.
    """

    steps: int
    start: bool = True
    violent: bool = False
    other: bool = False


class Probe(NamedTuple):
    """A draw: data of `steps` steps."""

    plan: Plan
    data: Mapping[str, Array]


# Any number of steps: the first one is also called twice.  At N = 1, and from a zero start, many
# mistakes are right.
ANY_HORIZON = (
    Plan(3), Plan(1), Plan(2), Plan(4), Plan(6), Plan(9),
    Plan(3, start=False), Plan(6, start=False), Plan(4, violent=True),
    Plan(5, other=True), Plan(12, other=True),
)  # fmt: skip


def plans(steps: int | None) -> tuple[Plan, ...]:
    """The draws of a set for one horizon, or for any (None)."""
    if steps is None:
        return ANY_HORIZON
    three = (Plan(steps), Plan(steps), Plan(steps))
    return (
        *three,
        Plan(steps, start=False),
        Plan(steps, violent=True),
        Plan(steps, other=True),
    )


@lru_cache(maxsize=256)
def draw_set(model: Model, plan: tuple[Plan, ...], seed: int) -> list[Probe]:
    """The probes of a set.  The same numbers everywhere for the same seed."""
    return [Probe(p, draw(model, p, f"{seed}/{k}")) for k, p in enumerate(plan)]


def draw(model: Model, plan: Plan, seed: str, widths: Sequence[int] = ()) -> dict[str, Array]:
    """Data for one run: inputs (T, width), start states (width,), weights; with other `widths`
    than those of the plan, if given.
    """
    uniform = random.Random(seed).uniform  # its stream is the same in every version of Python
    chosen = widths or (OTHER_SIZES if plan.other else SIZES)
    sizes = dict(zip(model.widths, chosen, strict=False))

    def spread(*shape: int) -> Array:
        signs = (-1.0, 1.0)
        flat = [uniform(0.3, 1.0) * signs[uniform(0, 1) < 0.5] for _ in range(math.prod(shape))]
        return np.array(flat).reshape(shape)

    data: dict[str, Array] = {}
    for name, shape in model.weights.items():
        weight = spread(*(sizes[width] for width in shape))
        if len(shape) == 2 and shape[0] == shape[1]:
            weight = STRETCH * np.linalg.qr(weight)[0]
        data[name] = weight / (np.sqrt(len(weight)) if len({*shape}) == 2 else 1.0)
    for name, (width,) in model.inputs.items():
        data[name] = spread(plan.steps, sizes[width]) * (LOUD if plan.other else 1.0)
        data[name][1:2] *= not plan.other
    for name in model.carried:
        data[f"{name}0"] = (
            0.7 * spread(*(sizes[width] for width in model.shapes[name])) * plan.start
        )
    for name in targets(model):
        wanted = spread(*data[name].shape) * (VIOLENT if plan.violent else 1.5)
        positive = "log" in operations(model.equations[model.error])
        data[name] = abs(wanted) if positive else wanted
    return data


def targets(model: Model) -> list[str]:
    """The inputs that only the error reads: the outputs we want."""
    readers = {
        name: {r for r, reads in model.reads.items() if name in {p.name for p in reads}}
        for name in model.inputs
    }
    return [name for name, who in readers.items() if who == {model.error}]


def operations(node: Node) -> set[str]:
    """The operations of an expression."""
    if not isinstance(node, Apply):
        return set()
    return {node.operation}.union(*map(operations, node.operands))
