# %% [markdown]
# # wx: your turn
#
# $W_x$ is the matrix you derive on your own, from the drawing to the program: what you learned for
# the loop carries over, and one thing is different.
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
# A gradient always has the shape of its matrix. Here $N = T$. And `d+` is again the derivative of
# one equation as it is written, everything else in it held still, so that each use of the matrix
# is counted once.

# %%
import numpy as np

# %% [markdown]
# ## The whole gradient for Wx at step 3
#
# Draw the unrolled network and leave out what you do not need. Where is $W_x$ used, and which
# roads lead from there to $E_3$? Set `accumulated` to the derivative of $E_3$ with respect to
# $W_x$: all chains, joined with `+`.

# %%
accumulated = ""

# %% [markdown]
# ## Any number of steps in one line
#
# Set `general` to the derivative of $E_N$ with respect to $W_x$, as one sum over an index. As
# before, `Sum(k * A, k, 2, 5)` is a sum over `k` from 2 to 5, and a derivative like `dP7/dQ4` may
# bridge several steps.

# %%
general = ""

# %% [markdown]
# ## Your forward pass
#
# Put your `forward` of the first topic here, and with it what it calls. It is not scored again, and
# you may do without it.

# %%
def forward(x, s0, Wx, Ws, Wy):
    """All states and the last output.

    x (T, n_in), s0 (n_hidden,), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> S (T+1, n_hidden), y (n_out,)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## The gradient for Wx in numpy
#
# Write `grad_Wx`: the whole gradient for a sequence of any length. Mind the counting: the rows of
# `x` begin with the first input, the rows of `S` with the start state.

# %%
def grad_Wx(x, s0, d, Wx, Ws, Wy):
    """The derivative of the last error with respect to Wx, for any number of steps.

    x (T, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_in, n_hidden)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# Check your work: `bptt check wx`
