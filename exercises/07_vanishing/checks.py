"""What cannot be read off a model: norms of Jacobians, their bound, truncation, and clipping.

The references take the complex step through the forward pass (Squire and Trapp 1998, SIAM Rev.
40(1)): a nudge of 1e-30 i gives a derivative to full precision, and no chain rule is used.
"""

import numpy as np

NUDGE = 1e-30
LONG = 9  # steps of the sequence on which every window is tried


def yours(found):
    """What came back has another shape; nothing at all is one number that is none."""
    missing = " Is a `return` missing?" if np.isnan(found).all() and not found.shape else ""
    return f"yours has the shape {found.shape}.{missing}"


def states(x, s0, Wx, Ws):
    """All states, the start state first."""
    found = [s0]
    for x_t in x:
        found.append(np.tanh(x_t @ Wx + found[-1] @ Ws))
    return found


def networks(seed):
    """(x, s0, Wx, Ws) with weak and strong loops, few and many steps, and from zero."""
    random = np.random.default_rng(seed)
    found = []
    kinds = ((3, 4, 1.2, 1), (1, 3, 0.8, 1), (12, 5, 0.6, 1), (20, 4, 2.5, 0))
    for steps, units, loop, start in kinds:
        Ws = random.normal(size=(units, units))
        Wx, x = random.normal(size=(2, units)) / 2, 0.5 * random.normal(size=(steps, 2))
        s0 = start * random.uniform(0.2, 0.7, units) * random.choice([-1, 1], units)
        found.append((x, s0, Wx, loop * Ws / np.linalg.norm(Ws, 2)))
    return found


def norms_run(submission, x, s0, Wx, Ws):
    """The measured norms."""
    import numpy as np

    return (np.array(submission.norms(x, s0, Wx, Ws), dtype=np.float64),)


def norms_cases(seed):
    """Four networks."""
    return networks(seed)


def true_norms(x, s0, Wx, Ws):
    """The norms by the complex step, from each state to the last one."""
    found = []
    for i, s in enumerate(states(x, s0, Wx, Ws)):
        rows = []
        for unit in np.eye(len(s)):
            moved = states(x[i:], s + 1j * NUDGE * unit, Wx, Ws)[-1]
            rows.append(moved.imag / NUDGE)
        found.append(np.linalg.norm(np.array(rows), 2))
    return np.array(found)


def close(a, b):
    """Equal up to what rounding may do in a few dozen products."""
    return bool((np.abs(a - b) <= 1e-9 * np.abs(b) + 1e-13).all())


def norms_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    x, s0, Wx, Ws = arguments
    (found,) = result
    if found.shape != (len(x) + 1,):
        many = f"{len(x) + 1} norms for {len(x)} steps"
        return f"There are {many}; {yours(found)}"
    true = true_norms(x, s0, Wx, Ws)
    if close(found, true):
        return ""
    if close(found[::-1], true):
        return "The numbers are right, but in the opposite order: the first belongs to s_0."
    frobenius = [np.sqrt(len(s0))] if not close(found[-1:], true[-1:]) else []
    if frobenius and close(found[-1:], np.array(frobenius)):
        return "The last number is that of the Frobenius norm; the 2-norm is asked for."
    wrong = int(np.argmax(np.abs(found - true) > 1e-9 * true))
    good = [i for i in range(len(true)) if close(found[i : i + 1], true[i : i + 1])]
    right = f" Right are those of {', '.join(f's_{i}' for i in good[:4])}." if good else ""
    off = f"{found[wrong] / true[wrong]:.3g}"
    return f"With {len(x)} steps the norm for s_{wrong} is {off} times what it should be.{right}"


def norms_drawn(cases, results):
    """The norms of the long runs as the answer has them: of a weak loop, and of a strong one."""
    long = [(a, found) for a, (found,) in zip(cases, results, strict=True) if len(a[0]) > 9]
    return {
        f"{len(x)} steps, the 2-norm of Ws is {np.linalg.norm(Ws, 2):.1f}": {
            f"s{i}": float(size) for i, size in enumerate(found)
        }
        for (x, _, _, Ws), found in long
        if found.shape == (len(x) + 1,)
    }


def bounds_run(submission, x, s0, Wx, Ws):
    """The bounds."""
    import numpy as np

    return (np.array(submission.bounds(x, s0, Wx, Ws), dtype=np.float64),)


def bounds_cases(seed):
    """Four networks."""
    return networks(seed)


def bounds_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    x, s0, Wx, Ws = arguments
    (found,) = result
    if found.shape != (len(x) + 1,):
        many = f"{len(x) + 1} bounds for {len(x)} steps"
        return f"There are {many}; {yours(found)}"
    slopes = [np.max(1 - s**2) for s in states(x, s0, Wx, Ws)[1:]]
    length = np.linalg.norm(Ws, 2)
    true = np.array([length ** (len(x) - i) * np.prod(slopes[i:]) for i in range(len(x) + 1)])
    if close(found, true):
        return ""
    if close(found, length ** np.arange(len(x), -1.0, -1.0)):
        return "This is the matrix alone. The slopes of the activation shorten the links as well."
    if (found < true_norms(x, s0, Wx, Ws) * (1 - 1e-9)).any():
        return "Some of these are smaller than the norms they should bound."
    return "These are bounds, but not the product of the two lengths over all links from s_i on."


