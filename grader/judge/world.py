"""A declared model run on numbers that are drawn: one exact point at which formulas are compared.

Inputs, weights and start states are drawn; states follow from the equations.  With all widths 1
every value is one number; with unequal widths they are rows and matrices.  The chain rule of this
room stands here: one row for each operation of a declaration, its value and how it hands a gradient
back.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

from grader.judge.grid import Grid, Numbers, Value, both, each, product, total, transpose
from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Number, Variable, Weight
from grader.model.graph import Leaf


class Rule(NamedTuple):
    """An operation on values:

    `value(numbers, *operands)` and `back(numbers, g, value, *operands)`.
    """

    value: Callable[..., Value]
    back: Callable[..., tuple[Value | None, ...]]


Rules = Mapping[str, Rule]
Uses = Callable[[Leaf, Leaf], bool]


def plus(n: Numbers, a: Value, b: Value) -> Value:
    """a + b, element by element."""
    return both(n.add, a, b)


def minus(n: Numbers, a: Value, b: Value) -> Value:
    """a - b, element by element."""
    return both(n.add, a, each(n.negate, b))


def times(n: Numbers, *factors: Value) -> Value:
    """The product, element by element."""
    return reduce(lambda a, b: both(n.multiply, a, b), factors)


def power(n: Numbers, a: Value, exponent: int) -> Value:
    """a**exponent, element by element."""
    return each(lambda x: n.power(x, exponent), a)


def sigmoid(n: Numbers, a: Value) -> Value:
    """1 / (1 + exp(-a)), element by element."""
    return each(lambda x: n.invert(n.add(n.of(1), n.exp(n.negate(x)))), a)


def _softmax(n: Numbers, a: Value) -> Value:
    raised = each(n.exp, a)
    return times(n, raised, n.invert(total(n, raised)))


def _like(n: Numbers, g: Value, a: Value) -> Value:
    """A single number g, once for each element of a."""
    return each(lambda _: g, a)


def one_minus(n: Numbers, a: Value) -> Value:
    """1 - a, element by element."""
    return minus(n, n.of(1), a)


RULES: Rules = {
    "+": Rule(plus, lambda n, g, v, a, b: (g, g)),
    "-": Rule(minus, lambda n, g, v, a, b: (g, each(n.negate, g))),
    "*": Rule(times, lambda n, g, v, a, b: (times(n, g, b), times(n, g, a))),
    "@": Rule(
        product, lambda n, g, v, a, W: (product(n, g, transpose(W)), product(n, transpose(a), g))
    ),
    "**": Rule(power, lambda n, g, v, a, k: (times(n, g, n.of(k), power(n, a, k - 1)), None)),
    "neg": Rule(lambda n, a: each(n.negate, a), lambda n, g, v, a: (each(n.negate, g),)),
    "sum": Rule(total, lambda n, g, v, a: (_like(n, g, a),)),
    "exp": Rule(lambda n, a: each(n.exp, a), lambda n, g, v, a: (times(n, g, v),)),
    "log": Rule(lambda n, a: each(n.log, a), lambda n, g, v, a: (times(n, g, each(n.invert, a)),)),
    "tanh": Rule(
        lambda n, a: each(n.tanh, a),
        lambda n, g, v, a: (times(n, g, one_minus(n, times(n, v, v))),),
    ),
    "sigmoid": Rule(sigmoid, lambda n, g, v, a: (times(n, g, v, one_minus(n, v)),)),
    "softmax": Rule(
        _softmax, lambda n, g, v, a: (times(n, v, minus(n, g, total(n, times(n, g, v)))),)
    ),
}
ACTIVATIONS = frozenset({"tanh", "sigmoid", "exp", "softmax"})


class World:
    """A model at one random point.

    `sizes` gives the width names their numbers; without it all are 1.
    """

    def __init__(
        self, model: Model, numbers: Numbers, sizes: Mapping[str, int] | None = None
    ) -> None:
        self.model, self.numbers, self.sizes = model, numbers, sizes or {}
        self.steps = 0
        self.values: dict[Leaf, Value] = {}
        self._parts: dict[tuple[int, int], Value] = {}
        self._immediate: dict[Leaf, dict[Leaf, Value]] = {}
        self._sweeps: dict[Leaf, Sweep] = {}
        self.others: dict[tuple[int, Leaf], dict[Leaf, Value]] = {}

    def has(self, leaf: Leaf) -> bool:
        """Whether the model has such a variable, start state or weight."""
        if leaf.time is None:
            return leaf.name in self.model.weights
        if leaf.time == 0:
            return leaf.name in self.model.carried
        return leaf.time > 0 and (
            leaf.name in self.model.equations or leaf.name in self.model.inputs
        )

    def read(self, leaf: Leaf) -> Value:
        """The value of a variable, weight or free symbol; the model is run as far as needed."""
        if leaf not in self.values:
            if leaf.time is not None and self.has(leaf):
                self._run(leaf.time)
            if leaf not in self.values:
                self.values[leaf] = self._drawn(leaf)
        return self.values[leaf]

    def _drawn(self, leaf: Leaf) -> Value:
        widths = [self.sizes.get(w, 1) for w in self.model.shapes.get(leaf.name, ())]
        draw, label = self.numbers.draw, f"{leaf.name}[{leaf.time}]"
        if all(width == 1 for width in widths):
            return draw(label)
        high, wide = (1, *widths)[-2:]
        return Grid(
            tuple(tuple(draw(f"{label} {i} {j}") for j in range(wide)) for i in range(high))
        )

    def _run(self, last: int) -> None:
        outside = self.numbers.outside
        for t in range(self.steps + 1, last + 1):
            self.steps = t
            for name, node in self.model.equations.items():
                self.values[Leaf(name, t)] = self._value(node, t)
        self.numbers.outside = outside

    def _value(self, node: Node, t: int) -> Value:
        if isinstance(node, Apply):
            key = (id(node), t)
            if key not in self._parts:
                operands = [self._value(operand, t) for operand in node.operands]
                if node.operation in ACTIVATIONS:
                    each(self.numbers.learn, operands[0])
                value = RULES[node.operation].value(self.numbers, *self._plain(node, operands))
                self._parts[key] = value
            return self._parts[key]
        if isinstance(node, Number):
            return self.numbers.of(Fraction(str(node.value)))
        return self.read(leaf_of(node, t))

    @staticmethod
    def _plain(node: Apply, operands: list[Value]) -> list[Value]:
        """A power's exponent is a plain whole number."""
        exponent = node.operands[-1]
        if node.operation == "**" and isinstance(exponent, Number):
            return [operands[0], int(exponent.value)]
        return operands

    def handed_back(self, leaf: Leaf, g: Value, rules: Rules = RULES) -> dict[Leaf, Value]:
        """g times the immediate partial derivatives, for everything an equation reads."""
        found: dict[Leaf, Value] = {}
        if leaf.name not in self.model.equations or leaf.time is None or leaf.time < 1:
            return found
        self.read(leaf)
        self._back(self.model.equations[leaf.name], leaf.time, g, found, rules)
        return found

    def _back(self, node: Node, t: int, g: Value, found: dict[Leaf, Value], rules: Rules) -> None:
        if isinstance(node, Apply):
            operands = [self._value(operand, t) for operand in node.operands]
            plain = self._plain(node, operands)
            parts = rules[node.operation].back(self.numbers, g, self._value(node, t), *plain)
            for operand, v, part in zip(node.operands, operands, parts, strict=True):
                if not isinstance(operand, Number):
                    narrow = type(v) is not Grid and type(part) is Grid
                    self._back(
                        operand, t, total(self.numbers, part) if narrow else part, found, rules
                    )
        elif not isinstance(node, Number):
            leaf = leaf_of(node, t)
            found[leaf] = plus(self.numbers, found[leaf], g) if leaf in found else g

    def immediate(self, top: Leaf) -> dict[Leaf, Value]:
        """All immediate partial derivatives of one number."""
        if top not in self._immediate:
            self._immediate[top] = self.handed_back(top, self.numbers.of(1))
        return self._immediate[top]

    def total(self, top: Leaf, bottom: Leaf) -> Value | None:
        """The derivative over all paths from one number to a variable or weight, or None."""
        if top not in self._sweeps:
            self._sweeps[top] = Sweep(self, [top])
        return self._sweeps[top].down_to(bottom)

    def sweep(
        self, tops: Iterable[Leaf], bottom: Leaf, rules: Rules = RULES, uses: Uses | None = None
    ) -> Value:
        """The derivative of the sum of the tops; `uses(user, read)` says which readings count."""
        found = Sweep(self, tops, rules, uses).down_to(bottom)
        return self.numbers.of(Fraction(0)) if found is None else found


