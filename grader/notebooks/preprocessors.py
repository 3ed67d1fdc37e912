"""What nbgrader_config.py names in place of nbgrader's own steps.  Needs nbgrader."""

import atexit
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy import create_engine
from traitlets import Enum, Float, Unicode

from grader.course.percent import Cell, stub_cells
from grader.notebooks.database import Connection
from grader.notebooks.desk import Desk, Settings, notebook_in, shown
from grader.notebooks.gradebook import assignments
from grader.notebooks.marking import Marking, fill, marking
from grader.notebooks.restore import Layout, layout, restored
from grader.notebooks.source import OURS

HIDDEN = re.compile(
    r"^[^\n]*BEGIN (HIDDEN TESTS|MARK SCHEME).*?(END \1[^\n]*|\Z)\n?", re.DOTALL | re.MULTILINE
)


class BpttStub(ClearSolutions):  # type: ignore[misc]  # untyped
    """An answer becomes what its question starts from; other cells are as nbgrader leaves them."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Cells of ours carry what an answer is before it is given."""
        ours = cell.metadata.pop(OURS, None)
        if ours is None:
            return super().preprocess_cell(cell, resources, cell_index)
        ((_, cell.source),) = stub_cells([Cell("code", cell.source)], ours.get("empty", {}))
        return cell, resources


class BpttConceal(NbGraderPreprocessor):  # type: ignore[misc]  # untyped
    """Leaves hidden tests and mark schemes out of what students are shown."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Only cells that are the course's can hold such a region."""
        if utils.is_task(cell) or utils.is_grade(cell):
            cell.source = HIDDEN.sub("", cell.source)
        return cell, resources


class BpttGrade(NbGraderPreprocessor):  # type: ignore[misc]  # untyped
    """In place of execution: what was handed in is graded in a sandbox."""

    course = Unicode("course", help="The course to grade by.").tag(config=True)
    seed = Unicode("", help="The secret that numbers are drawn with; empty: one kept.").tag(
        config=True
    )
    limit_call = Float(5.0, help="Seconds a call.").tag(config=True)
    limit_total = Float(20.0, help="Seconds a submission.").tag(config=True)
    isolation = Enum(
        ["strong", "weak"], "strong", help="weak: go on even where it is not strong."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Points and cards into the cells of tests; what is to be recorded into `resources`."""
        place, names = CourseDirectory(parent=self), resources["nbgrader"]
        course, limits = Path(place.root, self.course), (self.limit_call, self.limit_total)
        desk = _desk(Settings(course, self.seed, *limits, self.isolation))
        desk.held_in()
        given = given_out(place, names)
        grading, folder = desk.grading(given), _submitted(place, names)
        grading.sandbox(started=desk.box)
        submission = desk.read(grading, names["student"], folder)
        resources[OURS] = marking(grading.submission(submission), given, desk.titles)
        handed_in = shown(folder, names["notebook"], submission, grading.names)
        return nbformat.from_dict(fill(restored(handed_in, given), resources[OURS])), resources


class BpttRestore(NbGraderPreprocessor):  # type: ignore[misc]  # untyped
    """In place of sanitizing: the notebook made whole and harmless, whatever was done to it."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """A new notebook, of cells that nbgrader knows and texts that do nothing."""
        place, names = CourseDirectory(parent=self), resources["nbgrader"]
        given = given_out(place, names)
        handed_in = notebook_in(_submitted(place, names), names["notebook"])
        return nbformat.from_dict(restored(handed_in, given)), resources


class BpttRecord(SaveAutoGrades):  # type: ignore[misc]  # untyped
    """SaveAutoGrades, which commits after every cell, in one transaction; then comments, and what
    is to be graded by hand.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Write to the gradebook, and after SaveAutoGrades what it cannot know."""
        names, marks = resources["nbgrader"], resources[OURS]
        self.notebook_id, self.assignment_id = names["notebook"], names["assignment"]
        self.student_id = names["student"]
        with Gradebook(names["db_url"]) as self.gradebook:
            db = self.gradebook.db
            commit, db.commit = db.commit, db.flush
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
            submitted = self.gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            _record(submitted, marks)
            commit()
        return nb, resources


def _record(submitted: Any, marks: Marking) -> None:
    for grade in submitted.grades:
        if grade.name in marks.points and marks.points[grade.name] is None:
            grade.auto_score, grade.needs_manual_grade = None, True
    for comment in submitted.comments:
        if comment.name in marks.comments:
            comment.auto_comment = marks.comments[comment.name]


@lru_cache(maxsize=4)
def _desk(settings: Settings) -> Desk:
    desk = Desk(settings)
    atexit.register(desk.close)
    return desk


def given_out(place: CourseDirectory, names: dict[str, str]) -> Layout:
    """The notebook as the gradebook knows it, in the order of the source."""
    assignment, name = names["assignment"], names["notebook"]
    engine = create_engine(names["db_url"])
    mark = "?" if engine.dialect.paramstyle == "qmark" else "%s"
    with engine.connect() as opened:
        known = assignments(Connection(opened.connection, mark))
    engine.dispose()
    books = [book for each in known if each.name == assignment for book in each.notebooks]
    book = next(book for book in books if book.name == name)
    folder = Path(place.format_path(place.source_directory, ".", assignment))
    return layout(book.known, notebook_in(folder, name))


def _submitted(place: CourseDirectory, names: dict[str, str]) -> Path:
    step, student = place.submitted_directory, names["student"]
    return Path(place.format_path(step, student, names["assignment"]))


__all__ = ["BpttConceal", "BpttGrade", "BpttRecord", "BpttRestore", "BpttStub"]
