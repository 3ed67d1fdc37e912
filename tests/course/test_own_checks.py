"""The checks the course brings along: solutions pass, each broken program gets its sentence."""

import importlib.util
import runpy
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SEEDS = range(3)


def checks(folder: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"checks_{folder}", ROOT / "exercises" / folder / "checks.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solved(folder: str) -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "solutions" / folder / f"{folder[3:]}.py"))


FORWARD, BEYOND = checks("01_forward"), checks("05_beyond")
SOLVED_FORWARD, SOLVED = solved("01_forward"), solved("05_beyond")


def sentences(module: ModuleType, question: str, **program: Any) -> list[str]:
    """What the judge says to a program, case by case and seed by seed."""
    run, cases, judge = (
        getattr(module, f"{question}_{part}") for part in ("run", "cases", "judge")
    )
    said = []
    for seed in SEEDS:
        for arguments in cases(seed):
            result = run(SimpleNamespace(**program), *arguments)
            said.append(judge(arguments, result))
    return said


def measured(quotient: Callable[..., float]) -> Callable[..., Any]:
    """A numgrad with another quotient."""

    def numgrad(f: Any, W: Any, h: float) -> Any:
        G = np.zeros_like(W)
        for entry in np.ndindex(W.shape):
            step = np.zeros_like(W)
            step[entry] = h
            G[entry] = quotient(f, W, step, h)
        return G

    return numgrad


def in_place(f: Any, W: Any, h: float) -> Any:
    G = np.zeros_like(W)
    for entry in np.ndindex(W.shape):
        W[entry] += h
        above = f(W)
        W[entry] -= 2 * h
        G[entry] = (above - f(W)) / (2 * h)
    return G


def put_back(f: Any, W: Any, h: float) -> Any:
    G = np.zeros_like(W)
    for entry in np.ndindex(W.shape):
        kept = W[entry]
        W[entry] = kept + h
        above = f(W)
        W[entry] = kept - h
        G[entry] = (above - f(W)) / (2 * h)
        W[entry] = kept
    return G


def test_a_right_gradient_checker_passes_whether_it_copies_or_puts_back() -> None:
    assert set(sentences(FORWARD, "numgrad", numgrad=SOLVED_FORWARD["numgrad"])) == {""}
    assert set(sentences(FORWARD, "numgrad", numgrad=put_back)) == {""}


@pytest.mark.parametrize(
    ("program", "word"),
    [
        pytest.param(
            measured(lambda f, W, step, h: (f(W + step) - f(W)) / h),
            "one neighbour",
            id="forward difference",
        ),
        pytest.param(
            measured(lambda f, W, step, h: (f(W) - f(W - step)) / h),
            "one neighbour",
            id="backward difference",
        ),
        pytest.param(
            measured(lambda f, W, step, h: (f(W + step) - f(W - step)) / h),
            "divided by",
            id="divided by h",
        ),
        pytest.param(
            measured(lambda f, W, step, h: (f(W + step) - f(W - step)) / 2),
            "divided by",
            id="divided by two",
        ),
        pytest.param(
            measured(lambda f, W, step, h: f(W + step) - f(W - step)),
            "divided by",
            id="not divided",
        ),
        pytest.param(
            measured(lambda f, W, step, h: (f(W + step / 9) - f(W - step / 9)) * 9 / (2 * h)),
            "entry",
            id="own step",
        ),
        pytest.param(
            lambda f, W, h: (f(W + h) - f(W - h)) / (2 * h) + 0 * W,
            "entry",
            id="all entries at once",
        ),
        pytest.param(lambda f, W, h: np.full_like(W, np.nan), "nan", id="not a number"),
        pytest.param(lambda f, W, h: W.sum(), "shape", id="a sum"),
        pytest.param(lambda f, W, h: None, "shape", id="nothing"),
        pytest.param(in_place, "same afterwards", id="in place"),
    ],
)
def test_a_wrong_gradient_checker_is_told_why(program: Any, word: str) -> None:
    said = sentences(FORWARD, "numgrad", numgrad=program)
    assert word in "".join(said)
    assert all(said[n] or n % 3 == 2 for n in range(len(said)))  # every third has one entry only


def test_a_right_update_passes_as_a_tuple_or_a_list() -> None:
    assert set(sentences(BEYOND, "update", update=SOLVED["update"])) == {""}
    as_list = lambda w, g, a: [W + (-a) * dW for W, dW in zip(w, g, strict=True)]  # noqa: E731
    assert set(sentences(BEYOND, "update", update=as_list)) == {""}


def subtract_in_place(weights: Any, grads: Any, alpha: float) -> Any:
    for W, dW in zip(weights, grads, strict=True):
        W -= alpha * dW
    return weights


def each(rule: Callable[[Any, Any, float], Any]) -> Callable[..., Any]:
    return lambda w, g, a: tuple(rule(W, dW, a) for W, dW in zip(w, g, strict=True))


@pytest.mark.parametrize(
    ("program", "word"),
    [
        pytest.param(each(lambda W, dW, a: W + a * dW), "uphill", id="uphill"),
        pytest.param(each(lambda W, dW, a: W - dW), "alpha = 0 nothing", id="no learning rate"),
        pytest.param(each(lambda W, dW, a: -a * dW), "one step downhill", id="step only"),
        pytest.param(
            each(lambda W, dW, a: np.float32(W) - np.float32(a * dW)),
            "downhill",
            id="single precision",
        ),
        pytest.param(each(lambda W, dW, a: W.T), "shape", id="transposed"),
        pytest.param(subtract_in_place, "new ones", id="in place"),
        pytest.param(lambda w, g, a: w[0] - a * g[0], "1 came", id="one matrix"),
        pytest.param(lambda w, g, a: None, "1 came", id="nothing"),
    ],
)
def test_a_wrong_update_is_told_why(program: Any, word: str) -> None:
    assert word in "".join(sentences(BEYOND, "update", update=program))


def training(gradient: Callable[..., Any], step: Any = None) -> Callable[..., Any]:
    """The given loop around other gradients or another update."""

    def descend(x: Any, s0: Any, d: Any, weights: Any, alpha: float, updates: int = 200) -> Any:
        for _ in range(updates):
            weights = (step or SOLVED["update"])(weights, gradient(x, s0, d, *weights), alpha)
        return weights

    return descend


def right(*arguments: Any) -> Any:
    return SOLVED["grads_sum"](*arguments)


def no_way_back(x: Any, s0: Any, d: Any, Wx: Any, Ws: Any, Wy: Any) -> Any:
    """Every step on its own: only its newest state is heard."""
    S, _ = SOLVED["forward"](x, s0, Wx, Ws, Wy)
    at_y = 2 * (S[1:] @ Wy - d)
    inside = at_y @ Wy.T * (1 - S[1:] ** 2)
    return x.T @ inside, S[:-1].T @ inside, S[1:].T @ at_y


def not_transposed(x: Any, s0: Any, d: Any, Wx: Any, Ws: Any, Wy: Any) -> Any:
    S, _ = SOLVED["forward"](x, s0, Wx, Ws, Wy)
    at_y = 2 * (S[1:] @ Wy - d)
    inside, later = np.zeros_like(S[1:]), np.zeros_like(s0)
    for t in (2, 1, 0):
        inside[t] = (at_y[t] @ Wy.T + later) * (1 - S[t + 1] ** 2)
        later = inside[t] @ Ws
    return x.T @ inside, S[:-1].T @ inside, S[1:].T @ at_y


def last_step_only(x: Any, s0: Any, d: Any, Wx: Any, Ws: Any, Wy: Any) -> Any:
    S, _ = SOLVED["forward"](x, s0, Wx, Ws, Wy)
    last = d.copy()
    last[:-1] = S[1:-1] @ Wy
    return right(x, s0, last, Wx, Ws, Wy)


def test_the_network_learns_with_right_gradients() -> None:
    assert set(sentences(BEYOND, "descend", descend=SOLVED["descend"])) == {""}
    assert set(sentences(BEYOND, "descend", descend=training(right))) == {""}


@pytest.mark.parametrize(
    "gradient",
    [
        pytest.param(no_way_back, id="no way back"),
        pytest.param(not_transposed, id="not transposed"),
        pytest.param(last_step_only, id="last step only"),
        pytest.param(lambda *a: tuple(-g for g in right(*a)), id="uphill"),
        pytest.param(lambda *a: tuple(0.1 * -g for g in right(*a)), id="a step"),
        pytest.param(lambda *a: (0 * right(*a)[0], *right(*a)[1:]), id="no Wx"),
        pytest.param(lambda *a: (right(*a)[0], 0 * right(*a)[1], right(*a)[2]), id="no Ws"),
        pytest.param(lambda *a: tuple(0 * g for g in right(*a)), id="zero"),
    ],
)
def test_the_network_does_not_learn_with_a_wrong_gradient(gradient: Any) -> None:
    said = sentences(BEYOND, "descend", descend=training(gradient))
    assert all("error goes from" in sentence for sentence in said[0::2])
    assert not any(said[1::2])  # alpha = 0


def test_training_leaves_the_given_arrays_as_they_are() -> None:
    said = sentences(BEYOND, "descend", descend=training(right, subtract_in_place))
    assert all("have changed" in sentence for sentence in said[0::2])


def test_a_training_that_moves_without_a_learning_rate_is_told_so() -> None:
    stubborn = training(right, lambda w, g, a: SOLVED["update"](w, g, 0.1))
    assert all(
        "alpha = 0" in sentence for sentence in sentences(BEYOND, "descend", descend=stubborn)[1::2]
    )
