"""Notebooks and nbgrader: the check in a student's notebook, and grading a course directory.

What nbgrader pulls in is imported where it is used; `check` needs none of it.
"""
