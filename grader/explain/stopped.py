"""What a program stopped with, made easier to mend: its own line, and the sizes it was called with.

>>> quoted("KeyError: 'a' (line 2)", "ws.py", {"ws.py": ["x = {}\\ny = x['a']"]})
"KeyError: 'a' (line 2: `y = x['a']`)"
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.course import Item
from grader.judge.expected import Case
from grader.judge.verdict import Judgement
from grader.model.targets import Derivative, Value, read_target

MOST = 80  # characters of a line
PLACE = re.compile(r"\(line (\d+)(?: of (?:cell (\d+)|the cell))?(?: of ([^()`]+))?\)")
CELL = re.compile(r"\bcell (\d+) stopped")
ARGUMENTS = re.compile(r"\(\) (?:takes|missing) .*positional argument")
SHAPES = re.compile(r"mismatch|not aligned|broadcast|inconsistent|matmul|dimension")


def quoted(text: str, file: str, files: Mapping[str, Sequence[str]]) -> str:
    """The text with the line of source that it names; `files` holds the cells of each file."""
    places = [*PLACE.finditer(text)]
    if not places:
        return text
    number, cell, other = places[-1].groups()
    of_text = CELL.search(text)
    cells = files.get(other or file, ())
    at = int(cell or (of_text[1] if of_text else 1)) - 1
    if not 0 <= at < len(cells) or (line := _line(cells[at], int(number))) == "":
        return text
    end = places[-1].end() - 1
    return f"{text[:end]}: `{line}`{text[end:]}"


def _line(cell: str, number: int) -> str:
    lines = cell.split("\n")
    return shortened(lines[number - 1]) if 0 < number <= len(lines) else ""


def shortened(line: str) -> str:
    """A line of source, short enough for a sentence."""
    line = line.strip().replace("`", "'")
    return line if len(line) <= MOST else line[: MOST - 1] + "…"


def sized(judgement: Judgement, item: Item, case: Case) -> Judgement:
    """What stopped because shapes did not meet, with the shapes it was called with; what stopped
    before it began, with what it is called with.
    """
    if judgement.verdict != "error":
        return judgement
    if ARGUMENTS.search(judgement.message):
        names = ", ".join(_name(str(a)) for a in item.question.arguments)
        said = f"{judgement.message} It is called with {names}."
        return replace(judgement, message=said)
    if not SHAPES.search(judgement.message):
        return judgement
    shapes = [
        f"{_name(name)} {argument.shape}"
        for name, argument in zip(item.question.arguments, case.arguments, strict=True)
        if not isinstance(argument, float | int) and isinstance(name, str)
    ]
    return replace(judgement, message=f"{judgement.message} The shapes were {', '.join(shapes)}.")


def sided(judgement: Judgement, item: Item) -> Judgement:
    """A gradient of the wrong shape, with the layers that its matrix stands between."""
    targets = item.targets
    named = targets[0].bottom if targets and isinstance(targets[0], Derivative) else ""
    sides = item.model.weights.get(named, ())
    if judgement.verdict != "invalid" or len(targets) > 1 or len({*sides}) != 2:
        return judgement
    if " should be " not in judgement.message:
        return judgement
    said = f"{named} leads from {sides[0]} to {sides[1]}: a row for each of the one, a column for "
    return replace(judgement, message=f"{judgement.message} {said}each of the other.")


def _name(argument: str) -> str:
    """s0 for the start state; x for a row of x."""
    if "[" not in argument:
        return argument
    target = read_target(argument)
    assert isinstance(target, Value)
    start = not target.last.base and not target.last.offset
    return f"{target.name}0" if start else target.name
