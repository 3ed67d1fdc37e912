"""Hints for every question, in three stages, and none of them holds the answer."""

import re
from collections.abc import Iterator

import msgspec
import pytest

from grader.course import FORMULAS, Item, load_course
from grader.course.schema import Hint
from grader.explain.leading import LEADING
from grader.explain.phrases import PHRASES
from grader.judge.asked import asked
from grader.judge.expected import given_case
from grader.judge.formulas import judge_formula
from tests.models import ROOT

COURSE = load_course(ROOT / "exercises")
ITEMS = list(COURSE.items())
CODE = re.compile(r"np\.|return |\*\*|@|\.T\b|lambda|==|\+=")


def texts(item: Item) -> dict[str, str]:
    hint = COURSE.hint(item.topic, item.question.id)
    assert hint, item.id
    return dict(msgspec.to_builtins(hint))


def snippets(text: str) -> Iterator[str]:
    """Everything in a text that may be a formula: what is quoted, runs of signs, sentences."""
    yield from re.findall(r"[`$]+([^`$]+)[`$]+", text)
    runs = re.findall(r"\S+(?:\s*[-+*/=^]\s*\S+)+", text)
    yield from (run.strip(".,;:?") for run in runs)
    yield from (word.strip(".,;:?") for word in text.split())
    yield from re.split(r"(?<=[.?:;])\s+", text)


def leaks(item: Item, text: str) -> list[str]:
    """What a text gives away."""
    question = item.question
    if question.kind == "choice":
        key = COURSE.key(item.topic, question.id)
        assert key
        right = question.options[key.key].lower().rstrip(".")
        letter = "abcdefgh"[key.key]
        found = [right] if right in text.lower() else []
        return found + re.findall(rf"\b(?:option|answer|letter|choose) {letter}\b", text.lower())
    if question.kind in FORMULAS:
        tried = {s for s in snippets(text) if len(s) > 1}
        judged = {s: judge_formula(asked(COURSE, item), s).verdict for s in tried}
        return [s for s, verdict in judged.items() if verdict in ("correct", "partial")]
    if question.kind == "number":
        numbers = given_case(item).expected[0].value
        shown = {f"{v:.{d}f}" for v in numbers for d in (2, 3, 4, 5)} - {"0.00"}
        shown |= {", ".join(f"{v:g}" for v in numbers)}
        return [s for s in shown if s in text]
    return CODE.findall(text)


@pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
def test_a_question_has_three_stages_and_something_to_notice(item: Item) -> None:
    said = texts(item)
    assert set(said) == {"look", "question", "longer", "notice"}
    assert said["question"].count("?") >= 1
    assert len(said["look"].split()) <= len(said["longer"].split())
    for text in said.values():
        assert 20 < len(text) < 800
        assert "\n" not in text
        assert "!" not in text


@pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
def test_no_hint_holds_the_answer_or_a_form_equal_to_it(item: Item) -> None:
    for stage, text in texts(item).items():
        assert not leaks(item, text), (item.id, stage)


def test_hints_belong_to_questions() -> None:
    for topic in COURSE.topics:
        path = COURSE.folder(topic) / "hints.toml"
        named = re.findall(r"^\[(\w+)\]", path.read_text(encoding="utf-8"), re.M)
        assert named == [q.id for q in COURSE.topics[topic].questions]


LEAKY = {
    "wy.chain": "It is simply dE3/dy3 * dy3/dWy.",
    "ws.from_s2": r"Write `\frac{\partial E_3}{\partial s_2} \frac{\partial^+ s_2}{\partial W_s}`",
    "ws.accumulated": "Perhaps `dE3/dy3 * dy3/ds3 * ds3/dWs` helps.",
    "ws.closed_form": "Try (2*(y2-d2)*Wy*(1-s2**2)*(s1+Ws*(1-s1**2)*s0)) and be done.",
    "ws.why_zero": "It is so when the start state s0 is zero.",
    "quiz.z": "z[t] = phi(z[t-1] @ W2 + s[t] @ V1)",
    "quiz.count_U_n": "It is (n**2+n)/2 for every n.",
    "quiz.count_U": "They are 1, 3, 6, 10.",
    "forward.hand": "The first is 0.46212.",
    "ws.grad_Ws": "v = a @ Ws.T",
}


@pytest.mark.parametrize("question", LEAKY)
def test_a_hint_that_holds_the_answer_is_found(question: str) -> None:
    item = next(item for item in ITEMS if item.id == question)
    assert leaks(item, LEAKY[question])


def test_every_mistake_has_a_leading_question_that_says_no_formula() -> None:
    assert set(PHRASES) <= set(LEADING)
    for code, text in LEADING.items():
        assert "?" in text, code
        assert not CODE.search(text), code


def test_a_hint_is_a_hint() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"look": "here"}, Hint)
