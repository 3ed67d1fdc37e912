"""The unrolled model in characters, for terminals and for whoever reads with their ears.

>>> from pathlib import Path as File
>>> from grader.explain.picture import Marks
>>> from grader.model import Leaf, load_model, paths
>>> rnn = load_model(File("exercises/models/rnn.txt"))
>>> *right, missing = paths(rnn, [Leaf("E", 3)], Leaf("Ws"))
>>> print(grid(rnn, 3, Marks(tuple(right), (missing,))))
                                        E3
                                        ┃
                                        y3
                                        ┃ Wy
 s0 ┄┄┄Ws┄┄┄▸ s1 ━━━Ws━━━▸ s2 ━━━Ws━━━▸ s3
              │ Wx         │ Wx         │ Wx
              x1           x2           x3
              ✗ missing    ✓            ✓
>>> print(tree(Marks(tuple(right), (missing,))))
E3 ─── y3 ─── s3 ─┬─ Ws                                  ✓
                  └─ s2 ─┬─ Ws                           ✓
                         └┄ one path that stems from s1  ✗ missing
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from grader.explain.picture import QUIET, Marks
from grader.explain.places import Arrow, arrows, ranks
from grader.explain.walk import felt_later
from grader.model.declaration import Model
from grader.model.graph import Leaf, Path

CELL = 13
HEAVY, DASHED, THIN = "━┃", "┄┆", "─│"
PLAIN = str.maketrans("━┄─┃┆│▸✓✗◐┬├└·▆", "=.-|:|>+x~++`*#")


def plainly(text: str) -> str:
    """The same in ASCII."""
    return text.translate(PLAIN)


@dataclass
class Grid:
    """Which variables have a row, and what leads from one to another, gates folded away."""

    model: Model
    steps: int
    marks: Marks

    def __post_init__(self) -> None:
        rank = ranks(self.model)
        head = [n for n in self.model.equations if not felt_later(self.model, n)]
        self.rows = sorted(head, key=rank.__getitem__, reverse=True)
        self.head = set(head)
        self.rows += sorted(self.model.carried, key=rank.__getitem__, reverse=True)
        into = [a for a in arrows(self.model, self.steps) if a.head.name not in head]
        self.inputs = [n for n in self.model.inputs if any(a.tail.name == n for a in into)]
        self.arrows = arrows(self.model, self.steps)
        self.into: dict[Leaf, list[Arrow]] = {}
        for arrow in self.arrows:
            self.into.setdefault(arrow.head, []).append(arrow)
        self.strong = set(self._links(self.marks.right))
        self.lost = set(self._links(self.marks.missing)) - self.strong

    def stands(self, leaf: Leaf) -> bool:
        """Has a variable a place of its own?"""
        return leaf.name in self.rows or leaf.name in self.inputs

    def _links(self, paths: Sequence[Path]) -> Iterator[tuple[Leaf, Leaf]]:
        """What a path crosses, from a place to a place; the use of a weight is a link as well."""
        for path in paths:
            stations = [leaf for leaf in path if leaf.time is not None]
            tails = [a.tail for a in self.arrows if (a.weight, a.head) == (path[-1].name, path[-2])]
            for tail in [*tails] if path[-1].time is None else []:
                yield from pairwise(leaf for leaf in [*stations, tail] if self.stands(leaf))
            yield from pairwise(leaf for leaf in stations if self.stands(leaf))

    def said(self, tail: Leaf, head: Leaf) -> str | None:
        """What is written on the way from one place to another; nothing if there is no way."""
        direct = [a.weight for a in self.into.get(head, ()) if a.tail == tail]
        gates = list(dict.fromkeys(self._gates(tail, head)))
        if not direct and not gates:
            return None
        return ",".join(filter(None, direct)) or "·".join(gates)

    def _gates(self, tail: Leaf, head: Leaf) -> Iterator[str]:
        for arrow in self.into.get(head, ()):
            gate = arrow.tail
            if not self.stands(gate) and any(self._reaches(tail, gate)):
                yield gate.name

    def _reaches(self, tail: Leaf, gate: Leaf) -> Iterator[Arrow]:
        for arrow in self.into.get(gate, ()):
            if arrow.tail == tail:
                yield arrow
            elif not self.stands(arrow.tail):
                yield from self._reaches(tail, arrow.tail)

    def pen(self, tail: Leaf, head: Leaf, upright: bool) -> str:
        """Heavy in the answer, dashed missing, thin not used."""
        link = head, tail
        look = HEAVY if link in self.strong else DASHED if link in self.lost else THIN
        return look[upright]


def grid(model: Model, steps: int, marks: Marks = QUIET) -> str:
    """Rows of states, columns of steps; below each step what the answer has of it."""
    here, lines = Grid(model, steps, marks), []
    for k, name in enumerate(here.rows):
        lines.append(_row(here, name))
        below = [*here.rows[k + 1 : k + 2], *here.inputs[:1]][0]
        if stems := _stems(here, name, below).rstrip():
            lines.append(stems)
    inputs = {t: ",".join(f"{n}{t}" for n in here.inputs) for t in range(1, steps + 1)}
    lines.append(_cells([" " * CELL, *(f" {inputs[t]}" for t in inputs)]))
    lines.append(_cells([" " * CELL, *(f" {_mark(marks, t)}" for t in range(1, steps + 1))]))
    lines += _others(here)
    return "\n".join(line for line in lines if line)


def _cells(cells: Sequence[str]) -> str:
    return "".join(cell.ljust(CELL) for cell in cells).rstrip()


def _row(here: Grid, name: str) -> str:
    cells = [" " * CELL] * (here.steps + 1)
    first = here.steps if name in here.head else 0
    for t in range(first, here.steps + 1):
        leaf, after = Leaf(name, t), Leaf(name, t + 1)
        cells[t] = f" {leaf}"
        said = here.said(leaf, after) if t < here.steps else None
        if said is not None:
            pen = here.pen(leaf, after, upright=False)
            room = CELL - len(cells[t]) - 2
            cells[t] += " " + said[: room - 2].center(room, pen) + "▸"
    return _cells(cells)


def _stems(here: Grid, name: str, below: str) -> str:
    cells = [" " * CELL]
    for t in range(1, here.steps + 1):
        tail, head = Leaf(below, t), Leaf(name, t)
        said = here.said(tail, head)
        shown = said is not None and (name not in here.head or t == here.steps)
        cells.append(f" {here.pen(tail, head, upright=True)} {said}"[: CELL - 1] if shown else "")
    return _cells(cells)


def _mark(marks: Marks, t: int) -> str:
    right, missing = (sum(p[-2].time == t for p in paths) for paths in (marks.right, marks.missing))
    if not right + missing:
        return ""
    return "✓" if not missing else f"◐ {right} of {right + missing}" if right else "✗ missing"


def _others(here: Grid) -> list[str]:
    """Links from step to step into another row have no room in the grid."""
    found = []
    for name in here.model.carried:
        for other in here.rows:
            said = here.said(Leaf(name, 1), Leaf(other, 2)) if here.steps > 1 else None
            if other != name and said is not None:
                found.append(
                    f" also {name}[t-1] ▸ {other}[t]" + (f" through {said}" if said else "")
                )
    return found


def tree(marks: Marks, reveal: bool = False) -> str:
    """The paths with what they share written once.  What is missing is only said to be missing,
    unless it may be revealed.
    """
    state = {tuple(map(str, p)): "✓" for p in marks.right}
    hidden: dict[tuple[str, ...], str] = {}
    for path in marks.missing:
        words = tuple(map(str, path))
        if reveal:
            state[words] = "✗ missing"
        else:
            shared = max((_common(words, known) for known in state), default=0)
            hidden[(*words[:shared], f"one path that stems from {words[-2]}")] = "✗ missing"
    state |= hidden
    lines: list[tuple[str, str]] = []
    _grow((), "", state, lines)
    width = max((len(head) for head, _ in lines), default=0)
    return "\n".join(f"{head.ljust(width)}  {word}" for head, word in lines)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _grow(
    start: tuple[str, ...],
    head: str,
    state: dict[tuple[str, ...], str],
    lines: list[tuple[str, str]],
) -> None:
    n = len(start)
    nexts = list(dict.fromkeys(p[: n + 1] for p in state if p[:n] == start and len(p) > n))
    if not nexts:
        lines.append((head, state[start]))
    margin = "".join("│" if c in "┬├│" else " " for c in head)
    for k, path in enumerate(nexts):
        good = any(word == "✓" for p, word in state.items() if p[: n + 1] == path)
        bar = "─" if good else "┄"
        if not start:
            joint = ""
        elif len(nexts) == 1:
            joint = f" {bar * 3} "
        else:
            joint = f" ─┬{bar} " if k == 0 else f"  {'└' if k == len(nexts) - 1 else '├'}{bar} "
        _grow(path, (head if k == 0 else margin) + joint + path[-1], state, lines)
