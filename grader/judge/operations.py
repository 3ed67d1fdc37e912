"""What the functions and signs of a formula do to numbers, rows and matrices."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from grader.judge.grid import Grid, Value, diagonal, each, outer, size, transpose
from grader.judge.world import plus, sigmoid, times


def spread(numbers: Any, a: Value, b: Value) -> Value:
    """The elementwise product; a row meets every row of a matrix, a column every column."""
    if type(a) is Grid and type(b) is Grid and size(a) != size(b):
        for small, large in ((a, b), (b, a)):
            if size(small)[0] == 1 < size(large)[0] and size(small)[1] == size(large)[1]:
                return Grid(
                    tuple(times(numbers, small, Grid((row,))).rows[0] for row in large.rows)
                )
            if size(small)[1] == 1 < size(large)[1] and size(small)[0] == size(large)[0]:
                return transpose(spread(numbers, transpose(a), transpose(b)))
    return times(numbers, a, b)


def _hyperbolic(numbers: Any, a: Value, sign: int) -> Value:
    """(exp(a) + sign * exp(-a)) / 2, element by element."""
    raised = each(numbers.exp, a)
    below = times(numbers, numbers.of(Fraction(sign)), each(numbers.invert, raised))
    return times(numbers, numbers.of(Fraction(1, 2)), plus(numbers, raised, below))


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "tanh": lambda n, a: each(n.tanh, a),
    "cosh": lambda n, a: _hyperbolic(n, a, 1),
    "sinh": lambda n, a: _hyperbolic(n, a, -1),
    "sech": lambda n, a: each(n.invert, _hyperbolic(n, a, 1)),
    "exp": lambda n, a: each(n.exp, a),
    "log": lambda n, a: each(n.log, a),
    "sqrt": lambda n, a: each(n.sqrt, a),
    "sigmoid": sigmoid,
    "outer": outer,
    "diag": diagonal,
}
