"""A third opinion on the table of pairs: sympy's own derivatives, evaluated with 30 digits.

One unit a layer.  Nothing of the judge's arithmetic is used: no prime field, no table of slopes,
no sweep over the graph.
"""

import random
from functools import cache

import mpmath
import sympy

from grader.formula import nodes, parse
from grader.judge.equal import cases
from grader.judge.names import free_letters
from grader.model import Leaf
from grader.model.expression import Apply, Number, Variable

DIGITS = 30
SYMBOLIC = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "@": lambda a, b: a * b,
    "**": lambda a, n: a**n,
    "neg": lambda a: -a,
    "sum": lambda a: a,
    "tanh": sympy.tanh,
    "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
}
NUMERIC = {
    "tanh": mpmath.tanh,
    "sech": mpmath.sech,
    "cosh": mpmath.cosh,
    "sinh": mpmath.sinh,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "phi": mpmath.tanh,
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "diag": lambda a: a,
    "outer": lambda a, b: a * b,
}


def symbolic(node):
    if isinstance(node, Apply):
        return SYMBOLIC[node.operation](*map(symbolic, node.operands))
    if isinstance(node, Number):
        return sympy.nsimplify(node.value)
    return sympy.Symbol(f"{node.name}|{node.lag if isinstance(node, Variable) else ''}")


@cache
def functions(model, name):
    """An equation and its local derivatives by sympy, as functions of what the equation reads."""
    expression = symbolic(model.equations[name])
    symbols = sorted(expression.free_symbols, key=str)
    wanted = [expression, *(sympy.diff(expression, symbol) for symbol in symbols)]
    return symbols, [sympy.lambdify(symbols, one, "mpmath") for one in wanted]


def leaf_of(symbol, t):
    name, lag = str(symbol).split("|")
    return Leaf(name, t - int(lag)) if lag else Leaf(name)


class Real:
    """A model on random real numbers; every local derivative comes from sympy."""

    def __init__(self, model, seed):
        self.model, self.random, self.values, self.slopes = model, random.Random(seed), {}, {}

    def computed(self, leaf):
        return leaf.time is not None and leaf.time > 0 and leaf.name in self.model.equations

    def read(self, leaf):
        if leaf not in self.values:
            drawn = mpmath.mpf(self.random.randint(100, 900)) / 1009
            self.values[leaf] = self.run(leaf)[0] if self.computed(leaf) else drawn
        return self.values[leaf]

    def run(self, leaf):
        """The value of a variable and its immediate partial derivatives."""
        symbols, wanted = functions(self.model, leaf.name)
        numbers = [self.read(leaf_of(symbol, leaf.time)) for symbol in symbols]
        return [mpmath.mpf(1) * function(*numbers) for function in wanted]

    def links(self, top):
        if top not in self.slopes:
            found = self.run(top)[1:] if self.computed(top) else []
            symbols = functions(self.model, top.name)[0] if found else []
            reads = [leaf_of(symbol, top.time) for symbol in symbols]
            self.slopes[top] = dict(zip(reads, found, strict=True))
        return self.slopes[top]

    def total(self, top, bottom):
        if top == bottom:
            return mpmath.mpf(1)
        return sum(
            (d * self.total(via, bottom) for via, d in self.links(top).items()), mpmath.mpf(0)
        )


def value(real, node, letters):
    def inside(part, more=None):
        return value(real, part, {**letters, **(more or {})})

    match node:
        case nodes.Number(value=v):
            return mpmath.mpf(v.numerator) / v.denominator
        case nodes.Name(base=base, index=None):
            return mpmath.mpf(letters[base]) if base in letters else real.read(Leaf(base))
        case nodes.Name(base=base, index=index):
            return real.read(Leaf(base, index.at(letters)))
        case nodes.Partial(top=top, bottom=bottom, immediate=immediate):
            a, b = (Leaf(n.base, n.index.at(letters) if n.index else None) for n in (top, bottom))
            links = real.links(a)
            if immediate or (b.time is None and b in links):
                return links.get(b, mpmath.mpf(0))
            return real.total(a, b)
        case nodes.Negative(body=body):
            return -inside(body)
        case nodes.Add(terms=terms):
            return sum(map(inside, terms))
        case nodes.Mul(factors=factors):
            return mpmath.fprod(map(inside, factors))
        case nodes.Divide(top=top, bottom=bottom):
            return inside(top) / inside(bottom)
        case nodes.Power(base=base, exponent=exponent):
            return inside(base) ** inside(exponent)
        case nodes.Transpose(body=body):
            return inside(body)
        case nodes.Apply(function=function, arguments=arguments):
            return NUMERIC[function](*map(inside, arguments))
        case nodes.Sum() | nodes.Product():
            steps = range(node.low.at(letters), node.high.at(letters) + 1)
            parts = [inside(node.body, {node.letter: k}) for k in steps]
            return sum(parts, mpmath.mpf(0)) if isinstance(node, nodes.Sum) else mpmath.fprod(parts)
        case nodes.Equation(right=right):
            return inside(right)
    raise AssertionError(node)


def agree(model, reference, answer):
    sides = [parse(reference), parse(answer)]
    for case in cases(*map(free_letters, sides)):
        real = Real(model, 7)
        a, b = (value(real, side, case) for side in sides)
        if abs(a - b) > mpmath.mpf(10) ** (8 - DIGITS) * max(1, abs(a), abs(b)):
            return False
    return True
