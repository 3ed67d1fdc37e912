"""Programs as they stand in repositories and blogs, in the styles people learn from: caches and
step functions, column vectors and `dhnext`, one delta a step with a window, deltas in a list.

Each is right but for one slip that such programs really have.  Beside it stands, for each gradient,
the id of the mistake, or nothing where the slip leaves it right.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Wild(NamedTuple):
    """A program, and the mistake that each of its gradients has; `-` for one without a name."""

    source: str
    mistakes: Mapping[str, str]


# One step with a cache, and a loop that hands upstream rows to it.
STEPS = """
import numpy as np

def step_forward(x_t, prev_h, Wx, Wh):
    raw = x_t.dot(Wx) + prev_h.dot(Wh)
    next_h = np.tanh(raw)
    cache = (x_t, prev_h, next_h, raw, Wx, Wh)
    return next_h, cache

def step_backward(dnext_h, cache):
    x_t, prev_h, next_h, raw, Wx, Wh = cache
    draw = dnext_h * (1 - next_h * next_h)
    dprev_h = draw.dot(Wh.T)
    dWx = np.outer(x_t, draw)
    dWh = np.outer(prev_h, draw)
    return dprev_h, dWx, dWh

def whole_forward(x, h0, Wx, Wh):
    T = x.shape[0]
    h = np.zeros((T, h0.shape[0]))
    caches = []
    prev_h = h0
    for t in range(T):
        h[t], cache = step_forward(x[t], prev_h, Wx, Wh)
        prev_h = h[t]
        caches.append(cache)
    return h, caches

def whole_backward(dh, caches, Wx, Wh):
    T = len(caches)
    dWx, dWh = np.zeros_like(Wx), np.zeros_like(Wh)
    dprev_h = np.zeros(dh.shape[1])
    for t in range(T - 1, -1, -1):
        dprev_h, dWx_t, dWh_t = step_backward(dh[t] + dprev_h, caches[t])
        dWx += dWx_t
        dWh += dWh_t
    return dWx, dWh

def everything(x, s0, d, Wx, Ws, Wy):
    h, caches = whole_forward(x, s0, Wx, Ws)
    scores = h[-1].dot(Wy)
    dscores = 2.0 * (scores - d)
    dh = np.zeros_like(h)
    dh[-1] = dscores.dot(Wy.T)
    dWx, dWh = whole_backward(dh, caches, Wx, Ws)
    return dWx, dWh, np.outer(h[-1], dscores)

def grad_Wx(*given):
    return everything(*given)[0]

def grad_Ws(*given):
    return everything(*given)[1]

def grad_Wy(*given):
    return everything(*given)[2]
"""

# Column vectors, a dictionary of states, and `dhnext`.
COLUMNS = """
import numpy as np

def there_and_back(inputs, hprev, target, Wxh, Whh, Why):
    xs, hs = {}, {}
    hs[-1] = hprev
    for t in range(len(inputs)):
        xs[t] = inputs[t]
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]))
    last = len(inputs) - 1
    y = np.dot(Why, hs[last])
    dy = 2 * (y - target)
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dhnext = np.zeros_like(hs[0])
    dWhy += np.dot(dy, hs[last].T)
    for t in reversed(range(len(inputs))):
        dh = dhnext
        if t == last:
            dh = np.dot(Why.T, dy) + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(dhraw, hs[t - 1].T)
        dhnext = np.dot(Whh.T, dhraw)
    return dWxh, dWhh, dWhy

def columns(x, s0, d, Wx, Ws, Wy):
    inputs = [row.reshape(-1, 1) for row in x]
    back = there_and_back(inputs, s0.reshape(-1, 1), d.reshape(-1, 1), Wx.T, Ws.T, Wy.T)
    return [g.T for g in back]

def grad_Wx(*given):
    return columns(*given)[0]

def grad_Ws(*given):
    return columns(*given)[1]

