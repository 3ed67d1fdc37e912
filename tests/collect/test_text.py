"""Any editor's text becomes the same program; what is no text is refused, with a reason."""

import codecs
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect.hand import Unread
from grader.collect.text import decoded

PROGRAM = "# größe, π\nx = 'ü'\n\ny = 1\n"
TEXT = st.text("ab üπ漢😀\n").map(lambda text: f"# {text}\n")


@given(TEXT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_every_unicode_encoding_with_its_mark_gives_the_same_text(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding), program=False) == (text, ())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_become_newlines(end: str) -> None:
    assert decoded(PROGRAM.replace("\n", end).encode())[0] == PROGRAM


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "iso-8859-15", "mac_roman"])
@pytest.mark.parametrize("before", ["", "#!/usr/bin/env python\n", "\n"])
def test_the_cookie_decides(encoding: str, before: str) -> None:
    program = f"{before}# -*- coding: {encoding} -*-\nx = 'ü'\n"
    assert decoded(program.encode(encoding)) == (program, ())


def test_a_cookie_after_code_is_a_comment() -> None:
    program = "x = 'ü'\n# coding: latin-1\n"
    assert decoded(program.encode()) == (program, ())


def test_a_cookie_in_a_notebook_is_a_comment() -> None:
    assert decoded("# coding: latin-1\nü".encode(), program=False)[0].endswith("ü")


@pytest.mark.parametrize("name", ["utf-8-unix", "UTF_8", "utf8"])
def test_a_cookie_that_says_utf_8_is_no_remark(name: str) -> None:
    program = f"# coding: {name}\nx = 'ü'\n"
    assert decoded(program.encode()) == (program, ())


@pytest.mark.parametrize("name", ["nonsense", "utf-16", "zip", "rot13", "cp99999", "ascii"])
def test_a_cookie_that_cannot_be_obeyed_is_a_remark(name: str) -> None:
    text, remarks = decoded(f"# coding: {name}\nx = 'ü'\n".encode())
    assert text.endswith("x = 'ü'\n")
    assert len(remarks) == 1
    assert name in remarks[0]


def test_a_cookie_cannot_choose_a_slow_decoder() -> None:
    start = time.process_time()
    decoded(b"# coding: punycode\n" + b"a" * 200_000 + b"-" + b"b" * 200_000)
    assert time.process_time() - start < 1


def test_other_bytes_are_read_as_latin_1_with_the_line_in_a_remark() -> None:
    text, remarks = decoded("x = 1\n# größe\n".encode("latin-1"))
    assert text == "x = 1\n# größe\n"
    assert remarks == ("is not UTF-8 (line 2): read as Latin-1",)


@pytest.mark.parametrize(
    "raw",
    [
        b"x = 1\0\n",
        "x = 1\n".encode("utf-16-le"),
        codecs.BOM_UTF16_LE + b"x\0\0\0",
        codecs.BOM_UTF16_LE + b"x",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(1, 256)),
        bytes(random.Random(0).choices(range(1, 256), k=5000)),
        b"x = 1\n" + b"\x01\x02" * 20,
    ],
)
def test_what_is_not_text_is_refused(raw: bytes) -> None:
    with pytest.raises(Unread, match=r"not.*save it as plain text in UTF-8"):
        decoded(raw)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"{\\rtf1\\ansi x = 1}", "RTF"),
        (b"\n<!DOCTYPE html><html></html>", "HTML"),
        (b"<html>", "HTML"),
    ],
)
def test_a_disguise_is_called_by_its_name(raw: bytes, kind: str) -> None:
    with pytest.raises(Unread, match=kind):
        decoded(raw)


@given(st.binary())
def test_any_bytes_are_text_without_nul_and_carriage_return_or_are_refused(raw: bytes) -> None:
    try:
        text, _ = decoded(raw)
    except Unread:
        return
    assert not {"\0", "\r"} & set(text)
