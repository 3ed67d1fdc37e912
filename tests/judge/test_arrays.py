"""What is said about arrays: each sentence, and in which order they are thought of."""

from collections.abc import Sequence

import numpy as np
import pytest

from grader.course.schema import SevenDigits
from grader.judge.arrays import SINGLE, Answer, judge
from grader.judge.differences import Measured
from grader.judge.expected import Case
from grader.judge.probes import Plan
from grader.judge.verdict import Judgement

VALUE = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
PLANS = (Plan(3), Plan(1), Plan(2), Plan(3, start=False), Plan(3, violent=True))


def case(*values: np.ndarray, plan: Plan = PLANS[0], weight: np.ndarray | None = None) -> Case:
    """What one call should give, known to nine digits; `weight`: what a penalty would add."""
    expected = tuple(Measured(value, 1e-9) for value in values)
    return Case(plan, (), expected, (weight,) * len(values))


def judged(
    cases: Sequence[Case],
    answers: Sequence[Answer],
    labels: Sequence[str] = ("The answer",),
    any_order: bool = False,
    seven_digits: SevenDigits = "accept",
) -> Judgement:
    return judge(cases, answers, labels, any_order, seven_digits)


def said(*parts: np.ndarray, of: Case | None = None) -> str:
    return judged([of or case(VALUE)], [Answer(parts)]).message


def on_all(wrong: Sequence[Plan], plans: Sequence[Plan] = PLANS) -> str:
    """What is said if the values are off on some draws and right on the others."""
    cases = [case(VALUE, plan=plan) for plan in plans]
    return judged(cases, [Answer((VALUE + (plan in wrong),)) for plan in plans]).message


def test_what_lies_inside_the_interval_is_right_and_how_far_off_it_was_is_known() -> None:
    off = VALUE + 4e-10
    judgement = judged([case(VALUE)], [Answer((off,))])
    assert (judgement.verdict, judgement.share) == ("correct", 1)
    assert judgement.max_error == pytest.approx(1e-10)  # relative to the largest entry, 4
    assert judgement.allowed == 2.5e-10


@pytest.mark.parametrize(
    ("wanted", "got", "sentence"),
    [
        (
            (2, 3), (3, 2),
            "The answer should be 2 rows by 3 columns, shape (2, 3); "
            "yours is turned over: 3 rows by 2 columns, shape (3, 2).",
        ),
        (
            (2, 3), (3,),
            "The answer should be 2 rows by 3 columns, shape (2, 3); "
            "yours is 3 numbers in a row, shape (3,).",
        ),
        ((), (1,), "The answer should be one number; yours is a row of one number, shape (1,)."),
        ((4,), (), "The answer should be 4 numbers in a row, shape (4,); yours is one number."),
        ((), (2, 2, 2), "The answer should be one number; yours is an array of shape (2, 2, 2)."),
    ],
)  # fmt: skip
def test_another_shape_is_told_beside_the_one_that_is_asked_for(
    wanted: tuple[int, ...], got: tuple[int, ...], sentence: str
) -> None:
    assert said(np.ones(got), of=case(np.ones(wanted))) == sentence


def test_the_shape_is_looked_at_before_the_values_and_these_before_side_effects() -> None:
    assert "shape" in said(np.full(5, np.nan))
    wild = Answer((np.full((2, 3), np.nan),), changed=("x",))
    assert "nan" in judged([case(VALUE)], [wild]).message


@pytest.mark.parametrize(
    ("entry", "plan", "sentence"),
    [
        (np.nan, Plan(3), "The answer has entries that are not a number (nan), for N = 3."),
        (np.inf, Plan(4), "The answer has entries that are infinite, for N = 4."),
        (
            -np.inf,
            Plan(6, start=False, violent=True),
            "The answer has entries that are infinite, "
            "for N = 6 from a zero start and targets far away.",
        ),
    ],
)
def test_what_is_not_finite_is_told_with_the_draw(entry: float, plan: Plan, sentence: str) -> None:
    judgement = judged([case(VALUE, plan=plan)], [Answer((np.where(VALUE > 3, entry, VALUE),))])
    assert (judgement.verdict, judgement.message) == ("invalid", sentence)


def test_writing_into_arguments_is_named_with_them() -> None:
    judgement = judged([case(VALUE)], [Answer((VALUE,), changed=("x", "Ws"))])
    assert judgement.findings[0].code == "P12"
    assert judgement.message == (
        "Your program writes into x and Ws, which it was only given to read. Work on a copy."
    )


def test_a_second_call_that_gives_something_else_is_named() -> None:
    judgement = judged([case(VALUE)], [Answer((VALUE,), again=(VALUE + 1,))])
    assert judgement.findings[0].code == "P07"
    assert judgement.message == (
        "The first call is right, a second one with the same arguments is not: is something "
        "kept from one call to the next, outside the function?"
    )


