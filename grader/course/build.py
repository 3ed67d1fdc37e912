"""Stubs and notebooks, generated from the solutions; and the folder that students may have."""

from collections.abc import Iterator
from pathlib import Path

from grader.course.course import Course, CourseError
from grader.course.options import listed
from grader.course.percent import Cell, as_notebook, as_percent, read_cells, stub_cells
from grader.course.variants import filled, narrowed

GENERATED = (".py", ".ipynb")


def written(course: Course, topic: str) -> list[Cell]:
    """The cells of a topic as solved, the options of its choices listed.  Raises CourseError."""
    choices = {q.id: q.options for q in course.topics[topic].questions if q.kind == "choice"}
    cells = read_cells(solved(course, topic))
    try:
        return [cell._replace(text=listed(cell.text, choices)) for cell in cells]
    except ValueError as e:
        raise CourseError(f"{course.solution(topic)}: {e}") from e


def generated(course: Course) -> Iterator[tuple[Path, str]]:
    """(path, text) of every file that is made from the solutions.  Raises CourseError."""
    for topic in course.topics:
        cells = _stubbed(course, topic)
        yield course.stub(topic), as_percent(cells)
        yield course.stub(topic, ".ipynb"), as_notebook(cells, topic)


def solved(course: Course, topic: str) -> str:
    """The source of a topic, with the values of the variant in force.  Raises CourseError."""
    source = course.solution(topic)
    if not source.is_file():
        raise CourseError(f"{source}: the source of the topic {topic!r} is missing")
    try:
        return str(filled(source.read_text(encoding="utf-8"), course.values[topic]))
    except ValueError as e:
        raise CourseError(f"{source}: {e}") from e


def stub_text(course: Course, topic: str) -> str:
    """The stub of a topic in the variant in force.  Raises CourseError."""
    return as_percent(_stubbed(course, topic))


def _stubbed(course: Course, topic: str) -> list[Cell]:
    cells = written(course, topic)
    try:
        return stub_cells(cells, empty(course, topic))
    except ValueError as e:
        raise CourseError(f"{course.solution(topic)}: {e}") from e


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
    import shutil

    ignore = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(course.root, target, ignore=ignore)
    narrow(course, target)
    return target


def narrow(course: Course, target: Path) -> None:
    """Leave nothing but the variant in force in a copy of the exercises.  Raises CourseError."""
    for topic in course.topics:
        if course.topics[topic].variants:
            _vary(course, topic, target)


def _vary(course: Course, topic: str, target: Path) -> None:
    """Write the topic in the variant in force over the one that was copied."""
    folder, cells = target / course.folder(topic).name, _stubbed(course, topic)
    file = folder / "topic.toml"
    try:
        told = narrowed(file.read_text(encoding="utf-8"), course.values[topic])
    except ValueError as e:
        raise CourseError(f"{course.folder(topic) / 'topic.toml'}: {e}") from e
    for name, text in (
        ("topic.toml", told),
        (f"{topic}.py", as_percent(cells)),
        (f"{topic}.ipynb", as_notebook(cells, topic)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
