"""Names of files: which are read, which topic they speak of, how they are ordered and shown."""

import re
from collections.abc import Iterable, Sequence

ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
OTHER_ARCHIVES = (".rar", ".7z", ".tar.bz2", ".tar.xz", ".gz", ".bz2", ".xz")
SOURCES = (".py", ".ipynb")
_IGNORED = frozenset({"__macosx", "__pycache__", "site-packages", "node_modules"})
_WORD = re.compile(r"[^\W\d_]+|\d+")
_DIGITS = re.compile(r"(\d+)")


def ignored(part: str) -> bool:
    """Hidden files, and folders that tools make; `part` is one part of a path."""
    return part.startswith(".") or part.casefold() in _IGNORED


def split(name: str) -> tuple[str, str]:
    """Stem and suffix, where the suffix, in small letters, is one this room knows, else empty.

    >>> split("S001.tar.gz"), split("a/ws.IPYNB"), split("notes.txt")
    (('S001', '.tar.gz'), ('ws', '.ipynb'), ('notes.txt', ''))
    """
    last = name.rpartition("/")[2]
    small = last.lower()
    for suffix in (*SOURCES, *ARCHIVES, *OTHER_ARCHIVES):
        if small.endswith(suffix) and len(last) > len(suffix):
            return last[: -len(suffix)], suffix
    return last, ""


def natural(name: str) -> tuple[list[str | int], str]:
    """A key that sorts s2 before s10 and does not look at case first.

    >>> sorted(["s10", "S2", "s1"], key=natural)
    ['s1', 'S2', 's10']
    """
    parts = _DIGITS.split(name.casefold())
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], name


def words(text: str) -> list[str]:
    """
    >>> words("WS_final (2)")
    ['ws', 'final', '2']
    """
    return _WORD.findall(text.casefold())


def _contains(whole: Sequence[str], part: Sequence[str]) -> bool:
    starts = range(len(whole) - len(part) + 1)
    return bool(part) and any(whole[i : i + len(part)] == part for i in starts)


def topics_in(stem: str, topics: Iterable[str]) -> list[str]:
    """The topics a stem may mean: the one it spells, up to case, else those among its words.

    >>> topics_in("WS", ["ws", "wx"]), topics_in("ws_s005", ["ws", "wx"]), topics_in("wsx", ["ws"])
    (['ws'], ['ws'], [])
    """
    topics = list(topics)
    if same := [topic for topic in topics if topic.casefold() == stem.casefold()]:
        return same[:1]
    here = words(stem)
    found = {topic: words(topic) for topic in topics if _contains(here, words(topic))}
    longer = list(found.values())
    return [t for t, w in found.items() if not any(w != v and _contains(v, w) for v in longer)]


def shown(name: str, most: int = 120) -> str:
    """The name for people: on one line, without control characters, of bounded length."""
    if not name.isprintable():
        name = "".join(c if c.isprintable() else _escaped(c) for c in name)
    return name if len(name) <= most else name[: most // 2] + "..." + name[-most // 2 :]


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def listed(names: Sequence[str], most: int = 5) -> str:
    """
    >>> listed(["a", "b"]), listed(["a", "b", "c"], 2)
    ('a, b', 'a, b and 1 more')
    """
    text = ", ".join(shown(name) for name in names[:most])
    return text + (f" and {len(names) - most} more" if len(names) > most else "")
