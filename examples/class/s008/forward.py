# %% [markdown]
# # forward: from the inputs to the error
#
# Before anything can flow back, it has to flow forward: here you build the network, its error, and
# a tool that will check every gradient of the later topics.
#
# **The network.** At every step the new state is made of the new input and of the state before;
# the output is made of the state. Vectors are rows, so a vector stands to the left of its matrix:
#
# $$s_t = \tanh(x_t W_x + s_{t-1} W_s) \qquad y_t = s_t W_y$$
#
# **The loss.** One step is scored, the last one, $N$. With $d$ the desired output,
#
# $$E_N = \sum_j (d_j - y_{N,j})^2$$
#
# No factor one half in front, no mean: just the sum of the squares.
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
# Here $N = T$. Leave the arrays you are given as they are, and return new ones.

# %%
import numpy as np

# %% [markdown]
# ## One step of the network
#
# Write `state`: from the input of one step and the state before it to the new state. The state
# before is not always zero.

# %%
def state(x_t, s_prev, Wx, Ws):
    """The next state.

    x_t (n_in,), s_prev (n_hidden,), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden)
    -> (n_hidden,)
    """
    return np.tanh(x_t @ Wx + s_prev @ Ws)

# %% [markdown]
# ## All states and the last output
#
# Write `forward`: walk through the whole sequence and keep every state on the way, because the way
# back will need them. Return the states as rows, the start state first, and the output of the last
# step. The sequence may have any length, also one.

# %%
def forward(x, s0, Wx, Ws, Wy):
    """All states and the last output.

    x (T, n_in), s0 (n_hidden,), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> S (T+1, n_hidden), y (n_out,)
    """
    S = [s0]
    for i in range(len(x)):
        S += [np.tanh(x[i] @ Wx + S[i] @ Ws)]
    return np.array(S), S[-1] @ Wy

# %% [markdown]
# ## How far off the output is
#
# Write `loss`: the error of one step, as the loss above states it. The result is a single number,
# however many outputs there are.

# %%
def loss(y, d):
    """The error of one step.

    y (n_out,), d (n_out,) -> a number
    """
    return sum((d - y) ** 2)

# %% [markdown]
# ## How the error reacts to the output
#
# Nudge one output and the error changes. Write `dE_dy`: the derivative of the error with respect
# to every output. Every way back starts with this factor, so its size and its sign matter: use the
# loss exactly as stated.

# %%
def dE_dy(y, d):
    """The derivative of the error with respect to the output.

    y (n_out,), d (n_out,) -> (n_out,)
    """
    return 2 * (y - d)

# %% [markdown]
# ## The slope of tanh, from its output
#
# On the way back you will hold the state $s = \tanh(a)$ in your hand, and no longer the $a$ it
# came from. Write `dtanh`: the slope of tanh at $a$, computed from $s$ alone, entry by entry.
#
# A point to try it on: at $a = 0$ the state is $0$ and tanh is at its steepest, with slope $1$.

# %%
def dtanh(s):
    """The slope of tanh at the point where its value is s.

    s (n_hidden,) -> (n_hidden,)
    """
    # tanh' = 1 - tanh^2
    return 1 - np.tanh(s) ** 2

# %% [markdown]
# ## A gradient checker of your own
#
# A derivative can be measured: move one entry of the matrix up by `h` and down by `h`, see how
# much the loss changes between the two, and divide by the distance. Write `numgrad`: do this for
# every entry, one at a time.
#
# `f` takes a matrix of the shape of `W` and returns a number. `W` must come out exactly as it went
# in, so work on a copy. From now on you can hold every gradient you derive against this one.

# %%
def numgrad(f, W, h):
    """The gradient of f at W, measured with steps of h to both sides.

    f: matrix (m, n) -> a number, W (m, n), h a number -> (m, n)
    """
    grad = np.zeros_like(W)
    for i in range(len(W)):
        for j in range(len(W[0])):
            plus, minus = np.array(W), np.array(W)
            plus[i, j] += h
            minus[i, j] -= h
            grad[i, j] = (f(plus) - f(minus)) / (2 * h)
    return grad

# %% [markdown]
# ## Three steps by hand
#
# The smallest network there is has one unit in every layer, and its matrices are plain numbers.
# Take $W_x = 0.5$, $W_s = 0.8$, $W_y = 2$, the inputs $x_1 = 1$, $x_2 = 0$, $x_3 = -1$, the start
# state $s_0 = 0$ and the desired output $d_3 = 0.5$. Follow it with a pocket calculator, or with
# your own functions.
#
# Set `hand` to the list of the five numbers $s_1, s_2, s_3, y_3, E_3$, with five decimals.

# %%
hand = [.46212, .35372, -.21368, -.42735, .85998]

# %% [markdown]
# Check your work: `bptt check forward`
