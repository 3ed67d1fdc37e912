"""`bptt doctor`: what a machine needs, line by line."""

from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import Outcome, Reply, Sandbox
from tests.commands.conftest import Run


def test_doctor_finds_all_well_here(place: Path, bptt: Run) -> None:
    result = bptt("doctor")
    assert result.exit_code == 0, result.output
    for said in (
        "Python",
        "numpy 2",
        "8 topics",
        "works (fork)",
        "strong enough for programs of strangers",
        "writes utf-8",
    ):
        assert said in " ".join(result.output.split())
    assert "All is well." in result.output


def test_doctor_says_what_is_missing(tmp_path: Path, bptt: Run) -> None:
    result = bptt("doctor", "--course", tmp_path)
    assert result.exit_code == 1
    assert "course.toml" in result.output
    assert "Mend the lines marked above" in result.output


def test_doctor_says_that_programs_do_not_run_and_what_they_answered(
    place: Path, bptt: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(self: Sandbox, *asked: Any) -> Outcome:
        return Outcome((Reply("crashed", text="no memory"),), (), "rlimits", 0.0)

    monkeypatch.setattr(Sandbox, "run", stopped)
    result = bptt("doctor")
    assert result.exit_code == 1
    assert "a program that should run does not: crashed no memory" in result.output


def test_a_terminal_without_unicode_is_told_that_marks_are_letters(place: Path, bptt: Run) -> None:
    shown = bptt("doctor", charset="ascii")
    assert b"writes ascii; marks are drawn with plain letters" in shown.stdout_bytes


def test_doctor_lists_the_layers_and_why_others_are_missing(
    place: Path, bptt: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sandbox, "isolation", "seccomp+rlimits")
    monkeypatch.setattr(Sandbox, "missing", {"landlock": "too old", "namespaces": "not allowed"})
    monkeypatch.setattr(Sandbox, "weakness", "no landlock")
    result = bptt("doctor")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "seccomp+rlimits; no landlock: too old; no namespaces: not allowed" in said
    assert "bptt grade would need --isolation weak" in said
