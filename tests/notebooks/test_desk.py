"""The desk where notebooks are graded: who starts, and who waits a moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.notebooks import desk
from grader.notebooks.desk import Desk, Settings
from tests.models import ROOT


def test_one_thread_begins_and_the_others_wait_no_longer_than_there_is_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desk, "MOMENT", 600.0)
    here = Desk(Settings(ROOT / "exercises"))
    here.join()  # does not wait
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(here.join)
        assert not other.done()
        here.leave()
        assert other.result(timeout=60) is None
