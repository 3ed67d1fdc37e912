"""The options of a choice: in which order they are shown, and how a statement lists them."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from string import ascii_lowercase

PLACE = re.compile(r"^\{options of (\w+)\}$", re.MULTILINE)


def order(count: int, seed: str, question: str) -> list[int]:
    """Which of the options, from 0, is shown first, second, and so on; as written without a seed.

    >>> order(4, "", "z_choice"), sorted(order(4, "2026", "z_choice"))
    ([0, 1, 2, 3], [0, 1, 2, 3])
    """
    drawn = [sha256(f"{seed}\0{question}\0{n}".encode()).digest() for n in range(count)]
    return sorted(range(count), key=drawn.__getitem__) if seed else list(range(count))


def listed(text: str, options: Mapping[str, Sequence[str]]) -> str:
    """A statement with its options in place of the line `{options of NAME}`.

    Raises ValueError where NAME is not a choice.

    >>> print(listed("Which one?\\n{options of one}", {"one": ["This.", "That."]}))
    Which one?
    - **a**: This.
    - **b**: That.
    """
    return PLACE.sub(lambda found: _list(found[1], options), text)


def _list(name: str, options: Mapping[str, Sequence[str]]) -> str:
    if name not in options:
        known = ", ".join(options) or "none"
        raise ValueError(f"{{options of {name}}}: {name} is not a choice of this topic; {known} is")
    lines = zip(ascii_lowercase, options[name], strict=False)
    return "\n".join(f"- **{letter}**: {option}" for letter, option in lines)
