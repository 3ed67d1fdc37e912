# %% [markdown]
# # ws: one matrix, used at every step

# %%
from math import tanh

# %% [markdown]
# ## The newest use of Ws, as a chain

# %%
from_s3 = "∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂⁺s₃/∂W_s"

# %% [markdown]
# ## One step further back, as a chain

# %%
from_s2 = "∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂⁺s₂/∂W_s"

# %% [markdown]
# ## The oldest use of Ws, as a chain

# %%
from_s1 = "∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂s₂/∂s₁ · ∂⁺s₁/∂W_s"

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
# ## The newest use of Ws, in numbers

# %%
def through_tanh(v, s):
    return [v[i] * (1 - s[i] * s[i]) for i in range(len(s))]

def back_over(W, v):
    # against the arrow: row i of W, not column i
    return [sum(W[i][j] * v[j] for j in range(len(v))) for i in range(len(W))]

def table(left, right):
    return [[a * b for b in right] for a in left]

def signal_at(t, states, y, d, Ws, Wy):
    """dE/d(what goes into tanh) of step t."""
    v = back_over(Wy, [2 * (y[j] - d[j]) for j in range(len(y))])
    step = len(states) - 1
    v = through_tanh(v, states[step])
    while step > t:
        step -= 1
        v = through_tanh(back_over(Ws, v), states[step])
    return v

def contribution_s3(x, s0, d, Wx, Ws, Wy):
    states, y = forward(x, s0, Wx, Ws, Wy)
    return table(states[2], signal_at(3, states, y, d, Ws, Wy))

# %% [markdown]
# ## One step further back, in numbers

# %%
def contribution_s2(x, s0, d, Wx, Ws, Wy):
    states, y = forward(x, s0, Wx, Ws, Wy)
    return table(states[1], signal_at(2, states, y, d, Ws, Wy))

# %% [markdown]
# ## The oldest use of Ws, in numbers

# %%
def contribution_s1(x, s0, d, Wx, Ws, Wy):
    states, y = forward(x, s0, Wx, Ws, Wy)
    return table(states[0], signal_at(1, states, y, d, Ws, Wy))

# %% [markdown]
# ## When the oldest contribution is zero

# %%
why_zero = "c"

# %% [markdown]
# ## Accumulate: the whole gradient at step 3

# %%
accumulated = (
    "∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂⁺s₃/∂W_s"
    " + ∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂⁺s₂/∂W_s"
    " + ∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂s₂/∂s₁ · ∂⁺s₁/∂W_s"
)

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Σ_{i=1}^{N} ∂E_N/∂y_N · ∂y_N/∂s_i · ∂⁺s_i/∂W_s"

# %% [markdown]
# ## Two steps, one unit per layer, written out

# %%
closed_form = "2·(y₂ − d₂)·W_y·(1 − s₂²)·s₁ + 2·(y₂ − d₂)·W_y·(1 − s₂²)·W_s·(1 − s₁²)·s₀"

# %% [markdown]
# ## The gradient for Ws in numpy

# %%
def grad_Ws(x, s0, d, Wx, Ws, Wy):
    # one contribution after the other. slow but I trust it
    states, y = forward(x, s0, Wx, Ws, Wy)
    n = len(s0)
    total = [[0] * n for _ in range(n)]
    for t in range(1, len(states)):
        part = table(states[t - 1], signal_at(t, states, y, d, Ws, Wy))
        for i in range(n):
            for j in range(n):
                total[i][j] += part[i][j]
    return total
