"""`bptt draw`: models and answers, in the terminal and in files."""

from pathlib import Path
from xml.etree import ElementTree

from tests.commands.conftest import RIGHT, WY, Run, Shell
from tests.models import ROOT

ACCUMULATED = 'accumulated = "dE3/dy3 * dy3/ds3 * (d+s3/dWs + ds3/ds2 * d+s2/dWs)"\n'


def test_a_model_is_drawn_as_text_and_as_a_file(place: Path, bptt: Run) -> None:
    assert "s1" in bptt("draw", "two_layer", "--steps", 2).output
    assert bptt("draw", "gru", "-o", "gru.svg", "--folded").exit_code == 0
    assert ElementTree.parse(place / "gru.svg").getroot().tag.endswith("svg")


def test_the_paths_of_an_answer_are_drawn_after_a_check(place: Path, bptt: Run) -> None:
    (place / "exercises/03_ws/ws.py").write_text(ACCUMULATED)
    bptt("check", "ws.accumulated")
    shown = bptt("draw", "ws.accumulated").output
    assert "✗ missing" in shown
    assert "one path that stems from s1" in shown
    assert bptt("draw", "ws.accumulated", "-o", "mine.svg", "--theme", "dark").exit_code == 0
    assert "Missing, dashed" in (place / "mine.svg").read_text()


def test_single_paths_are_for_who_has_the_answer(place: Path, bptt: Run) -> None:
    refused = bptt("draw", "wy.chain", "--path", 1)
    assert refused.exit_code == 2
    assert "when wy.chain is right" in refused.output
    WY.write_text(RIGHT)
    bptt("check", "wy")
    assert bptt("draw", "wy.chain", "--path", 1).exit_code == 0
    assert "no path number 2" in bptt("draw", "wy.chain", "--path", 2).output


def test_what_is_not_there_is_told_with_what_is(place: Path, bptt: Run) -> None:
    result = bptt("draw", "rnm")
    assert result.exit_code == 2
    assert "two_layer" in result.output


def test_without_unicode_the_lines_are_ascii(place: Path, bptt: Run) -> None:
    assert bptt("draw", "rnn", charset="ascii").output.isascii()


def test_a_declaration_that_cannot_be_read_says_why(place: Path, shell: Shell) -> None:
    (place / "exercises/models/mine.txt").write_text(
        "states: s[n]\ns[t] = tahn(s[t-1])\nE[t] = sum(s[t])\n"
    )
    status, said = shell("draw", "mine")
    assert status == 2
    assert "mine.txt: line 2" in said
    assert "did you mean 'tanh'?" in said


def test_the_sizes_a_program_computed_are_drawn(place: Path, bptt: Run) -> None:
    solved = ROOT / "solutions/07_vanishing/vanishing.py"
    (place / "exercises/07_vanishing/vanishing.py").write_text(solved.read_text())
    assert "After  bptt check vanishing.norms" in bptt("draw", "vanishing.norms").output
    assert "After" not in bptt("draw", "vanishing.clip").output
    assert "bptt draw vanishing.norms" in bptt("check", "vanishing.norms").output
    shown = bptt("draw", "vanishing.norms").output
    assert "s12  ▆▆▆▆" in shown
    assert bptt("draw", "vanishing.norms", charset="ascii").output.isascii()
    assert bptt("draw", "vanishing.norms", "-o", "mine.svg", "--theme", "dark").exit_code == 0
    assert "the smallest s0" in (place / "mine.svg").read_text()
