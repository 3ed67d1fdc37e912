"""A topic may ask for a package of its own; then its answers run in a sandbox that has it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import cli
from grader.collect import Hand, Submission
from grader.course import Course, load_course
from grader.pipeline import Grading
from grader.results import SubmissionResult
from tests.models import ROOT

SYMBOLS = """
from sympy import Derivative, Eq, Function, Symbol, Sum, symbols, tanh
E3, y3, s3, Wy, N, k = symbols("E3 y3 s3 Wy N k")
"""
CHAIN = "chain = Derivative(E3, y3) * Derivative(y3, Wy)\n"


def course(folder: Path, packages: str) -> Course:
    """Our course, its topic wy with some more packages."""
    shutil.copytree(ROOT / "exercises", folder / "exercises")
    toml = folder / "exercises/02_wy/topic.toml"
    toml.write_text(f"packages = {packages}\n" + toml.read_text(encoding="utf-8"))
    return load_course(folder / "exercises")


def graded(course: Course, **files: str) -> SubmissionResult:
    hands = tuple(Hand(topic, f"{topic}.py", (text,), ()) for topic, text in files.items())
    grading = Grading(course, [i for i in course.items(["wy", "ws"]) if i.question.kind == "chain"])
    try:
        return grading.submission(Submission("s001", hands, (), (), ""))
    finally:
        grading.close()


def verdicts(result: SubmissionResult) -> dict[str, str]:
    return {q.id: q.verdict for q in result.questions}


@pytest.mark.slow
def test_an_expression_of_sympy_is_an_answer_where_the_topic_asks_for_sympy(tmp_path: Path) -> None:
    result = graded(course(tmp_path, '["sympy"]'), wy=SYMBOLS + CHAIN, ws=SYMBOLS)
    told = verdicts(result)
    assert told["wy.chain"] == "correct"
    assert result.questions[0].read_as == "∂E₃/∂y₃ · ∂y₃/∂Wy"
    assert any("No module named 'sympy'" in remark for remark in result.remarks)  # in ws


@pytest.mark.slow
def test_answers_to_all_topics_come_back_to_their_questions(tmp_path: Path) -> None:
    right = {
        "wy": 'chain = "dE3/dy3 * dy3/dWy"\nchain_N = "dEN/dyN * dyN/dWy"',
        "ws": 'from_s3 = "dE3/dy3 * dy3/ds3 * d+s3/dWs"',
    }
    told = verdicts(graded(course(tmp_path, '["sympy"]'), **right))
    known = {name for name, verdict in told.items() if verdict == "correct"}
    assert known == {"wy.chain", "wy.chain_N", "ws.from_s3"}


def test_without_the_package_the_file_says_what_is_missing(tmp_path: Path) -> None:
    result = graded(course(tmp_path, "[]"), wy=SYMBOLS + CHAIN)
    assert verdicts(result)["wy.chain"] == "unanswered"
    assert "No module named 'sympy'" in result.questions[0].message


@pytest.mark.slow
def test_a_course_is_checked_with_the_packages_of_each_topic(course_of_two: Path) -> None:
    topic = course_of_two / "exercises/02_wy/topic.toml"
    topic.write_text('packages = ["sympy"]\n' + topic.read_text())
    source = course_of_two / "solutions/02_wy/wy.py"
    text = source.read_text().replace("import numpy as np", "import numpy as np\nimport sympy")
    source.write_text(text)
    words = ("--course", str(course_of_two))
    CliRunner().invoke(cli, ["course", "build", *words])
    result = CliRunner().invoke(cli, ["course", "check", *words])
    assert result.exit_code == 0, result.output
