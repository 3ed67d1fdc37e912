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

    raise NotImplementedError("your turn")

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

    raise NotImplementedError("your turn")

# %% [markdown]
# ## Why the cell remembers
#
# In the simple network every step back multiplies with a matrix and with slopes. What is different
# on the road from cell to cell?
#
# - **a**: From cell to cell there is no matrix and no activation: only the forget gate.
# - **b**: The cell is never changed, so its gradient is always one.
# - **c**: The output gate takes the gradient out before it can vanish.
# - **d**: The sigmoid has larger slopes than tanh.
#
# Set `cell` to the letter.

# %%
cell = ""

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
# - **a**: The slope of another activation is used.
# - **b**: The slope belongs to the state one step before.
# - **c**: The slope is left out of the links between states.
# - **d**: The slope is taken at the state as if it were the sum inside the activation.
#
# Set `bug_1` to the letter.

# %%
bug_1 = ""

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
# - **a**: The walk back starts one step too late.
# - **b**: The sum is overwritten in every pass.
# - **c**: The oldest contribution is left out.
# - **d**: Every contribution is divided by the number of steps.
#
# Set `bug_2` to the letter.

# %%
bug_2 = ""

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
# - **a**: The matrix between two states is crossed as if it went forward.
# - **b**: The factors of a link stand in the wrong order.
# - **c**: The matrix between two states is left out.
# - **d**: The output matrix is crossed as if it went forward.
#
# Set `bug_3` to the letter.

# %%
bug_3 = ""

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
# - **a**: The table is turned over, rows for columns.
# - **b**: The inputs are one step off.
# - **c**: The product takes the state that was made, and not the one it was made from.
# - **d**: The start state is taken to be zero.
#
# Set `bug_4` to the letter.

# %%
bug_4 = ""

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
# - **a**: The gradient is shortened to a given length at its end.
# - **b**: The row that goes back is rounded.
# - **c**: The states are kept between minus one and one.
# - **d**: What is handed to the step before is kept within limits.
#
# Set `bug_5` to the letter.

# %%
bug_5 = ""

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
# - **a**: Every contribution is added once more for each step after it.
# - **b**: The sum is a mean over the steps.
# - **c**: The newest contribution is left out.
# - **d**: The older a contribution is, the less it counts.
#
# Set `bug_6` to the letter.

# %%
bug_6 = ""

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
    raise NotImplementedError("your turn")

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
    raise NotImplementedError("your turn")

# %% [markdown]
# Check your work: `bptt check gates`
