import numpy as np

accumulated = (
    "dE3/dy3 * dy3/ds3 * d+s3/dWx"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWx"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWx"
)

general = "Sum(dEN/dyN * dyN/dsN * Product(dsj/ds[j-1], j, k+1, N) * d+sk/dWx, k, 1, N)"


def forward(x, s0, Wx, Ws, Wy):
    hidden = [s0]
    for inp in x:
        hidden.append(np.tanh(inp @ Wx + hidden[-1] @ Ws))
    return np.array(hidden), hidden[-1] @ Wy


def grad_Wx(x, s0, d, Wx, Ws, Wy):
    hidden, out = forward(x, s0, Wx, Ws, Wy)
    total = np.zeros_like(Wx)
    back = 2 * (out - d) @ Wy.T
    for t in range(len(x), 0, -1):
        back = back * (1 - hidden[t] ** 2)
        total += np.outer(x[t - 1], back)
        back = back @ Ws
    return total
