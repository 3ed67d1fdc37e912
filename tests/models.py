"""The declared models of the course, and draws for them."""

from pathlib import Path

import numpy as np

from grader.judge.probes import Plan, draw
from grader.model import Model, load_model

ROOT = Path(__file__).parent.parent
NAMES = ("rnn", "rnn_logistic", "rnn_softmax", "two_layer", "gru", "lstm")
MODELS = {name: load_model(ROOT / "exercises" / "models" / f"{name}.txt") for name in NAMES}
RNN = MODELS["rnn"]


def drawn(model: Model, steps: int, seed: str = "a") -> dict[str, np.ndarray]:
    """Data as the probes have it."""
    return draw(model, Plan(steps), seed)


def one_unit(
    model: Model, steps: int, seed: int = 0
) -> tuple[dict[str, int], dict[str, np.ndarray]]:
    """(widths, data) with one unit in each layer; two outputs, so that softmax is not constant."""
    random = np.random.default_rng(seed)
    sizes = {width: 2 if width == "n_out" else 1 for width in model.widths}
    data = {
        w: random.uniform(0.3, 0.9, [sizes[d] for d in shape]) for w, shape in model.weights.items()
    }
    data |= {f"{c}0": random.uniform(0.2, 0.6, sizes[model.shapes[c][0]]) for c in model.carried}
    data |= {
        name: random.uniform(0.2, 1.0, (steps, sizes[width]))
        for name, (width,) in model.inputs.items()
    }
    return sizes, data
