"""What the project says of itself twice is the same twice, and no file names a registry."""

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import grader

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Put together here, so that this file holds none of them itself.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("anaconda", "org"),
        ("anaconda", "com"),
        ("crates", "io"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
    )
]
LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "pixi.lock", "Pipfile.lock", "pylock.toml"}
LOCKS |= {"package-lock.json", "yarn.lock"}
TOOLS = {".git", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "results"}


def ours() -> Iterator[Path]:
    """Every file that is or would be committed; without git, all outside the tools' folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        names = (ROOT / name for name in listed.stdout.split("\0") if name)
    else:
        names = (path for path in ROOT.rglob("*") if path.relative_to(ROOT).parts[0] not in TOOLS)
    return (path for path in names if path.is_file())


def registry_lines(text: str) -> list[str]:
    """The lines that name a package registry."""
    return [line for line in text.splitlines() if any(host in line for host in REGISTRIES)]


def pins(text: str) -> list[str]:
    """The requirements of a constraints file."""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def distribution(requirement: str) -> str:
    """The normalised name of the distribution a requirement asks for."""
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


def newest_version(changelog: str) -> str | None:
    """The version of the first released heading."""
    found = re.search(r"(?m)^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$", changelog)
    return found[1] if found else None


def cited_version(citation: str) -> str | None:
    """The version that CITATION.cff states."""
    found = re.search(r"(?m)^version: (\S+)$", citation)
    return found[1] if found else None


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


class TestVersion:
    def test_the_newest_heading_of_the_changelog_is_this_version(self) -> None:
        assert newest_version(read("CHANGELOG.md")) == grader.__version__

    def test_the_citation_names_this_version(self) -> None:
        assert cited_version(read("CITATION.cff")) == grader.__version__

    def test_pyproject_reads_the_version_from_the_package(self) -> None:
        assert "version" not in PYPROJECT["project"]
        assert "version" in PYPROJECT["project"]["dynamic"]

    def test_an_older_heading_or_a_heading_without_a_date_is_not_the_newest_version(self) -> None:
        assert newest_version("## [0.2.0] - 2027-01-01\n## [0.1.0] - 2026-01-01\n") == "0.2.0"
        assert newest_version("## [Unreleased]\n## 0.1.0\n") is None
        assert cited_version("cff-version: 1.2.0\n") is None


class TestPins:
    def test_pip_and_uv_read_the_same_pins(self) -> None:
        assert (
            pins(read("requirements/constraints.txt"))
            == PYPROJECT["tool"]["uv"]["constraint-dependencies"]
        ), "run `make pins`"

    def test_everything_make_installs_is_pinned(self) -> None:
        asked = PYPROJECT["project"]["dependencies"]
        asked = asked + PYPROJECT["project"]["optional-dependencies"]["test"]
        pinned = {distribution(pin) for pin in pins(read("requirements/constraints.txt"))}
        assert {distribution(requirement) for requirement in asked} <= pinned, "run `make pins`"

    def test_a_pin_is_an_exact_version_and_nothing_else(self) -> None:
        pin = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^@]+)?")
        assert [p for p in pins(read("requirements/constraints.txt")) if not pin.fullmatch(p)] == []
        assert not pin.fullmatch("numpy>=2.1")
        assert not pin.fullmatch("numpy @ https://somewhere.example/numpy.whl")

    def test_the_extra_for_pip_and_the_group_for_uv_ask_for_the_same(self) -> None:
        extra = PYPROJECT["project"]["optional-dependencies"]["test"]
        assert extra == PYPROJECT["dependency-groups"]["test"]


class TestNoAddresses:
    def test_no_file_names_a_package_registry(self) -> None:
        texts = ((path, path.read_bytes().decode("utf-8", "replace")) for path in ours())
        assert [(path.name, line) for path, text in texts for line in registry_lines(text)] == []

    @pytest.mark.parametrize("host", REGISTRIES)
    def test_a_registry_in_a_line_would_be_seen(self, host: str) -> None:
        line = f"--index-url https://{host}/simple"
        assert registry_lines(f"numpy==2.4.6\n{line}\n") == [line]

    def test_no_lock_file_is_committed(self) -> None:
        assert [path.name for path in ours() if path.name in LOCKS] == []


class TestTwoCommands:
    def test_ci_runs_the_commands_of_the_readme(self) -> None:
        commands = re.findall(r"(?m)^    (make \w+)", read("README.md"))
        assert commands == ["make grade", "make test"]
        workflow = read(".github/workflows/ci.yml")
        assert [command for command in commands if f"run: {command}\n" not in workflow] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
class TestSettingUp:
    @pytest.mark.parametrize("python", ["false", "no-such-python"])
    def test_without_a_python_that_is_new_enough_make_says_which_is_needed(
        self, python: str, tmp_path: Path
    ) -> None:
        done = make_grade(tmp_path, python)
        assert done.returncode != 0
        assert "This needs Python 3.11 or newer" in done.stdout
        assert "make grade PYTHON=" in done.stdout

    def test_without_venv_make_names_the_package_and_starts_over_next_time(
        self, tmp_path: Path
    ) -> None:
        python = tmp_path / "python"
        python.write_text('#!/bin/sh\ntest "$1" = -c\n', encoding="utf-8")
        python.chmod(0o755)
        for _ in range(2):
            done = make_grade(tmp_path, str(python))
            assert done.returncode != 0
            assert "sudo apt install python3-venv" in done.stdout
        assert list(tmp_path.glob(".venv/*")) == []


def make_grade(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run `make grade` with another Python in a folder that holds only what setting up needs."""
    (folder / "requirements").mkdir(exist_ok=True)
    for name in ("Makefile", "pyproject.toml", "requirements/constraints.txt"):
        shutil.copyfile(ROOT / name, folder / name)
    return subprocess.run(
        ["make", "grade", f"PYTHON={python}"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=False,
    )
