"""The board as a browser shows it, and what is done on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser import opened_in


class Tab:
    """The page, and what is done on it."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab
        self.on = tab.evaluate  # what the page knows

    def after(self, work: Any, *words: Any) -> None:
        """Do something, and wait until what it changes has been drawn."""
        self.on(
            "window.drawn = new Promise(done => document.getElementById('formula')"
            ".addEventListener('drawn', () => done(true), { once: true })), 0"
        )
        work(*words)
        self.on("window.drawn")

    def text(self) -> str:
        return str(self.tab.input_value("#formula"))

    def about(self) -> str:
        return str(self.tab.text_content("#picture desc"))

    def said(self) -> str:
        return str(self.tab.inner_text("#said"))

    def write(self, text: str) -> None:
        self.tab.focus("#formula")
        self.tab.keyboard.press("ControlOrMeta+a")
        self.after(self.tab.keyboard.insert_text, text)


@contextmanager
def shown(
    browser: Any, address: str, question: str = "ws.accumulated", **how: Any
) -> Iterator[tuple[Tab, list[str]]]:
    with opened_in(browser, f"{address}#question={question}", **how) as (page, complaints):
        page.wait_for_selector("#title span")
        yield Tab(page), complaints
