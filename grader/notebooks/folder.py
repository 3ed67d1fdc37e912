"""`bptt nbgrader init`: a course directory for nbgrader, made from a course."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from grader.course import Course, CourseError
from grader.notebooks.source import source_notebook

CONFIG = Path(__file__).with_name("nbgrader_config.txt")


def init(course: Course, folder: Path, topics: Sequence[str]) -> list[Path]:
    """Write nbgrader_config.py, source/<topic>/ and a copy of the course to grade by.

    Returns what was written.  Raises CourseError if there is a course directory already.
    """
    config = folder / "nbgrader_config.py"
    if config.exists():
        raise CourseError(f"{config}: is already there; name a new folder")
    notebooks = {topic: source_notebook(course, topic) for topic in topics}
    kept = folder / "course"
    ignore = shutil.ignore_patterns("__pycache__", ".*", "*.ipynb")
    for tree in (course.root, course.solutions):
        shutil.copytree(tree, kept / tree.name, ignore=ignore)
    for topic, text in notebooks.items():
        place = folder / "source" / topic
        place.mkdir(parents=True)
        (place / f"{topic}.ipynb").write_text(text, encoding="utf-8", newline="\n")
        for name, content in needed(course, topic):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
    config.write_text(CONFIG.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    return [config, *(folder / "source" / topic for topic in topics), kept]


def needed(course: Course, topic: str) -> Iterator[tuple[str, bytes]]:
    """(name, content) of what `check` reads in a student's kernel: a course of one topic, without
    solutions and keys.
    """
    root, to = course.root, "exercises"
    yield f"{to}/course.toml", _course_file(course, topic).encode()
    for name in ("topic.toml", "checks.py"):
        if (path := course.folder(topic) / name).is_file():
            yield f"{to}/01_{topic}/{name}", path.read_bytes()
    for model in dict.fromkeys(item.model.name for item in course.items([topic])):
        yield f"{to}/models/{model}.txt", (root / "models" / f"{model}.txt").read_bytes()
    if (path := root / "probes.toml").is_file():
        yield f"{to}/probes.toml", path.read_bytes()


def _course_file(course: Course, topic: str) -> str:
    settings = msgspec.to_builtins(course.file) | {"topics": [topic]}
    policy = settings.pop("policy")
    del settings["late"]  # no student's kernel needs it
    lines = [f"{key} = {_toml(value)}" for key, value in settings.items()]
    lines += ["", "[policy]", *(f"{key} = {_toml(value)}" for key, value in policy.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A text or a list of texts: JSON writes them as TOML reads them."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
