"""The server answers its own page on this machine, and nobody else."""

import json
import socket
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from grader.board.serve import MOST, Board
from grader.commands import progress
from grader.commands.board import open_board
from grader.course import load_course
from grader.results import QuestionResult

ASK = {"question": "ws.accumulated", "text": "dE3/dy3"}


class Answer(NamedTuple):
    status: int
    body: str
    headers: dict[str, str]


def origin(board: Board) -> str:
    return f"http://127.0.0.1:{board.server_port}"


def call(
    board: Board,
    method: str = "POST",
    path: str = "/{}/state",
    body: object = ASK,
    drop: tuple[str, ...] = (),
    **headers: str,
) -> Answer:
    """One request as the page makes it, but for what is changed."""
    usual = {"Origin": origin(board), "Content-Type": "application/json"}
    said = {k.replace("_", "-"): v for k, v in headers.items()}
    sent = {k: v for k, v in {**usual, **said}.items() if k not in drop}
    link = HTTPConnection("127.0.0.1", board.server_port, timeout=30)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    link.request(method, path.format(board.token), content if method == "POST" else None, sent)
    reply = link.getresponse()
    answer = Answer(reply.status, reply.read().decode(), dict(reply.getheaders()))
    link.close()
    return answer


def raw(board: Board, text: str) -> str:
    """Bytes as somebody with a socket sends them."""
    with socket.create_connection(("127.0.0.1", board.server_port), timeout=30) as link:
        link.sendall(text.format(token=board.token, port=board.server_port).encode("latin-1"))
        link.shutdown(socket.SHUT_WR)
        return link.makefile("rb").read().decode("latin-1")


def test_the_page_and_its_files_come_with_a_strict_policy(board: Board) -> None:
    for name, kind in (("", "text/html"), ("board.css", "text/css"), ("board.js", "text/java")):
        answer = call(board, "GET", "/{}/" + name)
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(kind)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Python" not in answer.headers["Server"]


def test_a_question_is_answered(board: Board) -> None:
    answer = call(board)
    assert answer.status == 200
    assert json.loads(answer.body)["verdict"] == "incorrect"


def test_it_listens_on_this_machine_alone(board: Board) -> None:
    assert board.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("host", [
    "evil.example", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:{port}", "evil.example:{port}",
    "127.0.0.1:{port}.evil.example", "127.0.0.1:{port}@evil.example", "[::1]:{port}", "",
])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_host_is_refused(board: Board, host: str, method: str) -> None:
    """A name that was made to point to this machine (DNS rebinding) is still another name."""
    answer = call(board, method, Host=host.format(port=board.server_port))
    assert answer.status == 421


def test_two_hosts_or_none_are_refused(board: Board) -> None:
    line = "GET /{token}/ HTTP/1.1\r\n"
    assert " 421 " in raw(board, line + "\r\n")
    assert " 421 " in raw(
        board, line + "Host: 127.0.0.1:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    )
    assert " 200 " in raw(board, line + "Host: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")


@pytest.mark.parametrize(
    "from_", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1", ""]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_refused(board: Board, from_: str, method: str) -> None:
    answer = call(board, method, "/{}/" if method == "GET" else "/{}/state",
                  Origin=from_.format(port=board.server_port))  # fmt: skip
    assert answer.status == 403


def test_a_question_without_an_origin_or_from_another_site_is_refused(board: Board) -> None:
    assert call(board, drop=("Origin",)).status == 403
    assert call(board, Sec_Fetch_Site="cross-site").status == 403
    assert call(board, Sec_Fetch_Site="same-site").status == 403
    assert call(board, Sec_Fetch_Site="same-origin").status == 200


@pytest.mark.parametrize("path", [
    "/", "/state", "/x/state", "/{}", "/{}x/state", "/{}/../{}/state", "/{}/nothing",
    "/%2e/{}/state", "/{}/state/", "/{}/STATE",
])  # fmt: skip
def test_without_the_secret_address_there_is_nothing(board: Board, path: str) -> None:
    answer = call(board, "POST", path.replace("{}", board.token))
    assert answer.status == 404
    assert board.token not in answer.body


def test_files_beside_the_page_cannot_be_reached(board: Board) -> None:
    for name in ("../course.toml", "serve.py", "%2e%2e/course.toml", "/etc/passwd", "board.html"):
        assert call(board, "GET", "/{}/" + name).status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "FOO"])
def test_other_methods_are_refused(board: Board, method: str) -> None:
    answer = call(board, method)
    assert answer.status == 501
    assert "Content-Security-Policy" in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(("body", "status"), [
    (b"", 400), (b"{", 400), (b"[]", 400), (b"3", 400), (b"\xff\xfe", 400), (b"[" * 60_000, 400),
    (b'{"question": "no"}', 400), (b'{"question": 3}', 400), (b"{}", 400),
    (b'{"question": "ws.accumulated", "steps": 1e400}', 400),
    (b'{"question": "ws.accumulated", "text": "' + b"x" * 20_000 + b'"}', 400),
    (b"x" * (MOST + 1), 413),
])  # fmt: skip
def test_a_body_that_is_no_question_is_refused(board: Board, body: bytes, status: int) -> None:
    assert call(board, body=body).status == status
    assert call(board).status == 200  # and the next one is answered


