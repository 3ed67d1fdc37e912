# %% [markdown]
# # gates: bonus, for those who want more
#
# Nothing here is needed for full marks; what you earn comes on top. The method is the one you know:
# walk back through the equations, newest step first, one row of numbers for each state.
#
# **The loss.** Only the last step, $N$, is scored: $E_N = \sum_j (d_j - y_{N,j})^2$, and so
# $\partial E_N / \partial y_N = 2\,(y_N - d)$.
#
# | name | what it is | shape |
# |---|---|---|
# | `x` | the inputs; row `x[0]` is $x_1$ | `(T, n_in)` |
# | `h0`, `c0`, `s0` | states before the first step | `(n_hidden,)` |
# | `d` | the desired output of the last step | `(n_out,)` |
# | `W...` | from input to a gate or a state | `(n_in, n_hidden)` |
# | `U...`, `Ws` | from state to a gate or a state | `(n_hidden, n_hidden)` |
# | `b...` | a bias | `(n_hidden,)` |
# | `Wy` | from state to output | `(n_hidden, n_out)` |
#
# Vectors are rows, $\sigma(a) = 1 / (1 + e^{-a})$, and $\odot$ multiplies entry by entry. Here
# $N = T$. Start states need not be zero; leave the arrays you are given as they are.

# %%
import numpy as np

# %% [markdown]
# ## All gradients of a gated recurrent unit
#
# $$u_t = \sigma(x_t W_u + h_{t-1} U_u + b_u) \qquad r_t = \sigma(x_t W_r + h_{t-1} U_r + b_r)$$
#
# $$n_t = \tanh(x_t W_n + (r_t \odot h_{t-1}) U_n + b_n)$$
#
# $$h_t = (1 - u_t) \odot n_t + u_t \odot h_{t-1} \qquad y_t = h_t W_y$$
#
# Write `gru_grads`: the derivatives of $E_N$ for all ten, in the order of the arguments. The old
# state is used in four places: how many roads lead from $h_t$ back to $h_{t-1}$?


# %%
def gru_grads(x, h0, d, Wu, Uu, bu, Wr, Ur, br, Wn, Un, bn, Wy):
    """The derivatives of the last error with respect to all weights, for any number of steps.

    x (T, n_in), h0 (n_hidden,), d (n_out,), W (n_in, n_hidden), U (n_hidden, n_hidden),
    b (n_hidden,), Wy (n_hidden, n_out)
    -> dWu, dUu, dbu, dWr, dUr, dbr, dWn, dUn, dbn, dWy, each of the shape of its weight
    """

    ### BEGIN SOLUTION
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
        at_h = at_h * u + at_u @ Uu.T + at_r @ Ur.T + at_gated * r
    return (*grads, np.outer(h, at_y))
    ### END SOLUTION


# %% [markdown]
# ## All gradients of an LSTM
#
# $$f_t = \sigma(x_t W_f + h_{t-1} U_f + b_f) \qquad i_t = \sigma(x_t W_i + h_{t-1} U_i + b_i)$$
#
# $$o_t = \sigma(x_t W_o + h_{t-1} U_o + b_o) \qquad g_t = \tanh(x_t W_g + h_{t-1} U_g + b_g)$$
#
# $$c_t = f_t \odot c_{t-1} + i_t \odot g_t \qquad h_t = o_t \odot \tanh(c_t) \qquad y_t = h_t W_y$$
#
# Write `lstm_grads`: the derivatives of $E_N$ for all thirteen, in the order of the arguments. Two
# rows of numbers travel back, one for $h$ and one for $c$.


# %%
def lstm_grads(x, h0, c0, d, Wf, Uf, bf, Wi, Ui, bi, Wo, Uo, bo, Wg, Ug, bg, Wy):
    """The derivatives of the last error with respect to all weights, for any number of steps.

    x (T, n_in), h0 and c0 (n_hidden,), d (n_out,), W (n_in, n_hidden), U (n_hidden, n_hidden),
    b (n_hidden,), Wy (n_hidden, n_out)
    -> dWf, dUf, dbf, dWi, dUi, dbi, dWo, dUo, dbo, dWg, dUg, dbg, dWy
    """

    ### BEGIN SOLUTION
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
        at_c = at_c * f
    return (*grads, np.outer(h, at_y))
    ### END SOLUTION


