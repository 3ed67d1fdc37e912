# %% [markdown]
# # quiz: two layers with memory

# %%
from math import tanh

# %% [markdown]
# ## The equation of the second layer

# %%
z = "z[t] = φ(s[t] @ V₁ + z[t−1] @ W₂)"

# %% [markdown]
# ## The second layer in numpy

# %%
def row_times(v, W):
    return [sum(v[i] * W[i][j] for i in range(len(W))) for j in range(len(W[0]))]

def row_back(v, W):
    return [sum(v[j] * W[i][j] for j in range(len(W[0]))) for i in range(len(W))]

def add(u, v):
    return [a + b for a, b in zip(u, v)]

def slope(v, s):
    return [a * (1 - b * b) for a, b in zip(v, s)]

def table(left, right):
    return [[a * b for b in right] for a in left]

def add_to(total, part):
    for i in range(len(total)):
        for j in range(len(total[0])):
            total[i][j] += part[i][j]

def zeros_like(W):
    return [[0.0] * len(W[0]) for _ in W]

def z_t(s_t, z_prev, V1, W2):
    return [tanh(a) for a in add(row_times(s_t, V1), row_times(z_prev, W2))]

# %% [markdown]
# ## Which matrix meets which vector

# %%
z_choice = "b"

# %% [markdown]
# ## The update rule of V1 over one step

# %%
V1_update = "∂E[t]/∂y[t] · ∂y[t]/∂z[t] · ∂⁺z[t]/∂V₁"

# %% [markdown]
# ## Is one step all there is to V1?

# %%
V1_choice = "a"

# %% [markdown]
# ## One step for V1 in numpy

# %%
def grad_V1_1step(s_t, z_prev, d, V1, W2, V2):
    now = z_t(s_t, z_prev, V1, W2)
    y = row_times(now, V2)
    g = [2 * (y[j] - d[j]) for j in range(len(d))]
    return table(s_t, slope(row_back(g, V2), now))

# %% [markdown]
# ## The update rule of U over two steps

# %%
U_two_steps = (
    "∂E[t+1]/∂y[t+1] · ∂y[t+1]/∂z[t+1] · ∂z[t+1]/∂s[t+1] · ∂⁺s[t+1]/∂U"
    " + ∂E[t+1]/∂y[t+1] · ∂y[t+1]/∂z[t+1] · ∂z[t+1]/∂z[t] · ∂z[t]/∂s[t] · ∂⁺s[t]/∂U"
    " + ∂E[t+1]/∂y[t+1] · ∂y[t+1]/∂z[t+1] · ∂z[t+1]/∂s[t+1] · ∂s[t+1]/∂s[t] · ∂⁺s[t]/∂U"
)

# %% [markdown]
# ## Used twice, and yet more than two terms

# %%
U_choice = "d"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, z0, U, W1, V1, W2, V2):
    S, Z = [list(s0)], [list(z0)]
    for x_t in x:
        S.append([tanh(a) for a in add(row_times(x_t, U), row_times(S[-1], W1))])
        Z.append(z_t(S[-1], Z[-1], V1, W2))
    return S, Z, row_times(Z[-1], V2)

# %% [markdown]
# ## The terms for U, one by one, in numpy

# %%
def paths_U(x, s0, z0, d, U, W1, V1, W2, V2):
    S, Z, y = forward(x, s0, z0, U, W1, V1, W2, V2)
    g = [2 * (y[j] - d[j]) for j in range(len(d))]
    top = slope(row_back(g, V2), Z[2])
    down = slope(row_back(top, V1), S[2])
    first = table(x[1], down)
    over_z = slope(row_back(top, W2), Z[1])
    second = table(x[0], slope(row_back(over_z, V1), S[1]))
    third = table(x[0], slope(row_back(down, W1), S[1]))
    return [first, second, third]

# %% [markdown]
# ## Count the paths for U

# %%
count_U = [1, 3, 6, 10]

# %% [markdown]
# ## Count the paths for V1

# %%
count_V1 = [1, 2, 3, 4]

# %% [markdown]
# ## Paths for U over n steps

# %%
count_U_n = "(n² + n)/2"

# %% [markdown]
# ## Paths for V1 over n steps

# %%
count_V1_n = "n"

# %% [markdown]
# ## All five gradients, any number of steps

# %%
def grads_z(x, s0, z0, d, U, W1, V1, W2, V2):
    S, Z, y = forward(x, s0, z0, U, W1, V1, W2, V2)
    g = [2 * (y[j] - d[j]) for j in range(len(d))]
    dU, dW1, dV1, dW2 = zeros_like(U), zeros_like(W1), zeros_like(V1), zeros_like(W2)
    at_z = row_back(g, V2)
    at_s = [0.0] * len(s0)
    for t in range(len(x), 0, -1):
        b = slope(at_z, Z[t])
        a = slope(add(at_s, row_back(b, V1)), S[t])
        add_to(dV1, table(S[t], b))
        add_to(dW2, table(Z[t - 1], b))
        add_to(dU, table(x[t - 1], a))
        add_to(dW1, table(S[t - 1], a))
        at_z = row_back(b, W2)
        at_s = row_back(a, W1)
    return dU, dW1, dV1, dW2, table(Z[-1], g)
