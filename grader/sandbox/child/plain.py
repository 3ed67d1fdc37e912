"""From what a program returned to arrays of real numbers, or one sentence that says why not."""

import sys
from typing import Any

import numpy as np

from . import wire

_WHAT = {
    "b": "True or False where numbers are asked for",
    "c": "complex numbers",
    "S": "text where numbers are asked for",
    "U": "text where numbers are asked for",
    "M": "dates where numbers are asked for",
    "m": "spans of time where numbers are asked for",
    "V": "records where numbers are asked for",
}


class NotPlain(Exception):
    """The value is not what was promised; the text is a sentence without its subject."""


def parts_of(value: object, parts: int, limit: int, verb: str = "returned") -> list[wire.Packed]:
    """The value as `parts` packed arrays of at most `limit` bytes each; as many as it has for 0."""
    if parts == 1:
        return [packed(value, limit, verb)]
    sequence = isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim)
    if value is None or not sequence:
        asked = f"{parts} are" if parts else "a sequence is"
        what = f"{verb} {kind_of(value)} where {asked} asked for"
        raise NotPlain(_none(verb) if value is None else what)
    things: Any = value
    if parts and len(things) != parts:
        if isinstance(value, np.ndarray):
            raise NotPlain(f"{verb} one array where {parts} are asked for")
        raise _counted(len(things), parts, verb)
    sent = [packed(thing, limit, verb) for thing in things]
    if parts and len(sent) != parts:  # a list that says one thing and does another
        raise _counted(len(sent), parts, verb)
    return sent


def _counted(count: int, parts: int, verb: str) -> NotPlain:
    return NotPlain(f"{verb} {count} thing{'s' * (count != 1)} where {parts} are asked for")


def packed(value: object, limit: int, verb: str = "returned") -> wire.Packed:
    """One array (or nested lists, or a number), packed."""
    array = value if type(value) is np.ndarray else _as_array(value, verb)
    if array.dtype.kind not in "fiu":
        raise NotPlain(f"{verb} {_WHAT.get(array.dtype.kind) or _objects(array)}")
    if array.ndim > wire.MAX_NDIM:
        raise NotPlain(
            f"{verb} an array with {array.ndim} dimensions, at most {wire.MAX_NDIM} are read"
        )
    if array.size * max(array.itemsize, 8) > limit or wire.is_endless(array.shape):
        raise NotPlain(f"{verb} an array of shape {array.shape}, at most {limit} bytes are read")
    return wire.pack_array(array)


def _as_array(value: object, verb: str) -> wire.Numbers:
    if value is None:
        raise NotPlain(_none(verb))
    if "numpy.ma" in sys.modules and isinstance(value, np.ma.MaskedArray):
        raise NotPlain(f"{verb} a masked array")
    if not isinstance(
        value, (np.ndarray, np.generic, float, int, complex, str, bytes, list, tuple)
    ) and not hasattr(value, "__array__"):
        raise NotPlain(f"{verb} {kind_of(value)} where numbers are asked for")
    try:
        return np.asarray(value)
    except (ValueError, TypeError) as error:
        if "inhomogeneous" in str(error):
            raise NotPlain(f"{verb} a list of rows of unequal length") from None
        raise NotPlain(f"{verb} {kind_of(value)} that cannot be read as an array") from None
    except OverflowError:
        raise NotPlain(f"{verb} a number that does not fit into 64 bits") from None


def _objects(array: wire.Numbers) -> str:
    for item in array.flat:
        if item is None:
            return "None among the numbers"
        if isinstance(item, int):
            continue
        return f"{kind_of(item)} where a number is asked for"
    return "whole numbers that do not fit into 64 bits"


def _none(verb: str) -> str:
    return "returned None: is a `return` missing?" if verb == "returned" else f"{verb} None"


def kind_of(value: object) -> str:
    """The type of a value with its article.

    >>> kind_of({}), kind_of(1.5), kind_of([])
    ('a dict', 'a float', 'a list')
    """
    if callable(value) and not isinstance(value, type):
        return "a function"
    name = type(value).__name__[:60]
    name = {"ndarray": "array", "int": "whole number", "str": "text"}.get(name, name)
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"
