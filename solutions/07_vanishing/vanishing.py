# %% [markdown]
# # vanishing: how far back a gradient reaches
#
# Every step further back multiplies a chain with one more link. What becomes of a product of many
# links? Here you measure it, and meet two ways to live with it.
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
#
# Here $N = T$. Leave the arrays you are given as they are, and return new ones.

# %%
import numpy as np

# %% [markdown]
# ## How much of an old state is still felt
#
# The derivative of the last state with respect to an older one, $\partial s_N / \partial s_i$, is a
# square table: one row of it for each unit that moved, one column for each unit that feels it (or
# the other way round, as you like). Its 2-norm, `np.linalg.norm(J, 2)`, says by how much the
# largest nudge to $s_i$ has grown or shrunk when it arrives at $s_N$.
#
# Write `norms`: these numbers for $i = 0, 1, \dots, N$. The last of them is the norm of a table
# that changes nothing.


# %%
def norms(x, s0, Wx, Ws):
    """The 2-norms of the derivatives of the last state with respect to s_0, s_1, ..., s_N.

    x (T, n_in), s0 (n_hidden,), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden) -> (T+1,)
    """
    ### BEGIN SOLUTION
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    J, found = np.eye(len(s0)), [1.0]
    for s in S[:0:-1]:
        J = (Ws * (1 - s**2)) @ J
        found.append(np.linalg.norm(J, 2))
    return np.array(found[::-1])
    ### END SOLUTION


# %% [markdown]
# Look at your own numbers: one line for each state, a mark for its norm on a logarithmic scale.
# Run it for weak and for strong loops, and for long sequences.


# %%
def show(sizes):
    """Print numbers as a picture: from 1e-12 on the left to 1e+4 on the right, `|` stands at 1."""
    for i, size in enumerate(sizes):
        column = round(4 * (float(np.log10(max(size, 1e-12))) + 12))
        line = [" "] * 66
        line[48] = "|"
        line[min(max(column, 0), 65)] = "o"
        print(f"s_{i:<3}{''.join(line)} {size:.1e}")


def network(steps, loop, units=8, seed=0):
    """x, s0, Wx, Ws of a random network whose loop matrix has the 2-norm `loop`."""
    random = np.random.default_rng(seed)
    Ws = random.normal(size=(units, units))
    x, Wx = 0.3 * random.normal(size=(steps, 3)), random.normal(size=(3, units)) / 2
    return x, random.normal(size=units) / 2, Wx, loop * Ws / np.linalg.norm(Ws, 2)


# show(norms(*network(steps=40, loop=0.5)))
# show(norms(*network(steps=40, loop=3.0)))

# %% [markdown]
# ## A bound that needs no Jacobian
#
# A product is no longer than the product of the lengths of its factors. Each link from state to
# state has two: the matrix, whose length is its 2-norm, and the slopes of the activation, whose
# length is the largest slope of that step.
#
# Write `bounds`: for $i = 0, 1, \dots, N$ the product of these lengths over all links from $s_i$ to
# $s_N$. No entry may be smaller than yours in `norms`.


# %%
def bounds(x, s0, Wx, Ws):
    """An upper bound for each of the norms.

    x (T, n_in), s0 (n_hidden,), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden) -> (T+1,)
    """
    ### BEGIN SOLUTION
    s, lengths = s0, []
    for x_t in x:
        s = np.tanh(x_t @ Wx + s @ Ws)
        lengths.append(np.linalg.norm(Ws, 2) * np.max(1 - s**2))
    return np.cumprod([1.0, *lengths[::-1]])[::-1].copy()
    ### END SOLUTION


# %% [markdown]
# ## What decides between vanishing and exploding
#
# Over many steps some gradients vanish and some explode. What decides?
#
# {options of why}
#
# Set `why` to the letter.

# %%
### BEGIN SOLUTION
why = "The size of Ws times the slopes of the activation, multiplied once for every step."
### END SOLUTION

# %% [markdown]
# ## Truncated: only the last K steps
#
# Long sequences are expensive to walk back through, so people stop after $K$ steps: only the uses
# of $W_s$ in the making of the last $K$ states count, and the state before them is held still.
#
# Write `grad_trunc`: this part of the gradient for $W_s$. With $K = N$ it is the whole gradient; a
# larger $K$ changes nothing any more.


# %%
def grad_trunc(x, s0, d, Wx, Ws, Wy, K):
    """The derivative of the last error with respect to Ws, over the last K steps only.

    x (T, n_in), s0 (n_hidden,), d (n_out,), Wx (n_in, n_hidden), Ws (n_hidden, n_hidden),
    Wy (n_hidden, n_out), K a whole number from 1 on -> (n_hidden, n_hidden)
    """
    ### BEGIN SOLUTION
    S = [s0]
    for x_t in x:
        S.append(np.tanh(x_t @ Wx + S[-1] @ Ws))
    total = np.zeros_like(Ws)
    v = 2 * (S[-1] @ Wy - d) @ Wy.T
    for t in range(len(x), max(0, len(x) - K), -1):
        inside = v * (1 - S[t] ** 2)
        total += np.outer(S[t - 1], inside)
        v = inside @ Ws.T
    return total
    ### END SOLUTION


# %% [markdown]
# ## What truncation leaves out
#
# A gradient that is computed on a few sequences only is noisy, and noise averages out over many
# updates. What about the part that truncation leaves out?
#
# {options of bias}
#
# Set `bias` to the letter.

# %%
### BEGIN SOLUTION
bias = "Always the same part, the old contributions: no average over sequences brings it back."
### END SOLUTION

# %% [markdown]
# ## Clipping by the norm
#
# Where gradients explode, one update can throw the weights far away. The usual remedy: take all
# gradients together as one long row; if it is longer than `c`, shorten it to the length `c`
# without changing its direction.
#
# Write `clip`: `grads` is a list of arrays. Return the list of clipped arrays and the length before
# clipping. A list that is short enough comes back with the same values; one of zeros is no problem.


# %%
def clip(grads, c):
    """The gradients, together no longer than c, and how long they were.

    grads: a list of arrays of any shapes, c a number above 0 -> (list of arrays, a number)
    """
    ### BEGIN SOLUTION
    length = float(np.sqrt(sum(np.sum(g**2) for g in grads)))
    factor = c / length if length > c else 1.0
    return [g * factor for g in grads], length
    ### END SOLUTION


# %% [markdown]
# Check your work: `bptt check vanishing`
