"""One entry, read: where its files are, which are graded, what is said about the rest."""

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from grader.collect.archive import unpacked
from grader.collect.choose import Meant, choose, meant
from grader.collect.disk import LINK, cannot, folder, load
from grader.collect.hand import Entry, Found, Hand, Refusal, Submission
from grader.collect.names import ARCHIVES, SOURCES, listed, shown, split, topics_in
from grader.collect.source import Reader

_MOST_ARCHIVES = 4  # inside a folder


def read_file(path: Path, topic: str) -> Hand | Refusal:
    """The one file that a person named, for the topic they mean, whatever its name says."""
    file, suffix = shown(path.as_posix(), most=500), split(path.name)[1]
    if suffix not in SOURCES:
        return Refusal(topic, file, "this is neither a .py nor a .ipynb file")
    found = Reader({path.name: partial(load, path, suffix)}).read(path.name, None)
    if found.refused is not None:
        return Refusal(topic, file, found.refused)
    return Hand(topic, file, found.cells, tuple(f"{file} {remark}" for remark in found.remarks))


def read(entry: Entry, topics: Sequence[str], stubs: Mapping[str, str]) -> Submission:
    """What is graded of an entry: at most one hand a topic, in the order of `topics`.

    `stubs` gives for a topic the source text of its `.py` stub or that text's `fingerprint`. Of
    several files for a topic one that differs from the stub is taken: those named exactly before
    those nearly so, a `.py` before a notebook, the shallowest first. Never raises for what was
    handed in.
    """
    try:
        found, lone = _look(entry.path, topics)
    except OSError as error:
        found, lone = Found({}, Refusal(None, shown(entry.path.name), cannot(error))), False
    names = meant(found.files, list(dict.fromkeys([*topics, *stubs])))
    reader, hands, refusals = Reader(found.files), [], list(found.refusals)
    for topic in topics:
        if topic in names.topics:
            got = choose(topic, names.topics[topic], reader, stubs.get(topic), lone)
            if isinstance(got, Hand):
                hands.append(got)
            else:
                refusals += got
    refusals += _which({hand.topic for hand in hands}, names, topics, lone)
    notes = _notes(found, names, topics, lone)
    digest = _digest(reader.account, refusals, notes)
    return Submission(entry.student, tuple(hands), tuple(refusals), notes, digest)


def _look(path: Path, topics: Sequence[str]) -> tuple[Found, bool]:
    """What is there, and whether it is a single file rather than a folder or an archive."""
    mode = os.lstat(path).st_mode
    suffix = split(path.name)[1]
    if stat.S_ISDIR(mode):
        return _with_archives(folder(path), path, topics), False
    if suffix in SOURCES:
        return Found({path.name: partial(load, path, suffix)}), True
    if suffix in ARCHIVES:
        return unpacked(path), False
    if stat.S_ISLNK(mode):
        return Found({}, Refusal(None, shown(path.name), LINK)), False
    reason = "this kind of file is not read; hand in a .zip, a .tar.gz or the .py and .ipynb files"
    return Found({}, Refusal(None, shown(path.name), reason)), False


def _with_archives(found: Found, root: Path, topics: Sequence[str]) -> Found:
    """Adds what archives in a folder hold, if the folder itself has no file for any topic."""
    if found.archives and any(topics_in(split(name)[0], topics) for name in found.files):
        found.remarks.append(f"not opened, as there are files outside: {listed(found.archives)}")
        return found
    for archive in found.archives[:_MOST_ARCHIVES]:
        inner = unpacked(root / archive)
        found.files |= {f"{archive}/{name}": read for name, read in inner.files.items()}
        found.links += [f"{archive}/{name}" for name in inner.links]
        found.outside += inner.outside
        found.remarks += inner.remarks
        found.refusals += inner.refusals
    return found


def _which(reached: set[str], names: Meant, topics: Sequence[str], lone: bool) -> list[Refusal]:
    """Refusals of files that may be for several topics, and of a lone file that is for none."""
    refusals = []
    for name, several in names.unclear:
        if not reached.issuperset(several):
            exact = " or ".join(topic + split(name)[1] for topic in several)
            refusals.append(Refusal(None, shown(name), f"which topic is it? name it {exact}"))
    for name in names.strangers if lone else ():
        stem, suffix = split(name)
        exact = f"{shown(stem)}_TOPIC{suffix}, with TOPIC one of {listed(topics, 12)}"
        refusals.append(Refusal(None, shown(name), f"which topic is it? name it {exact}"))
    return refusals


def _notes(found: Found, names: Meant, topics: Sequence[str], lone: bool) -> tuple[str, ...]:
    notes = list(found.remarks)
    if names.strangers and not names.topics and not lone:
        stems, there = listed(topics, 12), listed(names.strangers)
        notes.append(f"no file is named after a topic ({stems}); there are {there}")
    if found.links:
        notes.append(f"symbolic links and devices are not followed: {listed(found.links)}")
    if found.outside:
        notes.append(f"names that lead out of the archive are not read: {listed(found.outside)}")
    return tuple(notes)


def _digest(account: Mapping[str, str], refusals: Sequence[Refusal], notes: Sequence[str]) -> str:
    said = repr((sorted(account.items()), sorted(map(repr, refusals)), sorted(notes)))
    return "sha256:" + hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()
