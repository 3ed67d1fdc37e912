"""The contributions to a gradient as a small table: where each stems from, its size, its state."""

from typing import TYPE_CHECKING

from grader.results import QuestionResult

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

BAR = 16
LOOKS = {
    "right": ("✓", "+", "ok"),
    "missing": ("✗", "x", "miss"),
    "doubled": ("✗", "x", "miss"),
    "repeated": ("✗", "x", "miss"),
    "incomplete": ("◐", "~", "miss"),
    "wrong": ("✗", "x", "miss"),
}


def contributions(screen: "Console", q: QuestionResult) -> "list[Text]":
    """The lines of the table, newest contribution first; none where there is nothing to tell."""
    from rich.text import Text

    states = {name: word for name, word in q.contributions.items() if word in LOOKS}
    if len(states) < 2 or set(states.values()) == {"right"}:
        return []
    known = sizes(q)
    wide = max(len("stems from"), *map(len, states))
    head = f"{'stems from':{wide}}  " + (f"{'size':{BAR}}  " if known else "") + "in your answer"
    shown = next((f.evidence.get("shown for", "") for f in q.findings), "")
    lines = [Text(f"{head}{f'  ({shown})' if shown else ''}", "soft")]
    for name, word in states.items():
        mark, plain, role = LOOKS[word]
        line = Text(f"{name:{wide}}  ")
        if known:
            line.append_text(_bar(screen, known.get(name, 0.0), role)).append("  ")
        lines.append(line.append(f"{plain if screen.options.ascii_only else mark} {word}", role))
    return lines


def sizes(q: QuestionResult) -> dict[str, float]:
    """How large each contribution should be, relative to the largest; none where that is not
    known.
    """
    evidence = {k: v for f in q.findings[:1] for k, v in f.evidence.items()}
    known = {name: evidence.get(f"size {name}", "") for name in q.contributions}
    return {name: min(1.0, float(size)) for name, size in known.items() if size}


def _bar(screen: "Console", size: float, role: str) -> "Text":
    """A bar as long as the contribution is large; full where it is right, hollow where not."""
    from rich.text import Text

    plain = screen.options.ascii_only
    full, hollow = ("#", ".") if plain else ("▆", "░")
    length = max(1, round(BAR * min(size, 1.0))) if size else 0
    return Text((full if role == "ok" else hollow) * length, role).append(" " * (BAR - length))
