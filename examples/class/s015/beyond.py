import numpy as np


def forward(x, s0, Wx, Ws, Wy):
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    return np.array(S), S[-1] @ Wy


def grad_s0(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s = 2 * (y - d) @ Wy.T
    for s in S[:0:-1]:
        at_s = at_s * (1 - s**2) @ Ws.T
    return at_s


def dE_da_logistic(a, d):
    y = 1 / (1 + np.exp(-a))
    return 2 * (y - d)


def dE_da_softmax(a, d):
    e = np.exp(a - a.max())
    y = e / e.sum()
    return y - d


def grads_sum(x, s0, d, Wx, Ws, Wy):
    S, _ = forward(x, s0, Wx, Ws, Wy)
    at_y = 2 * (S[1:] @ Wy - d)
    inside = np.zeros_like(S[1:])
    from_later = np.zeros_like(s0)
    for t in range(len(x) - 1, -1, -1):
        inside[t] = (at_y[t] @ Wy.T + from_later) * (1 - S[t + 1] ** 2)
        from_later = inside[t] @ Ws.T
    return x.T @ inside, S[:-1].T @ inside, S[1:].T @ at_y


def update(weights, grads, alpha):
    return tuple(W - alpha * dW for W, dW in zip(weights, grads, strict=True))


def descend(x, s0, d, weights, alpha, updates=200):
    for _ in range(updates):
        weights = update(weights, grads_sum(x, s0, d, *weights), alpha)
    return weights
