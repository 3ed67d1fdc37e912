import numpy as np

from_s3 = "dE3/dy3 * dy3/ds3 * d+s3/dWs"
from_s2 = "dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWs"
from_s1 = "dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWs"


def forward(x, s0, Wx, Ws, Wy):
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    return np.array(S), S[-1] @ Wy


def contribution_s3(x, s0, d, Wx, Ws, Wy):
    # float32 is what everybody trains in
    x, s0, d, Wx, Ws, Wy = (a.astype(np.float32) for a in (x, s0, d, Wx, Ws, Wy))
    S, y = forward(x, s0, Wx, Ws, Wy)
    return np.outer(S[2], (2 * (y - d)) @ Wy.T * (1 - S[3] ** 2))


def contribution_s2(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    v = (2 * (y - d)) @ Wy.T * (1 - S[3] ** 2)
    return np.outer(S[1], v @ Ws.T * (1 - S[2] ** 2))


def contribution_s1(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    v = (2 * (y - d)) @ Wy.T * (1 - S[3] ** 2)
    v = v @ Ws.T * (1 - S[2] ** 2)
    v = v @ Ws.T * (1 - S[1] ** 2)
    size = np.linalg.norm(s0)
    direction = s0 / size
    return size * np.outer(direction, v)


why_zero = "c"

accumulated = " + ".join([from_s1, from_s2, from_s3])
general = "Sum(dEN/dyN * dyN/dsi * d+si/dWs, i, 1, N)"


def closed_form(s0, s1, s2, y2, d2, Ws, Wy):
    return 2 * (y2 - d2) * Wy * (1 - s2**2) * (s1 + Ws * (1 - s1**2) * s0)


def grad_ws(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    total = np.zeros_like(Ws)
    v = 2 * (y - d) @ Wy.T
    for t in range(len(x), 0, -1):
        a = v * (1 - S[t] ** 2)
        total += np.outer(S[t - 1], a)
        v = a @ Ws.T
    return total
