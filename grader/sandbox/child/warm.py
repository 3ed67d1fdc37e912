"""What is done before a submission is met; a server does it once for all its forks."""

import gc
import importlib
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from pathlib import Path

import numpy as np

from . import session, wire
from .calls import Call

LAZY = ("numpy.random", "numpy.linalg", "numpy.fft")  # numpy imports these when used, as `ma`
# Objects/obmalloc.c: objects of a size share a pool, and the first lies behind its header
POOL, FIRST, LARGEST, STEP = 1 << 14, 48, 513, 16  # bytes
MOST = 3000  # objects of a size, where another allocator than Python's is at work
GAPS: list[bytes] = []
# Operations that submissions are made of, and the answer to nothing: submissions can find it.
PROGRAM = """
import numpy as np

def doubled(row):
    return 2.0 * np.tanh(row) ** 2

def nothing(x, s, V, W):
    total, rows = np.zeros_like(W), [s]
    for row in x:
        rows.append(doubled(row @ V) - np.ones(len(s)))
    for t in range(len(x), 0, -1):
        total += np.outer(rows[t], rows[t - 1] @ W.T * (1 - s))
    return total
"""


def warm(packages: Sequence[str], tell: Callable[[bytes], object]) -> None:
    """Import what submissions may use, then hide everything else that is installed."""
    warnings.simplefilter("ignore")
    for package in (*LAZY, *packages):
        try:
            importlib.import_module(package)
        except BaseException as error:
            text = f"the package {package} cannot be imported: {type(error).__name__}: {error}"
            tell(wire.pack("fault", text=text))
            os._exit(1)
    hide_installed()
    session.prepare()
    gc.enable()


def hide_installed() -> None:
    """Leave the standard library to import from, and what is loaded already."""
    library = str(Path(os.__file__).parent)
    sys.path[:] = [path for path in sys.path if is_standard(Path(path), library)]
    standard = (BuiltinImporter, FrozenImporter, PathFinder)
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder in standard]
    ours = __name__.split(".")[0]
    for name in [name for name in sys.modules if name.split(".")[0] == ours]:
        del sys.modules[name]


def is_standard(path: Path, library: str) -> bool:
    installed = {"site-packages", "dist-packages"} & set(path.parts)
    return not installed and (
        str(path).startswith(library) or path.suffix == ".zip" or path.name == "DLLs"
    )


def cheap_forks() -> None:
    """Every fork copies the pages of memory that it writes to: let these be few."""
    rehearse(lambda _: None)
    gc.collect()
    fill_gaps()
    gc.freeze()


def rehearse(send: session.Send) -> None:
    """Answer some calls of a program of ours: what Python and numpy learn by it, forks know."""
    modules, finders = set(sys.modules), list(sys.meta_path)
    arrays = [np.full(size, 0.1) for size in ((4, 3), (5,), (3, 5), (5, 5))]
    call = Call("us", "nothing", "function", arrays, 1, repeat=True, watch=True, driver="")
    order: dict[str, object] = {"programs": [("us", "us.py", (PROGRAM,))], "unfinished": []}
    order |= {"calls": [0] * 9, "limits": {"reply": 1 << 20}}
    session.answer_all(send, order, [call])
    sys.meta_path[:] = finders
    for name in sys.modules.keys() - modules:
        del sys.modules[name]


def fill_gaps() -> None:
    """Fill the gaps between small objects, so that those that a fork makes lie side by side.

    Three fresh pools mean that there are no gaps left for a size.
    """
    for size in range(FIRST, LARGEST, STEP):
        fresh = 0
        for _ in range(MOST):
            GAPS.append(bytes(size - sys.getsizeof(b"")))
            fresh += id(GAPS[-1]) % POOL == FIRST
            if fresh == 3:
                break
