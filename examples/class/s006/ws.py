# %% [markdown]
# # ws: one matrix, used at every step

# %%
import numpy as np

# %% [markdown]
# ## The newest use of Ws, as a chain

# %%
from_s3 = "dE[3]/dy[3] * dy[3]/ds[3] * d+s[3]/dWs"

# %% [markdown]
# ## One step further back, as a chain

# %%
from_s2 = "dE[3]/dy[3] * dy[3]/ds[3] * ds[3]/ds[2] * d+s[2]/dWs"

# %% [markdown]
# ## The oldest use of Ws, as a chain

# %%
from_s1 = "dE[3]/dy[3] * dy[3]/ds[3] * ds[3]/ds[2] * ds[2]/ds[1] * d+s[1]/dWs"

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
# ## The newest use of Ws, in numbers

# %%
def contribution_s3(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    v3 = np.matmul(2 * (y - d), Wy.T)
    return np.outer(S[2], v3 * (1 - S[3] ** 2))

# %% [markdown]
# ## One step further back, in numbers

# %%
def contribution_s2(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    v3 = np.matmul(2 * (y - d), Wy.T)
    v2 = np.matmul(v3 * (1 - S[3] ** 2), Ws.T)
    return np.outer(S[1], v2 * (1 - S[2] ** 2))

# %% [markdown]
# ## The oldest use of Ws, in numbers

# %%
def contribution_s1(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    v3 = np.matmul(2 * (y - d), Wy.T)
    v2 = np.matmul(v3 * (1 - S[3] ** 2), Ws.T)
    v1 = np.matmul(v2 * (1 - S[2] ** 2), Ws.T)
    return np.outer(S[0], v1 * (1 - S[1] ** 2))

# %% [markdown]
# ## When the oldest contribution is zero

# %%
why_zero = "c"

# %% [markdown]
# ## Accumulate: the whole gradient at step 3

# %%
accumulated = "dE[3]/dy[3] * dy[3]/ds[3] * (d+s[3]/dWs + ds[3]/ds[2] * d+s[2]/dWs + ds[3]/ds[1] * d+s[1]/dWs)"

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Sum(dE[N]/ds[i] * d+s[i]/dWs, i, 1, N)"

# %% [markdown]
# ## Two steps, one unit per layer, written out

# %%
closed_form = "2*(y2 - d2)*Wy*(1 - s2**2)*(s1 + Ws*(1 - s1**2)*s0)"

# %% [markdown]
# ## The gradient for Ws in numpy

# %%
def grad_Ws(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    result = np.zeros(Ws.shape)
    v = np.matmul(2 * (y - d), Wy.T)
    for i in range(len(x), 0, -1)
        v = v * (1 - S[i] ** 2)
        result += np.outer(S[i - 1], v)
        v = np.matmul(v, Ws.T)
    return result
