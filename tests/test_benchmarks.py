"""The table of the manual is written by the benchmarks, and nothing else of the page is touched."""

from pathlib import Path

import pytest

from benchmarks.report import BEGIN, END, Row, machine, picture, table, write
from tests.models import ROOT

ROWS = [Row("a", "b", "3, 4", 0.001, 0.1, 100.0), Row("a", "c", "T = 1", 0.002, 0.001, 0.5)]


def test_a_row_shows_medians_and_ratio() -> None:
    assert table(ROWS).splitlines()[2:] == [
        "| a | b | 3, 4 | 1 ms | 100 ms | 100 |",
        "| a | c | T = 1 | 2 ms | 1 ms | 0.5 |",
    ]


def test_writing_replaces_the_old_table_and_keeps_the_words_around_it(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Before\n{BEGIN}old\n{END}after\n")
    write(ROWS, tmp_path)
    write(ROWS[:1], tmp_path)
    text = page.read_text()
    assert text.startswith(f"# Before\n{BEGIN}| what |")
    assert text.endswith(f"{END}after\n")
    assert ("old" in text, "T = 1" in text, "numpy" in text) == (False, False, True)
    assert (tmp_path / "performance.svg").read_text().startswith("<svg")


def test_the_picture_has_a_bar_for_every_row() -> None:
    assert picture(ROWS).count("#0068a5") == len(ROWS)


def test_a_program_with_an_environment_of_its_own_is_told_with_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "otter"
    program.write_text("#!/bin/sh\necho Python version: 3.11.7 Otter-Grader version: 7.0.0\n")
    program.chmod(0o755)
    monkeypatch.setenv("OTTER", str(program))
    monkeypatch.delenv("CHECK50", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "check50 not installed, otter 7.0.0." in machine()


def test_the_manual_holds_a_table_with_its_date() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    told = page.partition(BEGIN)[2].partition(END)[0]
    assert "| judge of arrays | torch gradcheck | 8, 16, 4, 10 |" in told
    assert "Measured 20" in told
