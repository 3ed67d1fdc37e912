"""The models of the course, and short ways to ask about them."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.judge.formulas import Judgement, Question, judge_formula
from grader.model import Model, load_model

collect_ignore = ["third_opinion.py"]  # it has no doctest, and imports sympy

ROOT = Path(__file__).parents[3]
TABLE = Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8")
PAIRS = [json.loads(line) for line in TABLE.splitlines()]


@cache
def model_named(name: str) -> Model:
    return load_model(ROOT / "exercises" / "models" / f"{name}.txt")


@pytest.fixture(scope="session")
def model() -> Callable[[str], Model]:
    return model_named


@pytest.fixture(scope="session")
def pairs() -> list[dict[str, Any]]:
    return PAIRS


@pytest.fixture(scope="session")
def judged() -> Callable[..., Judgement]:
    def judge(kind: Any, target: str, answer: object, of: str = "rnn", **more: Any) -> Judgement:
        return judge_formula(Question(kind, model_named(of), target, **more), answer, b"secret")

    return judge


@pytest.fixture(scope="session")
def codes(judged: Callable[..., Judgement]) -> Callable[..., list[str]]:
    def found(*asked: Any, **more: Any) -> list[str]:
        return [finding.code for finding in judged(*asked, **more).findings]

    return found
