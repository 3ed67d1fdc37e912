# %% [markdown]
# # wy: the matrix next to the error

# %%
import numpy as np

# %% [markdown]
# ## How to write a formula

# %% [markdown]
# ## From the error of step 3 to Wy

# %%
# "A dA/dC" without a star is read too, I tried it with bptt check
chain = "(dE3/dy3)(dy3/dWy)"

# %% [markdown]
# ## The same for any step N

# %%
chain_N = "(dEN/dyN)(dyN/dWy)"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    S = s0.reshape(1, -1)
    for x_t in x:
        S = np.append(S, [np.tanh(x_t.dot(Wx) + S[-1].dot(Ws))], axis=0)
    return S, S[-1].dot(Wy)

# %% [markdown]
# ## The gradient for Wy in numpy

# %%
def grad_Wy(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    return np.einsum("i,j->ij", S[-1], 2 * (y - d))
