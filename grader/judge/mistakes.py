"""Wrong gradients that students hand in, read off the declared model: what probes must tell from
the right one.

A mistake is one local rule written wrongly, or a wrong coefficient for some contributions.  Every
declared model inherits all of them.  The letters are the project's catalogue of mistakes: A
accumulation, L loss, T slope of the activation, I index, M matrix.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from grader.model.chain import sensitivities
from grader.model.declaration import Model
from grader.model.forward import Values
from grader.model.graph import Leaf
from grader.model.rules import RULES, WRONG, Rule

Array = NDArray[np.float64]

# Wrong coefficients for the contributions C_1 .. C_n of the uses, oldest first.
COEFFICIENTS: Mapping[str, Callable[[int], Array]] = {
    "A01": lambda n: np.eye(n)[-1],
    "A02": lambda n: np.eye(n)[0],
    "A03": lambda n: (np.arange(n) >= n - 4).astype(float),
    "A04": lambda n: 1 - np.eye(n)[0],
    "A05": lambda n: 1 - np.eye(n)[-1],
    "A06": lambda n: 1 + np.eye(n)[-1],
    "A07": lambda n: np.arange(n, 0, -1.0),
    "A08": lambda n: np.full(n, 1 / n),
    "I09": lambda n: (np.arange(n) >= n - 3).astype(float),
    "L01": lambda n: np.full(n, 0.5),
    "L02": lambda n: np.full(n, -1.0),
    "L03": lambda n: np.full(n, -0.5),
    "L05": lambda n: np.full(n, -0.1),
    "A13": lambda n: np.full(n, 2.0),
    "A17": lambda n: np.zeros(n),
}


def wrong_gradients(model: Model, values: Values, steps: int) -> Iterator[tuple[str, str, Array]]:
    """(weight, mistake, gradient) of every mistake; some are right at small horizons or from a zero
    start.
    """
    for row, (code, operation, back) in enumerate(WRONG):
        rules = {**RULES, operation: Rule(RULES[operation].value, back)}
        for weight, parts in _contributions(model, values, steps, rules).items():
            yield weight, f"{code} (row {row})", parts.sum(0)
    for weight, parts in _contributions(model, values, steps, RULES).items():
        for code, pattern in COEFFICIENTS.items():
            yield weight, code, np.tensordot(pattern(len(parts)), parts, 1)


def _contributions(
    model: Model, values: Values, steps: int, rules: Mapping[str, Rule]
) -> dict[str, Array]:
    """For each weight its contributions, oldest first, from one sweep back."""
    use: dict[str, dict[Leaf, Array]] = {}

    def found(user: Leaf, weight: Leaf, h: Array) -> None:
        parts = use.setdefault(weight.name, {})
        parts[user] = parts[user] + h if user in parts else h

    sensitivities(model, values, [Leaf(model.error, steps)], found, rules)
    return {weight: np.array(list(parts.values())[::-1]) for weight, parts in use.items()}
