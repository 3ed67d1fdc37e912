# %% [markdown]
# # ws: one matrix, used at every step
#
# $W_s$ is used again at every step, so it reaches the error along many roads: this topic follows
# each road back through time and then adds them up.
#
# **The network.** $s_t = \tanh(x_t W_x + s_{t-1} W_s)$ and $y_t = s_t W_y$.
#
# **The loss.** Only the last step, $N$, is scored: $E_N = \sum_j (d_j - y_{N,j})^2$, and so
# $\partial E_N / \partial y_N = 2\,(y_N - d)$.
#
# | name | what it is | shape |
# |---|---|---|
# | `x` | the inputs; row `x[0]` is $x_1$ | `(T, n_in)` |
# | `s0` | the state before the first step | `(n_hidden,)` |
# | `d` | the desired output of the last step | `(n_out,)` |
# | `Wx` | from input to state | `(n_in, n_hidden)` |
# | `Ws` | from state to state | `(n_hidden, n_hidden)` |
# | `Wy` | from state to output | `(n_hidden, n_out)` |
# | `S` | the states; row `S[0]` is $s_0$, row `S[t]` is $s_t$ | `(T+1, n_hidden)` |
# | `y` | the output of the last step | `(n_out,)` |
#
# A gradient always has the shape of its matrix. Here $N = T$.
#
# **A word on $\partial^+$**, typed `d+`: the derivative of one equation as it is written,
# everything else in it held still. It keeps the uses of a matrix apart: in the equation of $s_t$
# the state before depends on $W_s$ too, but that use belongs to another term and must not be
# counted twice.

# %%
import numpy as np

# %% [markdown]
# ## The newest use of Ws, as a chain
#
# Three steps have been made. Draw the unrolled network with its states $s_0, s_1, s_2, s_3$ and
# put a finger on the place where $W_s$ helps to make $s_3$. Only this use counts for now: the
# states before $s_3$ are held still. Set `from_s3` to the chain from $E_3$ back to this use.

# %%
### BEGIN SOLUTION
from_s3 = "dE3/dy3 * dy3/ds3 * d+s3/dWs"
### END SOLUTION

# %% [markdown]
# ## One step further back, as a chain
#
# The finger moves to the place where $W_s$ helps to make $s_2$. What it does there has a longer
# way to go to the error. Set `from_s2` to the chain from $E_3$ back to this use, one factor for
# every link.

# %%
### BEGIN SOLUTION
from_s2 = "dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWs"
### END SOLUTION

# %% [markdown]
# ## The oldest use of Ws, as a chain
#
# The first time $W_s$ is used is the step that makes $s_1$. Set `from_s1` to the chain from $E_3$
# back to this use.

# %%
### BEGIN SOLUTION
from_s1 = "dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWs"
### END SOLUTION

# %% [markdown]
# ## Your forward pass
#
# The numbers come from a forward pass. Put your `forward` of the first topic here, and with it what
# it calls. It is not scored again, and you may do without it.


# %%
def forward(x, s0, Wx, Ws, Wy):
    """All states and the last output.

    x (T, n_in), s0 (n_hidden,), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> S (T+1, n_hidden), y (n_out,)
    """
    ### BEGIN SOLUTION
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    return np.array(S), S[-1] @ Wy
    ### END SOLUTION


# %% [markdown]
# ## The newest use of Ws, in numbers
#
# Write `contribution_s3`: the chain that ends at $s_3$, as a table of the shape of $W_s$. There
# are always three steps here. The start state need not be zero.
#
# Walk along the chain from the error to the matrix. A row of numbers goes with you; every link
# changes it: a matrix is crossed against its direction, an activation multiplies entry by entry
# with its slope. At the matrix, the row becomes a table.


# %%
def contribution_s3(x, s0, d, Wx, Ws, Wy):
    """What the use of Ws in the making of s_3 adds to the derivative of E_3 with respect to Ws.

    x (3, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_hidden, n_hidden)
    """
    ### BEGIN SOLUTION
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = 2 * (y - d) @ Wy.T
    return np.outer(S[2], at_s3 * (1 - S[3] ** 2))
    ### END SOLUTION


# %% [markdown]
# ## One step further back, in numbers
#
# Write `contribution_s2`: the chain that ends at $s_2$. One link more, in the order in which you
# meet it.


