"""Six ways to a gradient, and one number: differences, untied differences, paths, contributions,
complex step, sympy.
"""

import itertools
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from grader.judge.differences import differences
from grader.model import Leaf, Model, paths
from grader.model.chain import contributions, gradient, immediate
from grader.model.forward import Values, forward
from grader.model.graph import Path
from grader.model.symbols import unrolled
from tests.models import MODELS, NAMES, drawn, one_unit

HORIZONS = range(1, 7)
GATED = {"gru", "lstm"}
CASES = [
    pytest.param(name, steps, marks=[pytest.mark.slow] if name in GATED or steps > 3 else [])
    for name in NAMES
    for steps in HORIZONS
]
SYMBOLIC = [  # sympy takes its time
    pytest.param(
        name, steps, summed, marks=[pytest.mark.slow] if name != "rnn" or steps > 1 else []
    )
    for name in NAMES
    for steps in HORIZONS
    for summed in (False, True)
    if name not in GATED or steps <= 3
]
EXACT = 1e-12  # between ways that only round differently, relative to the largest entry


def errors(model: Model, steps: int, summed: bool) -> list[Leaf]:
    return [Leaf(model.error, t) for t in range(1 if summed else steps, steps + 1)]


def summed_paths(model: Model, values: Values, tops: list[Leaf], weight: str) -> np.ndarray:
    """The sum over all paths; every factor is worked out once, and what neighbouring paths begin
    with is multiplied out once.
    """

    @cache
    def factor(leaf: Leaf, onto: Leaf) -> np.ndarray:
        wide = len(values[leaf])
        return immediate(model, values, leaf, onto, np.eye(wide)).reshape(wide, -1)

    total = np.zeros(values[Leaf(weight)].size)
    begun: list[tuple[Leaf, np.ndarray]] = []
    for path in paths(model, tops, Leaf(weight)):
        same = next(
            (k for k, (a, b) in enumerate(zip(path, begun, strict=False)) if a != b[0]),
            min(len(path), len(begun)),
        )
        del begun[same:]
        for k in range(len(begun), len(path)):
            g = begun[k - 1][1] @ factor(path[k - 1], path[k]) if k else np.ones(1)
            begun.append((path[k], g))
        total += begun[-1][1]
    return total.reshape(values[Leaf(weight)].shape)


def complex_step(model: Model, data: dict, steps: int, weight: str, tops: list[Leaf]) -> np.ndarray:
    W = data[weight]
    moved = W + 1e-30j * np.eye(W.size).reshape(W.size, *W.shape)
    stacked = np.array(
        [sum(forward(model, {**data, weight: M}, steps)[top][0] for top in tops) for M in moved]
    )
    return stacked.imag.reshape(W.shape) / 1e-30


@pytest.mark.parametrize("summed", [False, True], ids=["last", "summed"])
@pytest.mark.parametrize(("name", "steps"), CASES)
def test_every_way_to_a_gradient_gives_the_same(
    name: str, steps: int, summed: bool, record_ratio: Callable[[str, float], None]
) -> None:
    model = MODELS[name]
    data, tops = drawn(model, steps), errors(model, steps, summed)
    values = forward(model, data, steps)
    weights = [Leaf(weight) for weight in model.weights]
    measured = differences(model, data, steps, weights, tops)
    for weight in weights:
        exact = gradient(model, values, tops, weight)
        assert measured[weight].holds(exact)
        record_ratio(
            name, float(abs(exact - measured[weight].value).max() / measured[weight].within)
        )
        close = EXACT * abs(exact).max()
        used = contributions(model, values, tops, weight.name)
        assert abs(sum(used.values()) - exact).max() <= close
        assert abs(summed_paths(model, values, tops, weight.name) - exact).max() <= close
        assert abs(complex_step(model, data, steps, weight.name, tops) - exact).max() <= close


@pytest.mark.parametrize("summed", [False, True], ids=["last", "summed"])
@pytest.mark.parametrize(("name", "steps"), CASES)
def test_each_use_of_a_weight_can_be_measured_on_its_own(
    name: str, steps: int, summed: bool
) -> None:
    model = MODELS[name]
    data, tops = drawn(model, steps), errors(model, steps, summed)
    values = forward(model, data, steps)
    for weight in map(Leaf, model.weights):
        used, total, within = contributions(model, values, tops, weight.name), 0.0, 0.0
        for user, exact in used.items():
            only = differences(
                model,
                data,
                steps,
                [weight],
                tops,
                carries=lambda u, r, user=user, weight=weight: r != weight or u == user,
            )[weight]
            assert only.holds(exact)
            total, within = total + only.value, within + only.within
        assert (abs(total - gradient(model, values, tops, weight)) <= within).all()


@cache
def sympys_gradient(name: str, steps: int, t: int) -> np.ndarray:
    """The derivatives of the error of step t for all weights, as sympy finds them."""
    import sympy

    model, (sizes, data) = MODELS[name], one_unit(MODELS[name], steps)
    given, written = unrolled(model, sizes, steps)
    values = forward(model, data, steps)
    symbols = [s for leaf in given for s in given[leaf].ravel()]
    numbers = [v for leaf in given for v in np.ravel(values[leaf])]
    unknowns = [s for weight in model.weights for s in given[Leaf(weight)].ravel()]
    error = written[Leaf(model.error, t)][0]
    derived = [sympy.diff(error, s) for s in unknowns]
    found = sympy.lambdify(symbols, derived, modules="numpy", cse=True)(*numbers)
    return np.array(found, float)


@pytest.mark.parametrize(("name", "steps", "summed"), SYMBOLIC)
def test_sympy_differentiates_the_written_out_network_to_the_same(
    name: str, steps: int, summed: bool
) -> None:
    model, (_, data) = MODELS[name], one_unit(MODELS[name], steps)
    values, tops = forward(model, data, steps), errors(model, steps, summed)
    derived = sum(sympys_gradient(name, steps, top.step) for top in tops)
    ours = np.concatenate(
        [gradient(model, values, tops, Leaf(weight)).ravel() for weight in model.weights]
    )
    assert abs(derived - ours).max() <= EXACT * abs(ours).max()


def test_a_wrong_rule_is_noticed() -> None:
    from grader.model.rules import RULES, Rule

    model, steps = MODELS["rnn"], 3
    data = drawn(model, steps)
    values, tops = forward(model, data, steps), errors(model, steps, False)
    wrong = {**RULES, "tanh": Rule(np.tanh, lambda g, v, a: (g * (1 - v),))}
    right = differences(model, data, steps, [Leaf("Ws")], tops)[Leaf("Ws")]
    assert not right.holds(gradient(model, values, tops, Leaf("Ws"), rules=wrong))


def test_one_path_can_be_measured_on_its_own() -> None:
    model, steps = MODELS["two_layer"], 3
    data = drawn(model, steps)
    values, tops = forward(model, data, steps), errors(model, steps, False)
    from grader.model.chain import along

    def only(path: Path) -> Callable[[Leaf, Leaf], bool]:
        links = set(itertools.pairwise(path))
        return lambda user, read: (user, read) in links

    for path in paths(model, tops, Leaf("U")):
        assert differences(model, data, steps, [Leaf("U")], tops, only(path))[Leaf("U")].holds(
            along(model, values, path)
        )
