"""One submission, from the request to the last answer."""

import marshal
import os
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from os import _exit  # `os._exit` may be another's by then, and so the next
from time import monotonic
from typing import Any, NoReturn, TextIO

import numpy as np

from . import layers, wire
from .calls import Answer, Call, Respondent, unpacked
from .modules import Modules, Program

MAX_REMARKS = 20
MAX_REMARK = 300  # characters
HELD_TIME = 0.02  # seconds that an answer may wait for the next of its function
HELD_BYTES = 1 << 16

Send = Callable[[bytes], object]  # a frame, to the grader
Exams = Mapping[int, Sequence[Call]]  # by their places


def run(requests: int, answers: int, found: layers.Layers, exams: Exams) -> NoReturn:
    """Read one request from a descriptor, write frames to the other, and end this process.

    The exam comes along, or is one of those that the server keeps.
    """
    connection = Connection(requests, answers)
    try:
        order, exam = connection.request()
        calls = unpacked(exam) if exam else exams[order["exam"]]
        name = layers.apply(found, order["limits"])
    except BaseException as error:
        connection.send(wire.pack("fault", text=f"{type(error).__name__}: {error}"))
        os._exit(1)
    code = 1
    try:
        connection.send(wire.pack("hello", text=name))
        answer_all(connection.send, order, calls)
        connection.send(wire.pack("end"))
        code = 0
    finally:  # whatever a submission made of our lines
        _exit(code)  # no atexit, no waiting for threads


def answer_all(send: Send, order: Any, calls: Sequence[Call]) -> None:
    programs = {topic: Program(file, cells) for topic, file, cells in order["programs"]}
    modules = Modules(programs, set(order["unfinished"]), Teller(send))
    respondent = Respondent(modules, order["limits"]["reply"])
    answers = Answers(send, order["limits"]["reply"])
    for place in order["calls"]:
        call = calls[place]
        answers.before(call)
        answers.add(call, respondent.answer(call))
    answers.send()


def prepare() -> None:
    """The same start for every submission: random numbers, no input, output of any character."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (the states that students' programs draw from)
    sys.argv = [""]
    sys.stdout = output(1)
    sys.stderr = output(2)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115


def output(descriptor: int) -> TextIO:
    return open(descriptor, "w", encoding="utf-8", errors="replace", closefd=False)


class Connection:
    """The two ends that lead to the grader; only the process that opened it can write."""

    def __init__(self, requests: int, answers: int) -> None:
        self.requests = requests
        self.answers = answers
        self.owner = os.getpid()

    def request(self) -> tuple[Any, bytes]:
        """The order (programs, calls by their places in the exam, limits), and the exam."""
        order, exam = wire.REQUEST.unpack(self.read(wire.REQUEST.size))
        return marshal.loads(self.read(order)), self.read(exam)

    def read(self, size: int) -> bytes:
        pieces, left = [], size
        while left:
            pieces.append(os.read(self.requests, left))
            if not pieces[-1]:
                os._exit(1)  # the grader is gone
            left -= len(pieces[-1])
        return b"".join(pieces)

    def send(self, frame: bytes) -> None:
        if os.getpid() != self.owner:
            os._exit(1)  # a process that the submission forked
        rest = memoryview(frame)
        try:
            while rest:
                rest = rest[os.write(self.answers, rest) :]
        except OSError:
            os._exit(1)


class Answers:
    """The way of answers to the grader: those of a function that is called often go together.

    None is held back while anything else runs: if that ends the process, it alone is to blame.
    """

    def __init__(self, send: Send, limit: int) -> None:
        self.to_grader = send
        self.most = min(HELD_BYTES, limit)
        self.of: Sequence[str] = ()  # topic and name of what is asked
        self.since = 0.0
        self.held: list[wire.Packed] = []
        self.size = 0

    def before(self, call: Call) -> None:
        """Send what must not wait until this call is answered."""
        now = monotonic()
        if call[:2] != self.of or call.limit or now - self.since > HELD_TIME:
            self.send()
            self.of, self.since = call[:2], now

    def add(self, call: Call, answer: Answer) -> None:
        size = answer.size
        if self.size + size > self.most or len(self.held) + len(answer.arrays) > wire.MAX_ARRAYS:
            self.send()
        if answer.kind == "ok" and call.kind == "function" and call.parts and size <= self.most:
            self.held += answer.arrays
            self.size += size
        else:
            self.send()
            self.to_grader(wire.pack(*answer))
        if call.repeat:  # what this one left in its arguments explains much of what may follow
            self.send()

    def send(self) -> None:
        if self.held:
            self.to_grader(wire.pack("ok", arrays=self.held))
            self.held, self.size = [], 0


class Teller:
    """Sends what is to be known besides answers; remarks are few and short."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.remarks = 0

    def __call__(self, kind: str, topic: str, text: str) -> None:
        if kind == "remark":
            self.remarks += 1
            if self.remarks > MAX_REMARKS:
                return
        self.send(wire.pack(kind, topic, text[:MAX_REMARK]))
