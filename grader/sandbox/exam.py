"""The words of this room: what is handed in, what is asked of it, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

KINDS = ("function", "array", "text")


class Program(NamedTuple):
    """What was handed in for a topic, as text; the cells run in order in one module."""

    topic: str
    file: str
    cells: tuple[str, ...]


class Array(NamedTuple):
    """An argument: the array of the exam with this index."""

    index: int  # type: ignore[assignment]  # tuple has a method of this name


class Call(NamedTuple):
    """One thing to ask of a submission.

    `kind`: "function" calls the name, "array" and "text" read its value.  `parts`: how many arrays
    the answer has, 0 for as many as are returned.  `repeat`: call again with the very same objects.
    `watch`: send the argument arrays back afterwards.  `limit`: seconds for this call, if
    other than those of all.  `driver`: source of one function
    `f(submission, *arguments)` that is called in place of the name, `submission` being the
    student's module.
    """

    topic: str
    name: str
    kind: str = "function"
    arguments: tuple[Array | int | float | str, ...] = ()
    parts: int = 1
    repeat: bool = False
    watch: bool = False
    driver: str = ""
    limit: float = 0.0


class Reply(NamedTuple):
    """The answer to one call.

    `status`: "ok", "raised", "missing", "shape" (not what was promised), "timeout", "crashed",
    "memory" or "not run"; `text` says the rest in a sentence, or is the text that was asked for.
    `arrays`: the parts, those of the second call, the watched arguments; `dtypes`: what they were.
    """

    status: str
    arrays: tuple[npt.NDArray[Any], ...] = ()
    text: str = ""
    error: str = ""
    dtypes: tuple[str, ...] = ()


class Remark(NamedTuple):
    """Something the author of a topic may want to know, and that costs nothing."""

    topic: str
    text: str


class Outcome(NamedTuple):
    """What is known of one submission: a reply for every call, in order; seconds on the wall."""

    replies: tuple[Reply, ...]
    remarks: tuple[Remark, ...]
    isolation: str
    seconds: float


class Limits(NamedTuple):
    """Seconds of one call and of all; bytes of address space, of output, and of one reply."""

    call: float = 5.0
    total: float = 20.0
    memory: int = 1 << 30
    output: int = 1 << 20
    reply: int = 1 << 22


class Exam(NamedTuple):
    """Calls and their arrays, encoded once for every submission."""

    calls: tuple[Call, ...]
    encoded: bytes
    places: int  # bytes of the calls in `encoded`; the rest are the arrays


def encode(calls: Sequence[Call], arrays: Sequence[npt.ArrayLike]) -> Exam:
    """Check and encode; ValueError names the call or the array that cannot be asked."""
    import json

    data, places = _packed(arrays)
    for call in calls:
        _check(call, len(places))
    table = {"calls": [_encoded(call) for call in calls], "arrays": places}
    head = json.dumps(table, separators=(",", ":")).encode()
    return Exam(tuple(calls), head + data, len(head))


def _packed(arrays: Sequence[npt.ArrayLike]) -> tuple[bytes, list[list[int]]]:
    """The bytes of all arrays, and for each its type, where it starts and its shape."""
    import numpy as np

    from .child.wire import MAX_NDIM, TYPES, wire_type

    data, places = bytearray(), []
    for index, value in enumerate(arrays):
        array = np.asarray(value)
        if array.dtype.kind not in "fiu" or array.ndim > MAX_NDIM:
            raise ValueError(
                f"array {index} of the exam has dtype {array.dtype} and {array.ndim} dimensions; "
                f"real numbers with at most {MAX_NDIM} dimensions can be sent"
            )
        data += bytes(-len(data) % 8)  # numpy is slower where numbers lie across its words
        dtype = wire_type(array.dtype)
        places.append([TYPES.index(dtype), len(data), *array.shape])
        data += array.astype(dtype).tobytes()
    return bytes(data) + bytes(8), places  # an empty array may start where the others end


def _check(call: Call, arrays: int) -> None:
    if call.kind not in KINDS:
        raise ValueError(f"{call.topic}.{call.name}: kind is one of {', '.join(KINDS)}")
    given = [argument.index for argument in call.arguments if isinstance(argument, Array)]
    if any(not 0 <= index < arrays for index in given):
        raise ValueError(f"{call.topic}.{call.name}: there are {arrays} arrays, from 0 on")
    if call.parts < 0 or 2 * call.parts + len(given) > 255:
        raise ValueError(f"{call.topic}.{call.name}: at most 255 arrays can come back")


def _encoded(call: Call) -> list[Any]:
    arguments = [[a.index] if isinstance(a, Array) else a for a in call.arguments]
    return list(call._replace(arguments=tuple(arguments)))  # type: ignore[arg-type]
