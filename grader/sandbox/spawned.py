"""Children as fresh interpreters, one for each submission, where a fork is not to be had.

The request goes to stdin, answers come from stdout, and stderr takes the output.  Pipes are read
by threads, because Windows cannot wait for several at once.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from typing import IO, TYPE_CHECKING, Any

from .children import READ, Ending, Flood, Found, SandboxError, command, environment, request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .exam import Exam

PATIENCE = 0.5  # seconds that a child which closed its pipes may take to end


class Spawner:
    """Starts interpreters; the first one at once, so that it is warm when it is needed."""

    def __init__(self, packages: Sequence[str], layers: Sequence[str]) -> None:
        self.packages = packages
        self.wanted = layers
        self.found: Found | None = None
        self.spare: subprocess.Popen[bytes] | None = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command("spawn", self.wanted, *self.packages),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment(),
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )

    def launch(self, order: dict[str, Any], exam: Exam, output: int) -> SpawnedChild:
        process, self.spare = self.spare or self.start(), None
        return SpawnedChild(process, request(order, exam.encoded), output)

    def layers(self) -> Found:
        """The layers, found out by an interpreter that does nothing else."""
        from .child import wire

        if self.found is None:
            ask = command("layers", self.wanted, *self.packages)
            said = subprocess.run(
                ask, stdout=subprocess.PIPE, env=environment(), check=False
            ).stdout
            frames = list(wire.frames(bytearray(said), 0))
            if not frames:
                raise SandboxError("the interpreter that runs submissions ended as it started")
            self.found = Found.told(frames[0].text)
        return self.found

    def restart(self) -> None:
        """Nothing to do: there is no server that could be gone."""

    def close(self) -> None:
        if self.spare:
            SpawnedChild(self.spare, b"", 0).finish(wait=False)
            self.spare = None


class SpawnedChild:
    """One interpreter, a thread for each of its three pipes, and a queue of what they bring."""

    def __init__(self, process: subprocess.Popen[bytes], asked: bytes, output: int) -> None:
        self.process = process
        self.flood: Flood | None = None
        self.finished = False
        self.arrived: queue.SimpleQueue[bytes | Flood] = queue.SimpleQueue()
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.threads = [
            threading.Thread(target=work, args=arguments, daemon=True)
            for work, arguments in (
                (self.write, (process.stdin, asked)),
                (self.read, (process.stdout,)),
                (self.drain, (process.stderr, output)),
            )
        ]
        for thread in self.threads:
            thread.start()

    def write(self, pipe: IO[bytes], asked: bytes) -> None:
        rest = memoryview(asked)
        with contextlib.suppress(OSError), pipe:
            while rest:
                rest = rest[pipe.write(rest) :]

    def read(self, pipe: IO[bytes]) -> None:
        with pipe:
            while (piece := os.read(pipe.fileno(), READ)) and not self.finished:
                self.arrived.put(piece)
        self.arrived.put(b"")

    def drain(self, pipe: IO[bytes], output: int) -> None:
        with pipe:
            while piece := os.read(pipe.fileno(), READ):
                output -= len(piece)
                if output < 0:
                    self.arrived.put(Flood())  # before the end that the kill brings
                    self.process.kill()
                    return

    def receive(self, until: float) -> bytes:
        try:
            arrived = self.arrived.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(arrived, Flood):
            self.flood = arrived
            return self.receive(until)  # what it said before it printed so much comes first
        if not arrived and self.flood:
            raise self.flood
        return arrived

    def finish(self, *, wait: bool) -> Ending:
        self.finished = True  # a process that it left behind may go on writing
        code = self.code_within(PATIENCE if wait else 0.0)
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join(timeout=1.0)
        return Ending(code)

    def code_within(self, seconds: float) -> int | None:
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
