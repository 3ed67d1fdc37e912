"""The judge of formulas: against simplify, over horizons, and on very many paths."""

from pathlib import Path

from benchmarks.timing import seconds, side_by_side, spoken
from grader.judge.equal import Pair, equal
from grader.judge.formulas import Question, judge_formula
from grader.model import load_model

MODELS = Path(__file__).parent.parent / "exercises" / "models"


def state(t: int) -> str:
    """State t of one unit, written out down to the start state."""
    return f"tanh(x{t}*Wx + {state(t - 1)}*Ws)" if t else "s0"


def by_paths(steps: int) -> str:
    """The derivative for Ws as a sum of paths, every state written out."""
    terms = []
    for last in range(steps, 0, -1):
        slopes = [f"(1 - {state(t)}**2)" for t in range(steps, last - 1, -1)]
        terms.append("*".join([*["Ws"] * (steps - last), *slopes, state(last - 1)]))
    return f"2*({state(steps)}*Wy - d{steps})*Wy*({' + '.join(terms)})"


def nested(steps: int) -> str:
    """The same from the inside out."""
    inner = "0"
    for t in range(1, steps + 1):
        inner = f"(1 - {state(t)}**2)*({state(t - 1)} + Ws*{inner})"
    return f"2*({state(steps)}*Wy - d{steps})*Wy*{inner}"


def turned(steps: int) -> str:
    """The nested form with every sum and product the other way round."""
    inner = "0"
    for t in range(1, steps + 1):
        inner = f"({inner}*Ws + {state(t - 1)})*(1 - {state(t)}**2)"
    return f"{inner}*Wy*({state(steps)}*Wy - d{steps})*2"


def main() -> None:
    """Print the tables."""
    from sympy import simplify, symbols, sympify

    rnn, two_layer = (load_model(MODELS / f"{name}.txt") for name in ("rnn", "two_layer"))
    print("\nIs the sum of paths the nested form?  One unit, states written out")
    print(f"{'T':>4} {'ours':>10} {'simplify':>10} {'ratio':>9}")
    for steps in range(1, 11):
        other = by_paths if steps <= 3 else turned  # the sum soon is longer than an answer may be
        pair = Pair(rnn, False, other(steps), nested(steps))
        assert equal(pair)["equal"] is True
        if steps > 3:
            print(
                f"{steps:4} {spoken(min(seconds(lambda p=pair: equal(p)) for _ in range(9))):>10}"
            )
            continue
        names = {
            n: symbols(n)
            for n in ("Wx", "Ws", "Wy", "s0", *(f"{v}{t}" for v in "xd" for t in range(1, 4)))
        }
        forms = [sympify(text, locals=names) for text in (pair.reference, pair.answer)]
        ours, theirs, ratio = side_by_side(
            lambda p=pair: equal(p), lambda f=forms: simplify(f[0] - f[1]), 3 if steps < 3 else 1
        )
        print(f"{steps:4} {spoken(ours):>10} {spoken(theirs):>10} {ratio:9.0f}")
    question = Question("chain", two_layer, "dE[100]/dU")
    answer = "Sum(dE100/dy100 * dy100/dz100 * dz100/dsi * d+si/dU, i, 1, 100)"
    assert judge_formula(question, answer).verdict == "correct"
    took = min(seconds(lambda: judge_formula(question, answer)) for _ in range(9))
    print(f"two layers, horizon 100, 5,050 paths: {spoken(took)}")