# %% [markdown]
# ## Why the cell remembers
#
# In the simple network every step back multiplies with a matrix and with slopes. What is different
# on the road from cell to cell?
#
# {options of cell}
#
# Set `cell` to the letter.

# %%
### BEGIN SOLUTION
cell = "From cell to cell there is no matrix and no activation: only the forget gate."
### END SOLUTION

# %% [markdown]
# ## Bug hunt
#
# Six programs for the gradient of the simple network for $W_s$, for any number of steps. Each has
# one mistake, no two the same, and each was found in somebody's code. Say what is wrong with each.
# Read first; then hold the program against your own `numgrad`.

# %% [markdown]
# ## Bug hunt: what is wrong with program 1?
#
# ```python
# def gradient(x, s0, d, Wx, Ws, Wy):
#     states = [s0]
#     for row in x:
#         states.append(np.tanh(row @ Wx + states[-1] @ Ws))
#     grad = np.zeros(Ws.shape)
#     back = (states[-1] @ Wy - d) @ Wy.T * 2
#     for k in reversed(range(len(x))):
#         local = back * (1 - np.tanh(states[k + 1]) ** 2)
#         grad += np.outer(states[k], local)
#         back = local @ Ws.T
#     return grad
# ```
#
# {options of bug_1}
#
# Set `bug_1` to the letter.

# %%
### BEGIN SOLUTION
bug_1 = "The slope is taken at the state as if it were the sum inside the activation."
### END SOLUTION

# %% [markdown]
# ## Bug hunt: what is wrong with program 2?
#
# ```python
# def gradient(x, s0, d, Wx, Ws, Wy):
#     states = [s0]
#     for row in x:
#         states.append(np.tanh(row @ Wx + states[-1] @ Ws))
#     grad = np.zeros(Ws.shape)
#     back = (states[-1] @ Wy - d) @ Wy.T * 2
#     for k in reversed(range(len(x))):
#         local = back * (1 - states[k + 1] * states[k + 1])
#         grad = np.outer(states[k], local)
#         back = local @ Ws.T
#     return grad
# ```
#
# {options of bug_2}
#
# Set `bug_2` to the letter.

# %%
### BEGIN SOLUTION
bug_2 = "The sum is overwritten in every pass."
### END SOLUTION

# %% [markdown]
# ## Bug hunt: what is wrong with program 3?
#
# ```python
# def gradient(x, s0, d, Wx, Ws, Wy):
#     states = [s0]
#     for row in x:
#         states.append(np.tanh(row @ Wx + states[-1] @ Ws))
#     grad = np.zeros(Ws.shape)
#     back = (states[-1] @ Wy - d) @ Wy.T * 2
#     for k in reversed(range(len(x))):
#         local = back * (1 - states[k + 1] * states[k + 1])
#         grad += np.outer(states[k], local)
#         back = local @ Ws
#     return grad
# ```
#
# {options of bug_3}
#
# Set `bug_3` to the letter.

# %%
### BEGIN SOLUTION
bug_3 = "The matrix between two states is crossed as if it went forward."
### END SOLUTION

# %% [markdown]
# ## Bug hunt: what is wrong with program 4?
#
# ```python
# def gradient(x, s0, d, Wx, Ws, Wy):
#     states = [s0]
#     for row in x:
#         states.append(np.tanh(row @ Wx + states[-1] @ Ws))
#     grad = np.zeros(Ws.shape)
#     back = (states[-1] @ Wy - d) @ Wy.T * 2
#     for k in reversed(range(len(x))):
#         local = back * (1 - states[k + 1] * states[k + 1])
#         grad += np.outer(states[k + 1], local)
#         back = local @ Ws.T
#     return grad
# ```
#
# {options of bug_4}
#
# Set `bug_4` to the letter.

