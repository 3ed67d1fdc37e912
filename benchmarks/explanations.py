"""What an explanation costs beside the judgement: nothing if right, a few ms if wrong."""

from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.timing import seconds, spoken
from grader.course import Item, load_course
from grader.explain.diagnosis import explained
from grader.judge.arrays import Answer, judge
from grader.judge.expected import cases
from grader.judge.probes import draw_set, plans
from grader.model.chain import contributions
from grader.model.forward import forward
from grader.model.graph import Leaf

EXERCISES = Path(__file__).parent.parent / "exercises"
QUESTION = "ws.grad_Ws"


def answers(item: Item, seed: int, times: "dict[str, float]") -> list[Answer]:
    """The gradient on every draw, with the oldest and the newest contribution so many times."""
    found = []
    for plan, data in draw_set(item.model, plans(None), seed):
        top = Leaf(item.model.error, plan.steps)
        values = forward(item.model, data, plan.steps)
        parts = list(contributions(item.model, values, [top], item.targets[0].names()[1]).values())
        weights = np.ones(len(parts))
        weights[-1] = times.get("oldest", 1.0)
        weights[0] = times.get("newest", weights[0])
        whole = sum((w * p for w, p in zip(weights, parts, strict=True)), np.zeros(parts[0].shape))
        found.append(Answer((np.asarray(times.get("all", 1.0) * whole),)))
    return found


def main() -> None:
    """Print the table."""
    course = load_course(EXERCISES)
    (item,) = (item for item in course.items() if item.id == QUESTION)
    seed = course.seed(item.model.name, 0)
    tried = cases(item, seed)
    print(f"\nJudging and explaining an answer to {QUESTION}: the first time, and again")
    print(f"{'answer':28} {'judge':>10} {'first':>10} {'again':>10}")
    for name, times in (
        ("right", {}),
        ("oldest missing", {"oldest": 0.0}),
        ("half of it", {"all": 0.5}),
        ("half, and newest missing", {"all": 0.5, "newest": 0.0}),
        ("no explanation", {"oldest": 0.3, "newest": 1.7}),
    ):
        given = answers(item, seed, times)
        judged = judge(tried, given, ["dWs"], False, "accept")
        judging = partial(judge, tried, given, ["dWs"], False, "accept")
        explaining = partial(explained, item, seed, tried, given, judged)
        once, first = min(seconds(judging) for _ in range(9)), seconds(explaining)
        again = min(seconds(explaining) for _ in range(9))
        print(f"{name:28} {spoken(once):>10} {spoken(first):>10} {spoken(again):>10}")
