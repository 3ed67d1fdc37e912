"""What is known after grading, as data: one structure, many readers.  The JSON schema is
docs/results.schema.json.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from grader.course import Item
    from grader.judge.verdict import Judgement

Verdict = Literal[
    "pending",
    "correct",
    "partial",
    "incorrect",
    "unanswered",
    "invalid",
    "error",
    "timeout",
    "crashed",
    "refused",
]

SCHEMA = 1
PART = ".part-"  # what is being written goes by a name that begins like this
LONGEST = 200  # bytes of a student's id in the name of a file


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong: a stable code, a sentence, other codes that explain it as well."""

    code: str
    message: str
    also: tuple[str, ...] = ()
    evidence: dict[str, str] = {}


class QuestionResult(msgspec.Struct, frozen=True):
    """The verdict on one question.  `max_error` and `allowed` are relative to the largest entry
    of the answer.  The points of a `bonus` can be earned and do not count among those to be had.
    `drawn` holds runs of sizes of the answer's own, by heading and by name: see explain.fading.
    """

    id: str
    kind: str
    points: float
    score: float
    verdict: Verdict
    message: str
    findings: tuple[Finding, ...] = ()
    contributions: dict[str, str] = {}
    remarks: tuple[str, ...] = ()
    read_as: str | None = None
    max_error: float | None = None
    allowed: float | None = None
    bonus: bool = False
    drawn: dict[str, dict[str, float]] = {}


class Provenance(msgspec.Struct, frozen=True):
    """All that a verdict depends on, so that it can be reproduced.  `seed` is a hash of the
    secret; `variant` holds, by topic, what the student was asked in place of `{{name}}`.
    """

    grader: str
    course: str
    submission: str
    seed: str
    probes: int
    policy: str
    isolation: str
    limits: str
    libraries: str
    seconds: float
    variant: dict[str, dict[str, str | int | float]] = {}


class SubmissionResult(msgspec.Struct, frozen=True):
    """Everything about one student.  Questions of kinds that are `pending` count neither in score
    nor in points.
    """

    schema: int
    student: str
    score: float
    points: float
    provenance: Provenance
    questions: tuple[QuestionResult, ...]
    remarks: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def percent(self) -> float:
        """The score in percent of the points."""
        return 100 * self.score / self.points if self.points else 0.0


def harmless(text: str, most: int = 2000) -> str:
    """Text that may come from a student, for any reader: what steers a screen or turns the
    direction of writing is shown as its code, and the length is bounded.

    >>> harmless("a\\x1b[31m\\u202eb"), harmless("x" * 9, 5)
    ('a\\\\x1b[31m\\\\u202eb', 'xxxx…')
    """
    if len(text) > most:
        text = text[: most - 1] + "…"
    if text.isprintable():
        return text
    shown = (c if c.isprintable() or c == "\n" else _code(c) for c in text)
    return "".join(shown)[: 2 * most]


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def recorded(item: "Item", judgement: "Judgement") -> QuestionResult:
    """A verdict on a question as data, with its points."""
    question = item.question
    return QuestionResult(
        item.id,
        question.kind,
        question.points,
        round(question.points * judgement.share, 4),
        judgement.verdict,
        harmless(judgement.message),
        tuple(
            Finding(
                f.code,
                harmless(f.message),
                f.also,
                {name: harmless(said) for name, said in f.evidence.items()},
            )
            for f in judgement.findings
        ),
        dict(judgement.contributions),
        tuple(map(harmless, judgement.remarks)),
        judgement.read_as and harmless(judgement.read_as, 25_000),
        judgement.max_error,
        judgement.allowed,
        question.bonus,
        {said: dict(run) for said, run in judgement.drawn.items()},
    )


def total(questions: Iterable[QuestionResult]) -> tuple[float, float]:
    """(score, points) of the questions that count; the points of a bonus come on top."""
    counted = [q for q in questions if q.verdict != "pending"]
    return sum(q.score for q in counted), sum(q.points for q in counted if not q.bonus)


def encode(result: SubmissionResult) -> bytes:
    """As indented JSON."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def decode(content: bytes) -> SubmissionResult:
    """From JSON.  Raises msgspec.MsgspecError."""
    return msgspec.json.decode(content, type=SubmissionResult)


class WriteError(OSError):
    """A file of results cannot be written; its text says which and why."""


def write(path: Path, content: bytes, lasting: bool = True) -> None:
    """Write a file in one piece, and for good: whoever reads it, at any time and after any kind of
    end, sees all of it or the old one.  What can be had again need not be `lasting`: then nobody
    waits for the disk, and only a machine that fails may lose it.  Raises WriteError.
    """
    whole = path.with_name(
        f"{PART}{os.getpid()}.{hashlib.sha256(path.name.encode()).hexdigest()[:16]}"
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole.open("wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        whole.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            whole.unlink()
        raise WriteError(f"{path} cannot be written: {error.strerror or error}") from error


def student_file(folder: Path, student: str) -> Path:
    """Where the result of a student is kept; an id too long for a name of a file is cut."""
    name = student.encode("utf-8", "surrogateescape")
    if len(name) > LONGEST:
        digest = hashlib.sha256(name).hexdigest()[:16]
        student = f"{name[:LONGEST].decode('utf-8', 'ignore')}~{digest}"
    return folder / "students" / f"{student}.json"


def prepare(folder: Path) -> None:
    """See that results can be written, and clear away what an earlier run left half written.
    Raises WriteError.
    """
    try:
        for left in (*folder.glob(f"{PART}*"), *folder.glob(f"students/{PART}*")):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(f"{folder} cannot be used: {error.strerror or error}") from error
    trial = folder / "students" / ".trial"
    write(trial, b"")
    trial.unlink(missing_ok=True)


def schema() -> bytes:
    """The JSON schema of a submission's result, as it is published in docs/results.schema.json."""
    from inspect import cleandoc

    known = msgspec.json.schema(SubmissionResult)
    for part in known["$defs"].values():
        part["description"] = cleandoc(part["description"])  # as Python 3.13 does by itself
    return msgspec.json.format(msgspec.json.encode(known)) + b"\n"
