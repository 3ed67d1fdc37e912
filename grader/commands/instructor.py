"""`bptt grade`: a class, from a folder of hand-ins to grades."""

import sys
import time
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

EVERY = 10.0  # seconds between two lines on progress where there is no terminal

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

    place = entries(submissions)
    setup = set_up(course_dir, topics, seed, isolation, limit_call, limit_total)
    try:
        term = term_of(setup.course, out, roster, overrides)
        coming = _coming(setup, place, out, jobs or 0, fresh, scheduler)
        return _Run(setup, place, out, quiet, as_json, term).grade(coming)
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


def _coming(
    setup: "Grading", place: "Class", out: Path, jobs: int, fresh: bool, scheduler: str | None
) -> "Generator[Done, None, None]":
    """The results of the class as they come, from here or from a cluster."""
    if scheduler:
        from grader.cluster import grade_on

        return grade_on(scheduler, setup, place, out, fresh)
    from grader.pipeline import grade_class

    setup.sandbox()  # refuses where isolation is too weak
    return grade_class(setup, place, out, jobs, fresh)


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
        self.finished: list[Done] = []

    def grade(self, coming: "Generator[Done, None, None]") -> int:
        """Grade everyone; the exit status.  Stopped or not, what is known is written."""
        from grader.results import WriteError

        self.heading()
        stopped = ""
        try:
            self.follow(coming)
        except KeyboardInterrupt:
            coming.close()
            stopped = "stopped"
        except WriteError as error:
            stopped = f"stopped: {error}"
        if stopped:
            return self.stopped(stopped)
        written = self.write()
        if not self.quiet:
            self.report(written)
        elif self.place.left_out:
            from grader.report.classroom import not_hand_ins

            self.errors.print(not_hand_ins(self.place.left_out))
        return 1 if any(d.problem for d in self.finished) else 0

    def stopped(self, why: str) -> int:
        """Say how far it came, and write the tables of that if they can be."""
        from grader.results import WriteError

        try:
            self.write()
        except WriteError as error:
            why = why if str(error) in why else f"{why}; {error}"
        self.errors.print(
            f"{why}; {len(self.finished)} of {len(self.place)} are graded and kept: "
            "the same command goes on with the rest"
        )
        return 1

    def results(self) -> "list[SubmissionResult]":
        """What is known, in the order of the class."""
        order = {entry.student: k for k, entry in enumerate(self.place)}
        found = (done.result for done in self.finished if done.result)
        return sorted(found, key=lambda result: order[result.student])

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

    def follow(self, coming: "Iterable[Done]") -> None:
        """Take the results as they come, with a line on progress and one for each problem."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("  grading"),
            BarColumn(min(40, self.screen.width - 60), complete_style="ok", finished_style="ok"),
            MofNCompleteColumn(),
            TextColumn("[soft]{task.fields[pace]}"),
        )
        started = told = time.monotonic()
        shown = self.screen.is_terminal and not self.quiet
        with Progress(*columns, console=self.screen, disable=not shown) as progress:
            task = progress.add_task("", total=len(self.place), pace="")
            for done in coming:
                self.finished.append(done)
                pace = self.pace(time.monotonic() - started)
                progress.update(task, advance=1, pace=pace)
                last = len(self.finished) == len(self.place)
                if not shown and not self.quiet and (last or time.monotonic() - told > EVERY):
                    told = time.monotonic()
                    self.screen.print(f"  {len(self.finished)} of {len(self.place)} · {pace}")
                self.told(done)

    def pace(self, spent: float) -> str:
        """How quickly it goes, and how long it will take or took."""
        from grader.report.words import duration, number

        count, left = len(self.finished), len(self.place) - len(self.finished)
        rate = count / max(spent, 1e-3)
        words = f"about {duration(spent / count * left)} left" if left else duration(spent)
        return f"{number(round(rate, 1 if rate < 10 else None))} a second · {words}"

    def told(self, done: "Done") -> None:
        from grader.report.words import clean

        if done.problem:
            self.errors.print(
                f"the grader itself failed on {clean(done.entry.student)}: {clean(done.problem)}"
            )
        elif done.result and self.as_json:
            import msgspec

            sys.stdout.write(msgspec.json.encode(done.result).decode() + "\n")

    def write(self) -> list[str]:
        """The table and the pages; what was written, for people."""
        from grader.commands.report import write_pages

        ids = [item.id for item in self.setup.items]
        pages = write_pages(self.setup.course, self.results(), ids, self.out, self.term)
        return [*pages, f"{self.out / 'students'}/ (a JSON a student)"]

    def report(self, written: Sequence[str]) -> None:
        from grader.commands.term import told
        from grader.report.classroom import graded, summary

        results = self.results()
        reused = sum(done.reused for done in self.finished)
        self.screen.print()
        graded(self.screen, results)
        for line in told(self.term, results):
            self.screen.print(f"  {line}", soft_wrap=True)
        if reused:
            self.screen.print(f"\n  {reused} unchanged since the last run and not run again")
        summary(self.screen, results, written, self.place.left_out)
