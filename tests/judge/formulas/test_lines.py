"""Pairs as lines: what cannot be asked is told in the answer to its line, and where."""

import json

import pytest

from grader.judge.equal import equal_batch


@pytest.fixture
def answer(model):
    """What is answered to one line."""

    def known(name):
        if name not in {"rnn", "two_layer"}:
            raise LookupError(name)
        return model(name)

    def ask(line):
        (answered,) = equal_batch([line], known, b"secret")
        return json.loads(answered)

    return ask


@pytest.fixture
def compared(answer):
    """Whether two formulas are equal, and what is wrong with one of them."""

    def ask(reference, formula, kind="scalar"):
        line = {"model": "rnn", "kind": kind, "reference": reference, "answer": formula}
        return answer(json.dumps({"id": "7", **line}))

    return ask


@pytest.mark.parametrize("line", ["nonsense", "[1]", "3", "null", '{"model": "rnn"}'])
def test_a_line_that_is_no_pair_is_told_what_a_pair_is(answer, line):
    error = answer(line)["error"]
    assert error["code"] == "line"
    assert error["message"].startswith(
        "A line holds model, kind, reference and answer as one JSON object ("
    )


def test_an_unknown_model_or_kind_is_named_and_the_line_keeps_its_id(answer):
    line = {"id": 5, "model": "zzz", "kind": "scalar", "reference": "1", "answer": "1"}
    unknown = answer(json.dumps(line))
    assert (unknown["id"], unknown["equal"]) == (5, None)
    assert unknown["error"]["message"] == "There is no model 'zzz'."
    odd = answer(json.dumps({**line, "model": "rnn", "kind": "wild"}))
    assert odd["error"]["message"] == "A kind is one of scalar, chain, general, matrix."


@pytest.mark.parametrize(
    ("reference", "formula", "side", "sentence"),
    [
        ("Wx", "Wx/0", "answer", "This formula divides by something that is zero."),
        ("Wx/(s1-s1)", "Wx", "reference", "It divides by something that is zero."),
        ("Wx", "Wx^s1", "answer", "The exponent `s1` is not a whole number."),
        ("Wx", "Wx^(2/0)", "answer", "The exponent `2/0` is not a whole number."),
    ],
)
def test_what_has_no_value_is_told_with_the_side_it_is_on(
    compared, reference, formula, side, sentence
):
    found = compared(reference, formula)
    assert found["equal"] is None
    assert (found["error"]["in"], found["error"]["message"]) == (side, sentence)


@pytest.mark.parametrize(
    ("formula", "same"),
    [
        ("Wx^(1/2+1/2)", True),
        ("Wx^(2*1-1)", True),
        ("Wx^(-1)", False),
        ("Wx = Wx", True),
        ("Wx + Sum(s1, k, 3, 1)", True),
        ("Wx * Product(s1, k, 3, 1)", True),
        ("Wx * ds1/ds1", True),
    ],
)
def test_exponents_are_computed_and_nothing_adds_nothing(compared, formula, same):
    assert compared("Wx", formula)["equal"] is same


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        (
            "Wx@Ws@Wx",
            "`Wx@Ws` is a matrix n_in by n_hidden and `Wx` is a matrix n_in by n_hidden: "
            "the one cannot be multiplied by the other.",
        ),
        (
            r"Wx \odot Wx \odot Wy",
            r"`Wx \odot Wx` is a matrix n_in by n_hidden and `Wy` is a matrix n_hidden by n_out: "
            "the one cannot be multiplied by the other.",
        ),
        (
            "Wx @ Ws @ (Wx + Wx)",
            "`Wx @ Ws` is a matrix n_in by n_hidden and `Wx + Wx` is a matrix n_in by n_hidden: "
            "the one cannot be multiplied by the other.",
        ),
        (
            "Wx + Ws",
            "`Wx` is a matrix n_in by n_hidden and `Ws` is a matrix n_hidden by n_hidden: "
            "the one cannot be added to the other.",
        ),
        ("ds3/ds2", "`ds3/ds2` is not one matrix; here only derivatives of the error are."),
    ],
)
def test_matrices_that_do_not_fit_are_named_in_the_students_own_words(compared, formula, sentence):
    assert compared("Wx", formula, "matrix")["error"]["message"] == sentence
