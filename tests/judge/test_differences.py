"""The interval: exact gradients always lie inside, and it is narrow enough to mean something."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.judge.differences import Measured, differences
from grader.model import Leaf
from grader.model.chain import gradient
from grader.model.forward import forward
from tests.models import RNN, drawn


def wild(seed: int) -> tuple[int, dict[str, np.ndarray]]:
    """Weights 0.01..3, inputs 0.3..3, T 2..12, targets sometimes next to the output."""
    random = np.random.default_rng(seed)
    n_in, n_hidden, n_out, steps = random.integers([1, 1, 1, 2], [6, 7, 5, 13])
    scale = 10 ** random.uniform(-2, np.log10(3), 3)
    data = {
        "Wx": scale[0] * random.standard_normal((n_in, n_hidden)),
        "Ws": scale[1] * random.standard_normal((n_hidden, n_hidden)),
        "Wy": scale[2] * random.standard_normal((n_hidden, n_out)),
        "x": 10 ** random.uniform(np.log10(0.3), np.log10(3))
        * random.standard_normal((steps, n_in)),
        "s0": random.standard_normal(n_hidden) * random.choice([0, 0.3, 1]),
        "d": np.zeros((steps, n_out)),
    }
    near = random.choice([1e-12, 1e-6, 1e-3, 1, 50])
    data["d"] = forward(RNN, data, steps)[Leaf("y", steps)] + near * random.standard_normal(
        (steps, n_out)
    )
    return int(steps), data


def rejected(seeds: range) -> tuple[int, float]:
    """(how many exact gradients are rejected, the worst error relative to the interval)."""
    outside, worst = 0, 0.0
    for seed in seeds:
        steps, data = wild(seed)
        values = forward(RNN, data, steps)
        for leaf, measured in differences(RNN, data, steps, [Leaf(w) for w in RNN.weights]).items():
            exact = gradient(RNN, values, [Leaf("E", steps)], leaf)
            outside += not measured.holds(exact)
            worst = max(worst, float(abs(exact - measured.value).max() / measured.within))
    return outside, worst


def test_no_exact_gradient_is_rejected_at_any_scale() -> None:
    assert rejected(range(40))[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("first", range(40, 3440, 425))  # three gradients a seed
def test_of_ten_thousand_exact_gradients_none_is_rejected(
    first: int, record_ratio: Callable[[str, float], None]
) -> None:
    outside, worst = rejected(range(first, first + 425))
    record_ratio("ten thousand at any scale", worst)
    assert outside == 0


def test_what_is_not_a_number_is_never_inside() -> None:
    assert not Measured(np.zeros(2), 1.0).holds(np.array([0.0, np.nan]))


def test_another_shape_is_never_inside_though_it_would_broadcast() -> None:
    assert not Measured(np.zeros((2, 2)), 1.0).holds(np.zeros(2))
    assert not Measured(np.zeros((2, 2)), 1.0).holds(np.zeros((1, 1)))


def test_many_entries_are_measured_in_blocks_as_few_are_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps, data = 4, drawn(RNN, 4)
    leaves = [Leaf(w) for w in RNN.weights]
    at_once = differences(RNN, data, steps, leaves)
    monkeypatch.setattr("grader.judge.differences.BLOCK", 64)
    monkeypatch.setattr("grader.judge.differences.LEAST", 2)
    from grader.judge.differences import _blocks

    _blocks.cache_clear()
    in_blocks = differences(RNN, data, steps, leaves)
    _blocks.cache_clear()
    for leaf in leaves:
        assert at_once[leaf].holds(in_blocks[leaf].value)


def test_the_derivative_for_a_start_state_and_for_an_output_can_be_measured() -> None:
    steps, data = wild(3)
    values = forward(RNN, data, steps)
    for leaf in (Leaf("s", 0), Leaf("y", steps), Leaf("s", steps)):
        assert differences(RNN, data, steps, [leaf])[leaf].holds(
            gradient(RNN, values, [Leaf("E", steps)], leaf)
        )
