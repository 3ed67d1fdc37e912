"""Bytes from the disk: regular files only, links never followed, sizes looked at before reading."""

import os
import stat
from collections import deque
from functools import partial
from io import FileIO
from itertools import islice
from pathlib import Path

from grader.collect.hand import LIMITS, MOST_FILES, Found, Refusal, Unread
from grader.collect.names import ARCHIVES, SOURCES, ignored, shown, split

# O_NONBLOCK: opening a named pipe must not wait for a writer. Names a system lacks are 0.
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)

LINK = "this is a symbolic link, which is not followed; hand in the file itself"
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def too_big(size: int | None, limit: int, what: str) -> Unread:
    has = "more" if size is None else f"{size:,}"
    return Unread(f"this has {has} bytes, where {what} may have {limit:,}")


def cannot(error: OSError) -> str:
    return f"this cannot be read ({error.strerror or type(error).__name__}); check its permissions"


def _check(mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise Unread(LINK)
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise Unread(f"this is {kind}, not a file; hand in an ordinary file of this name")


def opened(path: Path | str, limit: int, what: str) -> FileIO:
    """The file, open, unbuffered and known to be regular and at most `limit` bytes long.

    Raises `Unread`; `what` names the kind of file in the message about its size.
    """
    try:
        _check(os.lstat(path).st_mode)
        stream = FileIO(os.open(path, _FLAGS), "rb")
    except FileNotFoundError:
        raise Unread("there is no such file") from None
    except (OSError, ValueError) as error:
        raise Unread(cannot(error if isinstance(error, OSError) else OSError(str(error)))) from None
    try:
        about = os.fstat(stream.fileno())
        _check(about.st_mode)
        if about.st_size > limit:
            raise too_big(about.st_size, limit, what)
    except BaseException:
        stream.close()
        raise
    return stream


def load(path: Path | str, suffix: str) -> bytes:
    """All of a `.py` or `.ipynb`; raises `Unread` with the reason why not."""
    limit, what, raw = LIMITS[suffix], f"a {suffix} file", bytearray()
    with opened(path, limit, what) as stream:
        try:
            while len(raw) <= limit and (block := stream.read(1 << 16)):  # it may grow meanwhile
                raw += block
        except OSError as error:
            raise Unread(cannot(error)) from None
    if len(raw) > limit:
        raise too_big(None, limit, what)
    return bytes(raw)


def folder(root: Path) -> Found:
    """Everything a folder holds, the shallowest first, without reading a file."""
    found, seen = Found({}), 0
    queue = deque([("", os.fspath(root))])
    while queue:
        prefix, path = queue.popleft()
        try:
            with os.scandir(path) as listing:
                children = sorted(islice(listing, MOST_FILES - seen + 1), key=lambda c: c.name)
        except OSError as error:
            found.refusals.append(Refusal(None, shown(prefix or root.name), cannot(error)))
            continue
        seen += len(children)
        for child in children:
            _sort(child, prefix, found, queue)
        if seen > MOST_FILES:
            found.remarks.append(f"more than {MOST_FILES:,} files: the rest was not looked at")
            break
    return found


def _sort(
    child: os.DirEntry[str], prefix: str, found: Found, queue: deque[tuple[str, str]]
) -> None:
    if ignored(child.name):
        return
    name = prefix + child.name
    suffix = split(child.name)[1]
    if child.is_symlink():
        found.links.append(name)
    elif child.is_dir(follow_symlinks=False):
        queue.append((name + "/", child.path))
        if suffix in SOURCES:
            found.remarks.append(f"{shown(name)} is a folder, not a file")
    elif suffix in SOURCES:
        found.files[name] = partial(load, child.path, suffix)
    elif suffix in ARCHIVES:
        found.archives.append(name)
