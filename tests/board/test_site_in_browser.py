"""The static site in a real browser, with the real Python for browsers: where npm can fetch it."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from grader.board.site import SiteError, build
from grader.course import load_course
from tests.board.tab import Tab, shown
from tests.board.test_state import WHOLE
from tests.browser import until
from tests.models import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadingHTTPServer]:
    """Any server of files will do."""
    folder = tmp_path_factory.mktemp("site")
    try:
        build(load_course(ROOT / "exercises"), folder)
    except SiteError as error:
        pytest.skip(str(error))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(browser: Any, server: ThreadingHTTPServer) -> Iterator[tuple[Tab, list[str]]]:
    """The page, opened once: Python takes a while to load."""
    with shown(browser, f"http://127.0.0.1:{server.server_port}/index.html") as page:
        yield page


def test_the_judge_in_the_browser_lights_up_what_is_typed(page: tuple[Tab, list[str]]) -> None:
    tab, complaints = page
    tab.write("dE3/dy3 dy3/ds3")
    assert tab.about() == "Begun, solid: E3 to y3, y3 to s3. It stops at s3."
    tab.write(WHOLE)
    assert "right" in tab.said()
    tab.after(tab.tab.locator("#steps").fill, "6")
    assert tab.tab.locator("#picture text:has-text('t = 6')").count() == 1
    tab.after(tab.tab.click, "#as-asked")
    assert tab.text() == WHOLE
    assert complaints == []


def test_a_runaway_formula_does_not_freeze_the_site(page: tuple[Tab, list[str]]) -> None:
    tab, complaints = page
    tab.on("window.frames_ = 0; (function f() { frames_ += 1; requestAnimationFrame(f) })()")
    tab.write("*".join(["(dE3/dy3+dE3/dWs)^64"] * 60))
    before = tab.on("frames_")
    tab.write("dE3/dy3")
    assert tab.on("frames_") > before
    assert complaints == []


def test_once_it_is_loaded_it_needs_no_server(page: tuple[Tab, list[str]]) -> None:
    tab, complaints = page
    tab.tab.context.set_offline(True)
    tab.write("dE3/dy3 dy3/ds3 ds3/ds2")
    assert tab.about().endswith("It stops at s2.")
    tab.tab.context.set_offline(False)
    assert complaints == []


def test_a_reload_keeps_what_was_written(page: tuple[Tab, list[str]]) -> None:
    tab, complaints = page
    tab.write(WHOLE)
    tab.tab.reload()
    until(tab.tab, "document.getElementById('formula').value !== ''")
    assert tab.text() == WHOLE
    assert complaints == []
