"""A recurrent model is declared once, as text; all the mathematics is read off that declaration.

Structure (declaration, graph, targets) needs the standard library only; numbers (forward, rules,
chain) need numpy; closed forms (symbols) import sympy when they are called.
"""

from grader.model.declaration import DeclarationError, Model, load_model, read_model
from grader.model.graph import Leaf, count_paths, paths

__all__ = ["DeclarationError", "Leaf", "Model", "count_paths", "load_model", "paths", "read_model"]
