"""The finite-difference judge against torch.autograd.gradcheck, on the same network and numbers."""

import warnings
from collections.abc import Iterator

from benchmarks.differences import GROWTH, RNN, SIZES, network
from benchmarks.report import Row
from benchmarks.timing import side_by_side
from grader.judge.differences import differences
from grader.model import Leaf

ROUNDS = (9, 5, 3, *(3 for _ in GROWTH))


def rows() -> Iterator[Row]:
    """One row a size; none where torch is not installed."""
    try:
        import torch
    except ImportError:
        print("torch is not installed: gradcheck is left out")
        return
    torch.set_num_threads(1)
    for (*size, _), rounds in zip((*SIZES, *GROWTH), ROUNDS, strict=True):
        data, steps = network(*size), size[-1]
        tensors = {name: torch.tensor(array) for name, array in data.items()}
        weights = [tensors[name].requires_grad_() for name in RNN.weights]

        def error(Wx, Ws, Wy, given=tensors, last=steps):  # type: ignore[no-untyped-def]
            s = given["s0"]
            for t in range(last):
                s = torch.tanh(given["x"][t] @ Wx + s @ Ws)
            return ((given["d"][last - 1] - s @ Wy) ** 2).sum()

        leaves = [Leaf(name) for name in RNN.weights]

        def theirs(run=error, inputs=weights) -> None:  # type: ignore[no-untyped-def]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                assert torch.autograd.gradcheck(run, inputs)

        def ours(given=data, last=steps, asked=leaves) -> None:  # type: ignore[no-untyped-def]
            differences(RNN, given, last, asked)

        times = side_by_side(ours, theirs, rounds)
        yield Row("judge of arrays", "torch gradcheck", ", ".join(map(str, size)), *times)
