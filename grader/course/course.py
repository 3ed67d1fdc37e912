"""A course on disk: found, read and checked.  Nothing here runs a program of a student."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from grader.course.schema import CourseFile, Hint, Key, Question, Topic
from grader.model.declaration import DeclarationError, Model, load_model
from grader.model.targets import Target, TargetError, read_target

S = TypeVar("S")


class CourseError(ValueError):
    """A course that cannot be used: which file, which key, what is expected."""


class Item(NamedTuple):
    """A question where it stands in the course."""

    topic: str
    question: Question
    model: Model

    @property
    def id(self) -> str:
        """The full id, `<topic>.<question>`."""
        return f"{self.topic}.{self.question.id}"

    @property
    def targets(self) -> list[Target]:
        """What the answer is, read.  Raises TargetError."""
        return [read_target(text) for text in self.question.answers]


@dataclass(frozen=True)
class Course:
    """A course: `root` is its exercises folder."""

    root: Path
    file: CourseFile
    topics: dict[str, Topic]

    def folder(self, topic: str) -> Path:
        """The folder of a topic, `NN_topic`."""
        return self.root / f"{self.file.topics.index(topic) + 1:02d}_{topic}"

    def stub(self, topic: str, suffix: str = ".py") -> Path:
        """The file a student fills in."""
        return self.folder(topic) / f"{topic}{suffix}"

    def packages(self, topic: str) -> tuple[str, ...]:
        """What the answers of a topic may import besides the standard library."""
        return tuple(dict.fromkeys([*self.file.packages, *self.topics[topic].packages]))

    @property
    def solutions(self) -> Path:
        """The solved tree beside the exercises; students do not have it."""
        return self.root.parent / "solutions"

    def model(self, name: str) -> Model:
        """A declared model, read once.  Raises CourseError."""
        if name not in self._models:
            folder = self.root / "models"
            path = folder / f"{name}.txt"
            if not name.isidentifier() or not path.is_file():
                known = ", ".join(sorted(p.stem for p in folder.glob("*.txt")))
                raise CourseError(f"{path}: there is no model {name!r}; known are {known}")
            try:
                self._models[name] = load_model(path)
            except DeclarationError as e:
                raise CourseError(f"{path}: {e}") from e
        return self._models[name]

    @cached_property
    def _models(self) -> dict[str, Model]:
        return {}

    def items(self, topics: Sequence[str] = ()) -> Iterator[Item]:
        """The questions of some topics (default: all) in course order."""
        for name, topic in self.topics.items():
            if not topics or name in topics:
                for question in topic.questions:
                    yield Item(name, question, self.model(question.model or topic.model))

    def key(self, topic: str, question: str) -> Key | None:
        """The key of a choice as it is shown, where the solutions are at hand.  Raises
        CourseError.
        """
        if topic not in self._keys:
            path = self.solutions / self.folder(topic).name / "key.toml"
            written = read_toml(path, dict[str, Key]) if path.is_file() else {}
            _check_keys(self.topics[topic], written, path)
            self._keys[topic] = {
                name: key.shown(self.file.shuffle, name) for name, key in written.items()
            }
        return self._keys[topic].get(question)

    @cached_property
    def _keys(self) -> dict[str, dict[str, Key]]:
        return {}

    def hint(self, topic: str, question: str) -> Hint | None:
        """The hints of a question, if its topic has any.  Raises CourseError."""
        path = self.folder(topic) / "hints.toml"
        return read_toml(path, dict[str, Hint]).get(question) if path.is_file() else None

    @cached_property
    def seeds(self) -> dict[str, list[int]]:
        """For each model, the seeds of its certified sets of probes.  Raises CourseError."""
        path = self.root / "probes.toml"
        return read_toml(path, dict[str, list[int]]) if path.is_file() else {}

    def seed(self, model: str, probes: int) -> int:
        """The seed of one of the sets of a model; a model without certified sets is drawn by
        number.
        """
        seeds = self.seeds.get(model)
        return seeds[probes % len(seeds)] if seeds else probes

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything that can change a verdict."""
        hashed = sha256()
        keys = self.solutions.glob("*/key.toml")
        parts = [
            *(path for path in self.root.rglob("*.toml") if path.name != "hints.toml"),
            *self.root.rglob("*.txt"),
            *self.root.rglob("checks.py"),
            *keys,
        ]
        for path in sorted(parts):
            hashed.update(
                path.relative_to(self.root.parent).as_posix().encode() + b"\0" + path.read_bytes()
            )
        return f"sha256:{hashed.hexdigest()}"


