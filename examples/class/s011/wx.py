import numpy as np

accumulated = (
    "dE3/dy3 * dy3/ds3 * d+s3/dWx"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWx"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWx"
)
general = "Sum(dEN/dyN * dyN/dsi * d+si/dWx, i, 1, N)"


def error(x, s, d, Wx, Ws, Wy):
    for x_t in x:
        s = np.tanh(x_t @ Wx + s @ Ws)
    return np.sum((d - s @ Wy) ** 2)


def grad_Wx(x, s0, d, Wx, Ws, Wy):
    # why derive it when you can measure it
    h = 1e-5
    G = np.zeros_like(Wx)
    for i in range(Wx.shape[0]):
        for j in range(Wx.shape[1]):
            up, down = Wx.copy(), Wx.copy()
            up[i, j] += h
            down[i, j] -= h
            G[i, j] = (error(x, s0, d, up, Ws, Wy) - error(x, s0, d, down, Ws, Wy)) / (2 * h)
    return G
