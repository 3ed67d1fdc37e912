"""One right program for the simple network and one for the two layers, and what students make of
them: each mistake is an edit or a few, old text and new.  Ids as in `findings`.
"""

from collections.abc import Sequence

Edit = tuple[str, str]
QUESTIONS = ("wy.grad_Wy", "ws.grad_Ws", "wx.grad_Wx")
TWO_LAYER_QUESTIONS = ("quiz.paths_U", "quiz.grads_z")

RIGHT = """
import numpy as np

def forward(x, s0, Wx, Ws):
    states = [s0]
    for row in x:
        states.append(np.tanh(row @ Wx + states[-1] @ Ws))
    return states

def slope(s):
    return 1 - s**2

def gradients(x, s0, d, Wx, Ws, Wy):
    N = len(x)
    states = forward(x, s0, Wx, Ws)
    y = states[N] @ Wy
    g = 2 * (y - d)
    dWx, dWs = np.zeros_like(Wx), np.zeros_like(Ws)
    dWy = np.outer(states[N], g)
    v = g @ Wy.T
    for t in range(N, 0, -1):
        a = v * slope(states[t])
        dWx += np.outer(x[t - 1], a)
        dWs += np.outer(states[t - 1], a)
        v = a @ Ws.T
    return dWx, dWs, dWy

def grad_Wx(x, s0, d, Wx, Ws, Wy):
    return gradients(x, s0, d, Wx, Ws, Wy)[0]

def grad_Ws(x, s0, d, Wx, Ws, Wy):
    return gradients(x, s0, d, Wx, Ws, Wy)[1]

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    return gradients(x, s0, d, Wx, Ws, Wy)[2]
"""

# the lines that are edited most
STATE = "states.append(np.tanh(row @ Wx + states[-1] @ Ws))"
START = "    states = [s0]\n"
SLOPE = "return 1 - s**2"
ERROR = "g = 2 * (y - d)"
ZEROS = "dWx, dWs = np.zeros_like(Wx), np.zeros_like(Ws)"
WY = "dWy = np.outer(states[N], g)"
TOP = "v = g @ Wy.T"
LOOP = "for t in range(N, 0, -1):"
INSIDE = "a = v * slope(states[t])"
WX = "dWx += np.outer(x[t - 1], a)"
WS = "dWs += np.outer(states[t - 1], a)"
BACK = "v = a @ Ws.T"
DONE = "return dWx, dWs, dWy"


def both(before: str, after: str) -> list[Edit]:
    """The sums for Wx and for Ws in another form; `{}` is the outer product."""
    return [
        (WX, before.replace("dW", "dWx") + after.format("np.outer(x[t - 1], a)")),
        (WS, before.replace("dW", "dWs") + after.format("np.outer(states[t - 1], a)")),
    ]


def last(steps: int) -> list[Edit]:
    """Only so many steps back."""
    return [(LOOP, f"for t in range(N, max(0, N - {steps}), -1):")]


def returned(form: str) -> list[Edit]:
    """Something is done to every gradient before it is returned."""
    return [(DONE, "return " + ", ".join(form.format(W, W[1:]) for W in ("dWx", "dWs", "dWy")))]


