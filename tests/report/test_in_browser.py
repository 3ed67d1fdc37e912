"""The class report in a real browser: filter, sort, keyboard, links, and nothing to complain of."""

from pathlib import Path
from statistics import median

import msgspec
import pytest

from grader.report.page import page
from grader.results import QuestionResult, SubmissionResult
from tests.browser import opened
from tests.report.test_analysis import student

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
THOUSANDS = [student(n, [float((n * k) % 7 > 2) for k in range(61)], "sign") for n in range(2000)]
CLASS = [student(n, [float(n > k) for k in range(0, 12, 3)], "sign") for n in range(12)]


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    return written(tmp_path, CLASS)


def written(folder: Path, class_: list[SubmissionResult]) -> Path:
    path = folder / "report.html"
    asked = [q.id for q in class_[0].questions]
    path.write_text(page("A course", class_, asked, "students"), encoding="utf-8")
    return path


def test_filter_sort_order_and_arrow_keys_work_without_a_complaint(shown: Path) -> None:
    with opened(shown) as (tab, complaints):
        first = "#map tbody th >> nth=0"
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


def test_of_many_students_each_is_a_row_of_stripes_that_is_told_answer_by_answer(
    tmp_path: Path,
) -> None:
    with opened(written(tmp_path, THOUSANDS)) as (tab, complaints):
        best = max(THOUSANDS, key=lambda one: one.score)
        row = tab.locator("#map tbody tr >> nth=0")
        assert row.locator("th").inner_text() == best.student
        assert row.locator(".line").inner_text() == "36 right, 25 not yet"
        row.locator("svg").hover(position={"x": 1, "y": 4})
        assert tab.inner_text("#say") == f"{best.student} ws.q0: not yet, the sign"
        tab.focus(".wide")
        for _ in range(60):  # into what was out of sight
            tab.keyboard.press("ArrowDown")
        below = tab.locator("#map tbody tr >> nth=60")
        assert tab.inner_text("#say").startswith(below.locator("th").inner_text())
        assert below.locator("i").is_visible()
        tab.click("#order")
        assert below.locator("svg").count() == 1
        tab.click("th[data-id='ws.q3'] button")
        tab.fill("#filter", "s1990")
        assert tab.inner_text("#count") == "1 of 2000 students"
        cell = tab.locator("#map tbody td >> nth=5")
        cell.hover()
        head = tab.locator("#map thead th >> nth=6").get_attribute("data-id")
        assert tab.inner_text("#say").startswith(f"s1990 {head}: ")
        assert {"✓": "right", "✗": "not yet"}[cell.inner_text()] in tab.inner_text("#say")
        assert complaints == []


PRINTED = """() => [...document.querySelectorAll("#map svg")]
  .filter(stripes => stripes.getBoundingClientRect().height > 1).length"""


def test_all_of_a_large_class_is_printed(tmp_path: Path) -> None:
    with opened(written(tmp_path, THOUSANDS)) as (tab, _):
        tab.emulate_media(media="print")
        assert tab.evaluate(PRINTED) == len(THOUSANDS)
        assert tab.locator("#map thead").evaluate("e => getComputedStyle(e).display") == (
            "table-header-group"  # comes again on every sheet
        )


ACTIONS = {
    "sorted by student": "map.tHead.querySelectorAll('button')[0].click()",
    "sorted by percent": "map.tHead.querySelectorAll('button')[1].click()",
    "sorted by a question": "map.tHead.querySelectorAll('button')[30].click()",
    "filtered": "box.value = 'q5 <70'; filter()",
    "all shown again": "box.value = ''; filter()",
    "easiest first": "ordered.click()",
}
CLOCK = """act => new Promise(done => {
  const begun = performance.now();
  (0, eval)(act);
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""


@pytest.mark.bench
def test_a_class_of_thousands_is_sorted_and_filtered_in_a_moment(tmp_path: Path) -> None:
    with opened(written(tmp_path, THOUSANDS), width=1440) as (tab, _):
        for name, act in ACTIONS.items():
            took = median(tab.evaluate(CLOCK, act) for _ in range(5))
            assert took < 300, f"{name}: {took:.0f} ms"


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
