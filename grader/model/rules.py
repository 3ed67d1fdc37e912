"""Local derivatives: one row per operation, its value and how it hands a gradient back, side by
side; and beside them the rows that students write instead.

Vectors are rows.  `g` is the gradient of the error for the operation's value `v`; a row of the
table returns the gradient for each operand.  `numbers_back` undoes broadcasting where a single
number met a row.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Back = Callable[..., tuple[Any, ...]]


class Rule(NamedTuple):
    """An operation: its value, and the way back through it."""

    value: Callable[..., Any]
    back: Back


def _softmax(a: Array) -> Array:
    raised = np.exp(a - a.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


RULES: Mapping[str, Rule] = {
    "+": Rule(lambda a, b: a + b, lambda g, v, a, b: (g, g)),
    "-": Rule(lambda a, b: a - b, lambda g, v, a, b: (g, -g)),
    "*": Rule(lambda a, b: a * b, lambda g, v, a, b: (g * b, g * a)),
    "@": Rule(lambda a, W: a @ W, lambda g, v, a, W: (g @ W.T, a[..., :, None] * g[..., None, :])),
    "**": Rule(lambda a, n: a**n, lambda g, v, a, n: (g * n * a ** (n - 1), None)),
    "neg": Rule(lambda a: -a, lambda g, v, a: (-g,)),
    "sum": Rule(lambda a: a.sum(-1, keepdims=True), lambda g, v, a: (g * np.ones_like(a),)),
    "exp": Rule(np.exp, lambda g, v, a: (g * v,)),
    "log": Rule(np.log, lambda g, v, a: (g / a,)),
    "tanh": Rule(np.tanh, lambda g, v, a: (g * (1 - v**2),)),
    "sigmoid": Rule(lambda a: 1 / (1 + np.exp(-a)), lambda g, v, a: (g * v * (1 - v),)),
    "softmax": Rule(_softmax, lambda g, v, a: (v * (g - (g * v).sum(-1, keepdims=True)),)),
}


def shrunk(g: Array, operand: Any) -> Array:
    """The gradient summed back to the operand's width, where one number was combined with a row."""
    width = np.shape(operand)[-1:] or (1,)
    return g if g.shape[-1:] == width else g.sum(-1, keepdims=True)


class Wrong(NamedTuple):
    """A local derivative written wrongly: the mistake's id, the operation, what is handed back."""

    code: str
    operation: str
    back: Back


def _square(W: Array) -> bool:
    return W.ndim == 2 and W.shape[0] == W.shape[1]


def _outer(a: Array, g: Array) -> Array:
    return a[..., :, None] * g[..., None, :]


def _slopes(operation: str, **slopes: Callable[[Array], Any]) -> "tuple[Wrong, ...]":
    return tuple(
        Wrong(code, operation, lambda g, v, a, slope=slope: (g * slope(v),))
        for code, slope in slopes.items()
    )


def _crossed(code: str, across: Callable[[Array, Array], Array]) -> Wrong:
    """A matrix crossed in a wrong way, where its shape does not forbid that."""
    return Wrong(
        code, "@", lambda g, v, a, W: (across(g, W) if _square(W) else g @ W.T, _outer(a, g))
    )


def _logistic(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


WRONG: tuple[Wrong, ...] = (
    *_slopes(
        "tanh",
        T01=np.ones_like,
        T02=lambda s: 1 - np.tanh(s) ** 2,
        T03=lambda s: s * (1 - s),
        T04=lambda s: 1 - s,
        T05=lambda s: (1 - s) ** 2,
        T06=lambda s: 1 + s**2,
        T07=lambda s: 1 / (1 - s**2),
        T08=lambda s: np.sqrt(1 - s**2),
        T09=lambda s: -(s**2),
        T12=lambda s: np.mean(1 - s**2, -1, keepdims=True),
    ),
    *_slopes(
        "sigmoid",
        T01=np.ones_like,
        T02=lambda s: _logistic(s) * (1 - _logistic(s)),
        T03=lambda s: 1 - s**2,
        T04=lambda s: 1 - s,
        T05=lambda s: (1 - s) ** 2,
        T07=lambda s: 1 / (s * (1 - s)),
        T08=lambda s: np.sqrt(s * (1 - s)),
        T12=lambda s: np.mean(s * (1 - s), -1, keepdims=True),
    ),
    *_slopes("softmax", L09=np.ones_like, T03=lambda s: s * (1 - s)),
    Wrong("T13", "tanh", lambda g, v, a: (g * (1 - a**2),)),
    Wrong("T13", "sigmoid", lambda g, v, a: (g * a * (1 - a),)),
    Wrong("L10", "**", lambda g, v, a, n: (g * v, None)),
    Wrong("L11", "**", lambda g, v, a, n: (g * n * a.sum(-1, keepdims=True) + 0 * a, None)),
    _crossed("M01", lambda g, W: g @ W),
    _crossed("A11", lambda g, W: g),
    _crossed("M07", lambda g, W: g * W.sum(0)),
    _crossed("M07", lambda g, W: g * W.sum(1)),
    _crossed("M08", lambda g, W: g * np.diag(W)),
    Wrong("M02", "@", lambda g, v, a, W: (g @ W.T, _outer(g, a) if _square(W) else _outer(a, g))),
)
