# %% [markdown]
# # quiz: two layers with memory

# %%
import numpy as np

# %% [markdown]
# ## The equation of the second layer

# %%
z = "z[t] = phi(s[t] @ V1 + z[t-1] @ W2)"

# %% [markdown]
# ## The second layer in numpy

# %%
def z_t(s_t, z_prev, V1, W2):
    return np.tanh(np.matmul(s_t, V1) + np.matmul(z_prev, W2))

# %% [markdown]
# ## Which matrix meets which vector

# %%
z_choice = "b"

# %% [markdown]
# ## The update rule of V1 over one step

# %%
V1_update = "-alpha * dE[t]/dy[t] * dy[t]/dz[t] * d+z[t]/dV1"

# %% [markdown]
# ## Is one step all there is to V1?

# %%
V1_choice = "d"

# %% [markdown]
# ## One step for V1 in numpy

# %%
def grad_V1_1step(s_t, z_prev, d, V1, W2, V2):
    """The derivative of the error of one step with respect to V1, over that step alone.

    s_t (n_s,), z_prev (n_z,), d (n_out,), V1 (n_s, n_z), W2 (n_z, n_z), V2 (n_z, n_out)
    -> (n_s, n_z)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## The update rule of U over two steps

# %%
U_two_steps = (
    "dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/ds[t+1] * d+s[t+1]/dU"
    " + dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/ds[t+1] * ds[t+1]/ds[t] * d+s[t]/dU"
)

# %% [markdown]
# ## Used twice, and yet more than two terms

# %%
U_choice = "a"

# %% [markdown]
# ## The terms for U, one by one, in numpy

# %%
def paths_U(x, s0, z0, d, U, W1, V1, W2, V2):
    """The terms of the derivative of E_2 with respect to U, one array for each path.

    x (2, n_in), s0 (n_s,), z0 (n_z,), d (n_out,),
    U (n_in, n_s), W1 (n_s, n_s), V1 (n_s, n_z), W2 (n_z, n_z), V2 (n_z, n_out)
    -> three arrays (n_in, n_s)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## Count the paths for U

# %%
count_U = [1, 3, 5, 7]

# %% [markdown]
# ## Count the paths for V1

# %%
count_V1 = [1, 2, 3, 4]

# %% [markdown]
# ## Paths for U over n steps

# %%
count_U_n = "2*n - 1"

# %% [markdown]
# ## Paths for V1 over n steps

# %%
count_V1_n = "n"

# %% [markdown]
# ## All five gradients, any number of steps

# %%
def grads_z(x, s0, z0, d, U, W1, V1, W2, V2):
    """The derivatives of the last error with respect to the five matrices, for any number of steps.

    x (T, n_in), s0 (n_s,), z0 (n_z,), d (n_out,),
    U (n_in, n_s), W1 (n_s, n_s), V1 (n_s, n_z), W2 (n_z, n_z), V2 (n_z, n_out)
    -> dU, dW1, dV1, dW2, dV2, each of the shape of its matrix
    """
    raise NotImplementedError("your turn")
