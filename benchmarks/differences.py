"""The finite-difference judge against the loop over single entries that courses use."""

from pathlib import Path

import numpy as np

from benchmarks.timing import side_by_side, spoken
from grader.judge.differences import differences
from grader.model import Leaf, load_model

RNN = load_model(Path(__file__).parent.parent / "exercises" / "models" / "rnn.txt")
SIZES = ((3, 4, 2, 3, 60), (8, 16, 4, 10, 20), (32, 64, 16, 50, 3))
GROWTH = (  # with the steps, and with the widths
    *((8, 16, 4, steps, 12) for steps in (5, 20, 80)),
    *((2 * n, 4 * n, n, 10, 12) for n in (2, 8, 16)),
)


def network(n_in: int, n_hidden: int, n_out: int, steps: int) -> dict[str, np.ndarray]:
    """A network whose last state still feels its first input."""
    random = np.random.default_rng(0)
    return {
        "Wx": random.standard_normal((n_in, n_hidden)) * 0.4 / np.sqrt(n_in),
        "Ws": 0.9 * np.linalg.qr(random.standard_normal((n_hidden, n_hidden)))[0],
        "Wy": random.standard_normal((n_hidden, n_out)) / np.sqrt(n_hidden),
        "x": random.standard_normal((steps, n_in)),
        "s0": 0.3 * random.standard_normal(n_hidden),
        "d": random.standard_normal((steps, n_out)),
    }


def loop(data: dict[str, np.ndarray], h: float = 1e-5) -> dict[str, np.ndarray]:
    """Central differences entry by entry, two forward passes each: what courses hand out."""
    x, d, s0 = data["x"], data["d"][-1], data["s0"]
    weights = {name: data[name].copy() for name in ("Wx", "Ws", "Wy")}

    def error() -> float:
        s = s0
        for t in range(len(x)):
            s = np.tanh(x[t] @ weights["Wx"] + s @ weights["Ws"])
        return float(((d - s @ weights["Wy"]) ** 2).sum())

    found = {}
    for name, W in weights.items():
        gradient = np.zeros_like(W)
        for place in np.ndindex(*W.shape):
            kept = W[place]
            W[place] = kept + h
            above = error()
            W[place] = kept - h
            below = error()
            W[place] = kept
            gradient[place] = (above - below) / (2 * h)
        found[name] = gradient
    return found


def main() -> None:
    """Print the table."""
    print("\nFinite differences for Wx, Ws and Wy: ours, with interval, and the loop")
    print(f"{'n_in n_hid n_out T':>20} {'ours':>10} {'loop':>10} {'ratio':>7}   {'widest':>9}")
    for *size, rounds in SIZES:
        data, steps = network(*size), size[-1]
        leaves = [Leaf(name) for name in RNN.weights]
        measured = differences(RNN, data, steps, leaves)
        far = max(abs(measured[leaf].value - loop(data)[leaf.name]).max() for leaf in leaves[:1])
        assert far < 1e-6, "the two ways disagree"
        ours, theirs, ratio = side_by_side(
            lambda d=data, n=steps, w=leaves: differences(RNN, d, n, w),
            lambda d=data: loop(d),
            rounds,
        )
        width = max(m.width for m in measured.values())
        name = " ".join(map(str, size))
        print(f"{name:>20} {spoken(ours):>10} {spoken(theirs):>10} {ratio:7.1f}   {width:9.1e}")
