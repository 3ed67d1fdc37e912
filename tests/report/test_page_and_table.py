"""report.html and grades.csv: student text is text there, whatever it says."""

from grader.report.page import page
from grader.report.table import grades
from tests.test_results import result

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e=1+1"


def test_the_page_shows_student_text_as_text() -> None:
    shown = page("Course", [result(HOSTILE, HOSTILE, "incorrect")], ["ws.grad_Ws"])
    assert "<script" not in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_the_page_needs_nothing_from_elsewhere_and_no_students() -> None:
    shown = page("Course", [], [])
    assert "://" not in shown
    assert "0 submissions" in shown


def test_a_spreadsheet_does_not_take_an_id_for_a_formula() -> None:
    assert "'=1+1" in grades([result("=1+1")], ["ws.grad_Ws"])
