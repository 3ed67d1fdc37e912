"""Probes with a certificate: every known mistake lies far outside, and the interval is narrow."""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from grader.judge.differences import differences
from grader.judge.mistakes import wrong_gradients
from grader.judge.probes import Plan, draw, draw_set, plans
from grader.model.chain import gradient
from grader.model.declaration import Model
from grader.model.forward import forward
from grader.model.graph import Leaf

FAR = 1e-2  # a mistake must be this far off, relative to the gradient,
OFTEN = 3  # on at least this many probes of the set
WIDE = 1e-6  # and the interval may be at most this wide, relative to the gradient


class Certificate(NamedTuple):
    """What a set of probes guarantees: the smallest distance of a mistake, the widest interval,
    what is missed.
    """

    margin: float
    width: float
    missed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Is the set fit for judging?"""
        return self.margin >= FAR and self.width <= WIDE


def certify(model: Model, seed: int) -> Certificate:
    """Try every known mistake for every weight on the probes of a set."""
    far: dict[tuple[str, str], list[float]] = defaultdict(list)
    width = 0.0
    for probe in draw_set(model, plans(None), seed):
        steps = probe.plan.steps
        leaves = [Leaf(weight) for weight in model.weights]
        values = forward(model, probe.data, steps)
        right = differences(model, probe.data, steps, leaves)
        width = max(width, *(measured.width for measured in right.values()))
        for weight, code, wrong in wrong_gradients(model, values, steps):
            value = right[Leaf(weight)].value
            far[weight, code].append(float(abs(wrong - value).max() / abs(value).max()))
    shown = {
        mistake: sorted(off)[-OFTEN] for mistake, off in far.items() if mistake in applicable(model)
    }
    missed = tuple(f"{code} for {weight}" for (weight, code), off in shown.items() if off < FAR)
    return Certificate(min(shown.values(), default=float("inf")), width, missed)


def certified_seeds(model: Model, count: int, most: int = 100) -> tuple[list[int], Certificate]:
    """The first seeds whose sets hold, at most `count`, and the certificate of the last one tried.

    Fewer come back where the first `most` seeds do not give as many.
    """
    held: list[int] = []
    for seed in range(1, most + 1):
        certificate = certify(model, seed)
        if certificate.holds:
            held.append(seed)
        if len(held) == count or (seed > count and not held):  # none of the first: none will
            break
    return held, certificate


@lru_cache(maxsize=16)
def applicable(model: Model) -> frozenset[tuple[str, str]]:
    """The mistakes that change a gradient at all, seen on a long draw that belongs to no set."""
    steps = 9
    values = forward(model, draw(model, Plan(steps), "applicable"), steps)
    right = {w: gradient(model, values, [Leaf(model.error, steps)], Leaf(w)) for w in model.weights}
    return frozenset(
        (weight, code)
        for weight, code, wrong in wrong_gradients(model, values, steps)
        if abs(wrong - right[weight]).max() > WIDE * abs(right[weight]).max()
    )
