"""Archives give their topics and nothing else: no bomb, no way out, no link, no crash."""

import io
import random
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect import Submission, archive

from .conftest import Files, look, notebook, tarred, zipped

BOTH = pytest.mark.parametrize("pack", [zipped, tarred])
Pack = Callable[[Files], bytes]


@pytest.fixture
def unpack(tmp_path: Path) -> Callable[..., Submission]:
    def reading(content: bytes, name: str = "s001.zip") -> Submission:
        (tmp_path / name).write_bytes(content)
        return look(tmp_path / name)

    return reading


Unpack = Callable[..., Submission]


def cells(found: Submission) -> dict[str, tuple[str, ...]]:
    return {hand.file: hand.cells for hand in found.hands}


@pytest.mark.parametrize("name", ["s001.zip", "s001.tar.gz", "s001.TGZ", "s001.tar"])
@BOTH
def test_the_content_says_what_kind_of_archive_it_is(unpack: Unpack, name: str, pack: Pack) -> None:
    files = {"s001/ws.py": "1", "s001/a/wx.ipynb": notebook("2"), "data.csv": "3"}
    found = unpack(pack(files), name)
    assert cells(found) == {"s001/ws.py": ("1",), "s001/a/wx.ipynb": ("2",)}
    assert (found.refusals, found.remarks) == ((), ())


def test_a_tar_without_compression_is_read(unpack: Unpack) -> None:
    assert cells(unpack(tarred({"./ws.py": "1"}, "w"), "s001.tar")) == {"ws.py": ("1",)}


@pytest.mark.parametrize(
    "name", ["../ws.py", "/ws.py", "a/../../ws.py", "..\\ws.py", "C:\\ws.py", "c:ws.py"]
)
@BOTH
def test_a_name_that_leads_out_is_not_read(unpack: Unpack, name: str, pack: Pack) -> None:
    found = unpack(pack({name: "1", "wx.py": "2"}))
    assert cells(found) == {"wx.py": ("2",)}
    assert len(found.remarks) == 1
    assert found.remarks[0].startswith("names that lead out of the archive are not read: ")


@BOTH
def test_backslashes_separate_folders(unpack: Unpack, pack: Pack) -> None:
    assert cells(unpack(pack({"a\\b\\ws.py": "1"}))) == {"a/b/ws.py": ("1",)}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_in_a_zip_is_not_read(unpack: Unpack, kind: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        info = zipfile.ZipInfo("ws.py")
        info.external_attr = (kind | 0o644) << 16
        made.writestr(info, "/etc/passwd")
    found = unpack(target.getvalue())
    assert found.hands == ()
    assert found.remarks == ("symbolic links and devices are not followed: ws.py",)


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_a_link_or_a_device_in_a_tar_is_not_read(unpack: Unpack, kind: bytes) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as made:
        member = tarfile.TarInfo("ws.py")
        member.type, member.linkname = kind, "/etc/passwd"
        made.addfile(member)
        made.addfile(tarfile.TarInfo("wx.py"))
    found = unpack(target.getvalue())
    assert cells(found) == {"wx.py": ("",)}
    assert found.remarks == ("symbolic links and devices are not followed: ws.py",)


def test_folders_named_like_topics_are_no_files(unpack: Unpack) -> None:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as made:
        member = tarfile.TarInfo("ws.py")
        member.type = tarfile.DIRTYPE
        made.addfile(member)
    for content in (zipped({"ws.py/": "", "ws.py/a.txt": ""}), tar.getvalue()):
        found = unpack(content)
        assert (found.hands, found.refusals, found.remarks) == ((), (), ())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_with_one_name_the_last_counts(unpack: Unpack) -> None:
    zip_, tar = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zip_, "w") as made, tarfile.open(fileobj=tar, mode="w:gz") as other:
        for text in (b"old", b"new"):
            made.writestr("ws.py", text)
            member = tarfile.TarInfo("ws.py")
            member.size = 3
            other.addfile(member, io.BytesIO(text))
    for content in (zip_.getvalue(), tar.getvalue()):
        found = unpack(content)
        assert cells(found) == {"ws.py": ("new",)}
        assert found.remarks == ("ws.py is in the archive more than once: the last counts",)


