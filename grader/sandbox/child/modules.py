"""The submission as modules: a topic's file runs when first needed, by a call or an import."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Mapping
from types import CodeType, ModuleType
from typing import NamedTuple

from .source import compile_cell

Tell = Callable[[str, str, str], None]  # kind of frame, topic, text


class Program(NamedTuple):
    """The file of one topic; same fields as `grader.sandbox.Program` without the topic."""

    file: str
    cells: tuple[str, ...]


class Trouble(NamedTuple):
    """An exception as it is reported: the bare name of its type, and a sentence with the line."""

    error: str
    text: str


class Modules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The modules of a submission by topic, and the finder that lets them import each other.

    `unfinished` are topics whose file hung or crashed before: importing one is an ImportError.
    `tell` is called with "loading" and "loaded" around every file, and with "remark".
    """

    def __init__(self, programs: Mapping[str, Program], unfinished: set[str], tell: Tell) -> None:
        self.programs = programs
        self.unfinished = unfinished
        self.tell = tell
        self.loaded: dict[str, ModuleType] = {}
        self.stopped: dict[str, list[str]] = {topic: [] for topic in programs}
        self.unreadable: dict[str, SyntaxError] = {}
        self.places: dict[
            str, tuple[str, int]
        ] = {}  # name of code -> topic, cell (0: a whole file)
        sys.meta_path.append(self)

    # what a call needs

    def module(self, topic: str) -> ModuleType:
        """The module of a topic, run if it was not yet; SyntaxError if the file is not Python."""
        if topic not in self.loaded and topic not in self.unreadable:
            module = ModuleType(topic)
            sys.modules.setdefault(topic, module)
            self.run(module)
        if topic in self.unreadable:
            raise self.unreadable[topic]
        return self.loaded[topic]

    def trouble(self, error: BaseException, topic: str) -> Trouble:
        """How an exception is told to the author of `topic`."""
        name = type(error).__name__
        line = self.line(error, topic)
        try:
            said = (error.msg if isinstance(error, SyntaxError) else str(error))[:1500]
        except BaseException:
            said = ""
        return Trouble(name, f"{name}{': ' if said else ''}{said}{f' ({line})' if line else ''}")

    def line(self, error: BaseException, topic: str) -> str:
        """Where in the submission an exception arose, innermost: "line 3", "line 2 of cell 4"."""
        place, step = None, error.__traceback__
        while step is not None:
            name = step.tb_frame.f_code.co_filename
            if name in self.places:
                place = (*self.places[name], step.tb_lineno)
            step = step.tb_next
        if isinstance(error, SyntaxError) and error.filename in self.places:
            place = (*self.places[error.filename], error.lineno or 1)
        if place is None:
            return ""
        where, cell, line = place
        of_cell = f" of cell {cell}" if cell else ""
        return f"line {line}{of_cell}" + (
            f" of {self.programs[where].file}" if where != topic else ""
        )

    # running a file

    def run(self, module: ModuleType) -> None:
        topic = module.__name__
        program = self.programs[topic]
        module.__file__ = program.file
        self.loaded[topic] = module
        self.tell("loading", topic, "")
        for number, text in enumerate(program.cells, 1):
            self.run_cell(module, text, number if len(program.cells) > 1 else 0)
        self.tell("loaded", topic, "")

    def run_cell(self, module: ModuleType, text: str, cell: int) -> None:
        topic = module.__name__
        try:
            code = self.compiled(topic, text, cell)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            if not cell:
                self.unreadable[topic] = _as_syntax_error(error)
            self.stop(topic, error, cell)
            return
        try:
            exec(code, module.__dict__)
        except BaseException as error:
            self.stop(topic, error, cell)

    def compiled(self, topic: str, text: str, cell: int) -> CodeType:
        filename = f"<{topic} {cell}>" if cell else self.programs[topic].file
        self.places[filename] = topic, cell
        place = f"cell {cell}, line" if cell else "line"
        return compile_cell(
            text,
            filename,
            lambda line, said: self.tell("remark", topic, f"{place} {line}: '{said}' was left out"),
        )

    def stop(self, topic: str, error: BaseException, cell: int) -> None:
        """Remember, and remark, that a cell (or the file) did not run to its end."""
        text = self.trouble(error, topic).text.replace(f" of cell {cell})", " of the cell)")
        sentence = f"{f'cell {cell}' if cell else 'the file'} stopped with {text}"
        self.stopped[topic].append(sentence)
        self.tell("remark", topic, sentence)

    # importing one topic from another

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in self.unfinished:
            raise ImportError(f"{self.programs[fullname].file} does not run to its end")
        if fullname not in self.programs:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self.programs[fullname].file)

    def exec_module(self, module: ModuleType) -> None:
        topic = module.__name__
        if topic not in self.loaded:
            self.run(module)
        if topic in self.unreadable:
            raise self.unreadable[topic]


def _as_syntax_error(error: BaseException) -> SyntaxError:
    return (
        error if isinstance(error, SyntaxError) else SyntaxError(str(error) or "too deeply nested")
    )
