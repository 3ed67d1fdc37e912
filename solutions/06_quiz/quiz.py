# %% [markdown]
# # quiz: two layers with memory
#
# A larger network, to see whether the method is yours: two hidden layers, and each of them
# remembers.
#
# **The network.** The input $x$ feeds the first hidden layer $s$ through $U$. The layer $s$ feeds
# itself through $W_1$ and the second hidden layer $z$ through $V_1$. The layer $z$ feeds itself
# through $W_2$ and the output $y$ through $V_2$. A loop brings the value of the step before; all
# other connections act within one step:
#
#     x --U--> s --V1--> z --V2--> y
#              |         |
#             W1 loop   W2 loop
#
# The activation of both hidden layers is $\Phi$ (in numpy: tanh), the output is linear,
# $y_t = z_t V_2$. Both layers have several units, so $s$ and $z$ are vectors, and vectors are
# rows.
#
# **The loss.** Only one step, $N$, is scored: $E_N = \sum_j (d_j - y_{N,j})^2$, and so
# $\partial E_N / \partial y_N = 2\,(y_N - d)$.
#
# | name | what it is | shape |
# |---|---|---|
# | `x` | the inputs; row `x[0]` is $x_1$ | `(T, n_in)` |
# | `s0`, `z0` | the states before the first step | `(n_s,)`, `(n_z,)` |
# | `d` | the desired output of the last step | `(n_out,)` |
# | `U` | from input to $s$ | `(n_in, n_s)` |
# | `W1` | from $s$ to $s$, one step later | `(n_s, n_s)` |
# | `V1` | from $s$ to $z$ | `(n_s, n_z)` |
# | `W2` | from $z$ to $z$, one step later | `(n_z, n_z)` |
# | `V2` | from $z$ to output | `(n_z, n_out)` |
# | `S`, `Z` | the states; rows `S[t]`, `Z[t]` are $s_t$, $z_t$ | `(T+1, n_s)`, `(T+1, n_z)` |
#
# As before, `d+` is the derivative of one equation as it is written, everything else in it held
# still, so that each use of a matrix is counted once.

# %%
import numpy as np

# %% [markdown]
# ## The equation of the second layer
#
# What is $z$ at time $t$? Set `z` to an equation that begins with `z[t] =`.
#
# The notation: a step stands in brackets, as in `y[t] = z[t] @ V2` for the output; the step after
# that is `y[t+1]`. The product with a matrix is `@`, the activation is `phi(...)`. LaTeX and
# Unicode are understood as well.

# %%
### BEGIN SOLUTION
z = "z[t] = phi(s[t] @ V1 + z[t-1] @ W2)"
### END SOLUTION

# %% [markdown]
# ## The second layer in numpy
#
# Write `z_t`: your equation as a function, with tanh for the activation.


# %%
def z_t(s_t, z_prev, V1, W2):
    """The state of the second layer.

    s_t (n_s,), z_prev (n_z,), V1 (n_s, n_z), W2 (n_z, n_z)
    -> (n_z,)
    """
    ### BEGIN SOLUTION
    return np.tanh(s_t @ V1 + z_prev @ W2)
    ### END SOLUTION


# %% [markdown]
# ## Which matrix meets which vector
#
# In the equation for $z$ at time $t$:
#
# {options of z_choice}
#
# Set `z_choice` to the letter.

# %%
### BEGIN SOLUTION
z_choice = "V1 meets s[t] and W2 meets z[t-1]."
### END SOLUTION

# %% [markdown]
# ## The update rule of V1 over one step
#
# What is the update rule of $V_1$ at time $t$, over a single step? "Over a single step" means:
# only the use of $V_1$ at time $t$ counts, and what was computed before is held still. "Update
# rule" means the derivative here: set `V1_update` to the derivative of $E_t$ with respect to
# $V_1$, as a chain. With `-alpha *` in front it is accepted too.

# %%
### BEGIN SOLUTION
V1_update = "dE[t]/dy[t] * dy[t]/dz[t] * d+z[t]/dV1"
### END SOLUTION

