"""Walking back only as far as it takes."""

import numpy as np
import pytest

from grader.explain.bench import Bench, Suspect
from grader.explain.diagnosis import RIGHT
from grader.explain.slips import rows
from grader.explain.walk import Scene, Walked
from grader.judge.probes import plans
from grader.model import Model
from grader.model.forward import forward
from grader.model.graph import Leaf
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


@pytest.mark.parametrize("name", ["rnn", "two_layer"])
def test_suspects_have_the_same_values_side_by_side_and_one_by_one(name: str) -> None:
    model = MODELS[name]
    for weight in model.weights:
        here, case = of(model, weight), 1 + len(weight)
        suspects = here.singles + here.pairs[::7]
        known, stack = here.stack(case, suspects)
        alone = [(s, here.value(case, s)) for s in suspects]
        sound = [(s, v) for s, v in alone if v is not None and np.isfinite(v).all()]
        assert known == [s for s, _ in sound]
        for row, (_, value) in zip(stack, sound, strict=True):
            assert abs(row - value.ravel()).max() <= 1e-12 * abs(value).max()


def test_a_contribution_that_ran_away_hides_no_suspect_that_leaves_it_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, steps = of(RNN, "Ws"), plans(None)[1].steps + 2
    shape = here.scene(3).values[Leaf("Ws")].shape
    parts = {t: np.full(shape, np.inf if t == 1 else 1.0) for t in range(1, steps + 1)}
    monkeypatch.setattr(here, "by_step", lambda case, suspect: parts)
    case = next(k for k, plan in enumerate(plans(None)) if plan.steps == steps)
    known, stack = here.stack(case, [Suspect(pattern=k) for k in range(len(here.patterns))])
    assert known
    assert RIGHT not in known
    assert all(here.patterns[s.pattern].of(steps)[0] == 0 for s in known)
    assert np.isfinite(stack).all()
