"""What instructors and students see, in a real browser."""

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from queue import Queue

import pytest

from tests.notebooks.class_of_twelve import HOSTILE, RIGHT, answered
from tests.notebooks.conftest import environment, runner

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EXTENSIONS = {"nbgrader.server_extensions.formgrader": True, "jupyterlab": True}
SECONDS = 300

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The page at an address as the browser has it, when its scripts have run."""

    def dumped(address: str) -> str:
        profile = f"--user-data-dir={tmp_path_factory.mktemp('profile')}"
        words = [CHROMIUM, *FLAGS, profile, "--virtual-time-budget=60000", "--dump-dom", address]
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS)
        assert "<body" in done.stdout, done.stderr[-2000:]
        return done.stdout

    return dumped


@pytest.fixture(scope="module")
def server(ours: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A Jupyter server over a copy of the graded course, with formgrader and JupyterLab."""
    folder = tmp_path_factory.mktemp("served") / "course"
    shutil.copytree(ours, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "ip": "127.0.0.1",
        "port": port,
        "token": "",
        "password": "",
        "root_dir": folder,
        "open_browser": False,
        "jpserver_extensions": repr(EXTENSIONS),
    }
    words = [f"--ServerApp.{key}={value}" for key, value in settings.items()]
    with subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", "--allow-root", *words],
        cwd=folder,
        env=environment(folder.parent),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            reader = _wait_for("is running at", process)
            yield f"http://127.0.0.1:{port}", folder
        finally:
            process.terminate()
        reader.join()


def _wait_for(words: str, process: "subprocess.Popen[str]") -> threading.Thread:
    """Read what the server says until it says these words; what follows is read and dropped."""
    said: Queue[str] = Queue()
    lines = process.stderr
    assert lines

    def read() -> None:
        for line in lines:
            said.put(line)
        said.put("")

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    so_far = ""
    while words not in so_far:
        line = said.get(timeout=SECONDS)
        assert line, so_far
        so_far += line
    return reader


def submission(folder: Path, student: str) -> str:
    with closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
        found = gradebook.execute(
            "select submitted_notebook.id from submitted_notebook join submitted_assignment "
            "on submitted_assignment.id = submitted_notebook.assignment_id where student_id = ?",
            [student],
        ).fetchone()
    return f"/formgrader/submissions/{found[0]}/?index=0"


def title(html: str) -> str:
    found = re.search(r"<title>([^<]*)", html)
    return found[1].strip() if found else ""


def test_formgrader_shows_card_score_and_comment_and_runs_nothing_of_a_student(
    server: tuple[str, Path], page: Callable[[str], str]
) -> None:
    address, folder = server
    html = page(address + submission(folder, "s013"))
    assert title(html) == "wy"
    assert len(re.findall(r'<section [^>]*class="bptt ', html)) == 3
    assert re.search(r'id="check-grad_Wy"[^>]*placeholder="4"', html)
    assert "cannot be judged, 0 of 1 points" in html
    assert "&lt;img src=x onerror" in html


def test_these_looks_see_what_would_run(
    server: tuple[str, Path], page: Callable[[str], str]
) -> None:
    address, folder = server
    path = folder / "autograded/s001/wy/wy.ipynb"
    book = json.loads(path.read_text())
    text = {"cell_type": "markdown", "id": "evil", "metadata": {}, "source": HOSTILE}
    book["cells"].append(text)
    path.unlink()
    path.write_text(json.dumps(book))
    assert title(page(address + submission(folder, "s001"))) == "ran"


def test_feedback_shows_the_card_and_runs_nothing(
    server: tuple[str, Path], page: Callable[[str], str]
) -> None:
    html = page((server[1] / "feedback/s013/wy/wy.html").as_uri())
    assert title(html) == "wy"
    assert "The gradient for Wy in numpy" in html


def test_the_release_opens_in_jupyterlab_without_a_solution(
    server: tuple[str, Path], page: Callable[[str], str]
) -> None:
    html = page(f"{server[0]}/lab/tree/release/wy/wy.ipynb")
    assert "the matrix next to the error" in html
    assert "From the error of step 3 to Wy" in html
    assert "dy3/dWy" not in html


def test_a_kernel_shows_the_card_and_the_notebook_with_it_opens_in_jupyterlab(
    server: tuple[str, Path], page: Callable[[str], str]
) -> None:
    address, folder = server
    path = folder / "release/wy/wy.ipynb"
    path.write_text(json.dumps(answered(json.loads(path.read_text()), RIGHT)))
    execute = ("nbconvert", "--to", "notebook", "--inplace", "--execute", path)
    runner(folder)(*execute)
    cells = json.loads(path.read_text())["cells"]
    outputs = [c["outputs"] for c in cells if "".join(c["source"]).startswith("check(")]
    for (shown,), points in zip(outputs, ("1.0", "1.0", "4.0"), strict=True):
        assert shown["output_type"] == "execute_result"
        assert "".join(shown["data"]["text/plain"]) == points
        assert '<section class="bptt ok' in "".join(shown["data"]["text/html"])
    assert "That is right." in page(f"{address}/lab/tree/release/wy/wy.ipynb")
