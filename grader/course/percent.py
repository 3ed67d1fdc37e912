"""The source of a topic: percent format with solution markers; read, stubbed and written as a
notebook.

>>> cells = read_cells("# %% [markdown]\\n# # Title\\n\\n# %%\\nimport numpy as np\\n")
>>> [(cell.kind, cell.text) for cell in cells]
[('markdown', '# Title'), ('code', 'import numpy as np')]
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
YOUR_TURN = 'raise NotImplementedError("your turn")'


class Cell(NamedTuple):
    """A cell of a notebook: kind "markdown" or "code", and its text."""

    kind: str
    text: str


def read_cells(source: str) -> list[Cell]:
    """The cells of a percent-format file."""
    cells = []
    for block in re.split(r"^# %%", source, flags=re.M)[1:]:
        head, _, body = block.partition("\n")
        kind = "markdown" if "[markdown]" in head else "code"
        lines = body.strip("\n").splitlines()
        text = (
            "\n".join(re.sub(r"^# ?", "", line) for line in lines)
            if kind == "markdown"
            else "\n".join(lines)
        )
        cells.append(Cell(kind, text))
    return cells


def stub_cells(cells: Iterable[Cell], empty: Mapping[str, str]) -> list[Cell]:
    """The cells without their solutions.  `empty` says what a module-level answer is before it is
    given.

    Raises ValueError for a marker without its partner.
    """
    return [Cell(c.kind, _stubbed(c.text, empty) if c.kind == "code" else c.text) for c in cells]


def _stubbed(text: str, empty: Mapping[str, str]) -> str:
    kept: list[str] = []
    solution: list[str] | None = None
    for line in text.splitlines():
        if line.strip() == BEGIN and solution is None:
            solution = []
        elif line.strip() == END and solution is not None:
            kept += _instead(line[: line.index("#")], solution, empty)
            solution = None
        elif BEGIN in line or END in line:
            raise ValueError(f"a solution marker without its partner: {line.strip()}")
        else:
            (kept if solution is None else solution).append(line)
    if solution is not None:
        raise ValueError(f"{BEGIN} is never closed")
    return "\n".join(kept)


def _instead(indent: str, solution: list[str], empty: Mapping[str, str]) -> list[str]:
    if indent:
        return [indent + YOUR_TURN]
    assigned = [n for n in ast.parse("\n".join(solution)).body if isinstance(n, ast.Assign)]
    names = [t.id for node in assigned for t in node.targets if isinstance(t, ast.Name)]
    return [f"{name} = {empty[name]}" for name in names if name in empty]


def as_percent(cells: Iterable[Cell]) -> str:
    """The cells as a percent-format file."""
    blocks = []
    for cell in cells:
        if cell.kind == "markdown":
            lines = [f"# {line}".rstrip() for line in cell.text.splitlines()]
            blocks.append("\n".join(["# %% [markdown]", *lines]))
        else:
            blocks.append(f"# %%\n{cell.text}")
    return "\n\n".join(blocks) + "\n"


def as_notebook(cells: Iterable[Cell], topic: str) -> str:
    """The cells as a notebook (format 4.5), the same bytes for the same cells."""
    written = []
    for number, cell in enumerate(cells, 1):
        entry: dict[str, object] = {
            "cell_type": cell.kind,
            "id": f"{topic}-{number:02d}",
            "metadata": {},
            "source": cell.text.splitlines(keepends=True),
        }
        if cell.kind == "code":
            entry |= {"execution_count": None, "outputs": []}
        written.append(dict(sorted(entry.items())))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": written,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
