"""What a declaration cannot say: a batch.  The reference takes the complex step through the forward
pass, entry by entry, and knows no chain rule.
"""

import numpy as np

NUDGE = 1e-30
NAMES = ("Wx", "Ws", "b", "Wy", "x")


def grads_full_run(submission, x, s0, d, Wx, Ws, b, Wy):
    """The given arrays as they are afterwards, then the gradients."""
    import numpy as np

    given = tuple(np.array(a) for a in (x, s0, d, Wx, Ws, b, Wy))
    found = submission.grads_full(*given)
    return given + tuple(np.array(g, dtype=np.float64) for g in found)


def grads_full_cases(seed):
    """(x, s0, d, Wx, Ws, b, Wy) for a few batches, one of a single sequence."""
    random = np.random.default_rng(seed)
    found = []
    for batch, steps in ((3, 4), (1, 3), (5, 1)):
        shapes = [(batch, steps, 2), (batch, 4), (batch, 3), (2, 4), (4, 4), (4,), (4, 3)]
        found.append(tuple(0.6 * random.normal(size=shape) for shape in shapes))
    return found


def error(x, s0, d, Wx, Ws, b, Wy):
    """The summed error of the last step."""
    s = s0
    for t in range(x.shape[1]):
        s = np.tanh(x[:, t] @ Wx + s @ Ws + b)
    return np.sum((d - s @ Wy) ** 2)


def slopes(arguments, which):
    """The derivative for one of the arguments."""
    found = np.zeros(arguments[which].shape)
    for place in np.ndindex(*found.shape):
        moved = [a.astype(complex) for a in arguments]
        moved[which][place] += 1j * NUDGE
        found[place] = error(*moved).imag / NUDGE
    return found


def grads_full_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    after, found = result[:7], result[7:]
    if not all(map(np.array_equal, after, arguments)):
        return "The arrays you were given have changed. Work on copies."
    if len(found) != 5:
        return f"Five arrays should come back, for {', '.join(NAMES)}; {len(found)} came."
    batch = len(arguments[0])
    for name, which, mine in zip(NAMES, (3, 4, 5, 6, 0), found, strict=True):
        true = slopes(arguments, which)
        if mine.shape != true.shape:
            return f"The gradient for {name} has the shape {true.shape}; yours has {mine.shape}."
        size = 1e-10 * np.abs(true).max()
        if (np.abs(mine - true) <= size).all():
            continue
        if batch > 1 and (np.abs(mine * batch - true) <= size).all():
            return f"For {name} this is the mean over the batch; the loss is the sum."
        return f"For a batch of {batch} the values for {name} are not right yet."
    return ""
