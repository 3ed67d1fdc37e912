"""What the grader knows of a child, however it was started."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from .exam import Exam

CHILD = Path(__file__).parent / "child" / "__main__.py"
LAYERS = ("namespaces", "landlock", "seccomp", "uid", "rlimits")  # in the order they are reported
START = 60.0  # seconds that an interpreter may take to be ready
READ = 1 << 18  # bytes


class SandboxError(RuntimeError):
    """The sandbox itself does not work; says what is missing.  Never the fault of a submission."""


class ServerGone(ConnectionError):
    """The process that forks the children has ended."""


class Flood(Exception):
    """The program printed more than is drained."""


class Ending(NamedTuple):
    """How a child ended: its exit code (negative: the signal), None if it had to be killed; the
    seconds of processor that it took, 0 if they are not known.
    """

    code: int | None
    seconds: float = 0.0


class Found(NamedTuple):
    """Which layers hold a submission in, as the result reports them, and why others do not."""

    isolation: str
    missing: Mapping[str, str]

    @classmethod
    def told(cls, text: str) -> Found:
        """From what a child says of itself."""
        isolation, *lines = text.split("\n")
        return cls(isolation, {name: why for name, _, why in (t.partition(": ") for t in lines)})

    @property
    def weakness(self) -> str:
        """What is missing to run programs of strangers, in words; "" if nothing is.

        Files and network must be out of reach, and other processes: by one layer or another.
        """
        there = self.isolation.split("+")
        if "namespaces" in there:
            return ""
        lacking = [name for name in ("landlock", "seccomp") if name not in there]
        if not lacking:
            return ""
        reasons = (f"{name} ({self.missing.get(name, 'absent')})" for name in lacking)
        others = self.missing.get("namespaces", "absent")
        return f"there is no {' and no '.join(reasons)}, and no namespaces in its place ({others})"


class Child(Protocol):
    """One process with one submission."""

    def receive(self, until: float) -> bytes:
        """Some bytes, b"" at the end; TimeoutError at `until` (monotonic), Flood past `output`."""

    def finish(self, *, wait: bool) -> Ending:
        """Kill it (with `wait`: after a moment to end by itself), and let go of everything."""


class Starter(Protocol):
    """Where children come from."""

    def launch(self, order: dict[str, Any], exam: Exam, output: int) -> Child:
        """A child that is asked what the order says of an exam, and may print `output` bytes."""

    def layers(self) -> Found:
        """The layers that its children put on themselves; waits for an answer."""

    def restart(self) -> None:
        """Begin anew after `ServerGone`."""

    def close(self) -> None:
        """End all processes."""


def request(order: dict[str, Any], exam: bytes = b"") -> bytes:
    """What a child reads first: its order, and the exam where no server keeps it."""
    from .child.wire import REQUEST

    head = marshal.dumps(order)
    return b"".join((REQUEST.pack(len(head), len(exam)), head, exam))


def command(how: str, layers: Sequence[str], *rest: str) -> list[str]:
    return [sys.executable, "-I", "-B", str(CHILD), how, "+".join(layers), *rest]


def environment() -> dict[str, str]:
    """A clean environment: nothing of the grader's, one thread for linear algebra, no display."""
    threads = ("OPENBLAS", "OMP", "MKL", "NUMEXPR")
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    return {
        **kept,
        **{f"{name}_NUM_THREADS": "1" for name in threads},
        "VECLIB_MAXIMUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "LANG": "C.UTF-8",
    }
