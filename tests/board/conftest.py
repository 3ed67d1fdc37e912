"""A deck of the course, a desk with it, and a board that serves."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from grader.board.deck import Deck, deck_of
from grader.board.desk import Desk
from grader.board.serve import Board
from grader.commands.board import open_board
from grader.course import load_course
from tests.browser import chromium
from tests.models import ROOT


@pytest.fixture(scope="session")
def deck() -> Deck:
    return deck_of(load_course(ROOT / "exercises"))


@pytest.fixture
def desk(deck: Deck) -> Desk:
    return Desk(deck)


@pytest.fixture
def exercises(tmp_path: Path) -> Path:
    """A course of one's own, as a student has it."""
    target = tmp_path / "exercises"
    shutil.copytree(ROOT / "exercises", target, ignore=shutil.ignore_patterns(".*"))
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for the tests of a file; skips where there is none."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def own(exercises: Path) -> Iterator[Board]:
    """A board that serves that course."""
    with serving(exercises) as board:
        yield board


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board that many tests ask, one after another."""
    target = tmp_path_factory.mktemp("course") / "exercises"
    shutil.copytree(ROOT / "exercises", target, ignore=shutil.ignore_patterns(".*"))
    with serving(target) as board:
        yield board


class serving:
    """A board that serves a course, for as long as it is needed."""

    def __init__(self, exercises: Path, port: int = 0) -> None:
        self.board = open_board(load_course(exercises), port)
        self.thread = Thread(target=self.board.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Board:
        self.thread.start()
        return self.board

    def __exit__(self, *_: object) -> None:
        self.board.shutdown()
        self.board.server_close()
        self.thread.join()
