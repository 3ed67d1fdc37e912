"""`bptt watch`: checks what was saved, shows the next unfinished question, and listens to keys.

The file that is worked on is looked at a hundred times a second, the others ten times; that costs
less than a library that is told by the system, and works with editors that write a new file and put
it in the place of the old one.  While nothing happens, what the next check will need is worked out,
piece by piece.
"""

import contextlib
import os
import select
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from grader.commands import progress
from grader.commands.hints import DONE, show, stages
from grader.commands.student import SUFFIXES, submission
from grader.course import Course, Item, find_course, load_course
from grader.pipeline import Grading
from grader.report.terminal import checked, console, listed
from grader.report.words import LOOKS
from grader.results import QuestionResult
from grader.sandbox import Sandbox

TICK = 0.01  # seconds between two looks
ALL = 10  # looks at the files of a topic, for one look at all of them
KEYS = "h hint   l list   n next   s skip   q quit"

Stamp = tuple[int, int, int]


class Saved(NamedTuple):
    """The files of a course as they lie on the disk."""

    stamps: Mapping[Path, Stamp]

    def changed(self, now: "Saved") -> set[Path]:
        """What is new or another since then; a file that is gone, or is empty because an editor
        is about to write it, is waited for.
        """
        return {p for p, stamp in now.stamps.items() if stamp[1] and self.stamps.get(p) != stamp}


def saved(paths: Sequence[Path]) -> Saved:
    """A look at all hand-ins: when each was written, how long it is, which file it is."""
    stamps = {}
    for path in paths:
        with contextlib.suppress(OSError):
            about = os.stat(path)  # noqa: PTH116 (a hundred times a second)
            stamps[path] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return Saved(stamps)


class Watch:
    """What is known while watching, and what is on the screen."""

    def __init__(self, course: Course, sandbox: Sandbox) -> None:
        self.course, self.sandbox = course, sandbox
        self.items = {item.id: item for item in course.items()}
        self.grading: dict[str, Grading] = {}
        self.last: dict[str, QuestionResult] = {}
        self.skipped: set[str] = set()
        self.remarks: tuple[str, ...] = ()
        self.at = ""
        self.move()

    @property
    def topic(self) -> str:
        """The topic of the question that is shown."""
        return self.at.partition(".")[0]

    def left(self) -> list[str]:
        """The questions that are not done, those that were skipped last."""
        known = progress.known(self.course)
        left = [i for i in self.items if i not in known or known[i].verdict not in DONE]
        return sorted(left, key=lambda i: i in self.skipped)

    def move(self, onward: bool = False) -> None:
        """Go to the next unfinished question: the first, or the one after this."""
        left = self.left()
        order = list(self.items)
        later = [
            i for i in left if onward and self.at in order and order.index(i) > order.index(self.at)
        ]
        self.at = (later or left or [""])[0]

    def ready(self, topic: str) -> Grading:
        """All that can be worked out before a file of a topic is saved."""
        if topic not in self.grading:
            grading = Grading(self.course, list(self.course.items([topic])))
            grading.sandbox(started=self.sandbox)
            grading.paper(grading.probes("you"))
            self.grading[topic] = grading
        return self.grading[topic]

    def warm(self) -> Iterator[None]:
        """Work out ahead what the first check of this topic would wait for, a little at a time:
        a running sandbox, the numbers, and what wrong answers are held against.
        """
        from grader.explain.diagnosis import prepared

        if not self.topic:
            return
        grading = self.ready(self.topic)
        yield
        grading.run((), grading.paper(grading.probes("you"))[1])
        for item in grading.items:
            yield
            yield from prepared(item, self.course.seed(item.model.name, grading.probes("you")))

    def check(self, topic: str) -> None:
        """Check a topic whose file was saved."""
        result = self.ready(topic).submission(submission(self.course, {}))
        self.remarks = result.remarks
        self.last |= {q.id: q for q in result.questions}
        progress.remember(self.course, result.questions)
        if self.at not in self.left():
            self.move()
        touched = [q.id for q in result.questions if q.verdict not in {*DONE, "unanswered"}]
        if touched and self.topic != topic:
            self.at = touched[0]

    def question(self) -> None:
        """Show the question that is next, and what the last check says of it."""
        screen = console()
        screen.clear()
        screen.print(
            Text.assemble(("watching ", "soft"), self._file(), ("   " + KEYS, "soft")),
            soft_wrap=True,
        )
        if not self.at:
            screen.print("\nAll of it is done.")
            return
        item = self.items[self.at]
        result = self.last.get(self.at) or self._standing(item)
        heads = {name: topic.title for name, topic in self.course.topics.items()}
        checked(screen, {self.at: item.question.title}, heads, [result], self.remarks)
        done = len(self.items) - len(self.left())
        screen.print(
            Text(f"\n{done} of {len(self.items)} done; save the file, and it is checked", "soft")
        )

    def _standing(self, item: Item) -> QuestionResult:
        known = progress.known(self.course).get(item.id)
        if known and known.result:
            return known.result
        q = item.question
        return QuestionResult(item.id, q.kind, q.points, 0.0, "unanswered", "")

    def _file(self) -> str:
        return self.course.stub(self.topic).name if self.at else "the course"

    def hint(self) -> None:
        """Show one more hint."""
        if not self.at:
            return
        item, known = self.items[self.at], progress.known(self.course)
        standing = known.get(self.at) or progress.Standing("unanswered", 0.0)
        upto = min(standing.hints + 1, 3)
        result = self.last.get(self.at) or standing.result
        for number, stage in enumerate(stages(self.course, item, result)[:upto], 1):
            show(console(), number, stage)
        known[self.at] = progress.Standing(standing.verdict, standing.score, upto, standing.result)
        progress.keep(self.course, known)

    def list(self) -> None:
        """Show all questions and how far they are."""
        known = {
            name: (one.verdict, one.score)
            for name, one in progress.known(self.course).items()
            if one.verdict in LOOKS
        }
        screen = console()
        screen.clear()
        topics = [
            (topic.title, [(f"{name}.{q.id}", q.title, q.points) for q in topic.questions])
            for name, topic in self.course.topics.items()
        ]
        bonus = {name for name, item in self.items.items() if item.question.bonus}
        listed(screen, topics, known, bonus, self.at)

    def press(self, key: str) -> bool:
        """What a key does; False to stop."""
        if key in ("q", "\x03", "\x04"):
            return False
        if key == "s" and self.at:
            self.skipped.add(self.at)
        if key in ("n", "s"):
            self.move(onward=key == "n")
        actions: dict[str, Callable[[], None]] = {"h": self.hint, "l": self.list}
        actions.get(key, self.question)()
        return True


