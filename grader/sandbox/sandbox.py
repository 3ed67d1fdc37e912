"""The sandbox as the rest of the grader sees it: an exam, and one submission after another."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Self

from .children import LAYERS, SandboxError, ServerGone, Starter
from .exam import Exam, Limits, Outcome, Remark, Reply, encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from .exam import Call, Program
    from .sitting import Stop

__all__ = ["Sandbox", "SandboxError", "keep_memory_private"]


class Sandbox:
    """Runs submissions, each in a child process of its own.  One thread at a time.

    `packages` can be imported in the child besides the standard library.  `how`: "fork" children
    of a warm server, or "spawn" an interpreter for each; None takes what the system is good at.
    `layers` are those that are tried.  Nothing is waited for before the first run.
    """

    def __init__(
        self,
        packages: Sequence[str] = ("numpy",),
        how: str | None = None,
        layers: Sequence[str] = LAYERS,
    ) -> None:
        can_fork = hasattr(os, "fork") and sys.platform != "darwin"
        self.how = how or ("fork" if can_fork else "spawn")
        self._starter = _starter(self.how, packages, layers)
        self._closed = False

    def exam(self, calls: Sequence[Call], arrays: Sequence[npt.ArrayLike] = ()) -> Exam:
        """Encode calls and their arrays, once for every submission; ValueError if one cannot be."""
        return encode(calls, arrays)

    def run(self, programs: Sequence[Program], exam: Exam, limits: Limits | None = None) -> Outcome:
        """Run one submission.  SandboxError only if the sandbox itself does not work."""
        started = time.monotonic()
        limits = limits or Limits()
        for _ in range(2):
            submission = _Submission(programs, exam, limits)
            try:
                submission.run(self._starter)
                break
            except ServerGone:
                if self._closed:
                    raise SandboxError("the sandbox was closed") from None
                self._starter.restart()
        else:
            gone = Reply("crashed", text="ended the process that runs submissions")
            submission.replies = [gone] * len(exam.calls)
        isolation = submission.isolation or self.isolation
        remarks = tuple(submission.remarks)[:20]
        replies = tuple(reply or Reply("not run") for reply in submission.replies)
        return Outcome(replies, remarks, isolation, time.monotonic() - started)

    @property
    def isolation(self) -> str:
        """The layers around a submission, as "landlock+seccomp+rlimits"; waits until ready."""
        return self._starter.layers().isolation

    @property
    def missing(self) -> Mapping[str, str]:
        """The layers that are not in force, and why."""
        return self._starter.layers().missing

    @property
    def weakness(self) -> str:
        """Why programs of strangers should not be run here; "" if they may be."""
        return self._starter.layers().weakness

    def close(self) -> None:
        """End every process of the sandbox; what still runs there raises SandboxError."""
        self._closed = True
        self._starter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def keep_memory_private() -> None:
    """Let no other process of this account look into this one, which knows the answers."""
    if sys.platform.startswith("linux"):
        from .child import kernel

        with contextlib.suppress(OSError):
            kernel.prctl(kernel.DUMPABLE, 0)


def _starter(how: str, packages: Sequence[str], layers: Sequence[str]) -> Starter:
    if how == "fork":
        from .forked import ForkServer

        return ForkServer(packages, layers)
    if how == "spawn":
        from .spawned import Spawner

        return Spawner(packages, layers)
    raise ValueError(f"how is 'fork' or 'spawn', not {how!r}")


class _Submission:
    """A submission on its way through as many children as it takes."""

    def __init__(self, programs: Sequence[Program], exam: Exam, limits: Limits) -> None:
        self.programs = {program.topic: program for program in programs}
        self.exam = exam
        self.limits = limits
        self.replies: list[Reply | None] = [
            None if call.topic in self.programs else Reply("not run", text="nothing was handed in")
            for call in exam.calls
        ]
        self.remarks: dict[Remark, None] = {}
        self.unfinished: set[str] = set()
        self.seconds = limits.total
        self.received = 0  # bytes
        self.isolation = ""

    def run(self, starter: Starter) -> None:
        """Every child answers at least one call or shows that one file does not run to its end."""
        from .sitting import ALL_USED, Sitting, most_bytes, too_much

        most = most_bytes(self.exam, self.limits)
        while asked := [at for at, reply in enumerate(self.replies) if reply is None]:
            if self.seconds <= 0:
                self.fill(asked, Reply("timeout", text=ALL_USED))
                return
            if self.received > most:
                self.fill(asked, Reply("crashed", text=too_much(most)))
                return
            topics = self.programs.keys() - self.unfinished
            sitting = Sitting(self.exam, asked, topics, self.limits, self.seconds, self.received)
            child = starter.launch(self.order(asked), self.exam, self.limits.output)
            stop = sitting.run(child)
            self.isolation = sitting.isolation
            self.received = sitting.received
            self.seconds -= sitting.spent()
            self.remarks.update(dict.fromkeys(sitting.remarks))
            for at, reply in zip(asked, sitting.replies, strict=False):
                self.replies[at] = reply
            if stop:
                self.settle(stop, asked[len(sitting.replies) :])

    def settle(self, stop: Stop, left: list[int]) -> None:
        """Answer for the calls that the stopped child cannot be asked again."""
        from .sitting import ALL_USED, not_run

        reply = Reply(stop.status, text=stop.text)
        if stop.text == ALL_USED:
            self.fill(left, reply)
        elif stop.topic:
            self.unfinished.add(stop.topic)
            file = [at for at in left if self.exam.calls[at].topic == stop.topic]
            self.fill(file, reply._replace(text=f"{stop.text} while the file itself was running"))
        elif left:
            call = self.exam.calls[left[0]]
            same = [at for at in left if self.exam.calls[at][:2] == call[:2]]
            self.fill(same, not_run(reply, call.name))
            self.replies[left[0]] = reply

    def fill(self, places: list[int], reply: Reply) -> None:
        for at in places:
            self.replies[at] = reply

    def order(self, asked: list[int]) -> dict[str, Any]:
        """What a child is to do, besides the exam."""
        return {
            "programs": [tuple(program) for program in self.programs.values()],
            "calls": asked,
            "unfinished": sorted(self.unfinished),
            "limits": self.limits._asdict(),
        }
