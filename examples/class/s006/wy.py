# %% [markdown]
# # wy: the matrix next to the error

# %%
import numpy as np

# %% [markdown]
# ## How to write a formula

# %% [markdown]
# ## From the error of step 3 to Wy

# %%
chain = "dE[3]/dy[3] * dy[3]/dWy"

# %% [markdown]
# ## The same for any step N

# %%
chain_N = "dE[N]/dy[N] * dy[N]/dWy"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    T, n = x.shape[0], s0.shape[0]
    S = np.zeros((T + 1, n))
    S[0] = s0
    for i in range(1, T + 1):
        S[i] = np.tanh(np.matmul(x[i - 1], Wx) + np.matmul(S[i - 1], Ws))
    y = np.matmul(S[T], Wy)
    return S, y

# %% [markdown]
# ## The gradient for Wy in numpy

# %%
def grad_Wy(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    dE_dy = 2 * (y - d) / len(y)  # as in the first topic
    return np.outer(S[-1], dE_dy)
