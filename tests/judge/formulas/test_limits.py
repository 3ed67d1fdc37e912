"""Whatever is typed, the answer comes at once, and nothing heavy is loaded for it."""

import subprocess
import sys
import time

import pytest

from grader.judge.formulas import Judgement

HOSTILE = [
    "(" * 50 + "s1" + ")" * 50,
    "tanh(" * 40 + "s1" + ")" * 40,
    "exp(exp(exp(exp(999999999999999999*s1))))",
    "((s1+x1)^64 + x2)^64",
    "*".join(["(1+s1)"] * 400),
    "+".join(["tanh(s1*Wx+x1)"] * 200),
    "+".join(f"1/(s1+{k})" for k in range(300)),
    "+".join(f"exp({k}*s1)" for k in range(200)),
    "+".join(f"sqrt({k}*s1)" for k in range(2, 300)),
    "Sum(Sum(Sum(Sum(s1, i, 1, 64), j, 1, 64), k, 1, 64), m, 1, 64)",
    "Sum(Sum(tanh(i*s1+j), i, 1, 99), j, 1, 99)",
    "Product(Product(1+s1*k, k, 1, 64), j, 1, 64)",
    "Sum(s1, k, 1, 9999)",
    "s1" * 2000,
    "1/0",
    "log(0)*sqrt(-1)",
    "x1^(1/(1-1))",
]
CHAINS = [
    "+".join(["dE3/dy3*dy3/ds3*ds3/dWs"] * 130),
    "*".join(["(dE3/dy3+dy3/ds3)"] * 100),
    "(dE3/dy3 + dy3/ds3)^64",
    "Sum(Sum(Sum(dE3/dy3, i, 1, 64), j, 1, 64), k, 1, 64)",
    "Product(Sum(dE3/dy3, i, 1, 99), j, 1, 99)",
    "dE3/dy3 - dE3/dy3",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", ["closed_form", "equation"])
def test_no_closed_form_hangs_or_breaks(judged, kind, text):
    target = "dE[2]/dWs" if kind == "closed_form" else "s[2]"
    judgement = judged(kind, target, text)
    assert isinstance(judgement, Judgement)
    assert judgement.verdict in ("incorrect", "invalid")


@pytest.mark.parametrize("text", CHAINS, ids=range(len(CHAINS)))
@pytest.mark.parametrize("target", ["dE[3]/dWs", "dE[N]/dWs"])
def test_no_chain_hangs_or_breaks(judged, text, target):
    assert judged("chain", target, text).verdict in ("incorrect", "invalid")


@pytest.mark.bench
def test_every_answer_is_judged_within_fifty_milliseconds(judged):
    def best(kind, target, text):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            judged(kind, target, text)
            times.append(time.perf_counter() - start)
        return min(times)

    slow = {t[:40]: s for t in HOSTILE if (s := best("closed_form", "dE[2]/dWs", t)) > 0.05}
    slow |= {t[:40]: s for t in CHAINS if (s := best("chain", "dE[N]/dWs", t)) > 0.05}
    assert slow == {}


def test_judging_formulas_loads_no_numpy_and_no_sympy():
    program = (
        "import sys; from grader.judge import formulas, equal; "
        "print([m for m in ('numpy', 'sympy', 'mpmath', 'msgspec', 'asyncio') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
