"""From text to tokens: plain, Unicode and LaTeX spellings become one small alphabet.

Brackets are matched here, so the parser never meets an open one; every character that is not in
`grammar` is refused here, by name and column.
"""

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, NoReturn

from grader.formula.errors import (
    DEPTH,
    DIGITS,
    LENGTH,
    MAGNITUDE,
    NAME,
    TOKENS,
    FormulaError,
    place,
    refusal,
)
from grader.formula.grammar import (
    BRACKETS,
    COMMAND_WORDS,
    COMMANDS,
    ENVIRONMENTS,
    GREEK,
    IGNORED,
    LOOK_ALIKES,
    LOWERED,
    MODULES,
    RAISED,
    REFUSED_COMMANDS,
    REFUSED_SIGNS,
    SIGNS,
    STYLES,
    WRAPPERS,
)


class Token(NamedTuple):
    """`text` as the grammar spells it; `start` and `end` as the student typed it.

    `kind` is "number", "word", "sign" or "end".
    """

    kind: str
    text: str
    start: int
    end: int


def _any(characters: Iterable[str]) -> str:
    return "[" + re.escape("".join(characters)) + "]"


CLOSING = frozenset(BRACKETS.values())
SIZE = Fraction(10) ** MAGNITUDE


LEXEME = re.compile(
    r"(?P<blank>[ \t\r\n~\u00a0\u2002-\u200a\u202f\u205f\u3000\u0304\u0305\u20d7]+)"
    rf"|(?P<module>(?:{'|'.join(MODULES)})\.(?=[A-Za-z]))"
    r"|(?P<word>[A-Za-z]+[0-9]*)"
    r"|(?P<dot>(?<=[ \t])\.(?=[ \t]))"
    r"|(?P<refused>==|:=|//|\.\.\.)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+|\.(?![A-Za-z.]))?|\.[0-9]+)(?:e[+-]?[0-9]+)?)"
    r"|(?P<sign>\*\*|[-+*/@^_()\[\]{},=.·∂⊙Σ∏])"
    r"|(?P<command>\\(?:[A-Za-z]+|.|\Z))"
    rf"|(?P<lowered>{_any(LOWERED)}+)"
    rf"|(?P<raised>{_any(RAISED)}+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
STYLED = re.compile(r"\s*\{\s*(?:([A-Za-z]+)|\\([A-Za-z]+))\s*\}")
ENVIRONMENT = re.compile(r"\{([a-z]+\*?)\}")
SMALL = re.compile(r"[0-9]+|[A-Za-z]|.")
FIGURES = re.compile(r"[0-9]*")
TAIL = re.compile(r"\.[0-9.]?")
FIGURES_GROUPED = re.compile(r"_[0-9]")
LETTER = re.compile(r"[A-Za-z]")


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, the last of kind "end"; FormulaError at the first thing wrong."""
    if len(text) > LENGTH:
        message = f"a formula has at most {LENGTH:,} characters, and this one has {len(text):,}"
        raise FormulaError("too-long", message, LENGTH, len(text) - LENGTH)
    return _Lexer(text).run()


def _inside_wrapper(text: str) -> tuple[int, int]:
    """The range of `text` without blanks at its ends and without `$...$` around it."""
    start, stop = len(text) - len(text.lstrip()), len(text.rstrip())
    for left, right in WRAPPERS:
        if text.startswith(left, start) and text.endswith(right, start + len(left), stop):
            return start + len(left), stop - len(right)
    return start, stop


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Token] = []
        self.open: list[Token] = []
        self.latex = "\\" in text
        self.aligned = False

    def run(self) -> list[Token]:
        start, stop = _inside_wrapper(self.text)
        while start < stop:
            start = self.lexeme(start, stop)
            if len(self.found) > TOKENS:
                message = f"a formula has at most {TOKENS:,} numbers, names and signs"
                self.refuse("too-many-tokens", message, start)
        if self.open:
            _, bracket, start, _ = self.open[-1]
            message = f"the '{bracket}' at {{at}} is never closed"
            self.refuse("unclosed", message, start, suggestion=BRACKETS[bracket])
        self.found.append(Token("end", "", stop, stop))
        return self.found

    def lexeme(self, start: int, stop: int) -> int:
        """Reads what stands at `start` and returns where it ends."""
        lexeme = LEXEME.match(self.text, start, stop)
        assert lexeme is not None
        text, end = lexeme.group(), lexeme.end()
        match lexeme.lastgroup:
            case "word":
                self.word(text, start, end)
            case "dot":
                return self.sign("·", start, end)
            case "sign":
                return self.sign(SIGNS[text], start, end)
            case "number":
                self.number(text, start, end)
            case "command":
                return self.command(text[1:], start, end)
            case "lowered":
                self.small("_", text, LOWERED, start, end)
            case "raised":
                self.small("^", text, RAISED, start, end)
            case "refused":
                self.refused_sign(text, start)
            case "other":
                return self.other(text, start, end)
        return end

    def word(self, text: str, start: int, end: int) -> None:
        if len(text) > NAME:
            self.refuse("name-too-long", f"a name has at most {NAME} letters", start, end)
        if text in ("sum", "prod") and self.text[end : end + 1] == "_":
            self.sign(COMMANDS[text], start, end)
            return
        self.found.append(Token("word", text, start, end))

    def letter(self, text: str, start: int, end: int) -> int:
        """A letter spelled as a sign or command: figures right behind it are its index."""
        figures = FIGURES.match(self.text, end)
        assert figures is not None
        self.word(text + figures.group(), start, figures.end())
        return figures.end()

    def number(self, text: str, start: int, end: int) -> None:
        after = self.text[end : end + 2]
        small = bool(self.found) and self.found[-1].text in ("^", "_")
        tail = TAIL.match(self.text, end)
        if tail and after != ".T":
            wrong = text[:NAME] + tail[0]
            self.refuse("number", f"'{wrong}' is not a number", start, tail.end())
        if FIGURES_GROUPED.match(after) and not small:
            self.refuse("number", "digits are written without _ between them", start, end + 1)
        if text[0] == "0" and "." not in text and (text[1:2].isdigit() or LETTER.match(after)):
            self.refuse("number", "a whole number is written in decimal, without leading 0", start)
        if not _fits(text):
            message = f"a number has at most {DIGITS} digits and stays below 1e{MAGNITUDE}"
            self.refuse("number-too-long", message, start, end)
        self.found.append(Token("number", text, start, end))

    def sign(self, text: str, start: int, end: int) -> int:
        if text in BRACKETS:
            self.open.append(Token("sign", text, start, end))
            if len(self.open) > DEPTH:
                message = f"brackets stand inside one another more than {DEPTH} deep"
                self.refuse("too-deep", message, start)
        elif text in CLOSING:
            self.close(text, start)
        self.found.append(Token("sign", text, start, end))
        if self.latex and text in "_^" and LETTER.match(self.text, end):
            self.found.append(Token("word", self.text[end], end, end + 1))
            return end + 1
        return end

    def close(self, text: str, start: int) -> None:
        if not self.open:
            self.refuse("unopened", f"the '{text}' at {{at}} closes nothing", start)
        _, opening, opened, _ = self.open.pop()
        if BRACKETS[opening] != text:
            where = place(self.text, opened)
            message = f"the '{opening}' at {where} is closed by the '{text}' at {{at}}"
            self.refuse("mismatched", message, start, suggestion=BRACKETS[opening])

    def command(self, name: str, start: int, end: int) -> int:
        if name in IGNORED:
            return end
        if name in ("begin", "end"):
            return self.environment(start, end)
        if name in COMMANDS:
            return self.sign(COMMANDS[name], start, end)
        if name in COMMAND_WORDS:
            return self.letter(COMMAND_WORDS[name], start, end)
        if name in STYLES:
            return self.styled(end)
        if name in REFUSED_COMMANDS:
            message, suggestion = REFUSED_COMMANDS[name]
            self.refuse("command", message, start, end, suggestion)
        if not LETTER.match(name):
            self.refuse("command", "the backslash at {at} stands alone", start)
        message = f"the command \\{name[:NAME]} is not part of the language of formulas"
        return self.refuse("command", message, start, end, _nearest_command(name))

    def environment(self, start: int, end: int) -> int:
        """Where several lines begin or end; between them, & only says where they are aligned."""
        named = ENVIRONMENT.match(self.text, end)
        if named is None or named[1] not in ENVIRONMENTS:
            self.refuse("command", "only lines as in \\begin{aligned} are read", start, end)
        self.aligned = True
        return named.end()

    def styled(self, end: int) -> int:
        r"""What a style is put on: `\bar{s}` is s; anything longer stays in its braces."""
        inside = STYLED.match(self.text, end)
        if inside is None:
            return end
        if inside[1]:
            self.word(inside[1], *inside.span(1))
        else:
            self.command(inside[2], inside.start(2) - 1, inside.end(2))
        return inside.end()

    def small(self, mark: str, text: str, table: dict[str, str], start: int, end: int) -> None:
        """Raised and lowered characters, as if written `^{...}` or `_{...}`."""
        self.found += [Token("sign", mark, start, start), Token("sign", "{", start, start)]
        for part in SMALL.finditer("".join([table[c] for c in text])):
            kind = "sign"
            if part.group()[0].isdigit():
                kind = "number"
            elif part.group().isalpha():
                kind = "word"
            self.found.append(Token(kind, part.group(), start + part.start(), start + part.end()))
        self.found.append(Token("sign", "}", end, end))

    def other(self, character: str, start: int, end: int) -> int:
        character = _plain(character)
        if character == "&" and self.aligned:
            return end
        if character in SIGNS:
            return self.sign(SIGNS[character], start, end)
        if character in GREEK:
            return self.letter(GREEK[character], start, end)
        if character.isascii() and character.isalpha():
            return self.letter(character, start, end)
        self.refused_sign(character, start)
        code, message = _stranger(self.text[start])
        latin = LOOK_ALIKES.get(self.text[start], "")
        return self.refuse(code, message, start, end, latin)

    def refused_sign(self, text: str, start: int) -> None:
        if text in REFUSED_SIGNS:
            code, message, suggestion = REFUSED_SIGNS[text]
            self.refuse(code, message, start, start + len(text), suggestion)

    def refuse(
        self, code: str, message: str, start: int, end: int = 0, suggestion: str = ""
    ) -> NoReturn:
        raise refusal(self.text, code, message, start, end, suggestion)


def _fits(number: str) -> bool:
    """Whether it has few digits and is neither huge nor tiny; decided before it is computed."""
    if len(number) <= DIGITS and "e" not in number:
        return True
    digits, _, exponent = number.partition("e")
    if len(digits) > 2 * MAGNITUDE or len(exponent) > 3:
        return False
    significant = digits.replace(".", "").strip("0")
    if not significant:
        return True
    size = abs(Fraction(number))
    return len(significant) <= DIGITS and 1 / SIZE <= size <= SIZE


def _plain(character: str) -> str:
    """The letter behind a mathematical one, as copied from rendered formulas."""
    if "\U0001d400" <= character <= "\U0001d7ff" or character == "ℎ":
        return unicodedata.normalize("NFKC", character)
    return character


def _stranger(character: str) -> tuple[str, str]:
    """Code and message for a character the language does not have."""
    name = unicodedata.name(character, "").lower()
    number = f"U+{ord(character):04X}"
    latin = LOOK_ALIKES.get(character) or unicodedata.normalize("NFKC", character)
    if latin.isascii() and latin.isalnum():
        kind = "fullwidth" if name.startswith("fullwidth") else name.split(" ")[0].capitalize()
        return (
            "look-alike",
            f"the letter at {{at}} is a {kind} '{character}', not the Latin {latin}",
        )
    if unicodedata.category(character)[0] in "CZM":
        title = name or "a control character"
        message = f"a character nobody sees ({number}, {title}) stands at {{at}}; delete it"
        return "invisible", message
    return "character", f"'{character}' ({number}, {name}) is not part of the language of formulas"


def _nearest_command(name: str) -> str:
    from difflib import get_close_matches

    known = [*COMMANDS, *COMMAND_WORDS, *STYLES]
    near = get_close_matches(name[:NAME], known, 1, 0.7)
    return f"\\{near[0]}" if near else ""
