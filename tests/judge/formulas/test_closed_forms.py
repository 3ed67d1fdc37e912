"""Closed forms are judged by their value on the model, and only what was verified is named."""

from itertools import pairwise

import pytest

RIGHT = "2*(y2-d2)*Wy*(1-s2^2)*(s1+Ws*(1-s1^2)*s0)"


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        "-2*(d2-s2*Wy)*Wy/cosh(x2*Wx+s1*Ws)^2*(s1+Ws*sech(x1*Wx+s0*Ws)^2*s0)",
        r"2 (y_2-d_2) W_y (1-s_2^2) \left(s_1 + W_s (1-\tanh^2(x_1 W_x + s_0 W_s)) s_0\right)",
        "dE2/dy2*dy2/ds2*(ds2/dWs + Ws*(1-s2²)*ds1/dWs)",
        "8*(y2-d2)*Wy*sigmoid(2*(x2*Wx+s1*Ws))*(1-sigmoid(2*x2*Wx+2*s1*Ws))*(s1+Ws*(1-s1)*(1+s1)*s0)",
    ],
)
def test_any_equivalent_form_is_right(judged, answer):
    judgement = judged("closed_form", "dE[2]/dWs", answer)
    assert judgement.verdict == "correct"
    assert judgement.chance < 1e-25


@pytest.mark.parametrize(
    ("answer", "code", "words", "share"),
    [
        ("(y2-d2)*Wy*(1-s2^2)*(s1+Ws*(1-s1^2)*s0)", "factor", "half of", 0),
        (f"-{RIGHT}", "sign", "sign", 0),
        (f"-alpha*{RIGHT}", "factor", "update", 0),
        (f"{RIGHT}*Wy", "factor", "too many: `Wy`", 0),
        ("2*(y2-d2)*(1-s2^2)*(s1+Ws*(1-s1^2)*s0)", "factor", "missing: `Wy`", 0),
        ("2*(y2-d2)*Wy*(1-s2^2)*s1", "missing-path", "stems from s1 is missing", 0.5),
        ("2*(y2-d2)*Wy*(1-s2^2)*Ws*(1-s1^2)*s0", "missing-path", "stems from s2 is missing", 0.5),
        ("2*(y2-d2)*Wy*(1-s2^2)*(s1+2*Ws*(1-s1^2)*s0)", "duplicate-path", "counted twice", 0.5),
        ("2*(y2-d2)*Wy*(1-s2^2)*(s1-Ws*(1-s1^2)*s0)", "sign", "wrong sign", 0.5),
        ("2*(y2-d2)*Wy*(1-s2^2)*(x2+Ws*(1-s1^2)*x1)", "wrong-weight", "derivative for Wx", 0),
        ("2*(y2-d2)*s2", "wrong-weight", "derivative for Wy", 0),
        ("2*(y1-d1)*Wy*(1-s1^2)*s0", "not-equal", "another step", 0),
        (f"{RIGHT} + 2*(y1-d1)*Wy*(1-s1^2)*s0", "extra-path", "added up", 0),
        ("2*(y2-d2)*Wy*(1-s2^2)*(s2+Ws*(1-s1^2)*s1)", "not-equal", "one step too late", 0),
        ("2*(y2-d2)*Wy*(1-s2^2)*(s1+Ws*(1-s2^2)*s0)", "not-equal", "look at `s2`", 0),
        ("2*(y2-d2)*Wy*(1-s2^2)*(s1+Wx*(1-s1^2)*s0)", "wrong-weight", "look at `Wx`", 0),
        ("2*(y2-d2)*Wy*(s1+Ws*s0)", "not-equal", "slope of tanh is missing in every", 0),
        ("2*(y2-d2)*Wy*(1-s2^2)*(s1+Ws*s0)", "not-equal", "slope of tanh is missing at s1", 0),
        ("2*(y2-d2)*Wy*(1-s2)*(s1+Ws*(1-s1)*s0)", "not-equal", "not 1-s,", 0),
        ("2*(y2-d2)*Wy*s2*(1-s2)*(s1+Ws*s1*(1-s1)*s0)", "not-equal", "sigmoid", 0),
        ("2*(y2-d2)*Wy*(1+s2^2)*(s1+Ws*(1+s1^2)*s0)", "not-equal", "not 1+s^2", 0),
        ("2*(y2-d2)*Wy*(1-tanh(s2)^2)*(s1+Ws*(1-tanh(s1)^2)*s0)", "not-equal", "once more", 0),
        ("(y2-d2)^2*Wy*(1-s2^2)*(s1+Ws*(1-s1^2)*s0)", "not-equal", "square of the error", 0),
        ("3*x1*s1^2 + y2", "not-equal", "not equal", 0),
    ],
)  # fmt: skip
def test_a_mistake_is_named_only_if_it_gives_this_very_value(judged, answer, code, words, share):
    judgement = judged("closed_form", "dE[2]/dWs", answer)
    assert judgement.findings[0].code == code
    assert words in judgement.message
    assert judgement.share == share


