"""What cannot be read off a model: one step of gradient descent, and training with it."""

import numpy as np

NAMES = ("Wx", "Ws", "Wy")


def update_run(submission, Wx, Ws, Wy, dWx, dWs, dWy, alpha):
    """The given weights and gradients as they are afterwards, then the new weights."""
    import numpy as np

    given = tuple(np.array(array) for array in (Wx, Ws, Wy, dWx, dWs, dWy))
    new = submission.update(given[:3], given[3:], alpha)
    new = tuple(new) if isinstance(new, (tuple, list)) else (new,)
    return given + tuple(np.array(array, dtype=np.float64) for array in new)


def update_cases(seed):
    """(Wx, Ws, Wy, dWx, dWs, dWy, alpha) for three learning rates, zero among them."""
    random = np.random.default_rng(seed)
    shapes = [(2, 3), (3, 3), (3, 1)] * 2
    return [(*(random.normal(size=shape) for shape in shapes), alpha) for alpha in (0.1, 0.5, 0.0)]


def update_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    *before, alpha = arguments
    given, new = result[:6], result[6:]
    if not all(map(np.array_equal, given, before)):
        return "The arrays you were given have changed. Return new ones; W -= ... writes into W."
    if len(new) != 3:
        return f"Three arrays should come back, Wx, Ws and Wy; {len(new)} came."
    for name, W, dW, stepped in zip(NAMES, before[:3], before[3:], new, strict=True):
        if stepped.shape != W.shape:
            return f"{name} has the shape {W.shape}; yours has {stepped.shape} after the update."
        step = alpha * dW
        rounding = 2 * np.finfo(np.float64).eps * (np.abs(W) + np.abs(step))
        if (np.abs(stepped - (W - step)) <= rounding).all():
            continue
        if alpha == 0:
            return f"With alpha = 0 nothing should change, but {name} does."
        if (np.abs(stepped - (W + step)) <= rounding).all():
            return f"{name} moves uphill: the gradient points to where the error grows."
        return f"With alpha = {alpha:g}, {name} does not end one step downhill of where it was."
    return ""


def descend_run(submission, x, s0, d, Wx, Ws, Wy, alpha, updates):
    """The given arrays as they are afterwards, then the trained weights."""
    import numpy as np

    given = tuple(np.array(array) for array in (x, s0, d, Wx, Ws, Wy))
    with np.errstate(all="ignore"):  # a wrong gradient may run away
        trained = submission.descend(*given[:3], given[3:], alpha, updates)
    trained = tuple(trained) if isinstance(trained, (tuple, list)) else (trained,)
    return given + tuple(np.array(array, dtype=np.float64) for array in trained)


def descend_cases(seed):
    """Two hundred updates, and three with alpha = 0, of (x, s0, d, Wx, Ws, Wy, alpha, updates).

    The task of the exercise: each input comes out halved, one step later. Everything is fixed up to
    the order and the signs of units, which change the numbers but not the course of the training:
    right gradients end at 2e-5 of the first error, common wrong ones above 1e-2.
    """
    random = np.random.default_rng(seed)
    mirror = np.diag(random.choice([-1.0, 1.0], 2))[random.permutation(2)]
    sign = random.choice([-1.0, 1.0])
    x = sign * np.array([[0.7], [-0.7], [0.9]])
    d = np.vstack([[[0.0]], x[:-1] / 2])
    Wx = sign * np.array([[0.2, 0.3]]) @ mirror.T
    Ws = mirror @ np.array([[0.2, -0.6], [-0.2, 0.1]]) @ mirror.T
    Wy = sign * mirror @ np.array([[-0.2], [-0.7]])
    return [(x, np.zeros(2), d, Wx, Ws, Wy, alpha, n) for alpha, n in ((0.1, 200), (0.0, 3))]


def descend_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    x, s0, d, *weights, alpha, updates = arguments
    given, trained = result[:6], result[6:]
    if not all(map(np.array_equal, given, arguments)):
        return "The arrays you were given have changed. Every update should return new ones."
    if len(trained) != 3:
        return f"Three arrays should come back, Wx, Ws and Wy; {len(trained)} came."
    for name, W, new in zip(NAMES, weights, trained, strict=True):
        if new.shape != W.shape:
            return f"{name} has the shape {W.shape}; yours has {new.shape} after the training."
    if alpha == 0:
        same = all(map(np.array_equal, trained, weights))
        return "" if same else "With alpha = 0 nothing should change, but the weights do."
    with np.errstate(all="ignore"):
        before, after = summed_error(x, s0, d, *weights), summed_error(x, s0, d, *trained)
    if after < before / 1000:
        return ""
    if not after < before:
        return (
            f"In {updates} updates the error goes from {before:.3g} to {after:.3g}, but it should "
            "fall: first check grads_sum and update."
        )
    return (
        f"In {updates} updates the error goes from {before:.3g} to {after:.3g}. Right gradients "
        "bring it below a thousandth: first check grads_sum and update."
    )


def summed_error(x, s0, d, Wx, Ws, Wy):
    """The squared errors of all steps, added up."""
    total, s = 0.0, s0
    for x_t, d_t in zip(x, d, strict=True):
        s = np.tanh(x_t @ Wx + s @ Ws)
        total += np.sum((d_t - s @ Wy) ** 2)
    return total
