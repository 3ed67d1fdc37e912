"""Drafts are never lost, and an answer is put exactly where it belongs, or not at all."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.board.drafts import Drafts, literal, save


def test_drafts_are_there_again(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("ws.general", "dE3/dy3 · \ud800")
    Drafts(tmp_path).keep("ws.accumulated", "two\nlines")
    assert Drafts(tmp_path).all == {"ws.general": "dE3/dy3 · ?", "ws.accumulated": "two\nlines"}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b'{"a": 3}', b"[" * 100_000])
def test_a_file_of_drafts_that_is_none_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ".bptt" / "drafts.json"
    path.parent.mkdir()
    path.write_bytes(content)
    drafts = Drafts(tmp_path)
    assert drafts.all == {}
    drafts.keep("a", "b")
    assert Drafts(tmp_path).all == {"a": "b"}


def test_where_nothing_can_be_written_the_board_goes_on(tmp_path: Path) -> None:
    (tmp_path / ".bptt").write_text("a file where the folder should be", encoding="utf-8")
    drafts = Drafts(tmp_path)
    drafts.keep("a", "b")
    assert drafts.all == {"a": "b"}


@given(st.text())
def test_a_literal_is_the_text_again(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text


def put(tmp_path: Path, source: str, text: str = "new", name: str = "ws.py") -> bytes:
    path = tmp_path / name
    path.write_bytes(source.encode())
    save(path, "ws.answer", text)
    return path.read_bytes()


@pytest.mark.parametrize(("source", "expected"), [
    ('answer = ""', 'answer = "new"'),
    ('x = 1\r\nanswer = "old" # why\r\ny = 2\r\n', 'x = 1\r\nanswer = "new" # why\r\ny = 2\r\n'),
    ('ä = "∂"; answer = "∂∂"; z = "ü"\n', 'ä = "∂"; answer = "new"; z = "ü"\n'),
    ('a = """\x0c\n"""\nanswer = ("one"\n  "two")\n', 'a = """\x0c\n"""\nanswer = ("new")\n'),
    ("def f():\n    answer = 3\nanswer = None\n", 'def f():\n    answer = 3\nanswer = "new"\n'),
])  # fmt: skip
def test_only_the_value_changes(tmp_path: Path, source: str, expected: str) -> None:
    assert put(tmp_path, source) == expected.encode()


@pytest.mark.parametrize("source", [
    "", "x = 1", 'answer = "a"\nanswer = "b"', "def broken(:", "a = answer = 1", "answer += 1",
    "if True:\n    answer = 3", "\0",
])  # fmt: skip
def test_where_it_is_not_clear_nothing_is_written(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match="Copy"):
        put(tmp_path, source)
    assert (tmp_path / "ws.py").read_bytes() == source.encode()


def notebook(*sources: str) -> str:
    cells = [{"cell_type": "code", "source": s.splitlines(True), "outputs": []} for s in sources]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": "answer = 1"}, *cells]})


def test_an_answer_is_saved_in_a_notebook_too(tmp_path: Path) -> None:
    content = put(tmp_path, notebook("%magic", 'x = 1\nanswer = ""'), name="ws.ipynb")
    cells = json.loads(content)["cells"]
    assert cells[2]["source"] == ["x = 1\n", 'answer = "new"']
    assert cells[0]["source"] == "answer = 1"


@pytest.mark.parametrize(
    "content", ["{", "[]", notebook("x = 1"), notebook("answer=1", "answer=2")]
)
def test_a_notebook_without_one_place_for_it_is_left_alone(tmp_path: Path, content: str) -> None:
    with pytest.raises(ValueError, match=r"[Pp]aste"):
        put(tmp_path, content, name="ws.ipynb")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"gone.py cannot be written"):
        save(tmp_path / "gone.py", "ws.answer", "")
