"""`bptt report`: the same pages again, from the results alone."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.commands import report
from grader.commands.report import Cards
from grader.course import load_course
from grader.report.card import card
from tests.commands.conftest import HandIn, Run
from tests.models import ROOT
from tests.test_results import result

GRADE = ("grade", "class", "--out", "out", "--topics", "wy", "--isolation", "weak", "--jobs", "1")


def pages() -> dict[str, bytes]:
    found = [*Path("out").glob("*.*"), *Path("out/feedback").glob("*")]
    return {path.as_posix(): path.read_bytes() for path in found}


def test_the_pages_of_a_class_come_back_as_they_were(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    hand_in("s010", "wrong = 1")
    hand_in("s002")
    graded = bptt(*GRADE)
    assert graded.exit_code == 0, graded.output + graded.stderr
    before = pages()
    assert sorted(before) == [
        "out/feedback/s001.html",
        "out/feedback/s002.html",
        "out/feedback/s010.html",
        "out/grades.csv",
        "out/report.html",
    ]
    for path in before:
        Path(path).unlink()
    assert bptt("report", "out").exit_code == 0
    assert pages() == before


def test_a_result_that_cannot_be_read_is_named_and_the_rest_is_reported(
    bptt: Run, hand_in: HandIn
) -> None:
    hand_in("s001")
    graded = bptt(*GRADE)
    assert graded.exit_code == 0, graded.output + graded.stderr
    Path("out/students/s002.json").write_text("{")
    Path("out/students/s003.json").write_bytes(Path("out/students/s001.json").read_bytes())
    result = bptt("report", "out")
    assert result.exit_code == 1
    assert "s002.json: left out, it is no result" in result.stderr
    assert "s003.json: left out, it is the result of another student" in result.stderr
    assert Path("out/grades.csv").read_text().count("\n") == 2


def test_a_folder_without_results_is_a_wrong_command(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    result = bptt("report", "class")
    assert result.exit_code == 2
    assert "class: there are no results here" in result.stderr


def test_results_of_a_question_that_is_gone_are_still_reported(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    bptt(*GRADE)
    known = Path("out/students/s001.json")
    known.write_text(known.read_text().replace('"wy.chain"', '"wy.gone"'))
    assert bptt("report", "out").exit_code == 0
    assert "wy.gone" in Path("out/feedback/s001.html").read_text()


def test_what_many_students_are_told_is_drawn_once_and_reads_as_if_drawn_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course = load_course(ROOT / "exercises")
    turned = result("s001", "It is turned over.", "incorrect")
    class_ = [turned, replace(turned, student="s002"), result("s003", "Another.", "incorrect")]
    asked = [one.questions[0] for one in class_]
    title = next(i.question.title for i in course.items() if i.id == asked[0].id)
    alone = [card(question, title, styled=False) for question in asked]

    drawn: list[str] = []
    monkeypatch.setattr(report, "card", lambda *a, **k: drawn.append(a[0].message) or card(*a, **k))
    cards = Cards(course)
    assert [cards.of(one)(question) for one, question in zip(class_, asked, strict=True)] == alone
    assert drawn == ["It is turned over.", "Another."]
