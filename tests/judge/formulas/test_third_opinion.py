"""A third opinion on the table of pairs: sympy, which shares no arithmetic with the judge."""

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def agree(model) -> Callable[[dict[str, str]], bool]:
    """Does sympy find both sides of a pair equal?"""
    import mpmath

    from tests.judge.formulas import third_opinion

    def asked(pair):
        with mpmath.workdps(third_opinion.DIGITS):
            return third_opinion.agree(model(pair["model"]), pair["reference"], pair["answer"])

    return asked


def test_sympy_agrees_with_every_pair_of_one_unit(pairs, agree):
    judged = [p for p in pairs if p["expected"] is not None and p["kind"] != "matrix"]
    assert [p["id"] for p in judged if agree(p) != p["expected"]] == []


def test_equal_matrices_are_equal_with_one_unit_as_well(pairs, agree):
    judged = [p for p in pairs if p["expected"] and p["kind"] == "matrix"]
    assert [p["id"] for p in judged if not agree(p)] == []
