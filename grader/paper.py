"""From questions to calls, and from replies to verdicts: what a course asks of every program.

A paper is made once for a set of probes and put to every submission of that set.
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from grader.analytic import large, looked_at
from grader.course import FORMULAS, Course, Item
from grader.course.checks import Check, load_check
from grader.judge import formulas
from grader.judge.arrays import Answer, judge, side_effects
from grader.judge.asked import asked
from grader.judge.expected import Case, cases, given_case
from grader.judge.verdict import Judgement, Word, correct
from grader.sandbox import Array, Call, Reply

Judge = Callable[[Sequence[Reply]], Judgement]
MOST_KEPT = 1024  # judgements of a question, beyond which they are forgotten


class Section(NamedTuple):
    """One question of a paper: what is called, and what is made of the replies."""

    item: Item
    calls: tuple[Call, ...]
    judge: Judge


class Paper(NamedTuple):
    """The questions for one set of probes, with all arrays that are sent."""

    sections: tuple[Section, ...]
    arrays: tuple[Any, ...]

    @property
    def calls(self) -> list[Call]:
        """All calls, in the order of the questions."""
        return [call for section in self.sections for call in section.calls]

    def judged(self, replies: Sequence[Reply]) -> Iterable[tuple[Item, Judgement]]:
        """The verdict on each question, from the replies to all calls."""
        first = 0
        for section in self.sections:
            last = first + len(section.calls)
            yield section.item, section.judge(replies[first:last])
            first = last


def prepare(course: Course, items: Iterable[Item], probes: int, secret: str = "") -> Paper:
    """The paper for one of the course's sets of probes.  Raises CourseError, DeclarationError."""
    arrays, keyed = _Arrays(), secret.encode()
    return Paper(
        tuple(_section(course, item, probes, keyed, arrays) for item in items), tuple(arrays.all)
    )


