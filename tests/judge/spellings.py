"""Right gradients of the simple network in the ways people write them, and those that are right to
about seven digits.
"""

LAST = """
def grad_Wx(x, s0, d, Wx, Ws, Wy):
    return gradients(x, s0, d, Wx, Ws, Wy)[0]

def grad_Ws(x, s0, d, Wx, Ws, Wy):
    return gradients(x, s0, d, Wx, Ws, Wy)[1]

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    return gradients(x, s0, d, Wx, Ws, Wy)[2]
"""

VECTORISED = """
import numpy as np

def gradients(x, s0, d, Wx, Ws, Wy):
    N, drive = len(x), x @ Wx
    S = np.empty((N + 1, len(s0)))
    S[0] = s0
    for t in range(N):
        S[t + 1] = np.tanh(drive[t] + S[t] @ Ws)
    D = 1 - S[1:] ** 2
    g = 2 * (S[N] @ Wy - d)
    A = np.empty_like(D)
    A[-1] = Wy @ g * D[-1]
    for t in range(N - 2, -1, -1):
        A[t] = Ws @ A[t + 1] * D[t]
    return x.T @ A, S[:-1].T @ A, S[-1:].T * g
"""

LISTS = """
from math import tanh

def times(v, W):
    return [sum(v[i] * W[i][j] for i in range(len(W))) for j in range(len(W[0]))]

def against(v, W):
    return [sum(v[j] * W[i][j] for j in range(len(v))) for i in range(len(W))]

def add(total, left, right):
    for i in range(len(left)):
        for j in range(len(right)):
            total[i][j] += left[i] * right[j]

def gradients(x, s0, d, Wx, Ws, Wy):
    S = [[float(v) for v in s0]]
    for row in x:
        S.append([tanh(p + q) for p, q in zip(times(row, Wx), times(S[-1], Ws))])
    g = [2 * (p - q) for p, q in zip(times(S[-1], Wy), d)]
    dWx = [[0] * len(s0) for _ in Wx]
    dWs = [[0] * len(s0) for _ in Ws]
    dWy = [[0] * len(g) for _ in Wy]
    add(dWy, S[-1], g)
    v = against(g, Wy)
    for t in range(len(x), 0, -1):
        a = [p * (1 - q * q) for p, q in zip(v, S[t])]
        add(dWx, x[t - 1], a)
        add(dWs, S[t - 1], a)
        v = against(a, Ws)
    return dWx, dWs, dWy
"""

RECURSIVE = """
import numpy as np

def back(t, s, x, d, Wx, Ws, Wy):
    if t == len(x):
        g = 2 * (s @ Wy - d)
        return np.zeros(Wx.shape), np.zeros(Ws.shape), np.outer(s, g), g @ Wy.T
    new = np.tanh(x[t] @ Wx + s @ Ws)
    dWx, dWs, dWy, v = back(t + 1, new, x, d, Wx, Ws, Wy)
    a = v * (1 - new**2)
    return dWx + np.outer(x[t], a), dWs + np.outer(s, a), dWy, a @ Ws.T

def gradients(x, s0, d, Wx, Ws, Wy):
    return back(0, s0, x, d, Wx, Ws, Wy)
"""

EINSUM = """
import numpy as np

def gradients(x, s0, d, Wx, Ws, Wy):
    S = [s0]
    for row in x:
        S.append(np.tanh(np.einsum("i,ij", row, Wx) + np.einsum("i,ij", S[-1], Ws)))
    g = 2 * (np.einsum("i,ij", S[-1], Wy) - d)
    A, v = [], np.einsum("j,ij", g, Wy)
    for s in S[:0:-1]:
        A.append(v * (1 - s**2))
        v = np.einsum("j,ij", A[-1], Ws)
    A = np.array(A[::-1])
    dWx, dWs = np.einsum("ti,tj->ij", x, A), np.einsum("ti,tj->ij", S[:-1], A)
    return dWx, dWs, np.multiply.outer(S[-1], g)
"""

