"""What runs in the child, next to the submission; it imports the standard library and numpy only.

The folder is started by its path (`python -I -B .../child/__main__.py`), so the child never holds a
module named `grader`.  Only `wire` is read on both sides.
"""
