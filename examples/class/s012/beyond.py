# %% [markdown]
# # beyond: other outputs, all errors, and training

# %%
import numpy as np

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    H = [s0]
    for inp in x:
        H.append(np.tanh(inp @ Wx + H[-1] @ Ws))
    return H, H[-1] @ Wy

# %% [markdown]
# ## How the error reacts to the start state

# %%
def grad_s0(x, s0, d, Wx, Ws, Wy):
    H, y = forward(x, s0, Wx, Ws, Wy)
    v3 = 2 * (y - d) @ Wy.T
    v2 = v3 * (1 - H[3] ** 2) @ Ws.T
    v1 = v2 * (1 - H[2] ** 2) @ Ws.T
    return v1 * (1 - H[1] ** 2) @ Ws.T

# %% [markdown]
# ## A logistic output

# %%
def dE_da_logistic(a, d):
    y = 1 / (1 + np.exp(-a))
    return 2 * (y - d)

# %% [markdown]
# ## A softmax output and cross-entropy

# %%
def dE_da_softmax(a, d):
    p = np.exp(a - a.max())
    p = p / p.sum()
    J = np.diag(p) - np.outer(p, p)
    return (-d / p) @ J

# %% [markdown]
# ## Every step is scored: all three gradients

# %%
def grads_sum(x, s0, d, Wx, Ws, Wy):
    H, _ = forward(x, s0, Wx, Ws, Wy)
    H = np.array(H)
    G = 2 * (H[1:] @ Wy - d)
    V = (G @ Wy.T) * (1 - H[1:] ** 2)
    return x.T @ V, H[:-1].T @ V, H[1:].T @ G

# %% [markdown]
# ## One step of gradient descent

# %%
def update(weights, grads, alpha):
    return [W + alpha * g for W, g in zip(weights, grads)]

# %% [markdown]
# ## Two hundred updates: the network learns

# %%
def descend(x, s0, d, weights, alpha, updates=200):
    for _ in range(updates):
        weights = update(weights, grads_sum(x, s0, d, *weights), alpha)
    return weights
