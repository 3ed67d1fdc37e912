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
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = 2 * (y - d) @ Wy.T
    return np.outer(S[2], at_s3 * (1 - S[3] ** 2))


def contribution_s2(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = 2 * (y - d) @ Wy.T
    at_s2 = at_s3 * (1 - S[3] ** 2) @ Ws.T
    return np.outer(S[1], at_s2 * (1 - S[2] ** 2))


def contribution_s1(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = 2 * (y - d) @ Wy.T
    at_s2 = at_s3 * (1 - S[3] ** 2) @ Ws.T
    at_s1 = at_s2 * (1 - S[2] ** 2) @ Ws.T
    return np.outer(S[0], at_s1 * (1 - S[1] ** 2))


why_zero = "c"


accumulated = (
    "dE3/dy3 * dy3/ds3 * d+s3/dWs"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWs"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWs"
)


general = "Sum(dEN/dyN * dyN/dsi * d+si/dWs, i, 1, N)"


closed_form = "2*(y2 - d2)*Wy*(1 - s2**2)*(s1 + Ws*(1 - s1**2)*s0)"


def grad_Ws(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    dWs = np.zeros_like(Ws)
    at_s = 2 * (y - d) @ Wy.T
    for t in range(len(x), 0, -1):
        inside = at_s * np.mean(1 - S[t] ** 2)
        dWs += np.outer(S[t - 1], inside)
        at_s = inside @ Ws.T
    return dWs
