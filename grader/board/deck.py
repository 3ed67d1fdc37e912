"""The formula questions of a course as plain data: all that the board needs, and nothing that gives
an answer away.

A deck is written as JSON and read again without the packages that a course is read with.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

from grader.judge.question import Kind, Question
from grader.judge.verdict import Policy
from grader.model.declaration import Model, read_model
from grader.model.targets import Count, Derivative, Target, read_target

if TYPE_CHECKING:
    from grader.course import Course, Item

KINDS = ("chain", "closed_form", "equation", "count")


@dataclass(frozen=True)
class Card:
    """One question: what is asked in words (HTML) and in the language of the model, its hints."""

    id: str
    title: str
    statement: str
    kind: str
    answer: str
    model: str
    points: float
    update: bool = False
    ordered: bool = False
    hints: tuple[str, ...] = ()
    notice: str = ""

    @property
    def target(self) -> Target:
        """What is asked for, read."""
        return read_target(self.answer)

    @property
    def drawn(self) -> Derivative | None:
        """The derivative whose paths are drawn, if it is one."""
        target = self.target
        target = target.of if isinstance(target, Count) else target
        return target if isinstance(target, Derivative) else None


@dataclass(frozen=True)
class Deck:
    """The questions of a course and the declarations of its models."""

    title: str
    cards: dict[str, Card]
    declarations: dict[str, str]
    partial: bool = True
    _models: dict[str, Model] = field(default_factory=dict, compare=False, repr=False)

    def model(self, name: str) -> Model:
        """A declared model, read once; KeyError for a name that is none."""
        if name not in self._models:
            self._models[name] = read_model(self.declarations[name], name)
        return self._models[name]

    def question(self, card: Card) -> Question:
        """The question as the judge of formulas takes it."""
        return Question(
            cast(Kind, card.kind), self.model(card.model), card.answer, card.update, card.ordered,
            policy=Policy(partial=self.partial),
        )  # fmt: skip

    @cached_property
    def recurrent(self) -> Mapping[str, tuple[str, ...]]:
        """The models that carry a state, each with its weights: what a derivation may be about."""
        models = {name: self.model(name) for name in self.declarations}
        return {name: tuple(m.weights) for name, m in models.items() if m.carried and m.weights}

    def as_json(self) -> str:
        """The deck as JSON."""
        said = {
            "title": self.title,
            "cards": [asdict(card) for card in self.cards.values()],
            "declarations": self.declarations,
            "partial": self.partial,
        }
        return json.dumps(said, ensure_ascii=False)


def from_json(text: str) -> Deck:
    """A deck as it was written."""
    said = json.loads(text)
    cards = [Card(**{**card, "hints": tuple(card["hints"])}) for card in said["cards"]]
    return Deck(
        said["title"], {card.id: card for card in cards}, said["declarations"], said["partial"]
    )


def deck_of(course: "Course", practice: bool = False) -> Deck:
    """The deck of a course; `practice` leaves out the points, and the questions whose answer is a
    line of a declaration, since the declarations go with it.  Raises CourseError.
    """
    items = [item for item in course.items() if item.question.kind in KINDS]
    if practice:
        items = [item for item in items if item.question.kind != "equation"]
    files = sorted((course.root / "models").glob("*.txt"))
    declared = {path.stem: path.read_text(encoding="utf-8") for path in files}
    told = {topic: _statements(course, topic) for topic in {item.topic for item in items}}
    cards = [_card(course, item, told[item.topic], practice) for item in items]
    partial = course.file.policy.chain == "share"
    return Deck(course.file.title, {card.id: card for card in cards}, declared, partial)


def _statements(course: "Course", topic: str) -> dict[str, str]:
    from grader.board.statement import html, statements  # with the reader of courses

    path = course.stub(topic)
    told = statements(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: html(text) for name, text in told.items()}


def _card(course: "Course", item: "Item", told: Mapping[str, str], practice: bool) -> Card:
    question, hint = item.question, course.hint(item.topic, item.question.id)
    return Card(
        item.id,
        question.title,
        told.get(question.id, ""),
        question.kind,
        question.answers[0],
        item.model.name,
        0 if practice else question.points,
        question.update,
        question.ordered,
        (hint.look, hint.question, hint.longer) if hint else (),
        hint.notice if hint else "",
    )
