"""What a program is called with, and what must come back: read off the declaration for one
question and one draw.
"""

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.course import Item
from grader.judge.differences import EPS, Measured, differences
from grader.judge.probes import Plan, Probe, draw_set, plans
from grader.model.declaration import Model
from grader.model.forward import Carries, Values, forward, magnitudes
from grader.model.graph import Leaf, Uses, count_paths, everywhere, paths
from grader.model.targets import Count, Derivative, Step, Target, Value, read_target

Array = NDArray[np.float64]


class Case(NamedTuple):
    """One call: its arguments, and for each array that must come back the value with its interval.

    `decay` holds for each array the weight that a penalty would add to it, or nothing.
    """

    plan: Plan
    arguments: tuple[Array | float, ...]
    expected: tuple[Measured, ...]
    decay: tuple[Array | None, ...]


def cases(item: Item, seed: int) -> list[Case]:
    """The calls of a function question for one set of probes."""
    question = item.question
    return list(_cases(item.model, tuple(question.answers), tuple(question.arguments), seed))


@lru_cache(maxsize=512)
def _cases(
    model: Model, answers: tuple[str, ...], arguments: tuple[str | float, ...], seed: int
) -> list[Case]:
    """Students whose variants differ elsewhere are called with the same."""
    targets = [read_target(text) for text in answers]
    plan = plans(fixed_steps(targets))
    return [_case(model, arguments, targets, probe) for probe in draw_set(model, plan, seed)]


def fixed_steps(targets: Sequence[Target]) -> int | None:
    """The number of steps that the targets name, or None if they hold for any."""
    steps = [t.of.last if isinstance(t, Count) else t.last for t in targets]
    return None if any(step.base for step in steps) else max(step.offset for step in steps)


def given_case(item: Item) -> Case:
    """The one case of a number question: what follows from the data it states, to the decimals it
    asks for.
    """
    question, targets = item.question, item.targets
    if any(isinstance(target, Count) for target in targets):
        counted = [_count(item.model, target, n) for target in targets for n in question.n]
        return Case(Plan(0), (), (Measured(np.array(counted, float), 0.0),), (None,))
    data = {name: np.array(rows, float) for name, rows in question.data.items()}
    steps = max(t.last.at(0) for t in targets if not isinstance(t, Count))
    values = forward(item.model, data, steps)
    flat = np.concatenate(
        [values[Leaf(t.name, t.last.at(steps))] for t in targets if isinstance(t, Value)]
    )
    return Case(Plan(steps), (), (Measured(flat, 10.0**-question.decimals),), (None,))


def _count(model: Model, target: Target, n: int) -> int:
    if not isinstance(target, Count):
        raise TypeError("a number question asks for values or for counts, not for both")
    return count_paths(model, [Leaf(target.of.error, n)], Leaf(target.of.bottom))


def _case(
    model: Model, arguments: Sequence[str | float], targets: Sequence[Target], probe: Probe
) -> Case:
    steps = probe.plan.steps
    values = forward(model, probe.data, steps)
    given = arguments_of(model, arguments, probe, values)
    expected = [measured for target in targets for measured in expect(model, probe, values, target)]
    weights = [_decays(target, values) for target in targets]
    return Case(
        probe.plan, given, tuple(expected), tuple(weights) * (len(expected) // len(weights))
    )


def arguments_of(
    model: Model, arguments: Sequence[str | float], probe: Probe, values: Values
) -> tuple[Array | float, ...]:
    """What the program of a question is called with on a draw."""
    return tuple(_argument(model, probe, values, text) for text in arguments)


def _argument(model: Model, probe: Probe, values: Values, text: str | float) -> Array | float:
    if not isinstance(text, str):
        return text
    if text in model.weights:
        return values[Leaf(text)]
    if text in model.inputs:
        return probe.data[text][: probe.plan.steps]
    target = read_target(text)
    if not isinstance(target, Value):
        raise ValueError(f"{text!r} cannot be handed to a program; x, s[0], d[N] or Wx can")
    return value_of(model, values, target, probe.plan.steps)


def value_of(model: Model, values: Values, target: Value, steps: int) -> Array:
    """The value of a variable (a number for the error), or of all its steps as rows."""
    if target.first:
        times = range(target.first.at(steps), target.last.at(steps) + 1)
        return np.array([values[Leaf(target.name, t)] for t in times])
    value = values[Leaf(target.name, target.last.at(steps))]
    return value if model.shapes[target.name] else value[0]


def expect(model: Model, probe: Probe, values: Values, target: Target) -> list[Measured]:
    """The array or arrays that a target stands for, each with the interval it is known to."""
    steps = probe.plan.steps
    match target:
        case Value():
            size = max(
                float(np.max(v))
                for leaf, v in magnitudes(model, values, target.last.at(steps)).items()
                if leaf.name == target.name
            )
            value = value_of(model, values, target, steps)
            return [
                Measured(
                    np.asarray(value), 8 * (steps + 4) * EPS * max(size, float(np.max(abs(value))))
                )
            ]
        case Derivative(by_path=True):
            bottom, tops = Leaf(target.bottom), tops_of(target, steps)
            routes = paths(model, tops, bottom, uses_of(target, steps))
            return [_measure(model, probe, bottom, tops, _only(path)) for path in routes]
        case Derivative():
            bottom = Leaf(target.bottom, target.at.at(steps) if target.at else None)
            uses = uses_of(target, steps)
            carries = (
                None if uses is everywhere else lambda user, read: read != bottom or uses(user)
            )
            return [_measure(model, probe, bottom, tops_of(target, steps), carries)]
    raise TypeError(f"{target} is not an array")


def tops_of(target: Derivative, steps: int) -> list[Leaf]:
    """The errors whose sum is differentiated."""
    last = target.last.at(steps)
    return [
        Leaf(target.error, t) for t in range((target.first or Step("", last)).at(steps), last + 1)
    ]


def uses_of(target: Derivative, steps: int) -> Uses:
    """Which uses of the weight count."""
    if target.via:
        name, step = target.via
        return lambda user: user == Leaf(name, step.at(steps))
    if target.since:
        first = target.since.at(steps)
        return lambda user: (user.time or 0) >= first
    return everywhere


def _only(path: Sequence[Leaf]) -> Carries:
    links = set(itertools.pairwise(path))
    return lambda user, read: (user, read) in links


def _measure(
    model: Model, probe: Probe, bottom: Leaf, tops: list[Leaf], carries: Carries | None
) -> Measured:
    return differences(model, probe.data, probe.plan.steps, [bottom], tops, carries)[bottom]


def _decays(target: Target, values: Values) -> Array | None:
    weight = isinstance(target, Derivative) and not target.at
    return values[Leaf(target.bottom)] if weight and isinstance(target, Derivative) else None
