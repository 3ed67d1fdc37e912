"""A place to run commands in, and commands run in this process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from click.testing import CliRunner, Result

from grader.__main__ import main
from grader.cli import cli
from grader.sandbox import Outcome, Sandbox
from tests.models import ROOT

Run = Callable[..., Result]
Shell = Callable[..., tuple[object, str]]
HandIn = Callable[..., Path]

RIGHT = """
import numpy as np

def grad_Wy(x, s0, d, Wx, Ws, Wy):
    s = s0
    for row in x:
        s = np.tanh(row @ Wx + s @ Ws)
    return np.outer(s, 2 * (s @ Wy - d))

chain = "dE3/dy3 * dy3/dWy"
chain_N = "dEN/dyN * dyN/dWy"
"""
WY = Path("exercises/02_wy/wy.py")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a course of its own, as a student has it; the working directory."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns(".*"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def bptt(warm_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, with a sandbox that is warm and stays open.  Threads take
    turns, since there is only one.
    """
    run, turn = Sandbox.run, Lock()

    def alone(self: Sandbox, *asked: Any) -> Outcome:
        with turn:
            return run(self, *asked)

    monkeypatch.setattr(Sandbox, "run", alone)
    monkeypatch.setattr(warm_sandbox, "close", lambda: None)
    monkeypatch.setattr("grader.sandbox.keep_memory_private", lambda: None)  # the tests look in
    for module in ("commands.student", "pipeline", "sandbox"):  # each is imported whole
        monkeypatch.setattr(f"grader.{module}.Sandbox", lambda *packages_and_how: warm_sandbox)
    return lambda *words, charset="utf-8": CliRunner(charset).invoke(cli, [str(w) for w in words])


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Run a command as from a shell: its exit status, and what it said on standard error."""

    def run(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["bptt", *words])
        try:
            main()
        except SystemExit as stop:
            return stop.code, capsys.readouterr().err
        return 0, capsys.readouterr().err

    return run


@pytest.fixture
def interpreter(place: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run an interpreter of its own, with the package at hand and the course as its place."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return lambda *words: subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, cwd=place, env=environment
    )


@pytest.fixture
def hand_in(place: Path) -> HandIn:
    """Put a file of a student into the folder `class`."""

    def put(student: str, text: str = RIGHT, name: str = "wy.py") -> Path:
        path = place / "class" / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put
