"""What is said about an answer: the verdict, its share of the points, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from grader.formula import Node, unicode

Word = Literal[
    "correct",
    "partial",
    "incorrect",
    "invalid",
    "unanswered",
    "pending",
    "error",
    "timeout",
    "crashed",
    "refused",
]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a stable code, a sentence, other codes that explain it as well."""

    code: str
    message: str
    also: tuple[str, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """A verdict on one formula.

    `share` is the part of the points from 0 to 1; `position` where reading stopped; `drawn` holds
    runs of sizes from the answer that are worth a picture, by heading and by name.
    """

    verdict: Word
    share: float
    message: str
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    read_as: str | None = None
    contributions: Mapping[str, str] = field(default_factory=dict)
    drawn: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    position: int | None = None
    chance: float = 0.0
    max_error: float | None = None
    allowed: float | None = None

    def measured(self, max_error: float, allowed: float) -> "Judgement":
        """The same, with how far off an array is and may be, relative to its largest entry."""
        return replace(self, max_error=max_error, allowed=allowed)

    def remarked(self, *remarks: str) -> "Judgement":
        """The same, with more remarks."""
        return replace(
            self, remarks=(*self.remarks, *(r for r in remarks if r not in self.remarks))
        )

    def with_reading(self, node: Node) -> "Judgement":
        """The same, with what was read."""
        return replace(self, read_as=unicode(node))


class Policy(NamedTuple):
    """What a course may decide.

    `partial`: one share a path; without it a chain is all or nothing.
    """

    partial: bool = True
    worked_out: bool = True
    """Whether factors that are already worked out, `2*(y3-d3)`, may stand in a chain."""


def correct(
    message: str = "That is right.", remarks: tuple[str, ...] = (), chance: float = 0.0
) -> Judgement:
    """Full marks."""
    return Judgement("correct", 1.0, message, remarks=remarks, chance=chance)


def incorrect(*findings: Finding, remarks: tuple[str, ...] = ()) -> Judgement:
    """No points; the first finding is the message."""
    return Judgement("incorrect", 0.0, findings[0].message, findings, remarks)
