"""What the TOML files of a course may say: `course.toml`, and one `topic.toml` a topic."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from grader.course.options import order

Kind = Literal["function", "number", "chain", "closed_form", "equation", "choice", "count"]
SevenDigits = Literal["accept", "partial", "refuse"]
Partial = Literal["share", "whole"]

FORMULAS = ("chain", "closed_form", "equation", "choice", "count")


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the course decides where more than one verdict is fair."""

    seven_digits: SevenDigits = "accept"
    chain: Partial = "share"


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the work is due, and what being late costs: percent of the score for each day begun."""

    due: datetime
    percent_a_day: float = 0.0
    most_percent: float = 100.0
    grace_minutes: float = 0.0
    closed_after_days: int | None = None

    def __post_init__(self) -> None:
        for name in ("percent_a_day", "most_percent"):
            if not 0 <= getattr(self, name) <= 100:
                raise ValueError(f"{name}: expected 0 to 100, not {getattr(self, name):g}")
        if self.grace_minutes < 0 or (self.closed_after_days or 0) < 0:
            raise ValueError("grace_minutes and closed_after_days: expected 0 or more")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question.  `answer` says what its answer is, in the language of the model.  The points
    of a `bonus` are earned on top: they are not among those that can be had.
    """

    id: str
    kind: Kind
    points: float
    title: str
    answer: str | list[str] = []
    arguments: list[str | float] = []
    model: str = ""
    bonus: bool = False
    check: bool = False
    any_order: bool = False
    seven_digits: SevenDigits | None = None
    chain: Partial | None = None
    data: dict[str, list[Any]] = {}
    decimals: int = 5
    n: list[int] = []
    method: Literal["any", "analytic"] = "any"
    update: bool = False
    ordered: bool = False
    options: list[str] = []

    @property
    def answers(self) -> list[str]:
        """The answer as a list: a function may return several arrays."""
        return [self.answer] if isinstance(self.answer, str) else self.answer

    def shown(self, seed: str) -> "Question":
        """The same, its options in the order in which students see them."""
        turned = [self.options[n] for n in order(len(self.options), seed, self.id)]
        return msgspec.structs.replace(self, options=turned)


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One folder of exercises.  `packages` may be imported in its answers besides the course's;
    `variants`: what differs from student to student.
    """

    title: str
    model: str
    questions: list[Question]
    packages: tuple[str, ...] = ()
    variants: dict[str, list[str | int | float]] = {}

    def shown(self, seed: str) -> "Topic":
        """The same, as students see it."""
        turned = [q.shown(seed) if q.options else q for q in self.questions]
        return msgspec.structs.replace(self, questions=turned)


class CourseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`course.toml`.  The options of every choice are shown in an order drawn from `shuffle`."""

    title: str
    topics: list[str]
    shuffle: str = ""
    packages: tuple[str, ...] = ("numpy",)
    policy: Policy = Policy()
    late: Late | None = None


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key of a choice: the right option, from 0, and for each option why it is not the one.

    Options are counted in the order of `topic.toml`.
    """

    key: int
    reasons: list[str]

    def shown(self, seed: str, question: str) -> "Key":
        """The same, counted in the order in which students see the options."""
        turned = order(len(self.reasons), seed, question)
        return Key(turned.index(self.key), [self.reasons[n] for n in turned])


class Hint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hints of a question, in their order, and what is worth noticing once it is right."""

    look: str
    question: str
    longer: str
    notice: str
