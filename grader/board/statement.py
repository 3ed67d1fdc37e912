"""The text of a question as HTML: the little Markdown that courses are written in.

>>> html("Set `chain` to the derivative of $E_3$.")
'<p>Set <code>chain</code> to the derivative of <math aria-label="E3"><mrow><msub><mi>E</mi>\
<mn>3</mn></msub></mrow></math>.</p>'
"""

import ast
import re
from collections.abc import Iterator
from html import escape

from grader.course.percent import read_cells
from grader.formula import FormulaError, mathml, parse

INLINE = re.compile(r"`([^`]+)`|\$([^$]+)\$|\*\*(.+?)\*\*|\*(.+?)\*", re.DOTALL)


def statements(source: str) -> dict[str, str]:
    """From the name of an answer to the text above it, in a topic's percent-format file."""
    found, text = {}, ""
    for cell in read_cells(source):
        if cell.kind == "markdown":
            text = cell.text
        else:
            found.update(dict.fromkeys(_assigned(cell.text), text))
    return found


def _assigned(code: str) -> Iterator[str]:
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        if isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


def html(text: str) -> str:
    """Paragraphs, lists, code and formulas; the heading is left to the page."""
    blocks = re.split(r"\n\s*\n", text.strip("\n"))
    return "".join(_block(block) for block in blocks if block.strip() and block[0] != "#")


def _block(block: str) -> str:
    lines = block.splitlines()
    if all(line.startswith("    ") for line in lines):
        return f"<pre>{escape(block)}</pre>"
    if lines[0].startswith("- "):
        entries = re.split(r"^- ", block, flags=re.M)[1:]
        return f"<ul>{''.join(f'<li>{_inline(entry)}</li>' for entry in entries)}</ul>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    parts, last = [], 0
    for found in INLINE.finditer(text):
        parts += [escape(text[last : found.start()], quote=False), _marked(*found.groups())]
        last = found.end()
    return "".join([*parts, escape(text[last:], quote=False)]).strip()


def _marked(code: str | None, formula: str | None, strong: str | None, weak: str | None) -> str:
    if code:
        return f"<code>{escape(code, quote=False)}</code>"
    if formula:
        return ", ".join(map(_formula, re.split(r",\s*(?![^{]*\})", formula)))
    return f"<b>{_inline(strong)}</b>" if strong else f"<em>{_inline(weak or '')}</em>"


def _formula(latex: str) -> str:
    """A formula in the language of answers as MathML; anything else as it is written."""
    try:
        return mathml(parse(latex)).replace(' displaystyle="true"', "")
    except FormulaError:
        return f"<i>{escape(latex.replace(chr(92), ''))}</i>"


__all__ = ["html", "statements"]
