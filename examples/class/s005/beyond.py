# %% [markdown]
# # beyond: other outputs, all errors, and training
#
# The three gradients of the lesson carry further than the lesson goes: to the start state, to
# other outputs, to a loss that scores every step, and at last to a network that learns.
#
# **The network.** $s_t = \tanh(x_t W_x + s_{t-1} W_s)$ and $y_t = s_t W_y$.
#
# **The loss.** Unless an exercise says otherwise, only the last step, $N$, is scored:
# $E_N = \sum_j (d_j - y_{N,j})^2$, and so $\partial E_N / \partial y_N = 2\,(y_N - d)$.
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
# A derivative always has the shape of what it is taken for. Here $N = T$. Leave the arrays you are
# given as they are.

# %%
import numpy as np

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
# ## How the error reacts to the start state
#
# The start state can be learned like a weight. Write `grad_s0`: the derivative of the last error
# with respect to $s_0$, for any number of steps. How many roads lead from $s_0$ to the error?

# %%
def grad_s0(x, s0, d, Wx, Ws, Wy):
    """The derivative of the last error with respect to the start state, for any number of steps.

    x (T, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_hidden,)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## A logistic output
#
# So far the output was $a = s_N W_y$ itself. Now it goes through the logistic function, entry by
# entry: $y_j = \sigma(a_j)$ with $\sigma(a) = 1 / (1 + e^{-a})$. The loss stays $E = \sum_j (d_j
# - y_j)^2$.
#
# Write `dE_da_logistic`: the derivative of $E$ with respect to $a$.

# %%
def dE_da_logistic(a, d):
    """The derivative of the squared error with respect to a, where y is the logistic function of a.

    a (n_out,), d (n_out,) -> (n_out,)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## A softmax output and cross-entropy
#
# A classifier uses the softmax, $y_j = e^{a_j} / \sum_k e^{a_k}$, and another loss, the
# cross-entropy $E = -\sum_j d_j \log y_j$. Every output depends on every entry of $a$, because
# they share the sum.
#
# Write `dE_da_softmax`: the derivative of $E$ with respect to $a$. Derive it for any row $d$: its
# entries need not add up to one. And keep it safe for large numbers: the softmax does not change
# when the same number is taken from all of $a$.

# %%
def dE_da_softmax(a, d):
    """The derivative of the cross-entropy with respect to a, where y is the softmax of a.

    a (n_out,), d (n_out,), of any sum -> (n_out,)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## Every step is scored: all three gradients
#
# Now each step has a desired output of its own, and the loss is the sum of all errors:
#
# $$E = E_1 + E_2 + \dots + E_T \qquad E_t = \sum_j (d_{t,j} - y_{t,j})^2$$
#
# Here `d` has one row for each step, shape `(T, n_out)`; row `d[0]` is $d_1$. The output is linear
# again, $y_t = s_t W_y$.
#
# Write `grads_sum`: the derivatives of $E$ with respect to $W_x$, $W_s$ and $W_y$, in this order.
# You could add the gradients of $T$ separate losses, but one walk back does it all: a state now
# hears of the error from two sides.

# %%
def grads_sum(x, s0, d, Wx, Ws, Wy):
    """The derivatives of the summed error with respect to the three matrices.

    x (T, n_in), s0 (n_hidden,), d (T, n_out),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> dWx (n_in, n_hidden), dWs (n_hidden, n_hidden), dWy (n_hidden, n_out)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## One step of gradient descent
#
# A gradient points uphill. Write `update`: every matrix takes one step of gradient descent with
# the learning rate `alpha`. `weights` and `grads` are tuples of three arrays, in the order $W_x$,
# $W_s$, $W_y$; return the new weights as such a tuple and leave the old ones as they are.

# %%
def update(weights, grads, alpha):
    """The weights after one step of gradient descent.

    weights (Wx, Ws, Wy), grads (dWx, dWs, dWy), of the same shapes, alpha a number
    -> (Wx, Ws, Wy), new arrays
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# ## Two hundred updates: the network learns
#
# This is what all the derivatives were for: a set of weights that makes the error small. The
# training loop of `descend` is there; what is missing is the one line inside it, which calls your
# own `grads_sum` and `update`.
#
# The loop is tried on a tiny task: three numbers go in one after the other, and each should come
# out, halved, one step later. The network has to remember. With right gradients and `alpha = 0.1`,
# two hundred updates bring the summed error below a thousandth of what it was; with a wrong one
# they do not. With `alpha = 0` nothing changes.

# %%
def descend(x, s0, d, weights, alpha, updates=200):
    """The weights after some updates, each with the gradients of the summed error.

    x (T, n_in), s0 (n_hidden,), d (T, n_out), weights (Wx, Ws, Wy), alpha a number
    -> (Wx, Ws, Wy)
    """
    for _ in range(updates):
        raise NotImplementedError("your turn")
    return weights

# %% [markdown]
# Check your work: `bptt check beyond`
