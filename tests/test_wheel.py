"""The wheel stands alone: installed without the repository, it begins a course and checks it."""

import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.course import CourseError, load_course
from grader.course.shipped import SMALL, begin, shipped
from tests.models import ROOT

BUILD = "import sys; from hatchling.build import build_{0}; print(build_{0}(sys.argv[1]))"
Command = Callable[..., subprocess.CompletedProcess[str]]


def built(kind: str, source: Path, folder: Path) -> Path:
    """The sdist or wheel of a source tree, made without network."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD.format(kind), folder],
        cwd=source,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it is published: made from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    with tarfile.open(built("sdist", ROOT, folder)) as sdist:
        sdist.extractall(folder, filter="data")
    (source,) = (path for path in folder.iterdir() if path.is_dir())
    return built("wheel", source, folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Run a program of a fresh environment, in an empty folder.  The environment holds the wheel;
    what the wheel depends on is lent to it.
    """
    place, work = tmp_path_factory.mktemp("fresh"), tmp_path_factory.mktemp("work")
    venv.create(place, with_pip=True)
    programs = place / ("Scripts" if sys.platform == "win32" else "bin")

    def run(name: str, *words: object) -> subprocess.CompletedProcess[str]:
        command = [str(programs / name), *map(str, words)]
        return subprocess.run(
            command, cwd=work, capture_output=True, text=True, env={"PYTHONUTF8": "1"}, check=False
        )

    done = run("python", "-m", "pip", "install", "--no-index", "--no-deps", wheel)
    assert done.returncode == 0, done.stderr
    packages = run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *map(str, _lent())}
    Path(packages.stdout.strip(), "lent.pth").write_text("\n".join(sorted(lent)))
    yield run
    shutil.rmtree(place)


def _lent() -> set[Path]:
    """Where the packages that we depend on were imported from."""
    import click
    import msgspec
    import numpy
    import rich

    return {Path(str(m.__file__)).parent.parent for m in (click, msgspec, numpy, rich)}


@pytest.mark.slow
def test_the_wheel_holds_the_course_the_types_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = [p for tree in ("exercises", "solutions", "examples/small") for p in files(ROOT / tree)]
    assert ours
    assert {f"grader/shipped/{path}" for path in ours} <= names
    assert "grader/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name or ".bptt" in name]


def files(tree: Path) -> list[str]:
    """The files of a tree that belong to a course, relative to the repository."""
    found = (path.relative_to(ROOT) for path in tree.rglob("*") if path.is_file())
    passing = ("__pycache__", ".")
    return [p.as_posix() for p in found if not any(part.startswith(passing) for part in p.parts)]


@pytest.mark.slow
def test_a_course_is_begun_and_checked_where_only_the_wheel_is(installed: Command) -> None:
    found = installed("python", "-c", "import grader.course.shipped as s; print(s.shipped())")
    assert str(ROOT) not in found.stdout, found.stderr
    assert installed("bptt", "--version").returncode == 0
    begun = installed("bptt", "course", "new", "mine")
    assert begun.returncode == 0, begun.stderr
    before = installed("bptt", "check", "wy", "--course", "mine")
    assert (before.returncode, "0 of 6 points" in before.stdout) == (1, True), before.stderr
    solve = "import shutil; shutil.copy('mine/solutions/02_wy/wy.py', 'mine/exercises/02_wy')"
    installed("python", "-c", solve)
    after = installed("bptt", "check", "wy", "--course", "mine")
    assert (after.returncode, "6 of 6 points" in after.stdout) == (0, True), after.stderr


@pytest.mark.slow
def test_every_module_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {f"grader/{p.relative_to(ROOT / 'grader').as_posix()}" for p in sources()}
    assert modules <= names


def sources() -> list[Path]:
    """What the package is made of."""
    found = [p for p in (ROOT / "grader").rglob("*") if p.is_file()]
    return [p for p in found if "__pycache__" not in p.parts]


def test_a_new_course_is_a_copy_of_ours_and_can_be_used(tmp_path: Path) -> None:
    begin(tmp_path)
    course = load_course(tmp_path / "exercises")
    assert course.digest == load_course(ROOT / "exercises").digest
    with pytest.raises(CourseError, match="is already there; name a new folder"):
        begin(tmp_path)


def test_a_small_course_has_one_topic(tmp_path: Path) -> None:
    begin(tmp_path, small=True)
    assert list(load_course(tmp_path / "exercises").topics) == ["first"]
    assert (shipped() / SMALL).is_dir()


def test_an_installation_without_a_course_says_so(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no course came with this installation"):
        shipped(tmp_path / "grader")
