import numpy as np


chain = "2 * dE3/dy3 * dy3/dWy"


chain_N = "-dEN/dyN * dyN/dWy"


def forward(x, s0, Wx, Ws, Wy):
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    return np.array(S), S[-1] @ Wy


def grad_Wy(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    return np.outer(S[-1], 2 * (y - d))