MISTAKES: dict[str, list[Edit]] = {
    # accumulation
    "A01": [(LOOP, "for t in range(N, N - 1, -1):")],
    "A02": both("dW = ", "{}"),
    **{f"A03 after {k} steps": last(k) for k in (1, 2, 4, 5, 6, 8)},
    "A04": [(LOOP, "for t in range(N, 1, -1):")],
    "A05": both("dW += ", "(t < N) * {}"),
    "A06": both("dW += ", "(1 + (t == N)) * {}"),
    "A07": both("dW += ", "(N - t + 1) * {}"),
    "A08": [(DONE, "return dWx / N, dWs / N, dWy")],
    "A09": [(BACK, "v = a @ Ws.T + g @ Wy.T")],
    "A10": [(BACK, "")],
    "A11": [(BACK, "v = a")],
    "A12": [(BACK, "v = v @ Ws.T")],
    "A13": [(TOP, "v = 2 * g @ Wy.T")],
    "A14": [(TOP, "v = g @ Wy.T + 1")],
    "A15": [
        (TOP, "v = np.zeros_like(s0)"),
        (LOOP, "for t in range(1, N + 1):"),
        (INSIDE, "a = (v + (t == N) * g @ Wy.T) * slope(states[t])"),
    ],
    "A16": [(INSIDE, "a = (v if t > 1 else g @ Wy.T) * slope(states[t])")],
    "A17": [(TOP, "v = np.zeros_like(s0)")],
    # loss
    "L01": [(ERROR, "g = y - d")],
    "L02": [(ERROR, "g = 2 * (d - y)")],
    "L03": [(ERROR, "g = d - y")],
    "L04": [(ERROR, "g = 2 * (y - d) / len(y)")],
    "L05": returned("-0.1 * {0}"),
    "L06": [
        (WY, "dWy = sum(np.outer(s, 2 * (s @ Wy - d)) for s in states[1:])"),
        (BACK, "v = a @ Ws.T + 2 * (states[t - 1] @ Wy - d) @ Wy.T"),
    ],
    "L07": [(WY, "dWy = sum(np.outer(s, g) for s in states[1:])")],
    "L08": [(WY, "dWy = np.outer(states[N - 1], g)")],
    "L09": [(ERROR, "g = 2 * (y - d) * (1 - y**2)")],
    "L10": [(ERROR, "g = (d - y) ** 2")],
    "L11": [(ERROR, "g = np.full_like(y, np.sum(2 * (y - d)))")],
    "L12": [(ERROR, "g = np.exp(y) / np.exp(y).sum() - d")],
    # tanh
    "T01": [(SLOPE, "return np.ones_like(s)")],
    "T02": [(SLOPE, "return 1 - np.tanh(s) ** 2")],
    "T03": [(SLOPE, "return s * (1 - s)")],
    "T04": [(SLOPE, "return 1 - s")],
    "T05": [(SLOPE, "return (1 - s) ** 2")],
    "T06": [(SLOPE, "return 1 + s**2")],
    "T07": [(SLOPE, "return 1 / (1 - s**2)")],
    "T08": [(SLOPE, "return np.sqrt(1 - s**2)")],
    "T09": [(SLOPE, "return -(s**2)")],
    "T10": [
        (WX, "dWx += np.outer(x[t - 1], v)"),
        (WS, "dWs += np.outer(states[t - 1], v)"),
    ],
    "T11": [(INSIDE, "a = v * slope(states[t - 1])")],
    "T12": [(SLOPE, "return np.mean(1 - s**2)")],
    # index
    "I01": [(WS, "dWs += np.outer(states[t], a)")],
    "I02": [(WX, "dWx += np.outer(x[t - 2] if t > 1 else 0 * x[0], a)")],
    "I02 wrapping": [(WX, "dWx += np.outer(x[t - 2], a)")],
    "I03": [(WX, "dWx += np.outer(x[t] if t < N else 0 * x[0], a)")],
    "I04": [(WS, "dWs += np.outer(states[1:][t - 2], a)")],
    "I05": [(WS, "dWs += np.outer(states[t - 1] if t > 1 else 0 * s0, a)")],
    "I06": [(START, "    states = [np.zeros_like(s0)]\n")],
    "I07": [
        (START, "    states, cell = [s0], s0.copy()\n"),
        (STATE, "cell[:] = np.tanh(row @ Wx + cell @ Ws)\n        states.append(cell)"),
    ],
    "I08": [(WX, "dWx += np.outer(x[N - t], a)")],
    "I09": last(3),
    # matrix
    "M01": [(BACK, "v = a @ Ws")],
    "M02 for Ws": [(WS, "dWs += np.outer(a, states[t - 1])")],
    "M02 for Wy": [(WY, "dWy = np.outer(g, states[N])")],
    "M03": [(WS, "dWs += states[t - 1] * a")],
    "M04": [(WS, "dWs += states[t - 1] @ a")],
    "M05": [
        (INSIDE, "a = backwards(t, states, g @ Wy.T, Ws) * slope(states[t])"),
        (
            "def gradients(",
            "def backwards(t, states, v, Ws):\n"
            "    for s in states[t + 1 :]:\n"
            "        v = v * slope(s) @ Ws.T\n"
            "    return v\n\n"
            "def gradients(",
        ),
    ],
    "M06": [(BACK, "v = v @ Ws.T * slope(states[t])")],
    "M07": [(BACK, "v = (a * Ws).sum(0)")],
    "M08": [(BACK, "v = a * np.diag(Ws)")],
    "M09": [(STATE, "states.append(np.tanh(row @ Wx + (states[-1] @ Ws)[:, None]).sum(1))")],
    # program
    "P01": returned("np.clip({0}, -5, 5)"),
    "P02": returned("np.clip({0}, -1, 1)"),
    "P03": returned("{0} * min(1, 5 / np.linalg.norm({0}))"),
    "P04": [(BACK, "v = np.clip(a @ Ws.T, -5, 5)")],
    **{f"P06 of {size}": returned("{0} + " + size + " * {1}") for size in ("1e-3", "1e-5", "1e-7")},
    "P07": [
        ("def gradients(", "kept = {}\n\ndef gradients("),
        (
            ZEROS,
            "dWx = kept.setdefault(('Wx', Wx.shape), np.zeros_like(Wx))\n"
            "    dWs = kept.setdefault(('Ws', Ws.shape), np.zeros_like(Ws))",
        ),
    ],
    "P08": [(DONE, "return dWx / len(x), dWs / len(x), dWy / len(x)")],
    "P09": [(BACK, "Ws = Ws - 0.01 * np.outer(states[t - 1], a)\n        v = a @ Ws.T")],
    "P12": [(ERROR, "d -= y\n    g = -2 * d")],
    "P12 in a weight": [(BACK, "Ws -= 0.01 * dWs\n        v = a @ Ws.T")],
}

