"""What nbgrader_config.py names in place of nbgrader's own steps.  Needs nbgrader."""

import atexit
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import utils
from nbgrader.api import Gradebook, Notebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from traitlets import Float, Unicode

from grader.course.percent import Cell, stub_cells
from grader.notebooks.desk import Desk, Settings, notebook_in
from grader.notebooks.marking import Marking, fill, marking
from grader.notebooks.restore import Known, Layout, layout, restored
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

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Points and cards into the cells of tests; what is to be recorded into `resources`."""
        place, names = CourseDirectory(parent=self), resources["nbgrader"]
        desk = _desk(
            Settings(Path(place.root, self.course), self.seed, self.limit_call, self.limit_total)
        )
        given = given_out(place, names)
        folder = place.format_path(place.submitted_directory, names["student"], names["assignment"])
        result = desk.graded(desk.grading(given), names["student"], Path(folder))
        resources[OURS] = marking(result, given, desk.titles)
        return nbformat.from_dict(fill(nb, resources[OURS])), resources


class BpttRestore(NbGraderPreprocessor):  # type: ignore[misc]  # untyped
    """In place of sanitizing: the notebook made whole and harmless, whatever was done to it."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """A new notebook, of cells that nbgrader knows and texts that do nothing."""
        place, names = CourseDirectory(parent=self), resources["nbgrader"]
        given = given_out(place, names)
        handed_in = notebook_in(_submitted(place, names), names["notebook"])
        return nbformat.from_dict(restored(handed_in, given)), resources


class BpttRecord(NbGraderPreprocessor):  # type: ignore[misc]  # untyped
    """After SaveAutoGrades: comments, and what is to be graded by hand."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Write to the gradebook what SaveAutoGrades cannot know."""
        names, marks = resources["nbgrader"], resources[OURS]
        with Gradebook(names["db_url"]) as book:
            submitted = book.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            _record(submitted, marks)
            book.db.commit()
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
    with Gradebook(names["db_url"]) as book:
        known = list(_known(book.find_notebook(name, assignment)))
    folder = Path(place.format_path(place.source_directory, ".", assignment))
    return layout(known, notebook_in(folder, name))


def _submitted(place: CourseDirectory, names: dict[str, str]) -> Path:
    step, student = place.submitted_directory, names["student"]
    return Path(place.format_path(step, student, names["assignment"]))


def _known(notebook: Notebook) -> Any:
    graded = {cell.name: cell for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name: cell for cell in notebook.task_cells}
    for cell in notebook.source_cells:
        worth = graded.get(cell.name) or tasks.get(cell.name)
        yield Known(
            cell.name,
            cell.cell_type,
            cell.source,
            cell.checksum,
            locked=cell.locked,
            grade=cell.name in graded,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points=float(worth.max_score) if worth else None,
        )


__all__ = ["BpttConceal", "BpttGrade", "BpttRecord", "BpttRestore", "BpttStub"]
