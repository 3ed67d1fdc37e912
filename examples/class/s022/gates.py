import numpy as np


def gru_grads(x, h0, d, Wu, Uu, bu, Wr, Ur, br, Wn, Un, bn, Wy):

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    h, steps = h0, []
    for x_t in x:
        u, r = sigmoid(x_t @ Wu + h @ Uu + bu), sigmoid(x_t @ Wr + h @ Ur + br)
        n = np.tanh(x_t @ Wn + (r * h) @ Un + bn)
        steps.append((x_t, h, u, r, n))
        h = (1 - u) * n + u * h
    at_y = 2 * (h @ Wy - d)
    grads = [np.zeros_like(W) for W in (Wu, Uu, bu, Wr, Ur, br, Wn, Un, bn)]
    at_h = at_y @ Wy.T
    for x_t, old, u, r, n in reversed(steps):
        at_n = at_h * (1 - u) * (1 - n**2)
        at_u = at_h * (old - n) * u * (1 - u)
        at_gated = at_n @ Un.T
        at_r = at_gated * old * r * (1 - r)
        for k, (row, inside) in enumerate(((old, at_u), (old, at_r), (r * old, at_n))):
            grads[3 * k] += np.outer(x_t, inside)
            grads[3 * k + 1] += np.outer(row, inside)
            grads[3 * k + 2] += inside
        at_h = at_h * u + at_r @ Ur.T + at_gated * r
    return (*grads, np.outer(h, at_y))


def lstm_grads(x, h0, c0, d, Wf, Uf, bf, Wi, Ui, bi, Wo, Uo, bo, Wg, Ug, bg, Wy):

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    h, c, steps = h0, c0, []
    for x_t in x:
        f, i = sigmoid(x_t @ Wf + h @ Uf + bf), sigmoid(x_t @ Wi + h @ Ui + bi)
        o, g = sigmoid(x_t @ Wo + h @ Uo + bo), np.tanh(x_t @ Wg + h @ Ug + bg)
        new = f * c + i * g
        steps.append((x_t, h, c, f, i, o, g, np.tanh(new)))
        h, c = o * np.tanh(new), new
    at_y = 2 * (h @ Wy - d)
    grads = [np.zeros_like(W) for W in (Wf, Uf, bf, Wi, Ui, bi, Wo, Uo, bo, Wg, Ug, bg)]
    at_h, at_c = at_y @ Wy.T, np.zeros_like(c0)
    for x_t, old, cell, f, i, o, g, shown in reversed(steps):
        at_c = at_c + at_h * o * (1 - shown**2)
        inside = (
            at_c * cell * f * (1 - f),
            at_c * g * i * (1 - i),
            at_h * shown * o * (1 - o),
            at_c * i * (1 - g**2),
        )
        for k, row in enumerate(inside):
            grads[3 * k] += np.outer(x_t, row)
            grads[3 * k + 1] += np.outer(old, row)
            grads[3 * k + 2] += row
        at_h = sum(row @ U.T for row, U in zip(inside, (Uf, Ui, Uo, Ug), strict=True))
        at_c = at_c * f * (1 - f)
    return (*grads, np.outer(h, at_y))


cell = "b"


bug_1 = "d"


bug_2 = "c"


bug_3 = "a"


bug_4 = "c"


bug_5 = "d"


bug_6 = "a"


def fixed(x, s0, d, Wx, Ws, Wy):
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    dWs = np.zeros_like(Ws)
    at_s = 2 * (S[-1] @ Wy - d) @ Wy.T
    for t in range(len(x), 0, -1):
        inside = at_s * (1 - S[t] ** 2)
        dWs += np.outer(S[t - 1], inside)
        at_s = inside @ Ws.T
    return dWs


def grads_full(x, s0, d, Wx, Ws, b, Wy):
    S = [s0]
    for t in range(x.shape[1]):
        S.append(np.tanh(x[:, t] @ Wx + S[-1] @ Ws + b))
    at_y = 2 * (S[-1] @ Wy - d)
    dWx, dWs, db, dx = np.zeros_like(Wx), np.zeros_like(Ws), np.zeros_like(b), np.zeros_like(x)
    at_s = at_y @ Wy.T
    for t in range(x.shape[1] - 1, -1, -1):
        inside = at_s * (1 - S[t + 1] ** 2)
        dWx += x[:, t].T @ inside
        dWs += S[t].T @ inside
        db += inside.sum(0)
        dx[:, t] = inside @ Wx.T
        at_s = inside @ Ws.T
    return dWx / len(x), dWs / len(x), db / len(x), S[-1].T @ at_y / len(x), dx
