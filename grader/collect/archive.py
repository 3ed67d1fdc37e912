"""Archives, read in memory: only the members that may be graded, every unpacked byte counted."""

import io
import re
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from grader.collect.disk import opened, too_big
from grader.collect.hand import ARCHIVE, LIMITS, MOST_FILES, Found, Refusal, Unread
from grader.collect.names import SOURCES, ignored, shown, split

if TYPE_CHECKING:
    from tarfile import TarInfo
    from zipfile import ZipFile, ZipInfo

_LISTING = 8_000_000  # bytes of a zip's table of contents
_HEADERS = 1_000_000_000  # squared bytes of a tar's extended headers
_AGAIN = "make it again as an ordinary .zip and hand that in"
_ONLY = "hand in the files of the topics only"
_DRIVE = re.compile(r"[A-Za-z]:")


class _Listing(io.BufferedReader):
    """A zip file whose table of contents is not read when it is absurdly long."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > _LISTING:
            raise Unread(f"this lists too many files; {_AGAIN}")
        return super().read(size)


class _Counted:
    """The tar inside a .tar.gz: stops when it grows too big, and when reading on gives nothing."""

    def __init__(self, plain: IO[bytes]) -> None:
        self.plain, self.left, self.empty = plain, ARCHIVE, 0

    def read(self, size: int) -> bytes:
        block = self.plain.read(size)
        self.left -= len(block)
        self.empty += not block
        if self.left < 0:
            raise Unread(f"this unpacks to more than {ARCHIVE:,} bytes; {_ONLY}")
        if self.empty > 9:  # a member that claims exabytes would be skipped block by block
            raise Unread(f"this breaks off before its end; {_AGAIN}")
        return block


def unpacked(path: Path) -> Found:
    """The files of an archive that may be graded; what is wrong with it is among the refusals."""
    found = Found({})
    try:
        with opened(path, ARCHIVE, "an archive") as stream:
            head = stream.read(512)
            stream.seek(0)
            if head.startswith((b"PK\3\4", b"PK\5\6")):
                _zip(stream, found)
            elif head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar":
                with io.BufferedReader(stream) as buffered:  # gzip reads headers byte by byte
                    _tar(buffered, head.startswith(b"\x1f\x8b"), found)
            else:
                raise Unread(f"this is neither a .zip nor a .tar.gz archive; {_AGAIN}")
    except Unread as unread:
        found.refusals.append(Refusal(None, shown(path.name), str(unread)))
    except Exception as error:  # the archive modules raise a dozen kinds on damaged archives
        reason = f"this archive is damaged ({_said(error)}); {_AGAIN}"
        found.refusals.append(Refusal(None, shown(path.name), reason))
    return found


def _said(error: Exception) -> str:
    return shown(str(error)) or type(error).__name__


def _placed(raw: str, mode: int, found: Found) -> str | None:
    """The member's name with forward slashes, or None, noted, if it is not to be read."""
    slashed = raw.replace("\\", "/")
    parts = [part for part in slashed.split("/") if part not in ("", ".")]
    name = "/".join(parts)
    if any(ignored(part) for part in parts if part != ".."):
        return None
    if slashed.startswith("/") or _DRIVE.match(slashed) or ".." in parts:
        found.outside.append(raw)
    elif mode and not stat.S_ISREG(mode):
        found.links.append(name)
    elif split(name)[1] in SOURCES:
        if name in found.files:
            found.remarks.append(f"{shown(name)} is in the archive more than once: the last counts")
        return name
    return None


def _given(raw: bytes | Unread) -> bytes:
    if isinstance(raw, Unread):
        raise raw
    return raw


def _keep(found: Found, name: str, read: Callable[[int], bytes]) -> int:
    """Reads a member, up to its limit, into `found`; returns how many bytes that took."""
    suffix = split(name)[1]
    limit = LIMITS[suffix]
    raw = read(limit + 1)
    got = too_big(None, limit, f"a {suffix} file") if len(raw) > limit else raw
    found.files[name] = partial(_given, got)
    return len(raw)


def _zip(stream: io.FileIO, found: Found) -> None:
    from zipfile import ZipFile

    with _Listing(stream) as listing, ZipFile(listing) as archive:
        members = archive.infolist()
        if len(members) > MOST_FILES:
            raise Unread(f"this holds more than {MOST_FILES:,} files; {_ONLY}")
        left = ARCHIVE
        for info in sorted(members, key=lambda member: member.filename.count("/")):
            if info.is_dir():
                continue
            mode = info.external_attr >> 16
            name = _placed(info.filename, mode if stat.S_IFMT(mode) else 0, found)
            if name is None:
                continue
            try:
                left -= _keep(found, name, partial(_member, archive, info))
            except Unread as unread:
                found.files[name] = partial(_given, unread)
            if left < 0:
                raise Unread(f"this unpacks to more than {ARCHIVE:,} bytes; {_ONLY}")


def _member(archive: "ZipFile", info: "ZipInfo", most: int) -> bytes:
    if info.flag_bits & 1:
        raise Unread("this is locked with a password; hand it in without one")
    if info.compress_type not in (0, 8):  # the others unpack without a bound
        raise Unread(f"this is packed in an unusual way (method {info.compress_type}); {_AGAIN}")
    try:
        with archive.open(info) as member:
            return member.read(most)
    except Exception as error:
        raise Unread(f"this is damaged inside its archive ({_said(error)}); {_AGAIN}") from None


def _headers() -> "type[TarInfo]":
    """Headers of one tar. Python before 3.11.10 and 3.12.6 takes time that grows with the square of
    an extended one (CVE-2024-6232), so those are refused once they are too large together.
    """
    from tarfile import SOLARIS_XHDTYPE, XGLTYPE, XHDTYPE, TarInfo

    left = _HEADERS

    class Header(TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "Header":
            nonlocal left
            header = super().frombuf(buf, encoding, errors)
            if header.type in (XHDTYPE, XGLTYPE, SOLARIS_XHDTYPE):
                left -= header.size**2
            if left < 0:
                raise Unread(f"the names in this archive are too long; {_AGAIN}")
            return header

    return Header


def _tar(stream: IO[bytes], gzipped: bool, found: Found) -> None:
    import tarfile
    from gzip import GzipFile

    plain = cast(IO[bytes], GzipFile(fileobj=stream) if gzipped else stream)
    counted = cast(IO[bytes], _Counted(plain))
    with tarfile.open(fileobj=counted, mode="r|", tarinfo=_headers()) as archive:
        for number, member in enumerate(archive):
            if number >= MOST_FILES:
                raise Unread(f"this holds more than {MOST_FILES:,} files; {_ONLY}")
            if member.size < 0:  # reading would go back, and end there without a word
                raise Unread(f"this archive is damaged; {_AGAIN}")
            if member.isdir():
                continue
            regular = member.isreg() and not member.issparse()
            name = _placed(member.name, stat.S_IFREG if regular else stat.S_IFLNK, found)
            content = archive.extractfile(member) if name is not None else None
            if name is not None and content is not None:
                _keep(found, name, content.read)
