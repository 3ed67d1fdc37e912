"""Results in the formats of other places, held against what those places ask for."""

import csv
import io
import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Late
from grader.report.platforms import MOST, gradescope, junit, prairielearn
from grader.report.spreadsheets import SheetError, canvas, feedback, moodle
from grader.results import Provenance, QuestionResult, SubmissionResult, total
from grader.term import settled
from grader.term.overrides import Override
from grader.term.roster import Person
from grader.term.settle import Term

ABOUT = Provenance("0.1", "sha256:c", "", "", 0, "", "", "", "", 0.25)
EVIL = '=HYPERLINK("http://x")\x00\ud800<b>'
DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def submission(student: str, message: str = "Not yet.") -> SubmissionResult:
    questions = (
        QuestionResult("ws.one", "chain", 1.0, 1.0, "correct", ""),
        QuestionResult("ws.two", "chain", 2.0, 1.3333, "partial", message, remarks=("odd",)),
        QuestionResult("wx.three", "function", 4.0, 0.0, "timeout", "too slow"),
        QuestionResult("wx.four", "choice", 1.0, 0.0, "pending", ""),
        QuestionResult("wx.five", "choice", 1.0, 0.0, "unanswered", "Not answered yet."),
    )
    score, points = total(questions)
    return SubmissionResult(1, student, score, points, ABOUT, questions, remarks=("noted",))


CLASS = [submission("s001"), submission("s002", EVIL), submission(EVIL)]


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_canvas_takes_the_header_the_points_and_a_row_a_student() -> None:
    head, points, first, *_ = table(canvas(CLASS, "BPTT (4711)"))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "BPTT (4711)"]
    assert points[0].strip() == "Points Possible"
    assert points[-1] == "8"
    assert first == ["s001", "", "", "s001", "", "2.33"]


def test_canvas_gets_a_column_a_question_where_it_is_asked_for() -> None:
    head, points, first, *_ = table(canvas(CLASS, "BPTT", questions=True))
    assert head[5:8] == ["BPTT", "BPTT: ws.one", "BPTT: ws.two"]
    assert points[5:8] == ["8", "1", "2"]
    assert first[5:] == ["2.33", "1", "1.33", "0", "", "0"]


def test_canvas_gets_a_column_for_a_question_that_the_first_student_was_not_asked() -> None:
    first, second = (submission(name) for name in ("s001", "s002"))
    fewer = SubmissionResult(1, "s001", 1.0, 1.0, ABOUT, first.questions[:1])
    head, points, one, _ = table(canvas([fewer, second], "BPTT", questions=True))
    assert dict(zip(head, points, strict=True))["BPTT: ws.two"] == "2"
    assert one[5:] == ["1", "1", "", "", "", ""]


def test_no_part_of_a_cell_is_a_formula_where_semicolons_part_cells() -> None:
    text, _ = moodle([submission("s001", 'see;=1+1 ";@x ;＝2')])
    assert not [part for part in text.split(";") if part.startswith(("=", "@", "＝"))]


def test_canvas_s_own_gradebook_gives_names_ids_and_sections() -> None:
    roster = "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,HW (1)\n" \
             "Points Possible,,,,,5\nAda,77,u77,s001,Tue,3\n"  # fmt: skip
    rows = table(canvas(CLASS[:1], "BPTT", roster))
    assert rows[2] == ["Ada", "77", "u77", "s001", "Tue", "2.33"]
    with pytest.raises(SheetError, match="no gradebook of Canvas"):
        canvas(CLASS, "BPTT", "a,b\n1,2\n")


def test_a_roster_gives_names_and_ids_where_the_platform_s_own_file_does_not() -> None:
    people = {"s001": ("Ada", "ada@school.edu", "77"), "s002": ("", "", "")}
    *_, first, second = table(canvas(CLASS[:2], "BPTT", people=people))
    assert (first[:4], second[:4]) == (["Ada", "77", "", "s001"], ["s002", "", "", "s002"])
    gradebook = "Student,ID,SIS Login ID,Section\nAda L.,77,al,Tue\n"
    assert table(canvas(CLASS[:1], "BPTT", gradebook, people=people))[2][:2] == ["Ada L.", "77"]
    assert table(moodle(CLASS[:1], people=people)[0])[1][:2] == ["77", "Ada"]
    text, missing = moodle(
        CLASS[:1], "Identifier,Email address,Grade\nP 1,ada@school.edu,\n", people
    )
    assert (table(text)[1], missing) == (["P 1", "ada@school.edu", "2.33"], [])


WORKSHEET = (
    "\ufeffIdentifier,Full name,Email address,Grade,Maximum Grade,Last modified (grade),"
    'Feedback comments\nParticipant 12,"=1+1",s001@school.edu,,16.00,-,\n'
    "Participant 13,B,nobody@school.edu,7,16.00,-,kept\n"
)


