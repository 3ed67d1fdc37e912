"""The parser of frames: what was packed comes back, and no other bytes do harm."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

from grader.sandbox.child import wire

LIMIT = 1 << 16
sent = of_numpy.arrays(
    st.sampled_from(wire.TYPES),
    of_numpy.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3),
)
whole = st.one_of(
    st.builds(wire.pack, st.sampled_from(wire.KINDS), st.text(max_size=20), st.text(max_size=50)),
    st.builds(
        wire.pack,
        st.just("ok"),
        st.text(max_size=20),
        st.text(max_size=50),
        st.lists(sent.map(wire.pack_array), max_size=4),
    ),
)


def parse(data: bytes) -> list[wire.Frame]:
    return list(wire.frames(bytearray(data), LIMIT))


@given(st.sampled_from(wire.KINDS), st.text(max_size=40), st.text(), st.lists(sent, max_size=5))
def test_what_is_packed_comes_back(kind, error, text, arrays):
    arrays = arrays if kind == "ok" else []
    (frame,) = parse(wire.pack(kind, error, text, [wire.pack_array(array) for array in arrays]))
    assert (frame.kind, frame.error, frame.text) == (kind, error, text)
    found = wire.unpacked(frame.packed)
    for array, back, place in zip(arrays, found, frame.places, strict=True):
        assert array.tobytes() == back.tobytes()
        assert array.shape == back.shape
        assert array.dtype == back.dtype == np.dtype(place.origin)
        assert back.flags.writeable
        assert back.flags.aligned


@given(st.lists(whole, max_size=4), st.lists(st.integers(1, 50), min_size=1))
def test_frames_may_arrive_in_any_pieces(packed, steps):
    data, buffer, got, at = b"".join(packed), bytearray(), [], 0
    while at < len(data):
        step = steps[at % len(steps)]
        buffer += data[at : at + step]
        got += wire.frames(buffer, LIMIT)
        at += step
    assert len(got) == len(packed)
    assert not buffer


@given(st.binary(max_size=300))
def test_any_bytes_are_frames_or_a_wire_error(data):
    harmless(data)


@given(st.binary(max_size=100))
def test_any_bytes_after_the_magic_are_frames_or_a_wire_error(data):
    harmless(wire.MAGIC + data)


@given(whole, st.data())
def test_a_changed_byte_is_a_frame_or_a_wire_error(packed, data):
    changed = bytearray(packed)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    harmless(bytes(changed))


def harmless(data: bytes) -> None:
    try:
        found = parse(data)
    except wire.WireError:
        return
    for frame in found:
        arrays = wire.unpacked(frame.packed)
        assert sum(array.nbytes for array in arrays) <= LIMIT
        assert all(array.dtype in wire.TYPES and array.ndim <= 4 for array in arrays)


@given(st.lists(sent, max_size=5), st.data())
def test_a_part_of_a_frame_holds_those_of_its_arrays(arrays, data):
    (frame,) = parse(wire.pack("ok", arrays=[wire.pack_array(array) for array in arrays]))
    first = data.draw(st.integers(0, len(arrays)))
    last = data.draw(st.integers(first, len(arrays)))
    part = wire.unpacked(frame.part(first, last))
    assert [a.tobytes() for a in part] == [a.tobytes() for a in arrays[first:last]]
    assert [a.shape for a in part] == [a.shape for a in arrays[first:last]]


@pytest.mark.parametrize("kind", [kind for kind in wire.KINDS if kind != "ok"])
def test_nothing_but_an_answer_has_arrays(kind):
    with pytest.raises(wire.WireError, match="only an answer"):
        parse(wire.pack(kind, arrays=[wire.pack_array(np.ones(1))]))


def test_what_is_kept_of_tables_is_bounded():
    wire._known.cache_clear()
    for n in range(2000):
        arrays = [wire.pack_array(np.ones((1, 1, n % 7)))] * (255 if n % 2 else 3)
        parse(wire.pack("ok", arrays=[*arrays[1:], wire.pack_array(np.zeros((n, 0)))]))
    kept = wire._known.cache_info()
    assert kept.currsize <= 512
    assert kept.misses < 1100  # those of 255 lines did not ask


def framed(line: bytes, *sizes: int, data: int = 8, count: int = 1) -> bytes:
    """A frame of one array, or of what is said to be one."""
    table = line + struct.pack("<4I", *sizes, *[0] * (4 - len(sizes))) if line else b""
    return wire.HEADER.pack(wire.MAGIC, 0, count, 0, 0, data) + table + bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"JUNK" + bytes(16),
        wire.HEADER.pack(wire.MAGIC, 99, 0, 0, 0, 0),
        wire.HEADER.pack(wire.MAGIC, 0, 0, 201, 0, 0),
        wire.HEADER.pack(wire.MAGIC, 0, 0, 0, wire.MAX_TEXT + 1, 0),
        wire.HEADER.pack(wire.MAGIC, 0, 1, 0, 0, LIMIT + 1),
        framed(b"\0\0f\x08", data=0),
        framed(b"\0\0f\x08", data=7),
        framed(b"\0\0f\x08", data=9),
        framed(b"\4\0f\x08"),
        framed(b"\0\5f\x08", 1, 1, 1, 1),
        framed(b"\0\0O\x08"),
        framed(b"\0\0f\xff"),
        framed(b"\0\4f\x08", 0, *[2**32 - 1] * 3, data=0),
        framed(b"\0\1f\x08", 2**32 - 1),
        framed(b"\0\0f\x08", 1),
        framed(b"\0\1f\x08", 1, 0, 0, 1),
        framed(b"\0\1f\x08", 1, count=2) + bytes(20),
        framed(b"\0\1f\x08", 1, count=0),
    ],
)
def test_what_is_no_frame_is_refused(data):
    with pytest.raises(wire.WireError):
        parse(data)
