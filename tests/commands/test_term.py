"""Roster, late policy, overrides and regrading, on the command line."""

import csv
from pathlib import Path

import pytest

from grader import results
from tests.commands.conftest import RIGHT, HandIn, Run, Shell

GRADE = ("grade", "class", "--out", "out", "--topics", "wy", "--seed", "t", "--jobs", "1")
AGAIN = ("regrade", *GRADE[1:])
WRONG = RIGHT.replace("2 *", "-2 *")


def table(name: str) -> dict[str, dict[str, str]]:
    with Path("out", name).open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def decide(name: str, *lines: str) -> None:
    Path("out").mkdir(exist_ok=True)
    Path("out", name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def late() -> None:
    """The course's work is due, and being late costs."""
    with Path("exercises/course.toml").open("a", encoding="utf-8") as file:
        file.write("\n[late]\ndue = 2026-11-20T12:00:00\npercent_a_day = 10\n")


@pytest.mark.usefixtures("place", "late")
def test_a_roster_lists_who_is_missing_and_takes_off_what_is_late(
    bptt: Run, hand_in: HandIn
) -> None:
    hand_in("s001")
    hand_in("s002")
    hand_in("s009")
    Path("class.csv").write_text(
        "student,name,email,lms_id,handed_in,due\n"
        "s001,=One,one@example.org,77,2026-11-21 13:00,\n"
        "s002,Two,,,2026-11-21 13:00,2026-11-22\n"
        "s003,Three,,,,\n"
    )
    graded = bptt(*GRADE, "--roster", "class.csv")
    assert graded.exit_code == 0, graded.output + graded.stderr
    assert "1 student handed in nothing: s003" in graded.output
    assert "1 student not on the roster: s009" in graded.output
    head = Path("out/grades.csv").read_text().partition("\n")[0]
    assert head == "student,score,points,percent,wy.chain,wy.chain_N,wy.grad_Wy,flags"
    grades = table("grades.csv")
    assert {s: row["score"] for s, row in grades.items()} == {
        "s001": "4.8", "s002": "6", "s009": "6", "s003": "0"
    }  # fmt: skip
    assert (grades["s001"]["flags"], grades["s003"]["flags"]) == ("late", "absent")
    term = table("term.csv")
    assert term["s001"]["name"] == "'=One"
    assert (term["s001"]["lms_id"], term["s001"]["days_late"]) == ("77", "2")
    assert (term["s001"]["graded"], term["s001"]["score"]) == ("6", "4.8")
    assert term["s003"]["notes"] == "absent"
    report = Path("out/report.html").read_text()
    assert "Handed in 2 days late" in report
    assert "on the roster handed in nothing: s003" in report
    assert "one@example.org" not in report
    assert "20 % off" in Path("out/feedback/s001.html").read_text()
    assert results.decode(Path("out/students/s001.json").read_bytes()).score == 6


@pytest.mark.usefixtures("place")
def test_a_score_set_by_hand_outlives_grading_again(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001", WRONG)
    decide("overrides.csv", "student,question,score,reason", "s001,wy.grad_Wy,3,Our sign.")
    for fresh in ((), ("--fresh",)):
        assert bptt(*GRADE, *fresh).exit_code == 0
        assert table("grades.csv")["s001"]["wy.grad_Wy"] == "3"
        assert table("grades.csv")["s001"]["flags"] == "set-by-hand"
    for page in ("out/report.html", "out/feedback/s001.html"):
        assert "Set by hand to 3 of 4; the grader gave 0. Our sign." in Path(page).read_text()
    decide("overrides.csv", "student,question,score,reason", "s001,wy.grad_Wy,1,Less.")
    assert bptt("report", "out").exit_code == 0
    assert table("grades.csv")["s001"]["wy.grad_Wy"] == "1"


@pytest.mark.usefixtures("place")
def test_a_regrading_says_what_would_change_and_changes_nothing_until_it_may(
    bptt: Run, hand_in: HandIn
) -> None:
    hand_in("s001", WRONG)
    hand_in("s002")
    assert bptt(*GRADE).exit_code == 0
    assert "2 submissions graded again: nothing changes" in bptt(*AGAIN).output
    hand_in("s001")
    topic = Path("exercises/02_wy/topic.toml")
    topic.write_text(topic.read_text().replace("points = 4", "points = 5"))
    before = {path: path.read_bytes() for path in Path("out").glob("*.*") if path.is_file()}
    told = bptt(*AGAIN)
    assert told.exit_code == 0, told.output + told.stderr
    assert "2 of 2 students: 6 numbers would change" in told.output
    (mended, same) = (w.split() for w in told.output.splitlines() if "wy.grad_Wy" in w)
    assert mended == ["wy.grad_Wy", "0", "→", "5"]
    assert same == ["wy.grad_Wy", "4", "→", "5"]
    assert {path: path.read_bytes() for path in before} == before
    assert bptt(*AGAIN, "--write").exit_code == 0
    assert table("grades.csv")["s001"]["wy.grad_Wy"] == "5"
    assert results.decode(Path("out/students/s001.json").read_bytes()).score == 7
    assert not Path("out/.regraded").exists()
    assert "nothing changes" in bptt(*AGAIN).output


@pytest.mark.usefixtures("place", "late")
@pytest.mark.parametrize("how", ["named", "beside the results"])
def test_what_was_decided_is_in_every_export(bptt: Run, hand_in: HandIn, how: str) -> None:
    hand_in("s001")
    hand_in("s002", WRONG)
    assert bptt(*GRADE).exit_code == 0
    decide(
        "roster.csv",
        "student,name,email,lms_id,handed_in",
        "s001,One,one@example.org,77,2026-11-21 13:00",
        "s002,Two,,78,",
        "s003,,,,",
    )
    decide("overrides.csv", "student,question,score,reason", "s002,wy.grad_Wy,3,Our sign.")
    words: list[object] = []
    if how == "named":
        for name in ("roster", "overrides"):
            words += [f"--{name}", Path("out", f"{name}.csv").rename(f"{name}.csv")]
    else:
        assert bptt("report", "out").exit_code == 0
        kept = Path("out/grades.csv").read_bytes()
    for to in ("canvas", "moodle", "gradescope", "csv"):
        assert bptt("export", "out", "--to", to, *words).exit_code == 0
    if how != "named":
        assert Path("out/grades.csv").read_bytes() == kept
    assert table("grades.csv")["s003"]["flags"] == "absent"
    assert "One,77,,s001,,4.8" in Path("out/canvas.csv").read_text()
    assert "78,Two,5," in Path("out/moodle.csv").read_text()
    assert '"score": 4.8' in Path("out/gradescope/s001/results.json").read_text()


@pytest.mark.usefixtures("place")
def test_an_export_of_decided_results_needs_the_course(
    bptt: Run, hand_in: HandIn, shell: Shell
) -> None:
    hand_in("s001")
    bptt(*GRADE)
    Path("exercises").rename(".gone")
    assert bptt("export", "out", "--to", "csv").exit_code == 0
    decide("overrides.csv", "student,question,score,reason", "s001,wy.grad_Wy,3,Less.")
    code, said = shell("export", "out", "--to", "csv")
    assert (code, "no course here or above" in said) == (2, True)


@pytest.mark.usefixtures("place")
def test_when_work_is_due_changes_no_verdict(bptt: Run, hand_in: HandIn) -> None:
    hand_in("s001")
    assert bptt(*GRADE).exit_code == 0
    course = Path("exercises/course.toml")
    text = course.read_text()
    course.write_text(text + "\n[late]\ndue = 2026-11-20T12:00:00\n")
    assert "1 unchanged since the last run" in bptt(*GRADE).output
    course.write_text(text.replace('"accept"', '"refuse"'))
    assert "unchanged since" not in bptt(*GRADE).output


@pytest.mark.usefixtures("place")
def test_a_bonus_question_is_not_among_the_points_that_can_be_had(
    bptt: Run, hand_in: HandIn
) -> None:
    hand_in("s001")
    topic = Path("exercises/02_wy/topic.toml")
    topic.write_text(topic.read_text().replace("points = 4", "points = 4\nbonus = true"))
    assert bptt(*GRADE).exit_code == 0
    row = table("grades.csv")["s001"]
    assert (row["score"], row["points"], row["percent"]) == ("6", "2", "300.0")


@pytest.mark.usefixtures("place")
def test_a_table_that_cannot_be_used_stops_before_anything_is_graded(
    bptt: Run, hand_in: HandIn, shell: Shell
) -> None:
    hand_in("s001")
    decide("overrides.csv", "student,question,score,reason", "s001,wy.grad_Wy,9,Generous.")
    code, said = shell(*GRADE)
    assert code == 2
    assert "overrides.csv, line 2: score: expected a number from 0 to 4, not '9'" in said
    assert not Path("out/students").exists()
