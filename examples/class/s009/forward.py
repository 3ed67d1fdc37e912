import numpy as np


def state(x_t, s_prev, Wx, Ws):
    net = x_t @ Wx + s_prev @ Ws
    return np.tanh(net)


def forward(x, s0, Wx, Ws, Wy):
    hidden = [s0]
    for inp in x:
        hidden.append(state(inp, hidden[-1], Wx, Ws))
    out = hidden[-1] @ Wy
    return np.array(hidden), out


def loss(y, d):
    error = d - y
    return np.sum(error**2)


def dE_dy(y, d):
    error = d - y
    return 2 * error


def dtanh(s):
    return 1 - s**2


def numgrad(f, W, h):
    grad = np.zeros_like(W)
    for idx, _ in np.ndenumerate(W):
        Wp = W.copy()
        Wm = W.copy()
        Wp[idx] += h
        Wm[idx] -= h
        grad[idx] = (f(Wp) - f(Wm)) / (2 * h)
    return grad


hand = [0.46212, 0.35372, -0.21368, -0.42735, 0.85998]
