"""One submission, one class: collect, run, judge, and keep what is known."""

import hashlib
import hmac
import os
import platform
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from grader import __version__, results
from grader.analytic import SUSPECTED, is_suspected
from grader.collect import Entry, Refusal, Submission, fingerprint, read
from grader.course import Course, Item
from grader.course.variants import drawn
from grader.explain.stopped import quoted
from grader.judge.probes import SETS
from grader.judge.verdict import Judgement
from grader.paper import Paper, prepare
from grader.results import Provenance, QuestionResult, SubmissionResult
from grader.sandbox import Exam, Limits, Outcome, Program, Sandbox, SandboxError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

NEVER_REUSED = {"timeout", "crashed"}
MOST_PAPERS = 32  # kept, where every student has another variant


class _Part(NamedTuple):
    """The calls of a paper that may import the same packages, by their places in the paper."""

    packages: tuple[str, ...]
    places: list[int]
    exam: Exam


@dataclass
class Grading:
    """A course set up for grading: what all submissions share is made once, when it is first
    needed.
    """

    course: Course
    items: Sequence[Item]
    secret: str = ""
    limits: Limits = field(default_factory=Limits)
    how: str | None = None
    strong: bool = False  # refuse to run anything where isolation is weak
    elsewhere: str = ""  # the isolation of the machines that run submissions, if not this one

    def __post_init__(self) -> None:
        self._lock, self._local = threading.Lock(), threading.local()
        self._papers: dict[tuple[int, str], tuple[Paper, list[_Part]]] = {}
        self._boxes: list[Sandbox] = []

    @cached_property
    def names(self) -> list[str]:
        """The topics that are asked."""
        return list(dict.fromkeys(item.topic for item in self.items))

    @cached_property
    def stubs(self) -> dict[str, str]:
        """For each topic of the course a fingerprint of the stub that students start from."""
        found = {name: self.course.stub(name) for name in self.course.topics}
        return {
            name: fingerprint(path.read_text(encoding="utf-8"))
            for name, path in found.items()
            if path.is_file()
        }

    def sandbox(self, started: Sandbox | None = None, packages: tuple[str, ...] = ()) -> Sandbox:
        """The sandbox of this thread in which `packages` (none: the course's) can be imported: the
        one given, else started at its first use.

        Raises SandboxError if it isolates less than was asked for.
        """
        boxes: dict[tuple[str, ...], Sandbox]
        boxes = self._local.__dict__.setdefault("boxes", {})
        packages = packages or self.course.file.packages
        if packages not in boxes:
            boxes[packages] = started or Sandbox(packages, self.how)
            self._boxes.append(boxes[packages])
        box = boxes[packages]
        if self.strong and box.weakness:
            raise SandboxError(f"isolation is too weak: {box.weakness}; to go on: --isolation weak")
        return box

    @property
    def isolation(self) -> str:
        """The layers around every submission, as results report them."""
        if self.elsewhere:
            return self.elsewhere
        box = self.sandbox()
        return f"{box.isolation} (weak)" if box.weakness else box.isolation

    def close(self) -> None:
        """End the sandboxes."""
        for box in self._boxes:
            box.close()

    def probes(self, student: str) -> int:
        """Which of the certified sets a student gets."""
        keyed = hmac.new(self.secret.encode(), student.encode(errors="surrogateescape"), "sha256")
        return keyed.digest()[0] % SETS

    def course_of(self, student: str) -> Course:
        """The course as a student has it; without a secret, as it lies there."""
        return self.course.varied(drawn(self.secret, student)) if self.secret else self.course

    def stubs_of(self, student: str) -> dict[str, str]:
        """The fingerprints of the stubs that a student started from."""
        from grader.course.build import stub_text

        course = self.course_of(student)
        varied = [t for t in course.topics if course.values[t] and course.solution(t).is_file()]
        return self.stubs | {topic: fingerprint(stub_text(course, topic)) for topic in varied}

    def paper(self, probes: int, student: str = "") -> tuple[Paper, list[_Part]]:
        """The questions for one set of probes in a student's variant, and their calls, encoded."""
        course = self.course_of(student)
        key = (probes, str(course.values))
        if known := self._papers.get(key):  # who has a paper does not wait for who makes another
            return known
        with self._lock:
            if key not in self._papers:
                items = self.items
                if course is not self.course:
                    items = [item for item in course.items() if item.id in {i.id for i in items}]
                    self._papers = dict(list(self._papers.items())[-MOST_PAPERS:])
                paper = prepare(course, items, probes, self.secret)
                self._papers[key] = (paper, list(self.parts(paper)))
            return self._papers[key]

    def parts(self, paper: Paper) -> Iterator[_Part]:
        """The calls of a paper, encoded, by the packages that their answers may import."""
        calls, places = paper.calls, dict[tuple[str, ...], list[int]]()
        for place, call in enumerate(calls):
            places.setdefault(self.course.packages(call.topic), []).append(place)
        for packages, own in places.items():
            exam = self.sandbox().exam([calls[place] for place in own], paper.arrays)
            yield _Part(packages, own, exam)

    def run(self, programs: Sequence[Program], parts: Sequence[_Part]) -> Outcome:
        """The replies of a submission to all calls, each in a sandbox that has its packages."""
        outcomes = [
            self.sandbox(packages=part.packages).run(programs, part.exam, self.limits)
            for part in parts
        ]
        replies = {
            place: reply
            for part, outcome in zip(parts, outcomes, strict=True)
            for place, reply in zip(part.places, outcome.replies, strict=True)
        }
        return Outcome(
            tuple(replies[place] for place in sorted(replies)),
            tuple(dict.fromkeys(remark for outcome in outcomes for remark in outcome.remarks)),
            outcomes[0].isolation if outcomes else self.isolation,
            sum(outcome.seconds for outcome in outcomes),
        )

    def submission(self, submission: Submission, flags: Sequence[str] = ()) -> SubmissionResult:
        """Grade one submission that was read.

        What was handed in for other topics is not run, but may be imported.
        """
        probes = self.probes(submission.student)
        paper, parts = self.paper(probes, submission.student)
        programs = [Program(hand.topic, hand.file, hand.cells) for hand in submission.hands]
        submission = _about(submission, self.names)
        outcome = self.run(programs, parts)
        with np.errstate(all="ignore"):  # answers may be as large as a number can be
            questions = tuple(_questions(paper, submission, outcome))
        score, points = results.total(questions)
        return SubmissionResult(
            results.SCHEMA,
            submission.student,
            score,
            points,
            self.provenance(submission, probes, outcome),
            questions,
            remarks=_remarks(submission, outcome),
            flags=(*flags, *_flags(submission, questions)),
        )

    def provenance(
        self, submission: Submission, probes: int, outcome: Outcome | None = None
    ) -> Provenance:
        """What the verdicts depend on."""
        return Provenance(
            grader=__version__,
            course=self.course.digest,
            submission=submission.digest,
            seed=self.secret_hash,
            probes=probes,
            policy=str(msgspec.to_builtins(self.course.file.policy)),
            isolation=self.isolation,
            limits=limits_in_words(self.limits),
            libraries=f"python {platform.python_version()}, numpy {np.__version__}",
            seconds=round(outcome.seconds, 4) if outcome else 0.0,
            variant={t: own for t, own in self.course_of(submission.student).values.items() if own},
        )

    @cached_property
    def secret_hash(self) -> str:
        """The secret, hashed: it tells two secrets apart and gives none away."""
        return (
            "sha256:"
            + hashlib.sha256(b"bptt-grader seed\\0" + self.secret.encode()).hexdigest()[:32]
        )


