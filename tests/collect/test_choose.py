"""Which file is graded for a topic, and what is said about the others."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect import (
    Entry,
    Hand,
    Refusal,
    Submission,
    fingerprint,
    read,
    read_file,
    topic_of,
)

from .conftest import TOPICS, look, notebook, place, tarred, zipped

HandIn = Callable[..., Submission]
STUB = """# %% [markdown]
# Differentiate.
# %%
from grader.notebooks import check

def grad_Ws():
    raise NotImplementedError
# %%
check("ws")
"""
STUB_CELLS = (
    "from grader.notebooks import check\n\ndef grad_Ws():  \n    raise NotImplementedError",
    'check("ws")',
)
SOLVED = "def grad_Ws():\n    return 1\n"
STUBS = {"ws": STUB}


def only(submission: Submission) -> Hand:
    assert submission.refusals == ()
    (hand,) = submission.hands
    return hand


def test_hands_come_in_the_order_of_the_topics(hand_in: HandIn) -> None:
    found = hand_in({"wx.py": "", "quiz.ipynb": notebook("a", "b"), "deep/er/forward.py": "x\r\n"})
    assert found.hands == (
        Hand("forward", "deep/er/forward.py", ("x\n",), ()),
        Hand("wx", "wx.py", ("",), ()),
        Hand("quiz", "quiz.ipynb", ("a", "b"), ()),
    )
    assert (found.student, found.refusals, found.remarks) == ("s001", (), ())


@pytest.mark.parametrize("stub", [STUB, fingerprint(STUB)])
@pytest.mark.parametrize(
    ("py", "ipynb", "graded", "why"),
    [
        (SOLVED, notebook(*STUB_CELLS), "ws.py", "as it was given out"),
        (STUB, notebook(SOLVED), "ws.ipynb", "as it was given out"),
        (SOLVED, notebook(SOLVED), "ws.py", "of the two the .py counts"),
        (STUB, notebook("1/0", "%magic"), "ws.ipynb", "as it was given out"),
        (STUB.replace("\n", "  \r\n"), notebook(SOLVED), "ws.ipynb", "as it was given out"),
        ("\0", notebook(SOLVED), "ws.ipynb", "this is not text"),
        (SOLVED, "{", "ws.py", "this is not a notebook"),
    ],
)
def test_of_two_files_the_one_that_differs_from_the_stub_is_graded(
    hand_in: HandIn, stub: str, py: str, ipynb: str, graded: str, why: str
) -> None:
    hand = only(hand_in({"ws.py": py, "ws.ipynb": ipynb}, {"ws": stub}))
    other = "ws.py" if graded == "ws.ipynb" else "ws.ipynb"
    assert hand.file == graded
    assert len(hand.remarks) == 1
    assert hand.remarks[0].startswith(f"{graded} is graded, not {other} ({why}")


def test_two_stubs_are_no_remark(hand_in: HandIn) -> None:
    hand = only(hand_in({"ws.py": STUB, "ws.ipynb": notebook(*STUB_CELLS)}, STUBS))
    assert (hand.file, hand.remarks) == ("ws.py", ())


def test_a_file_that_cannot_be_read_beside_a_stub_is_refused_rather_than_unanswered(
    hand_in: HandIn,
) -> None:
    found = hand_in({"ws.py": STUB, "ws.ipynb": "{"}, STUBS)
    assert found.hands == ()
    assert [(r.topic, r.file) for r in found.refusals] == [("ws", "ws.ipynb")]


def test_the_py_counts_however_deep_it_lies(hand_in: HandIn) -> None:
    hand = only(hand_in({"a/b/ws.py": SOLVED, "ws.ipynb": notebook(SOLVED)}, STUBS))
    assert hand.file == "a/b/ws.py"
    assert hand.remarks == ("a/b/ws.py is graded, not ws.ipynb (of the two the .py counts)",)


def test_the_shallowest_counts(hand_in: HandIn) -> None:
    hand = only(hand_in({"old/ws.py": "old", "ws.py": "new", "very/old/ws.py": "x"}, STUBS))
    assert hand.cells == ("new",)
    assert hand.remarks == (
        "ws.py is graded, not old/ws.py (it lies deeper), very/old/ws.py (it lies deeper)",
    )


def test_a_deeper_file_counts_if_those_above_are_the_stub(hand_in: HandIn) -> None:
    hand = only(hand_in({"mine/ws.py": SOLVED, "ws.py": STUB}, STUBS))
    assert hand.file == "mine/ws.py"


def test_of_equals_the_first_by_name_counts(hand_in: HandIn) -> None:
    hand = only(hand_in({"v10/ws.py": "10", "v9/ws.py": "9"}, STUBS))
    assert hand.cells == ("9",)
    assert "v10/ws.py (it comes later)" in hand.remarks[0]


@pytest.mark.parametrize("name", ["WS.py", "ws.PY", "Ws.Ipynb"])
def test_the_case_of_a_name_is_forgiven(hand_in: HandIn, name: str) -> None:
    hand = only(hand_in({name: notebook("1") if "pynb" in name else "1"}))
    assert hand == Hand("ws", name, ("1",), ())


@pytest.mark.parametrize(
    "name", ["ws (1).py", "ws_final.py", "01-ws.py", "s001 ws 2.py", "WS2.py", "Kopie von ws.py"]
)
def test_a_near_name_is_taken_with_a_remark(hand_in: HandIn, name: str) -> None:
    hand = only(hand_in({name: "1"}))
    assert hand.topic == "ws"
    assert hand.remarks == (f"{name} is taken for ws; ws.py would be its exact name",)


def test_an_exact_name_comes_before_a_near_one(hand_in: HandIn) -> None:
    hand = only(hand_in({"ws_final.py": "final", "x/y/ws.py": "1"}))
    assert hand.file == "x/y/ws.py"
    assert hand.remarks == ("x/y/ws.py is graded, not ws_final.py (its name is not exact)",)


def test_a_near_name_is_taken_if_the_exact_one_is_the_stub(hand_in: HandIn) -> None:
    files = {"ws (1).py": SOLVED, "ws.py": STUB, "ws.ipynb": notebook(*STUB_CELLS)}
    hand = only(hand_in(files, STUBS))
    assert hand.file == "ws (1).py"
    assert len(hand.remarks) == 2


def test_a_deeper_file_of_the_exact_name_comes_before_a_near_one(hand_in: HandIn) -> None:
    files = {"ws.py": STUB, "ws_old.py": SOLVED, "mine/ws.py": SOLVED}
    assert only(hand_in(files, STUBS)).file == "mine/ws.py"


@pytest.mark.parametrize("name", ["wsx.py", "aws.py", "helper.py", "ws.txt", "ws.py.bak", "ws"])
def test_other_names_are_not_taken(hand_in: HandIn, name: str) -> None:
    assert hand_in({name: "1"}).hands == ()


def test_a_name_with_two_topics_is_asked_about(hand_in: HandIn) -> None:
    found = hand_in({"ws_wx.py": "1", "ws.py": "2"})
    assert [hand.topic for hand in found.hands] == ["ws"]
    assert found.refusals == (
        Refusal(None, "ws_wx.py", "which topic is it? name it ws.py or wx.py"),
    )
    assert hand_in({"wx.py": "3"}).refusals == ()


def test_the_longer_topic_is_meant() -> None:
    assert topic_of("my_two_layer.py", ["two", "two_layer", "layer"]) == "two_layer"


def test_files_without_a_topic_are_named(hand_in: HandIn) -> None:
    found = hand_in({"homework.py": "1", "data.csv": "2", "Untitled.ipynb": notebook()})
    assert found.hands == found.refusals == ()
    assert len(found.remarks) == 1
    assert "Untitled.ipynb, homework.py" in found.remarks[0]
    assert "data.csv" not in found.remarks[0]


def test_nothing_found_is_no_error(tmp_path: Path) -> None:
    found = look(place(tmp_path / "s001", {}))
    assert (found.hands, found.refusals, found.remarks) == ((), (), ())


@pytest.mark.parametrize(
    "folder", ["__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__", "venv/site-packages"]
)
@pytest.mark.parametrize("pack", [None, zipped, tarred])
def test_folders_of_tools_are_ignored(
    tmp_path: Path, folder: str, pack: Callable[..., bytes] | None
) -> None:
    files = {f"{folder}/ws.py": "1", "._ws.py": "2", f"a/{folder}/wx.ipynb": "3"}
    path = place(tmp_path / "s001", files)
    if pack:
        path = tmp_path / "s001.zip"
        path.write_bytes(pack(files))
    found = look(path)
    assert (found.hands, found.refusals, found.remarks) == ((), (), ())


def test_a_notebook_called_py_is_refused(hand_in: HandIn) -> None:
    (refusal,) = hand_in({"ws.py": notebook("1")}).refusals
    assert "ends in .ipynb" in refusal.reason


def test_halves_of_characters_are_replaced(hand_in: HandIn) -> None:
    hand = only(hand_in({"ws.ipynb": notebook("x = '\ud800'")}))
    assert hand.cells == ("x = '\ufffd'",)
    assert "halves" in hand.remarks[0]


def test_remarks_on_the_text_name_the_file(hand_in: HandIn) -> None:
    hand = only(hand_in({"a/ws.py": b"# \xfc"}))
    assert hand.remarks == ("a/ws.py is not UTF-8 (line 1): read as Latin-1",)


# Lone files


@pytest.mark.parametrize("name", ["ws.py", "s005_ws.py", "ws_s005.ipynb", "S005-WS.py"])
def test_the_name_of_a_lone_file_tells_its_topic(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(notebook("1") if name.endswith("ipynb") else "1")
    assert only(look(path)) == Hand("ws", name, ("1",), ())


def test_a_lone_file_without_a_topic_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "s005.py").write_text("1")
    found = look(tmp_path / "s005.py")
    reason = "which topic is it? name it s005_TOPIC.py, with TOPIC one of forward, wy, ws, wx, quiz"
    assert found.refusals == (Refusal(None, "s005.py", reason),)
    assert found.hands == found.remarks == ()


def test_a_lone_file_of_a_topic_that_is_not_selected_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "s005_wx.py").write_text("1")
    found = read(Entry("s005", tmp_path / "s005_wx.py", ()), ["ws"], {"ws": "", "wx": ""})
    assert found.hands == found.refusals == ()


# One named file


def test_read_file_gives_a_hand_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "draft.ipynb"
    path.write_text(notebook("1"))
    assert read_file(path, "ws") == Hand("ws", path.as_posix(), ("1",), ())
    path.write_text(notebook("1").replace("1", "ü"), encoding="latin-1")
    hand = read_file(path, "ws")
    assert hand.remarks == (f"{path.as_posix()} is not UTF-8 (line 1): read as Latin-1",)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ws.txt", b"1", "neither a .py nor a .ipynb"),
        ("ws.py", b"\0", "not text"),
        ("ws.ipynb", b"{", "line 1, column 2"),
        ("gone.py", None, "no such file"),
    ],
)
def test_read_file_refuses(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refusal = read_file(tmp_path / name, "ws")
    assert isinstance(refusal, Refusal)
    assert (refusal.topic, refusal.file) == ("ws", (tmp_path / name).as_posix())
    assert said in refusal.reason


# Digests


def test_the_digest_depends_on_names_and_bytes_and_not_on_times(tmp_path: Path) -> None:
    path = place(tmp_path / "s001", {"ws.py": "1", "notes.txt": "a"})
    first = look(path).digest
    os.utime(path / "ws.py", (1, 1))
    place(path, {"notes.txt": "b"})
    assert look(path, STUBS).digest == first
    assert first.startswith("sha256:")
    place(path, {"ws.py": "2"})
    assert look(path).digest != first
    (path / "ws.py").rename(path / "wx.py")
    place(path, {"wx.py": "1"})
    assert look(path).digest != first


@pytest.mark.parametrize("more", [{"ws.ipynb": "{}"}, {"a/ws.py": "1"}, {"wx.py": "\0"}])
def test_the_digest_changes_with_every_file_that_matters(
    tmp_path: Path, more: dict[str, str]
) -> None:
    path = place(tmp_path / "s001", {"ws.py": "1"})
    first = look(path).digest
    assert look(place(path, more)).digest != first


def test_a_folder_and_its_archives_read_the_same(tmp_path: Path) -> None:
    files = {"ws.py": "1", "a/wx.ipynb": notebook("2"), "quiz.py": "\0", "a.csv": "3"}
    place(tmp_path / "s001", files)
    (tmp_path / "s001.zip").write_bytes(zipped(files))
    (tmp_path / "s001.tar.gz").write_bytes(tarred(files))
    paths = [tmp_path / name for name in ("s001", "s001.zip", "s001.tar.gz")]
    folder, *archives = [read(Entry("s001", path, ()), TOPICS, STUBS) for path in paths]
    assert len(folder.hands) == 2
    assert archives == [folder, folder]


CODE = st.lists(st.sampled_from(["x = 1", "if x:", "    y", "# note", "", "  "]))


@given(CODE, CODE)
def test_the_fingerprint_sees_code_and_nothing_else(one: list[str], two: list[str]) -> None:
    code = [[line for line in lines if line.strip("# note")] for lines in (one, two)]
    same = fingerprint("\n".join(one)) == fingerprint("  \r\n".join(two))
    assert same == (code[0] == code[1])
