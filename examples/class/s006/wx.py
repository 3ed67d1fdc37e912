# %% [markdown]
# # wx: your turn

# %%
import numpy as np

# %% [markdown]
# ## The whole gradient for Wx at step 3

# %%
accumulated = (
    "dE[3]/dy[3] * dy[3]/ds[3] * d+s[3]/dWx"
    " + dE[3]/dy[3] * dy[3]/ds[3] * ds[3]/ds[2] * d+s[2]/dWx"
    " + dE[3]/dy[3] * dy[3]/ds[3] * ds[3]/ds[2] * ds[2]/ds[1] * d+s[1]/dWx"
)

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Sum(dE[N]/ds[i] * d+s[i]/dWx, i, 1, N)"

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
# ## The gradient for Wx in numpy

# %%
def grad_Wx(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    v = np.matmul(2 * (y - d), Wy.T)
    # the last input is the one that made s_N
    return np.outer(x[-1], v * (1 - S[-1] ** 2))
