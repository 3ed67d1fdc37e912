"""Do the widths of a declaration fit together?  Shapes are tuples of width names; `()` is one
number.
"""

from collections.abc import Callable

from grader.model.declaration import Model
from grader.model.expression import Apply, Node, Number

Stop = Callable[[int, str, str], None]
Shape = tuple[str, ...]


def words(shape: Shape) -> str:
    """A shape in words.

    >>> words(()), words(("n_in",)), words(("n_in", "n_hidden"))
    ('one number', 'a row of n_in', 'a matrix n_in by n_hidden')
    """
    forms = ("one number", "a row of {}", "a matrix {} by {}")
    return forms[len(shape)].format(*shape)


def check(model: Model, name: str, node: Node, stop: Stop) -> None:
    """Stop at the first operation whose operands do not fit, or if the result is not what `name`
    is.
    """
    found, declared = shape(model, node, stop), model.shapes[name]
    if found != declared:
        problem = f"this is {words(found)}, but {name!r} is {words(declared)}"
        stop(node.column, problem, f"an expression that gives {words(declared)}")


def shape(model: Model, node: Node, stop: Stop) -> Shape:
    """The shape of an expression."""
    if isinstance(node, Number):
        return ()
    if not isinstance(node, Apply):
        return model.shapes[node.name]
    parts = [shape(model, operand, stop) for operand in node.operands]
    if node.operation == "@":
        return _product(node, parts[0], parts[1], stop)
    if any(len(part) > 1 for part in parts):
        stop(
            node.column,
            f"{node.operation!r} does not take a whole matrix",
            "a row, or row @ matrix",
        )
    if node.operation == "sum":
        return ()
    shapes = {part for part in parts if part}
    if len(shapes) > 1:
        both = " and ".join(words(part) for part in parts)
        stop(
            node.column,
            f"{both} do not fit together under {node.operation!r}",
            "two rows of the same width",
        )
    return next(iter(shapes), ())


def _product(node: Apply, left: Shape, right: Shape, stop: Stop) -> Shape:
    if len(left) != 1 or len(right) != 2 or left[0] != right[0]:
        problem = f"{words(left)} cannot stand before {words(right)}"
        stop(
            node.operands[1].column,
            problem,
            "a row @ a weight with as many rows as the row is wide",
        )
    return right[1:]
