"""A place in the tokens, and the two smallest things read from there: an index and a name."""

from typing import NoReturn

from grader.formula.errors import DEPTH, INDEX, INDEX_TERMS, NAME, refusal
from grader.formula.grammar import BRACKETS, WEIGHTS
from grader.formula.lexer import Token, tokens
from grader.formula.names import is_letter, letter_index, split_word
from grader.formula.nodes import Index, Name


class Cursor:
    """The tokens of a text, the one to be read next, and how deep the reading is."""

    __slots__ = ("depth", "i", "raising", "sums", "text", "token", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.depth = 0
        self.sums = 0
        self.raising = False
        self.go(0)

    def go(self, i: int) -> None:
        self.i = i
        self.token = self.tokens[i]

    def take(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.i += 1
            self.token = self.tokens[self.i]
        return token

    def accept(self, text: str) -> bool:
        if self.token.text != text:
            return False
        self.take()
        return True

    def expect(self, text: str) -> None:
        if not self.accept(text):
            self.unexpected()

    def after(self, count: int) -> str:
        """The text of the token `count` places on; "" beyond the end."""
        i = self.i + count
        return self.tokens[i].text if i < len(self.tokens) else ""

    @property
    def end(self) -> int:
        """Where the token read last ends in the text."""
        return self.tokens[self.i - 1].end

    def touching(self) -> bool:
        """Whether no blank stands before the next token."""
        return self.token.start == self.end

    def down(self) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            self.refuse("too-deep", f"parts stand inside one another more than {DEPTH} deep")

    def up(self) -> None:
        self.depth -= 1

    def refuse(
        self, code: str, message: str, token: Token | None = None, suggestion: str = ""
    ) -> NoReturn:
        token = token or self.token
        raise refusal(self.text, code, message, token.start, token.end, suggestion)

    def unexpected(self) -> NoReturn:
        """The next token cannot stand where it stands."""
        token = self.token
        if token.kind == "end":
            self.refuse("incomplete", "the formula ends where something is still to come")
        if token.text == "=":
            self.refuse("equals", "a second or bracketed '=' stands at {at}; one '=' is read")
        if token.text == ",":
            message = "a ',' stands at {at}; decimals are written with a point"
            self.refuse("comma", message, suggestion=".")
        self.refuse("unexpected", f"'{self.shown(token)}' cannot stand at {{at}}")

    def shown(self, token: Token) -> str:
        return self.text[token.start : token.end] or token.text


def index(c: Cursor) -> Index:
    """Whole numbers and letters added up, as in `t-1` and `N-k+1`, up to what cannot go on."""
    letters: dict[str, int] = {}
    offset = 0
    sign = -1 if c.accept("-") else 1
    for _ in range(INDEX_TERMS):
        factor = sign
        if c.token.kind == "number":
            factor *= _whole(c)
            if c.token.text in ("*", "·"):
                c.take()
            if c.token.kind != "word":
                offset += factor
                factor = 0
        if factor or c.token.kind == "word":
            found = letter(c)
            letters[found] = letters.get(found, 0) + factor
        if c.token.text not in ("+", "-"):
            return _checked(c, letters, offset)
        sign = 1 if c.take().text == "+" else -1
    return c.refuse("index", f"an index is a sum of at most {INDEX_TERMS} numbers and letters")


def _checked(c: Cursor, letters: dict[str, int], offset: int) -> Index:
    if max(abs(offset), *map(abs, letters.values()), 0) > INDEX:
        c.refuse("index", f"the index before {{at}} is larger than {INDEX:,}")
    return Index(tuple(sorted(item for item in letters.items() if item[1])), offset)


def _whole(c: Cursor) -> int:
    token = c.take()
    if not token.text.isdigit():
        c.refuse("index", f"an index is a whole number, not {token.text}", token)
    if len(token.text) > len(str(INDEX)):
        c.refuse("index", f"the index {token.text} is larger than {INDEX:,}", token)
    return int(token.text)


def letter(c: Cursor) -> str:
    """A letter that stands for a whole number."""
    if c.token.kind != "word" or not is_letter(c.token.text):
        wrong = c.shown(c.token)
        message = f"at {{at}} an index such as 3, t or t-1 should stand, not '{wrong}'"
        if c.token.text == ",":
            message = "the ',' at {at} begins a second index; a name has one, its time"
        if c.token.kind == "end":
            message = "the formula ends where an index should stand"
        c.refuse("index", message)
    return c.take().text


def name(c: Cursor, word: str) -> Name:
    """The name that begins with `word`, whose token has just been taken, and its index."""
    start = c.end - len(word)
    if len(word) > NAME:
        c.refuse("name-too-long", f"a name has at most {NAME} letters", c.tokens[c.i - 1])
    if c.token.text == "[" and c.touching():
        c.take()
        at = index(c)
        if c.token.text != "]":
            c.refuse("index", "after a name, [ ] holds its time; group with ( )")
        c.take()
        base, fixed = split_word(word)
        return Name(base if fixed is None else word, at, (start, c.end))
    base, fixed = split_word(word)
    if c.token.text == "_":
        return subscripted(c, base, fixed, start)
    return Name(base, fixed, (start, c.end))


def named(c: Cursor, sign: str) -> Name:
    r"""The name that stands here, in braces or not: what `sign` is put before."""
    if c.token.kind == "word":
        return name(c, c.take().text)
    if c.token.text not in ("{", "("):
        c.refuse("missing-value", f"after {sign} a name should stand at {{at}}, as in {sign} E_3")
    closing = BRACKETS[c.take().text]
    found = named(c, sign)
    c.expect(closing)
    if c.token.text == "_":
        return subscripted(c, found.base, found.index, found.span[0])
    return found


def subscripted(c: Cursor, base: str, fixed: Index | None, start: int) -> Name:
    """A name followed by `_`: for a bare weight the rest of its name, for others a time."""
    if fixed is not None:
        c.refuse("index-twice", "a second index stands at {at}; a name has one, its time")
    c.take()
    if base in WEIGHTS:
        base, at = split_word(base + _weight_subscript(c))
    else:
        at = _time_subscript(c)
    if c.token.text == "_":
        c.refuse("index-twice", "a second index stands at {at}; a name has one, its time")
    return Name(base, at, (start, c.end))


def _weight_subscript(c: Cursor) -> str:
    token = c.take()
    if token.kind in ("word", "number"):
        return token.text
    if token.text != "{":
        c.refuse("index", "after _ a weight's name goes on, as in W_s", token)
    parts = ""
    while c.token.kind in ("word", "number"):
        parts += c.take().text
    if not c.accept("}") or not parts.isalnum() or len(parts) > NAME:
        c.refuse("index", "a weight's subscript is part of its name, as in W_s, and no time")
    return parts


def _time_subscript(c: Cursor) -> Index:
    if c.token.text in ("{", "("):
        closing = BRACKETS[c.take().text]
        at = index(c)
        if c.token.text == ",":
            letter(c)
        if not c.accept(closing):
            wrong = c.shown(c.token)
            c.refuse("index", f"'{wrong}' at {{at}} cannot be part of an index such as t-1")
        return at
    return simple_index(c)


def simple_index(c: Cursor) -> Index:
    """One whole number or one letter."""
    return Index((), _whole(c)) if c.token.kind == "number" else letter_index(letter(c))