class Sweep:
    """The chain rule from some tops down, step by step and no further than asked."""

    def __init__(
        self, world: World, tops: Iterable[Leaf], rules: Rules = RULES, uses: Uses | None = None
    ) -> None:
        self.world, self.rules, self.uses = world, rules, uses
        self.found: dict[Leaf, Value] = {top: world.numbers.of(Fraction(1)) for top in tops}
        self.time = max((top.time or 0 for top in self.found), default=0)

    def down_to(self, bottom: Leaf) -> Value | None:
        """The derivative for a variable or weight, or None if there is no path."""
        last = max(1, bottom.time or 1)
        while self.time >= last:
            for name in reversed(list(self.world.model.equations)):
                self._through(Leaf(name, self.time))
            self.time -= 1
        return self.found.get(bottom)

    def _through(self, leaf: Leaf) -> None:
        if leaf not in self.found:
            return
        add = self.world.numbers.add
        for read, g in self.world.handed_back(leaf, self.found[leaf], self.rules).items():
            if self.uses is None or self.uses(leaf, read):
                self.found[read] = both(add, self.found[read], g) if read in self.found else g


def leaf_of(node: Variable | Weight, t: int) -> Leaf:
    """The variable or weight that a leaf of an equation stands for at step t."""
    return Leaf(node.name, t - node.lag) if isinstance(node, Variable) else Leaf(node.name)


def unequal_sizes(model: Model) -> dict[str, int]:
    """A number of its own for every width name, none of them 1: 2, 3, 4, ..."""
    return {width: k for k, width in enumerate(model.widths, 2)}


def shape_in_words(model: Model, shape: tuple[int, int]) -> str:
    """A shape in the words of the declaration: 'a row of n_hidden'."""
    names: dict[int, Any] = {k: width for width, k in unequal_sizes(model).items()}
    high, wide = (names.get(k, k) for k in shape)
    if shape == (1, 1):
        return "one number"
    if shape[0] == 1:
        return f"a row of {wide}"
    return f"a column of {high}" if shape[1] == 1 else f"a matrix {high} by {wide}"
