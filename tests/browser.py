"""A real browser for the tests of pages: Chromium, driven by Playwright, without a network."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; skips where there is none."""
    if not CHROMIUM:
        pytest.skip("needs Chromium: on Debian, apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=[*QUIET], timeout=120_000)
        yield browser
        browser.close()


@contextmanager
def opened_in(
    browser: Any, place: Path | str, *, width: int = 1280, dark: bool = False
) -> Iterator[tuple[Any, list[str]]]:
    """A page that is shown, a file or an address of this machine, and all that it complains of."""
    address = place.as_uri() if isinstance(place, Path) else place
    home = "file:" if isinstance(place, Path) else "/".join(address.split("/")[:3]) + "/"
    scheme = "dark" if dark else "light"
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.set_default_timeout(120_000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.extend(_elsewhere(request.url, home)))
    page.goto(address)
    yield page, complaints
    page.close()


def until(page: Any, truth: str) -> None:
    """Wait until an expression of JavaScript is true.  Asked from here: a page whose policy forbids
    `eval` cannot ask itself, as Playwright's own `wait_for_function` would have it do.
    """
    patience = time.monotonic() + 120
    while not page.evaluate(truth):
        assert time.monotonic() < patience, f"never true: {truth}"
        page.wait_for_timeout(20)


@contextmanager
def opened(
    place: Path, *, width: int = 1280, dark: bool = False
) -> Iterator[tuple[Any, list[str]]]:
    """The same, in a browser of its own."""
    with chromium() as browser, opened_in(browser, place, width=width, dark=dark) as shown:
        yield shown


def _elsewhere(url: str, home: str) -> list[str]:
    return [] if url.startswith((home, "data:")) else [f"asks for {url}"]
