import numpy as np


def state(x_t, s_prev, Wx, Ws):
    return np.tanh(np.dot(x_t, Wx) + np.dot(s_prev, Ws))


def states(x, s, Wx, Ws):
    # the states of a sequence: this one, then the states of the rest
    if len(x) == 0:
        return [s]
    return [s] + states(x[1:], state(x[0], s, Wx, Ws), Wx, Ws)


def forward(x, s0, Wx, Ws, Wy):
    S = states(x, s0, Wx, Ws)
    return np.stack(S), S[-1] @ Wy


def loss(y, d):
    return ((d - y) ** 2).sum()


def dE_dy(y, d):
    return -2 * (d - y)


def dtanh(s):
    return 1 / np.cosh(np.arctanh(s)) ** 2


def numgrad(f, W, h):
    G = np.zeros(W.shape)
    for i, j in np.ndindex(*W.shape):
        V = W.copy()
        V[i, j] = W[i, j] + h
        above = f(V)
        V[i, j] = W[i, j] - h
        G[i, j] = (above - f(V)) / (2 * h)
    return G


hand = (0.46212, 0.35372, -0.21368, -0.42735, 0.85998)
