"""`bptt grade`: a class, from a folder of hand-ins to grades."""

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.collect.hand import Class
    from grader.course import Course
    from grader.pipeline import Done, Grading
    from grader.results import SubmissionResult
    from grader.term import Term


def grading(
    submissions: Path,
    course_dir: Path | None,
    out: Path,
    topics: str,
    jobs: int | None,
    seed: str,
    isolation: str,
    fresh: bool,
    limit_call: float,
    limit_total: float,
    scheduler: str | None,
    quiet: bool,
    as_json: bool,
    roster: Path | None = None,
    overrides: Path | None = None,
) -> int:
    """Grade a class; returns the exit status."""
    from grader.collect import entries
    from grader.commands.term import term_of

    if scheduler:
        raise click.UsageError("this version grades on one machine; leave --scheduler out")
    place = entries(submissions)
    setup = set_up(course_dir, topics, seed, isolation, limit_call, limit_total)
    try:
        term = term_of(setup.course, out, roster, overrides)
        setup.sandbox()
        return _Run(setup, place, out, quiet, as_json, term).grade(jobs or 0, fresh)
    finally:
        setup.close()


def set_up(
    course_dir: Path | None,
    topics: str,
    seed: str,
    isolation: str,
    limit_call: float,
    limit_total: float,
) -> "Grading":
    """A course ready for grading, in a process that nobody can look into."""
    from grader.course import find_course, load_course
    from grader.pipeline import Grading, kept_secret, secret_place
    from grader.sandbox import Limits, keep_memory_private

    course = load_course(find_course(course_dir))
    items = list(course.items(_topics(course, topics)))
    limits = Limits(call=limit_call, total=limit_total)
    secret = seed or kept_secret(secret_place())
    keep_memory_private()
    return Grading(course, items, secret, limits, strong=isolation == "strong")


def _topics(course: "Course", words: str) -> list[str]:
    chosen = [word.strip() for word in words.split(",") if word.strip()]
    for word in chosen:
        if word not in course.topics:
            raise click.UsageError(
                f"there is no topic {word!r}; there are {', '.join(course.topics)}"
            )
    return chosen


class _Run:
    """One run of `bptt grade`: what is printed and written while results come in."""

    def __init__(
        self,
        setup: "Grading",
        place: "Class",
        out: Path,
        quiet: bool,
        as_json: bool,
        term: "Term",
    ) -> None:
        from grader.report.terminal import console

        self.term = term
        self.setup, self.place, self.out = setup, place, out
        self.quiet, self.as_json = quiet or as_json, as_json
        self.screen, self.errors = console(), console(stderr=True)

    def grade(self, jobs: int, fresh: bool) -> int:
        from grader.pipeline import grade_class

        self.heading()
        finished = list(self.followed(grade_class(self.setup, self.place, self.out, jobs, fresh)))
        order = {entry.student: k for k, entry in enumerate(self.place)}
        results = sorted((d.result for d in finished if d.result), key=lambda r: order[r.student])
        written = self.write(results)
        if not self.quiet:
            self.report(results, written, sum(d.reused for d in finished))
        elif self.place.left_out:
            from grader.report.classroom import not_hand_ins

            self.errors.print(not_hand_ins(self.place.left_out))
        return 1 if any(d.problem for d in finished) else 0

    def heading(self) -> None:
        from grader.report.words import counted

        if not self.quiet:
            limits = self.setup.limits
            self.screen.print(
                f"{counted(len(self.place), 'submission')} · "
                f"{counted(len(self.setup.items), 'question')} · {limits.call:g} s a call, "
                f"{limits.total:g} s and {limits.memory >> 20} MB a submission\n"
                f"isolation: {self.setup.isolation}"
            )

    def followed(self, results: "Iterable[Done]") -> "list[Done]":
        """The results as they come, with a progress line and a line for each problem."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from grader.report.words import duration

        started, finished = time.monotonic(), []
        columns = (
            TextColumn("  grading"),
            BarColumn(min(40, self.screen.width - 40), complete_style="ok", finished_style="ok"),
            MofNCompleteColumn(),
            TextColumn("[soft]{task.fields[time]}"),
        )
        with Progress(*columns, console=self.screen, disable=self.quiet) as progress:
            task = progress.add_task("", total=len(self.place), time="")
            for done in results:
                finished.append(done)
                left = len(self.place) - len(finished)
                spent = time.monotonic() - started
                words = f"about {duration(spent / len(finished) * left)} left"
                progress.update(task, advance=1, time=words if left else duration(spent))
                self.told(done)
        return finished

    def told(self, done: "Done") -> None:
        from grader.report.words import clean

        if done.problem:
            self.errors.print(
                f"the grader itself failed on {clean(done.entry.student)}: {clean(done.problem)}"
            )
        elif done.result and self.as_json:
            import msgspec

            sys.stdout.write(msgspec.json.encode(done.result).decode() + "\n")

    def write(self, results: "Sequence[SubmissionResult]") -> list[str]:
        from grader.commands.report import write_pages

        ids = [item.id for item in self.setup.items]
        pages = write_pages(self.setup.course, results, ids, self.out, self.term)
        return [*pages, f"{self.out / 'students'}/ (a JSON a student)"]

    def report(
        self, results: "Sequence[SubmissionResult]", written: Sequence[str], reused: int
    ) -> None:
        from grader.commands.term import told
        from grader.report.classroom import graded, summary

        self.screen.print()
        graded(self.screen, results)
        for line in told(self.term, results):
            self.screen.print(f"  {line}", soft_wrap=True)
        if reused:
            self.screen.print(f"\n  {reused} unchanged since the last run and not run again")
        summary(self.screen, results, written, self.place.left_out)
