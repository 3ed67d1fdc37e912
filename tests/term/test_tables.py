"""Rosters and overrides: what can be read is read, and what cannot is told with file and line."""

from datetime import datetime
from pathlib import Path

import pytest

from grader.term import read_overrides, read_roster
from grader.term.sheet import TermError

POINTS = {"wy.chain": 1.0, "wy.grad_Wy": 4.0}


def written(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_roster_is_read_as_editors_and_spreadsheets_write_it(
    tmp_path: Path, mark: str, separator: str, end: str
) -> None:
    lines = ["Student,Name,group,email,handed_in", "s002,Two,a,two@example.org,2026-11-20 23:58"]
    lines += ["", "s001, One ,b,,"]
    text = mark + end.join(lines).replace(",", separator) + end
    people = read_roster(written(tmp_path, text))
    assert list(people) == ["s002", "s001"]
    assert people["s002"].email == "two@example.org"
    assert people["s002"].handed_in == datetime(2026, 11, 20, 23, 58)
    assert people["s001"].name == "One"
    assert people["s001"].handed_in is None


def test_a_quoted_cell_may_hold_the_separator_and_a_line_end(tmp_path: Path) -> None:
    people = read_roster(written(tmp_path, 'student,name\ns001,"One, the\nfirst"\ns002,Two\n'))
    assert people["s001"].name == "One, the\nfirst"
    assert list(people) == ["s001", "s002"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,name\n", "line 1: the column 'student' is missing; expected are student"),
        ("student,handedin\n", "there is no column 'handedin'; did you mean 'handed_in'?"),
        ("student,name,name\n", "line 1: the column 'name' is there twice"),
        ("student\ns001\ns001\n", "line 3: the student 's001' is there twice"),
        ("student,name\n,One\n", "line 2: '' cannot be the id of a student"),
        ("student\n../s001\n", "line 2: '../s001' cannot be the id"),
        ("student\ns001,One\n", "line 2: 1 cells expected, not 2"),
        ("student,due\ns001,tomorrow\n", "line 2: due: 'tomorrow' is not a time"),
        ('student\n"s001\n', "is not CSV"),
    ],
)
def test_a_roster_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(TermError) as wrong:
        read_roster(written(tmp_path, text))
    assert sentence in str(wrong.value)
    assert "table.csv" in str(wrong.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(TermError, match=r"none\.csv: cannot be read"):
        read_roster(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("s001,wy.chian,1,typo", "line 2: there is no question 'wy.chian'"),
        ("s001,wy.chain,2,generous", "line 2: score: expected a number from 0 to 1, not '2'"),
        ("s001,wy.chain,nan,odd", "line 2: score: expected a number from 0 to 1, not 'nan'"),
        ("s001,wy.chain,-1,odd", "not '-1'"),
        ("s001,wy.chain,1,", "line 2: a score set by hand needs a reason"),
        ("s001,wy.chain,1,a\ns001,wy.chain,0,b", "line 3: wy.chain of s001 is set twice"),
    ],
)
def test_an_override_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, row: str, sentence: str
) -> None:
    with pytest.raises(TermError) as wrong:
        read_overrides(written(tmp_path, f"student,question,score,reason\n{row}\n"), POINTS)
    assert sentence in str(wrong.value)


def test_overrides_are_read_in_their_order(tmp_path: Path) -> None:
    text = (
        'student,question,score,reason\ns002,wy.grad_Wy,3.5,"shape, by mail"\ns001,wy.chain,0,x\n'
    )
    first, second = read_overrides(written(tmp_path, text), POINTS)
    assert first == ("s002", "wy.grad_Wy", 3.5, "shape, by mail")
    assert second.student == "s001"
