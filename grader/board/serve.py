"""The board on this machine: a small server for one reader.

It listens on 127.0.0.1 alone, and every address begins with a random token.  Requests for another
host, from another page, too large or of another kind are refused before anything is read.
"""

import hmac
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Lock
from typing import ClassVar

from grader.board.desk import BadRequest, Desk
from grader.board.page import Asset

HOST = "127.0.0.1"
MOST = 64 * 1024
"""Bytes of a request's body."""
SECONDS = 20
"""How long a connection may say nothing."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Save = Callable[[str, str], str]


class Refused(Exception):
    """A request that is not answered: its status and one sentence why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Board(ThreadingHTTPServer):
    """The server.  `save(question, text)` writes an answer where the student's answers stand and
    says where; it raises ValueError with the reason if it cannot.
    """

    daemon_threads = True
    request_queue_size = 16

    def __init__(
        self, desk: Desk, files: dict[str, Asset], save: Save, port: int = 0, token: str = ""
    ) -> None:
        super().__init__((HOST, port), Handler)
        self.desk, self.files, self.save = desk, files, save
        self.token = token or token_urlsafe(24)
        self.turn = Lock()  # one question at a time: drafts are kept in their order

    @property
    def hosts(self) -> tuple[str, str]:
        """What the Host of a request may be."""
        return f"{HOST}:{self.server_port}", f"localhost:{self.server_port}"

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Board
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "bptt", ""
    timeout = SECONDS
    disable_nagle_algorithm = True
    posts: ClassVar = {"state": "_state", "save": "_save"}

    def do_GET(self) -> None:
        """The page and its files."""
        self._answered(self._file)

    def do_POST(self) -> None:
        """What the page asks."""
        self._answered(self._asked)

    def _answered(self, work: Callable[[], Asset]) -> None:
        try:
            self._check_place()
            status, asset = 200, work()
        except Refused as refused:
            self.close_connection = True  # what else was sent is not read
            status, asset = refused.status, Asset("text/plain; charset=utf-8", refused.why.encode())
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", asset.kind)
        self.send_header("Content-Length", str(len(asset.content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(asset.content)

    def _check_place(self) -> None:
        """Only this page, from this machine, by its secret address."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts:
            raise Refused(421, "This server answers for 127.0.0.1 alone.")
        origins = self.headers.get_all("Origin", [])
        if any(origin.lower() != f"http://{hosts[0].lower()}" for origin in origins):
            raise Refused(403, "Another page may not ask.")
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise Refused(403, "Another page may not ask.")
        _, _, path = self.path.partition("/")
        token, slash, self.name = path.partition("?")[0].partition("/")
        if not hmac.compare_digest(token.encode(), self.server.token.encode()) or not slash:
            raise Refused(404, "There is nothing here; use the address that `bptt serve` printed.")

    def _file(self) -> Asset:
        asset = self.server.files.get(self.name or "index.html")
        if asset is None:
            raise Refused(404, "There is no such file.")
        return asset

    def _asked(self) -> Asset:
        if self.name not in self.posts:
            raise Refused(404, "There is nothing to ask here.")
        if self.headers.get("Origin") is None:
            raise Refused(403, "A question comes from the page, with its Origin.")
        request = self._body()
        try:
            said = getattr(self, self.posts[self.name])(request)
        except BadRequest as bad:
            raise Refused(400, str(bad)) from None
        text = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
        return Asset("application/json", text)

    def _body(self) -> dict[str, object]:
        if self.headers.get_content_type() != "application/json":
            raise Refused(415, "A question is JSON.")
        size = self.headers.get("Content-Length", "")
        if not (size.isascii() and size.isdecimal()) or "Transfer-Encoding" in self.headers:
            raise Refused(411, "A question says how long it is.")
        if len(size) > 9 or int(size) > MOST:
            raise Refused(413, f"A question has at most {MOST:,} bytes.")
        try:
            request = json.loads(self.rfile.read(int(size)).decode("utf-8"))
        except (ValueError, RecursionError):
            raise Refused(400, "This is not JSON.") from None
        if not isinstance(request, dict):
            raise Refused(400, "A question is a JSON object.")
        return request

    def _state(self, request: dict[str, object]) -> dict[str, object]:
        with self.server.turn:
            return self.server.desk.reply(request)

    def _save(self, request: dict[str, object]) -> dict[str, object]:
        desk = self.server.desk
        with self.server.turn:
            reply = desk.reply({**request, "hints": 0})
            if not reply.get("own"):
                raise BadRequest("Only the question as it is asked is saved as an answer.")
            try:
                return {"said": self.server.save(desk.wish(request).question, str(reply["text"]))}
            except ValueError as problem:
                return {"said": str(problem)}

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Errors of the server itself, in plain text and with the same headers."""
        self.close_connection = True
        self.headers = getattr(self, "headers", None) or self.MessageClass()
        said = f"{message or 'This cannot be answered.'}\n".encode("ascii", "replace")
        self.send_response(code)
        for name, value in {**HEADERS, "Content-Type": "text/plain", "Connection": "close"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: addresses hold the token, and requests what a student writes."""
