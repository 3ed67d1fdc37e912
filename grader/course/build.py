"""Stubs and notebooks, generated from the solutions; and the folder that students may have."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from grader.course.course import Course, CourseError
from grader.course.options import listed
from grader.course.percent import Cell, as_notebook, as_percent, read_cells, stub_cells

GENERATED = (".py", ".ipynb")


def written(course: Course, topic: str) -> list[Cell]:
    """The cells of a topic as solved, the options of its choices listed.  Raises CourseError."""
    source = course.solutions / course.folder(topic).name / f"{topic}.py"
    if not source.is_file():
        raise CourseError(f"{source}: the source of the topic {topic!r} is missing")
    choices = {q.id: q.options for q in course.topics[topic].questions if q.kind == "choice"}
    try:
        cells = read_cells(source.read_text(encoding="utf-8"))
        return [cell._replace(text=listed(cell.text, choices)) for cell in cells]
    except ValueError as e:
        raise CourseError(f"{source}: {e}") from e


def generated(course: Course) -> Iterator[tuple[Path, str]]:
    """(path, text) of every file that is made from the solutions.  Raises CourseError."""
    for topic in course.topics:
        try:
            cells = stub_cells(written(course, topic), empty(course, topic))
        except CourseError:
            raise
        except ValueError as e:
            source = course.solutions / course.folder(topic).name / f"{topic}.py"
            raise CourseError(f"{source}: {e}") from e
        yield course.stub(topic), as_percent(cells)
        yield course.stub(topic, ".ipynb"), as_notebook(cells, topic)


def empty(course: Course, topic: str) -> dict[str, str]:
    """What the answers of a topic that are no functions are before they are given."""
    kinds = {question.id: question.kind for question in course.topics[topic].questions}
    return {
        name: "None" if kind == "number" else '""'
        for name, kind in kinds.items()
        if kind != "function"
    }


def build(course: Course) -> list[Path]:
    """Write the stubs and notebooks; returns those that changed."""
    changed = []
    for path, text in generated(course):
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def drifted(course: Course) -> list[Path]:
    """The generated files that differ from their source."""
    return [
        p
        for p, text in generated(course)
        if not p.is_file() or p.read_text(encoding="utf-8") != text
    ]


def stray(course: Course) -> list[Path]:
    """Files in the exercises and solutions that belong to nothing."""
    given = ("course.toml", "probes.toml", "QUESTIONS.md", "pytest.ini")
    known = {course.root / name for name in given}
    known |= set((course.root / "models").glob("*.txt"))
    for topic in course.topics:
        folder, solved = course.folder(topic), course.solutions / course.folder(topic).name
        known |= {
            folder / "topic.toml",
            folder / "hints.toml",
            folder / "checks.py",
            solved / f"{topic}.py",
            solved / "key.toml",
        }
        known |= {course.stub(topic, suffix) for suffix in GENERATED}
    found = [*course.root.rglob("*"), *course.solutions.rglob("*")]
    return sorted(p for p in found if p.is_file() and p not in known and not _passing(p, course))


def _passing(path: Path, course: Course) -> bool:
    parts = path.relative_to(course.root.parent).parts
    return any(part.startswith(".") or part == "__pycache__" for part in parts)


def release(course: Course, folder: Path) -> Path:
    """Copy what students may have into `folder`/exercises: no solution, no key.  Raises
    CourseError.
    """
    target = folder / "exercises"
    if target.exists():
        raise CourseError(f"{target}: is already there; name a new folder")
    ignore = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(course.root, target, ignore=ignore)
    return target
