"""System calls that a submission may not make: a filter in the kernel (seccomp(2), mode filter).

A list of what is denied, not of what is allowed: a gradient needs few calls, but which ones changes
with every version of the C library.  What is denied fails with EPERM, as if the right were missing.

Constants: include/uapi/linux/{seccomp,filter,bpf_common,audit}.h; fields of what a filter sees:
`struct seccomp_data` (number 0, machine 4, low word of argument k at 16 + 8 k).
"""

import ctypes
import struct
from collections.abc import Sequence

from . import kernel

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050001, 0x00050026  # SECCOMP_RET_ERRNO and the error
AUDIT_ARCH = (0xC000003E, 0xC00000B7)  # of kernel.MACHINES
X32 = 0x40000000  # x86-64: numbers from here on are those of another table
CLONE_THREAD = 0x00010000  # include/uapi/linux/sched.h
SET_MODE_FILTER = 1
# include/uapi/asm-generic/fcntl.h: who gets signals about a descriptor, and which; locks, which
# submissions that run at the same time would see
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW = 6, 7, 37, 38
# include/uapi/linux/fcntl.h: making others wait who write a file, being told of changes in a folder
F_SETLEASE, F_NOTIFY = 1024, 1026
FCNTL = (F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW)
# include/uapi/asm-generic/{ioctls,sockios}.h: typing into a terminal; signals again
TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP = 0x5412, 0x541C, 0x8901, 0x8902

Code = list[bytes]


class Filter(ctypes.Structure):
    """struct sock_fprog: how many instructions, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    """struct sock_filter; `yes` and `no` are how many instructions to skip."""
    return struct.pack("HBBI", code, yes, no, value)


def program(process: int) -> bytes:
    """The filter for a process with this number."""
    here = kernel.machine()
    leaves = {number: [instruction(RETURN, EPERM)] for number in denied(here)}
    for name, code in asked(process).items():
        leaves[kernel.number(name)] = code
    if here == 0:
        leaves[X32] = [instruction(RETURN, EPERM)]
    tree = search(steps(leaves))
    head = [instruction(LOAD, 4), instruction(JUMP_EQUAL, AUDIT_ARCH[here], 1, 0)]
    return b"".join([*head, instruction(RETURN, KILL_PROCESS), instruction(LOAD, 0), *tree])


def denied(here: int) -> list[int]:
    """The numbers of the calls that are denied whatever their arguments."""
    numbers = (row[here] for row in kernel.table(kernel.DENIED).values())
    return [number for number in numbers if number is not None]


def asked(process: int) -> dict[str, Code]:
    """Calls that depend on an argument."""
    return {
        "clone": [  # threads, and no processes
            instruction(LOAD, 16),
            instruction(JUMP_BITS, CLONE_THREAD, 1, 0),
            instruction(RETURN, EPERM),
            instruction(RETURN, ALLOW),
        ],
        "clone3": [instruction(RETURN, ENOSYS)],  # libc then uses clone, whose flags can be seen
        "tgkill": only(0, process),
        "prlimit64": only(0, 0),  # its own limits
        "prctl": none_of(0, (kernel.PDEATHSIG, kernel.DUMPABLE)),
        "fcntl": none_of(1, (*FCNTL, F_SETLEASE, F_NOTIFY)),
        "ioctl": none_of(1, (TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP)),
    }


def only(argument: int, value: int) -> Code:
    """Allow the call if its argument has this value."""
    return [
        instruction(LOAD, 16 + 8 * argument),
        instruction(JUMP_EQUAL, value, 1, 0),
        instruction(RETURN, EPERM),
        instruction(RETURN, ALLOW),
    ]


def none_of(argument: int, values: Sequence[int]) -> Code:
    """Deny the call if its argument has one of these values."""
    left = range(len(values), 0, -1)
    tests = [instruction(JUMP_EQUAL, v, k, 0) for v, k in zip(values, left, strict=True)]
    load = instruction(LOAD, 16 + 8 * argument)
    return [load, *tests, instruction(RETURN, ALLOW), instruction(RETURN, EPERM)]


def steps(leaves: dict[int, Code]) -> list[tuple[int, Code]]:
    """What happens from each number on, in order; what is not named is allowed."""
    allow = [instruction(RETURN, ALLOW)]
    found = [(0, allow)]
    for number in sorted(leaves):
        after = X32 << 1 if number == X32 else number + 1
        if found[-1][0] == number:
            found.pop()
        if not found or found[-1][1] != leaves[number]:
            found.append((number, leaves[number]))
        found.append((after, allow))
    return [step for step in found if step[0] < 1 << 31]


def search(found: Sequence[tuple[int, Code]]) -> Code:
    """Instructions that find the step of the number loaded, by halving."""
    if len(found) == 1:
        return found[0][1]
    middle = len(found) // 2
    below, above = search(found[:middle]), search(found[middle:])
    return [instruction(JUMP_AT_LEAST, found[middle][0], len(below), 0), *below, *above]


def load(code: bytes) -> None:
    """Put the filter on this process, for good."""
    kernel.call("seccomp", SET_MODE_FILTER, 0, Filter(len(code) // 8, code))
