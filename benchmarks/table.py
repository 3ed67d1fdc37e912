"""Side by side against what courses use: torch gradcheck, the loop over entries, sympy simplify,
a process for every check, check50, otter, nbgrader.

Writes docs/performance.md after each row, so that one can stop it.
"""

from collections.abc import Callable, Iterable

from benchmarks import check50, gradcheck, notebooks, otter, processes
from benchmarks.differences import GROWTH, RNN, SIZES, loop, network
from benchmarks.formulas import MODELS, by_paths, nested
from benchmarks.report import Row, table, write
from benchmarks.timing import side_by_side
from grader.judge.differences import differences
from grader.judge.equal import Pair, equal
from grader.model import Leaf, load_model


def against_the_loop() -> list[Row]:
    """Central differences entry by entry, two forward passes each."""
    found = []
    for *size, rounds in (*SIZES, *GROWTH):
        data, steps = network(*size), size[-1]
        leaves = [Leaf(name) for name in RNN.weights]

        def ours(given=data, last=steps, asked=leaves) -> None:  # type: ignore[no-untyped-def]
            differences(RNN, given, last, asked)

        def theirs(given=data) -> None:  # type: ignore[no-untyped-def]
            loop(given)

        times = side_by_side(ours, theirs, max(3, rounds // 4))
        found.append(Row("judge of arrays", "loop over entries", ", ".join(map(str, size)), *times))
    return found


def against_simplify() -> list[Row]:
    """Is the sum of paths the nested form?  One unit a layer, every state written out."""
    from sympy import simplify, symbols, sympify

    rnn, found = load_model(MODELS / "rnn.txt"), []
    words = ["Wx", "Ws", "Wy", "s0", *(f"{v}{t}" for v in "xd" for t in range(1, 3))]
    names = {name: symbols(name) for name in words}
    for steps in (2,):  # after one step the forms are the same text; after three it takes minutes
        pair = Pair(rnn, False, by_paths(steps), nested(steps))
        assert equal(pair)["equal"] is True
        first, second = (sympify(text, locals=names) for text in (pair.reference, pair.answer))

        def theirs(difference=first - second) -> None:  # type: ignore[no-untyped-def]
            assert simplify(difference) == 0

        def ours(given=pair) -> None:  # type: ignore[no-untyped-def]
            equal(given)

        times = side_by_side(ours, theirs, 3)
        found.append(Row("judge of closed forms", "sympy simplify", f"T = {steps}", *times))
    return found


PARTS: tuple[Callable[[], Iterable[Row]], ...] = (
    against_the_loop,
    against_simplify,
    processes.rows,
    check50.rows,
    otter.rows,
    notebooks.rows,
    gradcheck.rows,  # the largest takes minutes
)


def main() -> None:
    """Print the table and write it into the manual."""
    rows: list[Row] = []
    for part in PARTS:
        for row in part():
            rows.append(row)
            write(rows)
    print("\n" + table(rows))
