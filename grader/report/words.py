"""The words and marks for verdicts, the same on every page and screen; colour repeats them."""

from typing import NamedTuple


class Look(NamedTuple):
    """A mark, the same without Unicode, the word beside it, and the role that gives its colour."""

    mark: str
    plain: str
    word: str
    role: str


LOOKS = {
    "correct": Look("✓", "+", "right", "ok"),
    "partial": Look("◐", "~", "partly right", "miss"),
    "incorrect": Look("✗", "x", "not yet", "miss"),
    "invalid": Look("✗", "x", "cannot be judged", "miss"),
    "unanswered": Look("·", ".", "not answered", "soft"),
    "pending": Look("○", "o", "recorded", "soft"),
    "error": Look("!", "!", "stopped", "bad"),
    "timeout": Look("!", "!", "out of time", "bad"),
    "crashed": Look("!", "!", "crashed", "bad"),
    "refused": Look("!", "!", "not run", "bad"),
}


def number(points: float) -> str:
    """Points without needless digits.

    >>> number(4.0), number(0.5), number(2 / 3)
    ('4', '0.5', '0.67')
    """
    return f"{points:.2f}".rstrip("0").rstrip(".")


def counted(n: int, thing: str) -> str:
    """A number with its noun.

    >>> counted(1, "submission"), counted(3, "submission")
    ('1 submission', '3 submissions')
    """
    return f"{n} {thing}" + ("" if n == 1 else "s")


def clean(text: str, most: int = 400) -> str:
    """Text that may come from a student: control and direction characters out, cut to a length.

    >>> clean("a\\x1b[31mb\\u202ec")
    'a[31mbc'
    """
    shown = "".join(
        c if c.isprintable() or c == " " else " " if c in "\n\t" else "" for c in text[: 4 * most]
    )
    return shown if len(shown) <= most else shown[: most - 1] + "…"
