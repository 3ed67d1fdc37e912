"""How complicated a formula is: the same evaluation once more, with degrees instead of numbers.

A value is a rational function of the numbers drawn; its degree bounds the number of points at which
two different formulas could agree.  Formulas beyond LIMIT are refused before any residue is
computed.
"""

from typing import Any

from grader.judge.field import Undefined

LIMIT = 10**6
ACTIVATION = 8  # tanh(a) = (h**4 - 1) / (h**4 + 1) with h = exp(a / 2): four above, four below


class TooComplicated(Undefined):
    """A formula of a degree beyond all reason."""


def _bounded(degree: int) -> int:
    if degree > LIMIT:
        raise TooComplicated
    return degree


class Degrees:
    """Numbers that are degrees: sums add them up as products do, over a common denominator."""

    outside = False
    price = 1

    def draw(self, label: str) -> int:
        """A symbol."""
        return 1

    def of(self, value: Any) -> int:
        """A constant."""
        return 0

    def add(self, a: int, b: int) -> int:
        """Over a common denominator."""
        return _bounded(a + b)

    multiply = add

    def negate(self, a: int) -> int:
        """Unchanged."""
        return a

    invert = negate

    def dot(self, left: tuple[int, ...], right: tuple[int, ...]) -> int:
        """All of them over a common denominator."""
        return _bounded(sum(left) + sum(right))

    def power(self, a: int, n: int) -> int:
        """n times the degree."""
        return _bounded(a * abs(n))

    def learn(self, a: int) -> None:
        """Nothing to learn."""

    def exp(self, a: int) -> int:
        """A free number to a small power."""
        return ACTIVATION

    tanh = log = sqrt = exp
