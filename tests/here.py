"""A sandbox that starts nothing: what a child does with a submission is done in this process.

No limit holds here, so only for programs that keep to the rules; but what is answered comes from
the very code that runs in a child, which no tool can look into.
"""

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from grader.sandbox import Exam, Sandbox
from grader.sandbox.child import session, wire
from grader.sandbox.child.calls import unpacked
from grader.sandbox.children import Found


class Connection:
    """Both ends of the way between grader and child."""

    def __init__(self) -> None:
        self.sent = wire.pack("hello", text="none")

    def send(self, frame: bytes) -> None:
        self.sent += frame

    def receive(self, until: float) -> bytes:
        sent, self.sent = self.sent, b""
        return sent

    def finish(self, *, wait: bool) -> Any:
        return None


class Here:
    """In place of what starts children."""

    def launch(self, order: dict[str, Any], exam: Exam, output: int) -> Connection:
        connection = Connection()
        with without_traces(topic for topic, _, _ in order["programs"]):
            session.answer_all(connection.send, order, unpacked(exam.encoded))
        connection.send(wire.pack("end"))
        return connection

    def layers(self) -> Found:
        return Found("none", {})

    def close(self) -> None:
        pass


@contextmanager
def without_traces(topics: Iterable[str]) -> Iterator[None]:
    """The modules of a submission, and its way of importing them, are gone afterwards."""
    finders = list(sys.meta_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            sys.meta_path[:] = finders
            for topic in topics:
                sys.modules.pop(topic, None)


def sandbox_here() -> Sandbox:
    """A sandbox as any other, without children."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.sandbox.sandbox._starter", lambda how, packages, layers: Here())
        return Sandbox()
