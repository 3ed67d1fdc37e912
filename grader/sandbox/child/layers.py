"""What holds a submission in: layers that the child puts on itself before any foreign line runs.

Today these are limits on resources and a session of its own.  A further layer is one more function,
named in what `apply` returns; one that cannot be applied raises, and nothing is run.
"""

import math
import os
from collections.abc import Mapping


def isolation() -> str:
    """The layers this system has, as the result reports them."""
    try:
        import resource  # noqa: F401
    except ImportError:
        return "process"
    return "rlimits"


def apply(limits: Mapping[str, float]) -> str:
    """Put every layer on this process, for good; `limits` as in `grader.sandbox.Limits`."""
    name = isolation()
    if name == "rlimits":
        own_session()
        limit_resources(memory=int(limits["memory"]), seconds=math.ceil(limits["total"]))
    return name


def own_session() -> None:
    if os.getsid(0) != os.getpid():
        os.setsid()


def limit_resources(memory: int, seconds: int) -> None:
    """Bytes of address space, seconds of processor time; no files are written, no core dumped."""
    import resource as r

    wanted = {
        r.RLIMIT_CPU: (seconds + 1, seconds + 2),
        r.RLIMIT_FSIZE: (0, 0),
        r.RLIMIT_NOFILE: (64, 64),
        r.RLIMIT_CORE: (0, 0),
        r.RLIMIT_AS: (memory, memory),
    }
    for limit, (soft, hard) in wanted.items():
        try:
            r.setrlimit(limit, (soft, hard))
        except (OSError, ValueError):
            if limit != r.RLIMIT_AS:  # macOS has no limit on the address space
                raise
