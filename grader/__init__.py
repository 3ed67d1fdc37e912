"""A grader for backpropagation through time: a model is declared once, the rest is read off it.

In a notebook: `from grader import check`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.notebooks.check import check as check

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """`check` is imported when it is asked for: the package itself stays quick to import."""
    if name == "check":
        from grader.notebooks.check import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
