"""Files that a submission may read, enforced by Landlock (Linux 5.13 and later, landlock(7)).

Every right that the kernel knows is taken away; reading is given back for some paths.  From later
versions on, TCP and signals to processes outside are taken away as well.

Constants: include/uapi/linux/landlock.h; struct landlock_ruleset_attr, landlock_path_beneath_attr.
"""

import ctypes
import os
from pathlib import Path

from . import kernel
from .readable import Readable

VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION
PATH_BENEATH = 1  # LANDLOCK_RULE_PATH_BENEATH
WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many rights on files a version knows; later: 16
NET_SINCE, NET = 4, 0b11  # bind and connect of TCP
SCOPE_SINCE, SCOPE = 6, 0b11  # abstract sockets and signals


class Attributes(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("net", ctypes.c_uint64),
        ("scope", ctypes.c_uint64),
    )


class Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def rules(readable: Readable) -> int:
    """A descriptor of the rules; OSError where the kernel has no Landlock."""
    version = kernel.call("landlock_create_ruleset", None, 0, VERSION)
    wanted = Attributes(
        (1 << RIGHTS.get(version, 16)) - 1,
        NET if version >= NET_SINCE else 0,
        SCOPE if version >= SCOPE_SINCE else 0,
    )
    size = 24 if version >= SCOPE_SINCE else 16 if version >= NET_SINCE else 8
    found = kernel.call("landlock_create_ruleset", wanted, size, 0)
    for path in readable.parts():
        allow(found, path, READ_FILE | READ_DIR if path.is_dir() else READ_FILE)
    for path in readable.roots:
        if path.is_dir():  # to import means to list; what lies in hidden folders stays unreadable
            allow(found, path, READ_DIR)
    for path in readable.devices:
        allow(found, path, READ_FILE | (WRITE_FILE if str(path) == os.devnull else 0))
    return found


def allow(rules: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = Beneath(rights, descriptor)
        kernel.call("landlock_add_rule", rules, PATH_BENEATH, beneath, 0)
    finally:
        os.close(descriptor)


def restrict(rules: int) -> None:
    """Put the rules on this process, for good."""
    kernel.call("landlock_restrict_self", rules, 0)
