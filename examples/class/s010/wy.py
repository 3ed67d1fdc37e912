# %% [markdown]
# # wy: the matrix next to the error

# %%
import numpy as np

# %% [markdown]
# ## How to write a formula

# %% [markdown]
# ## From the error of step 3 to Wy

# %%
chain = "∂E3/∂y3 × ∂y3/∂Wy"

# %% [markdown]
# ## The same for any step N

# %%
chain_N = "dEN/dyN * dyN/dWy)"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    """S[0] is the start state, I need it here."""
    S = [s0]
    for x_t in x:
        S.append(np.tanh(Wx.T @ x_t + Ws.T @ S[-1]))
    return np.array(S), Wy.T @ S[-1]

# %% [markdown]
# ## The gradient for Wy in numpy

# %%
def grad_Wy(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    return np.outer(2 * (y - d), S[-1])
