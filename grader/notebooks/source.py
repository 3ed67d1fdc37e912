"""The notebook of a topic as an instructor has it under nbgrader: solved, its cells marked."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from grader.course import Course
from grader.course.build import empty, written
from grader.course.percent import BEGIN, Cell
from grader.course.schema import Question

SCHEMA = 3
OURS = "bptt"  # our own key in the metadata of a cell; nbgrader's holds nothing but nbgrader's
SETUP = 'from grader import check  # python -m pip install bptt-grader; points: check("...")'
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_ENCODER = msgspec.json.Encoder(order="sorted")

Json = dict[str, Any]


def source_notebook(course: Course, topic: str) -> str:
    """The notebook of a topic as JSON, the same bytes for the same course.  Raises CourseError."""
    cells = [_setup(), *_cells(course, topic)]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"{topic}-{number:02d}"
    return encoded(notebook(cells))


def notebook(cells: list[Json]) -> Json:
    """A notebook of format 4.5."""
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def encoded(book: Json) -> str:
    """A notebook as it is written to a file: text by lines, as Jupyter does it."""
    cells = [cell | {"source": cell["source"].splitlines(keepends=True)} for cell in book["cells"]]
    whole = book | {"cells": cells}
    return msgspec.json.format(_ENCODER.encode(whole), indent=1).decode() + "\n"


def mark(
    grade_id: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
    task: bool = False,
) -> Json:
    """nbgrader's metadata of a cell."""
    marks: Json = {"schema_version": SCHEMA, "grade_id": grade_id, "grade": grade}
    marks |= {"solution": solution, "locked": locked, "task": task}
    return marks if points is None else marks | {"points": points}


def code_cell(text: str, metadata: Mapping[str, Any]) -> Json:
    """A code cell that was not run."""
    cell: Json = {"cell_type": "code", "source": text, "metadata": dict(metadata)}
    return cell | {"outputs": [], "execution_count": None}


def text_cell(text: str, metadata: Mapping[str, Any]) -> Json:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "source": text, "metadata": dict(metadata)}


def _setup() -> Json:
    return code_cell(SETUP, {"nbgrader": mark("setup", locked=True)})


def _cells(course: Course, topic: str) -> Iterator[Json]:
    questions = {question.id: question for question in course.topics[topic].questions}
    without = empty(course, topic)
    for number, cell in enumerate(written(course, topic), 1):
        if cell.kind == "markdown":
            yield text_cell(cell.text, {})
            continue
        asked = [questions[name] for name in _defined(cell.text) if name in questions]
        yield _code(cell, number, asked, without)
        for question in asked:
            yield _check(topic, question)


def _code(cell: Cell, number: int, asked: list[Question], without: Mapping[str, str]) -> Json:
    """An answer, or code that is given."""
    if not asked and BEGIN not in cell.text:
        return code_cell(cell.text, {})
    grade_id = "-".join(q.id for q in asked) or f"helper-{number}"
    before = {q.id: without[q.id] for q in asked if q.id in without}
    marks: Json = {"nbgrader": mark(grade_id, solution=True)}
    return code_cell(cell.text, marks | {OURS: {"empty": before}})


def _check(topic: str, question: Question) -> Json:
    marks = mark(f"check-{question.id}", grade=True, locked=True, points=question.points)
    return code_cell(f'check("{topic}.{question.id}")', {"nbgrader": marks})


def _defined(text: str) -> list[str]:
    """The names that a cell gives a value, in order.

    >>> _defined("def f(x):\\n    a = 1\\nb, c = 1, 2")
    ['f', 'b', 'c']
    """
    names: list[str] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            targets = [leaf for target in node.targets for leaf in ast.walk(target)]
            names += [leaf.id for leaf in targets if isinstance(leaf, ast.Name)]
    return names
