"""Answers that are values of the model and no derivatives: which slip of the forward pass it takes.

As for gradients nothing is nearest: an explanation has the values of the answer on every draw, and
differs from the right ones on at least three of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from grader.course import Item
from grader.explain.ahead import TABLE, Ahead, aheads, pairs
from grader.explain.match import DRAWS, EXACT, ROUNDED
from grader.explain.phrases import phrase, sentence
from grader.explain.walk import Array
from grader.judge.arrays import Answer
from grader.judge.expected import Case, value_of
from grader.judge.probes import Plan, Probe, draw_set
from grader.judge.verdict import Finding, Judgement
from grader.model.declaration import Model
from grader.model.expression import Node, meaning
from grader.model.forward import Values, forward, given
from grader.model.graph import Leaf
from grader.model.targets import Target, Value, read_target

Slips = tuple[Ahead, ...]
Parts = tuple[Array, ...]


def by_value(
    item: Item, seed: int, tried: Sequence[Case], answers: Sequence[Answer], judgement: Judgement
) -> Judgement:
    """The judgement with what the values are equal to; as it was where that is nothing known."""
    asked = Asked(item, tuple(case.plan for case in tried), seed)
    seen = [answer.parts for answer in answers]
    found = explanations(asked, tried, seen)
    if not found:
        return judgement
    first, *others = found
    noun = {"gradient": "error" if _is_error(item) else "value"}
    alone = len(first) == 1
    message = sentence(
        [phrase(slip.code, {**slip.said, **noun}) for slip in first],
        [phrase(o[0].code, {**o[0].said, **noun}) for o in others] if alone else [],
    )
    codes = [slip.code for slip in first]
    also = dict.fromkeys(s.code for other in others for s in other if s.code not in codes)
    evidence = {"draws": str(len(tried))}
    findings = tuple(Finding(code, message, tuple(also), evidence) for code in codes)
    return replace(judgement, findings=findings, message=message)


def _is_error(item: Item) -> bool:
    return all(item.model.error in target.names() for target in item.targets)


class Asked:
    """A question on one set of probes."""

    def __init__(self, item: Item, plan: tuple[Plan, ...], seed: int) -> None:
        self.item, self.plan, self.seed = item, plan, seed
        self.model: Model = item.model
        self.targets: tuple[Target, ...] = tuple(item.targets)

    def parts(self, case: int, slips: Slips) -> Parts | None:
        """What comes back with some slips on a draw; nothing where that cannot be worked out."""
        return _parts(self.model, self.targets, tuple(self.item.question.arguments),
                      self.plan, self.seed, case, slips)  # fmt: skip


@lru_cache(maxsize=8192)
def _parts(
    model: Model, targets: tuple[Target, ...], arguments: tuple[str | float, ...],
    plan: tuple[Plan, ...], seed: int, case: int, slips: Slips,
) -> Parts | None:  # fmt: skip
    probe = draw_set(model, plan, seed)[case]
    held = _held(model, arguments, forward(model, probe.data, probe.plan.steps), probe.plan.steps)
    try:
        with np.errstate(all="ignore"):
            values = run(model, slips, probe, held)
            return tuple(_shown(model, values, t, probe.plan.steps, slips) for t in targets)
    except (KeyError, ValueError):  # it reads what is not there, or shapes do not meet
        return None


def _held(
    model: Model, arguments: Sequence[str | float], values: Values, steps: int
) -> dict[Leaf, Array]:
    """What a program is given and does not compute."""
    texts = [a for a in arguments if isinstance(a, str) and "[" in a]
    found: dict[Leaf, Array] = {}
    for target in map(read_target, texts):
        if isinstance(target, Value) and target.name in model.equations:
            first = target.first or target.last
            for t in range(first.at(steps), target.last.at(steps) + 1):
                found[Leaf(target.name, t)] = values[Leaf(target.name, t)]
    return found


def _shown(model: Model, values: Values, target: Target, steps: int, slips: Slips) -> Array:
    assert isinstance(target, Value)
    first = target.first or target.last
    moved: Values = {}
    for t in range(first.at(steps), target.last.at(steps) + 1):
        leaf = place = Leaf(target.name, t)
        for slip in slips:
            place = slip.shown(place, values, steps)
        moved[leaf] = values[place]
    return np.asarray(value_of(model, moved, target, steps))


def explanations(asked: Asked, tried: Sequence[Case], seen: Sequence[Parts]) -> list[Slips]:
    """The simplest slips that give the values of an answer, or none."""
    telling = [k for k, case in enumerate(tried) if not _right(case, seen[k])]
    case = min(telling, key=lambda k: (tried[k].plan.violent, tried[k].plan.steps == 1, k))
    singles: Sequence[Slips] = [(slip,) for slip in aheads(asked.model)]
    for within in (EXACT, ROUNDED):
        for several in (singles, pairs(asked.model)):
            found = [s for s in several if _fits(asked, tried, seen, s, [case], within)]
            found = [s for s in found if _holds(asked, tried, seen, s, within)]
            if found:
                return found
    return []


def _right(case: Case, parts: Parts) -> bool:
    return all(e.holds(part) for e, part in zip(case.expected, parts, strict=True))


def _fits(
    asked: Asked, tried: Sequence[Case], seen: Sequence[Parts], slips: Slips,
    cases: Sequence[int], within: float,
) -> bool:  # fmt: skip
    """Has an explanation the values of the answer on some draws?"""
    for k in cases:
        made = asked.parts(k, slips)
        if made is None or any(a.shape != b.shape for a, b in zip(made, seen[k], strict=True)):
            return False
        for value, part, e in zip(made, seen[k], tried[k].expected, strict=True):
            size = max(float(abs(part).max(initial=0.0)), float(abs(value).max(initial=0.0)))
            if not (abs(value - part) <= within * size + e.within).all():
                return False
    return True


def _holds(
    asked: Asked, tried: Sequence[Case], seen: Sequence[Parts], slips: Slips, within: float
) -> bool:
    """Does it fit everywhere, and differ from what is right often enough?"""
    wrong = sum(not _right(case, parts) for case, parts in zip(tried, seen, strict=True))
    return wrong >= DRAWS and _fits(asked, tried, seen, slips, range(len(tried)), within)


def run(model: Model, slips: tuple[Ahead, ...], probe: Probe, held: Values) -> Values:
    """The forward pass with some slips; what is `held` was given and is not computed."""
    steps = probe.plan.steps
    values = given(model, probe.data, steps)
    for name in model.inputs:  # a place before the first is the last one, as in a list
        values[Leaf(name, 0)] = values[Leaf(name, steps)]
    for slip in slips:
        values = slip.start(values)
    equations = {**model.equations, **{k: v for slip in slips for k, v in slip.equations.items()}}
    programs = {name: _program(node) for name, node in equations.items()}
    for t in range(1, steps + 1):
        for name, program in programs.items():
            leaf, seen = Leaf(name, t), values
            for slip in slips:
                seen = slip.seen(seen, t)
            values[leaf] = held[leaf] if leaf in held else program(seen, t)
    return values


@lru_cache(maxsize=512)
def _program(node: Node) -> Callable[[Values, int], Array]:
    return meaning(node, TABLE)


__all__ = ["by_value", "explanations"]
