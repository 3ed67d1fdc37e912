# %% [markdown]
# # forward: from the inputs to the error

# %%
import numpy as np

# %% [markdown]
# ## One step of the network

# %%
def state(x_t, s_prev, Wx, Ws):
    a = np.matmul(x_t, Wx) + np.matmul(s_prev, Ws)
    return np.tanh(a)

# %% [markdown]
# ## All states and the last output

# %%
def forward(x, s0, Wx, Ws, Wy):
    T, n = x.shape[0], s0.shape[0]
    S = np.zeros((T + 1, n))
    S[0] = s0
    for i in range(1, T + 1):
        S[i] = state(x[i - 1], S[i - 1], Wx, Ws)
    y = np.matmul(S[T], Wy)
    return S, y

# %% [markdown]
# ## How far off the output is

# %%
def loss(y, d):
    return np.mean((d - y) ** 2)

# %% [markdown]
# ## How the error reacts to the output

# %%
def dE_dy(y, d):
    return 2 * (y - d) / len(y)

# %% [markdown]
# ## The slope of tanh, from its output

# %%
def dtanh(s):
    return 1 - np.power(s, 2)

# %% [markdown]
# ## A gradient checker of your own

# %%
def numgrad(f, W, h):
    out = np.zeros(W.shape)
    for r in range(W.shape[0]):
        for c in range(W.shape[1]):
            step = np.zeros(W.shape)
            step[r, c] = h
            out[r, c] = (f(W + step) - f(W - step)) / h / 2
    return out

# %% [markdown]
# ## Three steps by hand

# %%
hand = [0.462117, 0.353724, -0.213677, -0.427354, 0.859985]
