"""The two ways a child begins: as a fork of a warm server, or as this interpreter itself."""

import contextlib
import gc
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from . import layers, session, wire
from .calls import Call, unpacked
from .warm import cheap_forks, warm

if sys.platform != "win32":
    import fcntl
if sys.platform.startswith("linux"):
    from . import namespaces

# exit code (negative: signal), 1 if we killed it, microseconds of processor
STATUS = struct.Struct("<iii")
PATIENCE = 0.5  # seconds that a child which closed its connection may take to end


def main(arguments: Sequence[str]) -> NoReturn:
    """`spawn LAYERS PACKAGE...`, `fork LAYERS FD PACKAGE...`, or `layers LAYERS PACKAGE...` to see
    which there are; the layers joined by `+`.
    """
    how, names, *rest = arguments
    wanted = names.split("+")
    if how == "spawn":
        spawned(rest, wanted)
    if how == "layers":
        os.write(1, greeting(layers.prepare(rest, wanted, server=False)))
        os._exit(0)
    control = socket.socket(fileno=int(rest[0]))
    packages = rest[1:]
    warm(packages, control.sendall)
    refuse_threads(control)
    try:
        found = layers.prepare(packages, wanted, server=True)
    except BaseException as error:
        control.sendall(wire.pack("fault", text=f"{type(error).__name__}: {error}"))
        os._exit(1)
    cheap_forks()
    control.sendall(greeting(found))
    serve(control, found)


def greeting(found: layers.Layers) -> bytes:
    """The layers there are, and a line for each that is missing."""
    missing = [f"{name}: {why}" for name, why in found.missing.items()]
    return wire.pack("hello", text="\n".join([found.isolation, *missing]))


def refuse_threads(control: socket.socket) -> None:
    """A fork of a process with threads may hang: say so instead."""
    try:
        threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208
    except OSError:
        return
    if threads > 1:
        control.sendall(wire.pack("fault", text="a package starts threads when it is imported"))
        os._exit(1)


# a fresh interpreter for one submission: request on 0, answers on 1, output on 2


def spawned(packages: Sequence[str], wanted: Sequence[str]) -> NoReturn:
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    warm(packages, lambda fault: os.write(answers, fault))
    session.run(requests, answers, layers.prepare(packages, wanted, server=False), {})


# a fork for each submission: the grader sends a socket for the request and a pipe for the output


def serve(control: socket.socket, found: layers.Layers) -> NoReturn:
    """Commands of a byte: `e` keep an exam, `r` run (and two descriptors), `k` kill, `w` wait a
    moment, then kill.
    """
    child, exams = 0, dict[int, list[Call]]()
    while True:
        command, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if not command:
            os._exit(0)  # the grader is gone
        if command == b"e":
            keep(control, exams)
        elif command == b"r":
            child = os.fork() if found.own is None else namespaces.fork_inside(found.own)
            if child == 0:
                forked(found, exams, *descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
        else:
            control.sendall(STATUS.pack(*end(child, PATIENCE if command == b"w" else 0)))
            if found.own is None and found.program is None:
                end_strays()


def keep(control: socket.socket, exams: dict[int, list[Call]]) -> None:
    """Take in an exam, which children will be asked; one of no bytes empties its place."""
    place, size = wire.EXAM.unpack(control.recv(wire.EXAM.size, socket.MSG_WAITALL))
    exams.pop(place, None)
    if size:
        exams[place] = unpacked(control.recv(size, socket.MSG_WAITALL))
        gc.freeze()


def forked(found: layers.Layers, exams: session.Exams, connection: int, output: int) -> NoReturn:
    """A child: nothing on its descriptors but its input, its output, the grader and the rules.

    None is shared with another child, which could be told something by its flags.
    """
    rules = () if found.rules is None else ((4, found.rules),)
    null = os.open(os.devnull, os.O_RDONLY)
    wanted = ((0, null), (1, output), (2, output), (3, connection), *rules)
    high = [(place, fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16)) for place, descriptor in wanted]
    for place, descriptor in high:
        os.dup2(descriptor, place)
    os.closerange(len(high), 256)  # the server holds a handful
    session.run(3, 3, found._replace(rules=4 if rules else None), exams)


def end(child: int, patience: float) -> tuple[int, int, int]:
    """End a child and its session; its exit code, 1 if it had to be killed, its microseconds."""
    until = time.monotonic() + patience
    while not (ended := has_ended(child)) and time.monotonic() < until:
        time.sleep(0.001)
    for kill in (os.killpg, os.kill):  # the child is not reaped yet, so the number is still its own
        with contextlib.suppress(OSError):
            kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    spent = min(int(1e6 * (used.ru_utime + used.ru_stime)), (1 << 31) - 1)
    return os.waitstatus_to_exitcode(status), int(not ended), spent


def end_strays() -> None:
    """End what outlived its child: it is ours now (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    children = f"/proc/self/task/{os.getpid()}/children"
    with contextlib.suppress(OSError):
        while strays := Path(children).read_text().split():
            for stray in strays:
                os.kill(int(stray), signal.SIGKILL)
                os.waitpid(int(stray), 0)


def has_ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
