"""What an answer is, said in the language of the model, and read here.

>>> target = read_target("dE[3]/dWs via s[2]")
>>> target.error, str(target.last), target.bottom, target.via
('E', '3', 'Ws', ('s', Step(base='', offset=2)))
>>> read_target("s[0..N]").names()
('s',)
"""

import re
from functools import lru_cache
from typing import NamedTuple


class Step(NamedTuple):
    """A time: a letter (N, t, n) or none, and an offset.

    >>> Step("N", -1).at(5), Step("", 3).at(5)
    (4, 3)
    """

    base: str
    offset: int

    def at(self, last: int) -> int:
        """The time it stands for if the letter stands for `last`."""
        return last + self.offset if self.base else self.offset

    def __str__(self) -> str:
        return (
            self.base + (f"{self.offset:+d}" if self.offset else "")
            if self.base
            else str(self.offset)
        )


class Value(NamedTuple):
    """The value of a variable at one step, or of all steps first..last as rows."""

    name: str
    first: Step | None
    last: Step

    def names(self) -> tuple[str, ...]:
        """The names it mentions."""
        return (self.name,)


class Derivative(NamedTuple):
    """The derivative of an error for a weight or for a variable at a step.

    `first` is set for a summed error, `via` for one contribution, `since` for the uses from a
    step on, `by_path` for the paths one by one.
    """

    error: str
    first: Step | None
    last: Step
    bottom: str
    at: Step | None
    via: tuple[str, Step] | None
    since: Step | None
    by_path: bool

    def names(self) -> tuple[str, ...]:
        """The names it mentions."""
        return (self.error, self.bottom, *([self.via[0]] if self.via else []))


class Count(NamedTuple):
    """The number of chain-rule paths of a derivative over its last n steps."""

    of: Derivative

    def names(self) -> tuple[str, ...]:
        """The names it mentions."""
        return self.of.names()


Target = Value | Derivative | Count

_STEP = r"\[([A-Za-z]?)(?:([+-]?\d+))?\]"
_RANGE = r"\[(\d+)\.\.([A-Za-z])\]"
_NAME = r"([A-Za-z]+\d?)"


class TargetError(ValueError):
    """An answer that is not said in the language of the model."""


@lru_cache(maxsize=1024)
def read_target(text: str) -> Target:
    """Read what an answer is.  Raises TargetError with what would be accepted."""
    words = text.strip()
    if words.startswith("count "):
        inner = read_target(words.removeprefix("count "))
        if isinstance(inner, Derivative):
            return Count(inner)
    if found := re.fullmatch(_NAME + f"(?:{_RANGE}|{_STEP})", words):
        name, low, high, letter, offset = found.groups()
        if low is not None:
            return Value(name, Step("", int(low)), Step(high, 0))
        return Value(name, None, _step(letter, offset))
    if found := re.fullmatch(
        rf"d{_NAME}(?:{_RANGE}|{_STEP})/d([A-Za-z]+\d?)(?:{_STEP})?"
        rf"(?: via {_NAME}{_STEP})?(?: since ([A-Za-z]?)([+-]?\d+)?)?( by path)?",
        words,
    ):
        return _derivative(*found.groups())
    raise TargetError(
        f"{text!r} does not say what the answer is; "
        "accepted are s[N], s[0..N], dE[N]/dWs, dE[1..N]/dWs, "
        "dE[N]/ds[0], dE[3]/dWs via s[2], dE[N]/dWs since N-1, dE[2]/dU by path, count dE[n]/dU"
    )


def _step(letter: str | None, offset: str | None) -> Step:
    return Step(letter or "", int(offset or 0))


def _derivative(
    error: str, low: str | None, high: str | None, letter: str | None, offset: str | None,
    bottom: str, at_letter: str | None, at_offset: str | None,
    via: str | None, via_letter: str | None, via_offset: str | None,
    since_letter: str | None, since_offset: str | None, by_path: str | None,
) -> Derivative:  # fmt: skip
    summed = low is not None
    return Derivative(
        error,
        first=Step("", int(low)) if low is not None else None,
        last=Step(high or "", 0) if summed else _step(letter, offset),
        bottom=bottom,
        at=_step(at_letter, at_offset) if at_letter or at_offset else None,
        via=(via, _step(via_letter, via_offset)) if via else None,
        since=_step(since_letter, since_offset) if since_letter or since_offset else None,
        by_path=by_path is not None,
    )
