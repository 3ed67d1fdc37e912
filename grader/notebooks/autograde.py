"""`bptt nbgrader autograde`: a whole course directory in one process.

It leaves behind the notebooks, scores and comments of `nbgrader autograde` with our settings.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from grader.collect import Submission
from grader.course import CourseError
from grader.notebooks import gradebook
from grader.notebooks.database import Connection, Database
from grader.notebooks.desk import Desk, notebook_in, shown
from grader.notebooks.gradebook import Assignment, Given, Marks, Row
from grader.notebooks.late import penalties
from grader.notebooks.marking import NO_RESPONSE, fill, marking
from grader.notebooks.place import Place, timestamp
from grader.notebooks.restore import Layout, layout, restored
from grader.notebooks.source import Json, encoded
from grader.pipeline import NEVER_REUSED, Grading
from grader.results import SubmissionResult, write

BATCH = 50  # submissions a transaction
RULES = ("AssignLatePenalties", "LateSubmissionPlugin")  # settings that penalties follow


class Done(NamedTuple):
    """A student's assignment that is finished, unchanged since the last time, or went wrong."""

    assignment: str
    student: str
    results: tuple[SubmissionResult, ...] = ()
    reused: bool = False
    problem: str = ""


class Sheet(NamedTuple):
    """What all students share of one notebook of an assignment."""

    given: Given
    layout: Layout
    grading: Grading


class Graded(NamedTuple):
    """One student's assignment, graded and not yet recorded."""

    done: Done
    row: Row | None = None
    stamp: str = ""


def autograde(
    where: Place, desk: Desk, names: Sequence[str] = (), jobs: int = 1, fresh: bool = False
) -> Iterator[Done]:
    """Grade what was handed in for some assignments (default: all that check a question of ours).

    A batch is one transaction; what is unchanged since the last run is not run again, unless it
    was stopped then.  Raises CourseError, and SandboxError where isolation is too weak.
    """
    database = Database(where.db_url)
    with ThreadPoolExecutor(jobs) as threads:
        for assignment in _assignments(database, where, names):
            yield from _Run(where, database, desk, assignment, fresh).all(threads)


def _assignments(database: Database, where: Place, names: Sequence[str]) -> list[Assignment]:
    known: dict[str, Assignment] = {}
    if database.has("assignment"):
        known = {each.name: each for each in database.use(gradebook.assignments)}
    for name in names:
        if name not in known or not known[name].notebooks:
            raise CourseError(
                f"{where.root}: there is no assignment {name!r} in the gradebook; "
                f"run  nbgrader generate_assignment {name}  first"
            )
    ours = [name for name, each in known.items() if _checks(each)]
    return [known[name] for name in names or ours]


def _checks(assignment: Assignment) -> bool:
    return any(cell.question for book in assignment.notebooks for cell in book.known)


