"""The class report in a real browser: filter, sort, keyboard, links, and nothing to complain of."""

from pathlib import Path

import msgspec
import pytest

from grader.report.page import page
from grader.results import QuestionResult, SubmissionResult
from tests.browser import opened
from tests.report.test_analysis import student

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
CLASS = [student(n, [float(n > k) for k in range(0, 12, 3)], "sign") for n in range(12)]
ASKED = [q.id for q in CLASS[0].questions]


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    return written(tmp_path, CLASS)


def written(folder: Path, class_: list[SubmissionResult]) -> Path:
    path = folder / "report.html"
    path.write_text(page("A course", class_, ASKED, "students"), encoding="utf-8")
    return path


def test_filter_sort_order_and_arrow_keys_work_without_a_complaint(shown: Path) -> None:
    with opened(shown) as (tab, complaints):
        first = "#map tbody tr:not([hidden]) th >> nth=0"
        assert tab.inner_text("#count") == "12 students"
        assert tab.inner_text(first) == "s010"

        tab.fill("#filter", "<30")
        assert tab.inner_text("#count") == "4 of 12 students"
        tab.fill("#filter", "q3 <90 s01")
        assert tab.inner_text("#count") == "0 of 12 students"
        tab.fill("#filter", "")

        tab.click("#map thead button >> nth=0")
        assert tab.inner_text(first) == "s000"
        assert tab.get_attribute("#map thead th >> nth=0", "aria-sort") == "descending"
        tab.click("#map thead button >> nth=0")
        assert tab.inner_text(first) == "s011"
        tab.click("th[data-id='ws.q3'] button")
        assert tab.inner_text(first) in {"s010", "s011"}

        tab.mouse.move(0, 0)
        tab.fill("#filter", " ")  # lets go of the cell under the mouse
        tab.focus(".wide")
        tab.keyboard.press("ArrowDown")
        assert tab.inner_text("#say") == "s011 ws.q0: right"
        for _ in range(9):
            tab.keyboard.press("ArrowDown")
        tab.keyboard.press("ArrowRight")
        assert tab.inner_text("#say") == "s002 ws.q1: not yet, the sign"

        tab.click("#order")
        assert tab.get_attribute("#order", "aria-pressed") == "true"
        tab.click("#mistakes button")
        assert tab.input_value("#filter") == '"the sign"'
        assert tab.inner_text("#count") == "10 of 12 students"
        assert complaints == []


def test_a_student_is_one_click_away(shown: Path) -> None:
    (shown.parent / "students").mkdir()
    (shown.parent / "students/s011.html").write_text("<title>s011</title>", encoding="utf-8")
    with opened(shown) as (tab, _):
        tab.click("text=s011")
        assert tab.title() == "s011"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_of_the_page(shown: Path, width: int, dark: bool) -> None:
    with opened(shown, width=width, dark=dark) as (tab, _):
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_what_students_write_does_not_run(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=document.title='hacked'>"
    (first, *rest) = CLASS[3].questions
    told: QuestionResult = msgspec.structs.replace(first, read_as=hostile, message=hostile)
    one = msgspec.structs.replace(CLASS[3], student=hostile[:30], questions=(told, *rest))
    with opened(written(tmp_path, [one])) as (tab, complaints):
        tab.fill("#filter", "img")
        assert tab.title() == "A course: the class"
        assert complaints == []


def test_the_page_can_be_read_without_its_script(shown: Path) -> None:
    text = shown.read_text(encoding="utf-8")
    bare = shown.with_name("bare.html")
    bare.write_text(text.partition("<script>")[0], encoding="utf-8")
    with opened(bare) as (tab, _):
        said = tab.inner_text("main")
        assert all(name in said for name in ("s000", "ws.q3", "the sign", "Hardest is ws.q3"))
