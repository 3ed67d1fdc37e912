"""A class: many at a time, a few waiting, one after another written; and the secret."""

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.course import load_course
from grader.pipeline import (
    Done,
    Grading,
    _as_completed,
    grade_class,
    kept_secret,
    secret_place,
)
from tests.models import ROOT


class Counting(ThreadPoolExecutor):
    """A pool that knows how many were waiting at most."""

    def __init__(self) -> None:
        super().__init__(2)
        self.running: set[Future[Done]] = set()
        self.most = 0

    def submit(self, *work):  # type: ignore[no-untyped-def]
        future = super().submit(*work)
        self.running = {f for f in self.running if not f.done()} | {future}
        self.most = max(self.most, len(self.running))
        return future


def test_everyone_is_graded_once_and_only_a_few_wait_at_a_time() -> None:
    with Counting() as threads:
        found = list(_as_completed(threads, lambda entry: entry, range(1, 51)))  # type: ignore
    assert sorted(found) == list(range(1, 51))  # type: ignore[type-var]
    assert 1 <= threads.most <= 8


def test_one_more_than_cores_is_graded_at_a_time_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, size: int) -> None:
            sizes.append(size)
            super().__init__(size)

    monkeypatch.setattr("concurrent.futures.ThreadPoolExecutor", Pool)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    course = load_course(ROOT / "exercises")
    for jobs in (0, 1):
        assert not [*grade_class(Grading(course, []), [], tmp_path, jobs)]
    assert sizes == [3, 1]


def test_who_stops_listening_stops_the_work() -> None:
    started = []
    with ThreadPoolExecutor(1) as threads:
        coming = _as_completed(threads, lambda e: started.append(e) or e, range(1, 1000))  # type: ignore
        next(coming)
        coming.close()  # type: ignore[attr-defined]
    assert len(started) < 20


class Busy:
    """A lock that somebody holds: whoever asks for it is told so, and need not be waited for."""

    def __enter__(self) -> None:
        raise BlockingIOError

    def __exit__(self, *_: object) -> None: ...


def test_who_has_a_paper_does_not_wait_for_who_makes_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course = load_course(ROOT / "exercises")
    grading = Grading(course, list(course.items(["wy"])), "s")
    try:
        paper = grading.paper(0)
        monkeypatch.setattr(grading, "_lock", Busy())
        assert grading.paper(0) is paper
        with pytest.raises(BlockingIOError):
            grading.paper(1)
    finally:
        grading.close()


def test_the_secret_is_kept_with_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "settings")
    monkeypatch.setenv("APPDATA", "roaming")
    for system, folder in (("linux", "settings"), ("win32", "roaming")):
        monkeypatch.setattr(sys, "platform", system)
        assert secret_place() == Path(folder, "bptt-grader", "secret")
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setattr(sys, "platform", "linux")
    assert secret_place() == Path.home() / ".config" / "bptt-grader" / "secret"


def test_two_places_have_two_secrets_and_each_keeps_its_own(tmp_path: Path) -> None:
    one, other = kept_secret(tmp_path / "a" / "secret"), kept_secret(tmp_path / "b" / "secret")
    assert len(one) == len(other) == 32
    assert one != other
    assert kept_secret(tmp_path / "a" / "secret") == one
