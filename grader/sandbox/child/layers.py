"""What holds a submission in: layers that are tried once and that every child puts on itself.

Trying a layer means doing it in a process that is then thrown away, and seeing there that it holds.
One that was there when it was tried and cannot be applied later raises, and nothing is run.
"""

import math
import os
import socket
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from .readable import readable

if sys.platform.startswith("linux"):
    from . import kernel, landlock, namespaces, seccomp

FIRST_USER = 64_000  # users that no system gives to anyone, from here on, one for each server
NOT_WANTED = "not wanted"


class Layers(NamedTuple):
    """What a server has found and prepared; every child of it applies the same.

    `rules` is a descriptor of Landlock's, `program` a filter by the child's number, `user` whom a
    child of root becomes, `own` the descriptor to the server's namespace of processes.
    """

    names: tuple[str, ...]
    missing: Mapping[str, str]
    rules: int | None = None
    program: Callable[[int], bytes] | None = None
    user: int | None = None
    own: int | None = None

    @property
    def isolation(self) -> str:
        """As the result reports it."""
        return "+".join(self.names)


def prepare(packages: Sequence[str], wanted: Sequence[str], server: bool) -> Layers:
    """Find out which of the `wanted` layers this system has, and prepare them.

    A `server` that may have namespaces goes on inside them.
    """
    try:
        import resource  # noqa: F401
    except ImportError:
        return Layers(("process",), dict.fromkeys(wanted, "not on this system"))
    if not sys.platform.startswith("linux"):
        others = (name for name in wanted if name != "rlimits")
        return Layers(("rlimits",), dict.fromkeys(others, "not on this system"))
    return _Finding(packages, wanted).found(server)


class _Finding:
    """Trying one layer after another."""

    def __init__(self, packages: Sequence[str], wanted: Sequence[str]) -> None:
        self.wanted = wanted
        self.readable = readable(packages)
        self.missing: dict[str, str] = {}
        self.user = FIRST_USER + os.getpid() % 1000

    def found(self, server: bool) -> Layers:
        own = program = user = None
        if not server:
            self.missing["namespaces"] = "only for forks of a server"
        elif self.holds("namespaces", self.hidden):
            own = namespaces.enter(self.readable)
        # rules speak of the files of the root they are made in: after the namespaces
        rules = self.rules()
        if self.holds("seccomp", self.filtered):
            program = programs(seccomp.program)
        if os.geteuid():
            self.missing["uid"] = "this is not root"
        elif self.holds("uid", self.dropped):
            user = self.user
        if server:
            kernel.prctl(kernel.DUMPABLE, 0)
            kernel.prctl(kernel.SUBREAPER, 1)
        names = tuple(name for name in self.wanted if name not in self.missing)
        return Layers(names, self.missing, rules, program, user, own)

    def holds(self, name: str, attempt: Callable[[], object]) -> bool:
        why = NOT_WANTED if name not in self.wanted else tried(attempt)
        if why:
            self.missing[name] = why
        return not why

    def rules(self) -> int | None:
        try:
            must("landlock" in self.wanted, NOT_WANTED)
            rules = landlock.rules(self.readable)
        except OSError as error:
            self.missing["landlock"] = str(error.args[-1])
            return None
        return rules if self.holds("landlock", lambda: self.closed(rules)) else None

    def hidden(self) -> None:
        own = namespaces.enter(self.readable)
        child = namespaces.fork_inside(own)
        if not child:
            os._exit(os.getpid() != 1)
        must(os.waitpid(child, 0)[1] == 0, "processes are still seen")
        must(not os.path.exists("/proc"), "files are still seen")  # noqa: PTH110

    def closed(self, rules: int) -> None:
        no_new_rights()
        landlock.restrict(rules)
        must(not can(lambda: os.listdir("/")), "files can still be read")  # noqa: PTH208
        must(can(lambda: os.listdir(os.path.dirname(os.__file__))), "nothing can be read")  # noqa: PTH120, PTH208

    def filtered(self) -> None:
        no_new_rights()
        seccomp.load(seccomp.program(os.getpid()))
        must(not can(socket.socket), "sockets can still be made")
        must(not can(os.fork), "processes can still be made")

    def dropped(self) -> None:
        become(self.user)
        must(os.getuid() != 0, "still root")
        must(not can(lambda: os.setuid(0)), "root again")
        library = os.path.dirname(os.__file__)  # noqa: PTH120
        must(can(lambda: os.listdir(library)), f"{library} is for root only")  # noqa: PTH208


def tried(attempt: Callable[[], object]) -> str:
    """Why this cannot be done, found out in a process that is thrown away; "" if it can."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            attempt()
            os.write(writing, b"+")
        except BaseException as error:
            said = error.args[-1] if isinstance(error, OSError) else error
            os.write(writing, str(said or type(error).__name__).encode()[:200])
        os._exit(0)
    os.close(writing)
    said = os.read(reading, 300).decode("utf-8", "replace")
    os.close(reading)
    os.waitpid(child, 0)
    return "" if said == "+" else said or "it ends the process"


def must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise PermissionError(otherwise)


def can(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def programs(make: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Filters by the number of a process, that of process 1 made beforehand."""
    of_first = make(1)
    return lambda process: of_first if process == 1 else make(process)


# what a child does


def apply(layers: Layers, limits: Mapping[str, float]) -> str:
    """Put every layer on this process, for good; `limits` as in `grader.sandbox.Limits`."""
    if "rlimits" in layers.names:
        own_session()
        may_start = layers.program is not None or not sys.platform.startswith("linux")
        limit_resources(int(limits["memory"]), math.ceil(limits["total"]), may_start)
    if sys.platform.startswith("linux"):
        lock(layers)
    return layers.isolation


def lock(layers: Layers) -> None:
    """The layers of the kernel; what comes first is still needed for what comes later."""
    if layers.user is not None:
        become(layers.user)
    kernel.prctl(kernel.PDEATHSIG, 9)
    kernel.prctl(kernel.DUMPABLE, 0)
    no_new_rights()
    no_capabilities()
    if layers.rules is not None:
        landlock.restrict(layers.rules)
        os.close(layers.rules)
    if layers.program is not None:
        seccomp.load(layers.program(os.getpid()))


def become(user: int) -> None:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def no_new_rights() -> None:
    kernel.prctl(kernel.NO_NEW_PRIVS, 1)


def no_capabilities() -> None:
    """Capabilities of root, or of who made a namespace of users: none (capset(2), version 3)."""
    kernel.call("capset", struct.pack("<Ii", 0x20080522, 0), bytes(24))


def own_session() -> None:
    if os.getsid(0) != os.getpid():
        os.setsid()


def limit_resources(memory: int, seconds: int, may_start: bool) -> None:
    """Bytes of address space, seconds of processor time; no files are written, no core dumped.

    Unless it `may_start` processes (because something else forbids it) it may not, nor threads.
    """
    import resource as r

    wanted = {
        r.RLIMIT_CPU: (seconds + 1, seconds + 2),
        r.RLIMIT_FSIZE: (0, 0),
        r.RLIMIT_NOFILE: (64, 64),
        r.RLIMIT_CORE: (0, 0),
        r.RLIMIT_AS: (memory, memory),
    }
    if not may_start:
        wanted[r.RLIMIT_NPROC] = (0, 0)
    for limit, (soft, hard) in wanted.items():
        try:
            r.setrlimit(limit, (soft, hard))
        except (OSError, ValueError):
            if limit != r.RLIMIT_AS:  # macOS has no limit on the address space
                raise
