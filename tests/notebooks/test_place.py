"""What a course directory says of itself: read from nbgrader's own file of settings."""

from pathlib import Path

import pytest

pytest.importorskip("traitlets", reason="needs the extra: pip install 'bptt-grader[notebooks]'")

from grader.notebooks.desk import Settings
from grader.notebooks.place import CONFIG, place


def test_the_settings_of_grading_are_those_of_the_file(tmp_path: Path) -> None:
    lines = (
        "c = get_config()",
        'c.BpttGrade.course = "ours"',
        "c.BpttGrade.limit_call = 2.5",
        'c.BpttGrade.isolation = "weak"',
    )
    (tmp_path / CONFIG).write_text("\n".join(lines))
    expected = Settings(tmp_path / "ours", limit_call=2.5, isolation="weak")
    assert place(tmp_path).settings == expected


def test_what_the_file_does_not_say_is_as_ever(tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text("c = get_config()\n")
    assert place(tmp_path).settings == Settings(tmp_path / "course")
