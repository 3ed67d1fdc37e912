"""The only language between submission and grader: frames of one layout, checked before use.

    frame  = header, error, text, array...
    header = b"BPTT", kind u8, number of arrays u8, bytes of error u16, of text u32, of arrays u32
    array  = type u8, ndim u8, kind u8 and itemsize u8 of the dtype it was, ndim sizes u32, data

Everything is little endian.  Nothing is ever unpickled or evaluated, and no size is believed.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

MAGIC = b"BPTT"
REPLIES = ("ok", "raised", "missing", "shape", "memory")
KINDS = (*REPLIES, "hello", "fault", "loading", "loaded", "remark", "end")
TYPES = tuple(np.dtype(name) for name in ("<f8", "<f4", "<i8", "<i4"))
DOUBLE = TYPES[0]  # what nearly every array is made of
ORIGINS = {
    (ord(kind), size): f"{name}{8 * size}"
    for kind, name in (("f", "float"), ("i", "int"), ("u", "uint"))
    for size in (1, 2, 4, 8, 12, 16)
}
HEADER = struct.Struct("<4sBBHII")
ARRAY = struct.Struct("<BBBB")
REQUEST = struct.Struct("<I")  # bytes of the order, which says what follows

MAX_NDIM = 4
MAX_ARRAYS = 255
MAX_ERROR = 200
MAX_TEXT = 80_000  # bytes: 20,000 characters of up to four
MAX_SIZE = 1 << 32  # of one dimension: the sizes are u32

_CODE_OF = {dtype: code for code, dtype in enumerate(TYPES)}
_KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}
_SIZES = tuple(struct.Struct(f"<{ndim}I") for ndim in range(MAX_NDIM + 1))

Numbers = npt.NDArray[Any]


class WireError(ValueError):
    """The bytes are not a frame."""


class Frame(NamedTuple):
    kind: str
    error: str
    text: str
    arrays: tuple[Numbers, ...]
    dtypes: tuple[str, ...]
    whole: bytes  # as it was sent


def wire_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type that real numbers of `dtype` travel as: their own if it can, else one of 64 bits."""
    if dtype in _CODE_OF:
        return dtype
    little = dtype.newbyteorder("<")
    if little in _CODE_OF:
        return little
    signed_or_narrow = dtype.kind == "i" or (dtype.kind == "u" and dtype.itemsize < 8)
    return TYPES[2] if signed_or_narrow else TYPES[0]


def pack_array(array: Numbers) -> bytes:
    """An array of real numbers with at most `MAX_NDIM` dimensions, as bytes."""
    origin = array.dtype
    if origin is not DOUBLE:
        with np.errstate(all="ignore"):
            array = array.astype(wire_type(origin))
    code = 0 if origin is DOUBLE else _CODE_OF[array.dtype]
    head = ARRAY.pack(code, array.ndim, ord(origin.kind), origin.itemsize)
    return head + _SIZES[array.ndim].pack(*array.shape) + array.tobytes()


def pack(kind: str, error: str = "", text: str = "", arrays: Sequence[bytes] = ()) -> bytes:
    """One frame; `arrays` are packed already, `error` and `text` are cut to what a frame holds."""
    name = error.encode("utf-8", "replace")[:MAX_ERROR]
    words = text.encode("utf-8", "replace")[:MAX_TEXT]
    data = b"".join(arrays)
    header = HEADER.pack(MAGIC, _KIND_CODE[kind], len(arrays), len(name), len(words), len(data))
    return b"".join((header, name, words, data))


def frames(buffer: bytearray, limit: int) -> Iterator[Frame]:
    """Take every complete frame off the front of `buffer`.

    Raises `WireError` for what is not a frame, or has more than `limit` bytes of arrays.
    """
    start = 0
    try:
        while len(buffer) - start >= HEADER.size:
            magic, code, count, error, text, data = HEADER.unpack_from(buffer, start)
            if magic != MAGIC or code >= len(KINDS):
                raise WireError("no frame starts here")
            if error > MAX_ERROR or text > MAX_TEXT or data > limit:
                raise WireError("the frame is too long")
            end = start + HEADER.size + error + text + data
            if len(buffer) < end:
                return
            yield _frame(KINDS[code], count, error, text, bytes(buffer[start:end]))
            start = end
    finally:
        del buffer[:start]


def _frame(kind: str, count: int, error: int, text: int, whole: bytes) -> Frame:
    arrays, dtypes = [], []
    words = HEADER.size + error
    place = words + text
    said = whole[words:place].decode("utf-8", "replace") if text else ""
    name = whole[HEADER.size : words].decode("utf-8", "replace") if error else ""
    for _ in range(count):
        array, dtype, place = read_array(whole, place)
        arrays.append(array)
        dtypes.append(dtype)
    if place != len(whole):
        raise WireError("the arrays do not fill the frame")
    return Frame(kind, name, said, tuple(arrays), tuple(dtypes), whole)


def read_array(body: bytes, place: int) -> tuple[Numbers, str, int]:
    """The array packed at `place`, as a fresh copy; the name of the dtype it was; where it ends."""
    sizes = place + ARRAY.size
    if len(body) < sizes:
        raise WireError("an array is cut off")
    code, ndim, kind, itemsize = ARRAY.unpack_from(body, place)
    origin = ORIGINS.get((kind, itemsize))
    if code >= len(TYPES) or ndim > MAX_NDIM or origin is None:
        raise WireError("no array starts here")
    start = sizes + 4 * ndim
    if start > len(body):
        raise WireError("an array is cut off")
    shape = _SIZES[ndim].unpack_from(body, sizes)
    dtype = TYPES[code]
    end = start + math.prod(shape) * dtype.itemsize
    if end > len(body):
        raise WireError("an array is longer than its frame")
    if end > start:
        return np.ndarray(shape, dtype, body, start).copy(), origin, end
    if math.prod(size or 1 for size in shape) >= MAX_SIZE:
        raise WireError("an array is empty in one direction and without end in another")
    return np.zeros(shape, dtype), origin, end
