"""Hand-ins that are hostile before any line of them runs: files, archives, notebooks.

Each function makes one, at a path that does not exist yet; its text says what it tries, and the
table says what is reported of `wy.grad_Wy`.
"""

import copy
import gzip
import io
import json
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.collect.conftest import notebook, tarred, zipped

MB = 1_000_000
Make = Callable[[Path], object]


def archive(content: bytes | Callable[[], bytes]) -> Make:
    return lambda path: path.with_name(path.name + ".zip").write_bytes(made(content))


def balls(content: bytes | Callable[[], bytes]) -> Make:
    return lambda path: path.with_name(path.name + ".tar.gz").write_bytes(made(content))


def made(content: bytes | Callable[[], bytes]) -> bytes:
    """What is large is made when it is needed, not when this file is imported."""
    return content() if callable(content) else content


def folder(name: str, content: bytes | str) -> Make:
    def make(path: Path) -> None:
        path.mkdir()
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        (path / name).write_bytes(raw)

    return make


def book(content: object) -> Make:
    def make(path: Path) -> None:
        folder("wy.ipynb", content if isinstance(content, str) else json.dumps(content))(path)

    return make


def special(make: Callable[[Path], object]) -> Make:
    def put(path: Path) -> None:
        path.mkdir()
        make(path / "wy.py")

    return put


def terabyte(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


def member(kind: bytes, **about: object) -> bytes:
    """A .tar.gz with one member of a kind."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        info = tarfile.TarInfo("wy.py")
        info.type = kind
        for name, value in about.items():
            setattr(info, name, value)
        tar.addfile(info)
    return target.getvalue()


def extended(body: bytes, times: int = 1) -> bytes:
    """A .tar.gz whose members come with an extended header."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, len(body)
    padded = body + bytes(-len(body) % 512)
    one = header.tobuf(tarfile.USTAR_FORMAT) + padded + tarfile.TarInfo("x").tobuf()
    return gzip.compress(one * times + bytes(1024))


def overlapping(count: int) -> bytes:
    """A .zip that lists one member under many names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.py", bytes(1_900_000))
        (only,) = made.infolist()
        for number in range(count):
            again = copy.copy(only)
            again.filename = f"{number}.py"
            made.filelist.append(again)
    return target.getvalue()


def zip_with(name: str, mode: int = 0, content: bytes = b"x = 1", flags: int = 0) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        made.writestr(info, content)
    raw = bytearray(target.getvalue())
    if flags:
        raw[6] |= flags
        raw[raw.index(b"PK\1\2") + 8] |= flags
    return bytes(raw)


def many_members(count: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for number in range(count):
            made.writestr(f"{number}.py", b"")
    return target.getvalue()


def bomb_in_bomb() -> bytes:
    inner = zipped({f"{k}.py": bytes(20 * MB) for k in range(4)})
    return zipped({f"{k}.zip": inner for k in range(30)})


def cell(**about: object) -> dict[str, object]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [about]}


def name_of_a_name() -> bytes:
    return gzip.decompress(member(tarfile.GNUTYPE_LONGNAME))[:512]


HANDINS: dict[str, tuple[Make, str]] = {
    "a member that climbs out of the archive": (archive(zip_with("../../wy.py")), "unanswered"),
    "a member with an absolute path": (archive(zip_with("/tmp/wy.py")), "unanswered"),
    "a member with a path of Windows": (archive(zip_with("C:\\wy.py")), "unanswered"),
    "a member that is a link": (
        archive(zip_with("wy.py", stat.S_IFLNK | 0o777, b"/etc/passwd")), "unanswered"
    ),
    "a member that is a device": (archive(zip_with("wy.py", stat.S_IFCHR | 0o666)), "unanswered"),
    "a member that is a pipe": (archive(zip_with("wy.py", stat.S_IFIFO | 0o666)), "unanswered"),
    "a member that is locked": (archive(zip_with("wy.py", flags=1)), "refused"),
    "a program of zeros that unpacks to 100 MB": (
        archive(lambda: zip_with("wy.py", content=bytes(100 * MB))), "refused"
    ),
    "archives in archives of zeros": (archive(bomb_in_bomb), "unanswered"),
    "more members than are read": (archive(lambda: many_members(20_500)), "refused"),
    "an archive that breaks off": (archive(zipped({"wy.py": "x = 1" * 99})[:60]), "refused"),
    "an archive that is none": (archive(b"PK\3\4" + os.urandom(999)), "refused"),
    "an archive of nothing": (archive(b""), "refused"),
    "a tar with a symbolic link": (
        balls(member(tarfile.SYMTYPE, linkname="/etc/passwd")), "unanswered"
    ),
    "a tar with a hard link": (
        balls(member(tarfile.LNKTYPE, linkname="/etc/passwd")), "unanswered"
    ),
    "a tar with a device": (balls(member(tarfile.CHRTYPE, devmajor=1, devminor=5)), "unanswered"),
    "a tar with a pipe": (balls(member(tarfile.FIFOTYPE)), "unanswered"),
    "a tar that climbs out": (balls(tarred({"../../wy.py": "x = 1"})), "unanswered"),
    "a tar of 200 MB of nothing": (balls(lambda: gzip.compress(bytes(200 * MB), 1)), "unanswered"),
    "a tar with an extended header of digits": (balls(lambda: extended(b"1" * 9 * MB)), "refused"),
    "a tar with many extended headers of digits": (
        balls(lambda: extended(b"1" * 8_000, 200)), "refused"
    ),
    "a tar with a size below nought": (balls(extended(b"20 size=-9999999999\n")), "refused"),
    "a tar with a name of 150 MB": (
        balls(lambda: member(tarfile.GNUTYPE_LONGNAME, size=150 * MB)), "refused"
    ),
    "a tar whose names have names": (
        balls(lambda: gzip.compress(name_of_a_name() * 9_000)),
        "refused",
    ),
    "a gzip with a name that does not end": (
        balls(b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * MB), "refused"
    ),
    "a gzip of many empty ones": (balls(lambda: gzip.compress(b"") * 50_000), "refused"),
    "a zip of many names for one bomb": (archive(lambda: overlapping(9_000)), "unanswered"),
    "a zip with a name of 30,000 folders": (
        archive(lambda: zip_with("d/" * 30_000 + "x.py")), "unanswered"
    ),
    "a zip with a name that ends early": (archive(zip_with("wy.txt\0.py")), "unanswered"),
    "a link to somebody's file": (special(lambda p: p.symlink_to("/etc/passwd")), "unanswered"),
    "a link to itself": (special(lambda p: p.symlink_to(p)), "unanswered"),
    "a named pipe": (special(os.mkfifo), "refused"),
    "a folder with the name of a program": (special(Path.mkdir), "unanswered"),
    "a sparse file of a terabyte": (
        special(terabyte), "refused"
    ),
    "an entry that is a link to a folder": (lambda p: p.symlink_to("/etc"), "refused"),
    "a program that is too long": (folder("wy.py", "x = 1\n" * 400_000), "refused"),
    "a program of brackets": (folder("wy.py", "x = " + "(" * 90_000 + ")" * 90_000), "error"),
    "a program of minus signs": (folder("wy.py", "x = " + "-" * 90_000 + "1"), "error"),
    "a program of attributes": (folder("wy.py", "x = a" + ".b" * 90_000), "error"),
    "a program of many lines": (folder("wy.py", "x = 1\n" * 20_000), "unanswered"),
    "a program with NUL": (folder("wy.py", "x = 1\0"), "refused"),
    "a program in an encoding that takes hours": (
        folder("wy.py", b"# coding: punycode\n" + b"-" + b"9" * 200_000), "error"
    ),
    "a program that says its encoding is UTF-7": (
        folder("wy.py", b"# coding: utf-7\n+AG8AcwAuAF8AZQB4AGkAdA-"), "error"
    ),
    "a program of halves of characters": (folder("wy.py", "x = '\udcff'"), "unanswered"),
    "a program that is a web page": (folder("wy.py", "<!DOCTYPE html><script>"), "refused"),
    "a notebook that is a list": (book([]), "refused"),
    "a notebook that is a number": (book("1e999"), "refused"),
    "a notebook that is nested": (book("[" * 900_000), "refused"),
    "a notebook of brackets in its metadata": (
        book('{"nbformat": 4, "cells": [], "metadata": ' + "[" * 90_000 + "]" * 90_000 + "}"),
        "refused",
    ),
    "a notebook of millions of values": (book([0] * 3_100_000), "refused"),
    "a notebook with a number of many digits": (
        book('{"nbformat": 4, "cells": [], "x": ' + "1" * 9_000 + "}"), "refused"
    ),
    "a notebook of 20,000 cells": (book(notebook(*["x = 1"] * 20_000)), "unanswered"),
    "a notebook whose cells are an object": (book({"nbformat": 4, "cells": {}}), "refused"),
    "a notebook whose cell is a text": (book({"nbformat": 4, "cells": ["x"]}), "refused"),
    "a notebook whose source is a number": (book(cell(cell_type="code", source=1)), "refused"),
    "a notebook whose source is nested": (
        book(cell(cell_type="code", source=[["x"]])), "refused"
    ),
    "a notebook with NUL in a cell": (book(cell(cell_type="code", source="\0")), "refused"),
    "a notebook with odd metadata": (
        book(cell(cell_type="code", source="x = 1", metadata=[1], outputs={"a": "\x1b[2J"})),
        "unanswered",
    ),
    "a notebook of another format": (book({"nbformat": 99, "cells": []}), "refused"),
}  # fmt: skip
