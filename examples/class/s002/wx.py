# %% [markdown]
# # wx: your turn

# %%
from math import tanh

# %% [markdown]
# ## The whole gradient for Wx at step 3

# %%
accumulated = (
    "∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂⁺s₃/∂W_x"
    " + ∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂⁺s₂/∂W_x"
    " + ∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂s₂/∂s₁ · ∂⁺s₁/∂W_x"
)

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Σ_{i=1}^{N} ∂E_N/∂y_N · ∂y_N/∂s_i · ∂⁺s_i/∂W_x"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    states = [list(s0)]
    for x_t in x:
        old, new = states[-1], []
        for j in range(len(old)):
            a = 0.0
            for i in range(len(x_t)):
                a += x_t[i] * Wx[i][j]
            for k in range(len(old)):
                a += old[k] * Ws[k][j]
            new.append(tanh(a))
        states.append(new)
    y = [sum(states[-1][i] * Wy[i][j] for i in range(len(Wy))) for j in range(len(Wy[0]))]
    return states, y

# %% [markdown]
# ## The gradient for Wx in numpy

# %%
def grad_Wx(x, s0, d, Wx, Ws, Wy):
    states, y = forward(x, s0, Wx, Ws, Wy)
    n_in, n = len(Wx), len(s0)
    total = [[0] * n for _ in range(n_in)]
    v = []
    for i in range(n):
        v.append(sum(Wy[i][j] * 2 * (y[j] - d[j]) for j in range(len(y))))
    for t in range(len(x), 0, -1):
        a = [v[j] * (1 - states[t][j] ** 2) for j in range(n)]
        for i in range(n_in):
            for j in range(n):
                total[i][j] += x[t - 1][i] * a[j]
        v = [sum(Ws[i][j] * a[j] for j in range(n)) for i in range(n)]
    return total
