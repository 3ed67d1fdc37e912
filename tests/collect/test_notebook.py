"""Code cells come out of every notebook that Jupyter can write; other JSON is refused plainly."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect.hand import Unread
from grader.collect.notebook import code_cells

from .conftest import notebook

SOURCES = st.lists(st.text('ab ü%"\\\n'), max_size=4)
ODD = st.sampled_from([None, True, 0, 4.5, "", "code", [], ["x"], [1], {}, {"cells": []}])


def an_object(**values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """With each of these keys missing, right or odd."""
    return st.fixed_dictionaries({}, optional={k: v | ODD for k, v in values.items()})


CELLS = st.lists(an_object(cell_type=st.just("code"), source=ODD, input=ODD) | ODD, max_size=3)
SHEETS = st.lists(an_object(cells=CELLS), max_size=2)
BOOKS = an_object(nbformat=st.sampled_from([3, 4]), cells=CELLS, worksheets=SHEETS)


@given(SOURCES)
def test_cells_come_out_as_nbformat_wrote_them(sources: list[str]) -> None:
    nbformat = pytest.importorskip("nbformat")
    book = nbformat.v4.new_notebook()
    for source in sources:
        book.cells += [nbformat.v4.new_markdown_cell("x"), nbformat.v4.new_code_cell(source)]
    assert code_cells(nbformat.writes(book)) == tuple(sources)


@given(SOURCES)
def test_cells_come_out_of_format_3(sources: list[str]) -> None:
    nbformat = pytest.importorskip("nbformat")
    cells = [nbformat.v3.new_code_cell(source) for source in sources]
    halves = [nbformat.v3.new_worksheet(cells=half) for half in (cells[:1], cells[1:])]
    book = nbformat.v3.new_notebook(worksheets=halves)
    assert code_cells(nbformat.v3.writes_json(book)) == tuple(sources)


def test_source_may_be_a_text_or_lines() -> None:
    assert code_cells(notebook("a\nb", ["a\n", "b"], [])) == ("a\nb", "a\nb", "")


def test_magics_stay_and_line_ends_become_newlines() -> None:
    assert code_cells(notebook("%time x\r\ny\rz")) == ("%time x\ny\nz",)


def test_an_error_of_json_has_its_line_and_column() -> None:
    with pytest.raises(Unread, match="line 3, column 1: Expecting value"):
        code_cells('{"cells":\n[1,\n}')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty file"),
        (" \n", "empty file"),
        ("[]", "the file should be an object and is a list"),
        ("null", "is nothing"),
        ("{}", "it has no cells"),
        ('{"cells": {}}', "cells should be a list and is an object"),
        ('{"cells": [1]}', "cell 1 should be an object and is a number"),
        ('{"cells": [{}]}', "cell 1 does not say whether it is code"),
        ('{"worksheets": [true]}', "a worksheet should be an object and is true or false"),
        ('{"worksheets": 3}', "worksheets should be a list"),
        (notebook(["x", 1]), "source of cell 1 should be text"),
        (notebook("x", None), "source of cell 2 should be text"),
        (notebook("x\0"), "cell 1 holds NUL"),
        (notebook("x", nbformat=2), "format 2, and 3 and 4"),
        (notebook("x", nbformat=None), "format nothing"),
        ("[" * 200_000, "nested too deeply"),
        ('{"cells":' + '[{"x":' * 100_000, "nested too deeply"),
        ("1" * 5000, "too many digits"),
        ("[" + "1," * 3_000_001, "too many values"),
        ('{"cells": [}', "line 1, column 12"),
    ],
)
def test_another_shape_is_refused_in_a_sentence_with_a_way_on(text: str, said: str) -> None:
    with pytest.raises(Unread, match=said) as refused:
        code_cells(text)
    assert "hand it in again" in str(refused.value)
    assert "\n" not in str(refused.value)


@given(BOOKS)
def test_any_json_gives_texts_or_is_refused(book: object) -> None:
    try:
        cells = code_cells(json.dumps(book))
    except Unread:
        return
    assert all(type(cell) is str for cell in cells)
