# %% [markdown]
# # forward: from the inputs to the error

# %%
import numpy as np

# %% [markdown]
# ## One step of the network

# %%
def state(x_t, s_prev, Wx, Ws):
    from_input = x_t.dot(Wx)
    from_memory = s_prev.dot(Ws)
    return np.tanh(from_input + from_memory)

# %% [markdown]
# ## All states and the last output

# %%
def forward(x, s0, Wx, Ws, Wy):
    S = s0.reshape(1, -1)
    for x_t in x:
        s_new = state(x_t, S[-1], Wx, Ws)
        S = np.append(S, [s_new], axis=0)
    return S, S[-1].dot(Wy)

# %% [markdown]
# ## How far off the output is

# %%
def loss(y, d):
    diff = y - d
    return float(diff.dot(diff))

# %% [markdown]
# ## How the error reacts to the output

# %%
def dE_dy(y, d):
    return 2 * y - 2 * d

# %% [markdown]
# ## The slope of tanh, from its output

# %%
def dtanh(s):
    return 1.0 - np.square(s)

# %% [markdown]
# ## A gradient checker of your own

# %%
def numgrad(f, W, h):
    grad = np.empty_like(W)
    it = np.nditer(W, flags=["multi_index"])
    for _ in it:
        bump = np.zeros_like(W)
        bump[it.multi_index] = h
        grad[it.multi_index] = (f(W + bump) - f(W - bump)) / (2 * h)
    return grad

# %% [markdown]
# ## Three steps by hand

# %%
hand = np.array([0.46212, 0.35372, -0.21368, -0.42735, 0.85998])
