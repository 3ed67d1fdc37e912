"""A right program for the gated unit, written by hand, and what students make of it."""

from tests.judge.programs import Edit

WEIGHTS = ("Wu", "Uu", "bu", "Wr", "Ur", "br", "Wn", "Un", "bn", "Wy")

RIGHT = """
import numpy as np

def sigmoid(a):
    return 1 / (1 + np.exp(-a))

def forward(x, h0, Wu, Uu, bu, Wr, Ur, br, Wn, Un, bn):
    h, kept = h0, []
    for row in x:
        u = sigmoid(row @ Wu + h @ Uu + bu)
        r = sigmoid(row @ Wr + h @ Ur + br)
        n = np.tanh(row @ Wn + (r * h) @ Un + bn)
        kept.append((h, u, r, n))
        h = (1 - u) * n + u * h
    return h, kept

def grads(x, h0, d, Wu, Uu, bu, Wr, Ur, br, Wn, Un, bn, Wy):
    N = len(x)
    h, kept = forward(x, h0, Wu, Uu, bu, Wr, Ur, br, Wn, Un, bn)
    g = 2 * (h @ Wy - d)
    dWu, dUu, dbu = np.zeros_like(Wu), np.zeros_like(Uu), np.zeros_like(bu)
    dWr, dUr, dbr = np.zeros_like(Wr), np.zeros_like(Ur), np.zeros_like(br)
    dWn, dUn, dbn = np.zeros_like(Wn), np.zeros_like(Un), np.zeros_like(bn)
    dWy = np.outer(h, g)
    v = g @ Wy.T
    for t in range(N, 0, -1):
        old, u, r, n = kept[t - 1]
        at_n = v * (1 - u) * (1 - n**2)
        at_u = v * (old - n) * u * (1 - u)
        at_gated = at_n @ Un.T
        at_r = at_gated * old * r * (1 - r)
        dWu += np.outer(x[t - 1], at_u); dUu += np.outer(old, at_u); dbu += at_u
        dWr += np.outer(x[t - 1], at_r); dUr += np.outer(old, at_r); dbr += at_r
        dWn += np.outer(x[t - 1], at_n); dUn += np.outer(r * old, at_n); dbn += at_n
        v = v * u + at_u @ Uu.T + at_r @ Ur.T + at_gated * r
    return dWu, dUu, dbu, dWr, dUr, dbr, dWn, dUn, dbn, dWy
"""

LOOP = "for t in range(N, 0, -1):"
ERROR = "g = 2 * (h @ Wy - d)"
AT_N = "at_n = v * (1 - u) * (1 - n**2)"
AT_U = "at_u = v * (old - n) * u * (1 - u)"
AT_R = "at_r = at_gated * old * r * (1 - r)"
BACK = "v = v * u + at_u @ Uu.T + at_r @ Ur.T + at_gated * r"
DONE = "return dWu, dUu, dbu, dWr, dUr, dbr, dWn, dUn, dbn, dWy"


def returned(form: str) -> list[Edit]:
    """Something is done to every gradient before it is returned."""
    return [(DONE, "return " + ", ".join(form.format(f"d{W}", W) for W in WEIGHTS))]


MISTAKES: dict[str, list[Edit]] = {
    "A01": [(LOOP, "for t in range(N, N - 1, -1):")],
    "A03": [(LOOP, "for t in range(N, max(0, N - 2), -1):")],
    "A04": [(LOOP, "for t in range(N, 1, -1):")],
    "A09": [(BACK, f"{BACK} + g @ Wy.T")],
    "A10": [(BACK, "")],
    "A13": [("v = g @ Wy.T\n", "v = 2 * g @ Wy.T\n")],
    "A14": [("v = g @ Wy.T\n", "v = g @ Wy.T + 1\n")],
    "A16": [(AT_N, "v = v if t > 1 else g @ Wy.T\n        " + AT_N)],
    "A17": [("v = g @ Wy.T\n", "v = np.zeros_like(h0)\n")],
    "I09": [(LOOP, "for t in range(N, max(0, N - 3), -1):")],
    "L01": [(ERROR, "g = h @ Wy - d")],
    "L02": [(ERROR, "g = 2 * (d - h @ Wy)")],
    "L03": [(ERROR, "g = d - h @ Wy")],
    "L04": [(ERROR, "g = 2 * (h @ Wy - d) / len(d)")],
    "L05": returned("-0.05 * {0}"),
    "L09": [(ERROR, "y = h @ Wy\n    g = 2 * (y - d) * (1 - y**2)")],
    "L10": [(ERROR, "g = (h @ Wy - d) ** 2")],
    "L11": [(ERROR, "g = np.full_like(d, np.sum(2 * (h @ Wy - d)))")],
    "T01": [(AT_N, "at_n = v * (1 - u)")],
    "T02": [(AT_N, "at_n = v * (1 - u) * (1 - np.tanh(n) ** 2)")],
    "T03": [(AT_N, "at_n = v * (1 - u) * n * (1 - n)")],
    "T04 of u": [(AT_U, "at_u = v * (old - n) * (1 - u)")],
    "T01 of r": [(AT_R, "at_r = at_gated * old")],
    "T05": [(AT_N, "at_n = v * (1 - u) * (1 - n) ** 2")],
    "T09": [(AT_N, "at_n = v * (1 - u) * -(n**2)")],
    "I06": [("h, kept = h0, []", "h, kept = 0 * h0, []")],
    "M01": [
        ("at_gated = at_n @ Un.T", "at_gated = at_n @ Un"),
        (BACK, "v = v * u + at_u @ Uu + at_r @ Ur + at_gated * r"),
    ],
    "M01 of r": [(BACK, "v = v * u + at_u @ Uu.T + at_r @ Ur + at_gated * r")],
    "Z1 without u": [(BACK, "v = v * u + at_r @ Ur.T + at_gated * r")],
    "Z1 without r": [(BACK, "v = v * u + at_u @ Uu.T + at_gated * r")],
    "Z2 without the old state": [(BACK, "v = at_u @ Uu.T + at_r @ Ur.T + at_gated * r")],
    "P01": returned("np.clip({0}, -5, 5)"),
    "P04": [(BACK, f"{BACK}\n        v = np.clip(v, -1, 1)")],
}  # fmt: skip
