"""What a picture of an answer shows: which of its paths are there, which are not, and which of its
links no model has.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from grader.explain.picture import Marks
from grader.formula import FormulaError, parse
from grader.judge.asking import Asking
from grader.judge.chain import account, chained
from grader.judge.chains import is_worked_out
from grader.judge.names import Names
from grader.judge.strands import Asked, Expansion, Link, Term, TooMany
from grader.model.graph import Leaf, Path, count_paths, parents, paths
from grader.model.targets import Count, Derivative, read_target

if TYPE_CHECKING:
    from grader.course import Item
    from grader.formula import Node

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


def shown(item: "Item", known: Known, steps: int | None = None) -> Shown:
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


def _derivative(item: "Item") -> Derivative | None:
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
    try:
        terms = terms_of(asking, letters, parse(text))
        return of_terms(asking.at(letters), terms)._replace(walked=(), stops=())
    except (FormulaError, TooMany):
        return Marks()


def terms_of(asking: Asking, letters: Mapping[str, int], formula: "Node") -> list[Term]:
    """The products of a chain, written out.  Raises FormulaError for what is no chain or does not
    exist, TooMany where there are too many.
    """
    if is_worked_out(formula):
        return []
    names = Names(asking.model, asking.target.bottom)
    names.last = asking.horizon(letters)
    return Expansion(names, letters).terms(formula)


def of_terms(asked: Asked, terms: list[Term]) -> Marks:
    """The marks of an answer that is written out, finished or not.  Raises TooMany."""
    if not terms:
        return Marks()
    found = account(asked, terms)
    right = tuple(path for path in found.expected if found.held[path] > 0)
    links = {link for term in terms for link in term.links}
    odd = sorted(
        (link.top, link.bottom)
        for link in links
        if link.bottom.time is not None and not count_paths(asked.model, [link.top], link.bottom)
    )
    known = {tuple(path[k : k + 2]) for path in right for k in range(len(path) - 1)}
    walked = dict.fromkeys(
        path
        for link in links
        for path in _ways(asked, link)
        if not {tuple(path[k : k + 2]) for k in range(len(path) - 1)} <= known
    )
    stops = dict.fromkeys(leaf for term in terms for leaf in _stop(asked, term))
    return Marks(right, tuple(found.missing()), tuple(odd), tuple(walked), tuple(stops))


def _ways(asked: Asked, link: Link) -> Iterator[Path]:
    """The paths that a link stands for, as many as are drawn."""
    if link.immediate or link.bottom.time is None:
        if link.bottom in parents(asked.model, link.top):
            yield (link.top, link.bottom)
    else:
        yield from islice(paths(asked.model, [link.top], link.bottom), MOST)


def _stop(asked: Asked, term: Term) -> Iterator[Leaf]:
    """Where a product that starts at the error stops on its way to a weight."""
    chain = chained(asked, term.links)
    if not isinstance(chain, str) and chain[-1].bottom.time is not None:
        yield chain[-1].bottom


def single(item: "Item", number: int, steps: int | None = None) -> Shown:
    """One path alone, counted from the newest use; raises IndexError if there are fewer."""
    over, marks = shown(item, Known(right=True), steps)
    return Shown(over, Marks((marks.right[number - 1],)))


__all__ = ["Known", "Leaf", "Shown", "of_terms", "shown", "single", "terms_of"]
