"""The courses that come with the program, and a course of one's own begun from one of them."""

import shutil
from pathlib import Path

from grader.course.course import CourseError

TREES = ("exercises", "solutions")
SMALL = Path("examples", "small")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*")


def shipped(package: Path = Path(__file__).parent.parent) -> Path:
    """The folder that holds our course: inside an installed package, around it in a clone.

    Raises CourseError.
    """
    for folder in (package / "shipped", package.parent):
        if all((folder / tree).is_dir() for tree in TREES):
            return folder
    raise CourseError(f"{package}: no course came with this installation; install the wheel again")


def begin(folder: Path, small: bool = False) -> list[Path]:
    """Write a course into `folder`: ours, or a small one of a single topic; returns its trees.

    Raises CourseError where a course is already.
    """
    for tree in TREES:
        if (folder / tree).exists():
            raise CourseError(f"{folder / tree}: is already there; name a new folder")
    source = shipped() / SMALL if small else shipped()
    return [Path(shutil.copytree(source / tree, folder / tree, ignore=LEFT_OUT)) for tree in TREES]