FORTRAN = '''
import numpy as np

def gradients(x, s0, d, Wx, Ws, Wy):
    """Column vectors throughout; what is returned are transposed views."""
    states = [s0[:, None]]
    for row in x:
        states.append(np.tanh(Wx.T @ row[:, None] + Ws.T @ states[-1]))
    g = 2 * (Wy.T @ states[-1] - d[:, None])
    Gx, Gs, v = np.zeros(Wx.T.shape), np.zeros(Ws.T.shape), Wy @ g
    for t in range(len(x), 0, -1):
        a = v * (1 - states[t] ** 2)
        Gx += a @ x[t - 1][None, :]
        Gs += a @ states[t - 1].T
        v = Ws @ a
    return Gx.T, Gs.T, np.asfortranarray((g @ states[-1].T).T)
'''

FORWARD_MODE = '''
import numpy as np

def gradients(x, s0, d, Wx, Ws, Wy):
    """Carries ds_t/dWx and ds_t/dWs along with the state; no way back at all."""
    n = len(s0)
    s, Jx, Js = s0, np.zeros((*Wx.shape, n)), np.zeros((n, n, n))
    for row in x:
        new = np.tanh(row @ Wx + s @ Ws)
        Jx = (np.einsum("i,jk->ijk", row, np.eye(n)) + Jx @ Ws) * (1 - new**2)
        Js = (np.einsum("i,jk->ijk", s, np.eye(n)) + Js @ Ws) * (1 - new**2)
        s = new
    g = 2 * (s @ Wy - d)
    return Jx @ Wy @ g, Js @ Wy @ g, np.outer(s, g)
'''

PATH_BY_PATH = '''
import numpy as np

def gradients(x, s0, d, Wx, Ws, Wy):
    """Every contribution from scratch, with Jacobians as matrices: N*N/2 products."""
    S = [s0]
    for row in x:
        S.append(np.tanh(row @ Wx + S[-1] @ Ws))
    g = 2 * (S[-1] @ Wy - d)
    dWx, dWs = 0, 0
    for i in range(1, len(S)):
        chain = g @ Wy.T
        for k in range(len(S) - 1, i, -1):
            chain = chain @ np.diag(1 - S[k] ** 2) @ Ws.T
        chain = chain @ np.diag(1 - S[i] ** 2)
        dWx = dWx + np.outer(x[i - 1], chain)
        dWs = dWs + np.outer(S[i - 1], chain)
    return dWx, dWs, np.outer(S[-1], g)
'''

CLOSURES = """
import numpy as np

def step(x_t, s, Wx, Ws):
    new = np.tanh(x_t @ Wx + s @ Ws)
    def back(v):
        a = v * (1 - new * new)
        return np.outer(x_t, a), np.outer(s, a), a @ Ws.T
    return new, back

def gradients(x, s0, d, Wx, Ws, Wy):
    tape, s = [], s0
    for x_t in x:
        s, back = step(x_t, s, Wx, Ws)
        tape.append(back)
    g = 2 * (s @ Wy - d)
    v, parts = Wy @ g, []
    while tape:
        *found, v = tape.pop()(v)
        parts.append(found)
    return sum(p for p, _ in parts), sum(p for _, p in parts), np.outer(s, g)
"""

CLASS = """
import numpy as np

class Network:
    def __init__(self, Wx, Ws, Wy):
        self.weights = Wx, Ws, Wy
        self.grads = [np.zeros_like(W) for W in self.weights]
        self.states = []

    def forward(self, x, s0):
        Wx, Ws, Wy = self.weights
        self.x, self.states = x, [s0]
        for row in x:
            self.states.append(np.tanh(row @ Wx + self.states[-1] @ Ws))
        return self.states[-1] @ Wy

    def backward(self, g):
        Wx, Ws, Wy = self.weights
        self.grads[2] += np.outer(self.states[-1], g)
        v = g @ Wy.T
        for t in reversed(range(len(self.x))):
            a = v * (1 - self.states[t + 1] ** 2)
            self.grads[0] += np.outer(self.x[t], a)
            self.grads[1] += np.outer(self.states[t], a)
            v = a @ Ws.T

def gradients(x, s0, d, Wx, Ws, Wy):
    network = Network(Wx, Ws, Wy)
    network.backward(2 * (network.forward(x, s0) - d))
    return network.grads
"""