def grad_Wy(*given):
    return columns(*given)[2]
"""

# A class with one array of states, the start state in its last row, and a window of steps.
WINDOW = """
import numpy as np

class Network:
    def __init__(self, Wx, Ws, Wy, window=1000):
        self.U, self.W, self.V = Wx.T, Ws.T, Wy.T
        self.window = window

    def states(self, x, s0):
        T = len(x)
        s = np.zeros((T + 1, len(self.W)))
        s[-1] = s0
        for t in np.arange(T):
            s[t] = np.tanh(self.U.dot(x[t]) + self.W.dot(s[t - 1]))
        return s

    def gradients(self, x, s0, d):
        T = len(x)
        s = self.states(x, s0)
        dLdU, dLdV, dLdW = np.zeros(self.U.shape), np.zeros(self.V.shape), np.zeros(self.W.shape)
        t = T - 1
        delta_o = 2 * (self.V.dot(s[t]) - d)
        dLdV += np.outer(delta_o, s[t])
        delta_t = self.V.T.dot(delta_o) * (1 - s[t] ** 2)
        for k in np.arange(max(0, t - self.window), t + 1)[::-1]:
            dLdW += np.outer(delta_t, s[k - 1])
            dLdU += np.outer(delta_t, x[k])
            delta_t = self.W.T.dot(delta_t) * (1 - s[k - 1] ** 2)
        return dLdU.T, dLdW.T, dLdV.T

def grad_Wx(x, s0, d, Wx, Ws, Wy):
    return Network(Wx, Ws, Wy).gradients(x, s0, d)[0]

def grad_Ws(x, s0, d, Wx, Ws, Wy):
    return Network(Wx, Ws, Wy).gradients(x, s0, d)[1]

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    return Network(Wx, Ws, Wy).gradients(x, s0, d)[2]
"""

# All gradients of the states first, in one array; then one sum for each matrix.
TABLES = """
import numpy as np

def all_states(X, S0, wx, wRec):
    S = np.zeros((X.shape[0] + 1, len(S0)))
    S[0, :] = S0
    for k in range(0, X.shape[0]):
        S[k + 1, :] = np.tanh(X[k, :] @ wx + S[k, :] @ wRec)
    return S

def sums_back(X, S, grad_out, wRec):
    grad_over_time = np.zeros_like(S)
    grad_over_time[-1, :] = grad_out
    wx_grad, wRec_grad = 0, 0
    for k in range(X.shape[0], 0, -1):
        inner = grad_over_time[k, :] * (1 - S[k, :] ** 2)
        wx_grad = wx_grad + X[k - 1, :][:, None] * inner[None, :]
        wRec_grad = wRec_grad + S[k - 1, :][:, None] * inner[None, :]
        grad_over_time[k - 1, :] = inner @ wRec.T
    return wx_grad, wRec_grad

def at_output(y, t):
    return 2.0 * (y - t)

def get_gradients(X, S0, t, wx, wRec, wy):
    S = all_states(X, S0, wx, wRec)
    dy = at_output(S[-1, :] @ wy, t)
    wx_grad, wRec_grad = sums_back(X, S, dy @ wy.T, wRec)
    return wx_grad, wRec_grad, np.outer(S[-1, :], dy)

def grad_Wx(*a):
    return get_gradients(*a)[0]

def grad_Ws(*a):
    return get_gradients(*a)[1]

def grad_Wy(*a):
    return get_gradients(*a)[2]
"""

# Deltas appended to lists and read from their ends.
LISTS = """
import numpy as np

def slope_of(output):
    return 1 - output ** 2

