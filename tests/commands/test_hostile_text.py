"""What a student wrote, wherever it is shown: nothing of it steers, runs or floods."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import results
from tests.commands.conftest import RIGHT, HandIn, Run
from tests.commands.test_grade import QUIETLY

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="odd names of files")

STEERING = "\x1b[2J\x9b31m\x07\x08\u202e\u2066\u200b\u2028\x00\x7f"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>&\"'"
RICH = "[red]not ours[/red]"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1")
TEXT = STEERING.replace("\x00", "") + MARKUP + RICH
NAMES = [
    *("\x1b[2Ja", "b\u202egnp.exe", "<script>alert(1)<", "=cmd|' C calc'!A0", "new\nline"),
    *("-rf *", "[red]", "{{7*7}}", "e\u0301", "\udcff\udcfe", "x" * 250),
]


def programs() -> list[str]:
    said = repr(TEXT)
    return [
        f"def grad_Wy(*_):\n    raise ValueError({said} * 500)",
        f"def grad_Wy(*_):\n    raise type({said}.replace(chr(0), ''), (Exception,), {{}})({said})",
        f"chain = {said}\nchain_N = '=1+1'",
        f"%{MARKUP}\nx = (",
        f"raise SystemExit({said})",
        f"def grad_Wy(*_):\n    return type({said}, (), {{}})()",
        f"chain = type({said}, (), {{}})()\nimport nothing_of_this_name",
    ]


@pytest.fixture
def graded(bptt: Run, hand_in: HandIn) -> str:
    """What is printed for a class of hostile texts in hostile names."""
    for number, program in enumerate(programs()):
        hand_in(f"s{number:03}", program)
    for name in NAMES:
        hand_in(name, RIGHT.replace("2 *", "-2 *"))
    for number, formula in enumerate(FORMULAS):
        hand_in(f"{formula}{number}", RIGHT)
    hand_in(f"t000/{MARKUP.replace('/', '')}", RIGHT, f"{STEERING[1:4]}wy.py")
    words = [word for word in QUIETLY if word != "--quiet"]
    shown = bptt(*words)
    assert shown.exit_code == 0, shown.output
    return shown.output + bptt(*QUIETLY, "--json", "--fresh").output


def steers(text: str) -> list[str]:
    return sorted({c for c in text if not c.isprintable() and c != "\n"})


@pytest.mark.slow
def test_nothing_of_a_student_steers_a_screen_is_markup_or_a_formula(graded: str) -> None:
    nothing_steers(graded)
    no_markup()
    no_formula()
    all_json()


def nothing_steers(graded: str) -> None:
    assert steers(graded) == []
    written = [path for path in Path("out").rglob("*") if path.is_file()]
    students = len(programs()) + len(NAMES) + len(FORMULAS) + 1
    assert len(written) == 2 * students + 2  # a JSON and a page each, the table and the report
    for path in written:
        assert steers(str(path)) == []
        assert steers(path.read_text(encoding="utf-8")) == [], path
        assert path.stat().st_size < 500_000


def no_markup() -> None:
    page = Path("out/report.html").read_text(encoding="utf-8")
    assert page.count("<script") == 1  # ours
    assert "&lt;script" in page
    for told in (page, *(p.read_text(encoding="utf-8") for p in Path("out/feedback").iterdir())):
        assert not re.findall(r"<script>alert|<img|<[^>]*onerror", told)
    assert not re.findall(r">\s*49\s*<", page)


def no_formula() -> None:
    for row in csv.reader(io.StringIO(Path("out/grades.csv").read_text(encoding="utf-8"))):
        for cell in row:
            assert cell[:1] not in {"=", "+", "@", "\t", "\r"}
            assert not cell.startswith("-") or cell.removeprefix("-").isdigit()


def all_json() -> None:
    for path in Path("out/students").iterdir():
        result = json.loads(path.read_text(encoding="utf-8"))
        for question in result["questions"]:
            assert len(question["message"]) <= 4_000
            assert question["score"] in (0, 1, 4)


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_becomes_harmless_and_stays_readable(text: str) -> None:
    shown = results.harmless(text)
    assert not [c for c in shown if not c.isprintable() and c != "\n"]
    shown.encode("utf-8")  # raises for halves of characters
    if text.isprintable():
        assert shown == text
    assert len(results.harmless(text * 100, 50)) <= 100
