"""From replies to verdicts: what is said of a call that gave no answer, and of numbers."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.course import Item, load_course
from grader.judge.expected import cases, given_case
from grader.judge.verdict import Judgement, correct
from grader.paper import _Arrays, _fingerprint, prepare
from grader.sandbox import Reply
from grader.sandbox.child import wire
from tests.models import ROOT

COURSE = load_course(ROOT / "exercises")
ITEMS = {item.id: item for item in COURSE.items()}


def sent(status: str, *arrays: np.ndarray[Any, Any], text: str = "", error: str = "") -> Reply:
    """A reply as it arrives."""
    packed = wire.pack(status, error, text, [wire.pack_array(array) for array in arrays])
    (frame,) = wire.frames(bytearray(packed), 1 << 20)
    return Reply(frame.kind, frame.text, frame.error, *frame.packed)


def numbers(*values: object) -> Reply:
    return sent("ok", *(np.array(value, float) for value in values))


def right(item: Item) -> list[Reply]:
    """The replies of a right program that leaves its arguments alone."""
    tried = cases(item, COURSE.seed(item.model.name, 0))
    replies = [numbers(*(m.value for m in case.expected)) for case in tried]
    first, *_, last = tried
    left = [[a for a in c.arguments if isinstance(a, np.ndarray)] for c in (first, last)]
    replies[0] = numbers(*replies[0].arrays, *replies[0].arrays, *left[0])
    replies[-1] = numbers(*replies[-1].arrays, *left[1])
    return replies


def judged(question: str, replies: Sequence[Reply]) -> Judgement:
    ((_, judgement),) = prepare(COURSE, [ITEMS[question]], 0).judged(replies)
    return judgement


def with_one(reply: Reply, place: int = 1) -> list[Reply]:
    """The replies of a right program for the gradient of Wy, but for one."""
    replies = right(ITEMS["wy.grad_Wy"])
    replies[place] = reply
    return replies


def test_every_question_of_the_course_can_be_put_on_a_paper() -> None:
    paper = prepare(COURSE, COURSE.items(), 0)
    assert [section.item.id for section in paper.sections] == list(ITEMS)
    assert len(paper.calls) == sum(len(section.calls) for section in paper.sections)
    assert len({id(array) for array in paper.arrays}) == len(paper.arrays)


@pytest.mark.parametrize("question", ["wy.grad_Wy", "forward.forward", "quiz.paths_U"])
def test_what_the_declaration_gives_is_right(question: str) -> None:
    judgement = judged(question, right(ITEMS[question]))
    assert (judgement.verdict, judgement.max_error) == ("correct", 0)


@pytest.mark.parametrize(
    ("reply", "verdict", "sentence"),
    [
        (Reply("missing"), "unanswered", "There is no `grad_Wy` in the file."),
        (
            Reply("missing", text="did you mean `grad_wy`?"),
            "unanswered",
            "There is no `grad_Wy` in the file: did you mean `grad_wy`?",
        ),
        (
            Reply("missing", text="cell 2 stopped with KeyError"),
            "unanswered",
            "There is no `grad_Wy` in the file: cell 2 stopped with KeyError.",
        ),
        (
            Reply("raised", error="NotImplementedError", text="NotImplementedError: your turn"),
            "unanswered",
            "Not answered yet.",
        ),
        (
            Reply("shape", text="returned None: is a `return` missing?"),
            "invalid",
            "`grad_Wy` returned None: is a `return` missing?",
        ),
        (
            Reply("shape", text="returned complex numbers"),
            "invalid",
            "`grad_Wy` returned complex numbers.",
        ),
        (
            Reply("timeout", text="took longer than 5 s"),
            "timeout",
            "`grad_Wy` took longer than 5 s.",
        ),
        (
            Reply("crashed", text="ended the interpreter (exit status 1)"),
            "crashed",
            "`grad_Wy` ended the interpreter (exit status 1).",
        ),
        (
            Reply("memory", text="asked for more memory than is allowed"),
            "crashed",
            "`grad_Wy` asked for more memory than is allowed.",
        ),
        (
            Reply("raised", error="KeyError", text="KeyError: 1 (line 3)"),
            "error",
            "It stopped with KeyError: 1 (line 3), for N = 1.",
        ),
        (
            Reply("not run", text="an earlier call of `grad_Wy` took longer than 5 s"),
            "error",
            "Not run: an earlier call of `grad_Wy` took longer than 5 s.",
        ),
    ],
)
def test_a_call_without_an_answer_is_told_with_its_reason(
    reply: Reply, verdict: str, sentence: str
) -> None:
    judgement = judged("wy.grad_Wy", with_one(reply))
    assert (judgement.verdict, judgement.share, judgement.message) == (verdict, 0, sentence)


def test_a_side_effect_of_the_first_call_explains_why_a_later_one_stopped() -> None:
    replies = with_one(Reply("raised", error="KeyError", text="KeyError: 1"))
    first = [array.copy() for array in replies[0].arrays]
    first[2] += 1  # x, after the answer and the answer again
    replies[0] = numbers(*first)
    assert judged("wy.grad_Wy", replies).message.startswith("Your program writes into x, ")


def test_a_first_call_of_another_shape_explains_nothing() -> None:
    replies = with_one(Reply("raised", error="KeyError", text="KeyError: 1"))
    replies[0] = numbers(1.0, 1.0, *replies[0].arrays[2:])
    assert judged("wy.grad_Wy", replies).message == "It stopped with KeyError: 1, for N = 1."


def test_of_several_arrays_the_wrong_one_is_named_as_the_question_names_it() -> None:
    item = ITEMS["forward.forward"]
    replies = [numbers(r.arrays[0], r.arrays[1] + 1, *r.arrays[2:]) for r in right(item)]
    assert (
        judged("forward.forward", replies).message
        == "y[N]: the shape is right, the values are not yet."
    )


def test_arrays_that_no_name_tells_apart_are_counted() -> None:
    item = ITEMS["quiz.paths_U"]
    replies = [numbers(np.ones(1), *r.arrays[1:]) for r in right(item)]
    assert judged("quiz.paths_U", replies).message.startswith("Array 1 of 3 should be ")


@pytest.fixture
def by_hand() -> list[float]:
    """The five numbers that the question worked out by hand asks for."""
    return [float(v) for v in given_case(ITEMS["forward.hand"]).expected[0].value]


def test_numbers_are_right_to_their_decimals_and_in_any_form(by_hand: list[float]) -> None:
    for form in (by_hand, [by_hand], [round(value, 5) for value in by_hand]):
        assert judged("forward.hand", [numbers(form)]).verdict == "correct"


def test_wrong_numbers_are_told_one_by_one_and_too_few_are_counted(by_hand: list[float]) -> None:
    s1, _, s3, y3, _ = by_hand
    wrong, few = (judged("forward.hand", [numbers(v)]) for v in ([s1, 0, s3, y3, np.nan], [s1, s3]))
    assert wrong.message == "Not right yet: numbers 2 and 5 of 5."
    assert wrong.verdict == "incorrect"
    assert few.message == "5 numbers are asked for; yours are 2."
    assert few.verdict == "invalid"


def test_where_one_number_is_asked_for_a_row_is_not_one() -> None:
    item = ITEMS["forward.hand"]
    one = item._replace(question=msgspec.structs.replace(item.question, id="one", answer="E[3]"))
    ((_, judgement),) = prepare(COURSE, [one], 0).judged([numbers([1, 2])])
    assert (judgement.verdict, judgement.message) == ("invalid", "One number is asked for.")


def test_a_number_that_is_still_none_is_not_answered() -> None:
    assert judged("forward.hand", [Reply("shape", text="holds None")]).verdict == "unanswered"


def test_a_formula_that_stopped_is_not_judged_as_a_formula() -> None:
    judgement = judged("wy.chain", [Reply("shape", text="holds a list where a text is asked for")])
    assert judgement.verdict == "invalid"
    assert judgement.message == "`chain` holds a list where a text is asked for."


def test_a_checked_question_says_what_its_check_says() -> None:
    paper = prepare(COURSE, [ITEMS["beyond.update"]], 0)
    ((_, judgement),) = paper.judged([numbers(1.0)] * len(paper.calls))
    assert judgement.verdict == "incorrect"
    assert judgement.message.startswith("The arrays you were given have changed.")


def test_an_answer_that_a_check_cannot_read_costs_one_question() -> None:
    asked = [ITEMS["vanishing.norms"], ITEMS["vanishing.why"]]
    paper = prepare(COURSE, asked, 0)
    replies = [numbers([1.0], [1.0])] * (len(paper.calls) - 1)
    (_, norms), (_, why) = paper.judged([*replies, Reply("missing")])
    assert (norms.verdict, why.verdict) == ("crashed", "unanswered")
    assert norms.message == "The check of `norms` cannot read this answer (ValueError)."


def test_a_checked_question_without_an_answer_is_unanswered() -> None:
    paper = prepare(COURSE, [ITEMS["beyond.update"]], 0)
    ((_, judgement),) = paper.judged([Reply("missing")] * len(paper.calls))
    assert judgement.message == "There is no `update` in the file."


def test_replies_that_are_alike_in_every_bit_are_judged_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("grader.paper.judge", lambda *a: asked.append(a) or correct())
    paper = prepare(COURSE, [ITEMS["wy.grad_Wy"]], 0)
    replies = right(ITEMS["wy.grad_Wy"])
    for given in (replies, right(ITEMS["wy.grad_Wy"]), replies):
        assert [judgement.verdict for _, judgement in paper.judged(given)] == ["correct"]
    assert len(asked) == 1
    one = numbers(np.nextafter(replies[1].arrays[0], 9))
    list(paper.judged([replies[0], one, *replies[2:]]))
    assert len(asked) == 2


@pytest.mark.parametrize(
    "other",
    [
        sent("ok", np.zeros((2, 3)), text="a"),
        sent("ok", np.zeros((3, 2))),
        sent("ok", np.zeros((2, 3), "f4")),
        sent("ok", np.zeros((2, 3), "f2")),
        sent("ok", -np.zeros((2, 3))),
        sent("ok", np.zeros((1, 3)), np.zeros((1, 3))),
        sent("raised", text="ValueError", error="ValueError"),
        Reply("timeout", text="took longer than 5 s"),
    ],
)
def test_replies_that_differ_in_anything_have_another_fingerprint(other: Reply) -> None:
    one = sent("ok", np.zeros((2, 3)))
    assert _fingerprint([one]) == _fingerprint([sent("ok", np.zeros((2, 3)))])
    assert _fingerprint([one]) != _fingerprint([other])
    assert _fingerprint([one]) != _fingerprint([one, one])


def test_replies_that_only_together_are_alike_have_another_fingerprint() -> None:
    zeros, ones = np.zeros(2), np.ones(2)
    fingerprints = {
        _fingerprint(replies)
        for replies in (
            [sent("ok", zeros, ones)],
            [sent("ok", zeros), sent("ok", ones)],
            [sent("ok"), sent("ok", zeros, ones)],
            [sent("ok", zeros, ones), sent("ok")],
        )
    }
    assert len(fingerprints) == 4


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.int64(3), int),
        (np.int32(3), int),
        (np.float64(0.5), float),
        (np.float32(2.5), float),
        (np.float32(0.5), float),
        (np.bool_(1), bool),
        (4, int),
        ("a", str),
    ],
)
def test_a_number_of_numpy_is_sent_as_the_number_it_is(value: Any, kind: type) -> None:
    sent_as = _Arrays().argument(value)
    assert sent_as == value
    assert type(sent_as) is kind
