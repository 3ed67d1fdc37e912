"""The board as a static site, for practice: the judge runs in the reader's browser, and no page of
it asks anything of another place.

Python for the browser is the package `pyodide`, fetched by name and held to its checksum; the rest
are the rooms of the grader that answer a key, as they are.
"""

import io
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from grader.board.deck import deck_of
from grader.board.page import assets

if TYPE_CHECKING:
    from grader.course import Course

PYODIDE = "314.0.7"
SHA256 = "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0"
NEEDED = (
    "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json",
    "README.md", "package.json",
)  # fmt: skip
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
)
PACKAGE = Path(__file__).parent.parent
ROOMS = ("model", "formula", "judge", "explain", "board")
STAMP = (1980, 1, 1, 0, 0, 0)  # one date for all files: the same site from the same source
NOTICE = f"""The folder pyodide/ holds files of Pyodide {PYODIDE} (https://pyodide.org), as they are
published in the package `pyodide`, under the Mozilla Public License 2.0; the licence and the source
are at https://github.com/pyodide/pyodide. Everything else is bptt-grader, under the MIT licence.
"""


class SiteError(ValueError):
    """A site that cannot be written: what is missing, and what to do."""


def build(course: "Course", folder: Path, pyodide: Path | None = None) -> int:
    """Write the site into a new folder; returns its size in bytes.  `pyodide` is the package as a
    .tgz that was fetched before.  Raises SiteError, CourseError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SiteError(f"{folder}: is not empty; name a new folder")
    deck = deck_of(course, practice=True)
    if not deck.cards:
        raise SiteError(f"{course.root}: no question of this course can be practised with formulas")
    files = {name: asset.content for name, asset in assets(deck, True, POLICY).items()}
    files |= {f"pyodide/{name}": content for name, content in _unpacked(_package(pyodide))}
    files |= {"deck.json": deck.as_json().encode(), "grader.zip": rooms()}
    files["NOTICE.txt"] = NOTICE.encode()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sum(map(len, files.values()))


def rooms() -> bytes:
    """A zip of the rooms that answer a key."""
    modules = [path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")]
    modules += [PACKAGE / name for name in ("__init__.py", "report/__init__.py", "report/words.py")]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(modules):
            entry = zipfile.ZipInfo(path.relative_to(PACKAGE.parent).as_posix(), STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return written.getvalue()


def _package(given: Path | None) -> bytes:
    """The package, checked.  Raises SiteError."""
    content = given.read_bytes() if given else _fetched()
    found = sha256(content).hexdigest()
    if found != SHA256:
        where = given or "what npm fetched"
        raise SiteError(f"{where}: is not pyodide {PYODIDE}; its sha256 is {found}, not {SHA256}")
    return content


def _fetched() -> bytes:
    npm = which("npm")
    if npm is None:
        raise SiteError(
            f"npm is needed to fetch pyodide {PYODIDE}; or fetch it elsewhere with `npm pack "
            f"pyodide@{PYODIDE}` and say --pyodide FILE"
        )
    with TemporaryDirectory() as place:
        done = subprocess.run(
            [npm, "pack", "--silent", f"pyodide@{PYODIDE}"],
            cwd=place,
            capture_output=True,
            text=True,
        )
        archives = [*Path(place).glob("*.tgz")]
        if done.returncode or len(archives) != 1:
            raise SiteError(f"npm could not fetch pyodide {PYODIDE}: {done.stderr.strip()[-300:]}")
        return archives[0].read_bytes()


def _unpacked(package: bytes) -> Iterator[tuple[str, bytes]]:
    """The files that are needed, and their names."""
    with tarfile.open(fileobj=io.BytesIO(package), mode="r:gz") as archive:
        for name in NEEDED:
            file = archive.extractfile(f"package/{name}")
            if file is None:
                raise SiteError(f"pyodide {PYODIDE} holds no {name}")
            yield name, file.read()
