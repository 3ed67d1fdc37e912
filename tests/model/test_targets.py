"""What an answer is: read, and refused with what would be accepted."""

import pytest

from grader.model.targets import Count, Derivative, Step, TargetError, Value, read_target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("s[N]", Value("s", None, Step("N", 0))),
        ("s[N-1]", Value("s", None, Step("N", -1))),
        ("s[0..N]", Value("s", Step("", 0), Step("N", 0))),
        (
            "dE[t+1]/dU since t",
            Derivative("E", None, Step("t", 1), "U", None, None, Step("t", 0), False),
        ),
        (
            "dE[1..N]/ds[0]",
            Derivative("E", Step("", 1), Step("N", 0), "s", Step("", 0), None, None, False),
        ),
        (
            "count dE[n]/dU",
            Count(Derivative("E", None, Step("n", 0), "U", None, None, None, False)),
        ),
    ],
)
def test_every_way_to_say_what_an_answer_is_is_read(
    text: str, target: Value | Derivative | Count
) -> None:
    assert read_target(f" {text} ") == target


def test_the_names_that_an_answer_mentions_are_known() -> None:
    assert read_target("dE[3]/dWs via s[2]").names() == ("E", "Ws", "s")
    assert read_target("count dE[n]/dU").names() == ("E", "U")


@pytest.mark.parametrize("text", ["", "s", "dE/dWs", "count s[N]", "s[N..0]", "dE[N]/dWs via"])
def test_anything_else_is_refused_with_what_would_be_accepted(text: str) -> None:
    with pytest.raises(
        TargetError, match="does not say what the answer is; accepted are s"
    ) as said:
        read_target(text)
    assert str(said.value).startswith(repr(text))


def test_a_step_is_written_as_it_is_read() -> None:
    for text in ("N", "N-1", "t+1", "3"):
        assert str(read_target(f"s[{text}]").last) == text  # type: ignore[union-attr]
