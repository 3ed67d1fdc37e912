"""Values of a forward pass that are not right: what they are equal to, for any declared model."""

import numpy as np
import pytest

from grader.course import Item, load_course
from grader.course.schema import Question
from grader.explain.ahead import aheads
from grader.explain.phrases import PHRASES
from grader.judge.arrays import Answer
from grader.judge.verdict import Judgement
from tests.explain.conftest import diagnosed, told, tried_on
from tests.judge.programs import edited
from tests.models import MODELS, ROOT

COURSE = {item.id: item for item in load_course(ROOT / "exercises").items()}

FORWARD = """
import numpy as np

def state(x_t, s_prev, Wx, Ws):
    return np.tanh(x_t @ Wx + s_prev @ Ws)

def forward(x, s0, Wx, Ws, Wy):
    S = [s0]
    for t in range(len(x)):
        S.append(np.tanh(x[t] @ Wx + S[-1] @ Ws))
    y = S[-1] @ Wy
    return np.array(S), y

def loss(y, d):
    return np.sum((d - y) ** 2)

def z_t(s_t, z_prev, V1, W2):
    return np.tanh(s_t @ V1 + z_prev @ W2)
"""
ONE, ALL = "return np.tanh(x_t @ Wx + s_prev @ Ws)", "np.tanh(x[t] @ Wx + S[-1] @ Ws)"
Y, ROWS, LOSS = "y = S[-1] @ Wy", "return np.array(S), y", "return np.sum((d - y) ** 2)"
Z = "return np.tanh(s_t @ V1 + z_prev @ W2)"
SLIPS = [
    ("forward.state", ONE, "return x_t @ Wx + s_prev @ Ws", {"V01", "V12"}),
    ("forward.state", ONE, "return np.tanh(np.tanh(x_t @ Wx + s_prev @ Ws))", {"V02"}),
    ("forward.state", ONE, "return 1 / (1 + np.exp(-(x_t @ Wx + s_prev @ Ws)))", {"V03"}),
    ("forward.state", ONE, "return np.tanh(x_t @ Wx)", {"V04", "I06"}),
    ("forward.state", ONE, "return np.tanh(s_prev @ Ws)", {"V04"}),
    ("forward.state", ONE, "return np.tanh(x_t @ Wx + Ws @ s_prev)", {"V05"}),
    ("forward.state", ONE, "return np.tanh(x_t @ Wx) + np.tanh(s_prev @ Ws)", {"V07"}),
    ("forward.forward", ALL, "x[t] @ Wx + S[-1] @ Ws", {"V01"}),
    ("forward.forward", ALL, "np.tanh(x[t] @ Wx + S[-1] @ Ws.T)", {"V05"}),
    ("forward.forward", ALL, "np.tanh(x[t] @ Wx + s0 @ Ws)", {"V10"}),
    ("forward.forward", ALL, "np.tanh(x[t - 1] @ Wx + S[-1] @ Ws)", {"I02"}),
    ("forward.forward", ALL, "np.tanh(x[-t - 1] @ Wx + S[-1] @ Ws)", {"I08"}),
    ("forward.forward", ALL, "np.tanh(x[t] @ Wx)", {"V04"}),
    ("forward.forward", "S = [s0]", "S = [np.zeros_like(s0)]", {"I06"}),
    ("forward.forward", Y, "y = np.tanh(S[-1] @ Wy)", {"V08"}),
    ("forward.forward", Y, "y = S[-2] @ Wy", {"L08"}),
    ("forward.forward", ROWS, "return np.array(S[::-1]), y", {"V11"}),
    ("forward.forward", ROWS, "return np.array([s0] + [S[-1]] * (len(S) - 1)), y", {"I07"}),
    ("forward.forward", ROWS, "return np.vstack([s0, np.arctanh(S[1:])]), y", {"V12"}),
    ("loss", LOSS, "return np.sum(d - y)", {"V13"}),
    ("loss", LOSS, "return np.sum(abs(d - y))", {"V14"}),
    ("loss", LOSS, "return np.linalg.norm(d - y)", {"V15"}),
    ("loss", LOSS, "return np.sum(d - y) ** 2", {"V16"}),
    ("loss", LOSS, "return np.mean((d - y) ** 2)", {"L04"}),
    ("loss", LOSS, "return 0.5 * np.sum((d - y) ** 2)", {"L01"}),
    ("quiz.z_t", Z, "return s_t @ V1 + z_prev @ W2", {"V01", "V12"}),
    ("quiz.z_t", Z, "return np.tanh(s_t @ V1 + W2 @ z_prev)", {"V05"}),
    ("quiz.z_t", Z, "return np.tanh(s_t @ V1)", {"V04", "I06"}),
]


def of_course(name: str) -> Item:
    return COURSE[name if "." in name else f"forward.{name}"]


def codes(judgement: Judgement) -> set[str]:
    return {code for f in judgement.findings for code in (f.code, *f.also)}


@pytest.mark.parametrize(("question", "old", "new", "named"), SLIPS)
def test_a_wrong_value_has_its_name(question: str, old: str, new: str, named: set[str]) -> None:
    judgement = diagnosed(of_course(question), edited(FORWARD, [(old, new)]))
    assert codes(judgement) == named, judgement
    assert judgement.message.startswith("Gives the same values as ")
    assert "Ws @" not in judgement.message


@pytest.mark.parametrize("question", ["state", "forward", "loss", "quiz.z_t"])
def test_a_right_value_is_told_nothing(question: str) -> None:
    judgement = diagnosed(of_course(question), FORWARD)
    assert (judgement.verdict, judgement.findings) == ("correct", ())


def test_two_slips_at_once_are_both_named() -> None:
    slips = [("S = [s0]", "S = [0 * s0]"), (Y, "y = np.tanh(S[-1] @ Wy)")]
    judgement = diagnosed(of_course("forward"), edited(FORWARD, slips))
    assert codes(judgement) == {"I06", "V08"}
    assert "two things at once" in judgement.message


def test_values_that_nothing_gives_have_no_name() -> None:
    odd = [(ALL, "np.tanh(x[t] @ Wx + 1.1 * S[-1] @ Ws)")]
    assert not diagnosed(of_course("forward"), edited(FORWARD, odd)).findings
    random, asked = np.random.default_rng(0), of_course("state")
    answers = [Answer((random.normal(size=c.expected[0].value.shape),)) for c in tried_on(asked)]
    assert not told(asked, answers).findings


@pytest.mark.parametrize("model", ["gru", "lstm", "two_layer", "rnn_softmax"])
def test_a_model_that_was_only_declared_has_its_slips_too(model: str) -> None:
    declared = MODELS[model]
    state, start = declared.carried[0], f"{declared.carried[0]}[0]"
    given = [*declared.inputs, *(f"{name}[0]" for name in declared.carried), *declared.weights]
    question = Question("forward", "function", 1, "", f"{state}[0..N]", given)
    asked = Item("topic", question, declared)
    for slip in aheads(declared):
        assert set(slip.said) >= set(_fields(slip.code)), slip.code
    assert start in given
    right = [Answer((c.expected[0].value,)) for c in tried_on(asked)]
    turned = [Answer((a.parts[0][::-1],)) for a in right]
    assert not told(asked, right).findings
    assert codes(told(asked, turned)) == {"V11"}


def _fields(code: str) -> list[str]:
    import string

    fields = [name for _, name, _, _ in string.Formatter().parse(PHRASES[code]) if name]
    return [name for name in fields if name not in ("gradient", "factor")]
