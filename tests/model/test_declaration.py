"""Bad declarations are told so: the line, the column, and what would be accepted."""

import pytest

from grader.model import DeclarationError, read_model

HEAD = "inputs: x[n]\nstates: s[m]\nweights: W[n, m], b[m]\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("", 0, 0, "there is no equation"),
        ("widths: x[n]\n", 1, 0, "there is no section 'widths'"),
        ("inputs: x\n", 1, 8, "not a name with its width"),
        ("inputs: x[n], x[m]\n", 1, 14, "declared twice"),
        (HEAD + "s = 3\n", 4, 0, "not an equation"),
        (HEAD + "q[t] = x[t]\nE[t] = sum(x[t])", 4, 0, "not declared"),
        (HEAD + "s[t] = x[t] @ V\nE[t] = sum(s[t])", 4, 14, "not a declared weight"),
        (HEAD + "s[t] = x[t-1] @ W\nE[t] = sum(s[t])", 4, 7, "only a state"),
        (HEAD + "s[t] = s[t-2]\nE[t] = sum(s[t])", 4, 7, "this step or the one before"),
        (HEAD + "s[t] = s[t]\nE[t] = sum(s[t])", 4, 7, "used before its equation"),
        (HEAD + "s[t] = x[t] @ b\nE[t] = sum(s[t])", 4, 14, "cannot stand before"),
        (HEAD + "s[t] = x[t] + b\nE[t] = sum(s[t])", 4, 7, "do not fit together"),
        (HEAD + "s[t] = x[t]\nE[t] = sum(s[t])", 4, 7, "is a row of n, but 's'"),
        (HEAD + "s[t] = tanh(x[t] @ W\nE[t] = sum(s[t])", 4, 11, "cannot be read"),
        (HEAD + "s[t] = tanh(W)\nE[t] = sum(s[t])", 4, 7, "whole matrix"),
        (HEAD + "s[t] = x[t] if x else b\nE[t] = sum(s[t])", 4, 7, "no meaning"),
        (HEAD + "E[t] = sum(x[t])", 1, 0, "has no equation"),
        (HEAD + "s[t] = x[t] @ W", 4, 0, "defines the state"),
        (HEAD + "s[t] = x[t] @ W\ns[t] = b\nE[t] = sum(s[t])", 5, 0, "two equations"),
    ],
)
def test_a_bad_declaration_is_told_where_and_why(
    text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(DeclarationError, match="accepted here") as caught:
        read_model(text)
    assert says in caught.value.problem
    assert (caught.value.line, caught.value.column) == (line, column)