def train(x, s0, d, Wx, Ws, Wy):
    kept = [s0]
    for position in range(len(x)):
        kept.append(np.tanh(x[position] @ Wx + kept[-1] @ Ws))
    guess = kept[-1] @ Wy
    output_delta = 2 * (guess - d)
    Wy_update = np.outer(kept[-1], output_delta)
    Wx_update, Ws_update = np.zeros_like(Wx), np.zeros_like(Ws)
    future_delta = np.zeros(len(s0))
    for position in range(len(x)):
        hidden = kept[-position - 1]
        prev_hidden = kept[-position - 2]
        error = future_delta @ Ws.T
        if position == 0:
            error = error + output_delta @ Wy.T
        hidden_delta = error * slope_of(hidden)
        Ws_update += np.outer(prev_hidden, hidden_delta)
        Wx_update += np.outer(x[-position - 1], hidden_delta)
        future_delta = hidden_delta
    return Wx_update, Ws_update, Wy_update

def grad_Wx(*given):
    return train(*given)[0]

def grad_Ws(*given):
    return train(*given)[1]

def grad_Wy(*given):
    return train(*given)[2]
"""

# The contributions one by one, each with a chain of its own.
CHAINS = """
import numpy as np

def run(x, s0, Wx, Ws):
    s = [s0]
    for x_t in x:
        s.append(np.tanh(x_t @ Wx + s[-1] @ Ws))
    return s

def link(s_t, Ws):
    return Ws * (1 - s_t ** 2)

def chain(s, i, Ws):
    J = np.eye(len(Ws))
    for k in range(i + 1, len(s)):
        J = J @ link(s[k], Ws)
    return J

def total(x, s0, d, Wx, Ws, Wy, left):
    s = run(x, s0, Wx, Ws)
    error = -2 * (d - s[-1] @ Wy)
    found = 0
    for i in range(1, len(s)):
        at_i = chain(s, i, Ws) @ (Wy @ error)
        found = found + np.outer(left(s, i), at_i * (1 - s[i] ** 2))
    return found

def grad_Wx(x, s0, d, Wx, Ws, Wy):
    return total(x, s0, d, Wx, Ws, Wy, lambda s, i: x[i - 1])

def grad_Ws(x, s0, d, Wx, Ws, Wy):
    return total(x, s0, d, Wx, Ws, Wy, lambda s, i: s[i - 1])

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    s = run(x, s0, Wx, Ws)
    return np.outer(s[-1], -2 * (d - s[-1] @ Wy))
