"""The contributions to a gradient as a small table: where each stems from, its size, its state."""

from rich.console import Console
from rich.text import Text

from grader.results import QuestionResult

BAR = 16
LOOKS = {
    "right": ("✓", "+", "ok"),
    "missing": ("✗", "x", "miss"),
    "doubled": ("✗", "x", "miss"),
    "repeated": ("✗", "x", "miss"),
    "incomplete": ("◐", "~", "miss"),
    "wrong": ("✗", "x", "miss"),
}


def contributions(screen: Console, q: QuestionResult) -> list[Text]:
    """The lines of the table, newest contribution first; none where there is nothing to tell."""
    states = {name: word for name, word in q.contributions.items() if word in LOOKS}
    if len(states) < 2 or set(states.values()) == {"right"}:
        return []
    known = {k: v for f in q.findings[:1] for k, v in f.evidence.items()}
    sizes = {name: float(known[f"size {name}"]) for name in states if f"size {name}" in known}
    wide = max(len("stems from"), *map(len, states))
    head = f"{'stems from':{wide}}  " + (f"{'size':{BAR}}  " if sizes else "") + "in your answer"
    shown = known.get("shown for", "")
    lines = [Text(f"{head}{f'  ({shown})' if shown else ''}", "soft")]
    for name, word in states.items():
        mark, plain, role = LOOKS[word]
        line = Text(f"{name:{wide}}  ")
        if sizes:
            line.append_text(_bar(screen, sizes.get(name, 0.0), role)).append("  ")
        lines.append(line.append(f"{plain if screen.options.ascii_only else mark} {word}", role))
    return lines


def _bar(screen: Console, size: float, role: str) -> Text:
    """A bar as long as the contribution is large; full where it is right, hollow where not."""
    plain = screen.options.ascii_only
    full, hollow = ("#", ".") if plain else ("▆", "░")
    length = max(1, round(BAR * min(size, 1.0))) if size else 0
    return Text((full if role == "ok" else hollow) * length, role).append(" " * (BAR - length))
