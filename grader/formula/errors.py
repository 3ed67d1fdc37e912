"""Why a text is not a formula, and how much of one is read.

A formula of the whole course is a few hundred characters. What lies beyond these limits is a slip
or an attack, and is refused before it costs anything.
"""

LENGTH = 4_000
"""Characters, checked before anything else is looked at."""
TOKENS = 2_500
DEPTH = 60
"""Brackets, functions and signs inside one another."""
TREE_DEPTH = 120
"""No path from the root of a tree to a leaf is longer."""
TERMS = 512
"""Terms of one sum, factors of one product."""
SUMS = 4
"""Sums and products with limits inside one another."""
DIGITS = 18
"""Significant digits of a number."""
MAGNITUDE = 30
"""Numbers lie between 10**-30 and 10**30, or are 0."""
POWER = 64
INDEX = 9_999
"""Largest number in an index or a limit of a sum."""
INDEX_TERMS = 8
NAME = 24
"""Letters of one name."""


class FormulaError(ValueError):
    """A text that cannot be read as a formula.

    code: stable, for statistics; message: a sentence for the student, columns counted from 1;
    position and length: the place in the text, counted from 0; suggestion: what to write instead,
    or "".
    """

    def __init__(
        self, code: str, message: str, position: int, length: int = 1, suggestion: str = ""
    ) -> None:
        message = message[:1].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position
        self.length = length
        self.suggestion = suggestion


def place(text: str, position: int) -> str:
    """Where in the text a person should look.

    >>> place("a + b", 2), place("a +\\n  b", 6)
    ('column 3', 'line 2, column 3')
    """
    line = text.count("\n", 0, position)
    column = position - text.rfind("\n", 0, position)
    return f"line {line + 1}, column {column}" if line else f"column {column}"


def refusal(
    text: str, code: str, message: str, start: int, end: int = 0, suggestion: str = ""
) -> FormulaError:
    """The error for text[start:end]; `{at}` in the message is the place, which else leads it."""
    at = place(text, start)
    message = message.replace("{at}", at) if "{at}" in message else f"{at}: {message}"
    return FormulaError(code, message, start, max(1, end - start), suggestion)
