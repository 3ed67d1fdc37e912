"""What a class shows that no single answer does."""

from collections.abc import Sequence

import msgspec
import pytest

from grader import results
from grader.report.analysis import columns, finding, mistakes, tenths
from grader.results import Finding, Provenance, QuestionResult, SubmissionResult

NOBODY = Provenance("", "", "", "", 0, "", "", "", "", 0.0)


def student(number: int, scores: Sequence[float], code: str = "") -> SubmissionResult:
    """A student with a score from 0 to 1 on each of some questions."""
    found = (Finding(code, f"said of {code}"),) if code else ()
    questions = tuple(
        QuestionResult(
            f"ws.q{k}",
            "function",
            1,
            score,
            "correct" if score == 1 else "incorrect",
            "",
            findings=() if score == 1 else found,
        )
        for k, score in enumerate(scores)
    )
    return SubmissionResult(
        results.SCHEMA, f"s{number:03}", sum(scores), len(scores), NOBODY, questions
    )


def asked(class_: Sequence[SubmissionResult]) -> list[str]:
    return [q.id for q in class_[0].questions]


STAIRCASE = [student(n, [float(n > k) for k in range(0, 20, 4)]) for n in range(20)]


def test_questions_that_agree_with_the_rest_raise_no_doubt() -> None:
    found = columns(STAIRCASE, asked(STAIRCASE))
    assert [round(c.percent) for c in found] == [95, 75, 55, 35, 15]
    assert not any(column.doubt for column in found)


def test_a_question_that_strong_students_lose_is_doubted() -> None:
    class_ = [student(n, [float(n > 5), float(n > 10), float(n < 9)]) for n in range(20)]
    doubts = [column.doubt for column in columns(class_, asked(class_))]
    assert doubts[2].startswith("Strong students lose it more often")


def test_a_question_that_nearly_everyone_has_is_called_easy_and_not_wrong() -> None:
    class_ = [student(n, [float(n > 10), float(n > 8), float(n != 12)]) for n in range(40)]
    assert "warm up" in columns(class_, asked(class_))[2].doubt


def test_agreement_is_not_spoken_of_for_a_few_students_nor_where_all_have_the_same() -> None:
    assert columns(STAIRCASE[:9], asked(STAIRCASE))[0].agreement is None
    same = [student(n, [1.0, float(n > 10)]) for n in range(20)]
    assert columns(same, asked(same))[0].agreement is None


def test_recorded_choices_count_neither_as_points_nor_as_lost() -> None:
    one = student(1, [0.0, 1.0])
    recorded = msgspec.structs.replace(one.questions[0], verdict="pending")
    class_ = [msgspec.structs.replace(one, questions=(recorded, one.questions[1]))]
    assert [c.percent for c in columns(class_, asked(class_))] == [0.0, 100.0]


def test_mistakes_are_counted_by_students_and_the_most_common_stands_first() -> None:
    class_ = [student(n, [0, 0], "sign") for n in range(3)]
    class_ += [student(n, [0, 1], "A04") for n in range(3, 8)]
    first, second = mistakes(class_)
    assert (first.code, first.name, first.students, first.where) == (
        "A04",
        "said of A04",
        5,
        "ws.q0",
    )
    assert (second.name, second.students) == ("the sign", 3)


def test_an_example_is_what_was_written_and_names_nobody() -> None:
    one = student(7, [0.0], "missing-path")
    (question,) = one.questions
    wrote = msgspec.structs.replace(question, read_as="∂E₃/∂y₃")
    (found,) = mistakes([msgspec.structs.replace(one, questions=(wrote,))])
    assert found.example == "∂E₃/∂y₃"
    assert "s007" not in repr(found)


def test_every_student_stands_in_one_tenth() -> None:
    class_ = [student(n, [n / 40]) for n in range(41)]
    assert sum(tenths(class_)) == 41
    assert tenths(class_)[0] == 4
    assert tenths(class_)[9] == 5  # full marks stand with the last tenth


@pytest.mark.parametrize("size", [0, 1])
def test_of_nobody_and_of_one_there_is_little_to_say(size: int) -> None:
    class_ = STAIRCASE[:size]
    said = finding(class_, columns(class_, []), [])
    assert said == f"{size} submission{'' if size == 1 else 's'}."
