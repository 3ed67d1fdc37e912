"""The whole way of a course under nbgrader, on files and with commands that a user has."""

import csv
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grader import results
from tests.models import ROOT
from tests.notebooks.class_of_twelve import EXPECTED, HOSTILE, KINDS, RIGHT, cell
from tests.notebooks.conftest import runner

pytestmark = pytest.mark.slow

JOINED = """
    from {0} join base_cell on base_cell.id = {0}.cell_id
    join submitted_notebook on submitted_notebook.id = {0}.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    order by student_id, name
"""
QUESTIONS = ("chain", "chain_N", "grad_Wy")


def rows(folder: Path, columns: str, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
        return gradebook.execute(
            f"select student_id, name, {columns} {JOINED.format(table)}"
        ).fetchall()


def scores(folder: Path) -> dict[str, tuple[float, ...]]:
    found = {(s, name): auto for s, name, auto in rows(folder, "auto_score", "grade")}
    return {s: tuple(found[s, f"check-{q}"] for q in QUESTIONS) for s in KINDS}  # type: ignore[misc]


def test_nothing_of_a_solution_is_in_what_students_get(released: Path) -> None:
    source = (released / "source/wy/wy.ipynb").read_text()
    assert "BEGIN SOLUTION" in source
    for path in (p for p in (released / "release").rglob("*") if p.is_file()):
        text = path.read_text()
        assert "SOLUTION" not in text
        assert "np.outer" not in text
        assert "dy3/dWy" not in text
        assert "key" not in path.name


def test_the_release_is_the_stub_of_the_course_cell_by_cell(released: Path) -> None:
    def code(path: Path) -> list[str]:
        cells = json.loads(path.read_text())["cells"]
        return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]

    given = code(released / "release/wy/wy.ipynb")
    ours = [text for text in given if not text.startswith(("check(", "from grader import check"))]
    assert ours == code(ROOT / "exercises/02_wy/wy.ipynb")


def test_the_notebook_is_valid_and_its_bytes_are_the_same_every_time(
    released: Path, tmp_path: Path
) -> None:
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    for step in ("source", "release"):
        book = nbformat.read(released / step / "wy/wy.ipynb", as_version=4)
        nbformat.validate(book)
        MetadataValidator().validate_nb(book)
    runner(ROOT)("grader", "nbgrader", "init", tmp_path / "again", "--topics", "wy")
    again = tmp_path / "again/source/wy/wy.ipynb"
    assert again.read_bytes() == (released / "source/wy/wy.ipynb").read_bytes()


def test_every_submission_gets_the_score_that_was_said_beforehand(ours: Path) -> None:
    assert scores(ours) == EXPECTED


def test_nbgrader_s_own_command_with_our_settings_gives_the_same(ours: Path, stock: Path) -> None:
    import nbformat

    columns = "auto_score, manual_score, extra_credit, needs_manual_grade"
    assert rows(stock, columns, "grade") == rows(ours, columns, "grade")
    said = "auto_comment, manual_comment"
    assert rows(stock, said, "comment") == rows(ours, said, "comment")
    for student in KINDS:
        one, other = (
            nbformat.read(folder / "autograded" / student / "wy/wy.ipynb", as_version=4)
            for folder in (stock, ours)
        )
        assert one.cells == other.cells


def test_bptt_grade_gives_the_same(ours: Path, tmp_path: Path) -> None:
    words = ("--topics", "wy", "--seed", "test", "--quiet", "--out", tmp_path)
    course = ("--course", ours / "course/exercises")
    runner(ours)("grader", "grade", ours / "submitted", *course, *words)
    for student, points in scores(ours).items():
        known = results.decode((tmp_path / "students" / f"{student}.json").read_bytes())
        assert tuple(q.score for q in known.questions) == points


def test_comments_say_what_the_score_does_not(ours: Path) -> None:
    said = {(s, name): text for s, name, text in rows(ours, "auto_comment", "comment")}
    assert said["s001", "grad_Wy"] is None
    assert said["s003", "chain_N"] == "No response."
    assert "exit status 0" in str(said["s004", "grad_Wy"])
    assert "longer than 5 s" in str(said["s005", "grad_Wy"])


def test_feedback_shows_our_card_and_nothing_that_a_student_wants_run(ours: Path) -> None:
    for student in KINDS:
        page = (ours / "feedback" / student / "wy/wy.html").read_text()
        assert len(re.findall(r'<section [^>]*class="bptt ', page)) == 3
        assert "The gradient for Wy in numpy" in page
        body = page[page.index("<body") :]
        assert not re.search(r"<img[^>]*onerror|href=\"javascript:", body)
    shown = (ours / "feedback/s013/wy/wy.html").read_text()
    assert shown.count("&lt;img src=x onerror=") >= 3
    assert HOSTILE not in shown


