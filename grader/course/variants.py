"""Variants: what a topic asks differently of every student, as data in its `topic.toml`.

    [variants]
    T = [3, 4, 5]           # a horizon: texts say {{T}}
    Ws = ["Ws", "R", "A"]   # a name of the declaration: the model is renamed, texts say {{Ws}}
    x1 = [0.3, 0.5, -0.7]   # a number

Each student has one value of every list, drawn from the secret of the course. What is right is
read off the model, so nobody writes a key.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from grader.model.declaration import Model, read_model

Value = str | int | float
Pick = Callable[[str, str, list[Value]], Value]
PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TABLE = re.compile(r"^\[variants\][^\n]*\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"[A-Za-z]+\d?")


def first(topic: str, name: str, values: list[Value]) -> Value:
    """The variant of whoever writes the course: the first value of every list."""
    return values[0]


def drawn(secret: str, student: str) -> Pick:
    """The variant of a student: each value drawn on its own.

    >>> drawn("secret", "s001")("ws", "T", [3]), drawn("secret", "s001")("ws", "Ws", ["R"])
    (3, 'R')
    """

    def pick(topic: str, name: str, values: list[Value]) -> Value:
        message = f"variant\0{student}\0{topic}\0{name}".encode(errors="surrogateescape")
        number = int.from_bytes(hmac.digest(secret.encode(), message, "sha256")[:8], "big")
        return values[number % len(values)]

    return pick


def kept(values: Mapping[str, Mapping[str, Value]]) -> Pick:
    """The variant that a result says was asked; the first value of a list that has changed since.

    >>> kept({"ws": {"T": 4}})("ws", "T", [3, 4]), kept({"ws": {"T": 5}})("ws", "T", [3, 4])
    (4, 3)
    """

    def pick(topic: str, name: str, listed: list[Value]) -> Value:
        value = values.get(topic, {}).get(name)
        return value if value is not None and value in listed else listed[0]

    return pick


def chosen(topic: str, lists: Mapping[str, list[Value]], pick: Pick) -> dict[str, Value]:
    """One value of every list.  Raises ValueError for an empty list, or a value twice."""
    for name, values in lists.items():
        if not values or len({*values}) < len(values):
            raise ValueError(f"variants.{name}: expected one value or more, each once")
    return {name: pick(topic, name, values) for name, values in lists.items()}


def filled(written: Any, values: Mapping[str, Value]) -> Any:
    """Text, or what a TOML file holds, with `{{name}}` replaced; a text that is nothing else
    becomes the value itself.  Raises ValueError for a name without values.

    >>> filled({"answer": "dE[{{T}}]/dWs", "n": ["{{T}}"]}, {"T": 4})
    {'answer': 'dE[4]/dWs', 'n': [4]}
    """
    if isinstance(written, dict):
        return {filled(key, values): filled(value, values) for key, value in written.items()}
    if isinstance(written, list):
        return [filled(value, values) for value in written]
    if not isinstance(written, str) or not values:
        return written
    if whole := PLACE.fullmatch(written):
        return _value(whole[1], values)
    return PLACE.sub(lambda found: str(_value(found[1], values)), written)


def _value(name: str, values: Mapping[str, Value]) -> Value:
    if name not in values:
        known = ", ".join(values)
        raise ValueError(f"{{{{{name}}}}}: there is no such name under [variants]; known: {known}")
    return values[name]


def check_names(model: Model, lists: Mapping[str, list[Value]]) -> None:
    """A name of the declaration gets names that nothing else has.  Raises ValueError."""
    taken = {name: name for name in model.shapes}
    for name, values in lists.items():
        for value in values if name in model.shapes else []:
            if not isinstance(value, str) or not NAME.fullmatch(value):
                raise ValueError(
                    f"variants.{name}: {value!r} cannot be a name in {model.name}; "
                    "expected letters, and at most one digit at the end"
                )
            if taken.setdefault(value, name) != name:
                raise ValueError(f"variants.{name}: {value!r} is taken by {taken[value]}")


@lru_cache(maxsize=256)
def renamed(model: Model, names: tuple[tuple[str, str], ...]) -> Model:
    """The model with other names; its draws are the same.  Raises DeclarationError."""
    new = dict(names)
    words = re.compile(rf"\b({'|'.join(map(re.escape, new))})\b")
    return read_model(words.sub(lambda found: new[found[1]], model.text), model.name)


def narrowed(text: str, values: Mapping[str, Value]) -> str:
    """The text of a topic.toml with one value in each list: that of one student.

    Raises ValueError where there is no table to narrow.
    """
    lines = "".join(f"{name} = [{json.dumps(value)}]\n" for name, value in values.items())
    new, tables = TABLE.subn(lambda found: f"[variants]\n{lines}\n", text)
    if tables != 1:
        raise ValueError("variants: expected one table that begins with a line [variants]")
    return new