# Mistakes the catalogue does not list.
UNLISTED: dict[str, list[Edit]] = {
    "the width of d taken for N": [("N = len(x)", "N = min(len(x), len(d))")],
    "s0 without its signs": [(START, "    states = [abs(s0)]\n")],
    "x without its signs": [("N = len(x)", "N, x = len(x), abs(x)")],
    "x sorted": [("N = len(x)", "N, x = len(x), np.sort(x, axis=0)")],
    "x less its mean": [("N = len(x)", "N, x = len(x), x - x.mean(0)")],
    "wrong from five steps on": [(INSIDE, "a = v * slope(states[t]) * (1 if N < 5 else 1.1)")],
    "negative targets cut off": [(ERROR, "g = 2 * (y - np.maximum(d, 0))")],
    "targets rounded": [(ERROR, "g = 2 * (y - np.round(d))")],
    "large errors count less": [(ERROR, "g = 2 * np.clip(y - d, -10, 10)")],
    "norm limited to 100": returned("{0} / max(1, np.linalg.norm({0}) / 100)"),
    "inverse for transpose": [(BACK, "v = a @ np.linalg.inv(Ws)")],
    "slope of the mean state": [(INSIDE, "a = v * slope(np.mean(states[1:], axis=0))")],
    "the last state of the call before": [
        ("def gradients(", "kept = {}\n\ndef gradients("),
        ("y = states[N] @ Wy", "y = states[N] @ Wy\n    kept['s'] = states[N]"),
        ("states = forward(x, s0,", "states = forward(x, kept.get('s', s0),"),
    ],
    "sizes written as numbers": [(ZEROS, "dWx, dWs = np.zeros((7, 5)), np.zeros((5, 5))")],
    "axes of length one dropped": returned("{0}.squeeze()"),
    "at most eleven steps": last(11),
    "wrong for five steps": [(INSIDE, "a = v * slope(states[t]) * (1 if N != 5 else 1.1)")],
    "limited to 100": returned("np.clip({0}, -100, 100)"),
    "steps without input skipped": [
        (WX, f"{WX}\n        if not x[t - 1].any():\n            continue")
    ],
    "inputs cut to -1 and 1": [("N = len(x)", "N, x = len(x), np.clip(x, -1, 1)")],
    "slopes of at least 0.05": [(SLOPE, "return np.maximum(1 - s**2, 0.05)")],
    "Ws overwritten from four steps on": [(DONE, f"Ws *= N < 4\n    {DONE}")],
    "remembered by shape": [
        ("def gradients(", "kept = {}\n\ndef gradients("),
        (DONE, "return kept.setdefault(x.shape, (dWx, dWs, dWy))"),
    ],
}

# What a mistake leaves right, where that is not Wy alone.
SPARES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("L07", "L08", "M02 for Wy"), ("ws.grad_Ws", "wx.grad_Wx")),
    **dict.fromkeys(("I02", "I02 wrapping", "I03", "I08"), ("wy.grad_Wy", "ws.grad_Ws")),
    **dict.fromkeys(
        ("I01", "I04", "I05", "M02 for Ws", "M03", "M04"), ("wy.grad_Wy", "wx.grad_Wx")
    ),
}
SPARES_NOTHING = (
    "L01", "L02", "L03", "L04", "L05", "L06", "L09", "L10", "L11", "L12", "I06", "M09",
    "P01", "P02", "P03", "P06 of 1e-3", "P06 of 1e-5", "P06 of 1e-7", "P08", "P12",
    "P12 in a weight",
)  # fmt: skip

