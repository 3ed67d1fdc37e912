"""Programs that reach for files, processes, network, memory or time that is not theirs."""

import os
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from grader.sandbox import Call, Exam, Limits, Program, Sandbox
from tests.attacks.reach import REACH, Attack

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="layers of Linux")

SECRET = "the answer"
HONEST = (Program("ws", "ws.py", ("import numpy as np\ndef f(n):\n    return np.arange(n)",)),)
PATIENT, BRIEF = Limits(60.0, 120.0, memory=1 << 28), Limits(0.5, 60.0, memory=1 << 28)


class World(NamedTuple):
    """What there is to reach, and the sandbox between."""

    sandbox: Sandbox
    place: Path
    listener: socket.socket
    hostile: Exam
    honest: Exam

    def traces(self) -> list[object]:
        """What an attack could have changed."""
        about = self.place.stat()
        files = [(p.name, p.read_text(), p.stat().st_mtime_ns) for p in self.place.iterdir()]
        return [files, stat.filemode(about.st_mode), Path("/tmp/written-by-a-submission").exists()]

    def nobody_came(self) -> bool:
        try:
            self.listener.accept()
        except BlockingIOError:
            return True
        return False


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    place = tmp_path_factory.mktemp("course")
    (place / "secret").write_text(SECRET)
    (place / "secret").chmod(0o666)
    place.chmod(0o777)  # nothing but the sandbox is in the way
    with Sandbox() as sandbox, socket.create_server(("127.0.0.1", 0)) as listener:
        if sandbox.weakness:
            pytest.skip(f"isolation is weak here: {sandbox.weakness}")
        listener.setblocking(False)
        arguments = (str(place), listener.getsockname()[1], os.getpid())
        hostile = sandbox.exam([Call("ws", "f", arguments=arguments)])
        honest = sandbox.exam([Call("ws", "f", arguments=(n,)) for n in (3, 5)])
        yield World(sandbox, place, listener, hostile, honest)


def reported(world: World, attack: Attack) -> tuple[str, str]:
    limits = BRIEF if "timeout" in attack.reported else PATIENT
    program = (Program("ws", "ws.py", (attack.source,)),)
    (reply,) = world.sandbox.run(program, world.hostile, limits).replies
    nothing = reply.status == "ok" and not reply.arrays[0].any()
    return "nothing" if nothing else reply.status, f"{reply.text} {reply.arrays}"


@pytest.mark.parametrize("attack", [pytest.param(a, id=f"{a.name}: {a.tries}") for a in REACH])
def test_an_attack_gets_nothing_changes_nothing_and_is_reported(
    world: World, attack: Attack
) -> None:
    before = world.traces()
    status, said = reported(world, attack)
    assert status in attack.reported, said
    assert world.traces() == before
    assert world.nobody_came()
    answers = world.sandbox.run(HONEST, world.honest, PATIENT).replies
    assert [reply.arrays[0].tolist() for reply in answers] == [[0, 1, 2], [0, 1, 2, 3, 4]]


def test_an_attack_that_got_something_would_be_seen(world: World) -> None:
    (attack,) = (a for a in REACH if a.name == "read_secret")
    with Sandbox(layers=("rlimits",)) as open_to_all:
        status, said = reported(world._replace(sandbox=open_to_all), attack)
    assert status not in attack.reported
    assert "where numbers are asked for" in said  # the text of the secret came back


def test_there_are_enough_attacks_each_with_its_own_name() -> None:
    assert len({attack.name for attack in REACH}) == len(REACH) >= 100
