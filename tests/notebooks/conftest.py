"""A course directory, and nbgrader's own commands run in it."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.models import ROOT
from tests.notebooks.class_of_twelve import hand_in

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(place: Path) -> dict[str, str]:
    """Where nbgrader finds its scripts and templates, also when no environment is activated."""
    try:
        alembic = importlib.metadata.distribution("alembic")
    except importlib.metadata.PackageNotFoundError:  # nor is nbgrader there
        return os.environ | {"PYTHONPATH": str(ROOT)}
    prefix = Path(str(alembic.locate_file("."))).resolve().parents[2]
    return os.environ | {
        "PATH": os.pathsep.join([str(prefix / "bin"), os.environ.get("PATH", "")]),
        "JUPYTER_PATH": str(prefix / "share/jupyter"),
        "JUPYTER_CONFIG_DIR": str(place / ".jupyter"),
        "IPYTHONDIR": str(place / ".ipython"),
        "XDG_CONFIG_HOME": str(place / ".config"),
        "PYTHONPATH": str(ROOT),
    }


def runner(folder: Path) -> Run:
    def run(*words: object, ok: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *map(str, words)]
        done = subprocess.run(
            command, cwd=folder, env=environment(folder.parent), capture_output=True, text=True
        )
        assert done.returncode == 0 or not ok, f"{command}\n{done.stdout[-3000:]}{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory with the assignment `wy` released, made by the commands of a user."""
    pytest.importorskip("nbgrader", reason="needs the extra: pip install 'bptt-grader[notebooks]'")
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    runner(ROOT)("grader", "nbgrader", "init", folder, "--topics", "wy")
    runner(folder)("nbgrader", "generate_assignment", "wy")
    return folder


@pytest.fixture(scope="session")
def handed_in(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the class of twelve."""
    folder = tmp_path_factory.mktemp("class") / "course"
    shutil.copytree(released, folder)
    hand_in(folder)
    return folder


@pytest.fixture(scope="session")
def stock(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graded by `nbgrader autograde` with our settings."""
    return _graded(handed_in, tmp_path_factory, "nbgrader", "autograde", "wy")


@pytest.fixture(scope="session")
def ours(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graded by `bptt nbgrader autograde`, with feedback and exported grades."""
    words = ("grader", "nbgrader", "autograde", ".", "wy")
    folder = _graded(handed_in, tmp_path_factory, *words)
    runner(folder)("nbgrader", "generate_feedback", "wy")
    runner(folder)("nbgrader", "export")
    return folder


def _graded(handed_in: Path, make: pytest.TempPathFactory, *words: str) -> Path:
    folder = make.mktemp("graded") / "course"
    shutil.copytree(handed_in, folder)
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text().replace('seed = ""', 'seed = "test"'))
    runner(folder)(*words)
    return folder
