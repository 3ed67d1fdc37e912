"""report.html and grades.csv: student text is text there, whatever it says."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from grader.report import page as report
from grader.report.card import card
from grader.report.page import page, student_page
from grader.report.table import grades
from grader.report.words import LOOKS
from grader.results import Finding, SubmissionResult, Verdict
from tests.test_results import result

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e=1+1"
ASKED = ["ws.grad_Ws"]
STYLE = (Path(report.__file__).parent / "style.css").read_text(encoding="utf-8")


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
    assert shown.count("<script") == 1
    assert "alert(1)" not in shown.split("<script>")[1]
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_the_page_needs_nothing_from_elsewhere_and_no_students() -> None:
    shown = page("Course", [], [])
    assert "://" not in shown
    assert "0 submissions" in shown
    assert "://" not in page("Course", [result("s001")], ASKED)
    assert not {"link", "img", "iframe", "object"} & seen(result("s001")).tags


@pytest.mark.parametrize("verdict", LOOKS)
def test_every_mark_on_the_map_has_its_word_above_it(verdict: Verdict) -> None:
    shown = page("Course", [result("s001", "", verdict)], ASKED)
    (mark,) = re.findall(r'data-m="">(.)\n', shown)
    assert mark in re.findall(r'<li class="\w+"><b>(.)</b> <span>[a-z ]+</span>', shown)


def test_marks_stand_in_the_order_of_the_questions_and_name_their_mistakes() -> None:
    wrong, right = mistaken("s001", "s1 is missing.").questions[0], result().questions[0]
    given = {"ws.b": wrong, "ws.c": right, "ws.d": wrong}
    answers = tuple(msgspec.structs.replace(answer, id=name) for name, answer in given.items())
    one = msgspec.structs.replace(result("s001"), questions=answers)
    asked = ["ws.a", *given]
    assert '<td colspan="4" data-m=",0,,0">·✗✓✗\n' in page("Course", [one], asked)


def test_best_students_stand_first_and_lead_to_their_pages() -> None:
    shown = page("Course", [result("s002", "", "incorrect"), result("a b#c")], ASKED, "students")
    assert shown.index("a b#c") < shown.index("s002")
    assert re.findall(r'href="([^"]*)"', shown) == ["students/a%20b%23c.html", "students/s002.html"]
    assert "href" not in page("Course", [result("s002")], ASKED)


def test_the_first_line_names_the_mistake_that_most_students_make() -> None:
    class_ = [mistaken(f"s{k}", "s1 is missing.") for k in range(3)]
    class_.append(mistaken("s4", "The sign."))
    said = "The mistake to talk about: s1 is missing (4 students)."
    assert said in seen(*class_).text
    assert "talk about" not in seen(*class_[3:]).text


def test_what_needs_a_person_is_listed_with_what_was_seen() -> None:
    stopped = msgspec.structs.replace(result("s003", "took 5 s", "timeout"), flags=("timeout",))
    shown = seen(result("s001"), stopped).text
    assert "need a person" in shown
    assert "ws.grad_Ws: took 5 s" in shown
    assert "need a person" not in seen(result("s001")).text


def test_the_same_files_twice_are_seen_and_blank_ones_are_not() -> None:
    def handed_in(student: str, digest: str, verdict: str = "correct") -> SubmissionResult:
        one = result(student, "", verdict)
        known = msgspec.structs.replace(one.provenance, submission=digest)
        return msgspec.structs.replace(one, provenance=known)

    shown = seen(handed_in("s001", "a"), handed_in("s002", "b"), handed_in("s003", "a")).text
    assert "the same files, letter by letter, as s003" in shown
    assert "as s002" not in shown
    blank = [handed_in(name, "a", "unanswered") for name in ("s001", "s002")]
    assert "letter by letter" not in seen(*blank).text


@pytest.mark.slow
def test_a_page_of_two_thousand_with_half_of_it_wrong_stays_under_one_megabyte() -> None:
    asked = [f"ws.q{k}" for k in range(61)]
    one = mistaken("s001", "s1 is missing.")
    both = (one.questions[0], result().questions[0])
    questions = tuple(msgspec.structs.replace(both[k % 2], id=name) for k, name in enumerate(asked))
    class_ = [
        msgspec.structs.replace(one, student=f"s{k:04}", questions=questions) for k in range(2000)
    ]
    assert len(page("Course", class_, asked, "students").encode()) < 1_000_000


def test_a_students_page_says_what_was_said_and_nothing_of_anybody_else() -> None:
    told = student_page(
        "Course",
        remarked(mistaken("s001", HOSTILE), "ws.py: line 1"),
        lambda q: card(q, styled=False),
    )
    assert told.count("<style>") == 1
    assert "ws.py: line 1" in told
    assert "s001" in told
    assert "<script" not in told
    assert "\x1b" not in told
    assert "://" not in told


@pytest.mark.parametrize("verdict", LOOKS)
def test_a_students_page_has_a_word_for_every_verdict(verdict: Verdict) -> None:
    told = student_page("Course", result("s001", "It is turned over", verdict), card)
    assert f"{LOOKS[verdict].mark} {LOOKS[verdict].word}" in told
    assert "It is turned over." in told


def luminance(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("block", re.findall(r":root {([^}]*)}", STYLE))
def test_all_that_is_read_stands_out_from_its_paper_by_day_by_night_and_in_print(
    block: str,
) -> None:
    colours = dict(re.findall(r"--([\w-]+): #(\w+)", block))
    for ink in ("ink", "soft", "ok", "miss", "bad"):
        assert contrast(colours[ink], colours["paper"]) > 5.2, ink
    for ink in ("ok", "miss", "bad"):
        assert contrast(colours[ink], colours[f"wash-{ink}"]) > 4.5, ink
    assert contrast(colours["ink"], colours["full"]) > 4.5
    assert contrast(colours["ink"], colours["part"]) > 4.5
    for loud in ("none", "stop"):
        assert contrast(colours["paper"], colours[loud]) > 4.5, loud


def test_headings_do_not_skip_a_level() -> None:
    levels = [int(n) for n in re.findall(r"<h(\d)", page("Course", [result("s001")], ASKED))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_spreadsheet_does_not_take_an_id_for_a_formula() -> None:
    assert "'=1+1" in grades([result("=1+1")], ASKED)
