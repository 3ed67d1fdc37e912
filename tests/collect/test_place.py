"""Everyone who handed in has an entry under an id of their own, and nothing is lost silently."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect import CollectError, entries
from grader.collect import place as finding
from grader.collect.names import ARCHIVES

from .conftest import LINUX, POSIX, place


def ids(path: Path) -> list[str]:
    return [entry.student for entry in entries(path)]


def test_folders_archives_and_files_are_entries_in_natural_order(tmp_path: Path) -> None:
    names = ["s10/ws.py", "s2.zip", "S3.tar.gz", "s1.tgz", "s20.py", "s11.ipynb", "s4.tar"]
    found = entries(place(tmp_path, dict.fromkeys(names, "")))
    assert [e.student for e in found] == ["s1", "s2", "S3", "s4", "s10", "s11", "s20"]
    assert all(e.path.exists() and e.flags == () for e in found)
    assert found.left_out == ()


def test_stray_files_are_reported_and_hidden_ones_are_not(tmp_path: Path) -> None:
    names = ["s1/ws.py", "README.txt", "grades", ".DS_Store", "__MACOSX/x", ".git/x", "a10", "a9"]
    found = entries(place(tmp_path, dict.fromkeys(names, "")))
    assert [entry.student for entry in found] == ["s1"]
    assert found.left_out == ("a9", "a10", "grades", "README.txt")


@pytest.mark.parametrize("name", ["s1.rar", "s1.7z", "s1.tar.bz2"])
def test_an_archive_that_cannot_be_read_is_still_an_entry(tmp_path: Path, name: str) -> None:
    assert ids(place(tmp_path, {name: ""})) == ["s1"]


@POSIX
def test_links_are_entries_unless_they_are_stray_files(tmp_path: Path) -> None:
    place(tmp_path, {"s1/ws.py": ""})
    for name in ("s2", "s3.zip", "notes.txt"):
        (tmp_path / name).symlink_to("/nowhere")
    found = entries(tmp_path)
    assert [entry.student for entry in found] == ["s1", "s2", "s3"]
    assert found.left_out == ("notes.txt",)


def test_of_two_entries_with_one_id_both_are_kept_and_flagged(tmp_path: Path) -> None:
    place(tmp_path, dict.fromkeys(["s001/ws.py", "s001.zip", "s001.py", "S001.tgz", "s002.py"], ""))
    found = {entry.path.name: (entry.student, entry.flags) for entry in entries(tmp_path)}
    assert found == {
        "s001": ("s001", ("duplicate",)),
        "s001.zip": ("s001.zip", ("duplicate",)),
        "s001.py": ("s001.py", ("duplicate",)),
        "S001.tgz": ("S001.tgz", ("duplicate",)),
        "s002.py": ("s002", ()),
    }


def test_two_spellings_of_one_accent_are_duplicates(tmp_path: Path) -> None:
    place(tmp_path, {"\u00e9.py": "", "e\u0301.zip": ""})
    assert [entry.flags for entry in entries(tmp_path)] == [("duplicate",)] * 2


NAMES = st.builds(
    lambda stem, suffix: stem + suffix,
    st.sampled_from(["s1", "S1", "s01", "a", "a.zip", "a\n", "a\\n", "A"]),
    st.sampled_from(["", ".py", ".zip", ".zip.zip", *ARCHIVES]),
)


@LINUX
@given(st.dictionaries(NAMES, st.booleans(), min_size=1))
def test_ids_are_unique_printable_and_as_many_as_entries(
    tmp_path_factory: pytest.TempPathFactory, names: dict[str, bool]
) -> None:
    root = tmp_path_factory.mktemp("class")
    for name, folder in names.items():
        path = root / name
        path.mkdir() if folder or "." not in name else path.touch()
    found = entries(root)
    assert sorted(entry.path.name for entry in found) == sorted(names)
    assert len({entry.student for entry in found}) == len(names)
    assert all(entry.student.isprintable() for entry in found)


@LINUX
def test_names_that_are_no_text_are_still_ids(tmp_path: Path) -> None:
    os.mkdir(os.fsencode(tmp_path) + b"/s\xff")  # noqa: PTH102
    (entry,) = entries(tmp_path)
    assert entry.student == "s\\udcff"
    assert entry.path.is_dir()


# nbgrader


def test_the_folder_submitted_of_nbgrader_is_found(tmp_path: Path) -> None:
    names = ["submitted/s2/ps1/ws.ipynb", "submitted/s1/ps1/ws.ipynb", "submitted/x.txt", "a.db"]
    found = entries(place(tmp_path, dict.fromkeys([*names, "source/ps1/ws.ipynb"], "")))
    assert [entry.student for entry in found] == ["s1", "s2"]
    assert found.left_out == ("x.txt", "a.db", "source")
    assert entries(tmp_path / "submitted") == found


@POSIX
def test_a_file_or_a_link_called_submitted_is_not_followed(tmp_path: Path) -> None:
    place(tmp_path / "other", {"s1/ws.py": ""})
    place(tmp_path / "class", {"s2/ws.py": ""})
    (tmp_path / "class" / "submitted").symlink_to(tmp_path / "other")
    assert ids(tmp_path / "class") == ["s2", "submitted"]


# A single file, and nothing


@pytest.mark.parametrize("name", ["s1.py", "s1.ipynb", "s1.zip", "s1.tar.gz", "s1.TGZ"])
def test_a_single_file_is_one_student(tmp_path: Path, name: str) -> None:
    path = place(tmp_path, {name: "", "other.py": ""}) / name
    (entry,) = entries(path)
    assert entry == ("s1", path.resolve(), ())


@POSIX
def test_the_place_itself_may_be_a_link_of_the_teacher(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(place(tmp_path / "class", {"s1/ws.py": ""}))
    assert ids(tmp_path / "link") == ["s1"]


@POSIX
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone", "there is no folder or file"),
        ("empty", "holds no submission; one a student is wanted: a folder, a .zip"),
        ("stray", "holds no submission"),
        ("course", "submitted holds no submission"),
        ("notes.txt", "is no submission; that would be a folder, a .zip"),
        ("pipe.py", "is no submission"),
        ("a\0b", "cannot be read"),
        ("loop", "cannot be read"),
    ],
)
def test_a_place_without_submissions_is_an_error_that_names_it(
    tmp_path: Path, name: str, said: str
) -> None:
    place(tmp_path, {"stray/README.txt": "", "notes.txt": ""})
    (tmp_path / "empty").mkdir()
    (tmp_path / "course" / "submitted").mkdir(parents=True)
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(CollectError, match=said) as error:
        entries(tmp_path / name)
    assert name.partition("\0")[0] in str(error.value)


def test_a_place_that_may_not_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(finding.os, "scandir", denied)
    with pytest.raises(CollectError, match=r"cannot be read: .*Permission denied"):
        entries(tmp_path)
