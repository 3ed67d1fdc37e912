"""The words and marks for verdicts, the same on every page and screen; colour repeats them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markupsafe import Markup

    from grader.results import QuestionResult, SubmissionResult


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


DECIDED = {"late", "set-by-hand"}  # flags that say what people decided; nobody has to look at them
SILENT = {"correct", "unanswered", "pending"}  # the mark says it all


BY_HAND = "Set by hand"


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


def sentence(text: str) -> str:
    """A remark as a sentence; one that begins with a name is left as it is.

    >>> sentence("the ')' at column 18 closes nothing"), sentence("s[0..N] should be 4 rows.")
    ("The ')' at column 18 closes nothing.", 's[0..N] should be 4 rows.')
    """
    first = text.partition(" ")[0]
    word = first.isalpha() and first.islower() and (len(first) > 1 or first == "a")
    begun = text[:1].upper() + text[1:] if word else text
    return begun + ("." if begun[-1:].isalnum() or begun[-1:] in ("'", ")", "`") else "")


def duration(seconds: float) -> str:
    """A time as it is spoken of.

    >>> duration(0.2), duration(59.6), duration(112)
    ('1 s', '1 min 0 s', '1 min 52 s')
    """
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def quantile(values: Sequence[float], q: float) -> float:
    """The value below which the share q of sorted values lies; between two, in proportion.

    >>> quantile([0.0, 50.0, 100.0], 0.5), quantile([40.0, 100.0], 0.5)
    (50.0, 70.0)
    """
    below, part = divmod(q * (len(values) - 1), 1)
    low, high = values[int(below)], values[min(int(below) + 1, len(values) - 1)]
    return low + part * (high - low)


def quartiles(results: "Sequence[SubmissionResult]") -> tuple[str, str, str]:
    """The lower quartile, the median and the upper quartile of a class, in whole percent."""
    percents = sorted(r.percent for r in results)
    lower, median, upper = (f"{quantile(percents, q):.0f}" for q in (0.25, 0.5, 0.75))
    return lower, median, upper


def plain(text: str) -> str:
    """Text for a screen that knows no Unicode.

    >>> plain("∂E₃/∂y₃ · s₂² …")
    'dE3/dy3 * s2^2 ...'
    """
    from unicodedata import normalize

    spelt = normalize("NFKD", text.translate(SPELT))
    return spelt.encode("ascii", "replace").decode()


SPELT = str.maketrans(
    {"∂": "d", "·": "*", "⊙": "*", "−": "-", "Σ": "Sum", "∏": "Product", "α": "alpha"}
    | {digit: f"^{k}" for k, digit in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
)


def why(result: "SubmissionResult") -> str:
    """Why somebody should look at a submission."""
    for q in result.questions:
        if q.verdict in {"timeout", "crashed", "refused"}:
            return clean(f"{q.id}: {q.message}", 80)
    return clean(", ".join(flag for flag in result.flags if flag not in DECIDED), 80)


def unnamed(question: "QuestionResult") -> list[str]:
    """Findings that the message does not name."""
    return [f.message for f in question.findings if f.message not in question.message]


def by_hand(question: "QuestionResult") -> bool:
    """Was this score set by a person?  Its last remark then says so."""
    return bool(question.remarks) and question.remarks[-1].startswith(BY_HAND)


def coded(text: str) -> "Markup":
    """Escaped text, with what stands between backquotes as code."""
    from markupsafe import Markup

    parts = text.split("`")
    shown = [
        Markup("<code>{}</code>").format(part)
        if k % 2 and k < len(parts) - 1
        else Markup.escape(part)
        for k, part in enumerate(parts)
    ]
    return Markup("").join(shown)
