"""Pin anew: resolve what `make test` and a developer install, and write the pins to both places.

pip reads requirements/constraints.txt, uv reads `constraint-dependencies` in pyproject.toml.
Neither holds an address, which is why there is no lock file. Needs uv; run it as `make pins`.
"""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# What `make` installs, for Python 3.11 and later. Written by `make pins`; not by hand.\n"
RESOLVE = (
    "uv pip compile --quiet --no-config --universal --no-emit-index-url --no-annotate --no-header "
    "--python-version 3.11 --extra test --extra docs --extra notebooks --extra postgresql "
    "--group dev pyproject.toml"
)


def main() -> None:
    """Resolve, then write both files; a resolution that cannot be had changes neither."""
    done = subprocess.run(RESOLVE.split(), cwd=ROOT, check=True, capture_output=True, text=True)
    pins = "".join(f'  "{pin}",\n' for pin in done.stdout.splitlines())
    pyproject = ROOT / "pyproject.toml"
    text, places = re.subn(
        r"(?m)^(constraint-dependencies = \[\n)(?:  .*\n)*(?=\])",
        lambda found: found[1] + pins,
        pyproject.read_text(encoding="utf-8"),
    )
    if places != 1:
        raise SystemExit("pyproject.toml should hold one list constraint-dependencies")
    pyproject.write_text(text, encoding="utf-8")
    constraints = ROOT / "requirements" / "constraints.txt"
    constraints.write_text(HEADER + done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main()