PAIRS = [
    ("A02", "L01"), ("A04", "T02"), ("A07", "L02"), ("A08", "L03"), ("A09", "T01"), ("A11", "I01"),
    ("A13", "L01"), ("I05", "M01"), ("L07", "T11"), ("M01", "L04"), ("P01", "A06"),
]  # fmt: skip

RIGHT_TWO_LAYERS = """
import numpy as np

def forward(x, s0, z0, U, W1, V1, W2):
    S, Z = [s0], [z0]
    for row in x:
        S.append(np.tanh(row @ U + S[-1] @ W1))
        Z.append(np.tanh(S[-1] @ V1 + Z[-1] @ W2))
    return S, Z

def grads_z(x, s0, z0, d, U, W1, V1, W2, V2):
    N = len(x)
    S, Z = forward(x, s0, z0, U, W1, V1, W2)
    g = 2 * (Z[N] @ V2 - d)
    dU, dW1, dV1, dW2 = (np.zeros_like(W) for W in (U, W1, V1, W2))
    at_z, at_s = g @ V2.T, np.zeros_like(s0)
    for t in range(N, 0, -1):
        b = at_z * (1 - Z[t] ** 2)
        a = (at_s + b @ V1.T) * (1 - S[t] ** 2)
        dU += np.outer(x[t - 1], a)
        dW1 += np.outer(S[t - 1], a)
        dV1 += np.outer(S[t], b)
        dW2 += np.outer(Z[t - 1], b)
        at_z = b @ W2.T
        at_s = a @ W1.T
    return dU, dW1, dV1, dW2, np.outer(Z[N], g)

def paths_U(x, s0, z0, d, U, W1, V1, W2, V2):
    S, Z = forward(x, s0, z0, U, W1, V1, W2)
    top = 2 * (Z[2] @ V2 - d) @ V2.T * (1 - Z[2] ** 2)
    over_z = top @ W2.T * (1 - Z[1] ** 2)
    over_s = top @ V1.T * (1 - S[2] ** 2)
    P1 = np.outer(x[1], over_s)
    P2 = np.outer(x[0], over_z @ V1.T * (1 - S[1] ** 2))
    P3 = np.outer(x[0], over_s @ W1.T * (1 - S[1] ** 2))
    return P1, P2, P3
"""

PATHS = "return P1, P2, P3"
TWO_LAYER_MISTAKES: dict[str, list[Edit]] = {
    "Z1": [(PATHS, "return P1, 0 * P2, P3"), ("(at_s + b @ V1.T)", "(at_s + (t == N) * b @ V1.T)")],
    "Z2": [(PATHS, "return P1, P2, 0 * P3"), ("at_s = a @ W1.T", "at_s = np.zeros_like(s0)")],
    "Z3": [
        (PATHS, "return P1, 2 * P2, 2 * P3"),
        ("at_z = b @ W2.T", "at_z = 2 * b @ W2.T"),
        ("at_s = a @ W1.T", "at_s = 2 * a @ W1.T"),
    ],
    "Z4": [
        (PATHS, "return P1, np.outer(x[0], over_z @ W2.T), P3"),
        ("dV1 += np.outer(S[t], b)", "dV1 += np.outer(Z[t - 1], b)"),
    ],
    "Z4, returned in the wrong order": [
        (PATHS, "return P1, P2 + P3"),
        ("return dU, dW1, dV1, dW2,", "return dU, dW1, dW2, dV1,"),
    ],
    "one path twice instead of another": [
        (PATHS, "return P1, P2, P2"),
        ("dW1 += np.outer(S[t - 1], a)", "dW1 += np.outer(S[t], a)"),
    ],
}


def spared(mistake: str) -> tuple[str, ...]:
    """The questions that a mistake leaves right."""
    return () if mistake in SPARES_NOTHING else SPARES.get(mistake, ("wy.grad_Wy",))


def edited(program: str, edits: Sequence[Edit]) -> str:
    """The program with the edits made; each old text must stand in it exactly once."""
    for old, new in edits:
        if program.count(old) != 1:
            raise ValueError(f"{old!r} stands {program.count(old)} times in the program")
        program = program.replace(old, new)
    return program
