# %% [markdown]
# # ws: one matrix, used at every step

# %%
import numpy as np

# %% [markdown]
# ## The newest use of Ws, as a chain

# %%
from_s3 = "∂E3/∂y3 × ∂y3/∂s3 × ∂⁺s3/∂Ws"

# %% [markdown]
# ## One step further back, as a chain

# %%
from_s2 = "∂E3/∂y3 × ∂y3/∂s3 × ∂⁺s2/∂Ws"

# %% [markdown]
# ## The oldest use of Ws, as a chain

# %%
from_s1 = "∂E3/∂y3 × ∂y3/∂s3 × ∂s3/∂s2 × ∂s2/∂s1 × ∂s1/∂s0 × ∂⁺s0/∂Ws"

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
# ## The newest use of Ws, in numbers

# %%
def contribution_s3(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    delta3 = (Wy @ (2 * (y - d))) * (1 - S[3] ** 2)
    return np.outer(delta3, S[2])

# %% [markdown]
# ## One step further back, in numbers

# %%
def contribution_s2(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    delta3 = (Wy @ (2 * (y - d))) * (1 - S[3] ** 2)
    delta2 = (Ws @ delta3) * (1 - S[2] ** 2)
    return np.outer(delta2, S[1])

# %% [markdown]
# ## The oldest use of Ws, in numbers

# %%
def contribution_s1(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    delta3 = (Wy @ (2 * (y - d))) * (1 - S[3] ** 2)
    delta2 = (Ws @ delta3) * (1 - S[2] ** 2)
    delta1 = (Ws @ delta2) * (1 - S[1] ** 2)
    return np.outer(delta1, S[0])

# %% [markdown]
# ## When the oldest contribution is zero

# %%
why_zero = "C"

# %% [markdown]
# ## Accumulate: the whole gradient at step 3

# %%
# copied from my notes for Wx, it is the same thing
accumulated = (
    "∂E3/∂y3 × ∂y3/∂s3 × ∂⁺s3/∂Wx"
    " + ∂E3/∂y3 × ∂y3/∂s3 × ∂s3/∂s2 × ∂⁺s2/∂Wx"
    " + ∂E3/∂y3 × ∂y3/∂s3 × ∂s3/∂s2 × ∂s2/∂s1 × ∂⁺s1/∂Wx"
)

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "the sum of all N chains, one for every state from s1 to sN"

# %% [markdown]
# ## Two steps, one unit per layer, written out

# %%
closed_form = "2*(y2 - d2)*Wy*(1 - s2^2)*(x2 + Ws*(1 - s1^2)*x1)"

# %% [markdown]
# ## The gradient for Ws in numpy

# %%
def grad_Ws(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    dWs = np.zeros_like(Ws)
    delta = (Wy @ (2 * (y - d))) * (1 - S[-1] ** 2)
    for t in range(len(x), 0, -1):
        dWs += np.outer(delta, S[t - 1])
        delta = (Ws @ delta) * (1 - S[t - 1] ** 2)
    return dWs
