r"""The accumulated gradient as LaTeX, read off the paths.

>>> from pathlib import Path as File
>>> from grader.model.declaration import load_model
>>> rnn = load_model(File("exercises/models/rnn.txt"))
>>> print(accumulated(rnn, 1, "Ws"))
\frac{\partial E_{1}}{\partial W_{s}} = \frac{\partial E_{1}}{\partial y_{1}} \frac{\partial y_{1}}{\partial s_{1}} \frac{\partial^{+} s_{1}}{\partial W_{s}}
>>> print(general(rnn, "Wx"))
\frac{\partial E_{N}}{\partial W_{x}} = \sum_{i=1}^{N} \frac{\partial E_{N}}{\partial y_{N}} \frac{\partial y_{N}}{\partial s_{i}} \frac{\partial^{+} s_{i}}{\partial W_{x}}
"""  # noqa: E501

import itertools

from grader.model.declaration import Model
from grader.model.graph import Leaf, Path, count_paths, parents, paths


def name(leaf: Leaf, time: str | None = None) -> str:
    """A variable at a time, or a weight.  The first letter is the base, the rest a subscript."""
    base, rest = leaf.name[0], leaf.name[1:]
    if leaf.time is None and time is None:
        return f"{base}_{{{rest}}}" if rest else base
    step = str(leaf.time) if time is None else time
    return f"{base}^{{{rest}}}_{{{step}}}" if rest else f"{base}_{{{step}}}"


def fraction(above: str, below: str, immediate: bool = False) -> str:
    """A partial derivative; `immediate` marks one that holds everything else in its equation
    still.
    """
    d = r"\partial^{+}" if immediate else r"\partial"
    return rf"\frac{{{d} {above}}}{{\partial {below}}}"


def felt_later(model: Model, user: str) -> bool:
    """Is a variable felt by the error of a later step?  Then a weight it uses has a past there."""
    return count_paths(model, [Leaf(model.error, 2)], Leaf(user, 1)) > 0


def chain(model: Model, path: Path) -> str:
    """The factors of a path in the order of the chain."""
    links = itertools.pairwise(path)
    return " ".join(
        fraction(name(a), name(b), immediate=b.time is None and felt_later(model, a.name))
        for a, b in links
    )


def accumulated(model: Model, steps: int, weight: str) -> str:
    """The gradient at a step, every path spelt out, newest use first: for three steps the
    lesson's sum.
    """
    top = Leaf(model.error, steps)
    terms = (chain(model, path) for path in paths(model, [top], Leaf(weight)))
    return f"{fraction(name(top), name(Leaf(weight)))} = " + " + ".join(terms)


def general(model: Model, weight: str) -> str:
    """The gradient at step N: for each variable that uses the weight one term, or one sum over
    its uses.
    """
    users = [
        user for user in model.equations if any(read.name == weight for read in model.reads[user])
    ]
    whole = fraction(name(Leaf(model.error, 0), "N"), name(Leaf(weight)))
    return f"{whole} = " + " + ".join(_term(model, user, weight) for user in users)


def _term(model: Model, user: str, weight: str) -> str:
    """Down to step N's last gate that every path to the user passes, then to step i in one
    factor, the whole past.
    """
    again, index = felt_later(model, user), "k" if "i" in model.equations else "i"
    way = [
        leaf
        for leaf in _way(model, user)[:-1]
        if not again or _on_every_path(model, leaf.name, user)
    ]
    stations = [name(leaf, "N") for leaf in way]
    stations += [name(Leaf(user, 0), index if again else "N"), name(Leaf(weight))]
    links = list(itertools.pairwise(stations))
    factors = [fraction(a, b, immediate=again and (a, b) == links[-1]) for a, b in links]
    return (rf"\sum_{{{index}=1}}^{{N}} " if again else "") + " ".join(factors)


def _on_every_path(model: Model, gate: str, user: str) -> bool:
    """Does every path from the error of step 3 to the user at step 1 pass the gate at step 3?"""
    top, between, bottom = Leaf(model.error, 3), Leaf(gate, 3), Leaf(user, 1)
    before = 1 if between == top else count_paths(model, [top], between)
    return before * count_paths(model, [between], bottom) == count_paths(model, [top], bottom)


def _way(model: Model, user: str) -> Path:
    """The shortest way inside one step from the error to a variable."""
    ways: list[Path] = [(Leaf(model.error, 1),)]
    while ways[0][-1].name != user:
        way = ways.pop(0)
        ways += [
            (*way, p) for p in parents(model, way[-1]) if p.time == 1 and p.name in model.equations
        ]
    return ways[0]
