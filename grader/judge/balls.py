"""A second opinion where a formula holds functions that the model does not: intervals of decimal
numbers.

Every operation is rounded outwards, so the true value always lies inside.  Two values whose
intervals do not meet are different: that is a proof.  Intervals that meet and are narrow, at
several points, are evidence of equality and are reported as such.
"""

import hashlib
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from grader.judge.field import Undefined

DIGITS = 40
DOWN = Context(prec=DIGITS, rounding=ROUND_FLOOR, traps=[])
UP = Context(prec=DIGITS, rounding=ROUND_CEILING, traps=[])
ZERO, ONE = Decimal(0), Decimal(1)


class Ball(NamedTuple):
    """All numbers from low to high."""

    low: Decimal
    high: Decimal

    def meets(self, other: "Ball") -> bool:
        """Whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high

    def narrow(self) -> bool:
        """Whether it is so narrow that meeting it says something."""
        width, size = (
            UP.subtract(self.high, self.low),
            max(self.low.copy_abs(), self.high.copy_abs(), ONE),
        )
        return width.is_finite() and width <= UP.scaleb(size, 20 - DIGITS)


def _outward(function: Callable[[Context, Decimal], Decimal], a: Ball) -> Ball:
    """An increasing function, one unit in the last place wider on either side."""
    return _checked(DOWN.next_minus(function(DOWN, a.low)), UP.next_plus(function(UP, a.high)))


def _checked(low: Decimal, high: Decimal) -> Ball:
    if not (low.is_finite() and high.is_finite()):
        raise Undefined
    return Ball(low, high)


class Balls:
    """Interval arithmetic; symbols lie between -1 and 1, so that no tanh saturates."""

    outside = False
    price = 6

    def __init__(self, seed: bytes) -> None:
        self.seed = seed

    def draw(self, label: str) -> Ball:
        """A number between -0.9 and 0.9 away from zero, always the same for the same label."""
        digest = hashlib.blake2b(label.encode(), key=self.seed, digest_size=6).digest()
        number = int.from_bytes(digest, "big")
        size = Fraction(1, 10) + Fraction(number >> 1, 2**47) * Fraction(4, 5)
        return self.of(size if number % 2 else -size)

    @staticmethod
    def of(value: Fraction) -> Ball:
        """The narrowest interval around a rational number."""
        above, below = Decimal(value.numerator), Decimal(value.denominator)
        return _checked(DOWN.divide(above, below), UP.divide(above, below))

    @staticmethod
    def add(a: Ball, b: Ball) -> Ball:
        """a + b"""
        return _checked(DOWN.add(a.low, b.low), UP.add(a.high, b.high))

    @staticmethod
    def multiply(a: Ball, b: Ball) -> Ball:
        """a * b"""
        ends = [(x, y) for x in a for y in b]
        return _checked(
            min(DOWN.multiply(x, y) for x, y in ends), max(UP.multiply(x, y) for x, y in ends)
        )

    @staticmethod
    def negate(a: Ball) -> Ball:
        """-a"""
        return Ball(a.high.copy_negate(), a.low.copy_negate())

    def dot(self, left: tuple[Ball, ...], right: tuple[Ball, ...]) -> Ball:
        """The sum of the products."""
        total = Ball(ZERO, ZERO)
        for a, b in zip(left, right, strict=True):
            total = self.add(total, self.multiply(a, b))
        return total

    @staticmethod
    def invert(a: Ball) -> Ball:
        """1 / a.  Raises Undefined where zero cannot be excluded."""
        if a.low <= 0 <= a.high:
            raise Undefined
        return _checked(DOWN.divide(ONE, a.high), UP.divide(ONE, a.low))

    def power(self, a: Ball, n: int) -> Ball:
        """a**n for a whole number n of either sign, by repeated squaring."""
        if n < 0:
            return self.invert(self.power(a, -n))
        result = Ball(ONE, ONE)
        for bit in bin(n)[2:]:
            result = self.multiply(result, result)
            if bit == "1":
                result = self.multiply(result, a)
        return result

    def learn(self, a: Ball) -> None:
        """Nothing to learn: a real exponential is a real exponential."""

    @staticmethod
    def exp(a: Ball) -> Ball:
        """exp(a).  Raises Undefined where it is beyond all bounds."""
        if a.high > 10**5:
            raise Undefined
        return _outward(Context.exp, a)

    def tanh(self, a: Ball) -> Ball:
        """tanh(a)"""
        twice = self.exp(self.add(a, a))
        one = Ball(ONE, ONE)
        below = self.invert(self.add(twice, one))
        return self.add(one, self.negate(self.add(below, below)))

    @staticmethod
    def log(a: Ball) -> Ball:
        """log(a).  Raises Undefined where `a` is not positive."""
        if a.low <= 0:
            raise Undefined
        return _outward(Context.ln, a)

    @staticmethod
    def sqrt(a: Ball) -> Ball:
        """The square root.  Raises Undefined where `a` is negative."""
        if a.low < 0:
            raise Undefined
        return _outward(Context.sqrt, a)
