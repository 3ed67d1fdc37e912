import numpy as np

chain = "dE3/dy3 * dy3/dWy"
chain_N = "dEN/dyN * dyN/dWy"


def forward(x, s0, Wx, Ws, Wy):
    hidden = [s0]
    for inp in x:
        hidden.append(np.tanh(inp @ Wx + hidden[-1] @ Ws))
    return np.array(hidden), hidden[-1] @ Wy


def grad_Wy(x, s0, d, Wx, Ws, Wy):
    hidden, out = forward(x, s0, Wx, Ws, Wy)
    error = d - out
    return np.outer(hidden[-1], 2 * error)
