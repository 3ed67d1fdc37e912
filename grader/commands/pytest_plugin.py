"""The pytest plugin: every question of a course folder is a test, with our message if it fails.

Switched on by `bptt_course = true` in the pytest settings of a course folder, or with
`pytest --bptt exercises/`; otherwise it collects nothing and imports nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.pipeline import Grading
    from grader.results import QuestionResult


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch, as an option and as a setting."""
    said = "collect every question of a course as a test"
    parser.getgroup("bptt").addoption("--bptt", action="store_true", help=said)
    parser.addini("bptt_course", said, type="bool", default=False)


def _on(config: pytest.Config) -> bool:
    return bool(config.getoption("--bptt") or config.getini("bptt_course"))


@pytest.hookimpl(tryfirst=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "Topic | None":
    """The `topic.toml` of a course stands for the questions of its topic."""
    if not _on(parent.config) or file_path.name != "topic.toml":
        return None
    if not (file_path.parent.parent / "course.toml").is_file():
        return None
    topic: Topic = Topic.from_parent(parent, path=file_path)
    return topic


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What students write is graded in the sandbox: pytest itself must not import it."""
    folder = collection_path.parent
    ours = _on(config) and collection_path.suffix == ".py" and (folder / "topic.toml").is_file()
    return True if ours else None


class NotYet(Exception):
    """An answer that is not right: its text is the message."""


class Topic(pytest.File):
    """A topic of a course."""

    def collect(self) -> Iterator["Question"]:
        """Its questions, in order."""
        from grader.course import load_course

        course = load_course(self.path.parent.parent)
        name = next((t for t in course.topics if course.folder(t) == self.path.parent), None)
        for item in course.items([name]) if name else ():
            yield Question.from_parent(self, name=item.id, points=item.question.points)


class Question(pytest.Item):
    """One question."""

    def __init__(self, *, points: float, **given: Any) -> None:
        super().__init__(**given)
        self.points = points

    def runtest(self) -> None:
        """Passes if the answer is right; NotYet says why it is not."""
        result = _results(self)[self.name]
        self.user_properties += [("score", result.score), ("points", result.points)]
        if result.verdict == "pending":
            pytest.skip("recorded; the key to judge it is not here")
        if result.verdict != "correct":
            raise NotYet(_said(result))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Our message instead of a traceback."""
        return (
            str(excinfo.value) if excinfo.errisinstance(NotYet) else super().repr_failure(excinfo)
        )

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the question stands."""
        return self.path, None, self.name


def _said(result: "QuestionResult") -> str:
    from grader.report.card import plain

    return plain(result, result.id)


GRADINGS = pytest.StashKey[list["Grading"]]()
RESULTS = pytest.StashKey[dict[Path, dict[str, "QuestionResult"]]]()


def _results(item: Question) -> dict[str, "QuestionResult"]:
    """The results of a topic, graded once in a session."""
    known = item.session.stash.setdefault(RESULTS, {})
    if item.path not in known:
        known[item.path] = _graded(item)
    return known[item.path]


def _graded(item: Question) -> dict[str, "QuestionResult"]:
    from grader.commands.student import submission
    from grader.course import load_course
    from grader.pipeline import Grading

    course = load_course(item.path.parent.parent)
    grading = Grading(course, list(course.items([item.name.partition(".")[0]])))
    item.session.stash.setdefault(GRADINGS, []).append(grading)
    return {q.id: q for q in grading.submission(submission(course, {})).questions}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the sandboxes."""
    for grading in session.stash.get(GRADINGS, []):
        grading.close()
