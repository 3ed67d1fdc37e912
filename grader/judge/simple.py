"""Judging what needs no chain rule: the number of paths, and a choice."""

import re
from fractions import Fraction
from functools import lru_cache

from grader.judge.asking import Asking
from grader.judge.field import Field
from grader.judge.meaning import Meaning
from grader.judge.names import Names, free_letters
from grader.judge.question import Question, Sheet
from grader.judge.verdict import Finding, Judgement, correct, incorrect
from grader.judge.world import World
from grader.model.declaration import Model
from grader.model.graph import count_paths
from grader.model.targets import Count

COUNTED = (*range(1, 25), 40)
"""A formula in n is compared at these."""


def judge_count(sheet: Sheet, target: Count) -> Judgement:
    """A number of paths, or a formula in n for it.  Raises FormulaError for what cannot be read."""
    asking = Asking(sheet.question.model, target.of)
    used = free_letters(sheet.formula)
    letter = asking.letter or "n"
    names = {letter} if letter in used or len(used) != 1 else set(used)
    cases = [dict.fromkeys(names, n) for n in COUNTED] if asking.letter else [{}]
    answer = Meaning(sheet.formula, sheet.text, Names(asking.model))

    counts = [_counted(asking.model, target, max(case.values(), default=0)) for case in cases]
    field = Field(sheet.seed)
    world = World(asking.model, field)
    right = [
        case for case, n in zip(cases, counts, strict=True) if answer(world, case) == field.of(n)
    ]
    if len(right) == len(cases):
        return correct()
    return incorrect(Finding("not-equal", _where(letter, right)))


@lru_cache(maxsize=512)
def _counted(model: Model, target: Count, n: int) -> Fraction:
    asking = Asking(model, target.of)
    asked = asking.at(dict.fromkeys([asking.letter], n))
    return Fraction(count_paths(asked.model, asked.tops, asked.bottom, asked.uses))


def _where(letter: str, right: list[dict[str, int]]) -> str:
    if not right:
        return "That is not the number of paths; draw the unrolled graph for two steps and count."
    values = [str(n) for case in right[:4] for n in set(case.values())]
    return f"That is right for {letter} = {', '.join(values)}, but not for every {letter}."


def judge_choice(question: Question, text: str) -> Judgement:
    """A letter, or the text of an option."""
    chosen = _chosen(question.options, text)
    if chosen is None:
        letters = ", ".join(chr(ord("a") + k) for k in range(len(question.options)))
        return Judgement("invalid", 0.0, f"Answer with one of the letters {letters}.", (
            Finding("unreadable", f"{text.strip()[:40]!r} is not one of the options."),
        ))  # fmt: skip
    if question.key is None:
        return Judgement("pending", 0.0, "Recorded.")
    if chosen == question.key:
        return correct()
    reason = question.reasons[chosen] if chosen < len(question.reasons) else ""
    return incorrect(Finding("not-equal", reason or "That is not the one."))


def _chosen(options: tuple[str, ...], text: str) -> int | None:
    said = _plain(text)
    letter = re.fullmatch(r"(?:option )?\(?([a-z])[).:]?", said)
    if letter and ord(letter[1]) - ord("a") < len(options):
        return ord(letter[1]) - ord("a")
    same = [k for k, option in enumerate(options) if _plain(option) == said]
    return same[0] if len(same) == 1 else None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
