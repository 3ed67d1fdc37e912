"""A deck of the course, a desk with it, and a board that serves."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from grader.board.deck import Deck, deck_of
from grader.board.desk import Desk
from grader.board.serve import Board
from grader.commands.board import open_board
from grader.course import load_course
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


@pytest.fixture
def board(exercises: Path) -> Iterator[Board]:
    """A board that serves that course."""
    with serving(exercises) as board:
        yield board


class serving:  # noqa: N801 - used like a function
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
