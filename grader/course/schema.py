"""What the TOML files of a course may say: `course.toml`, and one `topic.toml` a topic."""

from typing import Any, Literal

import msgspec

Kind = Literal["function", "number", "chain", "closed_form", "equation", "choice", "count"]
SevenDigits = Literal["accept", "partial", "refuse"]

FORMULAS = ("chain", "closed_form", "equation", "choice", "count")


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the course decides where more than one verdict is fair."""

    seven_digits: SevenDigits = "accept"
    chain: Literal["share", "whole"] = "share"


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question.  `answer` says what its answer is, in the language of the model."""

    id: str
    kind: Kind
    points: float
    title: str
    answer: str | list[str] = []
    arguments: list[str | float] = []
    model: str = ""
    check: bool = False
    any_order: bool = False
    seven_digits: SevenDigits | None = None
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


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One folder of exercises."""

    title: str
    model: str
    questions: list[Question]


class CourseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`course.toml`."""

    title: str
    topics: list[str]
    packages: tuple[str, ...] = ("numpy",)
    policy: Policy = Policy()


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key of a choice: the right option, from 0, and for each option why it is not the one."""

    key: int
    reasons: list[str] = []
