"""The table of pairs: equal or not, in every spelling and kind, without one wrong verdict."""

import json

import pytest

from grader.judge import compare, world
from grader.judge.equal import equal_batch
from grader.judge.field import Field
from grader.judge.world import RULES, Rule


def answered(pairs, model):
    lines = [json.dumps(pair) for pair in pairs]
    return [json.loads(line) for line in equal_batch(lines, model, b"secret")]


def wrong(pairs, found):
    return [p["id"] for p, a in zip(pairs, found, strict=True) if a["equal"] is not p["expected"]]


@pytest.fixture(scope="module")
def answers(pairs, model):
    return answered(pairs, model)


def test_there_are_at_least_two_hundred_pairs_of_every_kind(pairs):
    assert len(pairs) >= 200
    assert {pair["kind"] for pair in pairs} == {"scalar", "chain", "general", "matrix"}
    assert len({pair["id"] for pair in pairs}) == len(pairs)


def test_no_pair_gets_a_wrong_verdict(pairs, answers):
    assert wrong(pairs, answers) == []


def test_every_refusal_says_why_and_where(pairs, answers):
    for pair, answer in zip(pairs, answers, strict=True):
        assert answer["id"] == pair["id"]
        if pair["expected"] is None:
            assert answer["error"]["message"]
            assert 0 <= answer["error"]["position"] <= len(pair["answer"])
        elif answer["error"] is None:
            assert answer["read_as"]


def test_being_wrong_about_equality_has_next_to_no_chance(answers):
    chances = [a["chance"] for a in answers if a["equal"] and a["proven"]]
    assert max(chances) < 1e-25


@pytest.mark.slow
def test_a_right_answer_stays_right_when_both_sides_change_places(pairs, model):
    swapped = [
        {**pair, "reference": pair["answer"], "answer": pair["reference"]}
        for pair in pairs
        if pair["expected"] is not None
    ]
    found = answered(swapped, model)
    assert [
        a["id"] for p, a in zip(swapped, found, strict=True) if bool(a["equal"]) != p["expected"]
    ] == []


SLOPE = RULES["tanh"]


@pytest.mark.parametrize(
    "rule",
    [
        ("tanh", Rule(SLOPE.value, lambda n, g, v, a: (g,))),
        ("@", Rule(RULES["@"].value, lambda n, g, v, a, W: (world.product(n, g, W), g))),
        ("-", Rule(world.plus, RULES["-"].back)),
    ],
)
def test_the_pairs_notice_a_wrong_rule(pairs, model, monkeypatch, rule):
    monkeypatch.setitem(RULES, *rule)
    some = [p for p in pairs if p["id"].startswith(("t1-scalar", "t2-scalar", "ids", "err"))]
    assert wrong(some, answered(some, model))


def test_the_pairs_notice_a_tanh_that_does_not_know_the_model(pairs, model, monkeypatch):
    monkeypatch.setattr(Field, "learn", lambda self, a: None)
    monkeypatch.setattr(Field, "tanh", lambda self, a: self.draw(f"tanh {a}"))
    monkeypatch.setattr(compare, "_second_opinion", lambda *asked: compare.Compared(False))
    some = [pair for pair in pairs if pair["id"].startswith("t1-scalar")]
    assert wrong(some, answered(some, model))
