"""From the text of a cell to code, without IPython's lines and the grader's; line numbers stay."""

import ast
import re
from collections.abc import Callable
from types import CodeType

KEPT_MAGICS = ("time", "timeit", "capture", "prun")  # the rest of the cell is still Python
_MAGIC_LINE = re.compile(r"\s*[%!]|.*\?\s*$|\s*[\w.,\[\]\s]+=\s*[%!]")
_CELL_MAGIC = re.compile(r"%%(\w+)")
_OURS = "grader"
# What a stub brings along: whole lines that import the grader or call it, and how they may end.
_OUR_LINE = re.compile(
    r"^(?:from grader(?:\.\w+)* import check|import grader|check\([^()\\;\n]*\)) *(?:#.*)?$",
    re.MULTILINE,
)
_OUR_WORD = re.compile(r"(?:grader|check)\b")

Remark = Callable[[int, str], None]  # line and the text that was left out


def compile_cell(text: str, filename: str, left_out: Remark) -> CodeType:
    """Code of one cell; SyntaxError (or ValueError, RecursionError, MemoryError) if it has none.

    >>> lines = []
    >>> code = compile_cell("%matplotlib inline\\nx = 1", "ws.py", lambda *line: lines.append(line))
    >>> lines
    [(1, '%matplotlib inline')]
    """
    text = _without_cell_magic(text, left_out)
    if (plain := _without_our_lines(text)) is not None:
        try:
            return compile(plain, filename, "exec", dont_inherit=True)
        except SyntaxError:
            pass  # the long way says where, and knows IPython
    tree = _parse(text, filename, left_out)
    if _OURS in text or "check" in text:
        tree = ast.fix_missing_locations(_WithoutGrader().visit(tree))
    return compile(tree, filename, "exec", dont_inherit=True)


def _without_our_lines(text: str) -> str | None:
    """The text with `pass` in place of the lines that stubs bring along.

    None if that is not all it has of the grader, or if such a line may be part of a string: then
    only a tree of the program tells.
    """
    if not _names_ours(text):
        return text
    for line in _OUR_LINE.finditer(text):
        if text.count('"""', 0, line.start()) % 2 or text.count("'''", 0, line.start()) % 2:
            return None
    plain = _OUR_LINE.sub("pass", text)
    return None if _names_ours(plain) else plain


def _names_ours(text: str) -> bool:
    """Whether a word of the grader stands on a line that is not all comment."""
    for word in _OUR_WORD.finditer(text):
        before = text[text.rfind("\n", 0, word.start()) + 1 : word.start()]
        if not before.lstrip().startswith("#"):
            return True
    return False


def _parse(text: str, filename: str, left_out: Remark) -> ast.Module:
    """Parse; while Python stops at a line that looks like one of IPython's, leave that line out."""
    while True:
        try:
            return ast.parse(text, filename)
        except SyntaxError as error:
            lines = text.split("\n")
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines) or not _MAGIC_LINE.match(lines[at]):
                raise
            left_out(at + 1, lines[at].strip())
            lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + "pass"
            text = "\n".join(lines)


def _without_cell_magic(text: str, left_out: Remark) -> str:
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if magic := _CELL_MAGIC.match(line):
            left_out(at + 1, line.strip())
            kept = lines[at + 1 :] if magic[1] in KEPT_MAGICS else []
            return "\n".join([""] * (at + 1) + kept)
        if line.strip():
            break
    return text


class _WithoutGrader(ast.NodeTransformer):
    """Replaces by `pass`: imports of the grader, and statements that only call something of it."""

    def __init__(self) -> None:
        self.names = {_OURS, "check"}

    def visit_Import(self, node: ast.Import) -> ast.stmt:
        ours = [alias for alias in node.names if alias.name.split(".")[0] == _OURS]
        self.names.update(alias.asname for alias in ours if alias.asname)
        others = [alias for alias in node.names if alias not in ours]
        return self._or_pass(ast.Import(others) if others else None, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        if node.level or (node.module or "").split(".")[0] != _OURS:
            return node
        self.names.update(alias.asname or alias.name for alias in node.names)
        return self._or_pass(None, node)

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if not isinstance(node.value, ast.Call):
            return node
        called = node.value.func
        while isinstance(called, ast.Attribute):
            called = called.value
        ours = isinstance(called, ast.Name) and called.id in self.names
        return self._or_pass(None if ours else node, node)

    @staticmethod
    def _or_pass(kept: ast.stmt | None, node: ast.stmt) -> ast.stmt:
        return ast.copy_location(kept or ast.Pass(), node)
