"""The manual as a site: `make docs`.  Nothing is fetched, neither now nor by its readers."""

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert

from grader import __version__

project, author, release = "bptt-grader", "The bptt-grader authors", __version__
project_copyright = "The bptt-grader authors, MIT licence"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
html_theme = "furo"
html_title = f"bptt-grader {release}"
html_math_renderer = "mathml"
html_show_sphinx = False
suppress_warnings = ["myst.xref_missing"]  # links to the root of the repository; tests follow them


def inline(page: Any, formula: Any) -> None:
    """A formula within a line, as MathML, which browsers draw themselves."""
    page.body.append(convert(formula.astext()))
    raise nodes.SkipNode


def display(page: Any, formula: Any) -> None:
    """A formula on a line of its own."""
    page.body.append(convert(formula.astext(), display="block"))
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
