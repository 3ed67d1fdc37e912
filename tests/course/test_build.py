"""Stubs and notebooks are what the solutions give, without the solutions."""

from pathlib import Path

import pytest

from grader.course import CourseError, load_course
from grader.course.build import build, drifted, generated, release, stray
from grader.course.percent import as_notebook, as_percent, read_cells, stub_cells
from tests.models import ROOT

OURS = load_course(ROOT / "exercises")
SOURCE = '''# %% [markdown]
# # One
#
# Read this.

# %%
def f(x):
    """-> one number"""
    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION


# %%
### BEGIN SOLUTION
chain = "dE3/dy3"
helper = 3
### END SOLUTION
'''


def stub(source: str) -> str:
    return as_percent(stub_cells(read_cells(source), {"chain": '""'}))


def test_a_solution_in_a_function_becomes_the_students_turn_and_an_answer_becomes_empty() -> None:
    assert stub(SOURCE) == SOURCE.replace(
        """    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION


""",
        """    raise NotImplementedError("your turn")

""",
    ).replace(
        """### BEGIN SOLUTION
chain = "dE3/dy3"
helper = 3
### END SOLUTION
""",
        """chain = ""
""",
    )


def test_without_solutions_a_source_comes_back_as_it_was() -> None:
    for path, _ in generated(OURS):
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            assert as_percent(read_cells(text)) == text


def test_a_notebook_is_valid_and_the_same_bytes_every_time() -> None:
    nbformat = pytest.importorskip("nbformat")
    cells = read_cells(SOURCE)
    text = as_notebook(cells, "one")
    assert text == as_notebook(cells, "one")
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    assert [(c.cell_type, c.source) for c in book.cells] == list(cells)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("# %%\n### BEGIN SOLUTION\nx = 1\n", "### BEGIN SOLUTION is never closed"),
        (
            "# %%\nx = 1\n### END SOLUTION\n",
            "a solution marker without its partner: ### END SOLUTION",
        ),
        (
            "# %%\n### BEGIN SOLUTION\n### BEGIN SOLUTION\n",
            "a solution marker without its partner: ### BEGIN SOLUTION",
        ),
    ],
)
def test_a_marker_without_its_partner_is_told(source: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="SOLUTION") as wrong:
        stub(source)
    assert str(wrong.value) == sentence


def test_our_stubs_are_what_our_solutions_give_and_nothing_lies_about() -> None:
    assert drifted(OURS) == []
    assert stray(OURS) == []


def test_a_source_that_is_missing_or_broken_is_told_with_its_path(course_of_two: Path) -> None:
    course = load_course(course_of_two / "exercises")
    source = course.solutions / "02_wy/wy.py"
    source.write_text("# %%\n### END SOLUTION\n")
    with pytest.raises(CourseError, match=f"^{source}: a solution marker without"):
        build(course)
    source.unlink()
    with pytest.raises(CourseError) as missing:
        build(course)
    assert str(missing.value) == f"{source}: the source of the topic 'wy' is missing"


def test_a_release_does_not_write_over_what_is_there(course_of_two: Path, tmp_path: Path) -> None:
    course = load_course(course_of_two / "exercises")
    release(course, tmp_path / "given")
    with pytest.raises(CourseError) as there:
        release(course, tmp_path / "given")
    assert str(there.value) == f"{tmp_path}/given/exercises: is already there; name a new folder"
