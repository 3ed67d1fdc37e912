"""A course directory of nbgrader as its nbgrader_config.py describes it."""

import glob
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from traitlets.config.loader import PyFileConfigLoader

from grader.course import CourseError
from grader.notebooks.desk import Settings

CONFIG = "nbgrader_config.py"


class Place(NamedTuple):
    """Where a course lies, and what its settings say."""

    root: Path
    db_url: str
    structure: str
    steps: dict[str, str]
    mode: int
    exclude: frozenset[str]
    settings: Settings
    config: Any

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """The folder of a student's assignment in one of the steps, as "submitted"."""
        return self.root / self.structure.format(
            nbgrader_step=self.steps[step], student_id=student, assignment_id=assignment
        )

    def students(self, assignment: str) -> Iterator[tuple[str, Path]]:
        """(student, folder) of everyone who handed in an assignment, by name."""
        mark = "\0"
        pattern = self.folder("submitted", mark, assignment).relative_to(self.root).as_posix()
        named = re.compile(re.escape(pattern).replace(re.escape(mark), "([^/]+)", 1))
        for path in sorted(self.root.glob(glob.escape(pattern).replace(mark, "*"))):
            found = named.fullmatch(path.relative_to(self.root).as_posix())
            if found and path.is_dir() and found[1] not in self.exclude:
                yield found[1], path


def place(folder: Path) -> Place:
    """The course directory `folder`.  Raises CourseError."""
    root = folder.resolve()
    if not (root / CONFIG).is_file():
        raise CourseError(f"{folder}: there is no {CONFIG} here; make one with  bptt nbgrader init")
    try:
        config: Any = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except Exception as problem:
        raise CourseError(f"{root / CONFIG}: {type(problem).__name__}: {problem}") from problem
    said, ours = config.get("CourseDirectory", {}), config.get("BpttGrade", {})
    root = Path(said.get("root") or root)
    steps = ("source", "submitted", "autograded")
    excluded = str(said.get("student_id_exclude") or "").split(",")
    settings = {key: ours[key] for key in Settings._fields[1:] if key in ours}
    return Place(
        root,
        _url(said.get("db_url") or "sqlite:///gradebook.db", root),
        said.get("directory_structure") or "{nbgrader_step}/{student_id}/{assignment_id}",
        {step: said.get(f"{step}_directory") or step for step in steps},
        0o664 if said.get("groupshared") else 0o444,
        frozenset(name.strip() for name in excluded if name.strip()),
        Settings(root / (ours.get("course") or "course"), **settings),
        config,
    )


def _url(url: str, root: Path) -> str:
    """A file that is named from nowhere is named from the course directory, as nbgrader has it.

    >>> _url("sqlite:///gradebook.db", Path("/c")), _url("postgresql://h/d", Path("/c"))
    ('sqlite:////c/gradebook.db', 'postgresql://h/d')
    """
    scheme, _, place = url.partition(":///")
    return f"{scheme}:///{root / place}" if scheme.startswith("sqlite") and place else url


def timestamp(folder: Path) -> datetime | None:
    """When something was handed in, as its timestamp.txt says, in UTC without a zone.

    Raises CourseError.
    """
    path = folder / "timestamp.txt"
    if not path.is_file() or not (text := path.read_text("utf-8", "replace").strip()):
        return None
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return _by_nbgrader(text, path)
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def _by_nbgrader(text: str, path: Path) -> datetime | None:
    """Every other way to write a time is nbgrader's to read."""
    from nbgrader.utils import parse_utc

    try:
        found: datetime | None = parse_utc(text)
    except ValueError as problem:
        raise CourseError(f"{path}: is not a time: {problem}") from problem
    return found
