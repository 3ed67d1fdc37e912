"""Questions whose answer no declaration gives: a topic's `checks.py` says what to run and what is
right.

For a question `numgrad` the file holds `numgrad_cases(seed)`, the arguments of each call;
`numgrad_run(submission, *arguments)`, whose source text alone is sent to the sandbox; and
`numgrad_judge(arguments, result)`, which returns "" or one sentence.  Where the answer's own
numbers are worth a picture it also holds `numgrad_drawn(cases, results)`, which returns runs of
sizes, {"heading": {"s0": 0.1, "s1": 0.9}}.  The file is the course's own: it runs in the grader's
process.
"""

import importlib.util
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from grader.course.course import Course, CourseError


class Check(NamedTuple):
    """The functions of a checked question."""

    cases: Callable[[int], list[tuple[Any, ...]]]
    driver: str
    judge: Callable[[Sequence[Any], tuple[Any, ...]], str]
    drawn: Callable[[Sequence[Any], Sequence[Any]], dict[str, dict[str, float]]]


def _nothing(cases: Sequence[Any], results: Sequence[Any]) -> dict[str, dict[str, float]]:
    return {}


def load_check(course: Course, topic: str, question: str) -> Check:
    """The check of a question.  Raises CourseError."""
    path = course.folder(topic) / "checks.py"
    module = _module(path)
    try:
        cases, run, judge = (
            getattr(module, f"{question}_{part}") for part in ("cases", "run", "judge")
        )
    except AttributeError as e:
        raise CourseError(f"{path}: {question} has check = true and needs {e.name}") from e
    drawn = getattr(module, f"{question}_drawn", _nothing)
    return Check(cases, inspect.getsource(run), judge, drawn)


def draws(course: Course, topic: str, question: str) -> bool:
    """Are numbers of the answer's own worth a picture?  Raises CourseError."""
    return load_check(course, topic, question).drawn is not _nothing


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"checks_{path.parent.name}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError(f"{path}: is needed for the questions with check = true")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