def find_course(given: Path | None = None, start: Path | None = None) -> Path:
    """The exercises folder in force: the given one, else the nearest at or above `start`.  Raises
    CourseError.
    """
    if given:
        for root in (given, given / "exercises"):
            if (root / "course.toml").is_file():
                return root.resolve()
        raise CourseError(
            f"{given}: there is no course.toml here; name the folder `exercises` of a course"
        )
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        for root in (folder / "exercises", folder):
            if (root / "course.toml").is_file():
                return root
    raise CourseError(
        f"{here}: no course here or above; "
        "go to the folder that holds `exercises`, or say --course DIR"
    )


def load_course(root: Path) -> Course:
    """Read and check a course.  Raises CourseError naming file, key and what was expected."""
    file = read_toml(root / "course.toml", CourseFile)
    course = Course(root, file, {})
    for topic in file.topics:
        written = read_toml(course.folder(topic) / "topic.toml", Topic)
        course.topics[topic] = written.shown(file.shuffle)
        _check_topic(course, topic)
    return course


def read_toml(path: Path, kind: type[S]) -> S:
    """A TOML file as a structure.  Raises CourseError."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind, str_keys=True)
    except OSError as e:
        raise CourseError(f"{path}: cannot be read ({e.strerror or e})") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise CourseError(f"{path}: is not TOML: {e}") from e
    except msgspec.ValidationError as e:
        message, _, place = str(e).partition(" - at `$")
        raise CourseError(f"{path}: {place.strip('`.') or 'top level'}: {message}") from e


def _check_topic(course: Course, topic: str) -> None:
    path, seen = course.folder(topic) / "topic.toml", set[str]()
    for number, item in enumerate(course.items([topic])):
        question, place = item.question, f"{path}: questions[{number}]"
        if question.id in seen or not question.id.isidentifier():
            raise CourseError(f"{place}.id: {question.id!r} is taken or is no Python name")
        seen.add(question.id)
        if question.points <= 0:
            raise CourseError(f"{place}.points: expected more than 0, not {question.points:g}")
        if question.kind == "choice":
            if len(question.options) < 2:
                raise CourseError(f"{place}.options: a choice needs two options or more")
        elif not question.check and not question.answers:
            raise CourseError(
                f'{place}.answer: say what the answer is, for example "dE[N]/dWs", or check = true'
            )
        _check_names(item, place)


def _check_keys(topic: Topic, keys: Mapping[str, Key], path: Path) -> None:
    options = {q.id: len(q.options) for q in topic.questions if q.kind == "choice"}
    for name, key in keys.items():
        if name not in options:
            known = ", ".join(options) or "there is none"
            raise CourseError(f"{path}: {name}: is not a choice of this topic; known: {known}")
        if len(key.reasons) != options[name]:
            raise CourseError(
                f"{path}: {name}.reasons: {options[name]} expected, one an option, "
                f"not {len(key.reasons)}"
            )
        if not 0 <= key.key < options[name]:
            raise CourseError(
                f"{path}: {name}.key: expected 0 to {options[name] - 1}, not {key.key}"
            )


def _check_names(item: Item, place: str) -> None:
    known = {*item.model.shapes}
    try:
        for target in item.targets:
            for name in target.names():
                if name not in known:
                    known_names = ", ".join(sorted(known))
                    raise CourseError(
                        f"{place}.answer: the model {item.model.name} has no {name!r}, "
                        f"only {known_names}"
                    )
    except TargetError as e:
        raise CourseError(f"{place}.answer: {e}") from e
