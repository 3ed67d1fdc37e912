"""`bptt serve` and `bptt site`: the board on this machine, and as a folder for any web server."""

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands import progress
from grader.commands.student import newest
from grader.course import Course, CourseError, find_course, load_course

if TYPE_CHECKING:
    from grader.board.serve import Board


def serving(course_dir: Path | None, port: int, browser: bool) -> None:
    """Serve the board until it is stopped."""
    try:
        board = open_board(load_course(find_course(course_dir)), port)
    except OSError as problem:
        raise click.UsageError(f"port {port} cannot be used: {problem.strerror}") from None
    with board:
        click.echo(f"The board is at  {board.address}")
        click.echo("For you alone: the address is a secret. Ctrl-C stops it; your drafts are kept.")
        if browser:
            webbrowser.open(board.address)
        try:
            board.serve_forever()
        except KeyboardInterrupt:
            click.echo()


def open_board(course: Course, port: int = 0) -> "Board":
    """The server of a course, not yet serving.  Raises OSError, CourseError."""
    from grader.board.deck import deck_of
    from grader.board.desk import Desk
    from grader.board.drafts import Drafts, save
    from grader.board.page import assets
    from grader.board.serve import Board

    deck = deck_of(course)
    if not deck.cards:
        raise CourseError(f"{course.root}: no question of this course is answered by a formula")
    drafts = Drafts(course.root)

    def put(question: str, text: str) -> str:
        topic = question.partition(".")[0]
        if path := newest(course, topic):
            return save(path, question, text)
        raise ValueError(f"There is no file for the topic {topic} to save in.")

    desk = Desk(deck, dict(drafts.all), drafts.keep, lambda: _own(course))
    return Board(desk, assets(deck), put, port)


def _own(course: Course) -> dict[str, dict[str, float]]:
    """The sizes that the student's programs computed when they were last checked."""
    results = (standing.result for standing in progress.known(course).values())
    return {said: run for result in results if result for said, run in result.drawn.items()}


def publishing(course_dir: Path | None, folder: Path, pyodide: Path | None) -> None:
    """Write the static site."""
    from grader.board.site import build

    course = load_course(find_course(course_dir))
    size = build(course, folder, pyodide)
    click.echo(f"written  {folder}, {size / 1e6:.1f} MB; any web server can hold it, for example")
    click.echo(f"  python -m http.server --bind 127.0.0.1 --directory {folder}")
