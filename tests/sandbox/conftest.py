"""Sandboxes for tests, and a short way to ask one program some things."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from grader.sandbox import Call, Limits, Outcome, Program, Reply, Sandbox
from tests.here import sandbox_here

Ask = Callable[..., Outcome]


LIMITS_ONLY = ("rlimits",)


@pytest.fixture(scope="session")
def forking() -> Iterator[Sandbox]:
    """Without the layers of the kernel, so that programs can do their worst."""
    with Sandbox(how="fork", layers=LIMITS_ONLY) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def guarded() -> Iterator[Sandbox]:
    """With every layer that this system has."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session", params=["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def either(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """For the few tests that are worth an interpreter each."""
    with Sandbox(how=request.param, layers=LIMITS_ONLY) as sandbox:
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


@pytest.fixture(params=["here", pytest.param("guarded", marks=pytest.mark.slow)])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Where no limit is needed: by the child's own code in this process, and in a child."""
    if request.param == "here":
        return asker(sandbox_here())
    return asker(request.getfixturevalue("guarded"))


@pytest.fixture
def ask_forked(forking: Sandbox) -> Ask:
    return asker(forking)


@pytest.fixture
def ask_guarded(guarded: Sandbox) -> Ask:
    return asker(guarded)


@pytest.fixture
def ask_either(either: Sandbox) -> Ask:
    return asker(either)


def reply(ask: Ask) -> Callable[..., Reply]:
    """The reply to `f()` of a program that defines it."""
    return lambda source, **call: ask(source, Call("ws", "f", **call)).replies[0]


@pytest.fixture
def reply_to(ask: Ask) -> Callable[..., Reply]:
    return reply(ask)


@pytest.fixture
def forked_reply_to(ask_forked: Ask) -> Callable[..., Reply]:
    return reply(ask_forked)
