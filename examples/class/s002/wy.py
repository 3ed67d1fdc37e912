# %% [markdown]
# # wy: the matrix next to the error

# %%
from math import tanh

# %% [markdown]
# ## How to write a formula

# %% [markdown]
# ## From the error of step 3 to Wy

# %%
chain = "∂E₃/∂y₃ · ∂y₃/∂W_y"

# %% [markdown]
# ## The same for any step N

# %%
chain_N = "∂E_N/∂y_N · ∂y_N/∂W_y"

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
# ## The gradient for Wy in numpy

# %%
def grad_Wy(x, s0, d, Wx, Ws, Wy):
    states, y = forward(x, s0, Wx, Ws, Wy)
    last = states[-1]
    table = []
    for i in range(len(last)):
        table.append([last[i] * 2 * (y[j] - d[j]) for j in range(len(y))])
    return table
