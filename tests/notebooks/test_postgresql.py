"""A gradebook in PostgreSQL, by the same setting as nbgrader's own."""

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notebooks.class_of_twelve import EXPECTED, KINDS, hand_in
from tests.notebooks.conftest import runner

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
PROGRAMS = FOUND[-1].parent if FOUND else None

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAMS, reason="needs PostgreSQL: apt-get install postgresql"),
]


def command(name: str, *words: object) -> None:
    """Run one of its programs, as its own user where this is root, as it demands."""
    assert PROGRAMS
    user = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
    done = subprocess.run(
        [*user, str(PROGRAMS / name), *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/tmp",
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database on this machine alone."""
    pytest.importorskip("psycopg", reason="needs: pip install 'bptt-grader[postgresql]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = Path(f"/tmp/bptt-postgresql-{os.getpid()}")
    place.mkdir()
    try:
        if getpass.getuser() == "root":
            shutil.chown(place, "postgres")
        data = place / "data"
        command("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={place}"
        command("pg_ctl", "-D", data, "-w", "-l", place / "log", "-o", options, "start")
        try:
            command("createdb", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "grades")
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/grades"
        finally:
            command("pg_ctl", "-D", data, "-m", "fast", "stop")
    finally:
        shutil.rmtree(place)


def test_scores_come_and_stay_as_in_sqlite(released: Path, database: str, tmp_path: Path) -> None:
    import sqlalchemy as sa

    folder = tmp_path / "course"
    shutil.copytree(released, folder, ignore=shutil.ignore_patterns("gradebook.db", "release"))
    config = folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}c.CourseDirectory.db_url = {database!r}\n")
    runner(folder)("nbgrader", "generate_assignment", "wy")
    assert not (folder / "gradebook.db").exists()
    hand_in(folder)
    runner(folder)("grader", "nbgrader", "autograde", ".", "wy")
    engine = sa.create_engine(database)
    joined = sa.text(
        "select student_id, name, auto_score, manual_score from grade "
        "join base_cell on base_cell.id = grade.cell_id "
        "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
        "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"
    )

    def found(column: int) -> dict[str, tuple[float, ...]]:
        with engine.connect() as connection:
            scores = {row[:2]: row[column] for row in connection.execute(joined)}
        names = ("check-chain", "check-chain_N", "check-grad_Wy")
        return {s: tuple(scores[s, name] for name in names) for s in KINDS}

    assert found(2) == EXPECTED
    with engine.begin() as connection:
        connection.execute(sa.text("update grade set manual_score = 2"))
    runner(folder)("grader", "nbgrader", "autograde", ".", "wy", "--fresh")
    assert found(2) == EXPECTED
    assert set(found(3).values()) == {(2, 2, 2)}
    runner(folder)("nbgrader", "export")
    engine.dispose()
    assert "s013" in (folder / "grades.csv").read_text()
