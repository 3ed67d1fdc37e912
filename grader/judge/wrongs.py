"""Local derivatives as students write them wrongly: one row a slip, for any declared model."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from grader.judge.grid import Value
from grader.judge.verdict import Finding
from grader.judge.world import RULES, Rule, Rules, World, minus, one_minus, plus, power, times
from grader.model.expression import Apply, Node, Variable, Weight
from grader.model.graph import Leaf, Path

PLACES = {
    "everywhere": "in every factor",
    "last": "in the last factor of each path",
    "inner": "in the factors that carry a state one step back",
}


class Wrong(NamedTuple):
    """A slip: rules in place of the right ones, how it is called, where on a path it may sit."""

    rules: Rules
    message: str
    also: tuple[str, ...]
    places: tuple[str, ...] = ("everywhere",)
    code: str = "not-equal"
    factor: "Callable[[World, Path], Value] | None" = None

    def value(self, world: World, paths: tuple[Path, ...], place: str) -> Value:
        """What the derivative would be with this slip."""
        result = world.numbers.of(0)
        for path in paths:
            value = along(world, path, self.rules, place)
            if self.factor:
                value = world.numbers.multiply(value, self.factor(world, path))
            result = world.numbers.add(result, value)
        return result

    def sites(self, paths: tuple[Path, ...]) -> tuple[str, ...]:
        """Where it may sit: in a kind of factor, or at one variable."""
        if len(self.places) == 1:
            return self.places
        own = {leaf for path in paths for leaf in path[1:-1]}
        return (*self.places, *sorted(map(str, own)))

    def finding(self, place: str) -> Finding:
        """The slip in words."""
        where = f" {PLACES.get(place, f'at {place}')}" if len(self.places) > 1 else ""
        return Finding(self.code, f"{self.message}{where}.", self.also)


def along(world: World, path: Path, rules: Rules = RULES, place: str = "everywhere") -> Value:
    """The product of the links of a path, with other rules in some place."""
    g: Value = world.numbers.of(1)
    links = list(pairwise(path))
    for leaf, onto in links:
        last = onto == path[-1]
        inner = onto.time is not None and leaf.time != onto.time
        here = {"everywhere": True, "last": last, "inner": inner}.get(place, str(leaf) == place)
        g = world.numbers.multiply(g, _link(world, leaf, onto, rules if here else RULES))
    return g


def _link(world: World, leaf: Leaf, onto: Leaf, rules: Rules) -> Value:
    if rules is RULES:
        return world.immediate(leaf)[onto]
    key = (id(rules), leaf)
    if key not in world.others:
        world.others[key] = world.handed_back(leaf, world.numbers.of(1), rules)
    return world.others[key][onto]


def _instead(operation: str, back: Callable[..., tuple[Value | None, ...]]) -> Rules:
    return {**RULES, operation: Rule(RULES[operation].value, back)}


def _shifted(shift: int) -> Callable[[World, Path], Value]:
    """The variable that meets the weight is taken some steps later."""

    def factor(world: World, path: Path) -> Value:
        read = _met_by(world.model.equations[path[-2].name], path[-1].name)
        if read is None or path[-2].time is None:
            return world.numbers.of(1)
        leaf = Leaf(read.name, path[-2].time - read.lag)
        moved = leaf._replace(time=path[-2].time - read.lag + shift)
        if not world.has(moved):
            return world.numbers.of(0)
        return world.numbers.multiply(world.read(moved), world.numbers.invert(world.read(leaf)))

    return factor


def _met_by(node: Node, weight: str) -> Variable | None:
    """The variable that is multiplied with a weight."""
    if not isinstance(node, Apply):
        return None
    if (
        node.operation == "@"
        and isinstance(node.operands[1], Weight)
        and node.operands[1].name == weight
    ):
        return node.operands[0] if isinstance(node.operands[0], Variable) else None
    return next(filter(None, (_met_by(operand, weight) for operand in node.operands)), None)


ALL = ("everywhere", "last", "inner")
LOSS_SLIPS = (
    Wrong(
        RULES, "The variable beside the weight is taken one step too late",
        ("I01", "I03"), factor=_shifted(1),
    ),
    Wrong(
        RULES, "The variable beside the weight is taken one step too early",
        ("I02",), factor=_shifted(-1),
    ),
    Wrong(
        _instead("**", lambda n, g, v, a, k: (minus(n, n.of(0), times(n, g, v)), None)),
        "The square of the error stands where its derivative belongs", ("L10",),
    ),
)  # fmt: skip
ACTIVATION_SLIPS = (
    Wrong(
        _instead("tanh", lambda n, g, v, a: (g,)),
        "The slope of tanh is missing", ("T01", "T10", "A12"), ALL,
    ),
    Wrong(
        _instead("tanh", lambda n, g, v, a: (times(n, g, v, one_minus(n, v)),)),
        "The slope is that of the sigmoid, s(1-s), but the activation is tanh,", ("T03",), ALL,
    ),
    Wrong(
        _instead("tanh", lambda n, g, v, a: (times(n, g, one_minus(n, v)),)),
        "The slope of tanh is not 1-s,", ("T04",), ALL,
    ),
    Wrong(
        _instead("tanh", lambda n, g, v, a: (times(n, g, power(n, one_minus(n, v), 2)),)),
        "The slope of tanh is not (1-s)^2,", ("T05",), ALL,
    ),
    Wrong(
        _instead("tanh", lambda n, g, v, a: (times(n, g, plus(n, n.of(1), times(n, v, v))),)),
        "The slope of tanh is not 1+s^2,", ("T06",), ALL,
    ),
    Wrong(
        _instead("tanh", lambda n, g, v, a: (times(n, g, n.invert(one_minus(n, times(n, v, v)))),)),
        "The slope of tanh is upside down", ("T07",), ALL,
    ),
    Wrong(
        _instead("tanh", lambda n, g, v, a: (times(n, g, minus(n, n.of(0), times(n, v, v))),)),
        "The slope of tanh is not -s^2,", ("T09",), ALL,
    ),
    Wrong(
        _instead("tanh", lambda n, g, v, a: (times(n, g, one_minus(n, power(n, n.tanh(v), 2))),)),
        "tanh is taken once more in the slope, of a value that is already tanh,", ("T02",), ALL,
    ),
)  # fmt: skip
