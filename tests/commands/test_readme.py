"""The README is held to the program: what it shows is printed, what it names is there."""

import re
import shlex
from pathlib import Path

import pytest

from grader.cli import cli
from tests.commands.conftest import Run
from tests.models import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
(ANSWER,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SHOWN = re.findall(r"```console\n\$ bptt (.*?)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command[:12] for command, _ in SHOWN])
def test_a_transcript_is_what_the_program_prints(
    place: Path, bptt: Run, command: str, shown: str
) -> None:
    (place / "exercises/03_ws/ws.py").write_text("import numpy as np\n\n" + ANSWER)
    assert bptt(*shlex.split(command)).output == shown


def test_the_way_on_that_is_told_leads_to_the_right_answer(place: Path, bptt: Run) -> None:
    (mended,) = re.findall(r"with `(range\([^`]*)` every", README)
    (told,) = re.findall(r"range\([^:]*", ANSWER)
    right = "import numpy as np\n\n" + ANSWER.replace(told, mended)
    (place / "exercises/03_ws/ws.py").write_text(right)
    assert bptt("check", "ws.grad_Ws").exit_code == 0


def test_every_command_named_is_one_and_every_one_is_named() -> None:
    named = set(re.findall(r"`bptt (\w+)", README))
    assert named - {"COMMAND"} == set(cli.commands)


def test_every_file_named_is_there() -> None:
    places = re.findall(r"\]\(([^):]+)\)", README) + re.findall(r"`(grader/\w+/)`", README)
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []
