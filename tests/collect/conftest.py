"""Small classes to read: folders and archives made on the spot."""

import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.collect import Entry, Submission, read

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
TOPICS = ["forward", "wy", "ws", "wx", "quiz"]
Files = Mapping[str, bytes | str]


def raw(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def zipped(files: Files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, raw(content))
    return target.getvalue()


def tarred(files: Files, mode: Any = "w:gz") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw(content))
            archive.addfile(member, io.BytesIO(raw(content)))
    return target.getvalue()


def notebook(*sources: object, **more: object) -> str:
    cells = [{"cell_type": "code", "source": s, "metadata": {}, "outputs": []} for s in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | more)


def place(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw(content))
    root.mkdir(exist_ok=True)
    return root


def look(path: Path, stubs: Mapping[str, str] | None = None) -> Submission:
    return read(Entry(path.name, path, ()), TOPICS, stubs or {})


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[..., Submission]:
    """Reads a folder s001 with these files."""

    def reading(files: Files, stubs: Mapping[str, str] | None = None) -> Submission:
        return look(place(tmp_path / "s001", files), stubs)

    return reading