# %%
### BEGIN SOLUTION
bug_4 = "The product takes the state that was made, and not the one it was made from."
### END SOLUTION

# %% [markdown]
# ## Bug hunt: what is wrong with program 5?
#
# ```python
# def gradient(x, s0, d, Wx, Ws, Wy):
#     states = [s0]
#     for row in x:
#         states.append(np.tanh(row @ Wx + states[-1] @ Ws))
#     grad = np.zeros(Ws.shape)
#     back = (states[-1] @ Wy - d) @ Wy.T * 2
#     for k in reversed(range(len(x))):
#         local = back * (1 - states[k + 1] * states[k + 1])
#         grad += np.outer(states[k], local)
#         back = np.clip(local @ Ws.T, -1, 1)
#     return grad
# ```
#
# {options of bug_5}
#
# Set `bug_5` to the letter.

# %%
### BEGIN SOLUTION
bug_5 = "What is handed to the step before is kept within limits."
### END SOLUTION

# %% [markdown]
# ## Bug hunt: what is wrong with program 6?
#
# ```python
# def gradient(x, s0, d, Wx, Ws, Wy):
#     states = [s0]
#     for row in x:
#         states.append(np.tanh(row @ Wx + states[-1] @ Ws))
#     grad = np.zeros(Ws.shape)
#     back = (states[-1] @ Wy - d) @ Wy.T * 2
#     for k in reversed(range(len(x))):
#         local = back * (1 - states[k + 1] * states[k + 1])
#         grad += (len(x) - k) * np.outer(states[k], local)
#         back = local @ Ws.T
#     return grad
# ```
#
# {options of bug_6}
#
# Set `bug_6` to the letter.

# %%
### BEGIN SOLUTION
bug_6 = "Every contribution is added once more for each step after it."
### END SOLUTION

# %% [markdown]
# ## Bug hunt: repair two at once
#
# This one has two mistakes:
#
# ```python
# def gradient(x, s0, d, Wx, Ws, Wy):
#     states = [s0]
#     for row in x:
#         states.append(np.tanh(row @ Wx + states[-1] @ Ws))
#     grad = np.zeros(Ws.shape)
#     back = (states[-1] @ Wy - d) @ Wy.T
#     for k in range(len(x) - 1, 0, -1):
#         local = back * (1 - states[k + 1] * states[k + 1])
#         grad += np.outer(states[k], local)
#         back = local @ Ws.T
#     return grad
# ```
#
# Write `fixed`: the same without them.


# %%
def fixed(x, s0, d, Wx, Ws, Wy):
    """The derivative of the last error with respect to Ws, for any number of steps.

    x (T, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out) -> (n_hidden, n_hidden)
    """
    ### BEGIN SOLUTION
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
    ### END SOLUTION


# %% [markdown]
# ## A batch, a bias, and the inputs
#
# Real networks see many sequences at once and have a bias:
# $s_t = \tanh(x_t W_x + s_{t-1} W_s + b)$, where every array has one more axis in front, the
# sequences of the batch. The loss is the sum over all sequences, not their mean:
# $E = \sum_b \sum_j (d_{b,j} - y_{b,j})^2$ at the last step.
#
# Write `grads_full`: the derivatives of $E$ for $W_x$, $W_s$, $b$, $W_y$, and for the inputs `x`.


# %%
def grads_full(x, s0, d, Wx, Ws, b, Wy):
    """The derivatives of the summed error of a batch.

    x (B, T, n_in), s0 (B, n_hidden), d (B, n_out), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden),
    b (n_hidden,), Wy (n_hidden, n_out)
    -> dWx, dWs, db, dWy, dx, each of the shape of what it is taken for
    """
    ### BEGIN SOLUTION
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
    return dWx, dWs, db, S[-1].T @ at_y, dx
    ### END SOLUTION


# %% [markdown]
# Check your work: `bptt check gates`
