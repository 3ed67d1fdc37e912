"""Reading costs a fraction of a millisecond, and never more than a few whatever is typed."""

import contextlib
import statistics
import time

import pytest

from grader.formula import FormulaError, parse

CHAIN = (
    "dE3/dy3*dy3/ds3*d+s3/dWs + dE3/dy3*dy3/ds3*ds3/ds2*d+s2/dWs"
    " + dE3/dy3*dy3/ds3*ds3/ds2*ds2/ds1*d+s1/dWs"
)
COSTLY = [
    "+".join(["a"] * 512),
    "x^2*" * 490 + "x",
    "d s_{t-1} " * 300,
    r"\frac{d s_{3} d s_{3} d s_{3}+1}{2}" * 80,
    "∏_{j=1}^{N}" * 4 + "s_j " * 490,
    "Σ_{k=1}^{N}" * 4 + "a*" * 400 + "a",
    "outer(" * 55 + "x" + ",x)" * 55,
    r"\frac{d" * 55 + "x" + "}{2}" * 55,
    "x" + ".T" * 1_200,
    "a/" * 500 + "a",
    "α" * 2_400,
    "(" * 4_000,
    "s_{" + "1+" * 1_000 + "1}",
    "x" * 1_000_000,
]


def milliseconds(text: str, count: int) -> list[float]:
    found = []
    for _ in range(count):
        before = time.thread_time()
        with contextlib.suppress(FormulaError):
            parse(text)
        found.append((time.thread_time() - before) * 1e3)
    return found


@pytest.mark.bench
def test_a_chain_of_three_terms_takes_a_seventh_of_a_millisecond() -> None:
    assert statistics.median(milliseconds(CHAIN, 301)) <= 0.15


@pytest.mark.bench
@pytest.mark.parametrize("text", COSTLY, ids=[f"{i} {t[:8]!a}" for i, t in enumerate(COSTLY)])
def test_nothing_typed_takes_more_than_twenty_milliseconds(text: str) -> None:
    assert min(milliseconds(text, 9)) <= 20


@pytest.mark.bench
@pytest.mark.parametrize("unit", ["+a", " (a)", "+dE3/dy3", r"+\frac{a}{b}"])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    short, long = "a" + unit * 60, "a" + unit * 240
    parse(long)
    assert min(milliseconds(long, 15)) <= 8 * min(milliseconds(short, 15)) + 1
