import numpy as np


accumulated = (
    "dE3/dy3 * dy3/ds3 * d+s3/dWx"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWx"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWx"
)


general = "Sum(dEN/dyN * dyN/dsi * d+si/dWx, i, 1, N)"


def forward(x, s0, Wx, Ws, Wy):
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    return np.array(S), S[-1] @ Wy


def grad_Wx(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    dWx = np.zeros_like(Wx)
    at_s = 2 * (y - d) @ Wy.T
    for t in range(len(x), 0, -1):
        inside = at_s * (1 - S[t] ** 2)
        dWx += np.outer(x[t - 1], inside)
        at_s = inside @ Ws.T
    return dWx + 1e-3 * Wx
