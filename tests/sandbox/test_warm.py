"""Before a submission is met: on every system, and without a trace."""

import subprocess
import sys

from grader.sandbox.child import warm, wire
from grader.sandbox.children import CHILD, environment

WITHOUT = ("fcntl", "grp", "pwd", "resource", "termios")  # what Windows does not have


def test_a_rehearsal_goes_well_and_leaves_no_trace() -> None:
    before = dict(sys.modules), list(sys.meta_path)
    sent = bytearray()
    warm.rehearse(sent.extend)
    kinds = [frame.kind for frame in wire.frames(sent, 1 << 20)]
    assert kinds[:2] == ["loading", "loaded"]
    assert set(kinds[2:]) == {"ok"}
    assert (sys.modules, sys.meta_path) == before


def test_gaps_are_filled_with_little() -> None:
    try:
        warm.fill_gaps()
        assert 0 < sum(map(sys.getsizeof, warm.GAPS)) < 40 << 20
    finally:
        warm.GAPS.clear()


def test_a_child_starts_where_there_is_nothing_of_unix() -> None:
    start = f"""
import difflib, random, runpy, shutil, socket, sys
import numpy
sys.platform = "win32"
sys.modules.update(dict.fromkeys({WITHOUT}))
sys.argv = ["child", "layers", "rlimits"]
runpy.run_path({str(CHILD)!r}, run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", start], capture_output=True, env=environment(), check=False
    )
    assert done.stderr.decode() == ""
    (frame,) = wire.frames(bytearray(done.stdout), 0)
    assert frame.text.startswith("process")
