"""From a key to the picture, in a real browser: the board that is served, and the static site."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from grader.board.serve import Board
from grader.board.site import SiteError, build
from grader.commands.board import open_board
from grader.course import load_course
from tests.board.tab import Tab, shown
from tests.board.test_site_in_browser import Quiet
from tests.browser import chromium
from tests.models import ROOT

KEYS = "dE6/dy6 dy6/ds6 ds6/ds5 ds5/ds4 d+s4/dWs"
STEPS = 6
CLOCK = """
window.took = [];
const field = document.getElementById("formula");
let pressed = 0;
field.addEventListener("input", () => { pressed = performance.now(); }, true);
field.addEventListener("drawn", () => took.push(performance.now() - pressed));
"""


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def served(place: Path) -> tuple[Board, str]:
    exercises = place / "exercises"
    shutil.copytree(ROOT / "exercises", exercises, ignore=shutil.ignore_patterns(".*"))
    board = open_board(load_course(exercises), 0)
    return board, board.address


def static(place: Path) -> tuple[ThreadingHTTPServer, str]:
    """Raises SiteError where npm cannot fetch Python for browsers."""
    build(load_course(ROOT / "exercises"), place / "site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=place / "site"))
    return server, f"http://127.0.0.1:{server.server_port}/index.html"


def typed(tab: Tab) -> list[float]:
    """Milliseconds from each key to its picture, at horizon 6."""
    tab.after(tab.tab.locator("#steps").fill, str(STEPS))
    tab.on(f"(() => {{ {CLOCK} }})()")
    tab.tab.focus("#formula")
    for key in KEYS:
        tab.after(tab.tab.keyboard.type, key)
    return list(tab.on("took"))


def measure(browser: Any, name: str, place: Path) -> None:
    server, address = {"served": served, "static": static}[name](place)
    with running(server), shown(browser, address) as (tab, _):
        took = typed(tab)
    print(f"  {name:8} median {median(took):5.1f} ms   fastest {min(took):5.1f} ms")


def main() -> None:
    """Key to picture, horizon 6."""
    print(f"\nThe board: from a key to the picture, horizon {STEPS}, {len(KEYS)} keys")
    with chromium() as browser, tempfile.TemporaryDirectory() as place:
        for name in ("served", "static"):
            try:
                measure(browser, name, Path(place))
            except SiteError as error:
                print(f"  {name:8} not measured: {error}")