def test_two_wrong_calls_do_not_speak_of_memory() -> None:
    judgement = judged([case(VALUE)], [Answer((VALUE + 1,), again=(VALUE + 2,))])
    assert judgement.message == "The shape is right, the values are not yet."


@pytest.mark.parametrize("factor", [1e-3, 1e-6, 1.0])
def test_a_multiple_of_the_weight_is_a_penalty(factor: float) -> None:
    weight = np.array([[3.0, 1.0, -1.0], [2.0, -0.5, 1.5]])
    cases = [case(VALUE, plan=plan, weight=weight) for plan in PLANS]
    judgement = judged(cases, [Answer((VALUE + factor * weight,))] * len(PLANS))
    assert judgement.findings[0].code == "P06"
    assert judgement.message == (
        "Right but for a term that grows with the weights, as a penalty on them would; this "
        "loss has none."
    )


def test_seven_digits_get_what_the_course_says() -> None:
    nearly = [Answer((VALUE * (1 + SINGLE),))]
    accepted, partial, refused = (
        judged([case(VALUE)], nearly, seven_digits=policy)
        for policy in ("accept", "partial", "refuse")
    )
    sentence = "Right to about seven digits: single precision, or finite differences of your own?"
    assert (accepted.verdict, accepted.share, accepted.remarks) == ("correct", 1, (sentence,))
    assert (partial.verdict, partial.share, partial.message) == ("partial", 0.5, sentence)
    assert (refused.verdict, refused.share, refused.message) == ("incorrect", 0, sentence)
    assert (partial.findings[0].code, partial.findings[0].also) == ("P05", ("P10", "P11"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            [PLANS[4]],
            "The values are right as long as the targets are near, but not when they are far "
            "away: is something limiting the numbers?",
        ),
        (
            [plan for plan in PLANS if plan.start],
            "The values are right when the network starts from zero, "
            "but not from another start state.",
        ),
        (
            [plan for plan in PLANS if plan.steps > 1],
            "The values are right for a single step, but not for more.",
        ),
        ([Plan(2)], "The values are right for N = 1 and 3, but not for N = 2."),
        (PLANS, "The shape is right, the values are not yet."),
    ],
)
def test_where_the_values_are_right_is_said(wrong: Sequence[Plan], sentence: str) -> None:
    assert on_all(wrong) == sentence


def test_draws_on_which_everything_is_zero_tell_nothing() -> None:
    plans = [Plan(2), Plan(1)]
    cases = [case(VALUE, plan=plans[0]), case(np.zeros((2, 3)), plan=plans[1])]
    answers = [Answer((VALUE + 1,)), Answer((np.zeros((2, 3)),))]
    assert judged(cases, answers).message == "The shape is right, the values are not yet."


def test_of_several_arrays_the_wrong_ones_are_named() -> None:
    labels = ("dE[N]/dWx", "dE[N]/dWs", "dE[N]/dWy")
    cases = [case(VALUE, VALUE, VALUE)]
    one = judged(cases, [Answer((VALUE, VALUE + 1, VALUE))], labels)
    two = judged(cases, [Answer((VALUE + 1, VALUE, VALUE + 1))], labels)
    all_of_them = judged(cases, [Answer((VALUE + 1,) * 3)], labels)
    assert one.message == "dE[N]/dWs: the shape is right, the values are not yet."
    assert two.message == "dE[N]/dWx and dE[N]/dWy: the shape is right, the values are not yet."
    assert all_of_them.message == "The shape is right, the values are not yet."


def test_in_any_order_the_arrays_are_matched_and_shapes_that_cannot_be_are_told() -> None:
    values = (VALUE, 2 * VALUE, 3 * VALUE)
    labels = ("one", "two", "three")
    for turned in ((1, 0, 2), (2, 1, 0), (1, 2, 0)):
        answer = Answer(tuple(values[k] for k in turned), again=tuple(values[k] for k in turned))
        assert judged([case(*values)], [answer], labels, any_order=True).verdict == "correct"
        assert judged([case(*values)], [answer], labels).verdict == "incorrect"
    twice = Answer((values[0], values[0], values[2]))
    assert judged([case(*values)], [twice], labels, any_order=True).verdict == "incorrect"
    flat = Answer((values[0].ravel(), values[1], values[2]))
    assert "shape (6,)" in judged([case(*values)], [flat], labels, any_order=True).message
    nothing = Answer((np.full((2, 3), np.nan), values[1], values[2]))
    assert "nan" in judged([case(*values)], [nothing], labels, any_order=True).message
