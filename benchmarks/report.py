"""What was measured side by side, as docs/performance.md with a small picture."""

import datetime
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from math import log10
from pathlib import Path
from typing import NamedTuple

from benchmarks.timing import spoken
from grader import __version__

DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- written by make bench -->\n", "<!-- end -->\n"
PACKAGES = ("numpy", "sympy", "torch", "nbgrader")
COMMANDS = ("check50", "otter")  # programs with an environment of their own
LABELS, BARS, WIDTH = 348, 356, 720  # where labels end and bars begin, and how wide all is
HALO = 'stroke="#fff" stroke-width="4" paint-order="stroke"'


class Row(NamedTuple):
    """Two ways to the same end: medians in seconds, and the median of the ratios theirs / ours."""

    what: str
    against: str
    size: str
    ours: float
    theirs: float
    ratio: float


def write(rows: Sequence[Row], docs: Path = DOCS) -> None:
    """Put the table, the machine and the picture into the manual."""
    page = docs / "performance.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}{table(rows)}\n{machine()}\n{END}{after}", encoding="utf-8")
    (docs / "performance.svg").write_text(picture(rows), encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    head = "| what | against | size | ours | theirs | theirs / ours |\n|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| {r.what} | {r.against} | {r.size} | {spoken(r.ours)} | {spoken(r.theirs)} "
        f"| {told(r.ratio)} |\n"
        for r in rows
    )


def told(ratio: float) -> str:
    """A ratio with two digits.

    >>> told(8492.1), told(4.28), told(0.5)
    ('8500', '4.3', '0.5')
    """
    return f"{float(f'{ratio:.2g}'):g}"


def machine() -> str:
    """When and on what it was measured."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    versions = {**{name: _version(name) for name in PACKAGES}, **{c: _said(c) for c in COMMANDS}}
    found = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"Measured {day} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"products of matrices on one thread, bptt-grader {__version__}, Python "
        f"{platform.python_version()}, {found}.\n"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def command(name: str) -> str | None:
    """The command of a program, as a variable names it, or as it is on the PATH."""
    return os.environ.get(name.upper()) or shutil.which(name)


def _said(name: str) -> str:
    program = command(name)
    if not program:
        return "not installed"
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    told = re.search(rf"{name}\D*([\d.]+)", done.stdout, re.IGNORECASE)
    return told[1] if told else "of an unknown version"


def picture(rows: Sequence[Row]) -> str:
    """The ratios as bars on a logarithmic scale; a line every power of ten."""
    most = max(1.0, *(log10(row.ratio) for row in rows))
    scale, height = (WIDTH - BARS - 80) / most, 26 * len(rows) + 30
    lines, bars = [], []
    for k, row in enumerate(rows):
        y, wide = 26 * k + 6, max(1.0, scale * log10(max(row.ratio, 1)))
        bars += [
            f'<text x="{LABELS}" y="{y + 13}" text-anchor="end">{row.against}, {row.size}</text>',
            f'<rect x="{BARS}" y="{y}" width="{wide:.1f}" height="18" fill="#0068a5"/>',
            f'<text x="{BARS + 6 + wide:.1f}" y="{y + 13}" {HALO}>{told(row.ratio)}</text>',
        ]
    for power in range(int(most) + 1):
        x = BARS + scale * power
        lines += [
            f'<path d="M{x:.1f} 0V{height - 24}" stroke="#5b6875" stroke-width=".5"/>',
            f'<text x="{x:.1f}" y="{height - 8}" text-anchor="middle">{10**power}</text>',
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="sans-serif" font-size="12" fill="#1b2733">'
        "<title>How many times as long the other way takes</title>"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{"".join(lines + bars)}</svg>\n'
    )
