# %% [markdown]
# # ws: one matrix, used at every step

# %%
import numpy as np

# %% [markdown]
# ## The newest use of Ws, as a chain

# %%
from_s3 = r"\frac{\partial E_3}{\partial y_3} \frac{\partial y_3}{\partial s_3} \frac{\partial^+ s_3}{\partial W_s}"

# %% [markdown]
# ## One step further back, as a chain

# %%
from_s2 = r"\frac{\partial E_3}{\partial y_3} \frac{\partial y_3}{\partial s_3} \frac{\partial s_3}{\partial s_2} \frac{\partial^+ s_2}{\partial W_s}"

# %% [markdown]
# ## The oldest use of Ws, as a chain

# %%
from_s1 = r"\frac{\partial E_3}{\partial y_3} \frac{\partial y_3}{\partial s_3} \frac{\partial s_3}{\partial s_1} \frac{\partial^+ s_1}{\partial W_s}"

# %% [markdown]
# ## Your forward pass

# %%
def forward(x, s0, Wx, Ws, Wy):
    H = [s0]
    for inp in x:
        H.append(np.tanh(inp @ Wx + H[-1] @ Ws))
    return H, H[-1] @ Wy

# %% [markdown]
# ## The newest use of Ws, in numbers

# %%
def slopes(H):
    # as matrices, then every link is one matrix product
    return [np.diag(1 - h**2) for h in H]

def contribution_s3(x, s0, d, Wx, Ws, Wy):
    H, y = forward(x, s0, Wx, Ws, Wy)
    D = slopes(H)
    return np.outer(H[2], 2 * (y - d) @ Wy.T @ D[3])

# %% [markdown]
# ## One step further back, in numbers

# %%
def contribution_s2(x, s0, d, Wx, Ws, Wy):
    H, y = forward(x, s0, Wx, Ws, Wy)
    D = slopes(H)
    return np.outer(H[1], 2 * (y - d) @ Wy.T @ D[3] @ Ws.T @ D[2])

# %% [markdown]
# ## The oldest use of Ws, in numbers

# %%
def contribution_s1(x, s0, d, Wx, Ws, Wy):
    H, y = forward(x, s0, Wx, Ws, Wy)
    D = slopes(H)
    return np.outer(H[0], 2 * (y - d) @ Wy.T @ D[3] @ Ws.T @ D[2] @ Ws.T @ D[1])

# %% [markdown]
# ## When the oldest contribution is zero

# %%
why_zero = "c."

# %% [markdown]
# ## Accumulate: the whole gradient at step 3

# %%
# ds3/dWs knows about the past, it has s2 in it and s2 has Ws in it
accumulated = "dE3/dy3 * dy3/ds3 * ds3/dWs"

# %% [markdown]
# ## Any number of steps in one line

# %%
general = "Sum(dEN/dyN * dyN/dsi * dsi/dWs, i, 1, N)"

# %% [markdown]
# ## Two steps, one unit per layer, written out

# %%
closed_form = "2*(s2*Wy - d2)*Wy*(1 - tanh(x2*Wx + s1*Ws)**2)*(s1 + Ws*s0/cosh(x1*Wx + s0*Ws)**2)"

# %% [markdown]
# ## The gradient for Ws in numpy

# %%
def grad_Ws(x, s0, d, Wx, Ws, Wy):
    H, y = forward(x, s0, Wx, Ws, Wy)
    n, N = len(s0), len(x)
    # J[i][a, b, j]: how unit j of s_i reacts to Ws[a, b]
    J = [np.zeros((n, n, n))]
    for i in range(1, N + 1):
        direct = np.einsum("a,bj->abj", H[i - 1], np.eye(n))
        J.append((direct + J[-1] @ Ws) * (1 - H[i] ** 2))
    # the formula: sum over i of dE_N/ds_i times ds_i/dWs
    total = np.zeros((n, n))
    v = 2 * (y - d) @ Wy.T
    for i in range(N, 0, -1):
        total += J[i] @ v
        v = v * (1 - H[i] ** 2) @ Ws.T
    return total
