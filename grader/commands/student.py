"""`bptt list` and `bptt check`: what a student runs, on a path that imports as little as it can."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.sandbox import Sandbox

if TYPE_CHECKING:
    import click

    from grader.collect import Submission
    from grader.course import Course, Item
    from grader.results import SubmissionResult

SUFFIXES = (".py", ".ipynb")


def checking(course_dir: Path | None, what: Sequence[str], as_json: bool) -> int:
    """Check some topics, questions or files; returns the exit status."""
    with Sandbox() as sandbox:  # its interpreter starts while this one goes on importing
        from grader import results
        from grader.commands.progress import remember
        from grader.course import find_course, load_course
        from grader.pipeline import Grading

        course = load_course(find_course(course_dir))
        files, items = _chosen(course, what)
        grading = Grading(course, items)
        grading.sandbox(started=sandbox)
        if not as_json:
            import grader.report.terminal  # noqa: F401  (here, where the sandbox may be waited for)
        result = grading.submission(submission(course, files))
    remember(course, result.questions)
    if as_json:
        sys.stdout.write(results.encode(result).decode())
    else:
        _show(course, items, result)
    return 0 if all(q.verdict in {"correct", "pending"} for q in result.questions) else 1


def _chosen(course: "Course", what: Sequence[str]) -> tuple[dict[str, Path], list["Item"]]:
    """The files named, by topic, and the questions to check.  Raises click.UsageError."""
    from grader.collect import topic_of

    files: dict[str, Path] = {}
    wanted: set[str] = set()
    everything = list(course.items())
    for word in what:
        path = Path(word)
        if path.suffix in SUFFIXES:
            topic = topic_of(path.name, list(course.topics))
            if not path.is_file() or topic is None:
                names = ", ".join(f"{t}{path.suffix}" for t in course.topics)
                what_is = f"which topic is it? name it one of {names}"
                raise _wrong(f"{word}: {what_is if path.is_file() else 'there is no such file'}")
            files[topic] = path
            wanted.add(topic)
        elif word in course.topics or any(word == item.id for item in everything):
            wanted.add(word)
        else:
            raise _wrong(_unknown(word, [*course.topics, *(item.id for item in everything)]))
    items = [i for i in everything if not wanted or i.topic in wanted or i.id in wanted]
    return files, items


def _wrong(said: str) -> "click.UsageError":
    import click

    return click.UsageError(said)


def _unknown(word: str, known: Sequence[str]) -> str:
    import difflib

    close = difflib.get_close_matches(word, [*known, *(k.split(".")[-1] for k in known)], 1)
    hint = f"did you mean {close[0]}?" if close else "`bptt list` shows what there is"
    return f"there is no topic or question {word!r}; {hint}"


def submission(course: "Course", files: dict[str, Path]) -> "Submission":
    """The student's files, those of other topics too: they may be imported."""
    from grader.collect import Hand, Refusal, Submission, read_file

    read: list[Hand | Refusal] = []
    for topic in course.topics:
        if path := files.get(topic) or newest(course, topic):
            read.append(read_file(_near(path), topic))
    hands = tuple(r for r in read if isinstance(r, Hand))
    refusals = tuple(r for r in read if isinstance(r, Refusal))
    return Submission("you", hands, refusals, (), "")


def _near(path: Path) -> Path:
    """The path as one would type it here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def newest(course: "Course", topic: str) -> Path | None:
    """The file that was saved last: the .py, or the notebook."""
    there = [path for path in (course.stub(topic, suffix) for suffix in SUFFIXES) if path.is_file()]
    return max(
        there, key=lambda path: (int(path.stat().st_mtime), path.suffix == ".py"), default=None
    )


def _show(course: "Course", items: Sequence["Item"], result: "SubmissionResult") -> None:
    from grader.report.terminal import checked, console, following

    screen = console()
    titles = {item.id: item.question.title for item in items}
    checked(
        screen,
        titles,
        {name: topic.title for name, topic in course.topics.items()},
        result.questions,
        result.remarks,
    )
    screen.print()
    for q in result.questions:
        if q.drawn:
            screen.print(f"See   bptt draw {q.id}  draws what your program computed.")
    left = [q.id for q in result.questions if q.verdict not in {"correct", "pending"}]
    if left:
        following(screen, f"bptt check {left[0]}", f"Work on {left[0]}, save, and run  ")
    else:
        following(screen, "bptt list", "All of this is right.  ", "  shows where to go on.")


def listing(course_dir: Path | None, reset: bool = False) -> None:
    """Show the exercises and what the last checks said; `reset` begins anew."""
    from grader.commands import progress
    from grader.course import find_course, load_course
    from grader.report.terminal import console, listed
    from grader.report.words import LOOKS

    course = load_course(find_course(course_dir))
    if reset:
        progress.forget(course)
    known = {
        name: (standing.verdict, standing.score)
        for name, standing in progress.known(course).items()
        if standing.verdict in LOOKS
    }
    topics = [
        (topic.title, [(f"{name}.{q.id}", q.title, q.points) for q in topic.questions])
        for name, topic in course.topics.items()
    ]
    bonus = {item.id for item in course.items() if item.question.bonus}
    listed(console(), topics, known, bonus)
