"""What a picture of an answer shows: which of its paths are there, which are not, and which of its
links no model has.
"""

from itertools import islice
from typing import NamedTuple

from grader.course import Item
from grader.explain.picture import Marks
from grader.formula import FormulaError, parse
from grader.judge.asking import Asking
from grader.judge.chain import account
from grader.judge.chains import is_worked_out
from grader.judge.names import Names
from grader.judge.strands import Expansion, TooMany
from grader.model.graph import Leaf, Path, count_paths
from grader.model.targets import Count, Derivative, read_target

STEPS = 3
MOST = 64  # paths of a picture


class Known(NamedTuple):
    """What is known of an answer from its last check."""

    right: bool = False
    read_as: str | None = None
    contributions: "dict[str, str]" = {}  # noqa: RUF012
    steps: int | None = None


class Shown(NamedTuple):
    """What is drawn for a question: over how many steps, with which marks."""

    steps: int
    marks: Marks


def shown(item: Item, known: Known, steps: int | None = None) -> Shown:
    """The picture of an answer; a quiet one where nothing is known of its paths."""
    target = _derivative(item)
    if target is None:
        return Shown(steps or STEPS, Marks())
    asking = Asking(item.model, target)
    letter = {} if not asking.letter else {asking.letter: steps or known.steps or STEPS}
    letter = {
        k: n if target.last.offset <= 0 else n - target.last.offset for k, n in letter.items()
    }
    asked = asking.at(letter)
    over = asked.tops[-1].step
    expected = tuple(islice(asked.paths(), MOST + 1))
    if len(expected) > MOST:
        return Shown(over, Marks())
    if known.right:
        return Shown(over, Marks(expected))
    if known.read_as and item.question.kind == "chain":
        return Shown(over, _of_formula(asking, letter, known.read_as))
    return Shown(over, _of_contributions(expected, known.contributions))


def _derivative(item: Item) -> Derivative | None:
    """The first derivative for a weight among the answers."""
    for text in item.question.answers:
        target = read_target(text)
        target = target.of if isinstance(target, Count) else target
        if isinstance(target, Derivative) and target.bottom in item.model.weights:
            return target
    return None


def _of_contributions(expected: tuple[Path, ...], words: "dict[str, str]") -> Marks:
    """What is known of whole contributions: all paths of a use are there, or none."""
    state = {path: words.get(str(path[-2]), "") for path in expected}
    return Marks(
        tuple(p for p, word in state.items() if word == "right"),
        tuple(p for p, word in state.items() if word == "missing"),
    )


def _of_formula(asking: Asking, letters: "dict[str, int]", text: str) -> Marks:
    """A chain path by path, with the links that do not exist."""
    names = Names(asking.model, asking.target.bottom)
    names.last = asking.horizon(letters)
    try:
        formula = parse(text)
        if is_worked_out(formula):
            return Marks()
        terms = Expansion(names, letters).terms(formula)
        found = account(asking.at(letters), terms)
    except (FormulaError, TooMany):
        return Marks()
    links = {(link.top, link.bottom) for term in terms for link in term.links}
    odd = sorted(
        (top, bottom)
        for top, bottom in links
        if bottom.time is not None and not count_paths(asking.model, [top], bottom)
    )
    return Marks(
        tuple(p for p in found.expected if found.held[p] > 0), tuple(found.missing()), tuple(odd)
    )


def single(item: Item, number: int, steps: int | None = None) -> Shown:
    """One path alone, counted from the newest use; raises IndexError if there are fewer."""
    over, marks = shown(item, Known(right=True), steps)
    return Shown(over, Marks((marks.right[number - 1],)))


__all__ = ["Known", "Leaf", "Shown", "shown", "single"]
