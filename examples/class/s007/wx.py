# %% [markdown]
# # wx: your turn

# %%
import numpy as np

# %% [markdown]
# ## The whole gradient for Wx at step 3

# %%
accumulated = (
    "(dE3/dy3)(dy3/ds3)(d+s3/dWx)"
    " + (dE3/dy3)(dy3/ds3)(ds3/ds2)(d+s2/dWx)"
    " + (dE3/dy3)(dy3/ds3)(ds3/ds2)(ds2/ds1)(d+s1/dWx)"
)

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Sum((dEN/dyN)(dyN/dsk)(d+sk/dWx), (k, 1, N))"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    S = s0.reshape(1, -1)
    for x_t in x:
        S = np.append(S, [np.tanh(x_t.dot(Wx) + S[-1].dot(Ws))], axis=0)
    return S, S[-1].dot(Wy)

# %% [markdown]
# ## The gradient for Wx in numpy

# %%
def grad_Wx(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    grad = np.zeros(Wx.shape)
    v = Wy.dot(2 * (y - d))
    t = len(x)
    while t > 0:
        grad = grad + np.outer(x[t - 1], v * (1 - S[t] ** 2))
        v = (Ws * (1 - S[t] ** 2)).dot(v)
    return grad
