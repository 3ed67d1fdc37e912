"""Files on the disk that are not what they seem are refused in a sentence, and never waited for."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.collect import Entry, Hand, Refusal, Submission, disk, read_file

from .conftest import LINUX, POSIX, look, notebook, place, zipped

HandIn = Callable[..., Submission]


def reason(submission: Submission, topic: str | None = "ws") -> str:
    assert submission.hands == ()
    (refusal,) = submission.refusals
    assert refusal.topic == topic
    return refusal.reason


@pytest.mark.parametrize("name", ["ws.py", "ws.ipynb"])
def test_a_file_may_have_its_limit_and_not_a_byte_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    text = notebook("1") if name == "ws.ipynb" else "1"
    monkeypatch.setitem(disk.LIMITS, name[2:], 1000)
    assert len(look(place(tmp_path / "s001", {name: text.ljust(1000)})).hands) == 1
    said = reason(look(place(tmp_path / "s001", {name: text.ljust(1001)})))
    assert said == f"this has 1,001 bytes, where a {name[2:]} file may have 1,000"


def test_a_file_of_50_mb_and_a_sparse_one_of_a_terabyte_are_refused_unread(tmp_path: Path) -> None:
    path = place(tmp_path / "s001", {"ws.py": b""})
    for size in (50_000_000, 10**12):
        os.truncate(path / "ws.py", size)
        start = time.process_time()
        assert f"this has {size:,} bytes" in reason(look(path))
        assert time.process_time() - start < 0.5


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_a_file_that_grows_while_it_is_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "opened", lambda *_: disk.FileIO("/dev/zero"))
    with pytest.raises(disk.Unread, match="this has more bytes"):
        disk.load("ws.py", ".py")


@POSIX
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = place(tmp_path / "secret", {"ws.py": "secret"})
    path = place(tmp_path / "s001", {"wx.py": "1"})
    (path / "ws.py").symlink_to(secret / "ws.py")
    (path / "folder").symlink_to(secret)
    (path / "round").symlink_to(path)
    found = look(path)
    assert [hand.topic for hand in found.hands] == ["wx"]
    assert found.remarks == ("symbolic links and devices are not followed: folder, round, ws.py",)
    assert "symbolic link" in read_file(path / "ws.py", "ws").reason  # type: ignore[union-attr]


@POSIX
@pytest.mark.parametrize("name", ["s002", "s002.zip", "s002_ws.py"])
def test_an_entry_that_is_a_link_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(place(tmp_path / "s001", {"ws.py": "1"}))
    assert "symbolic link" in reason(look(tmp_path / name), "ws" if "ws" in name else None)


@POSIX
def test_a_link_put_in_place_of_a_file_after_the_look_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(tmp_path, {"secret.py": "secret"})
    (tmp_path / "ws.py").symlink_to(tmp_path / "secret.py")
    monkeypatch.setattr(disk.os, "lstat", os.stat)
    found = read_file(tmp_path / "ws.py", "ws")
    assert isinstance(found, Refusal)


@POSIX
def test_a_pipe_a_socket_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    path = place(tmp_path / "s001", {})
    os.mkfifo(path / "ws.py")
    assert reason(look(path)).startswith("this is a named pipe, not a file")
    (path / "ws.py").unlink()
    with socket.socket(socket.AF_UNIX) as end:
        before = Path.cwd()
        os.chdir(path)  # the path of a socket must be short
        try:
            end.bind("ws.py")
        finally:
            os.chdir(before)
        assert reason(look(path)).startswith("this is a socket")
    with pytest.raises(disk.Unread, match="this is a device"):
        disk.opened("/dev/null", 1, "a file")


@POSIX
def test_a_pipe_put_in_place_of_a_file_after_the_look_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "ws.py")
    (tmp_path / "file").touch()
    monkeypatch.setattr(disk.os, "lstat", lambda _: (tmp_path / "file").stat())
    assert "a named pipe" in read_file(tmp_path / "ws.py", "ws").reason  # type: ignore[union-attr]


def test_a_folder_named_like_a_topic_is_a_folder(tmp_path: Path) -> None:
    path = place(tmp_path / "s001", {"ws.py/readme.txt": "", "wx.ipynb/wx.ipynb": notebook("1")})
    found = look(path)
    assert [hand.file for hand in found.hands] == ["wx.ipynb/wx.ipynb"]
    assert found.remarks == (
        "ws.py is a folder, not a file",
        "wx.ipynb is a folder, not a file",
    )
    assert "this is a folder" in read_file(path / "ws.py", "ws").reason  # type: ignore[union-attr]


@pytest.mark.parametrize("call", ["open", "scandir", "lstat"])
def test_what_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = place(tmp_path / "s001", {"ws.py": "1"})

    def denied(*_: object, **__: object) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(disk.os, call, denied)
    said = reason(look(path), "ws" if call == "open" else None)
    assert said == "this cannot be read (Permission denied); check its permissions"


def test_an_error_while_reading_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(disk, "FileIO", type("Broken", (disk.FileIO,), {"read": broken}))
    path = place(tmp_path / "s001", {"ws.py": "1"})
    assert "Input/output error" in reason(look(path))


def test_an_entry_that_is_gone_is_a_refusal(tmp_path: Path) -> None:
    assert "No such file" in reason(look(tmp_path / "s001"), None)


def test_a_folder_with_too_many_files_is_read_as_far_as_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "MOST_FILES", 5)
    names = [f"data{i}.csv" for i in range(9)]
    path = place(tmp_path / "s001", dict.fromkeys(["deep/ws.py", *names], "1"))
    found = look(path)
    assert found.hands == ()
    assert found.remarks == ("more than 5 files: the rest was not looked at",)


def test_a_deep_tree_is_walked(tmp_path: Path) -> None:
    name = "d/" * 300 + "ws.py"
    (hand,) = look(place(tmp_path / "s001", {name: "1"})).hands
    assert hand.cells == ("1",)


@LINUX
def test_strange_names_are_shown_on_one_line(tmp_path: Path) -> None:
    path = place(tmp_path / "s001", {"a\n\x1b[2J\u202e/ws.py": "1"})
    odd = Path(os.fsdecode(os.fsencode(path) + b"/\xff"))
    odd.mkdir()
    (odd / "wx.py").write_text("2")
    found = look(path)
    assert [hand.file for hand in found.hands] == ["a\\n\\x1b[2J\\u202e/ws.py", "\\udcff/wx.py"]
    assert found.hands[1].cells == ("2",)


# Archives inside a folder, as some course systems deliver them


def test_an_archive_in_a_folder_is_opened_if_the_folder_has_no_topic(hand_in: HandIn) -> None:
    (hand,) = hand_in({"my work.zip": zipped({"a/ws.py": "1"}), "notes.txt": "x"}).hands
    assert hand == Hand("ws", "my work.zip/a/ws.py", ("1",), ())


def test_an_archive_beside_a_topic_stays_closed(hand_in: HandIn) -> None:
    found = hand_in({"old.zip": zipped({"ws.py": "1"}), "wx.py": "2"})
    assert [hand.topic for hand in found.hands] == ["wx"]
    assert found.remarks == ("not opened, as there are files outside: old.zip",)


def test_a_broken_archive_in_a_folder_is_refused(hand_in: HandIn) -> None:
    found = hand_in({"work.zip": b"PK\3\4"})
    assert [refusal.file for refusal in found.refusals] == ["work.zip"]


def test_reading_leaves_no_file_open_and_no_file_behind(tmp_path: Path) -> None:
    fds = Path("/proc/self/fd")
    path = place(tmp_path / "s001", {"ws.py": "1", "wx.ipynb": "{", "quiz.py": "\0"})
    (path / "wy.py").mkdir()
    before = (len(list(fds.iterdir())) if fds.exists() else 0, sorted(path.rglob("*")))
    look(path)
    look(Entry("x", path / "wy.py", ()).path)
    assert (len(list(fds.iterdir())) if fds.exists() else 0, sorted(path.rglob("*"))) == before
