"""Exercises as data: what is asked, what the answer is, what a program is called with."""

from grader.course.course import Course, CourseError, Item, find_course, load_course
from grader.course.schema import FORMULAS, Late, Policy, Question, Topic

__all__ = [
    "FORMULAS",
    "Course",
    "CourseError",
    "Item",
    "Late",
    "Policy",
    "Question",
    "Topic",
    "find_course",
    "load_course",
]
