"""`bptt nbgrader init | autograde`: courses that live under nbgrader."""

from pathlib import Path

from grader.commands.instructor import _topics
from grader.course import find_course, load_course
from grader.report.terminal import console, following


def initializing(course_dir: Path | None, folder: Path, topics: str) -> None:
    """Write a course directory."""
    from grader.notebooks.folder import init

    course = load_course(find_course(course_dir))
    screen = console()
    for path in init(course, folder, _topics(course, topics) or list(course.topics)):
        screen.print(f"written  {path}")
    screen.print()
    following(screen, f"nbgrader generate_assignment {next(iter(course.topics))}", f"In {folder}:  ")
