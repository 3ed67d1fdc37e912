"""What is decided beside the verdicts, for the commands that write pages and tables: read, laid
over the results, and told.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course import Course
    from grader.results import SubmissionResult
    from grader.term import Term

ROSTER, OVERRIDES = "roster.csv", "overrides.csv"


def term_of(
    course: "Course", out: Path, roster: Path | None = None, overrides: Path | None = None
) -> "Term":
    """The term's decisions: from the files named, else from those that lie in the results.

    Raises TermError.
    """
    from grader.term import Term, read_overrides, read_roster

    roster = roster or _there(out / ROSTER)
    overrides = overrides or _there(out / OVERRIDES)
    points = {item.id: item.question.points for item in course.items()}
    return Term(
        course.file.late,
        read_roster(roster) if roster else {},
        read_overrides(overrides, points) if overrides else (),
    )


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def told(term: "Term", results: "Sequence[SubmissionResult]") -> Iterator[str]:
    """What somebody should know about a class and its lists, in lines."""
    from grader.report.words import clean, counted

    students = [result.student for result in results]
    for names, what in (
        (term.absent(students), "handed in nothing"),
        (term.strangers(students), "not on the roster"),
        ([f"{o.student} {o.question}" for o in term.unmatched(students)], "set, but not handed in"),
    ):
        if names:
            shown = ", ".join(clean(name, 40) for name in names[:10])
            more = f" and {len(names) - 10} more" if len(names) > 10 else ""
            yield f"{counted(len(names), 'student')} {what}: {shown}{more}"


def term_table(
    term: "Term", given: "Sequence[SubmissionResult]", got: "Sequence[SubmissionResult]"
) -> str:
    """term.csv: who is who, when each handed in, and how the score came about.  `given`: by the
    grader; `got`: by the student.
    """
    from grader.report.table import cell, sheet
    from grader.report.words import number
    from grader.term import Person
    from grader.term.settle import delay

    before = {result.student: result for result in given}
    rows = []
    for result in got:
        student = result.student
        person = term.roster.get(student) or Person(student)
        late = delay(term, student)
        own = [o for o in term.overrides if o.student == student]
        rows.append(
            [
                *map(cell, (student, person.name, person.email, person.lms_id)),
                person.handed_in.isoformat() if person.handed_in else "",
                str(late.days),
                number(late.percent),
                number(before[student].score),
                number(result.score),
                number(result.points),
                f"{result.percent:.1f}",
                cell("; ".join(f"{o.question}: {o.reason}" for o in own)),
            ]
        )
    for student in term.absent(before):
        person = term.roster[student]
        who = map(cell, (student, person.name, person.email, person.lms_id))
        rows.append([*who, "", "", "", "", "0", _points(got), "0.0", "absent"])
    return sheet(HEAD, rows)


COLUMNS = "student name email lms_id handed_in days_late percent_off graded score points"
HEAD = [*COLUMNS.split(), "percent", "notes"]


def _points(results: "Sequence[SubmissionResult]") -> str:
    from grader.report.words import number

    return number(max((result.points for result in results), default=0.0))
