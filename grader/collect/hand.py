"""What reading a class gives: entries, and for each of them a submission of hands and refusals.

The limits of what is read stand here too. Sizes are in bytes, one MB is 1,000,000 bytes.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

MB = 1_000_000
LIMITS = {".py": 2 * MB, ".ipynb": 20 * MB}
ARCHIVE = 50 * MB  # of an archive as it lies on the disk, and of what is unpacked from it
MOST_FILES = 20_000  # in one entry


class CollectError(Exception):
    """The place itself cannot be used; its text is for the person who named it."""


class Unread(Exception):
    """One file will not be used; its text is the reason, to be read after the file's name."""


class Hand(NamedTuple):
    """One file that will be graded for one topic.

    `file` is relative to the entry, with forward slashes, for messages. `cells` are texts with
    `\\n` line ends: the whole of a `.py`, the code cells of a notebook. An encoding cookie in them
    has been obeyed already: compile them as text, never as bytes.
    """

    topic: str
    file: str
    cells: tuple[str, ...]
    remarks: tuple[str, ...]


class Refusal(NamedTuple):
    """A file that will not be run. `reason` reads on after `file` and a colon."""

    topic: str | None
    file: str
    reason: str


class Submission(NamedTuple):
    """What one student handed in; `digest` covers names and bytes of all that was read."""

    student: str
    hands: tuple[Hand, ...]
    refusals: tuple[Refusal, ...]
    remarks: tuple[str, ...]
    digest: str


class Entry(NamedTuple):
    """One student's folder, archive or file; the flag `duplicate`: another has the same id."""

    student: str
    path: Path
    flags: tuple[str, ...]


class Class(list[Entry]):
    """The entries of a class in natural order, and the names of what is no entry (`left_out`)."""

    def __init__(self, entries: Iterable[Entry], left_out: Iterable[str] = ()) -> None:
        super().__init__(entries)
        self.left_out = tuple(left_out)


class Found:
    """What an entry holds: how to get each file's bytes by its name, and what was passed over."""

    def __init__(self, files: dict[str, Callable[[], bytes]], *refusals: Refusal) -> None:
        self.files = files
        self.refusals = list(refusals)
        self.archives: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.remarks: list[str] = []
