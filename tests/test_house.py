"""The rules of the house, each of them as a test."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models import ROOT

PACKAGE = ROOT / "grader"
MAY_IMPORT = {
    "model": set(),
    "formula": set(),
    "course": {"model", "formula"},
    "collect": {"course"},
    "sandbox": set(),
    "judge": {"model", "formula", "course"},
    "report": {"results"},
}
EVALUATES = {"eval", "exec", "sympify", "parse_expr", "pickle", "dill"}
IN_THE_CHILD = PACKAGE / "sandbox" / "child"


def sources(folder: Path = PACKAGE) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def rooms_imported(source: str) -> Iterator[str]:
    """The rooms of the package that a source imports, at run time."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader."):
            yield (node.module or "").split(".")[1]


def evaluations(source: str) -> list[str]:
    """Names of what turns text into something that runs."""
    names = (n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name))
    imported = (
        a.name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import) for a in n.names
    )
    return sorted({*names, *imported} & EVALUATES)


def weights_known(source: str) -> list[str]:
    """Names of weights that the code itself speaks of; examples in texts do not count."""
    tree = ast.parse(source)
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    texts = {
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    return sorted({"Wx", "Ws", "Wy", "V1", "V2", "W1", "W2"} & {*names, *texts})


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_from_the_rooms_before_it(room: str) -> None:
    for path in sources(PACKAGE / room):
        wrong = set(rooms_imported(path.read_text())) - MAY_IMPORT[room] - {room}
        assert not wrong, path


def test_student_text_is_never_evaluated_outside_the_child() -> None:
    for path in sources():
        if IN_THE_CHILD not in path.parents:
            assert not evaluations(path.read_text()), path


def test_nothing_knows_the_name_of_a_weight() -> None:
    for path in sources():
        assert not weights_known(path.read_text()), path


def test_these_checks_see_what_they_look_for() -> None:
    assert list(rooms_imported("from grader.judge.chain import x")) == ["judge"]
    assert evaluations("import pickle; eval('1')") == ["eval", "pickle"]
    assert weights_known("values['Ws'] + Wx") == ["Ws", "Wx"]


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("grader.judge.differences", ["grader.model.rules", "grader.model.chain"]),
        ("grader.judge.formulas", ["numpy", "sympy"]),
        ("grader.formula", ["numpy", "sympy", "grader.model"]),
        ("grader.model", ["numpy", "sympy"]),
        ("grader.sandbox", ["numpy", "grader.model", "grader.judge"]),
    ],
)
def test_a_module_stays_free_of_what_it_must_not_lean_on(module: str, without: list[str]) -> None:
    code = f"import sys, {module}; print(sorted({set(without)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr
