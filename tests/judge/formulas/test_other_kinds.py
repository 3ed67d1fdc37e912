"""Equations, counts and choices."""

import pytest


@pytest.mark.parametrize(
    "answer",
    [
        "z[t] = phi(s[t] @ V1 + z[t-1] @ W2)",
        "z_t = tanh(z_{t-1} W_2 + s_t V_1)",
        r"\bar{z}_t = \phi(\bar{s}_t V_1 + \bar{z}_{t-1} W_2)",
        "phi(s[t]*V1 + z[t-1]*W2)",
        "z[t] = phi((V1.T @ s[t].T + W2.T @ z[t-1].T).T)",
        "z[k] = phi(s[k] @ V1 + z[k-1] @ W2)",
    ],
)
def test_the_equation_of_the_model_in_any_spelling(judged, answer):
    assert judged("equation", "z[t]", answer, of="two_layer").verdict == "correct"


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ("z[t] = phi(V1 @ s[t] + W2 @ z[t-1])", "order", "Vectors are rows here"),
        ("z[t] = phi(V1.T @ s[t] + z[t-1] @ W2)", "transpose", "`V1.T` is a matrix n_z by n_s"),
        ("z[t] = phi(s[t] @ V1 + z[t] @ W2)", "not-equal", "cannot be computed from itself"),
        ("z[t] = z[t]", "not-equal", "cannot be computed from itself"),
        ("z[t] = phi(s[t-1] @ V1 + z[t-1] @ W2)", "not-equal", "look at `s[t-1]`"),
        ("z[t] = phi(s[t] @ V1 - z[t-1] @ W2)", "sign", "sign is not right"),
        ("z[t] = phi(s[t] @ V1 + z[t-1] @ W1)", "order", "`W1` is a matrix n_s by n_s"),
        ("z[t] = s[t] @ V1 + z[t-1] @ W2", "not-equal", "not the equation"),
        ("z[t] = phi(s[t] @ V1)", "not-equal", "not the equation"),
        ("s[t] = phi(s[t] @ V1 + z[t-1] @ W2)", "not-equal", "alone on the left"),
    ],
)
def test_what_is_wrong_with_an_equation(judged, answer, code, words):
    judgement = judged("equation", "z[t]", answer, of="two_layer")
    assert (judgement.verdict, judgement.findings[0].code) == ("incorrect", code)
    assert words in judgement.message


@pytest.mark.parametrize(
    ("target", "answer", "verdict"),
    [
        ("count dE[n]/dU", "n*(n+1)/2", "correct"),
        ("count dE[n]/dU", "N(N+1)/2", "correct"),
        ("count dE[n]/dU", "Sum(k, k, 1, n)", "correct"),
        ("count dE[n]/dU", "n", "incorrect"),
        ("count dE[n]/dU", "2^n - 1", "incorrect"),
        ("count dE[n]/dU", "n*(n+1)/2 + (n-1)*(n-2)*(n-3)*(n-4)", "incorrect"),
        ("count dE[n]/dW2", "n", "correct"),
        ("count dE[n]/dV2", "1", "correct"),
        ("count dE[3]/dU", "6", "correct"),
        ("count dE[4]/dU", 10, "correct"),
        ("count dE[3]/dU", 5, "incorrect"),
    ],
)
def test_counting_paths(judged, target, answer, verdict):
    assert judged("count", target, answer, of="two_layer").verdict == verdict


def test_a_count_that_is_right_for_a_while_is_told_so(judged):
    judgement = judged("count", "count dE[n]/dU", "2^n - 1", of="two_layer")
    assert judgement.message == "That is right for n = 1, 2, but not for every n."


CHOICE = {
    "options": ("with a loop", "with  V1 twice", "b"),
    "key": 1,
    "reasons": ("why not a", "", ""),
}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("b", "correct"),
        (" (B) ", "correct"),
        ("b)", "correct"),
        ("With V1 twice", "correct"),
        ("a", "incorrect"),
        ("with a loop", "incorrect"),
        ("d", "invalid"),
        ("with", "invalid"),
        ("", "unanswered"),
    ],
)
def test_a_choice_is_a_letter_or_the_text_of_an_option(judged, answer, verdict):
    assert judged("choice", "", answer, **CHOICE).verdict == verdict


def test_a_wrong_choice_says_why_and_without_a_key_it_is_recorded(judged):
    assert judged("choice", "", "a", **CHOICE).message == "why not a"
    assert judged("choice", "", "a", **{**CHOICE, "key": None}).verdict == "pending"


def test_a_question_that_does_not_fit_its_kind_is_the_authors_mistake(judged):
    with pytest.raises(ValueError, match="is not an answer to a question of kind"):
        judged("chain", "z[t]", "dE3/dy3", of="two_layer")
