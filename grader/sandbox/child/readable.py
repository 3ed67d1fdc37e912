"""What a submission may read: the standard library, the packages a course names, shared libraries.

Not what else is installed: with the grader's own package a program could look the answers up.
"""

import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

INSTALLED = ("site-packages", "dist-packages")
DEVICES = ("/dev/null", "/dev/urandom")
LOADER = "/etc/ld.so.cache"  # where the loader looks shared libraries up


class Readable(NamedTuple):
    """Folders and files with all that is below, without the hidden folders, plus the packages."""

    roots: tuple[Path, ...]
    hidden: tuple[Path, ...]
    packages: tuple[Path, ...]
    devices: tuple[Path, ...]

    def parts(self) -> Iterator[Path]:
        """The same as folders and files that hold nothing hidden."""
        yield from self.packages
        for root in self.roots:
            yield from self.without_hidden(root)

    def without_hidden(self, path: Path) -> Iterator[Path]:
        if not any(path in folder.parents for folder in self.hidden):
            yield path
            return
        for entry in path.iterdir():
            if entry not in self.hidden and (entry.exists() or not entry.is_symlink()):
                yield from self.without_hidden(entry)


def readable(packages: Sequence[str]) -> Readable:
    """What there is to read on this machine, for these packages."""
    library = Path(os.__file__).parent
    roots = outermost([library, Path(LOADER), *zipped(), *libraries()])
    hidden = {path for root in roots for path in installed(root)} | set(installed(library))
    return Readable(
        tuple(roots),
        tuple(sorted(hidden)),
        tuple(path for package in packages for path in places(package)),
        tuple(path for path in map(Path, DEVICES) if path.exists()),
    )


def zipped() -> list[Path]:
    """The standard library as an archive, where there is one."""
    return [path for path in map(Path, sys.path) if path.suffix == ".zip" and path.is_file()]


def libraries() -> set[Path]:
    """The folders that the shared libraries of this process come from, packages aside."""
    lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    names = {line[line.index("/") :] for line in lines if "/" in line}
    files = {Path(name) for name in names if ".so" in name.rpartition("/")[2]}
    return {file.parent for file in files if not {*INSTALLED} & {*file.parts}}


def outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths that exist, without those below another one."""
    there = sorted({path for path in paths if path.exists()})
    return [path for path in there if not any(other in path.parents for other in there)]


def installed(root: Path) -> Iterator[Path]:
    """Folders below `root` that hold what is installed besides the standard library."""
    for name in INSTALLED:
        yield from (folder for folder in (root / name, *root.glob(f"*/{name}")) if folder.is_dir())


def places(package: str) -> Iterator[Path]:
    """The folder or file of a package, its libraries and its metadata."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin in (None, "built-in", "frozen"):
        return
    origin = Path(spec.origin or "")
    if not spec.submodule_search_locations:
        yield origin
        return
    folder = origin.parent
    yield folder
    yield from (path for path in folder.parent.glob(f"{package}.libs"))
    yield from (path for path in folder.parent.glob(f"{package}-*.dist-info"))
