"""Where notebooks are graded: the course directory's course, secret and limits, set up once."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from grader.collect import Entry, Submission, read
from grader.collect.hand import LIMITS
from grader.course import Course, CourseError, find_course, load_course
from grader.notebooks.restore import Layout
from grader.notebooks.turns import Turns
from grader.pipeline import Grading, kept_secret, secret_place
from grader.sandbox import Limits, SandboxError


def notebook_in(folder: Path, name: str) -> object:
    """A notebook of a folder as JSON, to be shown, or None.

    Links are not followed: what they lead to may be a solution, and what is shown goes into
    feedback.  What can be read of a hand-in is graded by another door.
    """
    path = folder / f"{name}.ipynb"
    try:
        if folder.is_symlink() or path.is_symlink() or path.stat().st_size > LIMITS[".ipynb"]:
            return None
        return json.loads(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, ValueError, RecursionError):
        return None


def shown(folder: Path, name: str, submission: Submission, topics: Sequence[str]) -> object:
    """What is shown as a notebook: the file that was graded; of a script, or what is no file of its
    own, the code.  If nothing was graded, the notebook of that name.
    """
    hands = [hand for hand in submission.hands if hand.topic in topics]
    graded = [hand.file.removesuffix(".ipynb") for hand in hands if hand.file.endswith(".ipynb")]
    for file in [name] if name in graded or not hands else graded:
        if "/" not in file and (book := notebook_in(folder, file)):
            return book
    cells = [{"cell_type": "code", "source": text} for hand in hands for text in hand.cells]
    return {"cells": cells} if cells else None


class Settings(NamedTuple):
    """What nbgrader_config.py says under `c.BpttGrade`."""

    course: Path
    seed: str = ""
    limit_call: float = 5.0
    limit_total: float = 20.0
    isolation: str = "strong"


class Desk:
    """Grades submissions for the notebooks of one course directory; `box`: where they run."""

    def __init__(self, settings: Settings, box: Turns | None = None) -> None:
        self.settings, self._box = settings, box
        self._gradings: dict[tuple[str, ...], Grading] = {}

    @cached_property
    def box(self) -> Turns:
        """The sandbox for all threads: the one that was started before the course was known, if
        submissions may import there what they should.  Raises CourseError.
        """
        packages, most = self.course.file.packages, 1
        if self._box and self._box.packages != packages:
            self._box.close()
            most, self._box = self._box.most, None
        self._box = self._box or Turns(packages, most)
        return self._box

    def held_in(self) -> None:
        """Raises SandboxError where submissions cannot be held in well and nobody said to go on."""
        if self.settings.isolation != "weak" and self.box.weakness:
            raise SandboxError(
                f"isolation is too weak: {self.box.weakness}; to go on, set  "
                'c.BpttGrade.isolation = "weak"  in nbgrader_config.py'
            )

    @cached_property
    def course(self) -> Course:
        """The course that is graded by: everyone got the same notebook.  Raises CourseError."""
        return load_course(find_course(self.settings.course)).alike()

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of all questions."""
        return {item.id: item.question.title for item in self.course.items()}

    def grading(self, given: Layout) -> Grading:
        """The grading of the questions that a notebook checks.  Raises CourseError."""
        asked = [cell.question for cell in given.known if cell.question]
        for name in asked:
            if name not in self.titles:
                raise CourseError(
                    f'check("{name}"): {self.course.root} has no such question; name one of its '
                    "questions in the source notebook and run  nbgrader generate_assignment  again"
                )
        key = tuple(asked)
        if key not in self._gradings:
            items = [item for item in self.course.items() if item.id in asked]
            secret = self.settings.seed or kept_secret(secret_place())
            limits = Limits(call=self.settings.limit_call, total=self.settings.limit_total)
            self._gradings[key] = Grading(self.course, items, secret, limits)
        return self._gradings[key]

    def read(self, grading: Grading, student: str, folder: Path) -> Submission:
        """What a student handed in for one assignment: nothing but that folder is read, by the door
        that `bptt grade` uses.
        """
        return read(Entry(student, folder, ()), list(self.course.topics), grading.stubs)

    def close(self) -> None:
        """End all sandboxes."""
        for grading in self._gradings.values():
            grading.close()
        if self._box:
            self._box.close()