def test_the_export_has_the_totals(ours: Path) -> None:
    with (ours / "grades.csv").open() as file:
        totals = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert totals == {student: sum(points) for student, points in EXPECTED.items()}


@pytest.fixture
def again(ours: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    shutil.copytree(ours, tmp_path / "course")
    return tmp_path / "course"


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "gradebook.db")) as gradebook, gradebook:
        assert gradebook.execute(statement).rowcount > 0


def autograde(folder: Path, *words: str) -> str:
    return runner(folder)("grader", "nbgrader", "autograde", ".", "wy", *words).stdout


def test_what_is_unchanged_is_not_run_again_but_what_was_stopped_is(again: Path) -> None:
    assert "13 submissions graded, 11 of them unchanged" in autograde(again)
    late = again / "submitted/s002/wy/wy.ipynb"
    late.write_text((again / "submitted/s001/wy/wy.ipynb").read_text())
    assert "10 of them unchanged" in autograde(again)
    assert scores(again)["s002"] == (1, 1, 4)


def test_a_course_that_was_graded_half_is_finished(handed_in: Path, again: Path) -> None:
    stamps = again / ".bptt/wy.json"
    known = json.loads(stamps.read_text())
    stamps.write_text(json.dumps({s: known[s] for s in list(known)[:4]}))
    shutil.rmtree(again / "autograded/s009")
    assert "13 submissions graded, " in autograde(again)
    assert scores(again) == EXPECTED


def test_a_notebook_that_a_failing_machine_lost_is_written_again(again: Path) -> None:
    lost, gone = (again / f"autograded/{student}/wy/wy.ipynb" for student in ("s001", "s005"))
    before = lost.read_bytes()
    lost.chmod(0o644)
    lost.write_bytes(b"")
    gone.unlink()
    assert "10 of them unchanged" in autograde(again)
    assert lost.read_bytes() == before
    assert gone.is_file()


def test_a_gradebook_that_was_made_anew_gets_all_scores(handed_in: Path, again: Path) -> None:
    shutil.copy(handed_in / "gradebook.db", again)
    assert "unchanged" not in autograde(again)
    assert scores(again) == EXPECTED


def test_what_has_another_name_is_graded_and_shown_and_who_has_none_stops_nobody(
    handed_in: Path, again: Path
) -> None:
    shutil.copy(handed_in / "gradebook.db", again)
    shutil.rmtree(again / "submitted")
    right = (handed_in / "submitted/s001/wy/wy.ipynb").read_bytes()
    script = "\n".join(RIGHT.values()).encode()
    for student, name, content in (
        ("s001", "wy (1).ipynb", right),
        ("s002", "wy.py", script),
        ("s" * 129, "wy.ipynb", right),
    ):
        (again / "submitted" / student / "wy").mkdir(parents=True)
        (again / "submitted" / student / "wy" / name).write_bytes(content)
    done = runner(again)("grader", "nbgrader", "autograde", ".", "wy", ok=False)
    assert done.returncode == 1
    assert "readable text of at most 128 characters" in " ".join(done.stderr.split())
    given = {(s, name): auto for s, name, auto in rows(again, "auto_score", "grade")}
    for student in ("s001", "s002"):
        assert [given[student, f"check-{q}"] for q in QUESTIONS] == [1, 1, 4]
        assert "np.outer" in (again / "autograded" / student / "wy/wy.ipynb").read_text()


def test_the_copy_that_is_graded_is_the_one_that_is_shown(again: Path) -> None:
    place = again / "submitted/s001/wy"
    (place / "wy.ipynb").rename(place / "wy-Copy1.ipynb")
    shutil.copy(again / "release/wy/wy.ipynb", place)
    for words in (
        ("grader", "nbgrader", "autograde", ".", "wy"),
        ("nbgrader", "autograde", "wy", "--student", "s001", "--force"),
    ):
        runner(again)(*words)
        assert scores(again)["s001"] == (1, 1, 4)
        book = json.loads((again / "autograded/s001/wy/wy.ipynb").read_text())
        assert "np.outer" in "".join(cell(book, "grad_Wy")["source"])
        said = {(s, n): text for s, n, text in rows(again, "auto_comment", "comment")}
        assert "wy-Copy1.ipynb is graded, not wy.ipynb" in str(said["s001", "chain"])