class _Run:
    """One assignment of a course directory."""

    def __init__(
        self, where: Place, database: Database, desk: Desk, assignment: Assignment, fresh: bool
    ) -> None:
        self.where, self.database, self.desk, self.assignment = where, database, desk, assignment
        self.box = desk.box
        self.sheets = [self.sheet(given) for given in assignment.notebooks]
        self.recorded = database.use(lambda known: gradebook.extensions(known, assignment))
        self.stamps = where.root / ".bptt" / f"{assignment.name}.json"
        self.stamped = {} if fresh else _stamps(self.stamps)

    def sheet(self, given: Given) -> Sheet:
        folder = self.where.folder("source", ".", self.assignment.name)
        known = layout(given.known, notebook_in(folder, given.name))
        return Sheet(given, known, self.desk.grading(known))

    def all(self, threads: ThreadPoolExecutor) -> Iterator[Done]:
        """Every student, in batches that are recorded at once."""
        students = list(self.where.students(self.assignment.name))
        for first in range(0, len(students), BATCH):
            batch, done = students[first : first + BATCH], list[Graded]()
            self.prepare([student for student, _ in batch])
            self.desk.held_in()
            for graded in threads.map(self.one, batch):
                done.append(graded)
                yield graded.done
            self.record(done)

    def prepare(self, students: Sequence[str]) -> None:
        """What new students are asked, worked out while the sandbox starts; what goes wrong here
        goes wrong again where it is told.
        """
        with suppress(Exception):
            for sheet in self.sheets:
                sheet.grading.sandbox(started=self.box)
                for student in students:
                    if student not in self.stamped:
                        sheet.grading.paper(sheet.grading.probes(student), student)

    def one(self, entry: tuple[str, Path]) -> Graded:
        """One student; a problem with one never stops the others."""
        try:
            return self.graded(*entry)
        except Exception as problem:
            said = f"{type(problem).__name__}: {problem}"
            return Graded(Done(self.assignment.name, entry[0], problem=said))

    def graded(self, student: str, folder: Path) -> Graded:
        name, time = self.assignment.name, timestamp(folder)
        gradebook.check_name(student)
        for sheet in self.sheets:
            sheet.grading.sandbox(started=self.box)
        submission = self.desk.read(self.sheets[0].grading, student, folder)
        digest = self.digest(student, submission, str(time))
        to = self.where.folder("autograded", student, name)
        files = [to / f"{sheet.given.name}.ipynb" for sheet in self.sheets]
        known = _stamp(digest, files)
        if known and student in self.recorded and self.stamped.get(student) == known:
            return Graded(Done(name, student, reused=True))
        results, marks = [], []
        for sheet, file in zip(self.sheets, files, strict=True):
            result = sheet.grading.submission(submission)
            handed_in = shown(folder, sheet.given.name, submission, sheet.grading.names)
            found, book = self.marked(sheet, result, handed_in)
            self.write(file, encoded(book).encode())
            results.append(result)
            marks.append(found)
        if time:
            self.write(to / "timestamp.txt", f"{time} UTC\n".encode())
        kept = "" if _stopped(results) else _stamp(digest, files)
        return Graded(Done(name, student, tuple(results)), Row(student, time, tuple(marks)), kept)

    def marked(
        self, sheet: Sheet, result: SubmissionResult, handed_in: object
    ) -> tuple[Marks, Json]:
        """What is recorded of a notebook, and the notebook that is shown."""
        found = marking(result, sheet.layout, self.desk.titles)
        book = fill(restored(handed_in, sheet.layout), found)
        texts = {_grade_id(cell): cell["source"] for cell in book["cells"]}
        points, comments = dict(found.points), dict(found.comments)
        for cell in sheet.layout.known:
            unchanged = cell.solution and texts[cell.grade_id] == cell.source
            if cell.solution and cell.grade:
                points[cell.grade_id] = 0.0 if unchanged or handed_in is None else None
            if (cell.solution or cell.task) and cell.grade_id not in comments:
                comments[cell.grade_id] = NO_RESPONSE if unchanged else None
        return Marks(sheet.given.name, points, comments), book

    def write(self, path: Path, content: bytes) -> None:
        """Write a file in one piece, with the mode that nbgrader gives it.  The disk is not waited
        for: what a machine that fails has lost is missed by its size, and written again.
        """
        write(path, content, lasting=False)
        path.chmod(self.where.mode)

    def digest(self, student: str, submission: Submission, time: str) -> str:
        """A fingerprint of all that the outcome depends on, penalties included."""
        known = [
            (sheet.grading.provenance(submission, sheet.grading.probes(student)), sheet.layout)
            for sheet in self.sheets
        ]
        parts = [(now, given.known, sorted(given.texts)) for now, given in known]
        late = [self.where.config.get(name) for name in RULES]
        due = self.assignment.duedate, self.recorded.get(student) or timedelta()
        return sha256(
            repr((parts, time, due, late)).encode("utf-8", "backslashreplace")
        ).hexdigest()

    def record(self, batch: Sequence[Graded]) -> None:
        """Write a batch to the gradebook, and only then remember that it is done."""
        rows = [graded.row for graded in batch if graded.row]
        if not rows:
            return
        self.database.use(lambda connection: self.transaction(connection, rows))
        for graded in batch:
            if graded.row:
                self.stamped[graded.done.student] = graded.stamp
        known = json.dumps(self.stamped, indent=0, sort_keys=True).encode()
        write(self.stamps, known, lasting=False)  # without them all of it is done again

    def transaction(self, connection: Connection, rows: Sequence[Row]) -> None:
        """All of a batch or nothing."""
        recorded = gradebook.record(connection, self.assignment, rows)
        gradebook.penalize(connection, penalties(self.where.config, recorded))


def _stamp(digest: str, files: Sequence[Path]) -> str:
    """What is remembered of a student; nothing where a notebook is missing."""
    try:
        return " ".join([digest, *(str(file.stat().st_size) for file in files)])
    except OSError:
        return ""


def _stopped(results: Sequence[SubmissionResult]) -> bool:
    return any(q.verdict in NEVER_REUSED for result in results for q in result.questions)


def _grade_id(cell: Json) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _stamps(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}
