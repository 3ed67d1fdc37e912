"""`make bench`: every claim of speed, side by side in one run; trust the ratios.

Run on an idle machine.  Each table holds our way against the one that courses take.
"""

import importlib
import os
import sys
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before numpy is imported

sys.path.insert(0, str(Path(__file__).parent.parent))

TABLES = (
    "table",
    "differences",
    "cold_start",
    "isolation",
    "throughput",
    "interruptions",
    "soak",
    "formulas",
    "explanations",
    "notebooks",
    "board",
)


def main() -> None:
    """Run the tables named on the command line, or all of them; numbers say how many of what."""
    for table in [word for word in sys.argv[1:] if not word.isdigit()] or TABLES:
        importlib.import_module(f"benchmarks.{table}").main()


if __name__ == "__main__":
    main()
