"""What the commands print: plain in a pipe, whole, at most 100 columns, and nothing of a student's
that could steer a terminal.
"""

import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from grader.report import classroom, terminal
from grader.report.words import LOOKS
from grader.results import SCHEMA, Finding, Provenance, QuestionResult, SubmissionResult, Verdict

HOSTILE = "\x1b[31m\u202e[bold]x[/bold] :smile:\x07"
TITLES = {"ws.f": "The gradient", "ws.g": "A formula", "wx.h": "A choice"}
HEADS = {"ws": "ws: the matrix on the loop", "wx": "wx: the matrix of the inputs", "wy": "wy"}
Show = Callable[..., str]


def question(
    verdict: Verdict = "correct",
    full_id: str = "ws.f",
    score: float = 0.0,
    message: str = "",
    **more: Any,
) -> QuestionResult:
    score = 4.0 if verdict == "correct" else score
    return QuestionResult(full_id, "function", 4, score, verdict, message, **more)


def submission(
    student: str, *questions: QuestionResult, flags: tuple[str, ...] = ()
) -> SubmissionResult:
    unknown = Provenance("", "", "", "", 0, "", "", "", "", 0.0)
    score = sum(q.score for q in questions)
    points = sum(q.points for q in questions)
    return SubmissionResult(SCHEMA, student, score, points, unknown, questions, (), flags)


