"""A wrong array, explained: findings with their alternatives, and the contributions one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from grader.course import Item
from grader.explain.bench import Bench, Suspect, bench
from grader.explain.by_path import by_path
from grader.explain.by_value import by_value
from grader.explain.match import EXACT, ROUNDED, Hit, Seen, clearness, hits
from grader.explain.phrases import SAME_VALUES, phrase, sentence
from grader.explain.walk import Array
from grader.judge.arrays import Answer
from grader.judge.expected import Case, fixed_steps
from grader.judge.probes import plans
from grader.judge.verdict import Finding, Judgement
from grader.model.targets import Derivative, Value

RIGHT = Suspect()
SHOWN = 3  # the number of steps on which contributions are shown, where there is such a draw
WORDS: Mapping[float, str] = {1.0: "right", 0.0: "missing", 2.0: "doubled"}


class Part(NamedTuple):
    """One array of an answer that is not right, with its explanations."""

    label: str
    bench: Bench
    seen: list[Seen]
    hits: list[Hit]


def explained(
    item: Item, seed: int, tried: Sequence[Case], answers: Sequence[Answer], judgement: Judgement
) -> Judgement:
    """The judgement on a wrong answer with its findings and contributions, where there are any."""
    if judgement.verdict != "incorrect" or judgement.findings:
        return judgement
    targets = item.targets
    if len(targets) == 1 and isinstance(targets[0], Derivative) and targets[0].by_path:
        return by_path(item.model, targets[0], tried, answers, judgement)
    if all(isinstance(target, Value) for target in targets):
        return by_value(item, seed, tried, answers, judgement)
    if len(targets) != len(tried[0].expected):
        return judgement
    plan, parts = plans(fixed_steps(targets)), []
    for k, target in enumerate(targets):
        if not isinstance(target, Derivative):
            continue
        seen = [
            Seen(c.plan, a.parts[k], c.expected[k]) for c, a in zip(tried, answers, strict=True)
        ]
        if not all(s.right.holds(s.answer) for s in seen):
            here = bench(item.model, target, plan, seed)
            parts.append(Part(target.bottom, here, seen, hits(here, seen)))
    return _told(parts, judgement)


def prepared(item: Item, seed: int) -> Iterator[None]:
    """Work out what a wrong answer will be held against, before the first one comes; piece by
    piece, for who has something else to do meanwhile.
    """
    if item.question.kind != "function" or item.question.check:
        return
    targets = item.targets
    plan = plans(fixed_steps(targets))
    several = [k for k, one in enumerate(plan) if one.steps > 1]
    telling = min(several, key=lambda k: clearness(plan[k]), default=0)
    for target in targets:
        if isinstance(target, Derivative) and not target.by_path:
            here = bench(item.model, target, plan, seed)
            here.single_stack(telling)
            yield
            here.pair_stack(telling)
            yield


def _told(parts: Sequence[Part], judgement: Judgement) -> Judgement:
    """All parts in one judgement: a mistake that explains several of them is said once."""
    findings: list[Finding] = []
    contributions: dict[str, str] = {}
    for part in parts:
        said, sizes = table(part)
        several = len(parts) > 1
        contributions |= {f"{part.label} {k}" if several else k: v for k, v in said.items()}
        for finding in _findings(part, sizes):
            if all(finding.code not in (f.code, *f.also) for f in findings):
                findings.append(finding)
    if not findings and not contributions:
        return judgement
    message = judgement.message
    if findings:
        about = f"{parts[0].label}: " if len(parts) > 1 and not _shared(parts) else ""
        message = about + findings[0].message
    elif any(word != "right" for word in contributions.values()):
        message = _by_table(contributions)
    return replace(
        judgement, findings=tuple(findings), contributions=contributions, message=message
    )


def _shared(parts: Sequence[Part]) -> bool:
    """Is there one explanation for all parts?"""
    codes = [{code for hit in p.hits for code, _ in _named(p.bench, hit)} for p in parts]
    return bool(set.intersection(*codes))


def _named(here: Bench, hit: Hit) -> list[tuple[str, Mapping[str, str]]]:
    """The mistakes of an explanation."""
    found = here.named(hit.suspect)
    if hit.scale:
        found.append((hit.scale, {"factor": f"{hit.factor:.6g}"}))
    if hit.limit:
        code = "P03" if hit.norm else "P02" if abs(hit.limit - 1) < 1e-6 else "P01"
        found.append((code, {"limit": f"{hit.limit:.6g}"}))
    return found or [("P05", {})]


def _findings(part: Part, sizes: Mapping[str, str]) -> list[Finding]:
    """The simplest explanation as findings, one a mistake; whatever else has these values, beside
    them.
    """
    if not part.hits:
        return []
    named = [_named(part.bench, hit) for hit in part.hits]
    first = named[0]
    codes = [code for code, _ in first]
    others = [n for n in named[1:] if len(n) == 1 and n[0][0] not in codes]
    also = [code for n in named for code, _ in n] + [
        c for code in codes for c in SAME_VALUES.get(code, ())
    ]
    also = [code for code in dict.fromkeys(also) if code not in codes]
    of = {"gradient": noun(part.bench)}
    message = sentence(
        [phrase(code, {**said, **of}) for code, said in first],
        [phrase(n[0][0], {**n[0][1], **of}) for n in others] if len(first) == 1 else [],
    )
    evidence = {"draws": str(len(part.seen)), **sizes}
    return [Finding(code, message, tuple(also), evidence) for code in codes]


def noun(here: Bench) -> str:
    """What is asked for: a gradient, one contribution to it, or the derivative for a variable."""
    if not here.of_weight:
        return "derivative"
    return "contribution" if here.target.via else "gradient"


def table(part: Part) -> tuple[dict[str, str], dict[str, str]]:
    """(contribution: right, missing, doubled or wrong; its size relative to the largest), newest
    first, on one draw of the set.
    """
    here = part.bench
    if not here.of_weight or here.target.via or len(here.patterns) < 3:
        return {}, {}
    wanted = [
        k
        for k, s in enumerate(part.seen)
        if s.plan.steps > 1 and not s.plan.violent and not s.right.holds(s.answer)
    ]
    if not wanted:
        return {}, {}
    case = min(
        wanted, key=lambda k: (abs(part.seen[k].plan.steps - SHOWN), not part.seen[k].plan.start, k)
    )
    right = here.by_step(case, RIGHT) or {}
    if len(right) < 2:
        return {}, {}
    given = _given(part, case, right)
    if given is None:
        return {}, {}
    users, largest = here.users(case), max(float(abs(c).max()) for c in right.values()) or 1.0
    words = {users[t]: _word(given.get(t), right[t]) for t in sorted(right, reverse=True)}
    sizes = {
        f"size {users[t]}": f"{float(abs(right[t]).max()) / largest:.2g}"
        for t in sorted(right, reverse=True)
    }
    return words, {"shown for": f"N = {part.seen[case].plan.steps}", **sizes}


def _given(part: Part, case: int, right: Mapping[int, Array]) -> Mapping[int, Array] | None:
    """The contributions as the answer has them: from its explanation, else as multiples of the
    right ones.
    """
    seen, here = part.seen[case], part.bench
    if part.hits:
        hit = part.hits[0]
        if hit.limit or hit.suspect.other:
            return None
        steps, outputs = seen.plan.steps, here.outputs(case)
        coefficients = here.patterns[hit.suspect.pattern].of(steps) * hit.times(steps, outputs)
        parts = here.by_step(case, hit.suspect) or {}
        return {t: coefficients[t - 1] * c for t, c in parts.items()}
    columns = np.array([c.ravel() for c in right.values()]).T
    found, *_ = np.linalg.lstsq(columns, seen.answer.ravel(), rcond=None)
    rounded = np.round(2 * found) / 2
    made = (columns @ rounded).reshape(seen.answer.shape)
    size = float(abs(seen.answer).max(initial=0.0))
    if not (abs(made - seen.answer) <= EXACT * size).all():
        return None
    return {t: k * c for k, (t, c) in zip(rounded, right.items(), strict=True)}


def _word(given: Array | None, right: Array) -> str:
    if given is None:
        return "missing"
    size = float(abs(right).max(initial=0.0))
    for factor, word in WORDS.items():
        if (abs(given - factor * right) <= ROUNDED * size).all():
            return word
    return "wrong"


def _by_table(contributions: Mapping[str, str]) -> str:
    """What the table says, in a sentence."""
    odd = [f"that of {leaf} is {word}" for leaf, word in contributions.items() if word != "right"]
    return f"Of the contributions, {', '.join(odd)}."
