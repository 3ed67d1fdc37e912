"""How names, indices and numbers are spelled when a formula is written out."""

import re

from grader.formula.grammar import GREEK, LOWERED, RAISED, SYMBOLS, WEIGHTS
from grader.formula.names import split_word
from grader.formula.nodes import Index, Name

LETTERS = {name: letter for letter, name in reversed(GREEK.items()) if name in SYMBOLS}
LOW = {plain: low for low, plain in LOWERED.items()}
HIGH = {plain: high for high, plain in RAISED.items()}
BARE_D = re.compile(r"(?<![A-Za-z0-9])d$")


def decimal(numerator: int, denominator: int) -> str:
    """The exact decimal, or a quotient where there is none.

    >>> decimal(1, 8), decimal(3, 1), decimal(1, 3)
    ('0.125', '3', '1/3')
    """
    places = decimal_places(denominator)
    if places is None:
        return f"{numerator}/{denominator}"
    digits = str(numerator * 10**places // denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def decimal_places(denominator: int) -> int | None:
    """How many decimals a fraction in lowest terms needs; None if they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def index_text(index: Index, star: str = "*") -> str:
    """Letters that are added first, so that `N-k+1` stays what it was.

    >>> index_text(Index((("N", 1), ("k", -1)), 1)), index_text(Index((("k", -2),), 3))
    ('N-k+1', '3-2*k')
    """
    parts = sorted(index.letters, key=lambda part: part[1] < 0)
    terms = [(n, letter if abs(n) == 1 else f"{abs(n)}{star}{letter}") for letter, n in parts]
    if index.offset or not terms:
        leads = bool(terms) and terms[0][0] < 0 < index.offset
        terms.insert(0 if leads else len(terms), (index.offset, str(abs(index.offset))))
    text = "".join(("-" if n < 0 else "+") + term for n, term in terms)
    return text.removeprefix("+")


def may_touch(left: str, right: str) -> bool:
    """Whether two factors may stand side by side without being read as something else."""
    return not (right[0].isdigit() or right[0] == "." or BARE_D.search(left))


def takes_subscript(base: str) -> bool:
    """Whether an index may follow the name as a subscript without becoming part of it."""
    return base not in WEIGHTS and split_word(base) == (base, None) and not base[-1].isdigit()


def latex_letter(name: str) -> str:
    return f"\\{name}" if name in SYMBOLS else name


def latex_name(name: Name) -> str:
    r"""`W_{s}`, `s_{t-1}`, `\delta_{3}`, `\mathrm{net}`."""
    base = name.base
    if base in SYMBOLS:
        base = f"\\{base}"
    elif base[0] in WEIGHTS and len(base) > 1:
        base = f"{base[0]}_{{{base[1:]}}}"
    elif len(base) > 1 and base.isalpha():
        base = rf"\mathrm{{{base}}}"
    if name.index is None:
        return base
    at = latex_index(name.index)
    if name.base[0] in WEIGHTS and len(name.base) > 1:
        return f"{{{base}}}_{{{at}}}"
    return f"{base}_{{{at}}}" if takes_subscript(name.base) else f"{name.base}[{at}]"


def latex_index(index: Index) -> str:
    text = index_text(index, " ")
    return re.sub("[a-z]{2,}", lambda found: f"\\{found[0]} ", text).rstrip()