class _Arrays:
    """The arrays of a paper; each is kept once, however many calls use it."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self.index: dict[int, int] = {}

    def argument(self, value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value.item() if isinstance(value, np.generic) else value
        if id(value) not in self.index:
            self.index[id(value)] = len(self.all)
            self.all.append(value)
        return Array(self.index[id(value)])


def _once(judge: Judge) -> Judge:
    """Half a class answers with the same numbers, to the last bit: they are judged once."""
    kept: dict[bytes, Judgement] = {}

    def judged(replies: Sequence[Reply]) -> Judgement:
        key = _fingerprint(replies)
        judgement = kept.get(key)
        if judgement is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()  # by another thread, at any time
            judgement = kept[key] = judge(replies)
        return judgement

    return judged


def _fingerprint(replies: Sequence[Reply]) -> bytes:
    """The same for two rows of replies that are alike in every bit, and for no others."""
    seen = []
    for status, text, error, table, data in replies:
        plain = status == "ok" and not text and not error
        said = b"" if plain else repr((status, text, error)).encode("utf-8", "surrogatepass")
        seen += [said, b"%d " % len(table), table, data]  # the table says how long the data is
    return hashlib.blake2b(b"".join(seen), digest_size=32).digest()


def _section(course: Course, item: Item, probes: int, secret: bytes, arrays: _Arrays) -> Section:
    kind, topic, name = item.question.kind, item.topic, item.question.id
    if kind == "number":
        return Section(
            item, (Call(topic, name, "array"),), partial(_number, item, given_case(item))
        )
    if kind in FORMULAS:
        return Section(
            item,
            (Call(topic, name, "text"),),
            partial(_formula, asked(course, item), item, secret),
        )
    seed = course.seed(item.model.name, probes)

    def given_to(case: Case) -> tuple[Any, ...]:
        return tuple(map(arrays.argument, case.arguments))

    if item.question.check:
        check = load_check(course, topic, name)
        given = check.cases(seed)
        calls = [
            Call(
                topic, name, arguments=tuple(map(arrays.argument, a)), parts=0, driver=check.driver
            )
            for a in given
        ]
        return Section(item, tuple(calls), _once(partial(_checked, item, check, given)))
    tried = cases(item, seed)
    parts = len(tried[0].expected)
    calls = [Call(topic, name, "function", given_to(case), parts) for case in tried]
    calls[0] = calls[0]._replace(repeat=True, watch=True)
    calls[-1] = calls[-1]._replace(watch=True)
    judge = _once(partial(_function, course, item, seed, tried, calls))
    if item.question.method != "analytic":
        return Section(item, tuple(calls), judge)
    arguments, seconds = large(item, seed)
    timed = Call(topic, name, "function", tuple(map(arrays.argument, arguments)), parts)
    return Section(item, (*calls, timed._replace(limit=seconds)), partial(_timed, judge))


def _timed(judge: Judge, replies: Sequence[Reply]) -> Judgement:
    """The verdict from all calls but the last, and what the last one says about its time."""
    return looked_at(judge(replies[:-1]), replies[-1])


def _function(
    course: Course,
    item: Item,
    seed: int,
    tried: Sequence[Case],
    calls: Sequence[Call],
    replies: Sequence[Reply],
) -> Judgement:
    if stopped := _stopped(item, replies, [f"N = {case.plan.steps}" for case in tried]):
        from grader.explain.stopped import sized

        case = next(c for c, r in zip(tried, replies, strict=True) if r.status != "ok")
        return _remembered(item, tried[0], calls[0], replies[0]) or sized(stopped, item, case)
    question = item.question
    answers = [
        _answer(item, case, call, reply)
        for case, call, reply in zip(tried, calls, replies, strict=True)
    ]
    policy = question.seven_digits or course.file.policy.seven_digits
    labels = _labels(item, len(tried[0].expected))
    judgement = judge(tried, answers, labels, question.any_order, policy)
    if judgement.verdict == "invalid":
        from grader.explain.stopped import sided

        return sided(judgement, item)
    if judgement.verdict != "incorrect":
        return judgement
    from grader.explain.diagnosis import explained

    return explained(item, seed, tried, answers, judgement)


def _remembered(item: Item, case: Case, call: Call, reply: Reply) -> Judgement | None:
    """A side effect seen in the first call is the reason why a later one stopped."""
    if reply.status != "ok":
        return None
    answer = _answer(item, case, call, reply)
    fits = all(e.value.shape == p.shape for e, p in zip(case.expected, answer.parts, strict=True))
    return side_effects([case], [answer]) if fits else None


def _labels(item: Item, count: int) -> list[str]:
    names = item.question.answers
    if len(names) == count:
        return [name if count > 1 else "The answer" for name in names]
    return [f"Array {k} of {count}" for k in range(1, count + 1)]


def _answer(item: Item, case: Case, call: Call, reply: Reply) -> Answer:
    arrays, count = [np.asarray(a, float) for a in reply.arrays], call.parts
    again = tuple(arrays[count : 2 * count]) if call.repeat else ()
    watched = arrays[count * (1 + call.repeat) :]
    names = item.question.arguments
    given = [
        (n, a) for n, a in zip(names, case.arguments, strict=True) if isinstance(a, np.ndarray)
    ]
    changed = [
        str(name)
        for (name, array), after in zip(given, watched, strict=False)
        if not np.array_equal(array, after)
    ]
    return Answer(tuple(arrays[:count]), again, tuple(changed))


def _number(item: Item, case: Case, replies: Sequence[Reply]) -> Judgement:
    if stopped := _stopped(item, replies, [""]):
        return stopped
    (expected,) = case.expected
    answer = np.asarray(replies[0].arrays[0], float).reshape(-1)
    if answer.shape != expected.value.shape:
        count = len(expected.value)
        return Judgement(
            "invalid",
            0.0,
            f"{count} numbers are asked for; yours are {len(answer)}."
            if count > 1
            else "One number is asked for.",
        )
    wrong = [
        str(k)
        for k, off in enumerate(abs(answer - expected.value) > expected.within, 1)
        if off or np.isnan(answer[k - 1])
    ]
    if not wrong:
        return correct()
    return Judgement(
        "incorrect",
        0.0,
        f"Not right yet: {_numbers(wrong)} of {len(answer)}.",
    )


def _numbers(which: Sequence[str]) -> str:
    """
    >>> _numbers(["3"]), _numbers(["1", "3", "4"])
    ('number 3', 'numbers 1, 3 and 4')
    """
    *first, last = which
    return f"numbers {', '.join(first)} and {last}" if first else f"number {last}"


def _checked(
    item: Item, check: Check, given: Sequence[tuple[Any, ...]], replies: Sequence[Reply]
) -> Judgement:
    if stopped := _stopped(item, replies, [""] * len(replies)):
        return stopped
    results = [tuple(np.asarray(a, float) for a in reply.arrays) for reply in replies]
    try:
        return _told(check, given, results)
    except Exception as problem:  # of one question, which must not take the others with it
        name, kind = item.question.id, type(problem).__name__  # the rest may hold right numbers
        return Judgement("crashed", 0.0, f"The check of `{name}` cannot read this answer ({kind}).")


def _told(check: Check, given: Sequence[Any], results: Sequence[Any]) -> Judgement:
    """What a check says of the arrays that came back."""
    told = (
        check.judge(arguments, result) for arguments, result in zip(given, results, strict=True)
    )
    message = next(filter(None, told), "")
    judgement = Judgement("incorrect", 0.0, message) if message else correct()
    return replace(judgement, drawn=_sizes(check.drawn(given, results)))


def _sizes(runs: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Runs of sizes of a student's program, where they are numbers that can be drawn."""
    return {
        said: {name: float(size) for name, size in run.items()}
        for said, run in runs.items()
        if all(math.isfinite(size) for size in run.values())
    }