def test_moodle_s_worksheet_is_filled_and_otherwise_kept() -> None:
    text, missing = moodle(CLASS[:2], WORKSHEET)
    head, first, second = table(text)
    assert head == WORKSHEET.lstrip("\ufeff").splitlines()[0].split(",")
    assert first[0] == "Participant 12"
    assert first[3] == "4.67"  # 2.3333 of 8 points, on a scale of 16
    assert "ws.two (1.33/2) partly right: Not yet." in first[6]
    assert first[6].endswith("wx.five (0/1) not answered.")
    assert second[3:] == ["7", "16.00", "'-", "kept"]
    assert missing == ["s002"]
    with pytest.raises(SheetError, match="'Grade'"):
        moodle(CLASS, "Identifier,x\n1,2\n")


def test_moodle_without_a_worksheet_gets_one() -> None:
    head, first, *_ = table(moodle(CLASS)[0])
    assert head[:3] == ["Identifier", "Full name", "Grade"]
    assert first[0] == "s001"


def test_moodle_and_junit_tell_what_people_decided() -> None:
    late = Late(datetime(2026, 11, 20), percent_a_day=50)
    people = {"s001": Person("s001", handed_in=datetime(2026, 11, 20, 8))}
    wanted = [Override("s001", "wx.three", 4.0, "It stops at home."),
              Override("s001", "ws.two", 1.0, "=Close.")]  # fmt: skip
    one = settled(submission("s001"), Term(late, people, wanted))
    said = table(moodle([one])[0])[1][4]
    assert "wx.three (4/4) right: Too slow. Set by hand to 4 of 4; the grader gave 0. It" in said
    assert "ws.two (1/2) partly right: Not yet. Set by hand to 1 of 2" in said
    assert said.endswith("Handed in 1 day late, days begun: 50 % off the 6 points.")
    whole = ElementTree.fromstring(junit([one])).find(
        "testsuite/properties/property[@name='score']"
    )
    assert whole is not None
    assert whole.get("value") == "3"


def test_what_was_said_stays_where_it_begins_with_the_word_of_a_score_set_by_hand() -> None:
    said = "Right but for a term that grows with the weights."
    remark = "Set by hand to 2 of 2; the grader gave 0. As agreed."
    answer = QuestionResult("ws.two", "function", 2.0, 2.0, "correct", said, remarks=(remark,))
    told = feedback(SubmissionResult(1, "s001", 2.0, 2.0, ABOUT, (answer,)))
    assert told == f"ws.two (2/2) right: {said} {remark}"


@pytest.mark.parametrize(
    "text",
    [canvas(CLASS, "=BPTT", questions=True), moodle(CLASS)[0], moodle(CLASS, WORKSHEET)[0]],
)
def test_no_cell_is_a_formula(text: str) -> None:
    cells = [cell for row in table(text) for cell in row]
    assert not [cell for cell in cells if cell.startswith(DANGEROUS)]
    assert any("1" in cell for cell in cells)


def visible(found: dict[str, Any], allowed: set[str]) -> None:
    assert set(found) <= allowed


def test_gradescope_s_results_keep_to_its_specification() -> None:
    found = gradescope(CLASS[1], {"ws.one": "Title"})
    visible(
        found,
        {"score", "execution_time", "output", "output_format", "test_output_format",
         "test_name_format", "visibility", "stdout_visibility", "extra_data", "tests"},
    )  # fmt: skip
    assert found["visibility"] in {"hidden", "after_due_date", "after_published", "visible"}
    for test in found["tests"]:
        visible(
            test,
            {
                "score",
                "max_score",
                "status",
                "name",
                "number",
                "output",
                "visibility",
                "extra_data",
            },
        )
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in {"passed", "failed"}
        assert test["visibility"] == "visible"  # one that is hidden would hide the total as well
    assert sum(test["score"] for test in found["tests"]) == pytest.approx(found["score"])
    assert found["tests"][0]["name"] == "ws.one: Title"
    assert len(found["tests"]) == 4


def test_prairielearn_s_results_keep_to_its_rules() -> None:
    found = prairielearn(CLASS[0], {})
    assert found["gradable"] is True
    assert found["score"] == pytest.approx(2.3333 / 8, abs=1e-5)
    assert len(json.dumps(found)) < MOST
    for test in found["tests"]:
        visible(test, {"name", "description", "points", "max_points", "message", "output"})
    nothing = SubmissionResult(1, "s", 0.0, 0.0, ABOUT, ())
    assert prairielearn(nothing, {})["score"] == 0.0


def test_junit_counts_as_it_lists() -> None:
    suites = ElementTree.fromstring(junit(CLASS))
    assert len(suites) == 3
    for suite in suites:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases) == 5
        for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.attrib[name]) == len(suite.findall(f"testcase/{kind}"))
        assert cases[1].attrib["classname"] == "ws"
        points = {p.attrib["name"]: p.attrib["value"] for p in cases[1].iter("property")}
        assert points == {"score": "1.3333", "points": "2"}


@given(st.text(max_size=30))
def test_any_message_is_valid_everywhere(message: str) -> None:
    result = submission("s", message)
    ElementTree.fromstring(junit([result]).encode())
    json.dumps(gradescope(result, {}), ensure_ascii=False).encode()
    json.dumps(prairielearn(result, {}), ensure_ascii=False).encode()
    assert len(table(moodle([result])[0])) == 2
