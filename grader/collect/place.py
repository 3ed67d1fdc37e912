"""Where a class lies: one entry a student, in natural order, none lost."""

import os
import stat
from collections import Counter
from pathlib import Path, PurePath

from grader.collect.hand import Class, CollectError, Entry
from grader.collect.names import ignored, natural, shown, split

_ACCEPTED = "a folder, a .zip, a .tar.gz, a .py or a .ipynb"


def entries(place: Path) -> Class:
    """The entries of a class folder, of nbgrader's `submitted/` in it, or of a single file.

    Symbolic links inside the folder are entries too, so that their students are not forgotten, but
    `read` does not follow them. Raises `CollectError` if there is nothing to read.
    """
    try:
        place = place.resolve(strict=True)
        mode = place.stat().st_mode
        if stat.S_ISDIR(mode):
            return _folder(place)
    except FileNotFoundError:
        raise CollectError(f"there is no folder or file {place}") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise CollectError(f"{place} cannot be read: {error}") from None
    stem, suffix = split(place.name)
    if not suffix or not stat.S_ISREG(mode):
        raise CollectError(f"{place} is no submission; that would be {_ACCEPTED}")
    return Class([Entry(shown(stem), place, ())])


def _folder(place: Path) -> Class:
    submitted = place / "submitted"
    if submitted.is_dir() and not submitted.is_symlink():
        inner = _folder(submitted)
        beside = [p.name for p in place.iterdir() if p != submitted and not ignored(p.name)]
        return Class(inner, [*inner.left_out, *map(shown, sorted(beside, key=natural))])
    with os.scandir(place) as listing:
        children = [child for child in listing if not ignored(child.name)]
    theirs = [child for child in children if _is_entry(child)]
    names = {child.name for child in theirs}
    if not theirs:
        raise CollectError(f"{place} holds no submission; one a student is wanted: {_ACCEPTED}")
    left_out = sorted((c.name for c in children if c.name not in names), key=natural)
    return Class(_numbered(theirs), map(shown, left_out))


def _is_entry(child: os.DirEntry[str]) -> bool:
    if split(child.name)[1]:
        return True
    whole = child.is_symlink() and not PurePath(child.name).suffix
    return whole or child.is_dir(follow_symlinks=False)


def _student(child: os.DirEntry[str]) -> str:
    whole = child.is_dir(follow_symlinks=False)
    return shown(child.name if whole else split(child.name)[0], most=255)


def _alike(student: str) -> str:
    """Equal for ids that a file system or a reader may take for one another."""
    if student.isascii():
        return student.lower()
    from unicodedata import normalize

    return normalize("NFC", student.casefold())


def _numbered(children: list[os.DirEntry[str]]) -> list[Entry]:
    """Entries under their own ids; of two with one id the second goes by its full name."""
    named = sorted(((_student(child), child) for child in children), key=_order)
    alike = Counter(_alike(student) for student, _ in named)
    taken: set[str] = set()
    found = []
    for student, child in named:
        flags = ("duplicate",) if alike[_alike(student)] > 1 else ()
        name = shown(child.name, most=255) if _alike(student) in taken else student
        while name in taken:
            name += "~"
        taken |= {name, _alike(student)}
        found.append(Entry(name, Path(child.path), flags))
    return found


def _order(named: tuple[str, os.DirEntry[str]]) -> tuple[object, ...]:
    student, child = named
    return natural(student)[0], not child.is_dir(follow_symlinks=False), natural(child.name)
