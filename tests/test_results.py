"""Results as data: the published schema, and the files."""

import json
from pathlib import Path

import msgspec
import pytest

from grader import results
from grader.results import Provenance, QuestionResult, SubmissionResult
from tests.models import ROOT


def result(student: str = "s001", message: str = "", verdict: str = "correct") -> SubmissionResult:
    score = 4.0 if verdict == "correct" else 0.0
    question = QuestionResult("ws.grad_Ws", "function", 4, score, verdict, message)  # type: ignore[arg-type]
    provenance = Provenance("", "", "", "", 0, "", "", "", "", 0.0)
    return SubmissionResult(results.SCHEMA, student, score, 4, provenance, (question,))


def test_the_published_schema_is_that_of_the_results() -> None:
    assert (ROOT / "docs/results.schema.json").read_bytes() == results.schema()


def test_a_result_comes_back_from_json_as_it_was() -> None:
    assert results.decode(results.encode(result())) == result()


def test_a_result_of_another_shape_is_not_taken_for_one() -> None:
    with pytest.raises(msgspec.ValidationError):
        results.decode(b'{"schema": 1}')


def test_pending_questions_count_neither_in_score_nor_in_points() -> None:
    assert results.total([result(verdict="pending").questions[0]]) == (0, 0)


def test_points_of_a_bonus_can_be_earned_and_need_not_be() -> None:
    (plain,) = result().questions
    bonus = msgspec.structs.replace(plain, points=2, score=2, bonus=True)
    assert results.total([plain, bonus]) == (6, 4)
    assert results.total([plain, msgspec.structs.replace(bonus, score=0)]) == (4, 4)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    results.write(tmp_path / "a" / "b.json", b"{}")
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.json"]
    assert json.loads((tmp_path / "a" / "b.json").read_text()) == {}
