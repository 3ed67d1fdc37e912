"""The declaration run on numbers: real or complex, one set of weights or a stack of slightly
moved ones.

A row has shape (width,), a stack of K rows (K, width); one number is a row of width 1.  Nothing
here knows a derivative, and nothing here imports the rules that do: what is computed with this
module alone is an independent witness of the chain rule.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.model.declaration import Model
from grader.model.expression import Table, meaning
from grader.model.graph import Leaf, parents

Array = NDArray[Any]
Values = dict[Leaf, Array]
Carries = Callable[[Leaf, Leaf], bool]


class Places(NamedTuple):
    """Which entries of a weight are moved, each in which row of a stack of moved networks.

    `entry`, `source` and `row_source` are places in the flattened product (K, n), in a single
    input (m,), in a flattened stack of inputs (K, m).
    """

    copies: int
    entry: Array
    source: Array
    row_source: Array


def places(shape: tuple[int, ...], copies: int, rows: Array, entries: Array) -> Places:
    """Row rows[k] of the stack has the entry entries[k] of a flattened (m, n) weight moved."""
    m, n = shape
    i, j = np.divmod(entries, n)
    return Places(copies, rows * n + j, i, rows * m + i)


class Nudge(NamedTuple):
    """A stack of copies of a weight (m, n), some entries moved `by` so much; no matrix is copied.

    Moving W[i, j] by e only adds e * input_i to entry j of input @ W.
    """

    weight: Array
    at: Places
    by: Array

    def product(self, left: Array) -> Array:
        """`left @ W` for each copy: (m,) or (K, m) to (K, n)."""
        out = left @ self.weight
        if one := out.ndim == 1:
            out = out[None].repeat(self.at.copies, 0)
        flat = out.reshape(-1)
        flat[self.at.entry] += self.by * left.take(self.at.source if one else self.at.row_source)
        return out


def _product(left: Array, right: "Array | Nudge") -> Array:
    if isinstance(right, Nudge):
        return right.product(left)
    if right.ndim > 2:  # a stack of whole matrices
        return np.asarray((left[..., None, :] @ right)[..., 0, :])
    return left @ right


def _add_over(a: Array, b: Array) -> Array:
    """a + b, written over the larger one: saves a pass through memory for large stacks."""
    small, large = (a, b) if a.size < b.size else (b, a)
    fits = (
        large.size > 4096
        and small.dtype == large.dtype
        and small.shape in (large.shape, large.shape[1:])
    )
    return np.add(a, b, out=large if fits else None)


def _sum(a: Array) -> Array:
    return np.add.reduce(a, -1, keepdims=True)


def _softmax(a: Array) -> Array:
    raised = np.exp(a - a.real.max(-1, keepdims=True))
    return np.asarray(raised / _sum(raised))


VALUES: Table = {
    "+": np.add,
    "+ fresh": _add_over,
    "-": np.subtract,
    "*": np.multiply,
    "@": _product,
    "**": np.power,
    "neg": np.negative,
    "sum": _sum,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "tanh fresh": lambda a: np.tanh(a, out=a),
    "sigmoid": lambda a: 0.5 + 0.5 * np.tanh(0.5 * a),
    "softmax": _softmax,
}

# How large the numbers are that an operation adds up: what its rounding error is relative to.
MAGNITUDES: Table = {
    **VALUES,
    "-": np.add,
    "neg": np.positive,
    "log": lambda a: 1 + abs(np.log(a)),
    "softmax": np.ones_like,
}


@lru_cache(maxsize=64)
def _programs(model: Model, magnitudes: bool = False) -> dict[str, Callable[[Values, int], Array]]:
    table = MAGNITUDES if magnitudes else VALUES
    return {name: meaning(node, table) for name, node in model.equations.items()}


def given(model: Model, data: Mapping[str, Array], steps: int) -> Values:
    """The leaves that are given: inputs (T, width), start states `s0` (width,), weights.

    Raises KeyError for a missing array.
    """
    values = {Leaf(name, None): data[name] for name in model.weights}
    values |= {Leaf(name, 0): data[f"{name}0"] for name in model.carried}
    values |= {
        Leaf(name, t): row for name in model.inputs for t, row in enumerate(data[name][:steps], 1)
    }
    return values


def forward(model: Model, data: Mapping[str, Array], steps: int) -> Values:
    """Run the declaration for t = 1..steps.  Returns every variable at every time, what was given
    included.

    Weights may be stacks (K, m, n) and everything may be complex.
    """
    values, programs = given(model, data, steps), _programs(model)
    for t in range(1, steps + 1):
        for name, program in programs.items():
            values[Leaf(name, t)] = program(values, t)
    return values


def forward_moved(
    model: Model,
    base: Values,
    moved: Mapping[Leaf, Any],
    order: Iterable[Leaf],
    carries: Carries | None = None,
    forget: bool = False,
) -> dict[Leaf, Any]:
    """Run again with some leaves moved: returns what changed, and completes `base` where it was
    needed.

    `order` lists the variables to compute.  `carries(user, read)` says whether a variable feels
    that what it reads has moved; where it does not, it reads the base value: a path with
    everything beside it held fixed.  With `forget`, only the last two steps of what changed are
    kept: stacks of all steps would not fit the cache.
    """
    moved, programs = dict(moved), _programs(model)
    values = {**base, **moved}
    passing: dict[int, list[Leaf]] = {}
    for leaf in order:
        if leaf in moved:
            continue
        program, t = programs[leaf.name], leaf.step
        for old in passing.pop(t - 2, ()):
            del moved[old], values[old]
        felt = [p for p in parents(model, leaf) if p in moved and (not carries or carries(leaf, p))]
        if carries or not felt:
            if leaf not in base:
                base[leaf] = program(base, t)
            values[leaf] = base[leaf]
        if felt:
            seen = {**base, **{p: moved[p] for p in felt}} if carries else values
            values[leaf] = moved[leaf] = program(seen, t)
            if forget:
                passing.setdefault(t, []).append(leaf)
    return moved


def magnitudes(model: Model, values: Values, t: int) -> Values:
    """One step of the declaration with every cancellation taken out: how large the numbers added
    up are.
    """
    read = {p for name in model.equations for p in parents(model, Leaf(name, t))}
    sizes = {p: abs(values[p]) for p in read if p in values}
    for name, program in _programs(model, magnitudes=True).items():
        sizes[Leaf(name, t)] = program(sizes, t)
    return sizes