def _formula(
    question: formulas.Question, item: Item, secret: bytes, replies: Sequence[Reply]
) -> Judgement:
    return _stopped(item, replies, [""]) or _judged(question, replies[0].text, secret)


@lru_cache(maxsize=2048)
def _judged(question: formulas.Question, text: str, secret: bytes) -> Judgement:
    """Half a class writes the same formula: it is judged once."""
    return formulas.judge_formula(question, text, secret)


NOT_YET = "Not answered yet."
STOPPED: dict[str, tuple[Word, str]] = {
    "shape": ("invalid", "{name} {text}"),
    "timeout": ("timeout", "{name} {text}"),
    "crashed": ("crashed", "{name} {text}"),
    "memory": ("crashed", "{name} {text}"),
    "raised": ("error", "It stopped with {text}"),
    "not run": ("error", "Not run: {text}"),
}


def _stopped(item: Item, replies: Sequence[Reply], where: Sequence[str]) -> Judgement | None:
    """The verdict if a call gave no answer at all; `where` tells the calls apart."""
    name = f"`{item.question.id}`"
    for reply, place in zip(replies, where, strict=True):
        if reply.error == "NotImplementedError" or reply.text == "holds None":
            return Judgement("unanswered", 0.0, NOT_YET)
        if reply.status == "missing":
            why = f": {reply.text}" if reply.text else ""
            return Judgement("unanswered", 0.0, _ended(f"There is no {name} in the file{why}"))
        if reply.status in STOPPED:
            verdict, sentence = STOPPED[reply.status]
            said = sentence.format(name=name, text=reply.text.rstrip("."))
            if reply.error == "SyntaxError":
                said, place = f"The file is not Python yet: {reply.text.rstrip('.')}", ""
            told = f"{said}, for {place}" if place and reply.status == "raised" else said
            return Judgement(verdict, 0.0, _ended(told))
    return None


def _ended(sentence: str) -> str:
    """With a full stop, unless it is a question."""
    return sentence if sentence.endswith("?") else f"{sentence}."
