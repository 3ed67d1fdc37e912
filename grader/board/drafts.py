"""What a student writes: drafts, kept at every key beside the course; and answers, put into the
student's own file when that is asked for.
"""

import ast
import contextlib
import json
from io import StringIO
from pathlib import Path

from grader.results import write

MOST_BYTES = 1_000_000


class Drafts:
    """The drafts of a course, in `.bptt/drafts.json`; a file that cannot be read is begun anew."""

    def __init__(self, root: Path) -> None:
        self.path = root / ".bptt" / "drafts.json"
        self.all = self._read()

    def _read(self) -> dict[str, str]:
        try:
            if self.path.stat().st_size > MOST_BYTES:
                return {}
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        pairs = found.items() if isinstance(found, dict) else ()
        return {name: text for name, text in pairs if isinstance(text, str)}

    def keep(self, name: str, text: str) -> None:
        """Keep one draft; a folder that cannot be written to is no reason to stop."""
        self.all[name] = text
        content = json.dumps(self.all, indent=1, ensure_ascii=False)
        with contextlib.suppress(OSError):
            write(self.path, content.encode("utf-8", "replace"), lasting=False)


def save(path: Path, question: str, text: str) -> str:
    """Put an answer into the student's file, a program or a notebook; says where it is now.

    Raises ValueError with what stands in the way; nothing is written then.
    """
    name = question.partition(".")[2]
    try:
        content = path.read_bytes().decode()  # with the ends of lines as they are
        saved = (_in_notebook if path.suffix == ".ipynb" else _in_source)(content, name, text)
        write(path, saved.encode())
    except (OSError, UnicodeError) as problem:
        raise ValueError(f"{path.name} cannot be written: {problem}.") from None
    return f"Saved as {name} in {path.name}. bptt check {question} reads it there."


def literal(text: str) -> str:
    """A text as Python writes it; raw if it holds backslashes and can be.

    >>> print(literal('dE3/dy3'), literal(r'\\frac{a}{b}'), literal('a\\n"'))
    "dE3/dy3" r"\\frac{a}{b}" "a\\n\\""
    """
    raw = "\\" in text and '"' not in text and text.isprintable() and not text.endswith("\\")
    return f'r"{text}"' if raw else json.dumps(text, ensure_ascii=False)


def _in_source(source: str, name: str, text: str) -> str:
    """The source with another text assigned to a name.  Raises ValueError."""
    found = _assigned(source, name)
    if len(found) != 1:
        many = "more than one line" if found else "no line"
        raise ValueError(f"There is {many} that says {name} = ...; paste it yourself: Copy.")
    (value,) = found
    lines = list(StringIO(source, newline=""))  # the lines of the parser
    start = _offset(lines, value.lineno, value.col_offset)
    end = _offset(lines, value.end_lineno or 0, value.end_col_offset or 0)
    return source[:start] + literal(text) + source[end:]


def _assigned(source: str, name: str) -> list[ast.expr]:
    """What a module assigns to a name, at its own level."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        raise ValueError("The file is no Python yet; mend it first, or paste: Copy.") from None
    return [
        node.value
        for node in body
        if isinstance(node, ast.Assign)
        and [t.id if isinstance(t, ast.Name) else "" for t in node.targets] == [name]
    ]


def _offset(lines: list[str], line: int, column: int) -> int:
    """A place of the parser, in bytes of a line, as a place in the whole text."""
    before = sum(map(len, lines[: line - 1]))
    return before + len(lines[line - 1].encode()[:column].decode())


def _in_notebook(content: str, name: str, text: str) -> str:
    """The same in the one code cell that assigns the name."""
    try:
        notebook = json.loads(content)
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
    except (ValueError, KeyError, TypeError):
        raise ValueError("The notebook cannot be read; paste the answer yourself: Copy.") from None
    holding = []
    for cell, source in zip(cells, sources, strict=True):
        with contextlib.suppress(ValueError):  # a cell of magics, or unfinished
            if _assigned(source, name):
                holding.append((cell, source))
    if len(holding) != 1:
        raise ValueError(f"Not one cell says {name} = ..., but {len(holding)}; paste it: Copy.")
    ((cell, source),) = holding
    cell["source"] = _in_source(source, name, text).splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
