"""Was a gradient derived, or measured?  Values do not tell: time may raise a suspicion.

A question with `method = "analytic"` gets one more hidden call, on a network so large that a
derivation takes milliseconds and differences, one weight after another, take seconds.  Whoever
takes longer than its limit is named for a person to look; no point is lost by it.
"""

import time
from collections.abc import Sequence
from typing import Any

from grader.course import CourseError, Item
from grader.judge.expected import arguments_of, fixed_steps, tops_of, uses_of
from grader.judge.probes import Plan, Probe, draw
from grader.judge.verdict import Judgement
from grader.model.forward import Values, forward
from grader.model.graph import Leaf
from grader.model.targets import Derivative
from grader.sandbox import Reply

STEPS = 200
WIDTHS = (48, 64, 40, 56, 32, 44)  # of a model, in the order of its declaration
LEAST, TIMES = 1.0, 20.0  # a limit in seconds, and how many times the reference on this machine
TRIES = 3
SUSPECTED = "numerical_gradient_suspected"


def large(item: Item, seed: int) -> tuple[tuple[Any, ...], float]:
    """The arguments of the large call, and the seconds that a program may take for it.

    Raises CourseError if the question has no gradient over any number of steps.
    """
    targets = item.targets
    if fixed_steps(targets) is not None or not all(
        isinstance(target, Derivative) and not target.by_path for target in targets
    ):
        raise CourseError(
            f'{item.id}: method = "analytic" is for gradients over any number of steps'
        )
    plan = Plan(STEPS)
    probe = Probe(plan, draw(item.model, plan, f"{seed}/large", WIDTHS))
    values = forward(item.model, probe.data, STEPS)
    taken = min(_seconds(item, values) for _ in range(TRIES))
    arguments = arguments_of(item.model, item.question.arguments, probe, values)
    return arguments, max(LEAST, TIMES * taken)


def _seconds(item: Item, values: Values) -> float:
    """How long the reference takes."""
    from grader.model.chain import gradient

    started = time.perf_counter()
    for target in item.targets:
        if isinstance(target, Derivative):
            bottom = Leaf(target.bottom, target.at.at(STEPS) if target.at else None)
            gradient(item.model, values, tops_of(target, STEPS), bottom, uses_of(target, STEPS))
    return time.perf_counter() - started


def looked_at(judgement: Judgement, reply: Reply) -> Judgement:
    """The verdict, with a remark if the large call was stopped for its time."""
    slow = reply.status == "timeout" and reply.text.startswith("took longer")
    if judgement.verdict != "correct" or not slow:
        return judgement
    remark = (
        f"{SUSPECTED}: on {STEPS} steps of a large network it {reply.text}, as finite differences "
        "would; a derivation takes milliseconds. This is no proof: have a look at the program"
    )
    return judgement.remarked(remark)


def is_suspected(remarks: Sequence[str]) -> bool:
    """Does one of the remarks say so?"""
    return any(remark.startswith(SUSPECTED) for remark in remarks)
