"""Wrong arrays are explained: the right name or one that cannot be told from it, and never a wrong
one."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from grader.course import Item
from grader.explain.phrases import PHRASES
from grader.judge.arrays import Answer
from grader.judge.verdict import Judgement
from grader.model.chain import gradient
from grader.model.forward import forward
from grader.model.graph import Leaf
from tests.explain import gated
from tests.explain.conftest import (
    RNN_ARGUMENTS,
    Change,
    diagnosed,
    gated_unit,
    is_right,
    item,
    simple,
    six_digits,
    told,
    tried_on,
    two_layers,
)
from tests.judge import programs
from tests.models import MODELS, drawn

# Smaller than what rounding to six digits takes away.
BELOW_ROUNDING = {"P06 of 1e-5", "P06 of 1e-7"}
# Not a matter of one call: the whole run tells P07 and P12, the shape M02 for Wy and M09.
ELSEWHERE = {"P07", "P12", "P12 in a weight", "M09", "M02 for Wy"}
RNN_MISTAKES = {k: v for k, v in programs.MISTAKES.items() if k not in ELSEWHERE}
Z = programs.RIGHT_TWO_LAYERS
A = "a = (at_s + b @ V1.T) * (1 - S[t] ** 2)"
B = "b = at_z * (1 - Z[t] ** 2)"
G = "g = 2 * (Z[N] @ V2 - d)"
LOOP = "for t in range(N, 0, -1):"
SUMS = [f"{W} += " for W in ("dU", "dW1", "dV1", "dW2")]
TWO_LAYER_MISTAKES: dict[str, list[programs.Edit]] = {
    **{k: v[1:] for k, v in programs.TWO_LAYER_MISTAKES.items() if k in ("Z1", "Z2", "Z3")},
    "A01": [(LOOP, "for t in range(N, N - 1, -1):")],
    "A02": [(s, s.replace("+=", "=")) for s in SUMS],
    "A03": [(LOOP, "for t in range(N, max(0, N - 2), -1):")],
    "A04": [(LOOP, "for t in range(N, 1, -1):")],
    "A14": [("np.zeros_like(s0)", "np.ones_like(s0)"), ("g @ V2.T,", "g @ V2.T + 1,")],
    "I01": [
        ("np.outer(S[t - 1], a)", "np.outer(S[t], a)"),
        ("np.outer(Z[t - 1], b)", "np.outer(Z[t], b)"),
    ],
    "I02": [("np.outer(x[t - 1], a)", "np.outer(x[t - 2], a)")],
    "I06": [("S, Z = [s0], [z0]", "S, Z = [0 * s0], [0 * z0]")],
    "L01": [(G, "g = Z[N] @ V2 - d")],
    "L02": [(G, "g = 2 * (d - Z[N] @ V2)")],
    "L04": [(G, "g = 2 * (Z[N] @ V2 - d) / len(d)")],
    "L11": [(G, "g = np.full_like(d, np.sum(2 * (Z[N] @ V2 - d)))")],
    "M01": [("at_z = b @ W2.T", "at_z = b @ W2"), ("at_s = a @ W1.T", "at_s = a @ W1")],
    "M01 in s": [("at_s = a @ W1.T", "at_s = a @ W1")],
    "T01": [(A, "a = at_s + b @ V1.T"), (B, "b = at_z")],
    "T01 in s": [(A, "a = at_s + b @ V1.T")],
    "T02": [
        (A, "a = (at_s + b @ V1.T) * (1 - np.tanh(S[t]) ** 2)"),
        (B, "b = at_z * (1 - np.tanh(Z[t]) ** 2)"),
    ],
    "T04": [(A, "a = (at_s + b @ V1.T) * (1 - S[t])"), (B, "b = at_z * (1 - Z[t])")],
}  # fmt: skip


def wrong(n: str) -> Iterator[tuple[str, Item, str]]:
    """(mistake, question, program) for three models at a horizon."""
    for name, edits in RNN_MISTAKES.items():
        for weight in ("Wx", "Ws", "Wy"):
            yield name, simple(weight, n), programs.edited(programs.RIGHT, edits)
    for name, edits in TWO_LAYER_MISTAKES.items():
        yield name, two_layers(n), programs.edited(Z, edits)
    for name, edits in gated.MISTAKES.items():
        yield name, gated_unit(n), programs.edited(gated.RIGHT, edits)


def some_wrong(n: str) -> Iterator[tuple[str, Item, str]]:
    """A few of them, for one weight of one model."""
    for name in [*RNN_MISTAKES][::4]:
        yield name, simple("Ws", n), programs.edited(programs.RIGHT, RNN_MISTAKES[name])


def codes(judgement: Judgement) -> set[str]:
    return {code for f in judgement.findings for code in (f.code, *f.also)}


class Confusion:
    """What was said of what was done."""

    def __init__(self) -> None:
        self.said: Counter[tuple[str, str]] = Counter()

    def count(self, wrongs: Iterator[tuple[str, Item, str]], change: Change | None) -> None:
        for name, asked, source in wrongs:
            if change and name in BELOW_ROUNDING:
                continue
            judgement = diagnosed(asked, source, change)
            if judgement.verdict == "incorrect" and not (change and is_right(asked, source)):
                truth = name.split()[0]
                named = codes(judgement)
                self.said[truth, truth if truth in named else " ".join(sorted(named)) or "-"] += 1

    def __str__(self) -> str:
        rows = {truth for truth, _ in self.said}
        lines = [
            f"{truth:5} "
            + ", ".join(f"{said} {k}" for (t, said), k in self.said.items() if t == truth)
            for truth in sorted(rows)
        ]
        return "\n".join(lines)


def look(
    capsys: pytest.CaptureFixture[str],
    said: str,
    wrongs: Iterator[tuple[str, Item, str]],
    change: Change | None = None,
) -> int:
    """What was said of wrong answers: printed, and held to what is promised; how many they were."""
    seen = Confusion()
    seen.count(wrongs, change)
    named = sum(k for (truth, said), k in seen.said.items() if truth == said)
    astray = {pair: k for pair, k in seen.said.items() if pair[0] != pair[1] and pair[1] != "-"}
    total = sum(seen.said.values())
    with capsys.disabled():
        print(f"\n{named} of {total} named {said}\n{seen}")
    assert not astray
    assert named >= 0.95 * total
    return total


def test_some_wrong_gradients_get_the_right_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert look(capsys, "at N", some_wrong("N")) > 10


@pytest.mark.slow
@pytest.mark.parametrize("n", ["N", *map(str, range(3, 10))])
def test_wrong_gradients_get_the_right_name_in_full_and_to_six_digits(
    capsys: pytest.CaptureFixture[str], n: str
) -> None:
    assert look(capsys, f"at N = {n}", wrong(n)) > 100
    assert look(capsys, f"to six digits at N = {n}", wrong(n), six_digits) > 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A04", "L01"),
        ("I01", "M01"),
        ("T02", "A05"),
        ("L04", "A10"),
        ("L11", "T04"),
        ("A12", "I05"),
    ],
)
def test_two_mistakes_at_once_are_both_named(one: str, other: str) -> None:
    edits = [*programs.MISTAKES[one], *programs.MISTAKES[other]]
    judgement = diagnosed(simple("Ws"), programs.edited(programs.RIGHT, edits))
    assert {one, other} <= codes(judgement), judgement.findings
    assert "two things at once" in judgement.message


def test_equal_values_are_named_as_alternatives() -> None:
    (finding,) = diagnosed(
        simple("Ws"), programs.edited(programs.RIGHT, programs.MISTAKES["I05"])
    ).findings
    assert finding.code == "A04"
    assert "I05" in finding.also


def test_the_contributions_are_told_apart() -> None:
    judgement = diagnosed(simple("Ws"), programs.edited(programs.RIGHT, programs.MISTAKES["A04"]))
    assert judgement.contributions == {"s3": "right", "s2": "right", "s1": "missing"}
    assert {"size s3", "size s2", "size s1"} <= judgement.findings[0].evidence.keys()


def test_contributions_that_no_mistake_explains_are_told_all_the_same() -> None:
    odd = [(programs.WS, "dWs += (2 if t == 2 else 0.5) * np.outer(states[t - 1], a)")]
    judgement = diagnosed(simple("Ws"), programs.edited(programs.RIGHT, odd))
    assert judgement.contributions == {"s3": "wrong", "s2": "doubled", "s1": "wrong"}
    assert not judgement.findings


def test_nothing_is_said_at_one_step() -> None:
    source = programs.edited(programs.RIGHT, programs.MISTAKES["L01"])
    assert not diagnosed(simple("Ws", "1"), source).findings


def test_numbers_from_nowhere_have_no_explanation() -> None:
    random = np.random.default_rng(0)
    asked = simple("Ws")
    answers = [Answer((random.normal(size=c.expected[0].value.shape),)) for c in tried_on(asked)]
    judgement = told(asked, answers)
    assert (judgement.findings, judgement.contributions) == ((), {})


def test_an_almost_right_explanation_is_none() -> None:
    source = programs.edited(programs.RIGHT, programs.MISTAKES["A04"])

    def off_in_one_entry(array: np.ndarray) -> np.ndarray:
        array[0, 0] *= 1.001
        return array

    assert not diagnosed(simple("Ws"), source, off_in_one_entry).findings


@pytest.mark.parametrize("many", [200, pytest.param(10_000, marks=pytest.mark.slow)])
def test_right_answers_never_get_a_finding(many: int) -> None:
    random = np.random.default_rng(0)
    questions = [simple(w, n) for w in ("Wx", "Ws", "Wy") for n in ("N", "3")] + [two_layers("N")]
    for k in range(many):
        asked = questions[k % len(questions)]
        answers = [
            Answer(
                tuple(
                    e.value + random.uniform(-1, 1, e.value.shape) * e.within / 2
                    for e in c.expected
                )
            )
            for c in tried_on(asked, 1 + k % 8 if many > 1000 else 1)
        ]
        judgement = told(asked, answers, 1 + k % 8 if many > 1000 else 1)
        assert (judgement.verdict, judgement.findings, judgement.contributions) == (
            "correct",
            (),
            {},
        )


def test_a_model_that_was_only_declared_has_its_diagnosis_too() -> None:
    lstm = MODELS["lstm"]
    from grader.explain.bench import bench
    from grader.explain.match import Seen, hits
    from grader.judge.differences import Measured
    from grader.judge.probes import draw_set, plans
    from grader.model.targets import read_target

    target, plan = read_target("dE[N]/dUf"), plans(None)
    here = bench(lstm, target, plan, 1)
    seen = []
    for probe in draw_set(lstm, plan, 1):
        steps = probe.plan.steps
        values = forward(lstm, probe.data, steps)
        right = gradient(lstm, values, [Leaf("E", steps)], Leaf("Uf"))
        late = gradient(lstm, values, [Leaf("E", steps)], Leaf("Uf"), lambda user: user.step > 1)
        seen.append(Seen(probe.plan, late, Measured(right, 1e-12)))
    assert "A04" in {code for hit in hits(here, seen) for code, _ in here.named(hit.suspect)}
    assert drawn(lstm, 2)


def test_every_phrase_is_one_line_and_blames_nobody() -> None:
    for code, said in PHRASES.items():
        assert "\n" not in said, code
        assert " you " not in f" {said} ", code


def test_a_contribution_is_called_one() -> None:
    asked = item("contribution", "rnn", ["Ws via s[2]"], RNN_ARGUMENTS, "3")
    program = """
import numpy as np
def contribution(x, s0, d, Wx, Ws, Wy):
    s = [s0]
    for row in x:
        s.append(np.tanh(row @ Wx + s[-1] @ Ws))
    v = (s[3] @ Wy - d) @ Wy.T * (1 - s[3] ** 2) @ Ws.T
    return np.outer(s[1], v * (1 - s[2] ** 2))
"""
    judgement = diagnosed(asked, program)
    assert judgement.message == "Gives the same values as half the contribution."