def test_an_answer_that_is_no_python_yet_is_not_called_no_response(again: Path) -> None:
    path = again / "submitted/s001/wy/wy.ipynb"
    book = json.loads(path.read_text())
    cell(book, "chain_N")["source"] = 'chain_N = "dEN/dyN'
    path.write_text(json.dumps(book))
    autograde(again)
    said = {(s, n): text for s, n, text in rows(again, "auto_comment", "comment")}
    assert "SyntaxError" in str(said["s001", "chain_N"])
    assert scores(again)["s001"] == (1, 0, 4)


def test_marks_comments_and_extra_credit_of_people_stay(again: Path) -> None:
    change(again, "update grade set manual_score = 3, extra_credit = 0.5 where auto_score = 4")
    change(again, "update comment set manual_comment = 'see me' where auto_comment is not null")
    before = rows(again, "manual_score, extra_credit", "grade")
    words = rows(again, "auto_comment, manual_comment", "comment")
    autograde(again, "--fresh")
    assert rows(again, "manual_score, extra_credit", "grade") == before
    assert rows(again, "auto_comment, manual_comment", "comment") == words
    asked = rows(again, "auto_score, needs_manual_grade", "grade")
    assert {by_hand for _, _, auto, by_hand in asked if auto == 4} == {1}


def test_who_is_late_is_penalized_by_nbgrader_s_rule(again: Path) -> None:
    change(again, "update assignment set duedate = '2026-11-20 09:00:00.000000'")
    config = again / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    change(again, "update submitted_assignment set extension = '1970-01-01 02:00:00.000000' "
                  "where student_id = 's006'")  # fmt: skip
    assert "unchanged" not in autograde(again)
    with closing(sqlite3.connect(again / "gradebook.db")) as gradebook:
        found = dict(
            gradebook.execute(
                "select student_id, late_submission_penalty from submitted_notebook join "
                "submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"
            )
        )
    assert found == {s: sum(p) for s, p in EXPECTED.items()} | {"s006": None}


def test_what_is_no_notebook_at_all_gets_its_score_and_is_told(again: Path) -> None:
    (again / "submitted/s001/wy/wy.ipynb").write_text("{ not a notebook")
    autograde(again)
    assert scores(again)["s001"] == (0, 0, 0)
    said = {(s, n): text for s, n, text in rows(again, "auto_comment", "comment")}
    assert "not a notebook" in str(said["s001", "chain"])


def test_a_link_is_neither_graded_nor_shown(again: Path) -> None:
    path = again / "submitted/s001/wy/wy.ipynb"
    path.unlink()
    path.symlink_to(again / "source/wy/wy.ipynb")
    autograde(again)
    assert scores(again)["s001"] == (0, 0, 0)
    assert "np.outer" not in (again / "autograded/s001/wy/wy.ipynb").read_text()


def test_hidden_material_stays_hidden_and_a_cell_of_other_tests_is_left_to_people(
    released: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    shutil.copytree(released, folder)
    (folder / "gradebook.db").unlink()
    path = folder / "source/wy/wy.ipynb"
    book = json.loads(path.read_text())
    tests = next(c for c in book["cells"] if c["source"] == ['check("wy.chain")'])
    tests["source"] = (
        "assert chain\n### BEGIN HIDDEN TESTS\nassert chain == 'sesame'\n### END HIDDEN TESTS"
    )
    path.write_text(json.dumps(book))
    runner(folder)("nbgrader", "generate_assignment", "wy", "--force")
    place = folder / "submitted/s001/wy"
    place.mkdir(parents=True)
    shutil.copy(folder / "release/wy/wy.ipynb", place)
    autograde(folder)
    assert rows(folder, "auto_score, needs_manual_grade", "grade")[0] == (
        "s001", "check-chain", None, 1
    )  # fmt: skip
    runner(folder)("nbgrader", "generate_feedback", "wy")
    assert "sesame" in (folder / "autograded/s001/wy/wy.ipynb").read_text()
    assert "sesame" not in (folder / "feedback/s001/wy/wy.html").read_text()


def test_the_answers_of_the_release_are_checked_in_a_kernel_as_they_are_graded(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader import check

    monkeypatch.chdir(released / "release/wy")
    names = {"check": check}
    for text in RIGHT.values():
        exec(text, names)
    assert [eval(f'check("wy.{q}")', names) for q in QUESTIONS] == [1, 1, 4]


def test_an_assignment_that_was_not_generated_is_said(released: Path) -> None:
    done = runner(released)("grader", "nbgrader", "autograde", ".", "ws", ok=False)
    assert done.returncode == 2
    assert "run  nbgrader generate_assignment ws  first" in done.stderr
