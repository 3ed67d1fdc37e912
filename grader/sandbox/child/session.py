"""One submission, from the request to the last answer."""

import json
import os
import random
import sys
from os import _exit  # `os._exit` may be another's by then
from typing import Any, NoReturn, TextIO

import numpy as np

from . import layers, wire
from .calls import Arrays, Call, Respondent
from .modules import Modules, Program

MAX_REMARKS = 20
MAX_REMARK = 300  # characters


def run(requests: int, answers: int, found: layers.Layers) -> NoReturn:
    """Read one request from a descriptor, write frames to the other, and end this process."""
    connection = Connection(requests, answers)
    try:
        order, exam, data = connection.request()
        name = layers.apply(found, order["limits"])
        random.seed(0)  # a fork has just been given others
    except BaseException as error:
        connection.send(wire.pack("fault", text=f"{type(error).__name__}: {error}"))
        os._exit(1)
    code = 1
    try:
        connection.send(wire.pack("hello", text=name))
        answer_all(connection, order, exam, data)
        connection.send(wire.pack("end"))
        code = 0
    finally:  # whatever a submission made of our lines
        _exit(code)  # no atexit, no waiting for threads


def answer_all(connection: "Connection", order: Any, exam: Any, data: bytes) -> None:
    programs = {topic: Program(file, cells) for topic, file, cells in order["programs"]}
    modules = Modules(programs, set(order["unfinished"]), Teller(connection))
    arrays = Arrays(exam["arrays"], data)
    respondent = Respondent(modules, arrays, order["limits"]["reply"])
    calls = exam["calls"]
    for number in order["calls"]:
        connection.send(respondent.answer(Call(*calls[number])))


def prepare() -> None:
    """The same start for every submission: random numbers, no input, output of any character."""
    np.random.seed(0)  # noqa: NPY002 (the state that students' programs draw from)
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

    def request(self) -> tuple[Any, Any, bytes]:
        """The order (programs, calls, limits), the calls of the exam, and its arrays."""
        sizes = wire.REQUEST.unpack(self.read(wire.REQUEST.size))
        order, exam, data = (self.read(size) for size in sizes)
        return json.loads(order), json.loads(exam), data

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


class Teller:
    """Sends what is to be known besides answers; remarks are few and short."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.remarks = 0

    def __call__(self, kind: str, topic: str, text: str) -> None:
        if kind == "remark":
            self.remarks += 1
            if self.remarks > MAX_REMARKS:
                return
        self.connection.send(wire.pack(kind, topic, text[:MAX_REMARK]))
