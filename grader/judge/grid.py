"""Numbers, rows and matrices over any kind of numbers: what the operations of a model and of a
formula do to shapes.

A value is one number or a Grid.  Rows are 1 by n, as in the declaration.  One number combines with
anything.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

Size = tuple[int, int]


class Numbers(Protocol):
    """What a kind of numbers has to offer: see Field and Balls."""

    outside: bool
    price: int

    def draw(self, label: str) -> Any: ...
    def of(self, value: Any) -> Any: ...
    def add(self, a: Any, b: Any) -> Any: ...
    def multiply(self, a: Any, b: Any) -> Any: ...
    def negate(self, a: Any) -> Any: ...
    def dot(self, left: tuple[Any, ...], right: tuple[Any, ...]) -> Any: ...
    def invert(self, a: Any) -> Any: ...
    def power(self, a: Any, n: int) -> Any: ...
    def learn(self, a: Any) -> None: ...
    def exp(self, a: Any) -> Any: ...
    def tanh(self, a: Any) -> Any: ...
    def log(self, a: Any) -> Any: ...
    def sqrt(self, a: Any) -> Any: ...


class Grid(NamedTuple):
    """A matrix, row by row; a row vector has one row."""

    rows: tuple[tuple[Any, ...], ...]


Value = Any  # one number of the kind in use, or a Grid


class ShapeError(ValueError):
    """Two shapes that do not fit together."""

    def __init__(self, left: Size, right: Size) -> None:
        super().__init__(f"{left} and {right}")
        self.left, self.right = left, right


def size(value: Value) -> Size:
    """Rows and columns; (1, 1) is one number."""
    return (len(value.rows), len(value.rows[0])) if type(value) is Grid else (1, 1)


def transpose(value: Value) -> Value:
    """Rows become columns."""
    return Grid(tuple(zip(*value.rows, strict=True))) if type(value) is Grid else value


def each(function: Callable[[Any], Any], value: Value) -> Value:
    """A function of one number, element by element."""
    if type(value) is Grid:
        return Grid(tuple(tuple(map(function, row)) for row in value.rows))
    return function(value)


def both(function: Callable[[Any, Any], Any], a: Value, b: Value) -> Value:
    """A function of two numbers, element by element; one number meets every element."""
    if type(a) is not Grid:
        return each(lambda y: function(a, y), b) if type(b) is Grid else function(a, b)
    if type(b) is not Grid:
        return each(lambda x: function(x, b), a)
    if size(a) != size(b):
        raise ShapeError(size(a), size(b))
    pairs = zip(a.rows, b.rows, strict=True)
    return Grid(tuple(tuple(map(function, x, y)) for x, y in pairs))


def product(numbers: Numbers, a: Value, b: Value) -> Value:
    """The matrix product; one number scales.  A 1 by 1 result is one number."""
    if type(a) is not Grid or type(b) is not Grid:
        return both(numbers.multiply, a, b)
    if len(a.rows[0]) != len(b.rows):
        raise ShapeError(size(a), size(b))
    columns = tuple(zip(*b.rows, strict=True))
    rows = tuple(tuple(numbers.dot(row, column) for column in columns) for row in a.rows)
    return rows[0][0] if len(rows) == len(columns) == 1 else Grid(rows)


def outer(numbers: Numbers, a: Value, b: Value) -> Value:
    """The table of all products of two vectors, one row for each number of the first."""
    for vector in (a, b):
        if min(size(vector)) > 1:
            raise ShapeError(size(a), size(b))
    return product(numbers, _column(a), transpose(_column(b)))


def diagonal(numbers: Numbers, a: Value) -> Value:
    """The matrix with a vector on its diagonal."""
    if type(a) is not Grid:
        return a
    if min(size(a)) > 1:
        raise ShapeError(size(a), size(a))
    entries = [x for row in a.rows for x in row]
    zero = numbers.of(0)
    return Grid(
        tuple(
            tuple(x if i == j else zero for j in range(len(entries))) for i, x in enumerate(entries)
        )
    )


def total(numbers: Numbers, a: Value) -> Value:
    """The sum of all entries."""
    if type(a) is not Grid:
        return a
    result = numbers.of(0)
    for row in a.rows:
        for x in row:
            result = numbers.add(result, x)
    return result


def _column(vector: Value) -> Value:
    return transpose(vector) if type(vector) is Grid and len(vector.rows) == 1 else vector