# %% [markdown]
# ## Is one step all there is to V1?
#
# The network has been running for several steps. Is the derivative over one step the full
# derivative of $E_t$ with respect to $V_1$?
#
# {options of V1_choice}
#
# Set `V1_choice` to the letter.

# %%
### BEGIN SOLUTION
V1_choice = "No: z[t-1] was made with V1 too, and one step holds it still."
### END SOLUTION

# %% [markdown]
# ## One step for V1 in numpy
#
# Write `grad_V1_1step`: your chain for $V_1$ in numbers. The two states that $z_t$ is made of are
# given and held still.


# %%
def grad_V1_1step(s_t, z_prev, d, V1, W2, V2):
    """The derivative of the error of one step with respect to V1, over that step alone.

    s_t (n_s,), z_prev (n_z,), d (n_out,), V1 (n_s, n_z), W2 (n_z, n_z), V2 (n_z, n_out)
    -> (n_s, n_z)
    """
    ### BEGIN SOLUTION
    z_now = z_t(s_t, z_prev, V1, W2)
    at_z = 2 * (z_now @ V2 - d) @ V2.T
    return np.outer(s_t, at_z * (1 - z_now**2))
    ### END SOLUTION


# %% [markdown]
# ## The update rule of U over two steps
#
# What is the update rule of $U$ at time $t+1$, over the two steps $t$ and $t+1$? Unfold the
# network for these two steps, find every use of $U$ in the drawing, and from each use every road
# to $E_{t+1}$. What lies before the two steps is held still.
#
# Set `U_two_steps` to the derivative of $E_{t+1}$ with respect to $U$: one chain for every road,
# joined with `+`. With `-alpha *` in front of the whole sum, in brackets, it is accepted too.

# %%
### BEGIN SOLUTION
U_two_steps = (
    "dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/ds[t+1] * d+s[t+1]/dU"
    " + dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/dz[t] * dz[t]/ds[t] * d+s[t]/dU"
    " + dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * dz[t+1]/ds[t+1] * ds[t+1]/ds[t] * d+s[t]/dU"
)
### END SOLUTION

# %% [markdown]
# ## Used twice, and yet more than two terms
#
# In two steps $U$ is used twice, once in each. The sum for $U$ has more than two terms. Why?
#
# {options of U_choice}
#
# Set `U_choice` to the letter.

# %%
### BEGIN SOLUTION
U_choice = "s[t] reaches z[t+1] on two roads, and each road is a term of its own."
### END SOLUTION

# %% [markdown]
# ## Your forward pass
#
# Write the forward pass of this network once, for your own use. It is not scored, and you may do
# without it.


# %%
def forward(x, s0, z0, U, W1, V1, W2, V2):
    """All states of both layers and the last output.

    x (T, n_in), s0 (n_s,), z0 (n_z,), and the five matrices
    -> S (T+1, n_s), Z (T+1, n_z), y (n_out,)
    """
    ### BEGIN SOLUTION
    S, Z = [s0], [z0]
    for x_t in x:
        S.append(np.tanh(x_t @ U + S[-1] @ W1))
        Z.append(z_t(S[-1], Z[-1], V1, W2))
    return np.array(S), np.array(Z), Z[-1] @ V2
    ### END SOLUTION


# %% [markdown]
# ## The terms for U, one by one, in numpy
#
# Write `paths_U`: the three terms of your sum as three arrays of the shape of $U$, in any order.
# There are always two steps, so $E_2$ is the error and $s_0$, $z_0$ lie before it; they need not
# be zero.


