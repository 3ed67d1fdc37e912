# %% [markdown]
# # ws: one matrix, used at every step

# %%
import numpy as np

# %% [markdown]
# ## The newest use of Ws, as a chain

# %%
from_s3 = "(dE3/dy3)(dy3/ds3)(d+s3/dWs)"

# %% [markdown]
# ## One step further back, as a chain

# %%
from_s2 = "(dE3/dy3)(dy3/ds3)(ds3/ds2)(d+s2/dWs)"

# %% [markdown]
# ## The oldest use of Ws, as a chain

# %%
from_s1 = "(dE3/dy3)(dy3/ds3)(ds3/ds2)(ds2/ds1)(d+s1/dWs)"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    S = s0.reshape(1, -1)
    for x_t in x:
        S = np.append(S, [np.tanh(x_t.dot(Wx) + S[-1].dot(Ws))], axis=0)
    return S, S[-1].dot(Wy)

# %% [markdown]
# ## The newest use of Ws, in numbers

# %%
def jacobian(s, Ws):
    """ds_t/ds_{t-1}, row: the old unit, column: the new unit."""
    return Ws * (1 - s**2)

def contribution_s3(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = Wy.dot(2 * (y - d))
    return np.outer(S[2], at_s3 * (1 - S[3] ** 2))

# %% [markdown]
# ## One step further back, in numbers

# %%
def contribution_s2(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = Wy.dot(2 * (y - d))
    at_s2 = jacobian(S[3], Ws).dot(at_s3)
    return np.outer(S[1], at_s2 * (1 - S[2] ** 2))

# %% [markdown]
# ## The oldest use of Ws, in numbers

# %%
def contribution_s1(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = Wy.dot(2 * (y - d))
    at_s1 = jacobian(S[2], Ws).dot(jacobian(S[3], Ws).dot(at_s3))
    return np.outer(S[0], at_s1 * (1 - S[1] ** 2))

# %% [markdown]
# ## When the oldest contribution is zero

# %%
why_zero = "When the start state s0 is zero."

# %% [markdown]
# ## Accumulate: the whole gradient at step 3

# %%
accumulated = (
    "(dE3/dy3)(dy3/ds3)(d+s3/dWs)"
    " + (dE3/dy3)(dy3/ds3)(ds3/ds2)(d+s2/dWs)"
    " + (dE3/dy3)(dy3/ds3)(ds3/ds2)(ds2/ds1)(d+s1/dWs)"
)

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Sum((dEN/dyN)(dyN/dsk)(d+sk/dWs), (k, 1, N))"

# %% [markdown]
# ## Two steps, one unit per layer, written out

# %%
closed_form = "2*(y2-d2)*Wy*(1-s2**2)*s1 + 2*(y2-d2)*Wy*(1-s2**2)*Ws*(1-s1**2)*s0"

# %% [markdown]
# ## The gradient for Ws in numpy

# %%
def grad_Ws(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    grad = np.zeros(Ws.shape)
    v = Wy.dot(2 * (y - d))
    t = len(x)
    while t > 0:
        grad = grad + np.outer(S[t - 1], v * (1 - S[t] ** 2))
        v = jacobian(S[t], Ws).dot(v)
        t = t - 1
    return grad
