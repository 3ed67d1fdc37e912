"""From bytes to the text of a program: encodings, line ends, and what is not text at all."""

import codecs
import re

from grader.collect.hand import Unread

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"[ \t\f]*(#.*)?$")
# Encodings in which editors save programs. Others (punycode, idna, ...) can take hours to decode.
_EDITORS = re.compile(
    r"(latin|iso-?8859|iso-?2022|ascii|us-ascii|cp\d|windows-\d|mac|koi8|gb|big5|shift|sjis|euc)"
)
_CONTROLS = bytes({*range(1, 9), *range(14, 27), *range(28, 32), 127})
_SAVE = "save it as plain text in UTF-8 and hand it in again"
_DISGUISED = (
    ("{\\rtf", "this is rich text (RTF), not plain text"),
    ("<!doctype", "this is a web page (HTML); download the file itself"),
    ("<html", "this is a web page (HTML); download the file itself"),
)


def decoded(raw: bytes, program: bool = True) -> tuple[str, tuple[str, ...]]:
    """The text with `\\n` line ends, and remarks that read on after the file's name.

    A byte order mark decides, then (in a `program`) the cookie of PEP 263, then UTF-8; what is none
    of these is read as Latin-1, with a remark. Raises `Unread` for what is not text.
    """
    text, remarks = _characters(raw, program)
    if "\0" in text:
        raise Unread(f"this is not text, it holds NUL characters; {_SAVE}")
    start = text[:64].lstrip().lower()
    for opening, what in _DISGUISED:
        if start.startswith(opening):
            raise Unread(f"{what}; {_SAVE}" if "RTF" in what else what)
    return text.replace("\r\n", "\n").replace("\r", "\n"), remarks


def _characters(raw: bytes, program: bool) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    if encoding is not None and encoding != "utf-8-sig":
        return _marked(raw, encoding), ()
    if b"\0" in raw:
        raise Unread(f"this is not text, it holds NUL bytes; {_SAVE}")
    if 20 * (len(raw) - len(raw.translate(None, _CONTROLS))) > len(raw):
        raise Unread(f"this is not text, it is full of control characters; {_SAVE}")
    remarks: tuple[str, ...] = ()
    named = _named(raw) if program and encoding is None else None
    if named is not None:
        if _EDITORS.match(named.lower().replace("_", "-")):
            try:
                return raw.decode(named), ()
            except (LookupError, ValueError):
                pass
        remarks = (f"says it is encoded as {named}, which it is not: read as UTF-8",)
    try:
        return raw.decode("utf-8-sig"), remarks
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return raw.decode("latin-1"), (f"is not UTF-8 (line {line}): read as Latin-1",)


def _marked(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Unread(f"this begins as {encoding.upper()} text, but is not; {_SAVE}") from None


def _named(raw: bytes) -> str | None:
    """The encoding named in the first two lines, unless it is UTF-8 anyway (PEP 263)."""
    for line in raw[:400].splitlines()[:2]:
        if cookie := _COOKIE.match(line):
            named = cookie[1].decode("ascii", "replace")
            return None if named.lower().replace("_", "-").startswith(("utf-8", "utf8")) else named
        if not _BLANK.match(line):
            return None
    return None
