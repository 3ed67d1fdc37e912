"""A formula question, and an answer to it that has been read."""

from typing import Literal, NamedTuple

from grader.formula import nodes
from grader.formula.nodes import Node
from grader.judge.verdict import Policy
from grader.model.declaration import Model

Kind = Literal["chain", "closed_form", "equation", "count", "choice"]


class Question(NamedTuple):
    """What is asked.

    `answer` is said in the language of the model; a choice has options and, for graders, a key.
    """

    kind: Kind
    model: Model
    answer: str = ""
    update: bool = False
    """Whether -alpha times the derivative is accepted as well."""
    ordered: bool = False
    """Whether the factors must stand in the order of the chain."""
    options: tuple[str, ...] = ()
    key: int | None = None
    reasons: tuple[str, ...] = ()
    policy: Policy = Policy()


class Sheet(NamedTuple):
    """An answer that has been read: its tree, its text, the seed of the numbers to compare on."""

    question: Question
    node: Node
    text: str
    seed: bytes

    @property
    def formula(self) -> Node:
        """The right side of an equation, or the whole."""
        return self.node.right if isinstance(self.node, nodes.Equation) else self.node
