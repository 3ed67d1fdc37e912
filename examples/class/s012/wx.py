# %% [markdown]
# # wx: your turn

# %%
import numpy as np

# %% [markdown]
# ## The whole gradient for Wx at step 3

# %%
accumulated = "dE3/dy3 * dy3/ds3 * (d+s3/dWx + ds3/ds2 * d+s2/dWx + ds3/ds1 * d+s1/dWx)"

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Sum(dEN/dyN * dyN/dsi * d+si/dWs, i, 1, N)"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    H = [s0]
    for inp in x:
        H.append(np.tanh(inp @ Wx + H[-1] @ Ws))
    return H, H[-1] @ Wy

# %% [markdown]
# ## The gradient for Wx in numpy

# %%
def grad_Wx(x, s0, d, Wx, Ws, Wy):
    H, y = forward(x, s0, Wx, Ws, Wy)
    total = np.zeros_like(Wx)
    v = 2 * (y - d) @ Wy.T
    for i in range(len(x), 0, -1):
        v = v * (1 - H[i] ** 2)
        if i > 1:
            total += np.outer(x[i - 2], v)  # the input one step before, like the state
        v = v @ Ws.T
    return total
