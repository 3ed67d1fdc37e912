"""The rules of the house, each of them as a test."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
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
    "explain": {"model", "formula", "course", "judge", "results"},
    "report": {"results"},
    "term": {"course", "results", "report"},
    "notebooks": {
        "course",
        "collect",
        "sandbox",
        "explain",
        "paper",
        "pipeline",
        "report",
        "results",
    },
    "board": {"model", "formula", "course", "judge", "explain", "report", "results"},
}
EVALUATES = {"eval", "exec", "sympify", "parse_expr", "pickle", "dill"}
IN_THE_CHILD = PACKAGE / "sandbox" / "child"


@cache
def ours() -> dict[Path, str]:
    """Every file of the package with its source."""
    return {path: path.read_text() for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def nodes(source: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(source)))


def rooms_imported(source: str) -> Iterator[str]:
    """The rooms of the package that a source imports, at run time."""
    for node in nodes(source):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader."):
            yield (node.module or "").split(".")[1]


def evaluations(source: str) -> list[str]:
    """Names of what turns text into something that runs."""
    names = (n.id for n in nodes(source) if isinstance(n, ast.Name))
    imported = (a.name for n in nodes(source) if isinstance(n, ast.Import) for a in n.names)
    return sorted({*names, *imported} & EVALUATES)


def weights_known(source: str) -> list[str]:
    """Names of weights that the code itself speaks of; examples in texts do not count."""
    names = {n.id for n in nodes(source) if isinstance(n, ast.Name)}
    constants = (n.value for n in nodes(source) if isinstance(n, ast.Constant))
    texts = {value for value in constants if isinstance(value, str)}
    return sorted({"Wx", "Ws", "Wy", "V1", "V2", "W1", "W2"} & {*names, *texts})


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_from_the_rooms_before_it(room: str) -> None:
    for path, source in ours().items():
        if PACKAGE / room in path.parents:
            assert set(rooms_imported(source)) <= {room, *MAY_IMPORT[room]}, path


def test_student_text_is_never_evaluated_outside_the_child() -> None:
    for path, source in ours().items():
        if IN_THE_CHILD not in path.parents:
            assert not evaluations(source), path


def test_nothing_knows_the_name_of_a_weight() -> None:
    for path, source in ours().items():
        assert not weights_known(source), path


def test_these_checks_see_what_they_look_for() -> None:
    assert list(rooms_imported("from grader.judge.chain import x")) == ["judge"]
    assert evaluations("import pickle; eval('1')") == ["eval", "pickle"]
    assert weights_known("values['Ws'] + Wx") == ["Ws", "Wx"]


# In this order: what is loaded for one module is still there when the next is looked at.
FREE_OF = {
    "grader": ["numpy", "grader.notebooks"],
    "grader.formula": ["numpy", "sympy", "grader.model"],
    "grader.sandbox": ["numpy", "grader.model", "grader.judge"],
    "grader.model": ["numpy", "sympy"],
    "grader.judge.formulas": ["numpy", "sympy"],
    "grader.board.desk": ["numpy", "sympy", "msgspec", "jinja2", "click", "rich", "grader.course"],
    "grader.judge.differences": ["grader.model.rules", "grader.model.chain"],
}


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """What each of these modules, imported one after another, finds or leaves loaded of its own
    list.
    """
    code = (
        "import importlib, json, sys\nfound = {}\n"
        f"for module, without in {FREE_OF}.items():\n"
        "    importlib.import_module(module)\n"
        "    found[module] = [name for name in without if name in sys.modules]\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("module", FREE_OF)
def test_a_module_stays_free_of_what_it_must_not_lean_on(
    module: str, found: dict[str, list[str]]
) -> None:
    assert found[module] == []
