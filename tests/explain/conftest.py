"""Programs of students judged and explained in this process, without a sandbox."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from grader.course import Item
from grader.course.schema import Question
from grader.explain.diagnosis import explained
from grader.judge.arrays import Answer, judge
from grader.judge.expected import Case, cases
from grader.judge.verdict import Judgement
from tests.explain import gated
from tests.models import MODELS, RNN

Change = Callable[[np.ndarray], np.ndarray]
RNN_ARGUMENTS = ["x", "s[0]", "d[N]", "Wx", "Ws", "Wy"]
TWO_ARGUMENTS = ["x", "s[0]", "z[0]", "d[N]", "U", "W1", "V1", "W2", "V2"]
TWO = ["U", "W1", "V1", "W2", "V2"]


def item(name: str, model: str, weights: Sequence[str], arguments: Sequence[str], n: str) -> Item:
    """A question for some gradients of the error of step n."""
    answers = [f"dE[{n}]/d{w}" for w in weights]
    given = [a.replace("[N]", f"[{n}]") for a in arguments]
    question = Question(name, "function", 1, "", answers, list(given))
    return Item("topic", question, MODELS[model])


def simple(weight: str, n: str = "N") -> Item:
    """The question for one weight of the simple network."""
    return item(f"grad_{weight}", "rnn", [weight], RNN_ARGUMENTS, n)


def two_layers(n: str = "N") -> Item:
    """The question for all weights of the two layers."""
    return item("grads_z", "two_layer", TWO, TWO_ARGUMENTS, n)


def gated_unit(n: str = "N") -> Item:
    """The question for all weights of the gated unit."""
    return item("grads", "gru", gated.WEIGHTS, ["x", "h[0]", "d[N]", *gated.WEIGHTS], n)


@lru_cache(maxsize=64)
def known_cases(asked: tuple[Any, ...], seed: int) -> list[Case]:
    name, model, answers, arguments = asked
    question = Question(name, "function", 1, "", list(answers), list(arguments))
    return cases(Item("topic", question, MODELS[model]), seed)


def tried_on(asked: Item, seed: int = 1) -> list[Case]:
    """The cases of a question, worked out once."""
    return known_cases(known_by(asked), seed)


def known_by(asked: Item) -> tuple[Any, ...]:
    """What tells two questions apart."""
    q = asked.question
    return q.id, asked.model.name, tuple(q.answers), tuple(q.arguments)


def six_digits(array: np.ndarray) -> np.ndarray:
    """Every entry rounded to six significant digits."""
    return np.array([float(f"{v:.5e}") for v in array.ravel()]).reshape(array.shape)


@lru_cache(maxsize=1024)
def answers_of(asked: tuple[Any, ...], source: str, seed: int) -> list[tuple[np.ndarray, ...]]:
    """What a program answers on each draw, worked out once."""
    space: dict[str, Any] = {}
    exec(source, space)
    found = []
    for case in known_cases(asked, seed):
        given = [np.array(a) if isinstance(a, np.ndarray) else a for a in case.arguments]
        with np.errstate(all="ignore"):
            parts = space[asked[0]](*given)
        found.append(tuple(np.asarray(p, float) for p in as_parts(parts)))
    return found


def as_parts(parts: Any) -> tuple[Any, ...]:
    """A tuple of answers, or the only one."""
    return parts if isinstance(parts, tuple) else (parts,)


def answered(asked: Item, source: str, change: Change | None, seed: int) -> list[Answer]:
    found = answers_of(known_by(asked), source, seed)
    return [Answer(tuple(change(a) if change else a for a in parts)) for parts in found]


def is_right(asked: Item, source: str, seed: int = 1) -> bool:
    """Is a program right?"""
    answers = answered(asked, source, None, seed)
    labels = asked.question.answers
    return judge(tried_on(asked, seed), answers, labels, False, "accept").verdict == "correct"


def diagnosed(asked: Item, source: str, change: Change | None = None, seed: int = 1) -> Judgement:
    """What is said about a program."""
    return told(asked, answered(asked, source, change, seed), seed)


def told(asked: Item, answers: Sequence[Answer], seed: int = 1) -> Judgement:
    """What is said about arrays."""
    tried = tried_on(asked, seed)
    labels = asked.question.answers
    return explained(asked, seed, tried, answers, judge(tried, answers, labels, False, "accept"))


__all__ = ["MODELS", "RNN", "diagnosed", "gated_unit", "simple", "six_digits", "told", "two_layers"]
