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
from typing import TYPE_CHECKING, Any, NoReturn

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

KEPT, KEPT_BYTES = 64, 1 << 26  # exams that a server keeps: so many, and so large together
STATUS = struct.Struct("<iii")  # as in child/start.py
NAPS = 2, 8  # milliseconds, the first and the longest, in which answers gather
MANY = 1 << 15  # bytes: where so many came at once, the next are waiting


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
        self.exams: dict[int, Exam] = {}  # that the server keeps, by their places
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
        """Where the server keeps an exam.  It is sent one that it has not, and the exam that was
        not asked for longest makes room.
        """
        for place, known in self.exams.items():
            if known is exam:
                self.exams[place] = self.exams.pop(place)
                return place
        while self.exams and not self.fits(exam):
            oldest = next(iter(self.exams))
            self.keep(oldest, b"")
            del self.exams[oldest]
        place = min(set(range(KEPT)) - self.exams.keys())
        self.keep(place, exam.encoded)
        self.exams[place] = exam
        return place

    def fits(self, exam: Exam) -> bool:
        """Whether an exam finds room beside the others."""
        size = sum(len(known.encoded) for known in self.exams.values())
        return len(self.exams) < KEPT and size + len(exam.encoded) <= KEPT_BYTES

    def keep(self, place: int, encoded: bytes) -> None:
        """Let the server keep an exam, or none."""
        from .child.wire import EXAM

        self.control.sendall(b"e" + EXAM.pack(place, len(encoded)) + encoded)

    def launch(self, order: dict[str, Any], exam: Exam, output: int) -> ForkedChild:
        self.layers()
        mine, theirs = socket.socketpair()
        drain, print_to = os.pipe()
        try:
            asked = request({**order, "exam": self.place(exam)})
            socket.send_fds(self.control, [b"r"], [theirs.fileno(), print_to])
            theirs.close()  # so that nobody holds it if the server is gone, and sending fails
            mine.settimeout(START)
            mine.sendall(asked)
        except BaseException as error:
            mine.close()
            os.close(drain)
            self.lost(error)
        finally:
            theirs.close()
            os.close(print_to)
        return ForkedChild(self, mine, drain, output)

    def lost(self, error: BaseException) -> NoReturn:
        """Give up a server of which nobody knows what it was told; the next launch restarts it."""
        self.process.kill()
        if isinstance(error, OSError):
            raise ServerGone from error
        raise error

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
        except BaseException as error:
            self.lost(error)
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
        self.hurry = False
        answers.setblocking(False)
        self.poll, self.prints = select.poll(), select.poll()
        self.poll.register(answers, select.POLLIN)
        for poll in (self.poll, self.prints):
            poll.register(drain, select.POLLIN)

    def receive(self, until: float) -> bytes:
        self.rest(until)
        while True:
            left = max(0.0, until - time.monotonic())
            ready = {descriptor for descriptor, _ in self.poll.poll(left * 1000)}
            if self.answers.fileno() in ready:
                return self.said()
            if self.drain in ready:
                self.take_output()
            if time.monotonic() >= until:
                raise TimeoutError

    def rest(self, until: float) -> None:
        """Let answers gather; the end of the output, which is that of the child, ends the rest."""
        left = 1000 * (until - time.monotonic())
        if left > 0 and not self.hurry:
            self.prints.poll(min(self.nap, left))
            self.nap = min(2 * self.nap, self.longest_nap)

    def said(self) -> bytes:
        """Some bytes that are there; what was printed before them counts before they do."""
        try:
            piece = self.answers.recv(READ)
        except ConnectionError:
            piece = b""
        self.hurry = len(piece) >= MANY
        while self.prints.poll(0):
            self.take_output()
        return piece

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
