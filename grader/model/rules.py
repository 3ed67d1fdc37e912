"""Local derivatives: one row per operation, its value and how it hands a gradient back, side by
side.

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
