"""One sandbox for many threads: who waits, and when there is another."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.notebooks import turns
from grader.notebooks.desk import Desk, Settings
from grader.notebooks.turns import Turns
from grader.sandbox import Call, Limits, Program, Sandbox, SandboxError, sandbox
from tests.models import ROOT

ANSWER = [Program("a", "a.py", ("x = 1.0",))]
ASLEEP = [Program("a", "a.py", ("import time\ntime.sleep(60)\nx = 1.0",))]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The sandboxes that are started, as they are."""
    found: list[object] = []
    start = sandbox._starter

    def counted(*about: object) -> object:
        found.append(about)
        return start(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(sandbox, "_starter", counted)
    return found


def test_a_short_run_has_one_sandbox_however_many_threads(started: list[object]) -> None:
    with Turns(most=4) as box, ThreadPoolExecutor(4) as threads:
        exam = box.exam([Call("a", "x", "array")])
        outcomes = list(threads.map(lambda _: box.run(ANSWER, exam), range(12)))
    assert {outcome.replies[0].status for outcome in outcomes} == {"ok"}
    assert len(started) == 1


def test_who_waits_too_long_gets_another_and_no_more_than_allowed(
    started: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "ALONE", 0)
    with Turns(most=2) as box, ThreadPoolExecutor(4) as threads:
        exam = box.exam([Call("a", "x", "array")])
        slow = threads.submit(box.run, ASLEEP, exam, Limits(call=5.0, total=5.0))
        others = list(threads.map(lambda _: box.run(ANSWER, exam), range(9)))
        assert {outcome.replies[0].status for outcome in others} == {"ok"}
        assert slow.result().replies[0].status == "timeout"
    assert len(started) == 2


def test_threads_that_ask_for_its_layers_at_once_are_told_the_same() -> None:
    together = threading.Barrier(4)

    def asked(box: Sandbox) -> tuple[str, str]:
        together.wait(60)
        return box.isolation, box.weakness

    with Turns() as box, ThreadPoolExecutor(4) as threads:
        told = list(threads.map(asked, [box] * 4))
    assert len(set(told)) == 1
    assert told[0][0]


def test_a_sandbox_that_lacks_what_the_course_may_import_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    early, closed = Turns(("json",), most=3), []
    monkeypatch.setattr(early, "close", lambda: closed.append(early))
    here = Desk(Settings(ROOT / "exercises"), early)
    try:
        assert here.box.packages == here.course.file.packages == ("numpy",)
        assert here.box.most == 3
        assert closed == [early]
    finally:
        here.close()
        Turns.close(early)


def test_a_sandbox_that_fits_is_kept() -> None:
    with Turns() as early:
        assert Desk(Settings(ROOT / "exercises"), early).box is early


def test_where_submissions_cannot_be_held_in_nothing_runs_unless_somebody_said_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Turns, "weakness", "there is no landlock")
    with Turns() as box:
        with pytest.raises(SandboxError, match=r"no landlock; to go on, set  c\.BpttGrade\.isol"):
            Desk(Settings(ROOT / "exercises"), box).held_in()
        Desk(Settings(ROOT / "exercises", isolation="weak"), box).held_in()
        monkeypatch.undo()
        Desk(Settings(ROOT / "exercises"), box).held_in()
