"""A class on a cluster: a real scheduler, real workers on this machine, one of them lost."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader import results
from grader.cluster import ClusterError, grade_on
from grader.collect import Class, entries
from grader.course import load_course
from grader.pipeline import Grading, grade_class
from grader.results import SubmissionResult
from tests.commands.conftest import RIGHT, HandIn, Shell
from tests.commands.test_grade import QUIETLY
from tests.models import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="layers of Linux")

COUNT = 24
PROGRAMS = (
    RIGHT,
    RIGHT.replace("2 *", "-2 *"),
    "import os\nos._exit(0)",
    "x = (",
    "import time\ntime.sleep(0.2)\n" + RIGHT,
)


def test_without_the_extra_it_is_told_how_to_get_it(
    hand_in: HandIn, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in("s001")
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, said = shell(*QUIETLY, "--scheduler", "tcp://127.0.0.1:1")
    assert status == 2
    assert said == "bptt: --scheduler needs the extra cluster: pip install 'bptt-grader[cluster]'\n"


@pytest.mark.slow
def test_an_address_without_a_scheduler_is_one_line(
    hand_in: HandIn, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("grader.cluster.PATIENCE", 0.5)
    hand_in("s001")
    status, said = shell(*QUIETLY, "--scheduler", "tcp://127.0.0.1:1")
    assert status == 2
    assert "there is no Dask scheduler at tcp://127.0.0.1:1" in said


class Cluster:
    """A scheduler and its workers, as processes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.file = place / "scheduler.json"
        self.processes = [self.start("scheduler", "--host", "127.0.0.1", "--port", "0")]
        self.wait_for(self.file)
        self.address: str = msgspec.json.decode(self.file.read_bytes())["address"]
        for _ in range(2):
            worker = ("worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
            self.processes.append(self.start(*worker))

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
        with (self.place / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--scheduler-file", str(self.file)],
                cwd=self.place,
                env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def wait_for(self, file: Path) -> None:
        until = time.monotonic() + 120
        while not file.exists() or not file.read_bytes():
            assert time.monotonic() < until, (self.place / "scheduler.log").read_text()
            time.sleep(0.05)

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    place = tmp_path / "cluster"
    place.mkdir()
    running = Cluster(place)
    yield running
    running.close()


def setting_up(**how: object) -> Grading:
    course = load_course(ROOT / "exercises")
    return Grading(course, list(course.items(["wy"])), "cluster", **how)  # type: ignore[arg-type]


def known(out: Path) -> dict[str, SubmissionResult]:
    found = {}
    for path in (out / "students").glob("*.json"):
        result = results.decode(path.read_bytes())
        provenance = msgspec.structs.replace(result.provenance, seconds=0.0)
        found[path.stem] = msgspec.structs.replace(result, provenance=provenance)
    return found


@pytest.fixture
def students(tmp_path: Path) -> Class:
    for number in range(COUNT):
        place = tmp_path / "class" / f"s{number:03}"
        place.mkdir(parents=True)
        (place / "wy.py").write_text(PROGRAMS[number % len(PROGRAMS)])
    return entries(tmp_path / "class")


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_what_one_machine_gives(
    cluster: Cluster, students: Class, tmp_path: Path
) -> None:
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
    grading = setting_up()
    finished = 0
    for done in grade_on(cluster.address, grading, students, tmp_path / "there"):
        assert done.result, done.problem
        finished += 1
        if finished == COUNT // 3:
            cluster.processes[-1].kill()
    assert finished == COUNT
    here = setting_up()
    for done in grade_class(here, students, tmp_path / "here", jobs=1):
        assert done.result, done.problem
    here.close()
    assert known(tmp_path / "there") == known(tmp_path / "here")
    again = list(grade_on(cluster.address, setting_up(), students, tmp_path / "there"))
    unchanged = {done.entry.student for done in again if done.reused}
    crashed = {
        name
        for name, result in known(tmp_path / "there").items()
        if any(q.verdict == "crashed" for q in result.questions)
    }
    assert unchanged == set(known(tmp_path / "there")) - crashed


@pytest.mark.slow
def test_a_worker_with_another_course_is_not_used(cluster: Cluster, tmp_path: Path) -> None:
    grading = setting_up()
    grading.course.__dict__["digest"] = "sha256:another"
    with pytest.raises(ClusterError, match="a worker has another course"):
        grade_on(cluster.address, grading, Class([]), tmp_path / "out")
