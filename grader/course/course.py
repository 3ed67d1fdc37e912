"""A course on disk: found, read and checked.  Nothing here runs a program of a student."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from grader.course.schema import CourseFile, Hint, Key, Question, Topic
from grader.course.variants import PLACE, Pick, Value, check_names, chosen, filled, first, renamed
from grader.model.declaration import DeclarationError, Model, load_model
from grader.model.targets import Count, Target, TargetError, read_target

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
    """A course: `root` is its exercises folder, `values` what of the variants of a topic is in
    force.
    """

    root: Path
    file: CourseFile
    topics: dict[str, Topic]
    values: dict[str, dict[str, Value]] = field(default_factory=dict)

    def varied(self, pick: Pick) -> "Course":
        """The course as one student has it; itself where all have the same.  Raises CourseError."""
        if not any(topic.variants for topic in self.topics.values()):
            return self
        course = Course(self.root, self.file, dict(self.topics), dict(self.values))
        course._models.update(self._models)
        for name, topic in self.topics.items():
            if topic.variants:
                _read_topic(course, name, pick)
        return course

    def alike(self) -> "Course":
        """The course where all are handed the same: everyone has the variant that is in force."""
        topics = {n: msgspec.structs.replace(t, variants={}) for n, t in self.topics.items()}
        return Course(self.root, self.file, topics, self.values)

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

    def solution(self, topic: str) -> Path:
        """The source of a topic, solved."""
        return self.solutions / self.folder(topic).name / f"{topic}.py"

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
                    model = self.model(question.model or topic.model)
                    yield Item(name, question, self._renamed(model, name))

    def _renamed(self, model: Model, topic: str) -> Model:
        values = self.values.get(topic, {})
        names = tuple((n, str(v)) for n, v in values.items() if n in model.shapes and n != v)
        try:
            return renamed(model, names) if names else model
        except DeclarationError as e:
            raise CourseError(f"{self.folder(topic) / 'topic.toml'}: variants: {e}") from e

    def key(self, topic: str, question: str) -> Key | None:
        """The key of a choice as it is shown, where the solutions are at hand.  Raises
        CourseError.
        """
        if topic not in self._keys:
            path = self.solutions / self.folder(topic).name / "key.toml"
            raw = filled(parsed(path), self.values.get(topic, {})) if path.is_file() else {}
            written = converted(path, raw, dict[str, Key])
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
        raw = filled(parsed(path), self.values.get(topic, {})) if path.is_file() else {}
        return converted(path, raw, dict[str, Hint]).get(question)

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
            content = path.read_bytes()
            if path.name == "course.toml":  # when work is due changes no verdict
                content = repr({k: v for k, v in parsed(path).items() if k != "late"}).encode()
            hashed.update(path.relative_to(self.root.parent).as_posix().encode() + b"\0" + content)
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
        _read_topic(course, topic, first)
    return course


def _read_topic(course: Course, name: str, pick: Pick) -> None:
    path = course.folder(name) / "topic.toml"
    raw = parsed(path)
    lists = converted(path, raw.pop("variants", {}), dict[str, list[Value]], "variants")
    try:
        course.values[name] = chosen(name, lists, pick)
        topic = converted(path, filled(raw, course.values[name]), Topic)
        for model in dict.fromkeys([topic.model, *(q.model for q in topic.questions if q.model)]):
            check_names(course.model(model), lists)
    except ValueError as e:
        raise e if isinstance(e, CourseError) else CourseError(f"{path}: {e}") from e
    if any(PLACE.search(str(q.get("title", ""))) for q in raw["questions"] if lists):
        raise CourseError(f"{path}: titles are the same for everyone; say it in the statement")
    shown = topic.shown(course.file.shuffle)
    course.topics[name] = msgspec.structs.replace(shown, variants=lists)
    _check_topic(course, name)


def read_toml(path: Path, kind: type[S]) -> S:
    """A TOML file as a structure.  Raises CourseError."""
    return converted(path, parsed(path), kind)


def parsed(path: Path) -> dict[str, Any]:
    """What a TOML file holds.  Raises CourseError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise CourseError(f"{path}: cannot be read ({e.strerror or e})") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise CourseError(f"{path}: is not TOML: {e}") from e


def converted(path: Path, raw: Any, kind: type[S], where: str = "top level") -> S:
    """What a TOML file holds, or the part `where` of it, as a structure.  Raises CourseError."""
    try:
        return msgspec.convert(raw, kind, str_keys=True)
    except msgspec.ValidationError as e:
        message, _, place = str(e).partition(" - at `$")
        raise CourseError(
            f"{path}: {place.strip('`.').removeprefix('[...]') or where}: {message}"
        ) from e


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
        _check_data(item, place)


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


def _check_data(item: Item, place: str) -> None:
    """A number follows from data for all that the model reads, and for nothing else."""
    if item.question.kind != "number" or any(isinstance(t, Count) for t in item.targets):
        return
    starts = [f"{name}0" for name in item.model.carried]
    needed = [*item.model.weights, *item.model.inputs, *starts]
    for name in needed:
        if name not in item.question.data:
            raise CourseError(
                f"{place}.data: {name} is missing; {item.model.name} needs {', '.join(needed)}"
            )
    for name in item.question.data:
        if name not in needed:
            raise CourseError(
                f"{place}.data: there is no {name!r} in {item.model.name}, only {', '.join(needed)}"
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
