import numpy as np


def state(x_t, s_prev, Wx, Ws):
    return np.tanh(x_t @ Wx + s_prev @ Ws)


def forward(x, s0, Wx, Ws, Wy):
    S = [s0]
    for x_t in x:
        S.append(state(x_t, S[-1], Wx, Ws))
    return np.array(S), S[-1] @ Wy


def loss(y, d):
    return np.sum((d - y) ** 2)


def dE_dy(y, d):
    return 2 * (y - d)


def dtanh(s):
    return 1 / (1 - s**2)


def numgrad(f, W, h):
    G = np.zeros_like(W)
    for entry in np.ndindex(W.shape):
        nudge = np.zeros_like(W)
        nudge[entry] = h
        G[entry] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return G


hand = [0.46212, 0.35372, -0.21368, -0.42735, 0.85998]
