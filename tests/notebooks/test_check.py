"""`check` as the last line of a cell."""

import builtins
import logging
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from grader import check
from tests.models import ROOT


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "exercises")


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the kernel of a notebook."""

    class Shell:
        kernel = object()

    monkeypatch.setattr(builtins, "get_ipython", Shell, raising=False)


def grad_Wy(x, s0, d, Wx, Ws, Wy):  # type: ignore[no-untyped-def]
    """What lives in this kernel."""
    print("on stdout")
    warnings.warn("a warning", stacklevel=1)
    logging.getLogger("a student").error("logged")
    os.write(2, b"written below Python")
    np.float64(1.0) / np.float64(0.0)
    s = s0
    for row in x:
        s = np.tanh(row @ Wx + s @ Ws)
    return np.outer(s, 2 * (s @ Wy - d))


chain = "dE3/dy3 * dy3/dWy"
chain_N = "dEN/dyN * (dy"
accumulated = "dE3/dy3 * dy3/ds3 * (ds3/dWs + ds3/ds2 * ds2/dWs)"


def grad_Ws(*arrays: object) -> None:
    raise SystemExit("so long")


def grad_Wx(*arrays: object) -> None:
    raise KeyboardInterrupt


def test_a_right_answer_is_worth_its_points_and_nothing_reaches_stderr(
    kernel: None, capfd: pytest.CaptureFixture[str]
) -> None:
    score = check("wy.grad_Wy")
    assert repr(score) == "4.0"
    assert tuple(capfd.readouterr()) == ("", "")
    assert "That is right." in score._repr_html_()


def test_part_of_an_answer_is_a_plain_number_between_nothing_and_all(kernel: None) -> None:
    assert repr(check("ws.accumulated")) == "1.3333"
    assert str(check("ws.accumulated") + 1) == "2.3333"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("wy.chain_N", "is never closed"),
        ("ws.grad_Ws", "SystemExit: so long (line "),
        ("wx.grad_Wx", "KeyboardInterrupt"),
        ("ws.general", "There is no <code>general</code>"),
        ("ws.grad_ws", "there is no question &#39;ws.grad_ws&#39; here"),
        (None, "there is no question"),
    ],
)
def test_it_never_raises_and_says_what_is_wrong(kernel: None, question: str, said: str) -> None:
    score = check(question)
    assert repr(score) == "0.0"
    assert said in score.html


def test_away_from_a_course_it_says_so(
    kernel: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no course here or above" in check("wy.chain").html


def test_without_html_the_card_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    assert repr(check("wy.chain")) == "1.0"
    shown = capfd.readouterr()
    assert shown.out.startswith("✓ right  ")
    assert "1 of 1 points" in shown.out
    assert shown.err == ""


def test_the_package_is_as_quick_to_import_as_before() -> None:
    code = "import grader, sys; print('numpy' in sys.modules, 'grader.notebooks' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_what_the_package_does_not_have_is_an_attribute_error() -> None:
    import grader

    with pytest.raises(AttributeError, match="checked"):
        grader.checked  # noqa: B018


def test_the_line_that_stopped_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    import linecache

    from grader.notebooks.check import Kernel

    source = "def f():\n    return 1 / 0  # `here`\n"
    names: dict[str, object] = {}
    exec(compile(source, "<a cell>", "exec"), names)
    monkeypatch.setitem(
        linecache.cache, "<a cell>", (len(source), None, source.splitlines(True), "<a cell>")
    )
    try:
        names["f"]()  # type: ignore[operator]
    except ZeroDivisionError as error:
        told = Kernel(names, "ws").trouble(error, "ws").text
    assert told.endswith("(line 2 of its cell: `return 1 / 0  # 'here'`)")
