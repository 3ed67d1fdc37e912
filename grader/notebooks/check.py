"""`check("ws.grad_Ws")` in a notebook: practice on what lives in the student's kernel.

Nothing here counts: grades come from the sandbox, with other numbers, and a kernel can be told to
say anything.
"""

import contextlib
import linecache
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.results import QuestionResult

if TYPE_CHECKING:
    from grader.course import Course, Item
    from grader.paper import Paper
    from grader.sandbox import Exam, Reply

PRACTICE = "For practice: points are given for the file you hand in."
MOST_BYTES = 1 << 22  # of one answer
_INTERRUPTED = "KeyboardInterrupt"


class Score(float):
    """Points, which a notebook shows as a feedback card.

    Its repr is that of a plain number: nbgrader reads the last line of a cell as points.
    """

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html


def check(question: str) -> Score:
    """Judge the answer to one question, as "ws.grad_Ws", as it is in this notebook.

    Returns the points, from 0 to all of them.  Never raises, and writes nothing to stderr.
    """
    names = sys._getframe(1).f_globals
    try:
        with _silence():
            score = _judged(str(question), names)
    except KeyboardInterrupt:
        score = _shown(_problem(question, "It was interrupted."))
    except Exception as problem:
        score = _shown(_problem(question, f"It could not be checked: {problem}"))
    if not _has_html():
        sys.stdout.write(score.text + "\n")
    return score


def _shown(
    result: QuestionResult, title: str = "", picture: str = "", hints: Sequence[str] = ()
) -> Score:
    from grader.report.card import card, plain

    points = min(max(float(f"{result.score:.6g}"), 0.0), result.points)
    score = Score(points)
    score.html = card(result, title, picture, hints, following=PRACTICE)
    score.text = plain(result, title)
    return score


def _problem(question: object, message: str) -> QuestionResult:
    return QuestionResult(str(question), "", 0.0, 0.0, "error", message)


def _has_html() -> bool:
    """Whether this is the kernel of a notebook, which shows HTML."""
    import builtins

    shell = getattr(builtins, "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


class Task(NamedTuple):
    """A question made ready to be asked in this process."""

    item: "Item"
    paper: "Paper"
    exam: "Exam"


def _judged(question: str, names: Mapping[str, Any]) -> Score:
    from grader.course import find_course
    from grader.explain import feedback
    from grader.results import recorded

    root = find_course()
    task = _task(root, question)
    ((item, judgement),) = task.paper.judged(_replies(task, names))
    result = recorded(item, judgement)
    picture, hints = feedback.picture(item, result), feedback.hints(_course(root), item, result)
    return _shown(result, item.question.title, picture, hints)


@lru_cache(maxsize=256)
def _task(root: Path, question: str) -> Task:
    """Raises CourseError."""
    from grader.course import CourseError
    from grader.paper import prepare
    from grader.sandbox.exam import encode

    course = _course(root)
    items = {item.id: item for item in course.items()}
    if question not in items:
        raise CourseError(f"there is no question {question!r} here; there are {', '.join(items)}")
    item = items[question]
    paper = prepare(course, [item], 0)
    return Task(item, paper, encode(paper.calls, paper.arrays))


@lru_cache(maxsize=4)
def _course(root: Path) -> "Course":
    from grader.course import load_course

    return load_course(root)


def _replies(task: Task, names: Mapping[str, Any]) -> Sequence["Reply"]:
    """What the names of this kernel answer, by the very code that answers in a sandbox."""
    from grader.sandbox.child.calls import Respondent, unpacked
    from grader.sandbox.child.wire import frames, pack
    from grader.sandbox.exam import Reply

    kernel: Any = Kernel(names, task.item.topic)
    respondent = Respondent(kernel, MOST_BYTES)
    replies: list[Reply] = []
    for call in unpacked(task.exam.encoded):
        if replies and replies[-1].error == _INTERRUPTED:
            replies.append(replies[-1])
            continue
        (frame,) = frames(bytearray(pack(*respondent.answer(call))), 2 * MOST_BYTES)
        replies.append(Reply(frame.kind, frame.text, frame.error, *frame.packed))
    return replies


class Kernel:
    """The names of a notebook in place of a submission's modules."""

    def __init__(self, names: Mapping[str, Any], topic: str) -> None:
        self.names = names
        self.stopped: dict[str, list[str]] = {topic: []}

    def module(self, topic: str) -> SimpleNamespace:
        """The names, whatever the topic."""
        return SimpleNamespace(**self.names)

    def trouble(self, error: BaseException, topic: str) -> Any:
        """How an exception is told: its type, what it says, and the line of the cell."""
        from grader.explain.stopped import shortened
        from grader.sandbox.child.modules import Trouble

        name, line, step = type(error).__name__, 0, error.__traceback__
        source = ""
        while step is not None:
            if step.tb_frame.f_globals is self.names:
                line = step.tb_lineno
                source = shortened(linecache.getline(step.tb_frame.f_code.co_filename, line))
            step = step.tb_next
        try:
            said = str(error)[:1500]
        except BaseException:
            said = ""
        shown = f": `{source}`" if source else ""
        place = f" (line {line} of its cell{shown})" if line else ""
        return Trouble(name, f"{name}{': ' if said else ''}{said}{place}")


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Nothing that an answer prints, warns or logs shows up: nbgrader takes stderr for an error."""
    kept = logging.root.manager.disable
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
        _closed_descriptor(2, nowhere.fileno()),
    ):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(kept)


@contextlib.contextmanager
def _closed_descriptor(descriptor: int, nowhere: int) -> Iterator[None]:
    """What is written below Python, by C or by another process, goes nowhere as well."""
    try:
        kept = os.dup(descriptor)
    except OSError:  # there is none
        yield
        return
    os.dup2(nowhere, descriptor)
    try:
        yield
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)
