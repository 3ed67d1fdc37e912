"""Arrows, weights and variables of the picture can be pressed: each puts a derivative into the
formula.  What is put there is decided here.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from grader.board.scene import Scene
from grader.board.unfinished import readable
from grader.explain.picture import placed
from grader.explain.sheet import along, tag
from grader.formula import nodes
from grader.formula.nodes import Node
from grader.judge.names import Names
from grader.model.graph import Leaf, Path, count_paths, needed, parents, paths

OPERATORS = ("+", "-", "−", "*", "·", "@", "(", "[", "=", "/", ",", "⊙")


class Pressed(NamedTuple):
    """What goes into the formula, or why nothing does."""

    text: str
    said: str = ""


def links(scene: Scene) -> Iterator[tuple[Leaf, Leaf]]:
    """Every link that a chain of this question may cross, newest first: (from, onto)."""
    top = Leaf(scene.model.error, scene.steps)
    for leaf in reversed(needed(scene.model, [top])):
        for parent in parents(scene.model, leaf):
            if parent.time is None or parent.name in scene.model.equations:
                yield leaf, parent


def derivative(scene: Scene, top: Leaf, bottom: Leaf) -> str:
    """A factor as it is typed; the last one of a chain with a plus, all else held still."""
    return f"d{'+' * (bottom.time is None)}{scene.written(top)}/d{scene.written(bottom)}"


def pressed(scene: Scene, head: str, what: str) -> Pressed:
    """What pressing "s@3 s@2" (a link) or "s@1" (a variable) puts behind `head`, the text
    before the cursor.
    """
    leaves = [_leaf(scene, word) for word in what.split()]
    match leaves:
        case [Leaf() as top, Leaf() as bottom] if bottom in parents(scene.model, top):
            return _behind(scene, head, (top, bottom))
        case [Leaf() as goal]:
            return _walk(scene, head, goal)
    return Pressed("", "There is no such link in this model.")


def _walk(scene: Scene, head: str, goal: Leaf) -> Pressed:
    """From where the chain stands to a variable, if one road alone leads there."""
    start = _stand(scene, head)
    count = 0 if start == goal else count_paths(scene.model, [start], goal)
    if count == 1:
        return _behind(scene, head, next(paths(scene.model, [start], goal)))
    if start == goal:
        return Pressed("", f"The chain stands at {start} already.")
    if not count:
        return Pressed("", f"No road leads from {start} back to {goal}.")
    return Pressed("", f"{count} roads lead from {start} to {goal}: press their arrows one by one.")


def _behind(scene: Scene, head: str, path: Path) -> Pressed:
    factors = " * ".join(derivative(scene, *link) for link in pairwise(path))
    begun = head.rstrip()
    if not begun or begun.endswith(OPERATORS):
        return Pressed(factors)
    joint = " + " if path[0].name == scene.model.error else " * "
    return Pressed((joint if head == begun else joint.lstrip()) + factors)


def _stand(scene: Scene, head: str) -> Leaf:
    """Where the product that is being written stands: the end of its last derivative."""
    begun = head.rstrip()
    if begun.endswith(("+", "-", "−", "(")):
        begun = begun[: _opened(begun)]
    found = readable(begun)
    last = _last(found.node) if found else None
    top = Leaf(scene.model.error, scene.steps)
    if last is None or last.index is None:
        return top
    try:
        names = Names(scene.model)
        names.letters = scene.letters
        return Leaf(last.base, names.at(last.index, last))
    except ValueError:  # a letter that stands for nothing here
        return top


def _opened(text: str) -> int:
    """Where the innermost open bracket stands; at the beginning if there is none."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if depth < 0:
            return place
    return 0


def _last(node: Node) -> nodes.Name | None:
    """What the last derivative of a formula ends at."""
    partials = [n for n in nodes.walk(node) if isinstance(n, nodes.Partial)]
    return max(partials, key=lambda n: n.span[1]).bottom if partials else None


def _word(leaf: Leaf) -> str:
    return leaf.name if leaf.time is None else f"{leaf.name}@{leaf.time}"


def _leaf(scene: Scene, word: str) -> Leaf | None:
    """The variable or weight that a word of the picture names."""
    if word in scene.model.weights:
        return Leaf(word)
    name, _, time = word.partition("@")
    leaf = Leaf(name, int(time)) if time.isdecimal() and len(time) < 4 else None
    return leaf if leaf in placed(scene.model, scene.steps).nodes else None


def targets(scene: Scene) -> str:
    """Everything in the picture that can be pressed, as a layer above it."""
    places = placed(scene.model, scene.steps)
    curves = {(a.head, a.tail): a for a in places.arrows}
    found, seen = [], set()
    for top, bottom in links(scene):
        said = derivative(scene, top, bottom)
        if bottom.time is not None and (arrow := curves.get((top, bottom))):
            shape: dict[str, Any] = {"d": along(places.curve(arrow)), "stroke_width": 16}
            found.append(_target("path", f"{_word(top)} {_word(bottom)}", said, **shape))
        elif bottom.time is None:
            found.append(_weight(scene, top, bottom, said))
        seen.add(top)
    for leaf in sorted(seen, key=lambda leaf: (-leaf.step, str(leaf))):
        x, y = places.nodes[leaf]
        found.append(
            _target("circle", _word(leaf), f"walk to {leaf}", cx=f"{x:.1f}", cy=f"{y:.1f}", r=19)
        )
    return tag("g", "".join(found), class_="press", role="group", aria_label="Arrows to press")


def _weight(scene: Scene, top: Leaf, weight: Leaf, said: str) -> str:
    places = placed(scene.model, scene.steps)
    at = [p for a, (p, _) in places.labels.items() if (a.head, a.weight) == (top, weight.name)]
    x, y = places.nodes[top]
    (x, y) = at[0] if at else (x + 28, y + 22)
    w = 20 + 7 * len(weight.name)
    box: dict[str, Any] = {
        "x": f"{x - w / 2:.1f}",
        "y": f"{y - 10:.1f}",
        "width": w,
        "height": 20,
        "rx": 10,
    }
    return _target("rect", f"{_word(top)} {weight}", said, "" if at else "bias", **box)


def _target(kind: str, what: str, said: str, look: str = "", **shape: Any) -> str:
    return tag(
        kind, tag("title", said), data_press=what, tabindex=-1, role="button", aria_label=said,
        class_=look or None, **shape,
    )  # fmt: skip
