"""What cannot be read off a model: `numgrad`, held against a function whose differences are known.

For f(V) = sum(c * V**3) + sum(V)**2 with c = 1, 2, 3, ... the difference quotient with a step h to
both sides of an entry w is exactly 3*c*w**2 + 2*sum(W) + c*h**2. What is left is rounding, and its
bound follows from the sizes of f and h.
"""

import numpy as np


def yours(found):
    """What came back has another shape; nothing at all is one number that is none."""
    missing = " Is a `return` missing?" if np.isnan(found).all() and not found.shape else ""
    return f"yours has the shape {found.shape}.{missing}"


def numgrad_run(submission, W, h):
    """The measured gradient, and W as it is afterwards."""
    import numpy as np

    c = np.arange(1.0, W.size + 1).reshape(W.shape)

    def f(V):
        return float(np.sum(c * V**3) + np.sum(V) ** 2)

    given = np.array(W)
    measured = np.array(submission.numgrad(f, given, h), dtype=np.float64)
    return measured, given


def numgrad_cases(seed):
    """(W, h) for three shapes; the steps are large enough for one-sided differences to show."""
    random = np.random.default_rng(seed)
    shapes_and_steps = [((2, 3), 0.1), ((3, 2), 1e-3), ((1, 1), 1e-2)]
    return [(random.uniform(0.2, 0.9, shape), h) for shape, h in shapes_and_steps]


def numgrad_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    W, h = arguments
    measured, given = result
    if measured.shape != W.shape:
        return f"W has the shape {W.shape}, and so should its gradient; {yours(measured)}"
    if not np.array_equal(given, W):
        return (
            "W is not the same afterwards as before. Nudge a copy: "
            "adding h and taking it away again loses digits."
        )
    c = np.arange(1.0, W.size + 1).reshape(W.shape)
    central = 3 * c * W**2 + 2 * W.sum() + c * h**2
    bend = h * (3 * c * W + 1)  # what a step to one side only adds or takes away
    size = np.sum(c * (np.abs(W) + h) ** 3) + (np.sum(np.abs(W)) + h) ** 2
    rounding = 4 * (W.size + 4) * np.finfo(np.float64).eps * size / h

    def is_close_to(value):
        return bool((np.abs(measured - value) <= rounding).all())

    if is_close_to(central):
        return ""
    if is_close_to(central + bend) or is_close_to(central - bend):
        return (
            "You compare W with one neighbour. Step to both sides, and compare the two neighbours."
        )
    if is_close_to(2 * central) or is_close_to(central * h) or is_close_to(2 * h * central):
        return (
            "The differences are right, but not what they are divided by: "
            "how far apart are the two places?"
        )
    worst = np.unravel_index(np.argmax(np.abs(measured - central)), W.shape)
    place = ", ".join(map(str, worst))
    return (
        f"With h = {h:g}, entry [{place}] should be {central[worst]:.9g}; "
        f"yours is {measured[worst]:.9g}."
    )