@pytest.mark.parametrize(("line", "status"), [
    ("Content-Length: 99999999999999999999", 413), ("Content-Length: -1", 411),
    ("Content-Length: 0x10", 411), ("Content-Length: 1e3", 411), ("X: y", 411),
    ("Transfer-Encoding: chunked", 411), ("Content-Length: 2\r\nTransfer-Encoding: chunked", 411),
])  # fmt: skip
def test_a_length_that_is_none_is_refused(board: Board, line: str, status: int) -> None:
    head = (
        "POST /{token}/state HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Origin: http://127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    )
    assert f" {status} " in raw(board, f"{head}{line}\r\n\r\n{{{{}}}}").splitlines()[0]


def test_a_form_of_another_page_is_refused(board: Board) -> None:
    """What a page may send elsewhere without asking first: text, forms."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert call(board, Content_Type=kind).status == 415


@pytest.mark.parametrize("noise", ["\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02", "A" * 70_000])
def test_noise_is_no_reason_to_stop(board: Board, noise: str) -> None:
    raw(board, noise.replace("{", "").replace("}", ""))
    assert call(board).status == 200


def test_headers_that_are_too_many_are_refused_in_plain_words(board: Board) -> None:
    many = "".join(f"X{n}: y\r\n" for n in range(150))
    said = raw(board, f"GET /{{token}}/ HTTP/1.1\r\n{many}\r\n")
    assert " 431 " in said.splitlines()[0]
    assert "<" not in said


RUNAWAY = {
    "brackets": "(" * 4000,
    "sums": "Sum(Sum(Sum(Sum(dEN/dWs,k,1,N),j,1,400),i,1,400),m,1,400)",
    "powers": "*".join(["(dE3/dy3+dE3/dWs)^64"] * 60),
    "jumps": "*".join(["dE8/ds1"] * 400),
    "cuts": "dE3/dy3 * " * 390 + "(",
    "latex": "\\frac{" * 600,
    "signs": "\u202e\0\ud800",
}


@pytest.mark.parametrize("text", RUNAWAY.values(), ids=RUNAWAY)
@pytest.mark.parametrize("wish", [("rnn", 0), pytest.param(("lstm", 8), marks=pytest.mark.slow)])
def test_a_runaway_formula_gets_its_answer(board: Board, text: str, wish: tuple[str, int]) -> None:
    model, steps = wish
    for question in ("ws.accumulated", "ws.general", "ws.closed_form"):
        body = {"question": question, "text": text, "model": model, "steps": steps}
        answer = call(board, body=body)
        assert answer.status == 200
        assert json.loads(answer.body)["verdict"] != "correct"


def test_nothing_is_written_but_drafts_until_it_is_asked_for(own: Board, exercises: Path) -> None:
    def files() -> dict[str, bytes]:
        everything = (p for p in exercises.rglob("*") if p.is_file())
        return {p.relative_to(exercises).as_posix(): p.read_bytes() for p in everything}

    before = files()
    call(own)
    call(own, "GET", "/{}/")
    drafts = files()
    assert {*drafts} - {*before} == {".bptt/drafts.json"}
    assert json.loads(drafts.pop(".bptt/drafts.json")) == {"ws.accumulated": "dE3/dy3"}
    assert drafts == before


@pytest.fixture
def save(own: Board) -> Callable[[str, str], str]:
    def put(question: str, text: str) -> str:
        answer = call(own, path="/{}/save", body={"question": question, "text": text})
        return str(json.loads(answer.body)["said"])

    return put


def test_an_answer_is_saved_where_it_stands_and_nothing_else_changes(
    save: Callable[[str, str], str], exercises: Path
) -> None:
    stub = exercises / "03_ws/ws.py"
    before = stub.read_text(encoding="utf-8")
    said = save("ws.from_s3", r"\frac{\partial E_3}{\partial y_3}")
    assert said.startswith("Saved as from_s3 in ws.py.")
    expected = before.replace(
        'from_s3 = ""', 'from_s3 = r"\\frac{\\partial E_3}{\\partial y_3}"', 1
    )
    assert stub.read_text(encoding="utf-8") == expected
    save("ws.from_s3", 'a "quoted" line\nand another')
    namespace: dict[str, object] = {}
    line = next(x for x in stub.read_text(encoding="utf-8").splitlines() if x.startswith("from_s3"))
    exec(line, namespace)
    assert namespace["from_s3"] == 'a "quoted" line\nand another'


def test_practice_is_not_saved_as_an_answer(own: Board, exercises: Path) -> None:
    stub = exercises / "03_ws/ws.py"
    before = stub.read_bytes()
    body = {"question": "ws.accumulated", "text": "dE5/dWs", "steps": 5}
    assert call(own, path="/{}/save", body=body).status == 400
    assert stub.read_bytes() == before


def test_what_the_student_s_programs_computed_is_taken_from_the_last_check(exercises: Path) -> None:
    course = load_course(exercises)
    run = {"40 steps": {"s0": 1e-9, "s40": 0.9}}
    checked = QuestionResult("vanishing.norms", "function", 2, 2, "correct", "", drawn=run)
    with open_board(course) as board:
        assert board.desk.own() == {}
        progress.remember(course, [checked])
        assert board.desk.own() == run
