"""A world of its own for submissions: own files, network, processes and messages (namespaces(7)).

The server enters it once; every submission gets one more namespace of processes, in which it is
process 1: when it ends, the kernel ends whatever it left behind.

Constants: include/uapi/linux/{sched,mount,fcntl}.h.
"""

import os
import signal
import struct
from pathlib import Path

from . import kernel
from .readable import Readable

NEW_MOUNT, NEW_UTS, NEW_IPC = 0x00020000, 0x04000000, 0x08000000
NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
NO_SUID, NO_DEVICES, BIND, RECURSIVE, PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000
DETACH = 2  # umount2: MNT_DETACH
HERE, AT_RECURSIVE = -100, 0x8000  # AT_FDCWD
READ_ONLY = struct.pack("<4Q", 0x1 | 0x2, 0, 0, 0)  # struct mount_attr: read only, no suid
LINKS = ("lib", "lib64", "usr/lib64")  # where systems keep links to folders of libraries


def enter(readable: Readable) -> int:
    """Go on as process 1 of new namespaces, in which only `readable` exists.

    Returns a descriptor by which this process comes back to its own namespace of processes.
    Raises OSError where this is not allowed.
    """
    user, group = os.geteuid(), os.getegid()
    wanted = NEW_MOUNT | NEW_NETWORK | NEW_IPC | NEW_UTS | NEW_PROCESSES
    kernel.call("unshare", wanted if user == 0 else wanted | NEW_USER)
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    if inner := os.fork():
        os.closerange(0, 256)  # the grader must see when the inner one ends
        os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) & 0xFF)
    kernel.prctl(kernel.PDEATHSIG, signal.SIGKILL)
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    build_root(readable)
    return own


def fork_inside(own: int) -> int:
    """Fork; the child is process 1 of a namespace of its own."""
    kernel.call("unshare", NEW_PROCESSES)
    child = os.fork()
    if child:
        kernel.call("setns", own, NEW_PROCESSES)
    return child


def build_root(readable: Readable) -> None:
    """A root that holds nothing but what may be read, read-only."""
    kernel.call("mount", None, b"/", None, RECURSIVE | PRIVATE, None)
    memory(Path("/tmp"))
    os.chdir("/tmp")
    Path("/tmp/old").mkdir()
    kernel.call("pivot_root", b".", b"old")
    os.chdir("/")
    Path("/new").mkdir()
    memory(Path("/new"))
    for path in readable.roots:
        show(path)
    for path in readable.hidden:
        if any(root in path.parents for root in readable.roots):
            memory(inside(path))
    for path in (*readable.packages, *readable.devices):
        show(path)
    for name in LINKS:
        link = Path("/old", name)
        if link.is_symlink() and not Path("/new", name).exists():
            Path("/new", name).parent.mkdir(parents=True, exist_ok=True)
            Path("/new", name).symlink_to(link.readlink())
    os.chdir("/new")
    kernel.call("pivot_root", b".", b".")  # the old root now lies on top of the new one
    kernel.call("umount2", b".", DETACH)
    os.chdir("/")
    kernel.call("mount_setattr", HERE, b"/", AT_RECURSIVE, READ_ONLY, len(READ_ONLY))


def inside(path: Path) -> Path:
    return Path("/new", *path.parts[1:])


def memory(folder: Path) -> None:
    """An empty file system in memory, over this folder."""
    kernel.call(
        "mount", b"tmpfs", os.fsencode(folder), b"tmpfs", NO_SUID | NO_DEVICES, b"size=1m,mode=755"
    )


def show(path: Path) -> None:
    """Make a file or folder of the old root visible in the new one."""
    source, target = Path("/old", *path.parts[1:]), inside(path)
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    kernel.call("mount", os.fsencode(source), os.fsencode(target), None, BIND | RECURSIVE, None)
