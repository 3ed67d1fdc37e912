"""Our notes on a question, to compare with once it is right: read off the declaration, not kept.

>>> from pathlib import Path
>>> from grader.model import load_model
>>> rnn = load_model(Path("exercises/models/rnn.txt"))
>>> print(*(note.text for note in derived(rnn, read_target("dE[3]/dWs via s[2]"))))
∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂⁺s₂/∂Ws
"""

from collections.abc import Iterator
from typing import NamedTuple

from grader.course import FORMULAS, Item
from grader.formula import parse
from grader.formula.mathml import mathml
from grader.formula.write import unicode
from grader.judge.expected import given_case, tops_of, uses_of
from grader.model.declaration import Model
from grader.model.graph import Leaf, count_paths, paths
from grader.model.latex import chain, general
from grader.model.targets import Count, Derivative, Target, Value, read_target

MOST = 6  # paths that are spelt out


class Note(NamedTuple):
    """A line of mathematics: what it is about, as text and as LaTeX (where it has one)."""

    about: str
    text: str
    latex: str = ""

    @property
    def mathml(self) -> str:
        """The same for a notebook or a page."""
        return mathml(parse(self.latex)) if self.latex else ""


def notes(item: Item) -> list[Note]:
    """Our notes on a question; none for what a declaration does not say."""
    question = item.question
    if question.check or (question.kind == "choice"):
        return []
    if question.kind == "number":
        numbers = given_case(item).expected[0].value
        return [Note("the numbers", ", ".join(f"{v:.{question.decimals}g}" for v in numbers))]
    found = [note for target in item.targets for note in derived(item.model, target)]
    return list(dict.fromkeys(found))


def derived(model: Model, target: Target) -> Iterator[Note]:
    """What a declaration says about a target."""
    match target:
        case Value():
            yield from (
                Note("", line.strip())
                for line in model.text.splitlines()
                if line.strip().startswith(f"{target.name}[t]")
            )
        case Count():
            of = target.of
            counts = [count_paths(model, [Leaf(of.error, n)], Leaf(of.bottom)) for n in range(1, 7)]
            yield Note(f"d{of.error}[n]/d{of.bottom} for n = 1..6", ", ".join(map(str, counts)))
        case Derivative():
            yield from _derivative(model, target)


def _derivative(model: Model, target: Derivative) -> Iterator[Note]:
    about = f"d{target.error}[{target.last}]/d{target.bottom}"
    steps = target.last.at(2)
    bottom = Leaf(target.bottom, target.at.at(steps) if target.at else None)
    fixed = not target.last.base or target.via or target.since or target.at
    if not fixed and not target.first:
        yield _note(about, general(model, target.bottom).split(" = ", 1)[1])
        return
    tops = tops_of(target, steps)
    routes = list(paths(model, tops, bottom, uses_of(target, steps)))
    if len(routes) > MOST:
        return
    if target.last.base:
        about += f", here for {target.last.base} = {2}"
    yield _note(about, " + ".join(chain(model, route) for route in routes))


def _note(about: str, latex: str) -> Note:
    return Note(about, unicode(parse(latex)), latex)


__all__ = ["FORMULAS", "Note", "derived", "notes", "read_target"]
