"""Penalties for what came late, by the rule that nbgrader_config.py names."""

from collections.abc import Iterable
from typing import Any

from grader.notebooks.gradebook import Recorded


def penalties(config: Any, recorded: Iterable[Recorded]) -> dict[str, float | None]:
    """The penalty of each notebook, by id: None without one, else between nothing and its score."""
    found: dict[str, float | None] = {}
    rule = None
    for book in recorded:
        found[book.id] = None
        if book.seconds_late > 0:
            rule = rule or _rule(config)
            penalty = rule.late_submission_penalty(book.student, book.score, book.seconds_late)
            found[book.id] = None if penalty is None else min(max(0.0, penalty), book.score)
    return found


def _rule(config: Any) -> Any:
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(config=config)
    step.init_plugin()
    return step.plugin_inst
