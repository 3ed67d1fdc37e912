"""`bptt hint` and `bptt notes`: a little more at a time, and ours to compare with at the end."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.text import Text

from grader.commands import progress
from grader.course import Course, Item, find_course, load_course
from grader.report.contributions import contributions
from grader.report.layout import below
from grader.report.terminal import console, following
from grader.report.words import SILENT, clean, sentence
from grader.results import QuestionResult

STAGES = 3
DONE = {"correct", "pending"}


@dataclass(frozen=True)
class Stage:
    """One hint: its heading and its text; a table of contributions may stand below."""

    heading: str
    text: str
    about: QuestionResult | None = None


def hinting(course_dir: Path | None, question: str | None, stage: int | None) -> None:
    """Show the next hint and those before it, or one of them."""
    course = load_course(find_course(course_dir))
    standings = progress.known(course)
    item = asked(course, question, standings)
    screen = console()
    if item is None:
        screen.print("All of it is done.")
        return
    now = standings.get(item.id, progress.Standing("unanswered", 0.0))
    if now.verdict == "correct":
        following(
            screen, f"bptt notes {item.id}", f"{item.id} is right.  ", "  shows our notes on it."
        )
        return
    upto = stage or min(now.hints + 1, STAGES)
    screen.print(Text.assemble((item.id, "bold"), f"  {item.question.title}"), soft_wrap=True)
    for k, one in enumerate(stages(course, item, now.result), 1):
        if k == stage or (stage is None and k <= upto):
            show(screen, k, one)
    standings[item.id] = msgspec.structs.replace(now, hints=max(now.hints, upto))
    progress.keep(course, standings)
    screen.print()
    if upto < STAGES:
        following(screen, f"bptt hint {item.id}", "Try it first; then  ", "  gives the next one.")
    else:
        following(screen, f"bptt check {item.id}", "Work on it, save, and run  ")


def show(screen: Console, number: int, stage: Stage) -> None:
    """Print one hint."""
    screen.print()
    screen.print(Text.assemble((f"{number} of {STAGES}  ", "soft"), (stage.heading, "bold")))
    screen.print(below(screen, Text(clean(stage.text, 1200)), 2), soft_wrap=True)
    for row in contributions(screen, stage.about) if stage.about else []:
        screen.print(Text("  ").append_text(row), soft_wrap=True)


def stages(course: Course, item: Item, last: QuestionResult | None) -> list[Stage]:
    """The three hints: what yours looks like, a leading question, a longer hint."""
    from grader.explain.leading import LEADING

    hint = course.hint(item.topic, item.question.id)
    if hint is None:
        raise click.UsageError(f"there are no hints for {item.id}")
    wrong = last if last and last.verdict not in SILENT else None
    codes = [f.code for f in wrong.findings] if wrong else []
    leading = next((LEADING[code] for code in codes if code in LEADING), hint.question)
    return [
        Stage("what you have", f"{gap(wrong)}{hint.look}", wrong),
        Stage("a question", leading),
        Stage("a longer hint", hint.longer),
    ]


def gap(last: QuestionResult | None) -> str:
    """What the last check saw of an answer: what it looks like beside ours, never what ours is."""
    if last is None:
        return ""
    said = sentence(last.message)
    if last.max_error is not None and last.verdict == "incorrect":
        share = 100 * last.max_error
        off = f"{share:.0f} %" if share >= 1 else f"{share:.1g} %"
        said += f" At its worst it is off by {off} of the largest entry."
    if last.read_as:
        said += f" It was read as {last.read_as}."
    return said + " "


def asked(
    course: Course, question: str | None, standings: dict[str, progress.Standing]
) -> Item | None:
    """The question that is meant: the one named, else the next unfinished one.  Raises
    click.UsageError.
    """
    items = {item.id: item for item in course.items()}
    if question is None:
        left = (
            i
            for name, i in items.items()
            if name not in standings or standings[name].verdict not in DONE
        )
        return next(left, None)
    if question not in items:
        close = difflib.get_close_matches(question, [*items], 1)
        hint = f"did you mean {close[0]}?" if close else "`bptt list` shows what there is"
        raise click.UsageError(f"there is no question {question!r}; {hint}")
    return items[question]


def noting(course_dir: Path | None, what: str | None, latex: bool) -> None:
    """Show our notes on the questions that are right."""
    from grader.explain.notes import notes

    course = load_course(find_course(course_dir))
    standings = progress.known(course)
    items = [i for i in course.items() if what in (None, i.topic, i.id)]
    if not items:
        raise click.UsageError(
            f"there is no topic or question {what!r}; `bptt list` shows what there is"
        )
    right = [i for i in items if i.id in standings and standings[i.id].verdict == "correct"]
    screen = console()
    for item in right:
        screen.print()
        screen.print(Text.assemble((item.id, "bold"), f"  {item.question.title}"), soft_wrap=True)
        for note in notes(item):
            line = note.latex if latex and note.latex else note.text
            said = Text.assemble(
                (f"{note.about} = " if note.latex else f"{note.about}  ".lstrip(), "soft"), line
            )
            screen.print(below(screen, said, 2), soft_wrap=True)
        if hint := course.hint(item.topic, item.question.id):
            noticed = Text.assemble(("did you notice  ", "soft"), hint.notice)
            screen.print(below(screen, noticed, 2), soft_wrap=True)
    left = [i for i in items if i not in right]
    screen.print()
    if left:
        several = (
            f"the notes on {len(left)} more open"
            if len(left) > 1
            else f"the notes on {left[0].id} open"
        )
        following(
            screen, f"bptt check {left[0].id}", f"{several.capitalize()} when they are right.  "
        )
    else:
        screen.print("These are all.")
