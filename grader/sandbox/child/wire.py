"""The only language between submission and grader: frames of one layout, checked before use.

    frame  = header, error, text, table, data
    header = b"BPTT", kind u8, number of arrays u8, bytes of error u16, of text u32, of data u32
    table  = for each array: type u8, ndim u8, kind u8 and itemsize u8 of the dtype it was, sizes
             (four u32, 0 where there is no such dimension)
    data   = the numbers of one array after the other

Everything is little endian.  Nothing is ever unpickled or evaluated, and no size is believed.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
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
LINE = struct.Struct("<BBBB4I")
REQUEST = struct.Struct("<II")  # bytes of the order, and of the exam if it comes along
EXAM = struct.Struct("<II")  # where a server keeps it, and its bytes

MAX_NDIM = 4
MAX_ARRAYS = 255
MAX_ERROR = 200
MAX_TEXT = 80_000  # bytes: 20,000 characters of up to four
MAX_SIZE = 1 << 32  # of one dimension: the sizes are u32
USUAL = 64  # arrays of a frame whose table may be kept

_CODE_OF = {dtype: code for code, dtype in enumerate(TYPES)}
_KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}

Numbers = npt.NDArray[Any]


class WireError(ValueError):
    """The bytes are not a frame."""


class Packed(NamedTuple):
    """Arrays as they travel: their lines of a table, and their numbers."""

    table: bytes = b""
    data: bytes = b""


class Place(NamedTuple):
    """One array of a frame: what a line of the table says, and where in the data it lies."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    origin: str  # the name of the dtype it was
    start: int
    end: int


class Frame(NamedTuple):
    """`places` has an entry for each array that is `packed`."""

    kind: str
    error: str
    text: str
    packed: Packed
    places: tuple[Place, ...]

    def part(self, first: int, last: int) -> Packed:
        """Some of the arrays: from `first` on, before `last`."""
        if first == 0 and last == len(self.places):
            return self.packed
        if first == last:
            return Packed()
        table = self.packed.table[LINE.size * first : LINE.size * last]
        return Packed(table, self.packed.data[self.places[first].start : self.places[last - 1].end])


def wire_type(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type that real numbers of `dtype` travel as: their own if it can, else one of 64 bits."""
    if dtype in _CODE_OF:
        return dtype
    little = dtype.newbyteorder("<")
    if little in _CODE_OF:
        return little
    signed_or_narrow = dtype.kind == "i" or (dtype.kind == "u" and dtype.itemsize < 8)
    return TYPES[2] if signed_or_narrow else TYPES[0]


def pack_array(array: Numbers) -> Packed:
    """An array of real numbers with at most `MAX_NDIM` dimensions."""
    origin = array.dtype
    if origin is not DOUBLE:
        with np.errstate(all="ignore"):
            array = array.astype(wire_type(origin))
    return Packed(_line(origin, array.shape), array.tobytes())


@lru_cache(maxsize=256)
def _line(origin: np.dtype[Any], shape: tuple[int, ...]) -> bytes:
    sizes = (*shape, 0, 0, 0, 0)[:MAX_NDIM]
    code = _CODE_OF[wire_type(origin)]
    return LINE.pack(code, len(shape), ord(origin.kind), origin.itemsize, *sizes)


def pack(kind: str, error: str = "", text: str = "", arrays: Sequence[Packed] = ()) -> bytes:
    """One frame; `error` and `text` are cut to what a frame holds."""
    name = error.encode("utf-8", "replace")[:MAX_ERROR]
    words = text.encode("utf-8", "replace")[:MAX_TEXT]
    tables, numbers = [array.table for array in arrays], [array.data for array in arrays]
    size = sum(map(len, numbers))
    header = HEADER.pack(MAGIC, _KIND_CODE[kind], len(arrays), len(name), len(words), size)
    return b"".join((header, name, words, *tables, *numbers))


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
            if count and KINDS[code] != "ok":
                raise WireError("only an answer has arrays")
            name = start + HEADER.size
            said = name + error
            table = said + text
            numbers = table + count * LINE.size
            if len(buffer) < numbers + data:
                return
            packed = Packed(bytes(buffer[table:numbers]), bytes(buffer[numbers : numbers + data]))
            places = layout(packed.table)
            if data != (places[-1].end if places else 0):
                raise WireError("the arrays do not fill the frame")
            start = numbers + data
            yield Frame(
                KINDS[code],
                buffer[name:said].decode("utf-8", "replace"),
                buffer[said:table].decode("utf-8", "replace"),
                packed,
                places,
            )
    finally:
        del buffer[:start]


def layout(table: bytes) -> tuple[Place, ...]:
    """What a table says, line by line.  Raises `WireError`."""
    return _known(table) if len(table) <= USUAL * LINE.size else _read(table)


def _read(table: bytes) -> tuple[Place, ...]:
    places, start = [], 0
    for code, ndim, kind, itemsize, *sizes in LINE.iter_unpack(table):
        origin = ORIGINS.get((kind, itemsize))
        if code >= len(TYPES) or ndim > MAX_NDIM or origin is None or any(sizes[ndim:]):
            raise WireError("this is no array")
        dtype, shape = TYPES[code], tuple(sizes[:ndim])
        if is_endless(shape):
            raise WireError("an array is empty in one direction and without end in another")
        end = start + math.prod(shape) * dtype.itemsize
        places.append(Place(dtype, shape, origin, start, end))
        start = end
    return tuple(places)


_known = lru_cache(maxsize=512)(_read)  # a class answers with few tables


def is_endless(shape: Sequence[int]) -> bool:
    """Whether an array holds nothing, and would hold more than there can be if it did."""
    return 0 in shape and math.prod(size or 1 for size in shape) >= MAX_SIZE


def unpacked(packed: Packed) -> tuple[Numbers, ...]:
    """The arrays, each a fresh copy; of what `frames` or `pack_array` gave."""
    return tuple(
        np.ndarray(shape, dtype, packed.data, start).copy()
        if start < end
        else np.zeros(shape, dtype)
        for dtype, shape, _, start, end in layout(packed.table)
    )
