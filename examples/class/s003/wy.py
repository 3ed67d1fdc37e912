import numpy as np

chain = r"\frac{\partial E_3}{\partial y_3} \cdot \frac{\partial y_3}{\partial W_y}"

chain_N = r"\frac{\partial E_N}{\partial y_N} \cdot \frac{\partial y_N}{\partial W_y}"


def last_state(x, s, Wx, Ws):
    if len(x) == 0:
        return s
    return last_state(x[1:], np.tanh(x[0] @ Wx + s @ Ws), Wx, Ws)


def grad_Wy(x, s0, d, Wx, Ws, Wy):
    s = last_state(x, s0, Wx, Ws)
    return np.outer(s, 2 * (s @ Wy - d))
