"""What a word is: a function, a derivative's half, a weight, a variable at a time, a symbol."""

from functools import lru_cache

from grader.formula.grammar import ALIASES, FUNCTIONS, INDEX_LETTERS, SYMBOLS, WEIGHTS
from grader.formula.nodes import Index


@lru_cache(maxsize=2048)
def split_word(word: str) -> tuple[str, Index | None]:
    """Base and index of a name typed in one piece.

    >>> split_word("s3"), split_word("EN"), split_word("V1"), split_word("wx")
    (('s', Index(letters=(), offset=3)), ('E', Index(letters=(('N', 1),), offset=0)), \
('V1', None), ('Wx', None))
    """
    letters = word.rstrip("0123456789")
    figures = word[len(letters) :]
    if letters in SYMBOLS:
        return letters, number_index(figures)
    if letters[0] in WEIGHTS:
        if len(letters) == 1:
            return weight(word), None
        return weight(letters), number_index(figures)
    if not figures and _ends_in_time(letters):
        return letters[0], letter_index(letters[1])
    return letters, number_index(figures)


def _ends_in_time(letters: str) -> bool:
    """Whether it is a variable and a time in one piece, as `EN` and `st` are."""
    return (
        len(letters) == 2
        and (letters[0].islower() or letters[0] == "E")
        and letters[1] in INDEX_LETTERS
    )


def weight(word: str) -> str:
    """Some write the weights small: `w_s` is `Ws`."""
    return "W" + word[1:] if word[0] == "w" else word


def number_index(figures: str) -> Index | None:
    return Index((), int(figures)) if figures else None


@lru_cache(maxsize=256)
def letter_index(letter: str) -> Index:
    return Index(((letter, 1),), 0)


def is_letter(word: str) -> bool:
    """Whether a word can be an index, or the letter a sum runs over."""
    return (len(word) == 1 and word.isalpha()) or word in SYMBOLS


def function(word: str) -> str | None:
    """The canonical name of the function a word names, if it does."""
    word = ALIASES.get(word, word)
    return word if word in FUNCTIONS else None


def differential(word: str) -> str | None:
    """What is differentiated in `dE3`: the word without its d; None if it is no differential.

    `d3` is the target at step 3, and `delta` and `diag` are words of their own.

    >>> differential("dE3"), differential("d3"), differential("delta3"), differential("s3")
    ('E3', None, None, None)
    """
    if word[0] != "d" or len(word) == 1 or word[1].isdigit():
        return None
    if word in FUNCTIONS or word.rstrip("0123456789") in SYMBOLS:
        return None
    return word[1:]