def test_a_closed_form_for_any_number_of_steps(judged):
    answer = "2*(y[N]-d[N])*Wy*Sum(Ws^(N-k)*Product(1-s[j]^2, j, k, N)*s[k-1], k, {}, N)"
    assert judged("closed_form", "dE[N]/dWs", answer.format(1)).verdict == "correct"
    judgement = judged("closed_form", "dE[N]/dWs", answer.format(2))
    assert judgement.message == "For N = 3: The path that stems from s1 is missing."
    assert "any N" in judged("closed_form", "dE[N]/dWs", RIGHT).message


def test_functions_outside_the_model_are_compared_on_real_numbers(judged):
    answer = f"{RIGHT}*exp(x1)*exp(x2)/exp(x1+x2)"
    judgement = judged("closed_form", "dE[2]/dWs", answer)
    assert judgement.verdict == "correct"
    assert "real numbers" in judgement.remarks[-1]
    assert judged("closed_form", "dE[2]/dWs", f"{RIGHT}*exp(x1-x2)").verdict == "incorrect"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("2*(y3-d2)", "`y3` does not exist for t = 2"),
        ("1/(s1-s1)", "divides by something that is zero"),
        ("2*(y2-d2)*Wq", "is not a weight of this model"),
        ("2*(y2-d2)*ws2", "is the same at every step"),
        ("x1^(1/3)", "is not a whole number"),
        ("s1^s2", "is not a whole number"),
        ("Sum(Sum(Sum(Sum(s1,i,1,64),j,1,64),k,1,64),m,1,64)", "too"),
    ],
)
def test_what_has_no_value_is_invalid(judged, answer, words):
    judgement = judged("closed_form", "dE[2]/dWs", answer)
    assert judgement.verdict == "invalid"
    assert words in judgement.message


def test_the_secret_changes_the_numbers_and_never_the_verdict(model):
    from grader.judge.formulas import Question, judge_formula

    question = Question("closed_form", model("rnn"), "dE[2]/dWs")
    for secret in (b"", b"a", b"b"):
        assert judge_formula(question, RIGHT, secret).verdict == "correct"
        assert judge_formula(question, "2*(y2-d2)*Wy*s1", secret).verdict == "incorrect"


@pytest.mark.parametrize("of", ["two_layer", "gru", "lstm", "rnn_logistic", "rnn_softmax"])
def test_every_model_and_weight_agrees_with_its_own_paths(judged, model, of):
    from grader.model import Leaf, paths

    for weight in model(of).weights:
        terms = [
            "*".join(f"d+{a}/d{b}" for a, b in pairwise(path))
            for path in paths(model(of), [Leaf("E", 1)], Leaf(weight))
        ]
        judgement = judged("closed_form", f"dE[1]/d{weight}", " + ".join(terms), of=of)
        assert judgement.verdict == "correct", (of, weight, judgement.message)
