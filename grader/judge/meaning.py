"""What a formula means on a model: its value at one point of the model, whatever its spelling.

One unit a layer or whole matrices: the shapes of the world decide, and `*` is the matrix product
where they say so. A derivative for a variable runs over all paths between the two; a derivative for
a weight is the immediate partial derivative, as in the last factor of a chain.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from grader.formula import FormulaError, nodes
from grader.formula.nodes import Node
from grader.judge.budget import DEAR, Budget
from grader.judge.grid import Grid, ShapeError, Value, both, each, product, size, transpose
from grader.judge.names import Names, free_letters
from grader.judge.operations import FUNCTIONS, spread
from grader.judge.world import World, minus, plus, power, shape_in_words
from grader.model.graph import Leaf

BETWEEN = re.compile(r"(?:[\s*@⊙·×+({-]|\\(?:cdot|times|ast|odot|circ|left))*\Z")
"""What stands between two parts of a formula: an operator, an opening bracket."""


class Meaning:
    """A formula read on a model; call it with a world and what its letters stand for."""

    def __init__(
        self, node: Node, text: str, names: Names, budget: Budget | None = None, total: bool = False
    ) -> None:
        self.node = node.right if isinstance(node, nodes.Equation) else node
        self.text, self.names, self.budget = text, names, budget or Budget()
        self.total = total
        self.remarks: dict[str, None] = {}
        self.zeros: set[str] = set()
        self.free: dict[int, tuple[str, ...]] = {}

    def __call__(self, world: World, letters: Mapping[str, int]) -> Value:
        self.world, self.numbers, self.letters = world, world.numbers, dict(letters)
        self.names.letters = self.letters
        self.memo: dict[tuple[Any, ...], dict[tuple[int, int], Value]] = {}
        self.partials: dict[tuple[Any, ...], Value] = {}
        return self.value(self.node)

    def value(self, node: Node) -> Value:
        """The value of a part of the formula.  Raises FormulaError and Undefined."""
        self.spend(1)
        return _TABLE[type(node)](self, node)

    def spend(self, steps: int) -> None:
        """Pay for steps of evaluation, in the kind of numbers in use."""
        self.budget.spend(steps * self.numbers.price)

    def said(self, node: Node) -> str:
        """The student's own words for a part."""
        return f"`{self.text[slice(*node.span)]}`"

    def stop(self, code: str, message: str, node: Node) -> FormulaError:
        """What is wrong with a part, and where it is."""
        start, end = node.span
        return FormulaError(code, message, start, max(1, end - start))

    def number(self, node: nodes.Number) -> Value:
        return self.numbers.of(node.value)

    def name(self, node: nodes.Name) -> Value:
        if node.index is None and node.base in self.letters:
            return self.numbers.of(Fraction(self.letters[node.base]))
        return self.world.read(self.names.leaf(node))

    def partial(self, node: nodes.Partial) -> Value:
        key = (id(node), self.depends(node))
        if key not in self.partials:
            self.partials[key] = self.differentiated(node)
        return self.partials[key]

    def differentiated(self, node: nodes.Partial) -> Value:
        """One derivative."""
        top, bottom = self.names.leaf(node.top), self.names.leaf(node.bottom)
        if top == bottom:
            return self.numbers.of(Fraction(1))
        if self.world.sizes and top.name != self.world.model.error:
            message = (
                f"{self.said(node)} is not one matrix; here only derivatives of the error are."
            )
            raise self.stop("derivative", message, node)
        found = self.derivative(node, top, bottom)
        if found is None:
            self.remarks[f"{self.said(node)} is zero on this model, and so is its term."] = None
            self.zeros.add(self.said(node))
            return self.numbers.of(Fraction(0))
        return found

    def derivative(self, node: nodes.Partial, top: Leaf, bottom: Leaf) -> Value | None:
        """For a weight the immediate partial derivative, for a variable over all paths, or None."""
        near = self.world.immediate(top)
        if node.immediate or (bottom.time is None and bottom in near and not self.total):
            return near.get(bottom)
        if bottom.time is None and self.names.last is not None and not self.total:
            return None
        found = self.world.total(top, bottom)
        if bottom.time is None and found is not None and not self.total:
            self.remarks[f"{self.said(node)} was read as the total derivative."] = None
        return found

    def negative(self, node: nodes.Negative) -> Value:
        return each(self.numbers.negate, self.value(node.body))

    def add(self, node: nodes.Add) -> Value:
        result = self.value(node.terms[0])
        for term in node.terms[1:]:
            if isinstance(term, nodes.Negative):
                result = self.fit(minus, node, result, term, self.value(term.body))
            else:
                result = self.fit(plus, node, result, term, self.value(term))
        return result

    def mul(self, node: nodes.Mul) -> Value:
        result = self.value(node.factors[0])
        for how, factor in zip(node.how, node.factors[1:], strict=True):
            function = {"@": product, "⊙": spread}.get(how, self.star)
            result = self.fit(function, node, result, factor, self.value(factor))
        return result

    def star(self, numbers: Any, a: Value, b: Value) -> Value:
        """`*` as the shapes say: the matrix product where it exists, else element by element."""
        if type(a) is not Grid or type(b) is not Grid:
            return both(numbers.multiply, a, b)
        if size(a)[1] == size(b)[0]:
            self.remarks["`*` between rows and matrices was read as the matrix product (@)."] = None
            return product(numbers, a, b)
        self.remarks["`*` between two arrays of one shape was read element by element (⊙)."] = None
        return spread(numbers, a, b)

    def fit(
        self, function: Callable[..., Value], node: Node, a: Value, part: Node, b: Value
    ) -> Value:
        """An operation on two values; if their shapes do not fit, both are named in words."""
        if type(a) is not Grid and type(b) is not Grid:
            return function(self.numbers, a, b)
        self.spend(2 * size(a)[0] * size(a)[1] * size(b)[1])
        try:
            return function(self.numbers, a, b)
        except ShapeError:
            before = BETWEEN.sub("", self.text[node.span[0] : part.span[0]])
            words = [shape_in_words(self.world.model, size(v)) for v in (a, b)]
            verb = "added to" if function in (plus, minus) else "multiplied by"
            message = (
                f"`{before}` is {words[0]} and {self.said(part)} is {words[1]}: "
                f"the one cannot be {verb} the other."
            )
            raise self.stop("shape", message, part) from None

    def divide(self, node: nodes.Divide) -> Value:
        self.spend(DEAR)
        below = each(self.numbers.invert, self.value(node.bottom))
        return self.fit(spread, node, self.value(node.top), node.bottom, below)

    def power(self, node: nodes.Power) -> Value:
        self.spend(DEAR)
        if isinstance(node.base, nodes.Name) and node.base.base == "e" and node.base.index is None:
            return each(self.numbers.exp, self.value(node.exponent))
        exponent = self.rational(node.exponent)
        base = self.value(node.base)
        if exponent.denominator == 2:
            base = each(self.numbers.sqrt, base)
        elif exponent.denominator != 1:
            raise self.stop(
                "power", f"The exponent {self.said(node.exponent)} is not a whole number.", node
            )
        if abs(exponent.numerator) > 64:
            raise self.stop(
                "too-big", f"The exponent {self.said(node.exponent)} is larger than 64.", node
            )
        return power(self.numbers, base, exponent.numerator)

    def rational(self, node: Node) -> Fraction:
        """The value of an exponent, which must not depend on the model."""
        match node:
            case nodes.Number():
                return node.value
            case nodes.Name(base=letter, index=None) if letter in self.letters:
                return Fraction(self.letters[letter])
            case nodes.Negative(body=body):
                return -self.rational(body)
            case nodes.Add(terms=terms):
                return sum((self.rational(term) for term in terms), Fraction(0))
            case nodes.Mul(factors=factors):
                result = Fraction(1)
                for factor in factors:
                    result *= self.rational(factor)
                return result
            case nodes.Divide(top=top, bottom=bottom) if self.rational(bottom):
                return self.rational(top) / self.rational(bottom)
        raise self.stop("power", f"The exponent {self.said(node)} is not a whole number.", node)

    def transposed(self, node: nodes.Transpose) -> Value:
        return transpose(self.value(node.body))

    def apply(self, node: nodes.Apply) -> Value:
        self.spend(DEAR)
        arguments = [self.value(argument) for argument in node.arguments]
        name = self.names.activation if node.function == "phi" else node.function
        function = FUNCTIONS.get(name)
        if function is None:
            raise self.stop(
                "unknown-name",
                f"The function `{node.function}` has no meaning in this answer.",
                node,
            )
        try:
            return function(self.numbers, *arguments)
        except ShapeError as error:
            words = " and ".join(
                dict.fromkeys(
                    shape_in_words(self.world.model, s) for s in (error.left, error.right)
                )
            )
            raise self.stop(
                "shape",
                f"`{node.function}` takes vectors; in {self.said(node)} it is given {words}.",
                node,
            ) from None

    def repeated(self, node: nodes.Sum | nodes.Product) -> Value:
        """A sum or product written out.  Shorter ones that start or end alike are remembered."""
        low, high = self.names.at(node.low, node), self.names.at(node.high, node)
        known = self.memo.setdefault((id(node), self.bound(node)), {})
        if high < low:
            return self.numbers.of(Fraction(isinstance(node, nodes.Product)))
        if (low, high) in known:
            return known[low, high]
        if (low + 1, high) in known:
            first = self.at_letter(node, low)
            known[low, high] = self.fit(
                self.joined(node), node, first, node.body, known[low + 1, high]
            )
            return known[low, high]
        for k in range(high if (low, high - 1) in known else low, high + 1):
            body = self.at_letter(node, k)
            known[low, k] = (
                body
                if k == low
                else self.fit(self.joined(node), node, known[low, k - 1], node.body, body)
            )
        return known[low, high]

    def joined(self, node: nodes.Sum | nodes.Product) -> Callable[..., Value]:
        """What stands between the terms or factors."""
        return plus if isinstance(node, nodes.Sum) else self.star

    def bound(self, node: nodes.Sum | nodes.Product) -> tuple[int, ...]:
        """What the body depends on beside its own letter."""
        if id(node) not in self.free:
            self.free[id(node)] = tuple(sorted(free_letters(node.body) - {node.letter}))
        return tuple([self.letters.get(letter, 0) for letter in self.free[id(node)]])

    def depends(self, node: Node) -> tuple[int, ...]:
        """What the letters stand for on which a part depends, beside its own."""
        if id(node) not in self.free:
            self.free[id(node)] = tuple(sorted(free_letters(node)))
        return tuple([self.letters.get(letter, 0) for letter in self.free[id(node)]])

    def at_letter(self, node: nodes.Sum | nodes.Product, k: int) -> Value:
        """The body for one value of the letter."""
        held = self.letters.get(node.letter)
        self.letters[node.letter] = k
        result = self.value(node.body)
        del self.letters[node.letter]
        if held is not None:
            self.letters[node.letter] = held
        return result


_TABLE: Mapping[type, Callable[[Meaning, Any], Value]] = {
    nodes.Number: Meaning.number,
    nodes.Name: Meaning.name,
    nodes.Partial: Meaning.partial,
    nodes.Negative: Meaning.negative,
    nodes.Add: Meaning.add,
    nodes.Mul: Meaning.mul,
    nodes.Divide: Meaning.divide,
    nodes.Power: Meaning.power,
    nodes.Transpose: Meaning.transposed,
    nodes.Apply: Meaning.apply,
    nodes.Sum: Meaning.repeated,
    nodes.Product: Meaning.repeated,
}
