# %% [markdown]
# # forward: from the inputs to the error

# %%
from math import tanh

# I do everything with lists and loops, then I can see which index goes where.

# %% [markdown]
# ## One step of the network

# %%
def state(x_t, s_prev, Wx, Ws):
    new = []
    for j in range(len(s_prev)):
        a = 0.0
        for i in range(len(x_t)):
            a += x_t[i] * Wx[i][j]
        for k in range(len(s_prev)):
            a += s_prev[k] * Ws[k][j]
        new.append(tanh(a))
    return new

# %% [markdown]
# ## All states and the last output

# %%
def forward(x, s0, Wx, Ws, Wy):
    states = [list(s0)]
    for x_t in x:
        states.append(state(x_t, states[-1], Wx, Ws))
    y = []
    for j in range(len(Wy[0])):
        y.append(sum(states[-1][i] * Wy[i][j] for i in range(len(Wy))))
    return states, y

# %% [markdown]
# ## How far off the output is

# %%
def loss(y, d):
    total = 0.0
    for j in range(len(y)):
        total += (d[j] - y[j]) ** 2
    return total

# %% [markdown]
# ## How the error reacts to the output

# %%
def dE_dy(y, d):
    return [2 * (y[j] - d[j]) for j in range(len(y))]

# %% [markdown]
# ## The slope of tanh, from its output

# %%
def dtanh(s):
    return [1 - v * v for v in s]

# %% [markdown]
# ## A gradient checker of your own

# %%
def numgrad(f, W, h):
    result = []
    for i in range(W.shape[0]):
        row = []
        for j in range(W.shape[1]):
            up = W.copy()
            up[i, j] += h
            down = W.copy()
            down[i, j] -= h
            row.append((f(up) - f(down)) / (2 * h))
        result.append(row)
    return result

# %% [markdown]
# ## Three steps by hand

# %%
s1 = tanh(0.5 * 1 + 0.8 * 0)
s2 = tanh(0.5 * 0 + 0.8 * s1)
s3 = tanh(0.5 * -1 + 0.8 * s2)
y3 = 2 * s3
hand = [s1, s2, s3, y3, (0.5 - y3) ** 2]
