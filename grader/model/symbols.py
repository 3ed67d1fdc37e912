"""The model on symbols: sympy differentiates by its own rules.  A third opinion, and printed
closed forms.

sympy is imported when a function is called, never before.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.model.declaration import Model
from grader.model.expression import Table, meaning
from grader.model.graph import Leaf, Path, parents

Symbols = NDArray[Any]


def table() -> Table:
    """The operations on arrays of symbolic expressions."""
    import sympy

    def each(function: Any) -> Any:
        return np.vectorize(function, otypes=[object])

    def softmax(a: Symbols) -> Symbols:
        raised = each(sympy.exp)(a)
        return np.asarray(raised / raised.sum(-1, keepdims=True))

    return {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "@": lambda a, W: a @ W,
        "**": lambda a, n: a ** int(n),
        "neg": np.negative,
        "sum": lambda a: a.sum(-1, keepdims=True),
        "exp": each(sympy.exp),
        "log": each(sympy.log),
        "tanh": each(sympy.tanh),
        "sigmoid": each(lambda a: 1 / (1 + sympy.exp(-a))),
        "softmax": softmax,
    }


def symbol(leaf: Leaf, shape: Sequence[int]) -> Symbols:
    """An array of symbols: `s_3`, or `s_3_0`, `s_3_1` where there are several."""
    import sympy

    stem = leaf.name if leaf.time is None else f"{leaf.name}_{leaf.time}"
    several = int(np.prod(shape)) > 1
    names = [
        "_".join([stem, *map(str, index)]) if several else stem for index in np.ndindex(*shape)
    ]
    entries = [sympy.Symbol(name, real=True) for name in names]
    return np.array(entries, dtype=object).reshape(shape)


def unrolled(
    model: Model, sizes: Mapping[str, int], steps: int
) -> tuple[dict[Leaf, Symbols], dict[Leaf, Symbols]]:
    """(what is given, everything) as expressions in it: the whole network written out."""
    given = {
        Leaf(w): symbol(Leaf(w), [sizes[d] for d in shape]) for w, shape in model.weights.items()
    }
    given |= {
        Leaf(c, 0): symbol(Leaf(c, 0), [sizes[d] for d in model.shapes[c]]) for c in model.carried
    }
    for name, (width,) in model.inputs.items():
        given |= {Leaf(name, t): symbol(Leaf(name, t), [sizes[width]]) for t in range(1, steps + 1)}
    values, operations = dict(given), table()
    programs = {name: meaning(node, operations) for name, node in model.equations.items()}
    for t in range(1, steps + 1):
        for name, program in programs.items():
            values[Leaf(name, t)] = program(values, t)
    return given, values


def factors(model: Model, path: Path) -> list[Any]:
    """The local partial derivatives along a path for one unit in each layer, in the order of the
    chain.

    States stand for themselves: the slope of tanh is written with the state that it gives.

    >>> from pathlib import Path as File
    >>> from grader.model import Leaf, load_model, paths
    >>> rnn = load_model(File("exercises/models/rnn.txt"))
    >>> factors(rnn, list(paths(rnn, [Leaf("E", 3)], Leaf("Ws")))[1])
    [2*(-d_3 + y_3), Wy, Ws*(1 - s_3**2), s_1*(1 - s_2**2)]
    """
    import sympy

    one = {leaf: symbol(leaf, [1]) for leaf in path}
    operations, found = table(), []
    for leaf, onto in itertools.pairwise(path):
        local = _local_symbols(model, leaf)
        value = meaning(model.equations[leaf.name], operations)(local, leaf.time or 0)[0]
        derivative = sympy.diff(value, local[onto].ravel()[0])
        found.append(sympy.factor_terms(derivative.subs(value, one[leaf][0])))
    return found


def _local_symbols(model: Model, leaf: Leaf) -> dict[Leaf, Symbols]:
    return {p: symbol(p, [1] * max(1, len(model.shapes[p.name]))) for p in parents(model, leaf)}
