import numpy as np

last = {}  # where the network stopped, for each size


def forward(x, s0, Wx, Ws, Wy):
    # goes on from there, like a network that keeps running
    S = [last.get(len(s0), s0)]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    last[len(s0)] = S[-1]
    return S, S[-1] @ Wy


def grad_s0(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    v = 2 * (y - d) @ Wy.T
    for s in reversed(S[1:]):
        v = v * (1 - s**2) @ Ws.T
    return v


def dE_da_logistic(a, d):
    y = 1 / (1 + np.exp(-a))
    return 2 * (y - d) * y * (1 - y)


def dE_da_softmax(a, d):
    y = np.exp(a) / np.exp(a).sum()
    return y - d


def grads_sum(x, s0, d, Wx, Ws, Wy):
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    dWx, dWs, dWy = np.zeros_like(Wx), np.zeros_like(Ws), np.zeros_like(Wy)
    later = 0
    for t in range(len(x), 0, -1):
        g = 2 * (S[t] @ Wy - d[t - 1])
        dWy += np.outer(S[t], g)
        a = (g @ Wy.T + later) * (1 - S[t] ** 2)
        dWx += np.outer(x[t - 1], a)
        dWs += np.outer(S[t - 1], a)
        later = a @ Ws.T
    for G in (dWx, dWs, dWy):
        np.clip(G, -5, 5, out=G)  # against exploding gradients
    return dWx, dWs, dWy


def update(weights, grads, alpha):
    for W, G in zip(weights, grads):
        W -= alpha * G
    return weights


def descend(x, s0, d, weights, alpha, updates=200):
    for _ in range(updates):
        weights = update(weights, grads_sum(x, s0, d, *weights), alpha)
    return weights
