# %% [markdown]
# # wx: your turn

# %%
import numpy as np

# %% [markdown]
# ## The whole gradient for Wx at step 3

# %%
accumulated = (
    "∂E3/∂y3 × ∂y3/∂s3 × ∂⁺s3/∂Wx"
    " + ∂E3/∂y3 × ∂y3/∂s3 × ∂s3/∂s2 × ∂⁺s2/∂Wx"
    " + ∂E3/∂y3 × ∂y3/∂s3 × ∂s3/∂s2 × ∂s2/∂s1 × ∂⁺s1/∂Wx"
)

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "∑_{k=1}^N ∂E_N/∂y_N × ∂y_N/∂s_k × ∂⁺s_k/∂W_x"

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
# ## The gradient for Wx in numpy

# %%
def grad_Wx(x, s0, d, Wx, Ws, Wy):
    S, y = forward(x, s0, Wx, Ws, Wy)
    dWx = 0
    delta = (Wy @ (2 * (y - d))) * (1 - S[-1] ** 2)
    for t in range(len(x), 0, -1):
        dWx = dWx + np.outer(delta, x[t - 1])
        delta = (Ws @ delta) * (1 - S[t - 1] ** 2)
    return dWx
