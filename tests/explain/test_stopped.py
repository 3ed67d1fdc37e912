"""What stopped a program is shown with its own line, and with the shapes it was called with."""

import pytest

from grader.explain.stopped import MOST, quoted, sided, sized
from grader.judge.verdict import Judgement
from tests.explain.conftest import simple, tried_on, two_layers

FILES = {"ws.py": ["a = 1\n    b = `c`\n\n" + "d" * 200], "wy.ipynb": ["x = 1", "y = 2\nz = y / 0"]}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("KeyError: 'c' (line 2)", "KeyError: 'c' (line 2: `b = 'c'`)"),
        ("E (line 2 of cell 2 of wy.ipynb)", "E (line 2 of cell 2 of wy.ipynb: `z = y / 0`)"),
        ("it said (line 1) itself: E (line 2), for N = 3", None),
        ("E (line 4)", f"E (line 4: `{'d' * (MOST - 1)}…`)"),
    ],
)  # fmt: skip
def test_the_line_stands_beside_its_number(text: str, shown: str | None) -> None:
    assert quoted(text, "ws.py", FILES) == (shown or text.replace("2)", "2: `b = 'c'`)"))


@pytest.mark.parametrize(
    "text",
    ["E", "E (line 3)", "E (line 99)", "E (line 0)", "E (line 1 of cell 7)", "E (line 1 of else)"],
)
def test_a_line_that_is_not_there_is_not_shown(text: str) -> None:
    assert quoted(text, "ws.py", FILES) == text


def test_a_cell_is_found_by_its_number() -> None:
    text = "There is no `z`: cell 2 stopped with E (line 1 of the cell)"
    assert quoted(text, "wy.ipynb", FILES).endswith("(line 1 of the cell: `y = 2`)")


def test_shapes_that_do_not_meet_are_told() -> None:
    case = tried_on(simple("Ws"))[0]
    stopped = Judgement("error", 0.0, "It stopped with ValueError: matmul: a mismatch.")
    said = sized(stopped, simple("Ws"), case).message
    shapes = "x (3, 7), s0 (5,), d (3,), Wx (7, 5), Ws (5, 5), Wy (5, 3)"
    assert said.endswith(f"a mismatch. The shapes were {shapes}.")
    other = Judgement("error", 0.0, "It stopped with KeyError.")
    assert sized(other, simple("Ws"), case) is other


def test_arguments_that_do_not_fit_are_told() -> None:
    asked = simple("Ws")
    for said in (
        "f() takes 5 positional arguments but 6 were given",
        "f() missing 1 required positional argument: 'z'",
    ):
        stopped = Judgement("error", 0.0, f"It stopped with TypeError: {said}.")
        message = sized(stopped, asked, tried_on(asked)[0]).message
        assert message.endswith("It is called with x, s0, d, Wx, Ws, Wy.")


def test_a_gradient_of_the_wrong_shape_is_told_between_which_layers_it_stands() -> None:
    wrong = Judgement("invalid", 0.0, "The answer should be this; yours is that.")
    assert "Wx leads from n_in to n_hidden" in sided(wrong, simple("Wx")).message
    assert sided(wrong, simple("Ws")) is wrong
    assert sided(wrong, two_layers()) is wrong
