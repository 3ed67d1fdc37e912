# %% [markdown]
# # wy: the matrix next to the error

# %%
import numpy as np

# %% [markdown]
# ## How to write a formula

# %% [markdown]
# ## From the error of step 3 to Wy

# %%
chain = r"\frac{\partial E_3}{\partial y_3} \frac{\partial y_3}{\partial W_y}"

# %% [markdown]
# ## The same for any step N

# %%
chain_N = r"\frac{\partial E_N}{\partial y_N} \frac{\partial y_N}{\partial W_y}"

# %% [markdown]
# ## The gradient for Wy in numpy

# %%
def grad_Wy(x, s0, d, Wx, Ws, Wy):
    h = s0
    for inp in x:
        h = np.tanh(inp @ Wx + h @ Ws)
    return np.matmul(h[:, np.newaxis], 2 * (h @ Wy - d)[np.newaxis, :])