def grad_trunc_run(submission, x, s0, d, Wx, Ws, Wy, K):
    """The truncated gradient."""
    import numpy as np

    return (np.array(submission.grad_trunc(x, s0, d, Wx, Ws, Wy, int(K)), dtype=np.float64),)


def grad_trunc_cases(seed):
    """Four steps with K from 1 to 6, and one long sequence with every K."""
    random = np.random.default_rng(seed)
    found = []
    for steps, K in ((4, 1), (4, 2), (4, 3), (4, 4), (4, 6)):
        x, s0, Wx, Ws = networks(seed + steps)[0]
        x = random.normal(size=(steps, 2))
        found.append((x, s0, random.normal(size=2), Wx, Ws, random.normal(size=(4, 2)), K))
    _, s0, Wx, Ws = networks(seed + LONG)[0]
    x, d, Wy = random.normal(size=(LONG, 2)), random.normal(size=2), random.normal(size=(4, 2))
    return found + [(x, s0, d, Wx, Ws, Wy, K) for K in range(1, LONG + 1)]


def grad_trunc_drawn(cases, results):
    """What each step more adds to the answer: the contributions, by the state they stem from."""
    runs = [found for a, (found,) in zip(cases, results, strict=True) if len(a[0]) == LONG]
    if any(found.shape != runs[0].shape for found in runs):
        return {}
    added = [np.linalg.norm(b - a) for a, b in zip([0 * runs[0], *runs], runs, strict=False)]
    return {
        f"{LONG} steps, the contributions to the gradient for Ws": {
            f"s{LONG - k}": float(size) for k, size in reversed([*enumerate(added)])
        }
    }


def truncated(x, s0, d, Wx, Ws, Wy, K):
    """The derivative by the complex step, with the state before the last K steps held still."""
    first = max(0, len(x) - K)
    still, found = states(x[:first], s0, Wx, Ws)[-1], np.zeros_like(Ws)
    for place in np.ndindex(*Ws.shape):
        moved = Ws.astype(complex)
        moved[place] += 1j * NUDGE
        y = states(x[first:], still, Wx, moved)[-1] @ Wy
        found[place] = np.sum((d - y) ** 2).imag / NUDGE
    return found


def grad_trunc_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    *rest, Ws, Wy, K = arguments
    steps = len(arguments[0])
    (found,) = result
    if found.shape != Ws.shape:
        return f"The gradient has the shape {Ws.shape} of its matrix; {yours(found)}"

    def same(k):
        true = truncated(*rest, Ws, Wy, k)
        return bool((np.abs(found - true) <= 1e-10 * np.abs(true).max()).all())

    if same(K):
        return ""
    for k in range(1, steps + 1):
        if k != min(K, steps) and same(k):
            return f"For {steps} steps and K = {K} this is what the last {k} of them give."
    return f"For {steps} steps and K = {K} these are not the values of the last {min(K, steps)}."


def clip_run(submission, a, b, e, c):
    """The arrays afterwards, the clipped ones, the length."""
    import numpy as np

    given = [np.array(a), np.array(b), np.array(e)]
    result = submission.clip(given, c)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise TypeError("clip returns two things: the list of arrays, and the length before")
    clipped, length = result
    return (*given, *(np.array(g, dtype=np.float64) for g in clipped), np.array(float(length)))


def clip_cases(seed):
    """Too long, short enough, exactly at the limit, and zero."""
    random = np.random.default_rng(seed)
    a, b, e = random.normal(size=(3, 2)), random.normal(size=4), random.normal(size=(2, 2))
    length = np.sqrt(np.sum(a**2) + np.sum(b**2) + np.sum(e**2))
    zero = (0 * a, 0 * b, 0 * e)
    return [(a, b, e, length / 3), (a, b, e, 2 * length), (100 * a, b, e, 1.0), (*zero, 0.5)]


def clip_judge(arguments, result):
    """An empty text if the result is right, else one sentence."""
    *before, c = arguments
    if len(result) != 7:
        return f"Three arrays and a number should come back; {len(result) - 4} arrays came."
    after, clipped, length = result[:3], result[3:6], float(result[6])
    if not all(map(np.array_equal, after, before)):
        return "The arrays you were given have changed. Return new ones."
    true = float(np.sqrt(sum(np.sum(g**2) for g in before)))
    if any(g.shape != w.shape for g, w in zip(clipped, before, strict=True)):
        return "The clipped arrays should have the shapes of those you were given."
    if not all(np.isfinite(g).all() for g in clipped):
        return "Gradients that are all zero have no direction and need none: they stay so."
    if abs(length - true) > 1e-12 * max(true, 1):
        return f"All gradients together have the length {true:.6g}; yours says {length:.6g}."
    factor = c / true if true > c else 1.0
    pairs = zip(clipped, before, strict=True)
    if all(np.allclose(g, factor * w, rtol=1e-12, atol=0) for g, w in pairs):
        return ""
    if true <= c:
        return "These were short enough and should come back with the same values."
    return "The direction should stay the same: every entry of every array times one number."
