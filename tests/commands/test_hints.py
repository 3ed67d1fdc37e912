"""`bptt hint` and `bptt notes`: a little more at a time, and ours when it is right."""

from pathlib import Path

import pytest

from tests.commands.conftest import RIGHT, WY, Run


def test_hints_come_one_by_one(place: Path, bptt: Run) -> None:
    shown = [bptt("hint", "ws.grad_Ws").output for _ in range(4)]
    assert [text.count(" of 3  ") for text in shown] == [1, 2, 3, 3]
    assert "bptt hint ws.grad_Ws" in shown[0]
    assert "bptt check ws.grad_Ws" in shown[3]


def test_a_stage_can_be_asked_for(place: Path, bptt: Run) -> None:
    shown = bptt("hint", "wy.chain", "--stage", 3).output
    assert "3 of 3" in shown
    assert "1 of 3" not in shown


def test_without_a_name_the_next_unfinished_question_is_meant(place: Path, bptt: Run) -> None:
    assert "forward.state" in bptt("hint").output


def test_the_first_hint_says_what_was_seen_and_the_second_asks_about_it(
    place: Path, bptt: Run
) -> None:
    WY.write_text(RIGHT.replace("2 * ", "-2 * "))
    bptt("check", "wy.grad_Wy")
    bptt("hint", "wy.grad_Wy")
    shown = " ".join(bptt("hint", "wy.grad_Wy").output.split())
    assert "the gradient with the opposite sign" in shown
    assert "make the loss grow" in shown


def test_what_is_right_needs_no_hint(place: Path, bptt: Run) -> None:
    WY.write_text(RIGHT)
    bptt("check", "wy")
    assert "bptt notes wy.chain" in bptt("hint", "wy.chain").output


def test_a_name_that_is_none_is_told_with_a_way_on(place: Path, bptt: Run) -> None:
    result = bptt("hint", "wy.chian")
    assert result.exit_code == 2
    assert "did you mean wy.chain?" in result.output
    assert bptt("notes", "nothing").exit_code == 2


def test_notes_open_when_an_answer_is_right(place: Path, bptt: Run) -> None:
    before = bptt("notes", "wy").output
    assert "did you notice" not in before
    assert "∂" not in before
    WY.write_text(RIGHT)
    bptt("check", "wy")
    after = bptt("notes", "wy").output
    assert after.count("did you notice") == 3
    assert "∂E_N/∂y_N · ∂y_N/∂Wy" in after
    assert r"\frac{\partial E_{3}}" in bptt("notes", "wy", "--latex").output


def test_progress_can_be_forgotten(place: Path, bptt: Run) -> None:
    WY.write_text(RIGHT)
    bptt("check", "wy")
    assert "3 of 3" in bptt("list").output
    assert "3 of 3" not in bptt("list", "--reset").output


@pytest.mark.parametrize("command", ["hint", "notes"])
def test_a_course_without_hints_still_works(place: Path, bptt: Run, command: str) -> None:
    for path in place.rglob("hints.toml"):
        path.unlink()
    WY.write_text(RIGHT)
    bptt("check", "wy")
    result = bptt(command, "wy.grad_Wy")
    assert result.exit_code == 0, result.output
