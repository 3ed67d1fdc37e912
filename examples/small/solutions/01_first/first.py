# %% [markdown]
# # first: how the error reaches Ws
#
# **The network.** $s_t = \tanh(x_t W_x + s_{t-1} W_s)$ and $y_t = s_t W_y$; the error of the last
# step is $E_N = \sum_j (d_j - y_{N,j})^2$. Rows are vectors.

# %%
import numpy as np

# %% [markdown]
# ## The gradient after two steps, as a chain
#
# Set `chain` to the derivative of $E_2$ with respect to $W_s$: one product for every use of $W_s$,
# joined with `+`. The last factor, typed `d+s2/dWs`, is the derivative of one equation as it is
# written, everything else in it held still.

# %%
### BEGIN SOLUTION
chain = "dE2/dy2 * dy2/ds2 * d+s2/dWs + dE2/dy2 * dy2/ds2 * ds2/ds1 * d+s1/dWs"
### END SOLUTION

# %% [markdown]
# ## The gradient in numpy
#
# Write `grad_Ws` for a sequence of any length.


# %%
def grad_Ws(x, s0, d, Wx, Ws, Wy):
    """The derivative of the last error with respect to Ws.

    x (T, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_hidden, n_hidden)
    """
    ### BEGIN SOLUTION
    s = [s0]
    for x_t in x:
        s.append(np.tanh(x_t @ Wx + s[-1] @ Ws))
    at_s = 2 * (s[-1] @ Wy - d) @ Wy.T
    gradient = np.zeros_like(Ws)
    for t in range(len(x), 0, -1):
        inside = at_s * (1 - s[t] ** 2)
        gradient += np.outer(s[t - 1], inside)
        at_s = inside @ Ws.T
    return gradient
    ### END SOLUTION


# %% [markdown]
# ## What the start state is good for
#
# One of these is true:
#
# {options of start}
#
# Set `start` to its letter.

# %%
### BEGIN SOLUTION
start = "If s0 is zero, the first step adds nothing to the gradient for Ws."
### END SOLUTION

# %% [markdown]
# Check your work: `bptt check first`
