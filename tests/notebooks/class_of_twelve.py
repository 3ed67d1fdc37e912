"""Twelve ways to hand in the notebook `wy`, and one more: what a course meets sooner or later."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Book = dict[str, Any]

RIGHT = {
    "chain": 'chain = "dE3/dy3 * dy3/dWy"',
    "chain_N": 'chain_N = "dEN/dyN * dyN/dWy"',
    "grad_Wy": """
import numpy as np

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    s = s0
    for row in x:
        s = np.tanh(row @ Wx + s @ Ws)
    return np.outer(s, 2 * (s @ Wy - d))
""",
}
WRONG = RIGHT | {
    "chain": 'chain = "dE3/dWy * dE3/dy3"',
    "chain_N": 'chain_N = ""',
    "grad_Wy": RIGHT["grad_Wy"].replace("2 *", "-2 *"),
}
HOSTILE = "<img src=x onerror=\"document.title='ran'\"> [a](javascript:document.title='ran')"


def cell(book: Book, grade_id: str) -> Book:
    """The cell of a notebook that nbgrader knows by a name."""
    return next(c for c in book["cells"] if _grade_id(c) == grade_id)


def _grade_id(cell: Book) -> object:
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def answered(book: Book, answers: dict[str, str], before: str = "") -> Book:
    """A copy of the released notebook with answers; `before` is put in front of the last."""
    made = copy.deepcopy(book)
    for name, text in answers.items():
        cell(made, name)["source"] = text
    cell(made, "grad_Wy")["source"] = before + answers["grad_Wy"]
    return made


def code(text: str) -> Book:
    return {
        "cell_type": "code",
        "id": "mine",
        "metadata": {},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }


def without(book: Book, *names: str) -> Book:
    return book | {"cells": [c for c in book["cells"] if _grade_id(c) not in names]}


def doubled(book: Book, *names: str) -> Book:
    cells = [[c, copy.deepcopy(c)] if _grade_id(c) in names else [c] for c in book["cells"]]
    return book | {"cells": [c for pair in cells for c in pair]}


def right(book: Book) -> Book:
    return answered(book, RIGHT)


def wrong(book: Book) -> Book:
    return answered(book, WRONG)


def partial(book: Book) -> Book:
    return answered(book, RIGHT | {"chain_N": WRONG["chain_N"]})


def crashing(book: Book) -> Book:
    ends = "import os\n\ndef grad_Wy(*a):\n    os._exit(0)\n"
    return answered(book, RIGHT | {"grad_Wy": ends})


def looping(book: Book) -> Book:
    return answered(book, RIGHT | {"grad_Wy": "def grad_Wy(*a):\n    while True: pass\n"})


def warning(book: Book) -> Book:
    noise = "import sys, warnings\nwarnings.warn('old')\nprint('on stderr', file=sys.stderr)\n"
    return answered(book, RIGHT, noise)


def deleted(book: Book) -> Book:
    return without(right(book), "check-chain", "chain_N", "check-grad_Wy", "setup")


def duplicated(book: Book) -> Book:
    return doubled(right(book), "chain", "check-chain", "grad_Wy")


def edited_points(book: Book) -> Book:
    made = wrong(book)
    for name in RIGHT:
        cell(made, f"check-{name}")["metadata"]["nbgrader"] |= {"points": 100, "locked": False}
    return made


def tampering(book: Book) -> Book:
    made = answered(book, WRONG, "import numpy\nnumpy.testing.assert_allclose = print\n")
    for name in RIGHT:
        cell(made, f"check-{name}")["source"] = "100.0"
    made["cells"].insert(0, code("import grader\ngrader.check = check = lambda *a: 100.0"))
    return made


def kernel_tricks(book: Book) -> Book:
    made = wrong(book)
    made["cells"].insert(
        0,
        code(
            "import sys\nshell = get_ipython()\nshell.ast_node_interactivity = 'all'\n"
            "shell.display_formatter.formatters['text/plain'].for_type(float, lambda *a: '3.0')\n"
            "shell.input_transformers_post.append(lambda lines: ['4.0'])\n"
            "sys.displayhook = lambda value: print(4.0)\n"
        ),
    )
    return made


def planted(book: Book) -> Book:
    return wrong(book)


def hostile(book: Book) -> Book:
    """Retyped and reordered, with all that a browser might obey."""
    made = right(book)
    cell(made, "chain")["cell_type"] = "markdown"
    for key in ("outputs", "execution_count"):
        cell(made, "chain").pop(key)
    made["cells"].reverse()
    html = {"output_type": "display_data", "data": {"text/html": HOSTILE}, "metadata": {}}
    cell(made, "grad_Wy")["outputs"] = [html]
    text = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": HOSTILE}
    raw = {"cell_type": "raw", "id": "r", "metadata": {"format": "text/html"}, "source": HOSTILE}
    made["cells"] += [text, raw, code(f"raise ValueError({HOSTILE!r})")]
    cell(made, "chain_N")["source"] = f"chain_N = {HOSTILE!r}"
    made["metadata"]["title"] = HOSTILE
    return made


KINDS: dict[str, Callable[[Book], Book]] = {
    f"s{number:03d}": kind
    for number, kind in enumerate(
        (
            right,
            wrong,
            partial,
            crashing,
            looping,
            warning,
            deleted,
            duplicated,
            edited_points,
            tampering,
            kernel_tricks,
            planted,
            hostile,
        ),
        1,
    )
}
# Points for chain, chain_N and grad_Wy, said without asking the grader.
EXPECTED = {
    "s001": (1, 1, 4),
    "s002": (0, 0, 0),
    "s003": (1, 0, 4),
    "s004": (1, 1, 0),
    "s005": (1, 1, 0),
    "s006": (1, 1, 4),
    "s007": (1, 0, 4),
    "s008": (1, 1, 4),
    "s009": (0, 0, 0),
    "s010": (0, 0, 0),
    "s011": (0, 0, 0),
    "s012": (0, 0, 0),
    "s013": (0, 0, 4),
}


def hand_in(folder: Path) -> None:
    """Fill submitted/ of a course directory whose assignment `wy` is released."""
    book = json.loads((folder / "release/wy/wy.ipynb").read_text())
    for student, kind in KINDS.items():
        place = folder / "submitted" / student / "wy"
        place.mkdir(parents=True)
        (place / "wy.ipynb").write_text(json.dumps(kind(book)))
        (place / "timestamp.txt").write_text("2026-11-20 10:00:00 UTC\n")
    (folder / "submitted/s012/wy/numpy.py").write_text("def outer(*a): return 4.0\n")
