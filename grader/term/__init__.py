"""A term's work: who should have handed in, what was late, and what a person has set by hand.

Verdicts stay as the grader gave them. What is here is laid over them when pages and tables are
written, so that it outlives every regrading.
"""

from grader.term.overrides import Override, read_overrides
from grader.term.roster import Person, read_roster
from grader.term.settle import Term, settled

__all__ = ["Override", "Person", "Term", "read_overrides", "read_roster", "settled"]
