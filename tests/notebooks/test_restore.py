"""A handed-in notebook made whole and harmless, whatever was done to it."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import load_course
from grader.notebooks.marking import fill, harmless, marking, output
from grader.notebooks.restore import AS_TEXT, MISSING, Known, layout, literal, restored
from grader.notebooks.source import Json, source_notebook
from grader.results import Provenance, QuestionResult, SubmissionResult
from tests.models import ROOT

SOURCE: Json = json.loads(source_notebook(load_course(ROOT / "exercises"), "wy"))


def known() -> list[Known]:
    """The cells as nbgrader would record them."""
    found = []
    for cell in SOURCE["cells"]:
        if marks := cell["metadata"].get("nbgrader"):
            names = ("grade_id", "locked", "grade", "solution", "task", "points")
            about = {name: marks[name] for name in names if name in marks}
            found.append(
                Known(cell_type="code", source="".join(cell["source"]), checksum="c" * 32, **about)
            )
    return found


GIVEN = layout(reversed(known()), SOURCE)
IDS = [cell.grade_id for cell in GIVEN.known]


def shown(handed_in: object) -> list[Json]:
    return list(restored(handed_in, GIVEN)["cells"])


def grade_ids(cells: list[Json]) -> list[str]:
    marked = [c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]]
    return [marks["grade_id"] for marks in marked]


def changed(grade_id: str, **what: Any) -> Json:
    book = copy.deepcopy(SOURCE)
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            cell.update(what)
    return book


def by_id(cells: list[Json]) -> dict[str, Json]:
    return {c["metadata"]["nbgrader"]["grade_id"]: c for c in cells if "nbgrader" in c["metadata"]}


def test_the_gradebook_s_cells_come_in_the_order_of_the_source() -> None:
    assert IDS[:3] == ["setup", "chain", "check-chain"]
    assert GIVEN.answers == {"wy.chain": "chain", "wy.chain_N": "chain_N", "wy.grad_Wy": "grad_Wy"}


@given(st.permutations(range(len(SOURCE["cells"]))), st.data())
def test_deleted_doubled_and_moved_cells_are_there_once(
    order: list[int], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.sampled_from(order), max_size=30))
    cells = shown(SOURCE | {"cells": [SOURCE["cells"][k] for k in kept]})
    assert sorted(grade_ids(cells)) == sorted(IDS)
    assert len({cell["id"] for cell in cells}) == len(cells)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JUNK)
def test_anything_at_all_becomes_a_whole_notebook(junk: object) -> None:
    book = restored(junk, GIVEN)
    assert sorted(grade_ids(book["cells"])) == sorted(IDS)
    json.dumps(book).encode()


def test_a_missing_cell_comes_after_the_one_before_it() -> None:
    cells = [
        c for c in SOURCE["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") != "chain_N"
    ]
    made = shown(SOURCE | {"cells": cells})
    assert grade_ids(made) == IDS
    assert by_id(made)["chain_N"]["source"] == f"# {MISSING}"


def test_what_is_locked_says_what_it_said_and_is_worth_what_it_was() -> None:
    marks = {"nbgrader": {"grade_id": "check-chain", "points": 100, "grade": False}}
    cell = by_id(shown(changed("check-chain", source="100.0", metadata=marks)))["check-chain"]
    assert cell["source"] == 'check("wy.chain")'
    assert cell["metadata"]["nbgrader"]["points"] == 1
    assert cell["metadata"]["nbgrader"]["grade"] is True


def test_code_that_was_made_text_is_shown_and_said_not_to_run() -> None:
    cell = by_id(shown(changed("chain", cell_type="markdown", source="chain = 1\n<b>")))["chain"]
    assert cell["cell_type"] == "code"
    assert cell["source"] == f"{AS_TEXT}\n# chain = 1\n# <b>"


@pytest.mark.parametrize("kind", ["markdown", "raw", "nonsense"])
def test_a_text_of_a_student_is_shown_as_typed(kind: str) -> None:
    cell = {"cell_type": kind, "metadata": {"format": "text/html"}, "source": "<img onerror=x>",
            "attachments": {"x": {}}}  # fmt: skip
    made = shown(SOURCE | {"cells": [*SOURCE["cells"], cell]})[-1]
    assert made["cell_type"] == "markdown"
    assert made["source"] == "```text\n<img onerror=x>\n```"
    assert set(made) == {"cell_type", "source", "metadata", "id"}
    assert made["metadata"] == {}


def test_a_text_of_the_course_stays_as_it_is() -> None:
    assert shown(SOURCE)[1]["source"].startswith("# wy")


def test_outputs_of_a_student_are_dropped() -> None:
    output = {"output_type": "display_data", "data": {"text/html": "<b>4.0</b>"}, "metadata": {}}
    cells = shown(changed("chain", outputs=[output], execution_count=3))
    assert all(not cell.get("outputs") for cell in cells)


@given(st.text(alphabet="`~ab\n<", max_size=40))
def test_no_text_ends_its_own_fence(text: str) -> None:
    first, *inside, last = literal(text).split("\n")
    assert first == last + "text"
    assert not any(line.strip().startswith(last) for line in inside)


def result(*questions: QuestionResult, remarks: tuple[str, ...] = ()) -> SubmissionResult:
    about = Provenance("", "", "", "", 0, "", "", "", "", 0.0)
    return SubmissionResult(1, "s001", 0.0, 6.0, about, questions, remarks)


def question(
    name: str, score: float, verdict: Any = "partial", message: str = "no"
) -> QuestionResult:
    return QuestionResult(f"wy.{name}", "chain", 4.0, score, verdict, message)


def test_points_are_a_share_of_what_the_gradebook_says() -> None:
    marks = marking(result(question("chain", 1.0), question("grad_Wy", 4.0)), GIVEN, {})
    assert marks.points == {"check-chain": 0.25, "check-chain_N": None, "check-grad_Wy": 4.0}


def test_a_share_that_is_no_short_number_stays_within_the_points() -> None:
    (cell,) = (c for c in GIVEN.known if c.grade_id == "check-chain")
    given = GIVEN._replace(
        known=tuple(c._replace(points=2.0 / 3) if c == cell else c for c in GIVEN.known)
    )
    marks = marking(result(question("chain", 4.0, "correct")), given, {})
    assert 0.66 < (marks.points["check-chain"] or 0) <= 2.0 / 3


def test_what_is_recorded_but_not_judged_is_left_to_a_person() -> None:
    marks = marking(result(question("chain", 0.0, "pending")), GIVEN, {})
    assert marks.points["check-chain"] is None
    assert output(None, "")["output_type"] == "stream"


def test_a_comment_stands_with_the_answer_and_the_file_s_remarks_with_the_first() -> None:
    marks = marking(
        result(
            question("chain", 4.0, "correct"), question("chain_N", 0.0, "unanswered"),
            question("grad_Wy", 0.0, "error", "It stopped with <b>"), remarks=("the file is odd",),
        ),
        GIVEN,
        {},
    )  # fmt: skip
    assert marks.comments == {
        "chain": "The file is odd.",
        "chain_N": "No response.",
        "grad_Wy": "stopped, 0 of 4 points. It stopped with ‹b›",
    }


def test_a_cell_of_tests_shows_points_as_nbgrader_reads_them_and_the_card() -> None:
    marks = marking(result(question("chain", 4.0, "correct")), GIVEN, {"wy.chain": "Title"})
    book = fill(restored(SOURCE, GIVEN), marks)
    (shown,) = by_id(book["cells"])["check-chain"]["outputs"]
    assert shown["data"]["text/plain"] == "1.0"
    assert "Title" in shown["data"]["text/html"]


@given(st.text(max_size=60))
def test_a_comment_holds_no_markup(text: str) -> None:
    made = harmless(text)
    assert not set(made) & set("<>\\$")
    assert "](" not in made


def test_grade_ids_that_are_no_texts_name_nothing() -> None:
    assert grade_ids(shown(changed("chain", metadata={"nbgrader": {"grade_id": 3}}))) == IDS


def test_a_notebook_of_format_3_is_shown_as_well() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1", "outputs": []}]}]}
    assert [c["source"] for c in shown(old) if not c["metadata"]] == ["x = 1"]