# %%
def contribution_s2(x, s0, d, Wx, Ws, Wy):
    """What the use of Ws in the making of s_2 adds to the derivative of E_3 with respect to Ws.

    x (3, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_hidden, n_hidden)
    """
    ### BEGIN SOLUTION
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = 2 * (y - d) @ Wy.T
    at_s2 = at_s3 * (1 - S[3] ** 2) @ Ws.T
    return np.outer(S[1], at_s2 * (1 - S[2] ** 2))
    ### END SOLUTION


# %% [markdown]
# ## The oldest use of Ws, in numbers
#
# Write `contribution_s1`: the chain that ends at $s_1$.


# %%
def contribution_s1(x, s0, d, Wx, Ws, Wy):
    """What the use of Ws in the making of s_1 adds to the derivative of E_3 with respect to Ws.

    x (3, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_hidden, n_hidden)
    """
    ### BEGIN SOLUTION
    S, y = forward(x, s0, Wx, Ws, Wy)
    at_s3 = 2 * (y - d) @ Wy.T
    at_s2 = at_s3 * (1 - S[3] ** 2) @ Ws.T
    at_s1 = at_s2 * (1 - S[2] ** 2) @ Ws.T
    return np.outer(S[0], at_s1 * (1 - S[1] ** 2))
    ### END SOLUTION


# %% [markdown]
# ## When the oldest contribution is zero
#
# Run your `contribution_s1` on a few networks. For weights and inputs as they come, when is every
# entry of the result zero?
#
# {options of why_zero}
#
# Set `why_zero` to the letter.

# %%
### BEGIN SOLUTION
why_zero = "When the start state s0 is zero."
### END SOLUTION

# %% [markdown]
# ## Accumulate: the whole gradient at step 3
#
# You have one chain for every use of $W_s$. Set `accumulated` to the derivative of $E_3$ with
# respect to $W_s$, every use counted once. Chains are joined with `+`, in any order.

# %%
### BEGIN SOLUTION
accumulated = (
    "dE3/dy3 * dy3/ds3 * d+s3/dWs"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWs"
    " + dE3/dy3 * dy3/ds3 * ds3/ds2 * ds2/ds1 * d+s1/dWs"
)
### END SOLUTION

# %% [markdown]
# ## Any number of steps in one line
#
# With $N$ steps there are $N$ chains, the longer the older. Look at yours once more: what stays
# the same from one to the next, and what changes? Set `general` to the derivative of $E_N$ with
# respect to $W_s$, as one sum over an index.
#
# Two pieces of notation. A sum over `k` from 2 to 5 is `Sum(k * A, k, 2, 5)`, or `\sum_{k=2}^{5}`
# in LaTeX; a product is `Product(...)` with the same four parts. And a derivative may bridge
# several steps: `dP7/dQ4` is the whole effect of $Q_4$ on $P_7$, through everything between them.

# %%
### BEGIN SOLUTION
general = "Sum(dEN/dyN * dyN/dsi * d+si/dWs, i, 1, N)"
### END SOLUTION

# %% [markdown]
# ## Two steps, one unit per layer, written out
#
# Now all derivatives are carried out. There are two steps and one unit in every layer, so every
# name is a plain number. Set `closed_form` to the derivative of $E_2$ with respect to $W_s$, with
# no derivative left in it.
#
# Use any of `x1 x2 s0 s1 s2 y2 d2 Wx Ws Wy`, with `+ - * / **` and brackets; functions like
# `tanh(...)` are fine too. Every form with the same value is accepted. The start state need not be
# zero.

# %%
### BEGIN SOLUTION
closed_form = "2*(y2 - d2)*Wy*(1 - s2**2)*(s1 + Ws*(1 - s1**2)*s0)"
### END SOLUTION

# %% [markdown]
# ## The gradient for Ws in numpy
#
# Write `grad_Ws`: the whole gradient for a sequence of any length. One walk back is enough: the
# row of numbers that travels from the newest state to the oldest passes every use of $W_s$ on its
# way.
#
# Your three contributions are a good test for $N = 3$, and your `numgrad` for every other $N$.


# %%
def grad_Ws(x, s0, d, Wx, Ws, Wy):
    """The derivative of the last error with respect to Ws, for any number of steps.

    x (T, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_hidden, n_hidden)
    """
    ### BEGIN SOLUTION
    S, y = forward(x, s0, Wx, Ws, Wy)
    dWs = np.zeros_like(Ws)
    at_s = 2 * (y - d) @ Wy.T
    for t in range(len(x), 0, -1):
        inside = at_s * (1 - S[t] ** 2)
        dWs += np.outer(S[t - 1], inside)
        at_s = inside @ Ws.T
    return dWs
    ### END SOLUTION


# %% [markdown]
# Check your work: `bptt check ws`
