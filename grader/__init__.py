"""A grader for backpropagation through time: a model is declared once, the rest is read off it."""

__version__ = "0.1.0"
