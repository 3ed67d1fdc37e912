"""The same attacks, run by an ordinary user: where root runs the tests, it becomes one for this."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models import ROOT

USER = 64_999
NEEDED = ("unshare", "setpriv", "mount")
SOME = "secret or fork or signal or socket or mount or memory or loop or frame or limit or enough"


def for_root_only() -> Path | None:
    """The outermost folder above this interpreter that an ordinary user may not enter."""
    folders = [Path(sys.base_prefix), *Path(sys.base_prefix).parents]
    closed = [folder for folder in folders if not folder.stat().st_mode & 0o001]
    return closed[-1] if closed else None


def as_user(command: list[str], place: Path) -> list[str]:
    """The command, run by an ordinary user; what lies in root's own folders is shown to them."""
    lines = ["set -e"]
    if closed := for_root_only():
        lines += [
            f"mount --bind {sys.base_prefix} {place}",
            f"mount -t tmpfs -o mode=755 x {closed}",
        ]
        lines += [f"mkdir -p {sys.base_prefix}", f"mount --move {place} {sys.base_prefix}"]
    user = f"setpriv --reuid={USER} --regid={USER} --clear-groups --inh-caps=-all"
    lines.append(f"exec {user} {shlex.join(command)}")
    return ["unshare", "--mount", "sh", "-c", "\n".join(lines)]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can be others")
@pytest.mark.parametrize("which", ["attacks", "layers"])
def test_an_ordinary_user_is_held_in_as_well(which: str, tmp_path: Path) -> None:
    if not all(map(shutil.which, NEEDED)):
        pytest.skip(f"needs {', '.join(NEEDED)}")
    tests = {"attacks": "tests/attacks/test_reach.py", "layers": "tests/sandbox/test_layers.py"}
    chosen = ["-k", SOME] if which == "attacks" else []
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header"]
    shown = tmp_path / "python"
    shown.mkdir()
    base = f"--basetemp=/tmp/bptt-as-user-{os.getpid()}"
    done = subprocess.run(
        as_user([*pytest_, base, *chosen, tests[which]], shown),
        cwd=ROOT,
        env={**os.environ, "HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(f"/tmp/bptt-as-user-{os.getpid()}", ignore_errors=True)
    hidden = ("Permission denied", "No module named", "failed to execute")
    if any(words in done.stderr for words in hidden):
        pytest.skip("the tests lie where an ordinary user cannot read them")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
