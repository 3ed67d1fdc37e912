"""What must come back is read off the declaration, whatever the question asks for."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.course import Item
from grader.course.schema import Question
from grader.judge.expected import Case, cases, expect, fixed_steps, given_case
from grader.judge.probes import SIZES, Plan, Probe, plans
from grader.model import Leaf
from grader.model.chain import contributions, gradient
from grader.model.forward import forward
from grader.model.targets import read_target
from tests.models import MODELS, RNN, drawn

STEPS = 4
DATA = drawn(RNN, STEPS)
VALUES = forward(RNN, DATA, STEPS)
ERROR = Leaf("E", STEPS)


def asked(answer: str | list[str], of: str = "rnn", **more: Any) -> Item:
    question = Question("f", more.pop("kind", "function"), 1, "F", answer, **more)
    return Item("one", question, MODELS[of])


def measured(answer: str) -> np.ndarray:
    """The one array that an answer stands for, on a draw of four steps."""
    (found,) = expect(RNN, Probe(Plan(STEPS), DATA), VALUES, read_target(answer))
    return found.value


@pytest.mark.parametrize(
    ("answer", "exact"),
    [
        ("dE[N]/dWs", lambda: gradient(RNN, VALUES, [ERROR], Leaf("Ws"))),
        ("dE[N]/ds[0]", lambda: gradient(RNN, VALUES, [ERROR], Leaf("s", 0))),
        ("dE[N]/dy[N]", lambda: 2 * (VALUES[Leaf("y", STEPS)] - DATA["d"][-1])),
        (
            "dE[1..N]/dWx",
            lambda: gradient(RNN, VALUES, [Leaf("E", t) for t in range(1, 5)], Leaf("Wx")),
        ),
        ("dE[N]/dWs via s[2]", lambda: contributions(RNN, VALUES, [ERROR], "Ws")[Leaf("s", 2)]),
        (
            "dE[N]/dWs since N-1",
            lambda: sum(contributions(RNN, VALUES, [ERROR], "Ws")[Leaf("s", t)] for t in (3, 4)),
        ),
    ],
)
def test_a_derivative_is_that_of_the_chain_rule(
    answer: str, exact: Callable[[], np.ndarray]
) -> None:
    assert measured(answer) == pytest.approx(exact(), rel=1e-6)


def test_a_value_is_a_row_all_steps_are_rows_and_an_error_is_a_number() -> None:
    assert (measured("s[N]") == VALUES[Leaf("s", STEPS)]).all()
    assert measured("s[0..N]").shape == (STEPS + 1, SIZES[RNN.widths.index("n_hidden")])
    assert measured("E[N]") == VALUES[ERROR][0]


def test_paths_one_by_one_add_up_to_the_derivative() -> None:
    model, steps = MODELS["two_layer"], 2
    data = drawn(model, steps)
    values, probe = forward(model, data, steps), Probe(Plan(steps), data)
    one_by_one = expect(model, probe, values, read_target("dE[2]/dU by path"))
    (whole,) = expect(model, probe, values, read_target("dE[2]/dU"))
    assert sum(m.value for m in one_by_one) == pytest.approx(whole.value, rel=1e-6)


def test_a_count_is_no_array() -> None:
    with pytest.raises(TypeError, match="is not an array"):
        measured("count dE[n]/dWs")


@pytest.mark.parametrize(
    ("answers", "steps"),
    [(["dE[3]/dWs"], 3), (["s[2]", "y[3]"], 3), (["dE[N]/dWs"], None), (["s[1]", "y[N]"], None)],
)
def test_steps_are_fixed_where_every_answer_names_them(
    answers: list[str], steps: int | None
) -> None:
    assert fixed_steps([read_target(text) for text in answers]) == steps


def test_a_function_is_called_once_a_draw_with_what_its_arguments_name() -> None:
    item = asked("dE[N]/dWs", arguments=["x", "s[0]", "d[N]", "Ws", "s[0..N]", 0.5])
    tried = cases(item, 1)
    assert [case.plan for case in tried] == list(plans(None))
    for case in tried:
        x, s0, d, Ws, states, number = case.arguments
        assert len(x) == case.plan.steps == len(states) - 1
        assert (states[0] == s0).all()
        assert (Ws.shape, d.shape) == ((len(s0),) * 2, (d.size,))
        assert number == 0.5
        assert case.decay == (pytest.approx(Ws),)


def test_only_a_weight_can_decay() -> None:
    def first(answer: str) -> Case:
        return cases(asked(answer, arguments=["x"]), 1)[0]

    assert first("dE[N]/ds[0]").decay == first("s[N]").decay == (None,)


def test_what_is_no_value_cannot_be_an_argument() -> None:
    with pytest.raises(ValueError, match=r"^'dE.N./dWs' cannot be handed to a program; x, s.0., "):
        cases(asked("s[N]", arguments=["dE[N]/dWs"]), 1)


def test_numbers_follow_from_the_data_of_their_question() -> None:
    data = {"x": [[1.0]], "s0": [0.0], "d": [[0.5]], "Wx": [[0.5]], "Ws": [[0.8]], "Wy": [[2.0]]}
    case = given_case(asked(["s[1]", "y[1]"], kind="number", data=data, decimals=3))
    s1 = np.tanh(0.5)
    (expected,) = case.expected
    assert expected.value == pytest.approx([s1, 2 * s1])
    assert expected.within == 1e-3


def test_paths_are_counted_exactly_and_not_mixed_with_values() -> None:
    (counted,) = given_case(asked("count dE[n]/dWs", kind="number", n=[1, 2, 9])).expected
    assert (list(counted.value), counted.within) == ([1, 2, 9], 0)
    with pytest.raises(TypeError, match="for values or for counts, not for both"):
        given_case(asked(["s[1]", "count dE[n]/dWs"], kind="number", n=[1]))
