"""Children as forks of a warm interpreter (Linux); the server never sees a submission.

For every child the server is handed two descriptors: a socket on which the grader and the child
talk, and the end of a pipe that takes the output.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import subprocess
import time
from typing import TYPE_CHECKING, Any

from .children import (
    READ,
    START,
    Ending,
    Flood,
    Found,
    SandboxError,
    ServerGone,
    command,
    environment,
    request,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .exam import Exam

KEPT = 16  # exams that a server keeps
STATUS = struct.Struct("<iii")  # as in child/start.py
NAPS = 2, 8  # milliseconds: to let answers gather, where every one would wake us, from and to


class ForkServer:
    """The interpreter that forks: started at once, waited for when the first child is needed."""

    def __init__(self, packages: Sequence[str], layers: Sequence[str]) -> None:
        self.packages = packages
        self.wanted = layers
        self.start()

    def start(self) -> None:
        self.control, theirs = socket.socketpair()
        self.control.settimeout(START)
        self.found: Found | None = None
        self.exams: list[Exam] = []  # that the server keeps, by their places
        self.sent = 0
        with theirs:
            self.process = subprocess.Popen(
                command("fork", self.wanted, str(theirs.fileno()), *self.packages),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
                cwd="/",
                start_new_session=True,
            )

    def layers(self) -> Found:
        """The layers as the server found them; waits until it is ready."""
        if self.found is None:
            self.found = Found.told(self.greet())
        return self.found

    def greet(self) -> str:
        from .child import wire

        buffer = bytearray()
        while True:
            try:
                piece = self.control.recv(READ)
            except OSError:
                piece = b""
            if not piece:
                raise SandboxError("the interpreter that runs submissions ended as it started")
            buffer += piece
            for frame in wire.frames(buffer, 0):
                if frame.kind != "hello":
                    raise SandboxError(frame.text)
                return frame.text

    def place(self, exam: Exam) -> int:
        """Where the server keeps an exam, which it is sent once: there goes the oldest."""
        for place, known in enumerate(self.exams):
            if known is exam:
                return place
        place = self.sent % KEPT
        self.sent += 1
        self.exams[place : place + 1] = [exam]
        from .child.wire import EXAM

        self.control.sendall(b"e" + EXAM.pack(place, len(exam.encoded)) + exam.encoded)
        return place

    def launch(self, order: dict[str, Any], exam: Exam, output: int) -> ForkedChild:
        self.layers()
        mine, theirs = socket.socketpair()
        drain, print_to = os.pipe()
        try:
            asked = request({**order, "exam": self.place(exam)})
            socket.send_fds(self.control, [b"r"], [theirs.fileno(), print_to])
            theirs.close()
            mine.settimeout(START)
            mine.sendall(asked)
        except OSError as error:
            mine.close()
            os.close(drain)
            raise ServerGone from error
        finally:
            theirs.close()
            os.close(print_to)
        return ForkedChild(self, mine, drain, output)

    def status(self) -> tuple[int, int, int]:
        """The server's answer to a command: three numbers."""
        data = self.control.recv(STATUS.size, socket.MSG_WAITALL)
        if len(data) < STATUS.size:
            raise ServerGone
        first, second, third = STATUS.unpack(data)
        return first, second, third

    def end(self, *, wait: bool) -> Ending:
        try:
            self.control.sendall(b"w" if wait else b"k")
            code, killed, spent = self.status()
        except OSError as error:
            raise ServerGone from error
        return Ending(None if killed else code, spent / 1e6)

    def restart(self) -> None:
        self.close()
        self.start()

    def close(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()


class ForkedChild:
    """One fork and the two descriptors that lead to it."""

    def __init__(self, server: ForkServer, answers: socket.socket, drain: int, output: int) -> None:
        self.server = server
        self.answers = answers
        self.drain = drain
        self.output = output
        self.nap, self.longest_nap = NAPS
        answers.setblocking(False)
        self.poll, self.prints = select.poll(), select.poll()
        self.poll.register(answers, select.POLLIN)
        for poll in (self.poll, self.prints):
            poll.register(drain, select.POLLIN)

    def receive(self, until: float) -> bytes:
        self.prints.poll(self.nap)  # a child that is done closes its output first
        self.nap = min(2 * self.nap, self.longest_nap)
        while (left := until - time.monotonic()) > 0:
            for descriptor, _ in self.poll.poll(left * 1000):
                if descriptor == self.drain:
                    self.take_output()
                    continue
                try:
                    return self.answers.recv(READ)
                except ConnectionError:
                    return b""
        raise TimeoutError

    def take_output(self) -> None:
        size = len(os.read(self.drain, READ))
        if not size:
            for poll in (self.poll, self.prints):
                poll.unregister(self.drain)
        self.output -= size
        if self.output < 0:
            raise Flood

    def finish(self, *, wait: bool) -> Ending:
        self.answers.close()
        os.close(self.drain)
        return self.server.end(wait=wait)
