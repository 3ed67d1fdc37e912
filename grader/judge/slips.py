"""What is wrong with a chain, in words: findings from an account of its paths, simplest first.

No sentence spells out a path that is missing; it only says where it stems from.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from grader.judge.chain import Account
from grader.judge.verdict import Finding
from grader.model.graph import Leaf, Path


def chain_findings(account: Account) -> list[Finding]:
    """All findings about an answer that was written out, simplest first."""
    factor = account.factor
    if factor is not None and factor not in (0, 1):
        return [scaled(factor)]
    return [finding for look in LOOKS for finding in look(account)]


def scaled(factor: Fraction) -> Finding:
    """The whole answer carries a number."""
    if factor == -1:
        return Finding("sign", "All of it is right except for the sign.", evidence={"factor": "-1"})
    return Finding(
        "factor",
        f"Your answer is {_multiple(factor)} what is asked for; nothing else differs.",
        evidence={"factor": str(factor)},
    )


def _multiple(factor: Fraction) -> str:
    if factor < 0:
        return f"{factor} times"
    words = {Fraction(2): "twice", Fraction(1, 2): "half of", Fraction(3): "three times"}
    return words.get(factor, f"{factor} times")


def _symbols(account: Account) -> list[Finding]:
    return [
        Finding(
            "factor", f"The factor `{symbol}` does not belong in every product or in this answer."
        )
        for symbol in dict.fromkeys(account.symbols)
    ]


def _broken(account: Account) -> list[Finding]:
    return [Finding("broken-chain", problem) for problem in dict.fromkeys(account.broken)]


def _astray(account: Account) -> list[Finding]:
    return [
        Finding(
            "wrong-weight", f"A chain ends at {end}; this question asks for {account.asked.bottom}."
        )
        for end in dict.fromkeys(account.astray)
    ]


def _repeated(account: Account) -> list[Finding]:
    twice = [path for path in account.expected if account.held[path] > 1]
    if not twice:
        return []
    times = account.held[twice[0]]
    often = "twice" if times == 2 else f"{times} times"
    return [Finding("duplicate-path", f"{_stems(account, twice)} counted {often}.")]


def _extra(account: Account) -> list[Finding]:
    asked = account.asked
    extra = [path for path, times in account.extra.items() if times]
    starts = sorted({path[0] for path in extra if path[0] not in asked.tops}, key=_when)
    uses = sorted({path[-2] for path in extra if path[0] in asked.tops}, key=_when)
    found = []
    if starts:
        wanted = _listed(asked.tops[:3])
        found.append(
            Finding(
                "extra-path",
                f"A chain starts at {_listed(starts)}; this question is about {wanted}.",
            )
        )
    if uses:
        word = "path that stems" if len(uses) == 1 else "paths that stem"
        message = f"The {word} from {_listed(uses)} {_is(uses)} in your answer, but not asked for."
        found.append(Finding("extra-path", message))
    return found


def _missing(account: Account) -> list[Finding]:
    missing = account.missing()
    if not missing or (
        len(missing) == len(account.expected) and (account.broken or account.astray)
    ):
        return []
    return [Finding("missing-path", f"{_stems(account, missing)} missing.")]


def _numbers(account: Account) -> list[Finding]:
    odd = [p for p in account.expected if account.held[p] < 0 or account.held[p].denominator > 1]
    if not odd:
        return []
    factor = account.held[odd[0]]
    which = _stems(account, odd).rsplit(" ", 1)[0]
    if factor == -1:
        return [
            Finding(
                "sign",
                f"{which} there with the wrong sign.".replace("there", _is(odd) + " there", 1),
            )
        ]
    return [
        Finding(
            "factor", f"{which} {_is(odd)} there {factor} times.", evidence={"factor": str(factor)}
        )
    ]


LOOKS: tuple[Callable[[Account], list[Finding]], ...] = (
    _symbols, _broken, _astray, _repeated, _numbers, _extra, _missing,
)  # fmt: skip


def _stems(account: Account, paths: list[Path]) -> str:
    """'The path that stems from s1 is', 'One of the 2 paths that stem from s1 is', ..."""
    uses = sorted({path[-2] for path in paths}, key=_when)
    whole = [p for p in account.expected if p[-2] in uses]
    if len(paths) == len(whole):
        many = len(paths) > 1
        word = "paths that stem" if many else "path that stems"
        return f"The {word} from {_listed(uses)} {'are' if many else 'is'}"
    some = "One" if len(paths) == 1 else str(len(paths))
    return f"{some} of the {len(whole)} paths that stem from {_listed(uses)} {_is(paths)}"


def _is(things: Iterable[object]) -> str:
    return "is" if len(list(things)) == 1 else "are"


def _when(leaf: Leaf) -> tuple[int, str]:
    return (leaf.time or 0, leaf.name)


def _listed(leaves: Iterable[Leaf]) -> str:
    words = [str(leaf) for leaf in leaves]
    if len(words) > 4:
        return f"{words[0]}, {words[1]}, ..., {words[-1]}"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