"""

RIGHT = {
    "steps": STEPS, "columns": COLUMNS, "window": WINDOW,
    "tables": TABLES, "lists": LISTS, "chains": CHAINS,
}  # fmt: skip


def _mistakes(wx: str, ws: str, wy: str) -> dict[str, str]:
    return {k: v for k, v in {"grad_Wx": wx, "grad_Ws": ws, "grad_Wy": wy}.items() if v}


def _wild(style: str, old: str, new: str, *mistakes: str) -> Wild:
    source = RIGHT[style]
    if source.count(old) != 1:
        raise ValueError(f"{old!r} stands {source.count(old)} times in {style}")
    wx, ws, wy = mistakes if len(mistakes) == 3 else (mistakes[0], mistakes[0], "")
    return Wild(source.replace(old, new), _mistakes(wx, ws, wy))


WILD: dict[str, Wild] = {
    "the row from the next step is not added": _wild(
        "steps", "step_backward(dh[t] + dprev_h,", "step_backward(dh[t],", "A01"
    ),
    "the slope of what is not yet activated": _wild(
        "steps", "(1 - next_h * next_h)", "(1 - raw * raw)", "T13"
    ),
    "the slope of what is activated twice": _wild(
        "steps", "(1 - next_h * next_h)", "(1 - np.tanh(next_h) ** 2)", "T02"
    ),
    "the cache holds the new state for the old one": _wild(
        "steps", "cache = (x_t, prev_h, next_h,", "cache = (x_t, next_h, next_h,", "", "I01", ""
    ),
    "the sums are assigned": _wild(
        "steps", "dWx += dWx_t\n        dWh += dWh_t", "dWx = dWx_t\n        dWh = dWh_t", "A02"
    ),
    "the loop stops before the first step": _wild(
        "steps", "range(T - 1, -1, -1)", "range(T - 1, 0, -1)", "A04"
    ),
    "the loop runs forward": _wild("steps", "range(T - 1, -1, -1)", "range(T)", "A15"),
    "the matrix is crossed forward": _wild("steps", "draw.dot(Wh.T)", "draw.dot(Wh)", "M01"),
    "the first state is zero": _wild("steps", "prev_h = h0\n", "prev_h = np.zeros_like(h0)\n",
                                     "I06", "I06", "I06"),
    "averaged over the rows of x": _wild(
        "steps", "    return dWx, dWh, np.outer",
        "    dWx, dWh = dWx / x.shape[0], dWh / x.shape[0]\n    return dWx, dWh, np.outer", "A08",
    ),
    "clipped in place": _wild(
        "columns", "    return dWxh, dWhh, dWhy",
        "    for dparam in [dWxh, dWhh, dWhy]:\n        np.clip(dparam, -5, 5, out=dparam)\n"
        "    return dWxh, dWhh, dWhy", "P01", "P01", "P01",
    ),
    "dhnext is never set": _wild(
        "columns", "dhnext = np.dot(Whh.T, dhraw)", "dh_next = np.dot(Whh.T, dhraw)", "A01"
    ),
    "the state of this step in the outer product": _wild(
        "columns", "np.dot(dhraw, hs[t - 1].T)", "np.dot(dhraw, hs[t].T)", "", "I01", ""
    ),
    "the recurrent matrix not turned over": _wild(
        "columns", "dhnext = np.dot(Whh.T, dhraw)", "dhnext = np.dot(Whh, dhraw)", "M01"
    ),
    "the error of the output at every step": _wild(
        "columns", "        if t == last:\n            dh = np.dot(Why.T, dy) + dhnext",
        "        dh = np.dot(Why.T, dy) + dhnext", "A09",
    ),
    "dhnext holds what has no slope yet": _wild(
        "columns", "dhnext = np.dot(Whh.T, dhraw)", "dhnext = np.dot(Whh.T, dh)", "A12"
    ),
    "dhnext cut off in the loop": _wild(
        "columns", "dhnext = np.dot(Whh.T, dhraw)",
        "dhnext = np.clip(np.dot(Whh.T, dhraw), -1, 1)", "P04",
    ),
    "the result left as columns": _wild(
        "columns", "return [g.T for g in back]", "return [back[0].T, back[1], back[2].T]",
        "", "M02", "",
    ),
    "one dhnext too many": _wild(
        "columns", "dhnext = np.zeros_like(hs[0])", "dhnext = np.dot(Why.T, dy)", "A13"
    ),
    "a window of four": _wild("window", "window=1000", "window=4", "A03"),
    "the start state never put in": _wild(
        "window", "        s[-1] = s0\n", "", "I06", "I06", "I06"
    ),
    "the slope of the state after": _wild(
        "window", "(1 - s[k - 1] ** 2)", "(1 - s[k] ** 2)", "T11"
    ),
    "the window ends one step early": _wild(
        "window", "np.arange(max(0, t - self.window), t + 1)[::-1]",
        "np.arange(max(0, t - self.window), t)[::-1]", "-",
    ),
    "the window starts after the first step": _wild(
        "window", "np.arange(max(0, t - self.window), t + 1)[::-1]",
        "np.arange(max(1, t - self.window), t + 1)[::-1]", "A04",
    ),
    "a state that is found at the end": _wild(
        "window", "s = np.zeros((T + 1, len(self.W)))\n        s[-1] = s0",
        "s = np.zeros((T, len(self.W)))\n        s[-1] = s0", "", "I04", "",
    ),
    "a linear network's way back": _wild(
        "tables", " * (1 - S[k, :] ** 2)", "", "T01"
    ),
    "half the derivative of the loss": _wild(
        "tables", "return 2.0 * (y - t)", "return y - t", "L01", "L01", "L01"
    ),
    "the mean over the outputs": _wild(
        "tables", "return 2.0 * (y - t)", "return 2.0 * (y - t) / t.shape[0]", "L04", "L04", "L04"
    ),
    "the target less the output": _wild(
        "tables", "return 2.0 * (y - t)", "return 2.0 * (t - y)", "L02", "L02", "L02"
    ),
    "the softmax's derivative": _wild(
        "tables", "return 2.0 * (y - t)",
        "p = np.exp(y - y.max())\n    return p / p.sum() - t", "L12", "L12", "L12",
    ),
    "only the last three": _wild(
        "tables", "for k in range(X.shape[0], 0, -1):",
        "for k in [X.shape[0] - j for j in range(min(3, X.shape[0]))]:", "I09",
    ),
    "the inputs from the wrong end": _wild(
        "lists", "x[-position - 1]", "x[position]", "I08", "", ""
    ),
    "the slope of the other activation": _wild(
        "lists", "return 1 - output ** 2", "return output * (1 - output)", "T03"
    ),
    "the matrices move inside the loop": _wild(
        "lists", "        future_delta = hidden_delta",
        "        future_delta = hidden_delta\n"
        "        Ws = Ws - 0.1 * np.outer(prev_hidden, hidden_delta)",
        "P09",
    ),
    "an update instead of a derivative": _wild(
        "lists", "return Wx_update, Ws_update, Wy_update",
        "return -0.1 * Wx_update, -0.1 * Ws_update, -0.1 * Wy_update", "L05", "L05", "L05",
    ),
    "one array for all states": _wild(
        "lists", "        kept.append(np.tanh(x[position] @ Wx + kept[-1] @ Ws))",
        "        if position == 0:\n            hidden = s0.copy()\n"
        "        hidden[:] = np.tanh(x[position] @ Wx + hidden @ Ws)\n"
        "        kept.append(hidden)", "I07",
    ),
    "what the future says is not carried": _wild(
        "lists", "error = future_delta @ Ws.T", "error = future_delta", "A11"
    ),
    "links in the wrong order": _wild("chains", "J = J @ link(s[k], Ws)", "J = link(s[k], Ws) @ J",
                                      "M05"),
    "a power of the matrix": _wild("chains", "return Ws * (1 - s_t ** 2)", "return Ws", "A12"),
    "the slope on the wrong side": _wild(
        "chains", "return Ws * (1 - s_t ** 2)", "return (1 - s_t ** 2)[:, None] * Ws", "M06"
    ),
    "a link too many": _wild("chains", "range(i + 1, len(s))", "range(i, len(s))", "-"),
    "a link too few": _wild("chains", "range(i + 1, len(s))", "range(i + 1, len(s) - 1)", "-"),
    "whole derivatives inside the sum": _wild(
        "chains", "    return found\n\ndef grad_Wx",
        "    weights = range(1, len(s))\n"
        "    return sum(\n"
        "        sum(np.outer(left(s, j), (chain(s, j, Ws) @ (Wy @ error)) * (1 - s[j] ** 2))\n"
        "            for j in range(1, i + 1))\n"
        "        for i in weights\n"
        "    )\n\ndef grad_Wx", "A07",
    ),
    "the slope missing at the weight": _wild(
        "chains", "at_i * (1 - s[i] ** 2))", "at_i)", "T10"
    ),
    "rows multiplied, not their table": _wild(
        "chains", "np.outer(left(s, i), at_i * (1 - s[i] ** 2))",
        "(left(s, i) * (at_i * (1 - s[i] ** 2)) + 0 * Ws if left(s, i) is s[i - 1] else"
        " np.outer(left(s, i), at_i * (1 - s[i] ** 2)))", "", "M03", "",
    ),
}  # fmt: skip