def _questions(paper: Paper, submission: Submission, outcome: Outcome) -> Iterator[QuestionResult]:
    hands = {hand.topic: hand for hand in submission.hands}
    refusals = {refusal.topic: refusal for refusal in submission.refusals}
    for item, judgement in paper.judged(outcome.replies):
        if item.topic not in hands:
            judgement = _not_run(item, refusals)
        elif judgement.verdict in ("error", "unanswered"):
            said = quoted(judgement.message, hands[item.topic].file, _cells(submission))
            judgement = replace(judgement, message=said)
        yield results.recorded(item, judgement)


def _cells(submission: Submission) -> dict[str, Sequence[str]]:
    return {hand.file: hand.cells for hand in submission.hands}


def _not_run(item: Item, refusals: Mapping[str | None, Refusal]) -> Judgement:
    refusal = refusals.get(item.topic) or refusals.get(None)
    if refusal:
        return Judgement("refused", 0.0, f"{refusal.file}: {refusal.reason}")
    return Judgement("unanswered", 0.0, f"{item.topic}.py was not handed in.")


def _about(submission: Submission, topics: Sequence[str]) -> Submission:
    """What there is to say about some topics of a submission."""
    hands = tuple(hand for hand in submission.hands if hand.topic in topics)
    refusals = tuple(r for r in submission.refusals if r.topic is None or r.topic in topics)
    return submission._replace(hands=hands, refusals=refusals)


