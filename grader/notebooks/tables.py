"""The tables of nbgrader 0.9's gradebook, as far as grading needs them."""

from typing import Any

import sqlalchemy as sa

_meta = sa.MetaData()
_text, _real = sa.String, sa.Float


def _table(name: str, /, **columns: Any) -> sa.Table:
    made = [sa.Column(key, kind, primary_key=key == "id") for key, kind in columns.items()]
    return sa.Table(name, _meta, *made)


student = _table("student", id=_text)
assignment = _table("assignment", id=_text, name=_text, course_id=_text, duedate=sa.DateTime)
notebook = _table("notebook", id=_text, name=_text, assignment_id=_text)
base_cell = _table("base_cell", id=_text, name=_text, notebook_id=_text, type=_text)
grade_cells = _table("grade_cells", id=_text, max_score=_real)
task_cells = _table("task_cells", id=_text, max_score=_real)
source_cell = _table(
    "source_cell",
    id=_text,
    name=_text,
    cell_type=_text,
    locked=sa.Boolean,
    source=sa.Text,
    checksum=_text,
    notebook_id=_text,
)
submitted_assignment = _table(
    "submitted_assignment",
    id=_text,
    assignment_id=_text,
    student_id=_text,
    timestamp=sa.DateTime,
    extension=sa.Interval,
)
submitted_notebook = _table(
    "submitted_notebook",
    id=_text,
    assignment_id=_text,
    notebook_id=_text,
    flagged=sa.Boolean,
    late_submission_penalty=_real,
)
grade = _table(
    "grade",
    id=_text,
    notebook_id=_text,
    cell_id=_text,
    auto_score=_real,
    manual_score=_real,
    extra_credit=_real,
    needs_manual_grade=sa.Boolean,
)
comment = _table(
    "comment",
    id=_text,
    notebook_id=_text,
    cell_id=_text,
    auto_comment=sa.Text,
    manual_comment=sa.Text,
)
