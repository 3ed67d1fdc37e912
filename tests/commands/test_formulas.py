"""`bptt try` and `bptt equal`: one formula, or many pairs of them."""

import json
from pathlib import Path

from tests.commands.conftest import Run


def test_try_says_how_a_formula_was_read_and_what_is_missing(place: Path, bptt: Run) -> None:
    result = bptt("try", "ws.accumulated", r"\frac{\partial E_3}{\partial y_3} dy3/ds3 ds3/dWs")
    assert result.exit_code == 1
    assert "∂E₃/∂y₃" in result.output


def test_try_points_at_what_cannot_be_read(place: Path, bptt: Run) -> None:
    result = bptt("try", "ws.accumulated", "dE3/dy3 * (dy3/ds3")
    assert result.exit_code == 1
    assert "\n            ^" in result.output


def test_try_as_json_and_a_right_formula(place: Path, bptt: Run) -> None:
    result = bptt("try", "--json", "wy.chain", "dE3/dy3 * dy3/dWy")
    assert (result.exit_code, json.loads(result.output)["verdict"]) == (0, "correct")


def test_equal_answers_each_line_with_a_line(place: Path, bptt: Run) -> None:
    line = {"id": "1", "model": "rnn", "kind": "scalar", "target": "x", "reference": "Wx*2"}
    lines = [{**line, "answer": "Wx+Wx"}, {**line, "answer": "Wx*3"}, {**line, "answer": "Wx*("}]
    lines.append({**line, "model": "../../etc/passwd", "answer": "1"})
    (place / "pairs.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = bptt("equal", "--batch", "pairs.jsonl")
    assert [json.loads(line)["equal"] for line in result.stdout.splitlines()] == [
        True, False, None, None
    ]  # fmt: skip
