"""The page: one HTML, one style, one script, the same behind the server and as a static site."""

from html import escape
from pathlib import Path
from typing import NamedTuple

from grader.board.deck import Deck
from grader.board.words import questions
from grader.explain.sheet import style

HERE = Path(__file__).parent
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
}


class Asset(NamedTuple):
    """A file of the page."""

    kind: str
    content: bytes


def assets(deck: Deck, worker: bool = False, policy: str = "") -> dict[str, Asset]:
    """The files, by name.  `worker`: the judge runs in the reader's browser; `policy`: what the
    page may load, where no server says so.
    """
    written = {
        "index.html": _html(deck, worker, policy),
        "board.css": _css(),
        "board.js": (HERE / "board.js").read_text(encoding="utf-8"),
    }
    scripts = ("ask.js", "worker.js") if worker else ()
    written |= {name: (HERE / name).read_text(encoding="utf-8") for name in scripts}
    return {name: Asset(KINDS[Path(name).suffix], text.encode()) for name, text in written.items()}


def _html(deck: Deck, worker: bool, policy: str) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    values = {
        "{policy}": meta if policy else "",
        "{title}": escape(deck.title),
        "{questions}": questions(deck),
        "{worker}": "worker.js" if worker else "",
    }
    html = (HERE / "board.html").read_text(encoding="utf-8")
    for place, value in values.items():
        html = html.replace(place, value)
    return html


def _css() -> str:
    shared = (HERE.parent / "report" / "style.css").read_text(encoding="utf-8")
    return f"{shared}{style('none')}\n{(HERE / 'board.css').read_text(encoding='utf-8')}"
