"""report.html and grades.csv: student text is text there, whatever it says."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from grader.report import page as report
from grader.report.page import page
from grader.report.table import grades
from grader.report.words import LOOKS
from grader.results import Finding, SubmissionResult, Verdict
from tests.test_results import result

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e=1+1"
ASKED = ["ws.grad_Ws"]
MARKUP = (Path(report.__file__).parent / "report.j2").read_text(encoding="utf-8")


@dataclass
class Seen(HTMLParser):
    """What a reader meets: tags, the places links lead to, the text."""

    tags: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self.ids |= {known["id"] or ""} if "id" in known else set()
        self.links |= {known["href"] or ""} if "href" in known else set()

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(*results: SubmissionResult) -> Seen:
    reader = Seen()
    reader.feed(page("Course", results, ASKED))
    return reader


def remarked(one: SubmissionResult, *remarks: str) -> SubmissionResult:
    return msgspec.structs.replace(one, remarks=remarks)


def mistaken(student: str, message: str) -> SubmissionResult:
    one = result(student, message, "incorrect")
    (question,) = one.questions
    found = msgspec.structs.replace(question, findings=(Finding("A04", message),))
    return msgspec.structs.replace(one, questions=(found,))


def test_the_page_shows_student_text_as_text() -> None:
    shown = page("Course", [remarked(result(HOSTILE, HOSTILE, "incorrect"), HOSTILE)], ASKED)
    assert "<script" not in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_the_page_needs_nothing_from_elsewhere_and_no_students() -> None:
    shown = page("Course", [], [])
    assert "://" not in shown
    assert "0 submissions" in shown
    assert not {"script", "link", "img", "iframe", "object"} & seen(result("s001")).tags


@pytest.mark.parametrize("verdict", LOOKS)
def test_a_mark_has_its_word_and_what_was_said_stands_on_the_page(verdict: Verdict) -> None:
    shown = seen(result("s001", "It is turned over", verdict))
    silent = verdict in {"correct", "unanswered", "pending"}
    assert ("It is turned over." in shown.text) is not silent
    assert f"{LOOKS[verdict].mark} {LOOKS[verdict].word}" in shown.text


def test_every_link_leads_to_a_place_on_the_page() -> None:
    shown = seen(result("s001"), result("a b#c", "No.", "timeout"))
    assert {link.removeprefix("#") for link in shown.links} <= shown.ids
    assert {"#n1", "#n2", "#class"} <= shown.links


def test_remarks_on_a_submission_are_on_the_page() -> None:
    assert "ws.py: line 1" in seen(remarked(result("s001"), "ws.py: line 1")).text


def test_the_first_line_names_the_mistake_that_most_students_make() -> None:
    class_ = [mistaken(f"s{k}", "s1 is missing.") for k in range(3)]
    class_.append(mistaken("s4", "The sign."))
    said = "The mistake to talk about: “s1 is missing.” (3 students)."
    assert said in seen(*class_).text
    assert "talk about" not in seen(*class_[2:]).text


def luminance(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("block", re.findall(r":root {([^}]*)}", MARKUP))
def test_all_that_is_read_stands_out_from_its_paper_by_day_by_night_and_in_print(
    block: str,
) -> None:
    colours = dict(re.findall(r"--([\w-]+): #(\w+)", block))
    for ink in ("ink", "soft", "ok", "miss", "bad"):
        assert contrast(colours[ink], colours["paper"]) > 5.2, ink
    for ink in ("ok", "miss", "bad"):
        assert contrast(colours[ink], colours[f"wash-{ink}"]) > 4.5, ink


def test_headings_do_not_skip_a_level() -> None:
    levels = [int(n) for n in re.findall(r"<h(\d)", page("Course", [result("s001")], ASKED))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_spreadsheet_does_not_take_an_id_for_a_formula() -> None:
    assert "'=1+1" in grades([result("=1+1")], ASKED)
