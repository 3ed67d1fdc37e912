"""Exact arithmetic for equality: numbers modulo a safe prime, drawn from a secret and the texts
that are compared.

Two formulas with different residues are different: that is a proof.  Two formulas with the same
residue are equal, but for a chance of at most (formal degree) / P, because a non-zero polynomial
has few roots (Schwartz, Zippel).

The exponential is taken from a table.  What the model applies a tanh to is algebraically
independent of all that came before, and so is exp(a/2) of it: it may be drawn freely.  tanh, sech,
cosh and sigmoid of multiples of a are then rational in that one number, and `1 - s**2` and
`sech(a)**2` are the same number without any rewriting (the signature of Gonnet 1984, with atoms
found by their value).
"""

import hashlib
import hmac
from fractions import Fraction

P = (
    2**127 - 2721
)  # the largest safe prime below 2**127: (P - 1) / 2 is prime, so no small power is constant
MULTIPLES = (1, 2, 3, 4, 6, 8)  # exp(m * a / 2) is known for these m and their negatives
_PARTS = tuple((m, pow(m, -1, P)) for m in MULTIPLES)


def seed_of(secret: bytes, *texts: str) -> bytes:
    """A seed that nobody without the secret can predict and everybody with it can repeat."""
    lengths = ",".join(str(len(text)) for text in texts)
    message = "\0".join((lengths, *texts)).encode("utf-8", "surrogatepass")
    return hmac.digest(secret or b"\0", message, "sha256")


def ratio(residue: int, bound: int = 64) -> Fraction | None:
    """The small rational number with this residue, if there is one.

    >>> ratio(-pow(2, -1, P) % P), ratio(12345)
    (Fraction(-1, 2), None)
    """
    for below in range(1, bound + 1):
        above = residue * below % P
        if above <= bound:
            return Fraction(above, below)
        if P - above <= bound:
            return Fraction(above - P, below)
    return None


class Undefined(ArithmeticError):
    """A formula without a value: it divides by something that is always zero."""


class Field:
    """The numbers modulo P, with random values for symbols and for exponentials.

    `outside` tells whether an exponential, logarithm or root was asked for that the model does not
    contain: equality is still sound then, but difference is no longer proven.
    """

    price = 1

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.outside = False
        self._halves: dict[int, int] = {}
        self._known: dict[tuple[str, int], int] = {}

    @property
    def atoms(self) -> int:
        """How many exponentials are known, of the model and others."""
        return len(self._halves)

    def draw(self, label: str) -> int:
        """A number from 1 to P - 1, always the same for the same label."""
        digest = hashlib.blake2b(label.encode(), key=self.seed, digest_size=24).digest()
        return int.from_bytes(digest, "big") % (P - 1) + 1

    @staticmethod
    def of(value: Fraction) -> int:
        """The residue of a rational number."""
        if value.denominator == 1:
            return value.numerator % P
        if value.denominator % P == 0:
            raise Undefined
        return value.numerator * pow(value.denominator, -1, P) % P

    @staticmethod
    def add(a: int, b: int) -> int:
        """a + b"""
        return (a + b) % P

    @staticmethod
    def multiply(a: int, b: int) -> int:
        """a * b"""
        return a * b % P

    @staticmethod
    def negate(a: int) -> int:
        """-a"""
        return -a % P

    @staticmethod
    def dot(left: "tuple[int, ...]", right: "tuple[int, ...]") -> int:
        """The sum of the products."""
        return sum(a * b for a, b in zip(left, right, strict=True)) % P

    @staticmethod
    def invert(a: int) -> int:
        """1 / a.  Raises Undefined for zero."""
        if a == 0:
            raise Undefined
        return pow(a, -1, P)

    def power(self, a: int, n: int) -> int:
        """a**n for a whole number n of either sign."""
        return pow(a, n, P) if n >= 0 else self.invert(pow(a, -n, P))

    def learn(self, a: int) -> None:
        """Let exp(a / 2) be a free number: `a` is what the model applies an activation to."""
        if a and self._found(a) is None:
            half = a * _PARTS[1][1] % P
            self._halves[half] = self.draw(f"exp {half}")

    def exp(self, a: int) -> int:
        """exp(a): known for multiples of what the model contains, else an atom of its own."""
        if a == 0:
            return 1
        known = self._found(a)
        if known is None:
            self.outside = True
            self._halves[a * _PARTS[1][1] % P] = root = self.draw(f"exp {a}")
            known = root * root % P
        return known

    def _found(self, a: int) -> int | None:
        for m, part in _PARTS:
            half = a * part % P
            if half in self._halves:
                return pow(self._halves[half], m, P)
            if P - half in self._halves:
                return pow(self._halves[P - half], -m, P)
        return None

    def tanh(self, a: int) -> int:
        """tanh(a), odd in a."""
        if ("tanh", a) not in self._known:
            twice = self.exp(2 * a % P)
            self._known["tanh", a] = (twice - 1) * self.invert(twice + 1) % P
        return self._known["tanh", a]

    def log(self, a: int) -> int:
        """log(a): an atom of its own, found by its value."""
        if a == 0:
            raise Undefined
        self.outside = self.outside or a != 1
        return 0 if a == 1 else self.draw(f"log {a}")

    def sqrt(self, a: int) -> int:
        """The square root: an atom of its own; the roots of this field know nothing of signs."""
        self.outside = True
        return self.draw(f"sqrt {a}")