def watching(course_dir: Path | None) -> int:
    """Watch until told to stop; returns the exit status."""
    course = load_course(find_course(course_dir))
    with Sandbox(course.file.packages) as sandbox, keyboard() as pressed:
        watch = Watch(course, sandbox)
        paths = {
            topic: [course.stub(topic, suffix) for suffix in SUFFIXES] for topic in course.topics
        }
        everything = [path for own in paths.values() for path in own]
        seen, size, warmed, looks = saved(everything), terminal_size(), "", 0
        warming: Iterator[None] = iter(())
        watch.question()
        while True:
            key = pressed(TICK)
            if key and not watch.press(key):
                return 0
            looks += 1
            look = everything if looks % ALL == 0 else paths.get(watch.topic, everything)
            now = saved(look)
            if changed := seen.changed(now):
                seen = Saved({**seen.stamps, **now.stamps})
                for topic in {path.stem for path in changed}:
                    watch.check(topic)
                watch.question()
            elif size != (size := terminal_size()):
                watch.question()
            elif warmed != watch.topic:
                warmed, warming = watch.topic, watch.warm()
            else:
                next(warming, None)


def terminal_size() -> tuple[int, int]:
    """How large the window is; it may be changed at any time."""
    try:
        return tuple(os.get_terminal_size())  # type: ignore[return-value]
    except OSError:
        return (100, 24)


@contextlib.contextmanager
def keyboard() -> Iterator[Callable[[float], str]]:
    """A function that waits some seconds for a key; without a terminal it only waits."""
    if not sys.stdin.isatty():
        yield _nothing
    elif sys.platform == "win32":
        yield _windows_key
    else:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)
            yield lambda seconds: _key(descriptor, seconds)
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _key(descriptor: int, seconds: float) -> str:
    ready, _, _ = select.select([descriptor], [], [], seconds)
    if not ready:
        return ""
    try:
        return os.read(descriptor, 1).decode(errors="replace") or "q"
    except OSError:  # the terminal is gone
        return "q"


def _nothing(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _windows_key(seconds: float) -> str:
    import msvcrt

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if msvcrt.kbhit():  # type: ignore[attr-defined]
            return str(msvcrt.getwch())  # type: ignore[attr-defined]
        time.sleep(0.005)
    return ""
