# %% [markdown]
# # wy: the matrix next to the error
#
# $W_y$ is the last matrix before the error, so its gradient is the shortest one: a good place to
# learn how to write a chain, and how to turn one into numpy.
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

# %%
import numpy as np

# %% [markdown]
# ## How to write a formula
#
# A formula is a string. A derivative is written with `/`, and factors are joined with `*`:
#
# `"dA3/dB3 * dB3/dC"` means
# $\dfrac{\partial A_3}{\partial B_3} \cdot \dfrac{\partial B_3}{\partial C}$.
#
# A step that is not a plain number or letter goes into brackets: `dA[N-1]/dC`. LaTeX
# (`r"\frac{\partial A_3}{\partial C}"`) and Unicode (`"∂A₃/∂C"`) are understood as well.
#
# **The sign $\partial^+$**, typed `d+`, is the derivative of *one equation as it is written*, with
# everything else in that equation held still. An example: $B = C \cdot A$ where $A = C^2$. Then
# $\partial^+ B / \partial C = A$, while the full derivative is $3C^2$, because $A$ moves too. We
# mark it because a matrix that is used at many steps has many such uses, and each is to be counted
# once. Take `d+` for the last factor of a chain, the one that ends at the matrix.

# %% [markdown]
# ## From the error of step 3 to Wy
#
# Three steps have been made and the error of the third is known. Walk back from $E_3$ until you
# meet $W_y$. Set `chain` to the derivative of $E_3$ with respect to $W_y$, as a product of one
# derivative for every link you cross.

# %%
chain = ""

# %% [markdown]
# ## The same for any step N
#
# Does it change anything if the sequence has $N$ steps instead of three? Set `chain_N` to the
# derivative of $E_N$ with respect to $W_y$.

# %%
chain_N = ""

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
    raise NotImplementedError("your turn")

# %% [markdown]
# ## The gradient for Wy in numpy
#
# Write `grad_Wy`: your chain for any $N$, in numbers. The last factor of the chain has three
# indices on paper, one for the output and two for the matrix; in the product it shrinks to a
# table. Entry `[i, j]` of the table says how the error reacts to the weight from state unit `i` to
# output `j`: which two numbers meet there?

# %%
def grad_Wy(x, s0, d, Wx, Ws, Wy):
    """The derivative of the last error with respect to Wy, for any number of steps.

    x (T, n_in), s0 (n_hidden,), d (n_out,),
    Wx (n_in, n_hidden), Ws (n_hidden, n_hidden), Wy (n_hidden, n_out)
    -> (n_hidden, n_out)
    """
    raise NotImplementedError("your turn")

# %% [markdown]
# Check your work: `bptt check wy`
