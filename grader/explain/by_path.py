"""Answers that are asked for path by path: which of the paths are there, twice, or not at all."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from grader.explain.match import EXACT, ROUNDED
from grader.explain.walk import Array
from grader.judge.arrays import Answer
from grader.judge.differences import Measured
from grader.judge.expected import Case, tops_of, uses_of
from grader.judge.verdict import Finding, Judgement
from grader.model.declaration import Model
from grader.model.graph import Leaf, Path, paths
from grader.model.targets import Derivative

TIMES = {1.0: "right", 2.0: "doubled", 0.5: "wrong", -1.0: "wrong", -2.0: "wrong"}


def by_path(
    model: Model,
    target: Derivative,
    tried: Sequence[Case],
    answers: Sequence[Answer],
    judgement: Judgement,
) -> Judgement:
    """The judgement with what became of each path; as it was where that differs between draws."""
    steps = tried[0].plan.steps
    routes = list(paths(model, tops_of(target, steps), Leaf(target.bottom), uses_of(target, steps)))
    told = {
        tuple(_states(case.expected, answer.parts))
        for case, answer in zip(tried, answers, strict=True)
        if not case.plan.violent and case.plan.start
    }
    if len(told) != 1 or not routes:
        return judgement
    states = told.pop()
    if set(states) == {"right"} or "right" not in states:
        return judgement
    words = {_label(route): word for route, word in zip(routes, states, strict=True)}
    odd = [(route, w) for route, w in zip(routes, states, strict=True) if w != "right"]
    codes = {_code(route, word) for route, word in odd}
    message = f"Of the {len(routes)} paths, {', '.join(f'{_stems(r)} is {w}' for r, w in odd)}."
    findings = tuple(Finding(code, message) for code in sorted(codes))
    return replace(judgement, message=message, findings=findings, contributions=words)


def _states(expected: Sequence[Measured], parts: Sequence[Array]) -> list[str]:
    """For each path, whether one of the arrays is it, or a multiple of it."""
    left, found = list(parts), []
    for e in expected:
        word = "missing"
        for times, name in TIMES.items():
            same = [k for k, part in enumerate(left) if _close(part, times * e.value)]
            if same:
                left.pop(same[0])
                word = name
                break
        found.append(word)
    return found


def _close(part: Array, value: Array) -> bool:
    size = float(np.max(abs(value), initial=0.0))
    within = max(EXACT, ROUNDED) * size
    return part.shape == value.shape and bool((abs(part - value) <= within).all())


def _label(route: Path) -> str:
    """A path by the states it passes, oldest first: s1 z1 z2."""
    return " ".join(str(leaf) for leaf in reversed(route[2:-1]))


def _stems(route: Path) -> str:
    return f"one that stems from {route[-2]}"


def _code(route: Path, word: str) -> str:
    """Z3 for too much; else whether the path stays in the layer that uses the weight."""
    if word != "missing":
        return "Z3"
    own = route[-2].name
    return "Z2" if any(a.name == b.name == own for a, b in pairwise(route)) else "Z1"