# %%
def paths_U(x, s0, z0, d, U, W1, V1, W2, V2):
    """The terms of the derivative of E_2 with respect to U, one array for each path.

    x (2, n_in), s0 (n_s,), z0 (n_z,), d (n_out,),
    U (n_in, n_s), W1 (n_s, n_s), V1 (n_s, n_z), W2 (n_z, n_z), V2 (n_z, n_out)
    -> three arrays (n_in, n_s)
    """
    ### BEGIN SOLUTION
    S, Z, y = forward(x, s0, z0, U, W1, V1, W2, V2)
    ds1, ds2, dz1, dz2 = 1 - S[1] ** 2, 1 - S[2] ** 2, 1 - Z[1] ** 2, 1 - Z[2] ** 2
    at_z2 = 2 * (y - d) @ V2.T * dz2
    P1 = np.outer(x[1], at_z2 @ V1.T * ds2)
    P2 = np.outer(x[0], at_z2 @ W2.T * dz1 @ V1.T * ds1)
    P3 = np.outer(x[0], at_z2 @ V1.T * ds2 @ W1.T * ds1)
    return P1, P2, P3
    ### END SOLUTION


# %% [markdown]
# ## Count the paths for U
#
# The step $N$ is scored, and the last $n$ steps are unfolded. A path is one road from one use of
# the matrix to $E_N$, so a term of the sum. How many are there for $U$? Set `count_U` to the list
# of the four numbers for $n = 1, 2, 3, 4$.

# %%
### BEGIN SOLUTION
count_U = [1, 3, 6, 10]
### END SOLUTION

# %% [markdown]
# ## Count the paths for V1
#
# The same for $V_1$. Set `count_V1` to the list of the four numbers for $n = 1, 2, 3, 4$.

# %%
### BEGIN SOLUTION
count_V1 = [1, 2, 3, 4]
### END SOLUTION

# %% [markdown]
# ## Paths for U over n steps
#
# How many paths are there for $U$ over any number of steps? Set `count_U_n` to a formula in `n`,
# written like `3*n**2 - 7`. It should agree with your list.

# %%
### BEGIN SOLUTION
count_U_n = "n*(n+1)/2"
### END SOLUTION

# %% [markdown]
# ## Paths for V1 over n steps
#
# And for $V_1$? Set `count_V1_n` to a formula in `n`.

# %%
### BEGIN SOLUTION
count_V1_n = "n"
### END SOLUTION

# %% [markdown]
# ## All five gradients, any number of steps
#
# Write `grads_z`: the derivatives of the last error with respect to $U$, $W_1$, $V_1$, $W_2$ and
# $V_2$, in this order, for a sequence of any length and over all of it. There is no need to list
# the paths: one walk back, with one row of numbers for each layer, meets them all. The start
# states need not be zero.


# %%
def grads_z(x, s0, z0, d, U, W1, V1, W2, V2):
    """The derivatives of the last error with respect to the five matrices, for any number of steps.

    x (T, n_in), s0 (n_s,), z0 (n_z,), d (n_out,),
    U (n_in, n_s), W1 (n_s, n_s), V1 (n_s, n_z), W2 (n_z, n_z), V2 (n_z, n_out)
    -> dU, dW1, dV1, dW2, dV2, each of the shape of its matrix
    """
    ### BEGIN SOLUTION
    S, Z, y = forward(x, s0, z0, U, W1, V1, W2, V2)
    dU, dW1, dV1, dW2 = (np.zeros_like(W) for W in (U, W1, V1, W2))
    at_y = 2 * (y - d)
    at_s, at_z = np.zeros_like(s0), at_y @ V2.T
    for t in range(len(x), 0, -1):
        inside_z = at_z * (1 - Z[t] ** 2)
        inside_s = (at_s + inside_z @ V1.T) * (1 - S[t] ** 2)
        dV1 += np.outer(S[t], inside_z)
        dW2 += np.outer(Z[t - 1], inside_z)
        dU += np.outer(x[t - 1], inside_s)
        dW1 += np.outer(S[t - 1], inside_s)
        at_z, at_s = inside_z @ W2.T, inside_s @ W1.T
    return dU, dW1, dV1, dW2, np.outer(Z[-1], at_y)
    ### END SOLUTION


# %% [markdown]
# Check your work: `bptt check quiz`
