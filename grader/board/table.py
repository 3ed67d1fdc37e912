"""The contributions to a gradient, a row for each use of the weight: where it stems from, the
student's own terms, how large it is, and what has become of it.
"""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from grader.board.press import derivative
from grader.board.scene import Scene
from grader.board.sizes import sizes
from grader.explain.picture import Marks
from grader.explain.sheet import tag
from grader.formula import mathml, parse
from grader.model.graph import Leaf, Path

WIDE, HIGH = 120, 12
WORDS = {"right": ("ok", "✓ right"), "missing": ("miss", "✗ missing"), "part": ("miss", "◐")}
UNFINISHED = {**WORDS, "missing": ("soft", "· not yet"), "part": ("soft", "◐")}


class Row(NamedTuple):
    """One use of the weight: the paths of it that are in the answer, and how many there are."""

    use: Leaf
    there: tuple[Path, ...]
    all: int

    @property
    def state(self) -> str:
        """right, part or missing."""
        return "right" if len(self.there) == self.all else "part" if self.there else "missing"


def rows(expected: Sequence[Path], marks: Marks) -> list[Row]:
    """The rows, newest use first."""
    uses = dict.fromkeys(path[-2] for path in expected)
    newest = sorted(uses, key=lambda leaf: -leaf.step)
    return [
        Row(
            use,
            tuple(path for path in marks.right if path[-2] == use),
            sum(path[-2] == use for path in expected),
        )
        for use in newest
    ]


def table(scene: Scene, expected: Sequence[Path], marks: Marks, finished: bool) -> str:
    """The table as HTML, or nothing where there is none to show.  Before an answer is `finished`
    nothing of it is called missing.
    """
    found = rows(expected, marks)
    if not found or scene.asked is None:
        return ""
    known = sizes(scene.model, scene.steps, scene.asked.bottom)
    largest = max((known.get(row.use, 0.0) for row in found), default=0.0) or 1.0
    heads = ("stems from", "your terms", "size", "in your answer")
    head = "".join(f'<th scope="col">{word}</th>' for word in heads)
    words = WORDS if finished else UNFINISHED
    body = "".join(
        _row(scene, row, known.get(row.use, 0.0) / largest, words[row.state]) for row in found
    )
    note = "Sizes are those of an example with four units a layer, drawn once."
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{note}</p>"


def _row(scene: Scene, row: Row, size: float, words: tuple[str, str]) -> str:
    role, word = words
    said = f"{word} {len(row.there)} of {row.all} paths" if row.state == "part" else word
    terms = [_term(scene, path) for path in row.there[:4]]
    if len(row.there) > 4:
        terms.append(f"and {len(row.there) - 4} more")
    if len(row.there) < row.all and role == "miss":
        terms.append('<span class="slot">+ one more term</span>')
    share = len(row.there) / row.all
    bar = _bar(size, share)
    name = escape(scene.written(row.use))
    return (
        f'<tr><th scope="row">{name}</th><td>{" ".join(terms)}</td><td>{bar}</td>'
        f'<td class="{role}">{said}</td></tr>'
    )


def _term(scene: Scene, path: Path) -> str:
    return mathml(parse(" * ".join(derivative(scene, *link) for link in pairwise(path))))


def _bar(size: float, share: float) -> str:
    """An outline as long as the contribution is large, filled as far as it is in the answer."""
    wide = max(2.0, size * WIDE)
    lack: dict[str, Any] = {"stroke_dasharray": "3 2"} if share < 1 else {}
    box: dict[str, Any] = {"x": 1, "y": 1, "height": HIGH - 2}
    body = tag("rect", **box, width=f"{wide:.1f}", class_="bar-all" if lack else "bar-full", **lack)
    body += tag("rect", **box, width=f"{wide * share:.1f}", class_="bar-part") if share else ""
    label = f"{100 * size:.0f} percent of the largest"
    paper: dict[str, Any] = {"width": WIDE + 2, "height": HIGH, "viewBox": f"0 0 {WIDE + 2} {HIGH}"}
    return tag("svg", body, role="img", aria_label=label, **paper)
