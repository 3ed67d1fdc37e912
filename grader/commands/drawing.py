"""`bptt draw`: a model, or the paths of an answer, as text or as a picture in a file."""

import difflib
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console

from grader.commands import progress
from grader.course import Course, Item, find_course, load_course
from grader.course.checks import draws
from grader.explain.fading import Panel, fading, lines, of_sizes
from grader.explain.feedback import DRAWN, known
from grader.explain.marks import Shown, shown, single
from grader.explain.picture import Marks
from grader.explain.sketch import plainly
from grader.model.declaration import Model
from grader.report.terminal import console
from grader.results import write

MOST_STEPS = 24


class Options(NamedTuple):
    """What the command line says."""

    out: Path | None
    steps: int | None
    folded: bool
    path: int | None
    theme: str


def drawing(course_dir: Path | None, what: str, options: Options) -> None:
    """Draw a model or a question: the sizes that an answer computed, else its paths."""
    from grader.explain.picture import folded, unrolled
    from grader.explain.sketch import grid, tree

    course = load_course(find_course(course_dir))
    screen = console()
    standing = progress.known(course).get(what)
    if standing and standing.result and standing.result.drawn:
        _sizes(screen, of_sizes(standing.result.drawn), options)
        return
    item = next((item for item in course.items() if item.id == what), None)
    model, picture = _found(course, what, options)
    if options.out:
        theme = options.theme
        svg = folded(model, theme) if options.folded else unrolled(model, *picture, theme)
        write(options.out, svg.encode())
        screen.print(f"written  {options.out}")
        return
    if options.folded:
        screen.print(model.text.strip())
        return
    marks = picture.marks
    text = [grid(model, picture.steps, marks)]
    if len(marks.right) + len(marks.missing) > 1:
        text += ["", tree(marks)]
    text += [f"\nno such link: {user} does not depend on {read}" for user, read in marks.impossible]
    if item and item.question.check and draws(course, item.topic, item.question.id):
        text += ["", f"After  bptt check {item.id}  your own numbers are drawn here."]
    _print(screen, "\n".join(text))


def _sizes(screen: Console, panels: list[Panel], options: Options) -> None:
    """The numbers of the student's own program."""
    if options.out:
        write(options.out, fading(panels, DRAWN, options.theme).encode())
        screen.print(f"written  {options.out}")
    else:
        _print(screen, f"{DRAWN}:\n\n{lines(panels)}")


def _print(screen: Console, text: str) -> None:
    for line in text.splitlines():
        screen.print(plainly(line) if screen.options.ascii_only else line, soft_wrap=True)


def _found(course: Course, what: str, options: Options) -> tuple[Model, Shown]:
    """The model, and what is drawn on it.  Raises click.UsageError, CourseError."""
    items = {item.id: item for item in course.items()}
    if what in items:
        return items[what].model, _of_question(course, items[what], options)
    names = sorted(path.stem for path in (course.root / "models").glob("*.txt"))
    if what not in names:
        close = difflib.get_close_matches(what, [*items, *names], 1)
        guess = f"did you mean {close[0]}? " if close else ""
        raise click.UsageError(
            f"there is no question or model {what!r}; {guess}models are {', '.join(names)}"
        )
    return course.model(what), Shown(options.steps or 3, Marks())


def _of_question(course: Course, item: Item, options: Options) -> Shown:
    standing = progress.known(course).get(item.id)
    if options.path is None:
        return shown(item, known(standing.result if standing else None), options.steps)
    if standing is None or standing.verdict != "correct":
        raise click.UsageError(f"single paths are drawn when {item.id} is right")
    try:
        return single(item, options.path, options.steps)
    except IndexError:
        raise click.UsageError(f"{item.id} has no path number {options.path}") from None
