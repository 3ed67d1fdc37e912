"""Programs in the styles of public repositories: none with a slip is right, each has its name."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.explain.conftest import diagnosed, simple
from tests.explain.wild import RIGHT, WILD

WEIGHTS = ("Wx", "Ws", "Wy")
QUICKLY = {
    "the slope of what is not yet activated", "the loop runs forward", "dhnext cut off in the loop",
    "the start state never put in", "the slope of the state after", "a link too few",
    "a state that is found at the end", "an update instead of a derivative",
}  # fmt: skip


def some_quickly(names: Iterable[str]) -> list[Any]:
    return [n if n in QUICKLY else pytest.param(n, marks=pytest.mark.slow) for n in names]


@pytest.mark.parametrize("style", RIGHT)
def test_the_programs_are_right_without_the_slip(style: str) -> None:
    for weight in WEIGHTS:
        assert diagnosed(simple(weight), RIGHT[style]).verdict == "correct"


@pytest.mark.parametrize("slip", some_quickly(WILD))
def test_a_slip_has_its_name_and_no_other(slip: str) -> None:
    wild = WILD[slip]
    for weight in WEIGHTS:
        judgement = diagnosed(simple(weight), wild.source)
        named = {code for f in judgement.findings for code in (f.code, *f.also)}
        mistake = wild.mistakes.get(f"grad_{weight}")
        assert (judgement.verdict == "correct") == (mistake is None), judgement
        assert (mistake in named) == (mistake not in (None, "-")), judgement
        assert mistake != "-" or not named, judgement
        assert len(judgement.message) > 10
