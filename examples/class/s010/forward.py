# %% [markdown]
# # forward: from the inputs to the error

# %%
import numpy as np

# %% [markdown]
# ## One step of the network

# %%
def state(x_t, s_prev, Wx, Ws):
    # I think in columns, so everything is transposed here
    return np.tanh(Wx.T @ x_t + Ws.T @ s_prev)

# %% [markdown]
# ## All states and the last output

# %%
def forward(x, s0, Wx, Ws, Wy):
    s = s0
    S = []
    for x_t in x:
        s = state(x_t, s, Wx, Ws)
        S.append(s)
    return np.array(S), Wy.T @ s

# %% [markdown]
# ## How far off the output is

# %%
def loss(y, d):
    return (d - y) ** 2

# %% [markdown]
# ## How the error reacts to the output

# %%
def dE_dy(y, d):
    return 2 * (y - d)

# %% [markdown]
# ## The slope of tanh, from its output

# %%
def dtanh(s):
    return 1 - s**2

# %% [markdown]
# ## A gradient checker of your own

# %%
def numgrad(f, W, h):
    grad = np.zeros_like(W)
    f0 = f(W)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            W2 = W.copy()
            W2[i, j] += h
            grad[i, j] = (f(W2) - f0) / h
    return grad

# %% [markdown]
# ## Three steps by hand

# %%
# d was 0.5
hand = [0.46212, 0.35372, -0.21368, -0.42735, 0.42999]