@BOTH
def test_a_member_over_its_limit_is_refused_and_the_others_are_read(
    unpack: Unpack, pack: Pack
) -> None:
    found = unpack(pack({"ws.py": b" " * 2_000_001, "wx.py": b" " * 2_000_000}))
    assert [(r.topic, r.file) for r in found.refusals] == [("ws", "ws.py")]
    assert "this has more bytes, where a .py file may have 2,000,000" in found.refusals[0].reason
    assert list(cells(found)) == ["wx.py"]


def quick(seconds: float, action: Callable[[], Submission]) -> Submission:
    start = time.process_time()
    found = action()
    assert time.process_time() - start < seconds
    return found


@pytest.mark.slow
@BOTH
def test_a_bomb_is_defused_in_little_time_and_memory(unpack: Unpack, pack: Pack) -> None:
    resource = pytest.importorskip("resource")
    content = pack({"wx.py": "1", "ws.ipynb": b" " * 60_000_000})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = quick(10, lambda: unpack(content))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 100_000
    assert cells(found) == {"wx.py": ("1",)}
    assert found.refusals


@BOTH
def test_what_is_unpacked_is_counted_over_all_members(
    unpack: Unpack, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ARCHIVE", 100_000)
    found = unpack(pack({f"{i}/ws.py": b"#" * 30_000 for i in range(9)}))
    assert list(cells(found)) == ["0/ws.py"]
    assert [refusal.file for refusal in found.refusals] == ["s001.zip"]
    assert "unpacks to more than 100,000 bytes" in found.refusals[0].reason


def test_what_is_passed_over_in_a_tar_is_counted_too(
    unpack: Unpack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ARCHIVE", 100_000)
    found = unpack(tarred({"film.mp4": bytes(200_000), "ws.py": "1"}))
    assert found.hands == ()
    assert "unpacks to more than 100,000 bytes" in found.refusals[0].reason


def overlapping(name: bytes, count: int, size: int) -> bytes:
    """A zip whose members, all of one name in different folders, share the same packed bytes."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeezer.compress(b"#" * size) + squeezer.flush()
    crc = zlib.crc32(b"#" * size)
    sizes = (crc, len(packed), size)
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, *sizes, len(name), 0)
    local += name + packed
    entry = (20, 20, 0, 8, 0, 0, *sizes, len(name), 0, 0, 0, 0, 0, 0)
    listing = (b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", *entry) + name) * count
    tail = struct.pack("<HHHHIIH", 0, 0, count, count, len(listing), len(local), 0)
    return local + listing + b"PK\5\6" + tail


def test_members_that_share_their_bytes_are_counted_each(
    unpack: Unpack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ARCHIVE", 100_000)
    assert list(cells(unpack(overlapping(b"ws.py", 1, 30_000)))) == ["ws.py"]
    found = unpack(overlapping(b"ws.py", 1000, 30_000))
    assert found.refusals  # by the count, or by a zipfile that notices the overlap


def test_a_long_table_of_contents_is_not_read(
    unpack: Unpack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_LISTING", 60_000)
    assert unpack(zipped({f"{i}.txt": "" for i in range(1000)})).refusals == ()
    (refusal,) = unpack(zipped({f"{i}.txt": "" for i in range(1200)})).refusals
    assert "lists too many files" in refusal.reason


@BOTH
def test_too_many_members_are_refused(
    unpack: Unpack, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 10)
    files = {f"{i}.txt": "" for i in range(10)}
    assert unpack(pack(files)).refusals == ()
    (refusal,) = unpack(pack(files | {"ws.py": "1"})).refusals
    assert "more than 10 files" in refusal.reason


def test_a_tar_member_that_claims_exabytes_ends_the_reading(unpack: Unpack) -> None:
    member = tarfile.TarInfo("film.mp4")
    for size in (2**60, 2**62):
        member.size = size
        content = member.tobuf(tarfile.GNU_FORMAT) + bytes(2048)
        found = quick(10, lambda content=content: unpack(content, "s001.tar"))
        assert "breaks off before its end" in found.refusals[0].reason


def test_a_tar_member_of_negative_size_ends_the_reading(unpack: Unpack) -> None:
    block = bytearray(tarfile.TarInfo("film.mp4").tobuf(tarfile.GNU_FORMAT))
    block[124:136] = b"\xff" * 10 + b"\xfe\0"  # -512
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    start = time.process_time()
    found = unpack(bytes(block) * 4, "s001.tar")
    assert time.process_time() - start < 1
    assert found.hands == ()
    assert len(found.refusals) == 1


def test_a_locked_zip_is_refused(unpack: Unpack) -> None:
    content = bytearray(zipped({"ws.py": "1", "notes.txt": "2"}))
    for head, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(head) + flags] |= 1
    (refusal,) = unpack(bytes(content)).refusals
    assert (refusal.topic, refusal.file) == ("ws", "ws.py")
    assert "locked with a password" in refusal.reason


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_without_a_bound_is_refused(unpack: Unpack, method: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        made.writestr("ws.py", b"#" * 10**4)
    (refusal,) = unpack(target.getvalue()).refusals
    assert f"unusual way (method {method})" in refusal.reason


def test_a_damaged_member_is_refused_and_the_others_are_read(unpack: Unpack) -> None:
    content = bytearray(zipped({"ws.py": "x = 1" * 50, "wx.py": "1"}))
    content[40] ^= 0xFF
    found = unpack(bytes(content))
    assert list(cells(found)) == ["wx.py"]
    assert "damaged inside its archive" in found.refusals[0].reason


def test_a_zip_that_is_cut_off_is_refused(unpack: Unpack) -> None:
    (refusal,) = unpack(zipped({"ws.py": "1"})[:-10]).refusals
    assert (refusal.topic, refusal.file) == (None, "s001.zip")
    assert "damaged (File is not a zip file)" in refusal.reason


def test_of_a_tar_that_is_cut_off_the_first_files_are_read(unpack: Unpack) -> None:
    noise = random.Random(1).randbytes(30_000)
    content = tarred({"ws.py": "1", "photo.jpg": noise, "wx.py": "1"})
    found = unpack(content[: len(content) // 2], "s001.tar.gz")
    assert cells(found) == {"ws.py": ("1",)}
    assert "damaged" in found.refusals[0].reason


@pytest.mark.parametrize("content", [b"", b"PK", b"Rar!\x1a\7\0", b"7z\xbc\xaf\x27\x1c", b"hello"])
def test_what_is_no_archive_is_refused(unpack: Unpack, content: bytes) -> None:
    (refusal,) = unpack(content).refusals
    assert "neither a .zip nor a .tar.gz" in refusal.reason


@pytest.mark.parametrize("name", ["s001.rar", "s001.7z", "s001.tar.xz"])
def test_other_archives_are_refused_with_a_way_on(unpack: Unpack, name: str) -> None:
    (refusal,) = unpack(b"Rar!", name).refusals
    assert "hand in a .zip" in refusal.reason


def test_an_archive_over_its_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "s001.zip"
    with path.open("wb") as target:
        target.truncate(50_000_001)
    (refusal,) = look(path).refusals
    assert refusal.reason == "this has 50,000,001 bytes, where an archive may have 50,000,000"


def test_names_in_other_encodings_are_tolerated(unpack: Unpack) -> None:
    zip_ = zipped({"gr__e/ws.py": "1"}).replace(b"gr__e", b"gr\x94\xe1e")
    assert list(cells(unpack(zip_)).values()) == [("1",)]
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz", encoding="latin-1", format=tarfile.GNU_FORMAT) as t:
        t.addfile(tarfile.TarInfo("größe/ws.py"))
    assert list(cells(unpack(tar.getvalue()))) == ["gr\\udcf6\\udcdfe/ws.py"]


def test_control_characters_in_names_are_shown(unpack: Unpack) -> None:
    assert list(cells(unpack(tarred({"a\x1b[2J/ws.py": "1"})))) == ["a\\x1b[2J/ws.py"]


FILES = {"ws.py": "x = 1\n", "a/wx.ipynb": notebook("y"), "quiz.py": "é", "b.txt": "z" * 600}
MADE = [zipped(FILES), tarred(FILES), tarred(FILES, "w")]
EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6)


@given(st.sampled_from(MADE), EDITS, st.floats(0, 1))
def test_no_damage_makes_reading_raise(
    tmp_path_factory: pytest.TempPathFactory,
    content: bytes,
    edits: list[tuple[float, int]],
    cut: float,
) -> None:
    damaged = bytearray(content)
    for where, byte in edits:
        damaged[int(where * len(damaged))] = byte
    path = tmp_path_factory.getbasetemp() / "s001.zip"
    path.write_bytes(damaged[: int(len(damaged) * max(cut, 0.5))] if cut < 0.9 else damaged)
    found = look(path)
    assert all(isinstance(cell, str) for hand in found.hands for cell in hand.cells)
