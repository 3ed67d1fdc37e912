import numpy as np

from_s3 = "dE3/dy3 * dy3/ds3 * d+s3/dWs"
from_s2 = "dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWs"
from_s1 = "dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWs"


def forward(x, s0, Wx, Ws, Wy):
    hidden = [s0]
    for inp in x:
        hidden.append(np.tanh(inp @ Wx + hidden[-1] @ Ws))
    return np.array(hidden), hidden[-1] @ Wy


# y = s Wy, s = s Ws, so every link is just a matrix
def contribution_s3(x, s0, d, Wx, Ws, Wy):
    hidden, out = forward(x, s0, Wx, Ws, Wy)
    back = 2 * (out - d) @ Wy.T
    return np.outer(hidden[2], back)


def contribution_s2(x, s0, d, Wx, Ws, Wy):
    hidden, out = forward(x, s0, Wx, Ws, Wy)
    back = 2 * (out - d) @ Wy.T @ Ws.T
    return np.outer(hidden[1], back)


def contribution_s1(x, s0, d, Wx, Ws, Wy):
    hidden, out = forward(x, s0, Wx, Ws, Wy)
    back = 2 * (out - d) @ Wy.T @ Ws.T @ Ws.T
    return np.outer(hidden[0], back)


why_zero = "c"

accumulated = (
    "dE3/dy3 * dy3/ds3 * d+s3/dWs"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWs"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWs"
)

general = "Sum(dEN/dyN * dyN/dsN * Product(dsj/ds[j-1], j, k+1, N) * d+sk/dWs, k, 1, N)"

closed_form = "2*(y2 - d2)*Wy*(s1 + Ws*s0)"


def grad_Ws(x, s0, d, Wx, Ws, Wy):
    hidden, out = forward(x, s0, Wx, Ws, Wy)
    total = np.zeros_like(Ws)
    back = 2 * (out - d) @ Wy.T
    for t in range(len(x), 0, -1):
        # I found out that the tanh has to be in here
        back = back * (1 - hidden[t] ** 2)
        total += np.outer(hidden[t], back)
        back = back @ Ws.T
    return total
