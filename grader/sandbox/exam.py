"""The words of this room: what is handed in, what is asked of it, and what comes back."""

import marshal
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
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
    `table` and `data` are its arrays as they came: many are never looked at, see `grader.paper`.
    """

    status: str
    text: str = ""
    error: str = ""
    table: bytes = b""
    data: bytes = b""

    @property
    def arrays(self) -> "tuple[npt.NDArray[Any], ...]":
        """The parts, those of the second call, the watched arguments."""
        from .child.wire import Packed, unpacked

        return unpacked(Packed(self.table, self.data))

    @property
    def dtypes(self) -> tuple[str, ...]:
        """What the arrays were before they were sent."""
        from .child.wire import layout

        return tuple(place.origin for place in layout(self.table))


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


ANY_NUMBER = -1  # of arrays
# What an argument may be; for a number of numpy `marshal` would send its bytes.
PLAIN = {Array, bool, int, float, str, type(None)}


class Exam(NamedTuple):
    """Calls, encoded once for every submission.

    `answers`: how many arrays answer a call, or `ANY_NUMBER`.  `encoded`: for `child/calls.py`.
    """

    calls: tuple[Call, ...]
    answers: tuple[int, ...]
    encoded: bytes


def encode(calls: Sequence[Call], arrays: "Sequence[npt.ArrayLike]") -> Exam:
    """Check and encode; ValueError names the call or the array that cannot be asked."""
    packed = list(_packed(arrays))
    for call in calls:
        _check(call, len(packed))
    rows = [
        (*call[:3], [list(a) if isinstance(a, Array) else a for a in call.arguments], *call[4:])
        for call in calls
    ]
    return Exam(tuple(calls), tuple(map(_answers, calls)), marshal.dumps((rows, packed)))


def _packed(arrays: "Sequence[npt.ArrayLike]") -> Iterator[tuple[int, tuple[int, ...], bytes]]:
    """The type, the shape and the bytes of each array."""
    import numpy as np

    from .child.wire import MAX_NDIM, TYPES, wire_type

    for index, value in enumerate(arrays):
        array = np.asarray(value)
        if array.dtype.kind not in "fiu" or array.ndim > MAX_NDIM:
            raise ValueError(
                f"array {index} of the exam has dtype {array.dtype} and {array.ndim} dimensions; "
                f"real numbers with at most {MAX_NDIM} dimensions can be sent"
            )
        dtype = wire_type(array.dtype)
        yield TYPES.index(dtype), array.shape, array.astype(dtype).tobytes()


def _check(call: Call, arrays: int) -> None:
    if call.kind not in KINDS:
        raise ValueError(f"{call.topic}.{call.name}: kind is one of {', '.join(KINDS)}")
    given = [argument.index for argument in call.arguments if isinstance(argument, Array)]
    if any(not 0 <= index < arrays for index in given):
        raise ValueError(f"{call.topic}.{call.name}: there are {arrays} arrays, from 0 on")
    if not {*map(type, call.arguments)} <= PLAIN:
        raise ValueError(f"{call.topic}.{call.name}: arguments are arrays, numbers and texts")
    if call.parts < 0 or 2 * call.parts + len(given) > 255:
        raise ValueError(f"{call.topic}.{call.name}: at most 255 arrays can come back")


def _answers(call: Call) -> int:
    """How many arrays the answer to a call holds."""
    if call.kind == "text":
        return 0
    if call.kind == "array":
        return call.parts
    watched = sum(isinstance(argument, Array) for argument in call.arguments)
    return call.parts * (1 + call.repeat) + watched * call.watch if call.parts else ANY_NUMBER
