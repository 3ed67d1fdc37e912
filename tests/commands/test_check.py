"""`bptt check` and `bptt list`: what a student asks, sees and comes back to."""

import json
import os
from pathlib import Path

import pytest

from grader import results
from tests.commands.conftest import RIGHT, WY, Run

SHORT = "def grad_Wy(x, s0, d, Wx, Ws, Wy):\n    return d\n"


def test_a_right_answer_is_right_and_the_exit_status_says_so(place: Path, bptt: Run) -> None:
    WY.write_text(RIGHT)
    result = bptt("check", "wy")
    assert result.exit_code == 0, result.output
    assert result.output.count("right") >= 3
    assert "bptt list" in result.output


def test_a_stub_is_unanswered_and_the_exit_status_is_1(place: Path, bptt: Run) -> None:
    result = bptt("check", "wy.grad_Wy")
    assert result.exit_code == 1
    assert "not answered" in result.output


def test_check_as_json_is_the_published_form(place: Path, bptt: Run) -> None:
    WY.write_text(RIGHT.replace("2 *", "1 *"))
    result = bptt("check", "wy.grad_Wy", "--json")
    (question,) = results.decode(result.output.encode()).questions
    assert (question.verdict, question.score, result.exit_code) == ("incorrect", 0, 1)
    assert question.max_error == pytest.approx(0.5)
    assert question.allowed is not None
    assert question.allowed < 1e-6


def test_a_file_anywhere_is_checked_by_its_name_and_next_to_the_other_topics(
    place: Path, bptt: Run
) -> None:
    WY.write_text(SHORT)
    mine = place / "mine/wy.py"
    mine.parent.mkdir()
    mine.write_text("from ws import grad_Wy, chain, chain_N\n")
    (place / "exercises/03_ws/ws.py").write_text(RIGHT)
    result = bptt("check", mine)
    assert result.exit_code == 0, result.output


def test_the_file_saved_last_is_checked_and_the_py_if_both_were(place: Path, bptt: Run) -> None:
    stub = WY.with_suffix(".ipynb")
    notebook = json.loads(stub.read_text())
    code = {"cell_type": "code", "id": "x", "metadata": {}, "outputs": []}
    notebook["cells"] = [{**code, "execution_count": None, "source": [RIGHT]}]
    stub.write_text(json.dumps(notebook))
    for seconds, status in ((5, 0), (0, 1), (-5, 1)):
        os.utime(WY, (1e9, 1e9))
        os.utime(stub, (1e9 + seconds, 1e9 + seconds))
        assert bptt("check", "wy").exit_code == status


def test_a_file_that_cannot_be_read_is_told_with_its_reason(place: Path, bptt: Run) -> None:
    WY.with_suffix(".ipynb").unlink()
    WY.write_bytes(b"\x00\x01" * 100)
    result = bptt("check", "wy.grad_Wy")
    assert result.exit_code == 1
    assert " exercises/02_wy/wy.py: " in result.output.replace(os.sep, "/")
    assert "not run" in result.output


def test_a_remark_about_a_file_stands_below_the_verdicts(place: Path, bptt: Run) -> None:
    WY.write_text("%matplotlib inline\n" + RIGHT)
    said = " ".join(bptt("check", "wy").output.split())
    assert "wy.py: line 1: '%matplotlib inline' was left out Next All of this is right." in said


def test_list_shows_what_the_last_check_said(place: Path, bptt: Run) -> None:
    WY.write_text(RIGHT)
    bptt("check", "wy")
    shown = bptt("list").output
    assert "3 of 3" in shown
    assert "you are here" in shown


@pytest.mark.parametrize(
    "content", ["{broken", "[]", '{"wy.chain": 1}', '{"wy.chain": []}', '{"wy.chain": ["?", 1]}']
)
def test_a_lost_progress_file_is_no_reason_to_stop(place: Path, bptt: Run, content: str) -> None:
    (place / "exercises/.bptt").mkdir()
    (place / "exercises/.bptt/progress.json").write_text(content)
    result = bptt("list")
    assert result.exit_code == 0
    assert "0 of 3" in result.output


def test_progress_that_cannot_be_written_is_no_reason_to_stop(place: Path, bptt: Run) -> None:
    (place / "exercises/.bptt").write_text("a file where a folder should be")
    WY.write_text(RIGHT)
    assert bptt("check", "wy").exit_code == 0


def test_marks_are_plain_letters_where_there_is_no_unicode(place: Path, bptt: Run) -> None:
    result = bptt("list", charset="ascii")
    assert result.exit_code == 0
    assert result.stdout_bytes.isascii()
    assert result.stdout_bytes
