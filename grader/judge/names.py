"""What the names and indices of a formula stand for on a model, and what is said if nothing."""

from collections.abc import Iterator, Mapping

from grader.formula import FormulaError, nodes
from grader.formula.grammar import INDEX_LETTERS
from grader.formula.nodes import Index, Node
from grader.model import expression
from grader.model.declaration import Model
from grader.model.graph import Leaf

CONSTANTS = ("alpha", "eta")
FARTHEST = 400
"""The last step a formula may mention."""


def free_letters(node: Node) -> frozenset[str]:
    """The index letters that no sum or product inside binds.

    >>> from grader.formula.nodes import Index, Name, Sum
    >>> term = Name("s", Index((("k", 1),)))
    >>> sorted(free_letters(Sum(term, "k", Index((), 1), Index((("N", 1),)))))
    ['N']
    """
    match node:
        case nodes.Name(base=base, index=None):
            return frozenset({base} & INDEX_LETTERS)
        case nodes.Name(index=Index() as index):
            return _letters(index)
        case nodes.Sum() | nodes.Product():
            inside = free_letters(node.body) - {node.letter}
            return inside | _letters(node.low) | _letters(node.high)
    return frozenset().union(*map(free_letters, nodes.children(node)))


def _letters(index: Index) -> frozenset[str]:
    return frozenset(letter for letter, _ in index.letters)


def _operations(node: expression.Node) -> Iterator[str]:
    if isinstance(node, expression.Apply):
        yield node.operation
        for operand in node.operands:
            yield from _operations(operand)


class Names:
    """Looks names up.  `last` is the last step that exists; without it, what the model lacks is a
    free symbol.

    `about` is a name that is likely to be meant, for suggestions.
    """

    def __init__(self, model: Model, about: str = "") -> None:
        self.model, self.about = model, about
        self.last: int | None = None
        self.step = ""
        self.letters: Mapping[str, int] = {}

    @property
    def activation(self) -> str:
        """What phi stands for: the activation of this model's states."""
        used = {o for node in self.model.equations.values() for o in _operations(node)}
        return "sigmoid" if "sigmoid" in used and "tanh" not in used else "tanh"

    def leaf(self, name: nodes.Name) -> Leaf:
        """The variable, weight or free symbol.  Raises FormulaError."""
        if name.base not in self.model.shapes:
            if name.index is None and name.base in CONSTANTS:
                return Leaf(name.base)
            raise self._unknown(name)
        if name.base in self.model.weights:
            if name.index is not None:
                raise _stop(
                    "unknown-index",
                    f"The weight `{name.base}` is the same at every step; write it without one.",
                    name,
                )
            return Leaf(name.base)
        if name.index is None:
            raise _stop(
                "unknown-index",
                f"Say which step: `{name.base}3`, `{name.base}[t-1]` or `{name.base}[N]`.",
                name,
            )
        leaf = Leaf(name.base, self.at(name.index, name))
        if self.last is not None and not self._exists(leaf):
            raise self._absent(leaf, name)
        return leaf

    def at(self, index: Index, node: Node) -> int:
        """The step an index stands for.  Raises FormulaError for a letter without a value."""
        try:
            step = index.at(self.letters)
        except KeyError as letter:
            said = f"`{letter.args[0]}` stands for nothing here"
            message = f"{said}; it needs a Sum or Product that runs over it."
            raise _stop("unknown-index", message, node) from None
        if abs(step) > FARTHEST:
            raise _stop("too-big", f"Steps beyond {FARTHEST} are not read.", node)
        return step

    def _exists(self, leaf: Leaf) -> bool:
        time, last = leaf.time or 0, self.last or 0
        return 1 <= time <= last or (time == 0 and leaf.name in self.model.carried)

    def _absent(self, leaf: Leaf, name: nodes.Name) -> FormulaError:
        time = leaf.time or 0
        said = f"{leaf.name}{time}" if time >= 0 else f"{leaf.name}[{time}]"
        if time > (self.last or 0):
            return _stop("unknown-index", f"`{said}` does not exist for {self.step}.", name)
        first = 0 if leaf.name in self.model.carried else 1
        return _stop(
            "unknown-index", f"`{said}` does not exist; the first is `{leaf.name}{first}`.", name
        )

    def _unknown(self, name: nodes.Name) -> FormulaError:
        from difflib import get_close_matches

        known = [*self.model.shapes, *CONSTANTS]
        close = get_close_matches(name.base, known, 4, 0.5) or list(self._other_case(name.base))
        close.sort(key=lambda base: base != self.about)
        weights = ", ".join(f"`{weight}`" for weight in self.model.weights)
        kind = "a weight" if name.index is None else "a variable"
        hint = f"did you mean `{close[0]}`?" if close else f"its weights are {weights}."
        start, end = name.span
        message = f"`{name.base}` is not {kind} of this model; {hint}"
        return FormulaError(
            "unknown-name", message, start, max(1, end - start), close[0] if close else ""
        )

    def _other_case(self, base: str) -> Iterator[str]:
        return (name for name in self.model.shapes if name.lower() == base.lower())


def _stop(code: str, message: str, node: Node) -> FormulaError:
    start, end = node.span
    return FormulaError(code, message, start, max(1, end - start))