WHOLE_ZEROS = '''
import numpy as np

def gradients(x, s0, d, Wx, Ws, Wy):
    """Starts from whole numbers, scribbles on copies, prints and warns."""
    print("shapes", x.shape, Ws.shape)
    np.log(np.zeros(1))
    x, s0, d = x.copy(), s0.copy(), d.copy()
    S = [s0] + [None] * len(x)
    for t in range(1, len(S)):
        S[t] = np.tanh(x[t - 1] @ Wx + S[t - 1] @ Ws)
    d -= S[-1] @ Wy
    d *= -2
    dWx, dWs = np.zeros(Wx.shape, int), np.zeros(Ws.shape, int)
    v = d @ Wy.T
    for t in range(len(x), 0, -1):
        v *= (1 + S[t]) * (1 - S[t])
        dWx, dWs = dWx + x[t - 1][:, None] * v, dWs + S[t - 1][:, None] * v
        v = v @ Ws.T
    return dWx, dWs, S[-1][:, None] * d
'''

ERROR = """
import numpy as np

def error(x, s, d, Wx, Ws, Wy):
    for row in x:
        s = np.tanh(row @ Wx + s @ Ws)
    return np.sum((d - s @ Wy) ** 2)

def measured(which, x, s0, d, weights):
    G = np.zeros(weights[which].shape)
    for entry in np.ndindex(G.shape):
        G[entry] = quotient(lambda h: error(x, s0, d, *moved(weights, which, entry, h)))
    return G

def moved(weights, which, entry, h):
    new = [np.array(W, dtype=np.result_type(W, h)) for W in weights]
    new[which][entry] += h
    return new

def grad_Wx(x, s0, d, *weights):
    return measured(0, x, s0, d, weights)

def grad_Ws(x, s0, d, *weights):
    return measured(1, x, s0, d, weights)

def grad_Wy(x, s0, d, *weights):
    return measured(2, x, s0, d, weights)
"""

COMPLEX_STEP = (
    ERROR
    + """
def quotient(f):
    return f(1e-30j).imag / 1e-30
"""
)

CENTRAL = (
    ERROR
    + """
def quotient(f):
    return (f(1e-5) - f(-1e-5)) / 2e-5
"""
)

ONE_SIDED = (
    ERROR
    + """
def quotient(f):
    return (f(1e-7) - f(0.0)) / 1e-7
"""
)

SINGLE = """
import numpy as np

def gradients(*given):
    x, s0, d, Wx, Ws, Wy = (np.asarray(a, np.float32) for a in given)
    S = [s0]
    for row in x:
        S.append(np.tanh(row @ Wx + S[-1] @ Ws))
    g = 2 * (S[-1] @ Wy - d)
    dWx, dWs, v = np.zeros_like(Wx), np.zeros_like(Ws), g @ Wy.T
    for t in range(len(x), 0, -1):
        a = v * (1 - S[t] ** 2)
        dWx += np.outer(x[t - 1], a)
        dWs += np.outer(S[t - 1], a)
        v = a @ Ws.T
    return dWx, dWs, np.outer(S[-1], g)
"""

HONEST = {
    "vectorised": VECTORISED + LAST,
    "lists and loops": LISTS + LAST,
    "recursive": RECURSIVE + LAST,
    "einsum": EINSUM + LAST,
    "columns, returned as views": FORTRAN + LAST,
    "forward mode": FORWARD_MODE + LAST,
    "path by path": PATH_BY_PATH + LAST,
    "closures": CLOSURES + LAST,
    "a class with fresh state": CLASS + LAST,
    "whole zeros": WHOLE_ZEROS + LAST,
    "complex step": COMPLEX_STEP,
}
SEVEN_DIGITS = {"single precision": SINGLE + LAST, "one-sided": ONE_SIDED, "central": CENTRAL}
