"""From what the grader found to what a student gets."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import results
from grader.course import Late
from grader.results import Provenance, QuestionResult, SubmissionResult
from grader.term import Override, Person, Term, settled
from grader.term.changes import changes
from grader.term.settle import delay
from grader.term.sheet import TermError

NOBODY = Provenance("", "", "", "", 0, "", "", "", "", 0.0)
DUE = datetime(2026, 11, 20, 12)
LATE = Late(DUE, percent_a_day=10, most_percent=40, grace_minutes=15, closed_after_days=7)


def result(*scores: float, student: str = "s001", bonus: int = 0) -> SubmissionResult:
    """Questions of 4 points each, the last `bonus` of them on top."""
    questions = tuple(
        QuestionResult(
            f"ws.q{k}", "function", 4, score, "correct" if score == 4 else "incorrect", "",
            bonus=k >= len(scores) - bonus,
        )
        for k, score in enumerate(scores)
    )  # fmt: skip
    score, points = results.total(questions)
    return SubmissionResult(results.SCHEMA, student, score, points, NOBODY, questions)


def handed_in(after: timedelta, due: datetime | None = None) -> Term:
    return Term(LATE, {"s001": Person("s001", handed_in=DUE + after, due=due)})


@pytest.mark.parametrize(
    ("after", "days", "percent"),
    [
        (timedelta(hours=-1), 0, 0),
        (timedelta(minutes=15), 0, 0),
        (timedelta(minutes=16), 1, 10),
        (timedelta(days=1), 1, 10),
        (timedelta(days=1, seconds=1), 2, 20),
        (timedelta(days=6), 6, 40),
        (timedelta(days=7), 7, 40),
        (timedelta(days=7, minutes=1), 8, 100),
    ],
)
def test_each_day_begun_costs_its_percent_up_to_the_most(
    after: timedelta, days: int, percent: float
) -> None:
    assert delay(handed_in(after), "s001") == (days, percent)


def test_a_date_of_ones_own_goes_before_that_of_the_course() -> None:
    extended = handed_in(timedelta(days=3), due=DUE + timedelta(days=3))
    assert delay(extended, "s001") == (0, 0)


def test_who_is_not_on_the_roster_or_has_no_time_is_not_late() -> None:
    assert delay(handed_in(timedelta(days=3)), "s002") == (0, 0)
    assert delay(Term(LATE, {"s001": Person("s001")}), "s001") == (0, 0)
    assert delay(Term(None, {"s001": Person("s001", handed_in=DUE)}), "s001") == (0, 0)


def test_a_time_without_a_zone_is_meant_in_that_of_the_due_date() -> None:
    east = Late(DUE.replace(tzinfo=timezone(timedelta(hours=5))), percent_a_day=10)
    assert delay(Term(east, {"s001": Person("s001", handed_in=DUE)}), "s001").days == 0
    utc = DUE.replace(tzinfo=UTC)
    assert delay(Term(east, {"s001": Person("s001", handed_in=utc)}), "s001").days == 1
    with pytest.raises(TermError, match="names a time zone and the due date does not"):
        delay(Term(LATE, {"s001": Person("s001", handed_in=utc)}), "s001")


def test_being_late_takes_its_percent_off_the_score_and_is_told() -> None:
    got = settled(result(4, 2), handed_in(timedelta(days=2)))
    assert (got.score, got.points) == (4.8, 8)
    assert got.remarks == ("Handed in 2 days late, days begun: 20 % off the 6 points.",)
    assert got.flags == ("late",)
    assert [q.score for q in got.questions] == [4, 2]


def test_a_score_set_by_hand_replaces_that_of_the_grader_and_says_so() -> None:
    by_hand = Term(overrides=[Override("s001", "ws.q1", 3, "The sign was ours.")])
    got = settled(result(4, 0), by_hand)
    assert (got.score, got.points) == (7, 8)
    assert got.questions[1].verdict == "partial"
    (remark,) = got.questions[1].remarks
    assert remark == "Set by hand to 3 of 4; the grader gave 0. The sign was ours."
    assert got.flags == ("set-by-hand",)
    assert settled(result(4, 0, student="s002"), by_hand) == result(4, 0, student="s002")


def test_bonus_points_come_on_top() -> None:
    assert (result(4, 4, 3, bonus=1).score, result(4, 4, 3, bonus=1).points) == (11, 8)
    assert result(4, 4, 4, bonus=1).percent == 150


def test_who_is_missing_and_who_is_unknown() -> None:
    term = Term(roster={s: Person(s) for s in ("s001", "s002")},
                overrides=[Override("s009", "ws.q0", 1, "why")])  # fmt: skip
    assert term.absent(["s001", "s003"]) == ["s002"]
    assert term.strangers(["s001", "s003"]) == ["s003"]
    assert [o.student for o in term.unmatched(["s001"])] == ["s009"]
    assert Term().strangers(["s001"]) == []


@given(
    st.lists(st.floats(0, 4), min_size=1, max_size=5),
    st.timedeltas(timedelta(days=-2), timedelta(days=30)),
    st.floats(0, 4),
)
def test_nobody_gets_less_than_nothing_or_more_than_without_being_late(
    scores: list[float], after: timedelta, by_hand: float
) -> None:
    term = handed_in(after)
    both = Term(term.late, term.roster, [Override("s001", "ws.q0", by_hand, "why")])
    in_time = Term(overrides=both.overrides)
    late, well = settled(result(*scores), both), settled(result(*scores), in_time)
    assert -1e-9 <= late.score <= well.score + 1e-4
    assert late.points == well.points


def test_what_would_change_is_told_cell_by_cell() -> None:
    before = {
        "s001": {"student": "s001", "ws.q0": "4", "ws.q1": "0", "score": "4", "points": "8"},
        "s002": {"student": "s002", "ws.q0": "4", "ws.q1": "4", "score": "8", "points": "8"},
        "s003": {"student": "s003", "score": "0", "points": "8", "flags": "absent"},
        "s004": {"student": "s004", "score": "2", "points": "8", "flags": ""},
    }
    after = [result(4, 2), result(4, 4, student="s002")]
    found = [(c.student, c.column, c.before, c.after) for c in changes(before, after)]
    assert found == [
        ("s001", "ws.q1", "0", "2"),
        ("s001", "score", "4", "6"),
        ("s004", "score", "2", ""),
    ]
