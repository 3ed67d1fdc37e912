"""`bptt check ws` from a cold start against the import of numpy alone, as whole processes."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import side_by_side, spoken

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        shutil.copytree(ROOT / "exercises", course / "exercises")
        shutil.copy(
            ROOT / "solutions" / "03_ws" / "ws.py", course / "exercises" / "03_ws" / "ws.py"
        )

        def run(*command: str) -> None:
            subprocess.run([sys.executable, *command], cwd=course, capture_output=True, check=False)

        ours, numpy, ratio = side_by_side(
            lambda: run("-m", "grader", "check", "ws"), lambda: run("-c", "import numpy"), 15
        )
    print("\nFrom a cold start")
    times = f"{1 / ratio:.2f} times as long"
    print(f"bptt check ws {spoken(ours)}, import numpy {spoken(numpy)}: {times}")
