"""Sandboxes for tests, and a short way to ask one program some things."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from grader.sandbox import Call, Limits, Outcome, Program, Reply, Sandbox

Ask = Callable[..., Outcome]


@pytest.fixture(scope="session")
def forking() -> Iterator[Sandbox]:
    with Sandbox(how="fork") as sandbox:
        yield sandbox


@pytest.fixture(scope="session", params=["fork", "spawn"])
def either(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """For the few tests that are worth an interpreter each."""
    with Sandbox(how=request.param) as sandbox:
        yield sandbox


def asker(sandbox: Sandbox) -> Ask:
    def ask(
        source: str | Sequence[str],
        *calls: Call | str,
        arrays: Sequence[Any] = (),
        limits: Limits | None = None,
        **others: str,
    ) -> Outcome:
        """Ask `ws.py` (or a notebook of cells) next to `others`; a text is a name to call."""
        cells = (source,) if isinstance(source, str) else tuple(source)
        programs = [Program("ws", "ws.py", cells)]
        programs += [Program(topic, f"{topic}.py", (text,)) for topic, text in others.items()]
        exam = sandbox.exam([Call("ws", c) if isinstance(c, str) else c for c in calls], arrays)
        return sandbox.run(programs, exam, limits)

    return ask


@pytest.fixture
def ask(forking: Sandbox) -> Ask:
    return asker(forking)


@pytest.fixture
def ask_either(either: Sandbox) -> Ask:
    return asker(either)


@pytest.fixture
def reply_to(ask: Ask) -> Callable[..., Reply]:
    """The reply to `f()` of a program that defines it."""

    def reply_to(source: str, **call: Any) -> Reply:
        return ask(source, Call("ws", "f", **call)).replies[0]

    return reply_to
