"""Are two forms the same answer?  One JSON object a line in, one out; the looser rules of an
author's tool.

A target is only a label, what lies outside the model is a free symbol, a derivative that is zero
makes its term zero, and letters that nothing binds stand for several whole numbers one after the
other.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from grader.formula import FormulaError, parse, unicode
from grader.formula.nodes import Node
from grader.judge.compare import compare
from grader.judge.field import Undefined, seed_of
from grader.judge.grid import Numbers
from grader.judge.meaning import Meaning
from grader.judge.names import Names, free_letters
from grader.judge.world import World, shape_in_words, unequal_sizes
from grader.model.declaration import Model

KINDS = ("scalar", "chain", "general", "matrix")
HORIZONS = range(2, 7)
LEADING = "NTtn"
"""Letters of a horizon; others run up to it."""


class Pair(NamedTuple):
    """Two forms to compare on a model: one unit a layer, or rows and matrices of unequal sizes."""

    model: Model
    matrices: bool
    reference: str
    answer: str


class Unreadable(Exception):
    """One of the two forms cannot be read."""

    def __init__(self, error: FormulaError, where: str) -> None:
        super().__init__(error.message)
        self.error, self.where = error, where


def equal_batch(
    lines: Iterable[str], model_named: Callable[[str], Model], secret: bytes = b""
) -> Iterator[str]:
    """One line for each line.

    `model_named` gives a model by its name and raises LookupError or OSError.
    """
    models: dict[str, Model] = {}
    for line in filter(str.strip, lines):
        yield json.dumps(_answered(line, model_named, models, secret), ensure_ascii=False)


def _answered(
    line: str, model_named: Callable[[str], Model], models: dict[str, Model], secret: bytes
) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        texts = {key: str(asked[key]) for key in ("model", "kind", "reference", "answer")}
    except (ValueError, TypeError, KeyError) as error:
        message = f"A line holds model, kind, reference and answer as one JSON object ({error})."
        return _refused(None, "line", message)
    try:
        if texts["model"] not in models:
            models[texts["model"]] = model_named(texts["model"])
    except (LookupError, OSError):
        return _refused(asked.get("id"), "model", f"There is no model {texts['model']!r}.")
    if texts["kind"] not in KINDS:
        return _refused(asked.get("id"), "kind", f"A kind is one of {', '.join(KINDS)}.")
    pair = Pair(
        models[texts["model"]], texts["kind"] == "matrix", texts["reference"], texts["answer"]
    )
    return {"id": asked.get("id"), **equal(pair, secret)}


def _refused(name: Any, code: str, message: str) -> dict[str, Any]:
    error = {"code": code, "message": message, "position": 0}
    return {"id": name, "equal": None, "read_as": None, "error": error}


def equal(pair: Pair, secret: bytes = b"") -> dict[str, Any]:
    """Whether the two are equal, how the answer was read, and why one of them cannot be read."""
    try:
        reference, answer = _parsed(pair.reference, "reference"), _parsed(pair.answer, "answer")
        return _compared(
            pair, reference, answer, seed_of(secret, pair.model.text, pair.reference, pair.answer)
        )
    except Unreadable as unreadable:
        error = unreadable.error
        said = {
            "code": error.code,
            "message": error.message,
            "position": error.position,
            "in": unreadable.where,
        }
        shapes = error.code == "shape" and unreadable.where == "answer"
        read_as = unicode(_parsed(pair.answer, "answer")) if shapes else None
        return {"equal": False if shapes else None, "read_as": read_as, "error": said}


def _parsed(text: str, where: str) -> Node:
    try:
        return parse(text)
    except FormulaError as error:
        raise Unreadable(error, where) from None


def _compared(pair: Pair, reference: Node, answer: Node, seed: bytes) -> dict[str, Any]:
    sizes = unequal_sizes(pair.model) if pair.matrices else None
    sides = [
        _Side(Meaning(reference, pair.reference, Names(pair.model)), "reference"),
        _Side(Meaning(answer, pair.answer, Names(pair.model)), "answer"),
    ]

    def build(numbers: Numbers) -> World:
        return World(pair.model, numbers, sizes)

    try:
        same = compare(
            build, sides[0], sides[1], cases(free_letters(reference), free_letters(answer)), seed
        )
    except Undefined:
        raise Unreadable(
            FormulaError("undefined", "It divides by something that is zero.", 0), "reference"
        ) from None
    except FormulaError as error:
        raise Unreadable(error, "answer") from None
    remarks = [*sides[1].meaning.remarks]
    if same.shapes:
        words = [shape_in_words(pair.model, shape) for shape in same.shapes]
        remarks.append(f"The answer is {words[0]}, the reference {words[1]}.")
    return {
        "equal": same.equal, "read_as": unicode(answer), "error": None,
        "remarks": remarks, "proven": same.proven, "chance": same.chance,
    }  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """One of the two forms; its errors say which one it is."""

    meaning: Meaning
    where: str

    def __call__(self, world: World, case: Mapping[str, int]) -> Any:
        try:
            return self.meaning(world, case)
        except FormulaError as error:
            raise Unreadable(error, self.where) from None


def cases(reference: frozenset[str], answer: frozenset[str]) -> list[dict[str, int]]:
    """What the letters stand for that nothing binds.  A single letter on each side is taken for the
    same.

    >>> cases(frozenset("N"), frozenset("T"))[0], cases(frozenset(), frozenset())
    ({'N': 2, 'T': 2}, [{}])
    """
    used = reference | answer
    if not used:
        return [{}]
    if len(reference) == len(answer) == 1:
        return [dict.fromkeys(sorted(used), n) for n in HORIZONS]
    first, *others = sorted(used, key=lambda letter: (LEADING + letter).index(letter))
    return [
        {first: n, **dict(zip(others, steps, strict=True))}
        for n in HORIZONS
        for steps in _spread(n, len(others))
    ]


def _spread(n: int, letters: int) -> list[tuple[int, ...]]:
    """Steps for the other letters: all of them for one, some for more."""
    values = range(1, n + 1) if letters == 1 else (1, n)
    return list(product(values, repeat=letters))[:8]
