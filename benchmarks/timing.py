"""Timing two ways in turn, so that a machine that drifts disturbs both."""

import time
from collections.abc import Callable
from statistics import median

LEAST = 0.005  # seconds: what is shorter is repeated, so that neither way runs with cold caches


def seconds(work: Callable[[], object]) -> float:
    """One run on the wall clock: the mean of as many as fill a moment."""
    started, runs, taken = time.perf_counter(), 0, 0.0
    while taken < LEAST:
        work()
        runs, taken = runs + 1, time.perf_counter() - started
    return taken / runs


def side_by_side(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> tuple[float, float, float]:
    """(our median, their median, median of the ratios theirs / ours) over rounds in turn.  Both are
    warmed up first, unless there is one round only, for what takes minutes.
    """
    ours()
    if rounds > 1:
        theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(b / a for a, b in pairs)


def spoken(time_s: float) -> str:
    """A time with three digits.

    >>> spoken(0.0001234), spoken(1.5)
    ('0.123 ms', '1.5 s')
    """
    return f"{time_s:.3g} s" if time_s >= 1 else f"{1e3 * time_s:.3g} ms"
