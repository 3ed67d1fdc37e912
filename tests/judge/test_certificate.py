"""Probes are certified: on them every known mistake shows, and the best seeds are found."""

import pytest

from grader.course import load_course
from grader.judge import certificate
from grader.judge.certificate import FAR, WIDE, Certificate, applicable, certified_seeds, certify
from tests.models import RNN, ROOT

SEEDS = load_course(ROOT / "exercises").seeds


def test_a_seed_of_the_course_has_its_certificate() -> None:
    found = certify(RNN, SEEDS["rnn"][0])
    assert found.holds
    assert not found.missed
    assert found.margin >= FAR
    assert found.width <= WIDE


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEDS)
def test_every_seed_of_the_course_has_its_certificate(name: str) -> None:
    model = load_course(ROOT / "exercises").model(name)
    assert [seed for seed in SEEDS[name] if not certify(model, seed).holds] == []


def test_a_mistake_that_hides_or_a_wide_interval_costs_the_certificate() -> None:
    assert Certificate(FAR, WIDE, ()).holds
    assert not Certificate(FAR / 2, WIDE, ("T01 for Ws",)).holds
    assert not Certificate(FAR, 2 * WIDE, ()).holds


def test_mistakes_that_change_nothing_in_a_model_are_not_asked_of_its_probes() -> None:
    assert ("Ws", "A01") in applicable(RNN)
    assert ("Wy", "A01") not in applicable(RNN)  # used once


def test_the_first_seeds_that_hold_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    margins = {1: 0.1, 2: 0.001, 3: 0.2, 4: 9.0, 5: 0.2}
    wide = {4: 1.0}  # far off, but not known well enough
    monkeypatch.setattr(
        certificate,
        "certify",
        lambda model, seed: Certificate(margins[seed], wide.get(seed, 0), ()),
    )
    assert certified_seeds(RNN, 3)[0] == [1, 3, 5]


def test_where_no_seed_holds_the_search_ends_and_says_what_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = Certificate(0.0, 0.0, ("A01 for Ws",))
    monkeypatch.setattr(certificate, "certify", lambda model, seed: lost)
    assert certified_seeds(RNN, 3) == ([], lost)
