"""The manual is held to the program: its files are written, its commands run, and what it shows is
what they print.
"""

import doctest
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from grader.cli import cli, main
from tests.board.test_site import package_of as package
from tests.commands.conftest import Run
from tests.commands.test_pytest_plugin import NAMED
from tests.models import ROOT
from tests.notebooks.conftest import environment

PAGES = sorted((ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^```(\w+)[ ]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = {"cat", "cp", "mkdir"}
MODULES = {
    "bptt": ["-m", "grader"],
    "nbgrader": ["-m", "nbgrader"],
    "pytest": ["-m", "pytest", *NAMED],
    "python": [],
}


class Step(NamedTuple):
    """A file to write, or a command to run with what it prints."""

    name: str
    text: str
    is_file: bool


def steps(page: str) -> Iterator[Step]:
    """What a page asks its reader to do, in order."""
    for language, name, text in BLOCK.findall(page):
        if language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                yield Step(command, shown, False)
        elif name:
            yield Step(name, text, True)


def agrees(shown: str, printed: str) -> bool:
    """Is what a page shows what was printed?  `...` stands for anything."""
    return doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS)


def run(command: str, bptt: Run, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run a line of the manual: its exit status and what it printed."""
    program, *words = shlex.split(command)
    if program == "cd":
        monkeypatch.chdir(words[0])
        return 0, ""
    in_this_process = program == "bptt" and words[0] != "nbgrader"  # that one needs two sandboxes
    if program in MODULES and not in_this_process:
        done = subprocess.run(
            [sys.executable, *MODULES[program], *words],
            capture_output=True, text=True, env=environment(Path.cwd().parent), check=False,
        )  # fmt: skip
        return done.returncode, done.stdout
    if program == "bptt":
        if words[0] == "serve":
            return served(words)
        result = bptt(*words)
        if result.exception and not isinstance(result.exception, SystemExit):
            return said_by_main(words, monkeypatch)
        return result.exit_code, result.output
    assert program in SHELL, f"the manual runs {program}, which not everybody has"
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def served(words: list[str]) -> tuple[int, str]:
    """What a server says once it is there, before it is stopped by Ctrl-C."""
    server = subprocess.Popen(
        [sys.executable, "-m", "grader", *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )
    assert server.stdout
    shown = server.stdout.readline() + server.stdout.readline()
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=60)
    return server.returncode, shown


def said_by_main(words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """What a course that cannot be used is told."""
    import contextlib
    import io

    monkeypatch.setattr("sys.argv", ["bptt", *words])
    with contextlib.redirect_stderr(io.StringIO()) as told, pytest.raises(SystemExit) as stop:
        main()
    return int(str(stop.value.code)), told.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in PAGES if "```console" in p.read_text()], ids=str)
def test_every_command_prints_what_the_manual_shows(
    page: Path, bptt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, work = page.read_text(encoding="utf-8"), tmp_path / "work"
    if "$ nbgrader" in text:
        pytest.importorskip("nbgrader", reason="the extra `notebooks` is not installed")
    work.mkdir()
    monkeypatch.chdir(work)
    if "--pyodide" in text:
        shutil.copy(package(tmp_path, monkeypatch), work)
    for step in steps(text):
        if step.is_file:
            path = Path(step.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
            continue
        status, printed = run(step.name, bptt, monkeypatch)
        assert agrees(step.text, printed), f"$ {step.name}\n{printed}"
        assert step.text or status == 0, f"$ {step.name} ends with {status}"


def test_every_command_and_option_named_in_the_manual_is_there() -> None:
    for page in PAGES:
        for command, rest in re.findall(r"bptt ([a-z]+)([^`\n|]*)", page.read_text("utf-8")):
            known = cli.commands.get(command)
            if known is None:
                assert f"bptt {command}" not in page.read_text("utf-8").replace("bptt-", ""), page
                continue
            subcommand = re.match(r" ([a-z]+)", rest)
            if isinstance(known, click.Group) and subcommand:
                known = known.commands[subcommand[1]]
            options = {o for p in known.params for o in (*p.opts, *p.secondary_opts)}
            assert {*re.findall(r"--[a-z-]+", rest)} <= options | {"--help"}, f"{page}: {command}"


def test_every_page_and_file_the_manual_links_to_is_there() -> None:
    for page in PAGES:
        for place in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / place).exists(), f"{page.name}: {place}"


def test_every_file_to_write_is_named_where_its_reader_sees_it() -> None:
    for page in PAGES:
        for before, name in re.findall(
            r"([^\n]*)\n\n```\w+[ ]+(\S+)\n", page.read_text(encoding="utf-8")
        ):
            assert f"`{name}`" in before, f"{page.name}: {name}"


def test_output_that_differs_and_a_command_that_fails_are_seen(
    bptt: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "```text a/b.txt\nhello\n```\n\n```console\n$ cat a/b.txt\nhello\n$ cd a\n```\n"
    assert [step.name for step in steps(page)] == ["a/b.txt", "cat a/b.txt", "cd a"]
    assert agrees("0 of ...\n", "0 of 6\n")
    assert not agrees("1 of 6\n", "0 of 6\n")
    assert run("cat no-such-file", bptt, monkeypatch)[0] != 0


FIGURE = re.compile(r"^<!-- bptt (.*) -->\n!\[[^]]+\]\((.*)\)$", re.MULTILINE)
FIGURES = {figure for page in PAGES for figure in FIGURE.findall(page.read_text("utf-8"))}


@pytest.mark.parametrize(("command", "figure"), sorted(FIGURES))
def test_every_figure_is_what_the_program_draws(
    bptt: Run, tmp_path: Path, command: str, figure: str
) -> None:
    drawn = tmp_path / "drawn.svg"
    course = ("--course", ROOT / "exercises")
    assert bptt(*shlex.split(command), *course, "-o", drawn).exit_code == 0
    assert drawn.read_bytes() == (ROOT / "docs" / figure).read_bytes()


def test_no_figure_of_the_manual_was_drawn_by_hand() -> None:
    shown = {
        name for page in PAGES for name in re.findall(r"!\[[^]]*\]\(([^)]*)\)", page.read_text())
    }
    there = {path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/figures/*")}
    assert shown - {"performance.svg"} == there == {figure for _, figure in FIGURES}


@pytest.mark.slow
def test_the_manual_becomes_a_site_that_fetches_nothing(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="the extra `docs` is not installed")
    build = ["-m", "sphinx", "-W", "-q", "-b", "html", ROOT / "docs", tmp_path / "site"]
    done = subprocess.run(
        [sys.executable, *map(str, build)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "site").glob("*.html"))
    assert {f"{page.stem}.html" for page in PAGES} <= {page.name for page in pages}
    loaded = re.compile(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//")
    assert [page.name for page in pages if loaded.search(page.read_text("utf-8"))] == []
    assert "<math" in (tmp_path / "site" / "verdicts.html").read_text("utf-8")
    assert "\\frac" not in re.sub(
        r"<annotation.*?</annotation>", "", (tmp_path / "site" / "verdicts.html").read_text("utf-8")
    )
