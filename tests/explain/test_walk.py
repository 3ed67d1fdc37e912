"""Walking back only as far as it takes."""

import numpy as np
import pytest

from grader.explain.bench import Bench
from grader.explain.slips import rows
from grader.explain.walk import Scene, Walked
from grader.judge.probes import plans
from grader.model import Model
from grader.model.forward import forward
from grader.model.targets import Derivative, read_target
from tests.models import MODELS, RNN, drawn


def of(model: Model, weight: str) -> Bench:
    """The bench of a weight."""
    target = read_target(f"dE[N]/d{weight}")
    assert isinstance(target, Derivative)
    return Bench(model, target, plans(None), 0)


def uses(walked: Walked, weight: str) -> list[tuple[int, str, bytes, bytes]]:
    return [
        (use.step, use.user, use.delta.tobytes(), np.asarray(use.added).tobytes())
        for use in walked.uses
        if use.weight == weight
    ]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("summed", [False, True])
def test_a_brief_walk_meets_a_weight_as_often_as_a_whole_one_with_every_slip(
    name: str, summed: bool
) -> None:
    model, steps = MODELS[name], 4
    values = forward(model, drawn(model, steps), steps)
    scored = tuple(range(1, steps + 1)) if summed else ()
    whole, brief = (Scene(model, values, steps, scored, brief=how) for how in (False, True))
    heads = [weight for weight in model.weights if of(model, weight).brief]
    for row in rows(model):
        with np.errstate(all="ignore"):
            long, short = row.walked(whole), row.walked(brief)
        for weight in heads:
            assert uses(short, weight) == uses(long, weight), row.code
        assert all(np.array_equal(g, long.felt[leaf]) for leaf, g in short.felt.items()), row.code


def test_only_a_weight_that_no_later_error_depends_on_is_walked_to_briefly() -> None:
    assert [weight for weight in RNN.weights if of(RNN, weight).brief] == ["Wy"]
    values = forward(RNN, drawn(RNN, 4), 4)
    scene = Scene(RNN, values, 4, brief=True)
    assert {use.step for use in rows(RNN)[0].walked(scene).uses} == {4}