@pytest.fixture(params=["utf-8", "ascii"])
def show(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Show:
    """What one of the functions prints into a pipe of either encoding."""

    def shown(print_to: Callable[..., None], *things: object) -> str:
        raw = io.BytesIO()
        with io.TextIOWrapper(raw, encoding=request.param, errors="replace") as out:
            monkeypatch.setattr("sys.stdout", out)
            print_to(terminal.console(), *things)
            out.flush()
            text = raw.getvalue().decode(request.param)
        assert max(map(len, text.splitlines())) <= 100
        assert not any(line.endswith(" ") for line in text.splitlines())
        assert text.replace("\n", "").isprintable()
        return text

    return shown


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("verdict", LOOKS)
def test_every_verdict_has_its_mark_and_its_word(show: Show, verdict: Verdict) -> None:
    shown = show(terminal.checked, TITLES, HEADS, [question(verdict)], ())
    look = LOOKS[verdict]
    assert f"{look.mark} {look.word}" in shown or f"{look.plain} {look.word}" in shown


def test_topics_stand_in_order_with_their_points_and_only_if_they_were_asked(show: Show) -> None:
    asked = [question(), question("partial", "ws.g", 2.5), question("pending", "wx.h")]
    shown = words(show(terminal.checked, TITLES, HEADS, asked, ()))
    assert "ws the matrix on the loop 6.5 of 8 points" in shown
    assert "wx the matrix of the inputs 0 of 0 points" in shown
    assert "wy" not in shown


def test_a_sentence_is_shown_for_what_is_wrong_and_not_for_what_is_not_there(show: Show) -> None:
    wrong = question("incorrect", message="It is turned over.", remarks=("Look at Ws.",))
    empty = question("unanswered", "ws.g", message="Not answered yet.")
    shown = show(terminal.checked, TITLES, HEADS, [wrong, empty], ("ws.py: a remark",))
    assert "It is turned over." in shown
    assert "Look at Ws." in shown
    assert "Not answered yet." not in shown
    assert "note  ws.py: a remark" in shown


def test_nothing_of_a_student_steers_the_terminal(show: Show) -> None:
    hostile = question("error", message=HOSTILE, remarks=(HOSTILE,), read_as=HOSTILE)
    shown = show(terminal.checked, TITLES, HEADS, [hostile], [HOSTILE])
    shown += show(terminal.tried, "F", hostile, HOSTILE * 20, 60)
    shown += show(classroom.summary, [submission(HOSTILE, hostile, flags=(HOSTILE,))], ["a.csv"])
    assert "[31m[bold]x[/bold] :smile:" in shown
    assert not {"\x1b", "\u202e", "\x07"} & set(shown)


def test_a_formula_is_pointed_at_where_reading_stopped(show: Show) -> None:
    formula = "x" * 100 + "?" + "y" * 100
    shown = show(terminal.tried, "F", question("invalid", message="Here."), formula, 100)
    above, below = shown.splitlines()[1:3]
    assert above[below.index("^")] == "?"


def test_of_several_findings_each_is_told(show: Show) -> None:
    findings = (Finding("a", "First."), Finding("b", "Second."), Finding("c", "Third."))
    wrong = question("incorrect", message="First.", findings=findings, remarks=("By the way.",))
    said = words(show(terminal.tried, "F", wrong, "x", None))
    assert said.endswith("First. Second. Third. By the way.")


def test_try_says_nothing_twice(show: Show) -> None:
    found = (Finding("aside", "Read so."), Finding("missing", "A path is missing."))
    wrong = question("partial", message="Read so. A path is missing.", findings=found)
    assert words(show(terminal.tried, "F", wrong, "x", None)).count("A path is missing.") == 1


def test_the_list_says_what_is_done_and_where_to_go_on(show: Show) -> None:
    topics = [("ws: loop", [("ws.f", "F", 4.0), ("ws.g", "G", 2.0)]), ("wx", [("wx.h", "H", 1.0)])]
    known = {"ws.f": ("correct", 4.0), "ws.g": ("partial", 1.0)}
    shown = show(terminal.listed, topics, known)
    (here,) = (line for line in shown.splitlines() if "you are here" in line)
    assert "ws.g" in here
    assert "1 ws: loop 1 of 2" in words(shown)
    assert "5 of 7 points" in shown
    done = dict.fromkeys(("ws.f", "ws.g", "wx.h"), ("correct", 1.0))
    assert "you are here" not in show(terminal.listed, topics, done)


def test_what_a_question_and_a_remark_say_of_a_file_is_told_once(show: Show) -> None:
    reason = "SyntaxError: '(' was never closed (line 3)"
    stopped = question("error", message=f"The file is not Python yet: {reason}.")
    remarks = [f"ws.py: the file stopped with {reason}", "ws.py: line 1 was left out"]
    titles = {stopped.id: "F"}
    heads = {stopped.id.split(".")[0]: "ws: loop"}
    shown = show(terminal.checked, titles, heads, [stopped], remarks)
    assert words(shown).count("was never closed") == 1
    assert "was left out" in shown


def test_where_one_stands_is_seen_however_narrow_the_list(show: Show) -> None:
    topics = [("ws", [("ws.f", "A long title " * 8, 4.0), ("ws.g", "Another title " * 9, 2.0)])]
    shown = show(terminal.listed, topics, {}, (), "ws.g")
    assert shown.count("you are here") == 1
    assert "Next bptt check ws.g" in words(shown)
    assert shown.index("ws.g") < shown.index("you are here")


def test_the_table_of_a_class_counts_right_part_and_none(show: Show) -> None:
    answers: list[Verdict] = [
        "correct", "correct", "partial", "incorrect", "incorrect", "timeout"
    ]  # fmt: skip
    class_ = [
        submission(f"s{k}", question(v, score=2.0 if v == "partial" else 0.0))
        for k, v in enumerate(answers)
    ]
    row = words(show(classroom.graded, class_)).split("ws.f ")[1].split()
    assert row[0] == "2"
    assert row[2:] == ["1", "3", "2", "not", "yet"]


def test_what_is_only_recorded_is_not_counted(show: Show) -> None:
    class_ = [submission("s1", question("pending", "wx.h"), question())]
    assert "wx.h" not in show(classroom.graded, class_)


def test_where_all_are_right_nothing_is_most_often(show: Show) -> None:
    shown = show(classroom.graded, [submission("s1", question())])
    assert not any(look.word in shown for look in LOOKS.values() if look.word != "right")


def test_the_summary_names_who_needs_a_look_and_why_but_not_hundreds(show: Show) -> None:
    late = question("timeout", message="`f` took longer than 5 s.")
    class_ = [submission(f"s{k:03d}", late, flags=("timeout",)) for k in range(25)]
    class_.append(submission("s100", question(), flags=("duplicate",)))
    class_.append(submission("s101", question()))
    shown = show(classroom.summary, class_, ["grades.csv"])
    assert "27 submissions graded, 26 to look at:" in shown
    assert "s000  ws.f: `f` took longer than 5 s." in shown
    assert "and 6 more; see the column flags of grades.csv" in shown
    assert words(shown).endswith("written grades.csv")
    alone = show(classroom.summary, class_[-2:], [])
    assert "s100  duplicate" in alone
    assert "median 100 % middle half 100 to 100 %" in words(alone)


def test_a_class_of_nobody_has_a_summary_too(show: Show) -> None:
    shown = show(classroom.summary, [], ["grades.csv"])
    assert "median" not in shown
    assert words(shown) == "written grades.csv"


def test_a_console_in_a_pipe_has_a_hundred_columns_and_no_colour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    screen = terminal.console()
    assert isinstance(screen, Console)
    assert (screen.width, screen.is_terminal) == (100, False)
    assert terminal.console(stderr=True).stderr


def test_of_several_topics_one_that_is_not_begun_takes_a_line(show: Show) -> None:
    stub = [question("unanswered", "wx.h"), question("unanswered", "wx.i")]
    titles = TITLES | {"wx.i": "Another choice"}
    shown = show(terminal.checked, titles, HEADS, [question(), *stub], ())
    assert "not answered  2 questions" in shown
    assert "A choice" not in shown
    assert "A choice" in show(terminal.checked, titles, HEADS, stub, ())


def test_what_stopped_a_file_is_told_once(show: Show) -> None:
    stopped = [question("error", i, message="It stopped with SyntaxError.") for i in TITLES]
    shown = show(terminal.checked, TITLES, HEADS, stopped[:2], ())
    assert shown.count("SyntaxError") == 1


@pytest.mark.parametrize("width", [60, 80, 100])
def test_nothing_is_cut_or_runs_over_however_narrow_the_screen(width: int) -> None:
    out = io.StringIO()
    screen = Console(theme=terminal.THEME, file=out, width=width, color_system=None)
    wrong = question("incorrect", score=1.33, message="word " * 40 + "end.")
    topics = [("ws", [("ws.f", "A title that is rather long for a question", 4.0)])]
    terminal.checked(screen, TITLES, HEADS, [wrong, question("partial", "ws.g")], ("note " * 20,))
    terminal.listed(screen, topics, {"ws.f": ("partial", 1.33)})
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert text.count("1.33/4") == 2
    for shown in ("end.", "is rather long", "Next bptt check ws.f"):
        assert shown in words(text)


def test_a_screen_without_unicode_gets_formulas_in_plain_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as out:
        monkeypatch.setattr("sys.stdout", out)
        terminal.tried(terminal.console(), "F", question(read_as="∂E₃/∂y₃ · s₂²"), "", None)
        out.flush()
        assert "read as  dE3/dy3 * s2^2" in raw.getvalue().decode()


def test_what_is_said_most_often_comes_before_what_was_not_answered(show: Show) -> None:
    said = ["It is turned over.", "It is turned over.", "Half is missing.", "", "", ""]
    class_ = [
        submission(f"s{k}", question("incorrect" if message else "unanswered", message=message))
        for k, message in enumerate(said)
    ]
    assert "2 It is turned over." in show(classroom.graded, class_)
    assert "3 not answered" in show(classroom.graded, class_[2:])
