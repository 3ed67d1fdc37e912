"""Answering one call: find the name, call it with fresh arrays, pack what comes back."""

import difflib
import marshal
import re
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NamedTuple

from numpy import ndarray

from . import wire
from .modules import Modules
from .plain import NotPlain, kind_of, packed, parts_of

MAX_CHARACTERS = 20_000  # of an answer that is a text
_NOTHING = object()
_DEFINED = re.compile(r"^def (\w+)", re.MULTILINE)


class Call(NamedTuple):
    """As `grader.sandbox.Call`, with the arrays themselves; a program is given copies."""

    topic: str
    name: str
    kind: str
    arguments: Sequence[wire.Numbers | int | float | str]
    parts: int
    repeat: bool
    watch: bool
    driver: str
    limit: float = 0.0  # the grader looks at the clock


def unpacked(encoded: bytes) -> list[Call]:
    """The calls of an exam."""
    rows, packed = marshal.loads(encoded)
    arrays = [ndarray(shape, wire.TYPES[code], data) for code, shape, data in packed]
    return [
        Call(topic, name, kind, [arrays[a[0]] if isinstance(a, list) else a for a in given], *rest)
        for topic, name, kind, given, *rest in rows
    ]


class Answer(NamedTuple):
    """What a frame is made of."""

    kind: str
    error: str = ""
    text: str = ""
    arrays: Sequence[wire.Packed] = ()

    @property
    def size(self) -> int:
        """Bytes of its numbers."""
        return sum([len(array.data) for array in self.arrays])


class Respondent:
    """Answers calls; no exception of the submission leaves it."""

    def __init__(self, modules: Modules, limit: int) -> None:
        self.modules = modules
        self.limit = limit
        self.drivers: dict[str, Callable[..., Any]] = {}

    def answer(self, call: Call) -> Answer:
        """An answer, whatever happens."""
        try:
            return self.found(call)
        except NotPlain as problem:
            return Answer("shape", text=str(problem))
        except MemoryError:
            return Answer("memory", text="asked for more memory than is allowed")
        except BaseException as error:
            trouble = self.modules.trouble(error, call.topic)
            return Answer("raised", trouble.error, trouble.text[:1990])

    def found(self, call: Call) -> Answer:
        module = self.modules.module(call.topic)
        value = module.__dict__.get(call.name, _NOTHING)
        if value is _NOTHING:
            return Answer("missing", text=self.hint(call, module))
        if call.kind == "text":
            return Answer("ok", text=text_of(value))
        if call.kind == "array":
            arrays = parts_of(value, call.parts, self.limit, "holds")
        else:
            arrays = self.called(call, module, value)
        answer = Answer("ok", arrays=arrays)
        if answer.size > self.limit:
            raise NotPlain(f"returned more than the {self.limit} bytes that are read")
        if len(arrays) > wire.MAX_ARRAYS:
            raise NotPlain(f"returned {len(arrays)} arrays, at most {wire.MAX_ARRAYS} are read")
        return answer

    def called(self, call: Call, module: ModuleType, value: Any) -> list[wire.Packed]:
        arguments = [a.copy() if isinstance(a, ndarray) else a for a in call.arguments]
        given: tuple[Any, ...]
        if call.driver:
            function, given = self.driver(call.driver), (module, *arguments)
        elif callable(value):
            function, given = value, tuple(arguments)
        else:
            raise NotPlain(f"is {kind_of(value)}, where a function is asked for")
        sent = []
        for _ in range(1 + call.repeat):
            sent += parts_of(function(*given), call.parts, self.limit)
        if call.watch:
            arrays = (a for a in arguments if isinstance(a, ndarray))
            sent += [packed(array, self.limit, "left") for array in arrays]
        return sent

    def driver(self, text: str) -> Callable[..., Any]:
        """The function that a driver's source defines last."""
        if text not in self.drivers:
            namespace: dict[str, Any] = {"__name__": "driver"}
            exec(compile(text, "<driver>", "exec"), namespace)
            self.drivers[text] = namespace[_DEFINED.findall(text)[-1]]
        return self.drivers[text]

    def hint(self, call: Call, module: ModuleType) -> str:
        """What may have become of a name that is missing."""
        names = [
            name
            for name, value in module.__dict__.items()
            if not name.startswith("_") and not isinstance(value, ModuleType)
        ]
        close = difflib.get_close_matches(call.name, names, 1)
        guess = [f"did you mean `{close[0]}`?"] if close else []
        return "; ".join([*self.modules.stopped[call.topic][:3], *guess])[:1990]


def text_of(value: object) -> str:
    """The value of an answer that is a text; a number or a formula of sympy is read as its text."""
    of_sympy = type(value).__module__.split(".")[0] == "sympy"
    if isinstance(value, bool) or not (of_sympy or isinstance(value, (str, int, float))):
        raise NotPlain(f"holds {kind_of(value)} where a text is asked for")
    text = str(value)
    if len(text) > MAX_CHARACTERS:
        raise NotPlain(f"holds {len(text)} characters, at most {MAX_CHARACTERS} are read")
    return text
