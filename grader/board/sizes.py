"""How large each contribution is, on an example: the model is run on small random numbers, its
loops set to a spectral radius, and the error sent back once.

All in floats of the standard library; sizes are lengths (Frobenius norms) of the contributions.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from random import Random

from grader.judge.grid import Grid, both
from grader.judge.world import World
from grader.model.declaration import Model
from grader.model.graph import Leaf

UNITS = 4
RADIUS = 0.9
SQUARINGS = 6
Matrix = tuple[tuple[float, ...], ...]


class Floats:
    """Numbers of the machine, drawn from a normal distribution; see judge.grid.Numbers."""

    outside = False
    price = 1

    def __init__(self, seed: str = "the board") -> None:
        self.seed = seed

    def draw(self, label: str) -> float:
        """A number with deviation 0.6, always the same for the same label."""
        return Random(f"{self.seed} {label}").gauss(0.0, 0.6)

    of: Callable[..., float] = staticmethod(float)
    exp: Callable[..., float] = staticmethod(math.exp)
    tanh: Callable[..., float] = staticmethod(math.tanh)
    log: Callable[..., float] = staticmethod(math.log)
    sqrt: Callable[..., float] = staticmethod(math.sqrt)

    @staticmethod
    def add(a: float, b: float) -> float:
        """a + b"""
        return a + b

    @staticmethod
    def multiply(a: float, b: float) -> float:
        """a * b"""
        return a * b

    @staticmethod
    def negate(a: float) -> float:
        """-a"""
        return -a

    @staticmethod
    def dot(left: tuple[float, ...], right: tuple[float, ...]) -> float:
        """The sum of the products."""
        return sum(a * b for a, b in zip(left, right, strict=True))

    @staticmethod
    def invert(a: float) -> float:
        """1 / a"""
        return 1 / a

    @staticmethod
    def power(a: float, n: int) -> float:
        """a**n"""
        return float(a**n)

    @staticmethod
    def learn(a: float) -> None:
        """Nothing is learnt from what an activation is applied to."""


def spectral_radius(matrix: Matrix) -> float:
    """The largest absolute eigenvalue, by Gelfand's formula |M^64|^(1/64): good to a few percent.

    >>> round(spectral_radius(((0.0, 2.0), (-2.0, 0.0))), 1)
    2.0
    """
    power, log_size = matrix, 0.0
    for _ in range(SQUARINGS):
        size = length(Grid(power)) or 1.0
        power = tuple(tuple(x / size for x in row) for row in power)
        log_size = 2 * (log_size + math.log(size))
        columns = tuple(zip(*power, strict=True))
        power = tuple(tuple(Floats.dot(row, column) for column in columns) for row in power)
    size = length(Grid(power))
    return math.exp((log_size + math.log(size)) / 2**SQUARINGS) if size else 0.0


def length(value: Grid | float) -> float:
    """The Frobenius norm."""
    if not isinstance(value, Grid):
        return abs(value)
    return math.sqrt(sum(x * x for row in value.rows for x in row))


@lru_cache(maxsize=128)
def sizes(model: Model, steps: int, weight: str, radius: float = RADIUS) -> dict[Leaf, float]:
    """The size of each contribution to dE[steps]/d(weight), by the variable that uses it, the
    newest first.
    """
    world = World(model, Floats(), dict.fromkeys(model.widths, UNITS))
    for name, shape in model.weights.items():
        leaf = Leaf(name)
        grid = world.read(leaf)
        if len(shape) == 2 and shape[0] == shape[1]:
            scale = radius / (spectral_radius(grid.rows) or 1.0)
            world.values[leaf] = Grid(tuple(tuple(x * scale for x in row) for row in grid.rows))
    return _contributions(world, Leaf(model.error, steps), Leaf(weight))


def _contributions(world: World, top: Leaf, weight: Leaf) -> dict[Leaf, float]:
    """One sweep back, looking at what each variable hands to the weight."""
    felt, found = {top: 1.0}, {}
    names = [*reversed(list(world.model.equations))]
    order = [Leaf(name, t) for t in range(top.step, 0, -1) for name in names]
    for leaf in order:
        if leaf not in felt:
            continue
        for read, g in world.handed_back(leaf, felt[leaf]).items():
            if read == weight:
                found[leaf] = length(g)
            elif read.time:
                felt[read] = both(Floats.add, felt[read], g) if read in felt else g
    return found