def _remarks(submission: Submission, outcome: Outcome) -> tuple[str, ...]:
    files = {hand.topic: hand.file for hand in submission.hands}
    cells = _cells(submission)
    told = [(files.get(r.topic, r.topic), r.text) for r in outcome.remarks]
    ran = [f"{file}: {quoted(text, file, cells)}" for file, text in told]
    read = [remark for hand in submission.hands for remark in hand.remarks]
    refused = [f"{r.file}: {r.reason}" for r in submission.refusals]
    remarks = dict.fromkeys([*submission.remarks, *read, *refused, *ran])
    return tuple(results.harmless(remark) for remark in remarks)


def _flags(submission: Submission, questions: Sequence[QuestionResult]) -> list[str]:
    stopped = [q.verdict for q in questions if q.verdict in {"timeout", "crashed", "refused"}]
    slow = [SUSPECTED for question in questions if is_suspected(question.remarks)]
    return list(dict.fromkeys([*stopped, *(["refused"] if submission.refusals else []), *slow]))


def limits_in_words(limits: Limits) -> str:
    """The limits of one submission."""
    return f"{limits.call:g} s a call, {limits.total:g} s in all, {limits.memory >> 20} MB"


class Done(msgspec.Struct, frozen=True):
    """An entry that is finished: its result, or what went wrong inside the grader."""

    entry: Entry
    result: SubmissionResult | None
    reused: bool = False
    problem: str = ""


def grade_class(
    grading: Grading, entries: Sequence[Entry], out: Path, jobs: int = 0, fresh: bool = False
) -> Generator[Done, None, None]:
    """Grade every entry and write its JSON as soon as it is known.  What is unchanged since the
    last run is reused.  Raises WriteError if results cannot be written; what was is whole.
    """
    results.prepare(out)
    return _graded(grading, entries, out, jobs, fresh)


def _graded(
    grading: Grading, entries: Sequence[Entry], out: Path, jobs: int, fresh: bool
) -> Generator[Done, None, None]:
    from concurrent.futures import ThreadPoolExecutor

    work: Callable[[Entry], Done] = lambda entry: _entry(grading, entry, out, fresh)  # noqa: E731
    # one more than cores, so that none of them waits while a submission is read or judged
    with ThreadPoolExecutor(jobs or (os.cpu_count() or 1) + 1) as threads:
        try:
            yield from _as_completed(threads, work, entries)
        except (GeneratorExit, KeyboardInterrupt):
            grading.close()  # nobody waits for what is running
            raise


def _as_completed(
    executor: "Executor", work: Callable[[Entry], Done], entries: Sequence[Entry]
) -> Iterator[Done]:
    """The results as they come; at most a few are waiting at any time, however large the class."""
    from concurrent.futures import FIRST_COMPLETED, wait

    left, running = iter(entries), set["Future[Done]"]()
    try:
        while True:
            while len(running) < 8 and (entry := next(left, None)):
                running.add(executor.submit(work, entry))
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in finished)
    finally:
        for future in running:
            future.cancel()


def _entry(grading: Grading, entry: Entry, out: Path, fresh: bool) -> Done:
    try:
        submission, known = unchanged(grading, entry, out, fresh)
        if known:
            return Done(entry, known, reused=True)
        result = grading.submission(submission, entry.flags)
        results.write(results.student_file(out, entry.student), results.encode(result))
        return Done(entry, result)
    except results.WriteError:
        raise  # the next would meet the same
    except Exception as problem:  # one submission must never stop a class
        return Done(entry, None, problem=f"{type(problem).__name__}: {problem}")


def unchanged(
    grading: Grading, entry: Entry, out: Path, fresh: bool
) -> tuple[Submission, SubmissionResult | None]:
    """The entry, read, and its result from an earlier run if that still holds."""
    submission = read(entry, list(grading.course.topics), grading.stubs_of(entry.student))
    known = None if fresh else _known(results.student_file(out, entry.student))
    holds = known is not None and _still_holds(grading, submission, known)
    return submission, known if holds else None


def _known(path: Path) -> SubmissionResult | None:
    try:
        return results.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None


def _still_holds(grading: Grading, submission: Submission, known: SubmissionResult) -> bool:
    if any(question.verdict in NEVER_REUSED for question in known.questions):
        return False
    if [question.id for question in known.questions] != [item.id for item in grading.items]:
        return False
    expected = grading.provenance(submission, grading.probes(submission.student))
    return known.provenance == msgspec.structs.replace(expected, seconds=known.provenance.seconds)


def kept_secret(place: Path) -> str:
    """The secret that probes are drawn from: read, or made once with mode 0600."""
    try:
        return place.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        import secrets

        place.parent.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_hex(16)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret + "\n")
        return secret


def secret_place() -> Path:
    """Where the secret is kept: the user's own folder for settings, never the results."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or Path.home()
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "bptt-grader" / "secret"


__all__ = ["Done", "Grading", "grade_class", "kept_secret", "secret_place", "unchanged"]
