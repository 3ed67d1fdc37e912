"""The feedback card: what it says, and that nothing of a student becomes markup."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.card import card, plain
from grader.results import Finding, QuestionResult

PARTIAL = QuestionResult(
    "ws.accumulated",
    "chain",
    2.0,
    1.3333,
    "partial",
    "The path that stems from s1 is missing.",
    contributions={"s3": "right", "s2": "right", "s1": "missing"},
    read_as="∂E₃/∂y₃ · ∂y₃/∂s₃",
)


class Tags(HTMLParser):
    """The names of all elements and attributes, and the text outside the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.text += f" {data}"


def test_a_card_says_verdict_points_reading_and_every_contribution() -> None:
    text = " ".join(Tags(card(PARTIAL, "Accumulate")).text.split())
    for words in ("partly right", "Accumulate", "1.33 of 2 points", "stems from s1 is missing."):
        assert words in text
    assert "s3 right s2 right s1 missing" in text
    assert "∂E₃/∂y₃ · ∂y₃/∂s₃" in text


def test_plain_text_says_the_same_without_markup() -> None:
    text = plain(PARTIAL, "Accumulate")
    assert "1.33 of 2 points" in text
    assert "s1: missing" in text
    assert "<" not in text


def test_what_is_right_is_said_even_where_there_is_no_message() -> None:
    right = msgspec.structs.replace(PARTIAL, verdict="correct", message="", contributions={})
    assert "Right." in card(right)
    assert "Right." in plain(right)


def test_findings_remarks_and_the_deviation_are_shown() -> None:
    wrong = msgspec.structs.replace(
        PARTIAL,
        verdict="incorrect",
        findings=(Finding("A04", "The loop stops early."),),
        remarks=("it changes x",),
        max_error=0.314,
    )
    text = Tags(card(wrong)).text
    assert "The loop stops early." in text
    assert "It changes x." in text
    assert "0.31 of the largest entry" in text


def test_a_picture_and_folded_hints_have_their_place() -> None:
    html = card(PARTIAL, picture="<svg></svg>", hints=["Where does s1 come from?", "And s0?"])
    tags = Tags(html).tags
    assert tags.index("svg") < tags.index("details")
    assert tags.count("details") == 2
    assert "open" not in Tags(html).attributes


HOSTILE = "<img src=x onerror=alert(1)>\"'</style><script>alert(2)</script>\u202e\x1b[31m"


@pytest.mark.parametrize("field", ["id", "message", "read_as", "remarks", "contributions"])
def test_no_text_of_a_student_becomes_markup(field: str) -> None:
    value: object = {"remarks": (HOSTILE,), "contributions": {HOSTILE: HOSTILE}}.get(field, HOSTILE)
    html = card(msgspec.structs.replace(PARTIAL, **{field: value}))
    assert not {"img", "script"} & set(Tags(html).tags)
    assert not any(name.startswith("on") for name in Tags(html).attributes)
    assert "\u202e" not in html
    assert "\x1b" not in html


@given(st.text())
def test_any_message_leaves_the_elements_of_the_card_as_they_are(text: str) -> None:
    assert Tags(card(msgspec.structs.replace(PARTIAL, message=text or "x"))).tags == (
        Tags(card(PARTIAL)).tags
    )


def test_a_card_needs_nothing_from_elsewhere_and_is_light_and_dark() -> None:
    html = card(PARTIAL)
    assert not re.search(r"url\(|https?:|@import|<link", html)
    assert "prefers-color-scheme: dark" in html
    assert "data-jp-theme-light=false" in html
