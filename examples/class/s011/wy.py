import numpy as np

chain = "dE3/dy3 * dy3/dWy"
chain_N = "dEN/dyN * dyN/dWy"


def last_state(x, s0, Wx, Ws):
    s = s0
    for x_t in x:
        s = np.tanh(x_t @ Wx + s @ Ws)
    return s


def grad_Wy(x, s0, d, Wx, Ws, Wy):
    s = last_state(x, s0, Wx, Ws)
    d -= s @ Wy  # the error
    return np.outer(s, -2 * d)
