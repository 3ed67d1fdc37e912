"""Feedback that teaches: which mistake, which contribution, which hint, which picture."""
