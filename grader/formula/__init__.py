"""The language answers are written in.

`parse` reads a formula in any of its spellings - plain, Unicode or LaTeX - to a small tree. Nothing
of it is ever evaluated here; a text that is no formula is refused with a reason and a place.
"""

from grader.formula.errors import FormulaError
from grader.formula.mathml import mathml
from grader.formula.nodes import Node
from grader.formula.parser import parse
from grader.formula.write import ascii, latex, spoken, unicode

__all__ = ["FormulaError", "Node", "ascii", "latex", "mathml", "parse", "spoken", "unicode"]
