"""One child answering calls, until it is done or has to be stopped; nothing it says is believed."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, NamedTuple

from .child import wire
from .children import START, Child, Ending, Flood, SandboxError
from .exam import ANY_NUMBER, Call, Exam, Limits, Remark, Reply

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MAX_REMARKS = 20
MAX_REMARK = 300  # characters
MAX_TEXT = 2000  # bytes, except of an answer that is a text
MOST_REPLIES = 16  # a whole submission may send back this many times the bytes of one reply
NO_ANSWER = "the program sent something that is not an answer"
ALL_USED = "the time for the whole submission was used up"


class Stop(NamedTuple):
    """Why a child did not answer all it was asked; `topic`: whose file was running at that time."""

    status: str
    text: str
    topic: str = ""


class Sitting:
    """What one child has said so far.

    `replies` come in the order of the calls `asked`, by their places in the exam.  `topics` are
    those whose file may run; `seconds` is what is left for the whole submission, counted from the
    child's first word; `received` are the bytes that came back from earlier children of it.
    """

    def __init__(
        self,
        exam: Exam,
        asked: Sequence[int],
        topics: Collection[str],
        limits: Limits,
        seconds: float,
        received: int = 0,
    ) -> None:
        self.exam = exam
        self.asked = asked
        self.most = most_bytes(exam, limits)
        self.topics = set(topics)
        self.limits = limits
        self.seconds = seconds
        self.replies: list[Reply] = []
        self.remarks: list[Remark] = []
        self.isolation = ""
        self.running: list[str] = []  # topics whose file is running, the importing one first
        self.run_once: set[str] = set()
        self.ended = False
        self.received = received
        self.started = 0.0
        self.until = time.monotonic() + START
        self.last = self.until

    def run(self, child: Child) -> Stop | None:
        """Listen to the child until it ends or is stopped; None if it answered everything."""
        stop: Stop | None = None
        try:
            self.listen(child)
        except _ChildEnded:
            ending = child.finish(wait=True)
            if not self.isolation:
                how = _stop(ending, self.limits).text
                raise SandboxError(f"a child of the sandbox was not ready: it {how}") from None
            stop = _stop(ending, self.limits)
        except (TimeoutError, Flood, wire.WireError) as reason:
            child.finish(wait=False)
            stop = self.why(reason)
        except BaseException:
            child.finish(wait=False)
            raise
        else:
            child.finish(wait=False)
        return stop and stop._replace(topic=self.running[-1] if self.running else "")

    def listen(self, child: Child) -> None:
        buffer = bytearray()
        while not self.ended:
            piece = child.receive(min(self.until, self.last))
            if not piece:
                raise _ChildEnded
            self.received += len(piece)
            buffer += piece
            for frame in wire.frames(buffer, self.limits.reply):
                self.take(frame)
                self.until = time.monotonic() + self.allowed()
            if self.received > self.most:  # after the frames, which say what is to blame
                raise wire.WireError(too_much(self.most))

    def take(self, frame: wire.Frame) -> None:
        """One frame, if it may come now; WireError if not."""
        kind = frame.kind
        if self.ended or (not self.isolation) != (kind in ("hello", "fault")):
            raise wire.WireError(NO_ANSWER)
        if kind == "hello":
            self.isolation = frame.text
            self.started = time.monotonic()
            self.last = self.started + self.seconds
        elif kind == "fault":
            raise SandboxError(frame.text)
        elif kind == "remark" and frame.error in self.topics and len(self.remarks) < MAX_REMARKS:
            self.remarks.append(Remark(frame.error, frame.text[:MAX_REMARK]))
        elif kind == "loading" and frame.error in self.topics - self.run_once:
            self.running.append(frame.error)
            self.run_once.add(frame.error)
        elif kind == "loaded" and self.running[-1:] == [frame.error]:
            self.running.pop()
        elif kind == "end" and len(self.replies) == len(self.asked):
            self.ended = True
        elif kind in wire.REPLIES and not self.running:
            self.answered(frame)
        else:
            raise wire.WireError(NO_ANSWER)

    def answered(self, frame: wire.Frame) -> None:
        """A frame answers one call, or as many as its arrays are enough for."""
        told: list[Reply] = []
        first, given, left = 0, len(frame.places), self.asked[len(self.replies) :]
        while not told or first < given:
            if len(told) == len(left):
                raise wire.WireError(NO_ANSWER)
            at = left[len(told)]
            count = self.exam.answers[at] if frame.kind == "ok" else 0
            last = given if count == ANY_NUMBER else first + count
            if last > given or (first == last and given):
                raise wire.WireError(NO_ANSWER)
            text = frame.text and _bounded(frame, self.exam.calls[at])
            told.append(Reply(frame.kind, text, frame.error, *frame.part(first, last)))
            first = last
        self.replies += told

    def allowed(self) -> float:
        """Seconds for what the child does now: run a file, or answer the next call."""
        if self.running or len(self.replies) == len(self.asked):
            return self.limits.call
        return self.exam.calls[self.asked[len(self.replies)]].limit or self.limits.call

    def why(self, reason: Exception) -> Stop:
        if isinstance(reason, Flood):
            return Stop("crashed", f"printed more than {size(self.limits.output)}")
        if isinstance(reason, wire.WireError):
            return Stop("crashed", str(reason) if "sent" in str(reason) else NO_ANSWER)
        if not self.isolation:
            raise SandboxError(f"a child of the sandbox was not ready after {START:g} s")
        if time.monotonic() >= self.last:
            return Stop("timeout", ALL_USED)
        return Stop("timeout", f"took longer than {self.allowed():.3g} s")

    def spent(self) -> float:
        """Seconds since the child's first word."""
        return time.monotonic() - self.started if self.isolation else 0.0


def _bounded(frame: wire.Frame, call: Call) -> str:
    """The text of a reply: only an answer that is a text may be long."""
    if frame.kind == "ok" and call.kind == "text":
        return frame.text
    return frame.text.encode()[:MAX_TEXT].decode("utf-8", "ignore")


class _ChildEnded(Exception):
    """The child closed its connection before it had answered everything."""


def _stop(ending: Ending, limits: Limits) -> Stop:
    """What the way a child ended says."""
    code = ending.code
    if code is None:
        return Stop("crashed", NO_ANSWER)
    if code >= 0:
        return Stop("crashed", f"ended the interpreter (exit status {code})")
    if -code == getattr(signal, "SIGXCPU", 24) or (code < 0 and ending.seconds >= limits.total):
        return Stop("timeout", f"used more than {limits.total:g} s of processor time")
    if -code == getattr(signal, "SIGKILL", 9):
        return Stop("memory", "was stopped by the system, most often for want of memory")
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return Stop("crashed", f"crashed the interpreter (signal {name})")


def most_bytes(exam: Exam, limits: Limits) -> int:
    """Bytes that all children of a submission together may send back."""
    return MOST_REPLIES * limits.reply + len(exam.calls) * wire.MAX_TEXT


def too_much(most: int) -> str:
    return f"sent back more than {size(most)}"


def size(count: int) -> str:
    """Bytes for people.

    >>> size(1 << 20), size(2000), size(100)
    ('1 MB', '2 kB', '100 bytes')
    """
    for unit, name in ((1 << 20, "MB"), (1000, "kB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"


def not_run(reason: Reply, name: str) -> Reply:
    """The reply to further calls of a name that hung or crashed once."""
    return Reply("not run", text=f"an earlier call of `{name}` {reason.text}")
