"""One file a topic, and a remark wherever there was a choice."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from grader.collect.hand import Hand, Refusal
from grader.collect.names import natural, shown, split, topics_in
from grader.collect.source import Read, Reader

_MOST_READ = 4  # files for one topic
_MOST_TOLD = 5


class Candidate(NamedTuple):
    """A file that may be meant for a topic; `near` if only part of its name says so."""

    name: str
    near: bool


class Meant(NamedTuple):
    """Files by what their names say: candidates of a topic (best first), of several, of none."""

    topics: dict[str, list[Candidate]]
    unclear: list[tuple[str, list[str]]]
    strangers: list[str]


def topic_of(name: str, topics: Sequence[str]) -> str | None:
    """The topic a file name speaks of, or None if that is none or more than one.

    >>> topic_of("s005_ws.py", ["ws", "wx"]), topic_of("ws_or_wx.py", ["ws", "wx"])
    ('ws', None)
    """
    found = topics_in(split(name)[0], topics)
    return found[0] if len(found) == 1 else None


def meant(names: Iterable[str], topics: Sequence[str]) -> Meant:
    result = Meant({}, [], [])
    for name in names:
        stem = split(name)[0]
        found = topics_in(stem, topics)
        if len(found) == 1:
            near = stem.casefold() != found[0].casefold()
            result.topics.setdefault(found[0], []).append(Candidate(name, near))
        elif found:
            result.unclear.append((name, found))
        else:
            result.strangers.append(name)
    for topic, candidates in result.topics.items():
        candidates.sort(key=partial(_order, topic))
    return result


def _order(topic: str, candidate: Candidate) -> tuple[object, ...]:
    name = candidate.name
    stem, suffix = split(name)
    return candidate.near, name.count("/"), suffix != ".py", stem != topic, natural(name)


def choose(
    topic: str, candidates: Sequence[Candidate], reader: Reader, stub: str | None, lone: bool
) -> Hand | list[Refusal]:
    """The hand for a topic; if none can be read that holds more than the stub, why each cannot.

    `candidates` are sorted best first. The shallowest `.py` and the shallowest notebook come before
    all others and are both read, so that the remark can say which of them differs from the stub.
    """
    exact = [c for c in candidates if not c.near]
    pair = [next((c for c in exact if split(c.name)[1] == s), None) for s in (".py", ".ipynb")]
    first = [c for c in pair if c is not None]
    several = len(candidates) > 1
    reads: list[Read] = []
    for candidate in [*first, *(c for c in candidates if c not in first)][:_MOST_READ]:
        if candidate in first or all(r.refused is not None or r.given for r in reads):
            reads.append(reader.read(candidate.name, stub if several else None))
    refused = [Refusal(topic, shown(r.name), r.refused) for r in reads if r.refused is not None]
    best = next((r for r in reads if r.refused is None and not r.given), None)
    if best is None and refused:
        return refused
    return _hand(topic, best or reads[0], candidates, reads, lone)


def _hand(
    topic: str, best: Read, candidates: Sequence[Candidate], reads: Sequence[Read], lone: bool
) -> Hand:
    file = shown(best.name)
    remarks = [f"{file} {remark}" for remark in best.remarks]
    if not lone and any(c.near for c in candidates if c.name == best.name):
        remarks.append(f"{file} is taken for {topic}; {topic}.py would be its exact name")
    others = [c for c in candidates if c.name != best.name]
    if others and not all(r.given for r in reads):
        seen = {r.name: r for r in reads}
        told = [f"{shown(c.name)} ({_why_not(c, best, seen)})" for c in others[:_MOST_TOLD]]
        rest = len(others) - _MOST_TOLD
        more = f" and {rest} more" if rest > 0 else ""
        remarks.append(f"{file} is graded, not {', '.join(told)}{more}")
    return Hand(topic, file, best.cells, tuple(remarks))


def _why_not(other: Candidate, best: Read, seen: dict[str, Read]) -> str:
    got = seen.get(other.name)
    if got is not None:
        return got.refused or ("as it was given out" if got.given else "of the two the .py counts")
    if other.near:
        return "its name is not exact"
    if other.name.count("/") > best.name.count("/"):
        return "it lies deeper"
    return "it comes later"
