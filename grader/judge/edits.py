"""One change to an answer: another time, another weight, another sign.

If one makes it right, that is the slip.
"""

from collections.abc import Iterator
from typing import NamedTuple

from grader.formula import nodes
from grader.formula.nodes import Index, Node
from grader.judge.verdict import Finding
from grader.model.declaration import Model


class Edit(NamedTuple):
    """The changed formula, the part that was changed, and what kind of slip it would explain."""

    node: Node
    part: Node
    slip: str

    def finding(self, text: str) -> Finding:
        """The slip in words; what would be right is not said."""
        said = f"`{text[slice(*self.part.span)]}`"
        code, message, also = SLIPS[self.slip]
        return Finding(
            code, message.format(said), also, {"slip": self.slip, "part": said.strip("`")}
        )


SLIPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "time": (
        "not-equal",
        "One time index is off; look at {}. Everything else fits.",
        ("I01", "I02", "T11"),
    ),
    "weight": (
        "wrong-weight",
        "One weight is not the right one; look at {}. Everything else fits.",
        (),
    ),
    "variable": (
        "not-equal",
        "One variable is not the right one; look at {}. Everything else fits.",
        (),
    ),
    "sign": ("sign", "One sign is not right; look at {}. Everything else fits.", ("L02",)),
    "number": ("factor", "One number is not right; look at {}. Everything else fits.", ()),
    "power": ("not-equal", "One power is not right; look at {}. Everything else fits.", ()),
    "extra": ("factor", "One factor too many: without {} it fits.", ()),
}


def edits(node: Node, model: Model) -> Iterator[Edit]:
    """Every formula that differs in one small thing."""
    match node:
        case nodes.Name(index=Index() as index):
            for step in (-1, 1):
                moved = index._replace(offset=index.offset + step)
                yield Edit(node._replace(index=moved), node, "time")
            timed = [*model.inputs, *model.states]
            for base in timed:
                if base != node.base:
                    yield Edit(node._replace(base=base), node, "variable")
        case nodes.Name(base=base) if base in model.weights:
            for other in model.weights:
                if other != base:
                    yield Edit(node._replace(base=other), node, "weight")
        case nodes.Number(value=value) if value in (1, 2):
            yield Edit(node._replace(value=3 - value), node, "number")
        case nodes.Negative(body=body):
            yield Edit(body, node, "sign")
            yield from (
                edit._replace(node=node._replace(body=edit.node)) for edit in edits(body, model)
            )
        case nodes.Power(base=base, exponent=nodes.Number(value=value)):
            if value == 2:
                yield Edit(base, node, "power")
            yield from (
                edit._replace(node=node._replace(base=edit.node)) for edit in edits(base, model)
            )
        case nodes.Add(terms=terms):
            yield from _in_add(node, terms, model)
        case nodes.Mul(factors=factors):
            yield from _in_mul(node, factors, model)
        case nodes.Divide():
            yield from (e._replace(node=node._replace(top=e.node)) for e in edits(node.top, model))
            yield from (
                e._replace(node=node._replace(bottom=e.node)) for e in edits(node.bottom, model)
            )
        case nodes.Transpose() | nodes.Sum() | nodes.Product():
            yield from (
                e._replace(node=node._replace(body=e.node)) for e in edits(node.body, model)
            )
        case nodes.Apply(arguments=arguments):
            for k, inside in enumerate(arguments):
                for edit in edits(inside, model):
                    changed = (*arguments[:k], edit.node, *arguments[k + 1 :])
                    yield edit._replace(node=node._replace(arguments=changed))


def _in_add(node: nodes.Add, terms: tuple[Node, ...], model: Model) -> Iterator[Edit]:
    for k, term in enumerate(terms):
        if not isinstance(term, nodes.Negative):
            flipped = nodes.Negative(term, term.span)
            yield Edit(node._replace(terms=(*terms[:k], flipped, *terms[k + 1 :])), term, "sign")
        for edit in edits(term, model):
            yield edit._replace(node=node._replace(terms=(*terms[:k], edit.node, *terms[k + 1 :])))


def _in_mul(node: nodes.Mul, factors: tuple[Node, ...], model: Model) -> Iterator[Edit]:
    for k, factor in enumerate(factors):
        for edit in edits(factor, model):
            yield edit._replace(
                node=node._replace(factors=(*factors[:k], edit.node, *factors[k + 1 :]))
            )
    if len(factors) > 1:
        for k, factor in enumerate(factors):
            rest = (*factors[:k], *factors[k + 1 :])
            yield Edit(node._replace(factors=rest, how=node.how[: len(rest) - 1]), factor, "extra")
