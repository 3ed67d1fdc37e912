"""One sandbox for the threads of a run, and more of them for a long one."""

import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from grader.sandbox import Exam, Limits, Outcome, Program, Sandbox

ALONE = 5  # times as long as a sandbox takes to be ready, for which one is enough

Run = Callable[[Sequence[Program], Exam, Limits | None], Outcome]


class Turns(Sandbox):
    """A sandbox at which threads take turns: while one of them waits for what a program answers,
    the others judge and write.  It becomes `most` of them when that is not enough after a while:
    until then many a class is done, and to start another takes as long as to grade half of it.
    """

    def __init__(self, packages: Sequence[str] = ("numpy",), most: int = 1) -> None:
        super().__init__(packages)
        self.packages, self.most = tuple(packages), most
        self._started = self._until = time.monotonic()
        self._free, self._others = SimpleQueue[Run](), list[Sandbox]()
        self._free.put(super().run)
        self._lock, self._known = threading.Lock(), ("", "")

    def run(self, programs: Sequence[Program], exam: Exam, limits: Limits | None = None) -> Outcome:
        """Run one submission in the sandbox that is free first."""
        self._layers()
        run = self._taken()
        try:
            return run(programs, exam, limits)
        finally:
            self._free.put(run)

    def _taken(self) -> Run:
        try:
            return self._free.get(timeout=max(0.0, self._until - time.monotonic()))
        except Empty:
            return self._another() or self._free.get()

    def _another(self) -> Run | None:
        with self._lock:
            if len(self._others) + 1 >= self.most:
                return None
            self._others.append(Sandbox(self.packages))
            return self._others[-1].run

    @property
    def isolation(self) -> str:
        """The layers around a submission; waits until ready."""
        return self._layers()[0]

    @property
    def weakness(self) -> str:
        """Why programs of strangers should not be run here; "" if they may be."""
        return self._layers()[1]

    def _layers(self) -> tuple[str, str]:
        """Asked once: the sandbox has one thing to say, and one thread may listen."""
        with self._lock:
            if not self._known[0]:
                self._known = (super().isolation, super().weakness)
                now = time.monotonic()
                self._until = now + ALONE * (now - self._started)
            return self._known

    def close(self) -> None:
        """End every process of all of them."""
        for box in self._others:
            box.close()
        super().close()
