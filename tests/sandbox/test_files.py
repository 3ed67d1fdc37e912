"""From a file or a notebook to names: magics, calls of the grader, cells that stop, imports."""

import pytest

from grader.sandbox import Call, Remark
from grader.sandbox.child import source


def remarks(outcome):
    return [remark.text for remark in outcome.remarks]


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "!pip install numpy",
        "x = !ls",
        "x = %pwd",
        "print?",
        "%time f(1, 'a')",
    ],
)
def test_lines_of_ipython_are_left_out_and_remarked(ask, line):
    outcome = ask(f"import math\n\n{line}\ndef f():\n    return math.pi", "f")
    assert outcome.replies[0].status == "ok"
    assert remarks(outcome) == [f"line 3: '{line}' was left out"]


def test_a_line_of_ipython_may_be_all_there_is_in_a_block(ask):
    outcome = ask("if True:\n    %time 1\ndef f():\n    return 1", "f")
    assert outcome.replies[0].status == "ok"


def test_python_that_looks_like_ipython_stays(ask):
    outcome = ask('s = """\n%d\n!x\n"""\n%pwd\ny = (5\n  % 3)\ndef f():\n    return y, len(s)', "f")
    assert outcome.replies[0].arrays[0].tolist() == [2, 7]
    assert remarks(outcome) == ["line 5: '%pwd' was left out"]


@pytest.mark.parametrize(
    ("magic", "kept"), [("%%time", True), ("%%capture out", True), ("%%bash", False)]
)
def test_a_cell_magic_keeps_or_skips_its_cell(ask, magic, kept):
    outcome = ask(["y = 1", f"\n{magic}\nx = 2"], Call("ws", "x", "array"))
    assert outcome.replies[0].status == ("ok" if kept else "missing")
    assert remarks(outcome) == [f"cell 2, line 2: '{magic}' was left out"]


@pytest.mark.parametrize(
    "line",
    [
        "import grader",
        "import grader.check as g; g.check()",
        "from grader import check as test; test('ws')",
        "check('ws.grad_Ws')",
        "grader.check(f)",
        "import grader, math; math.pi",
    ],
)
def test_lines_that_call_the_grader_are_left_out_silently(ask, line):
    outcome = ask(f"{line}\ndef f():\n    raise KeyError", "f")
    assert outcome.replies[0].text == "KeyError (line 3)"
    assert outcome.remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        "from grader import check\ncheck('ws')  # now\ndef f():\n    return 1\n",
        "# Check: `bptt check ws`\nimport grader\nx = 1",
        "x = (1 +\n2)\ncheck(x)",
        's = """\ncheck(1)\n"""\n',
        "s = '''\nimport grader\n'''\ncheck(s)",
        "x = [\ncheck(1)\n]",
        "def check(y):\n    return y\nx = check(2)",
        "from grader import check as c\nc(1)\nx = 3",
        "check(1); x = 2",
        "check(\n1)\nx = 2",
        "if True:\n    check(1)\nx = 2",
    ],
)
def test_the_short_way_to_code_gives_what_the_long_way_gives(monkeypatch, text):
    short = run_cell(text)
    monkeypatch.setattr(source, "_without_our_lines", lambda text: None)
    assert short == run_cell(text)


def run_cell(text):
    """The names that a cell leaves, and the exception it ends with."""
    names = {}
    try:
        exec(source.compile_cell(text, "ws.py", lambda *line: None), names)
    except Exception as error:
        names["error"] = repr(error)
    return {k: v if isinstance(v, (int, str)) else "" for k, v in names.items() if k[0] != "_"}


def test_grader_calls_inside_a_block_leave_a_block(ask):
    outcome = ask(
        "if True:\n    from grader import check\n    check()\ndef f():\n    return 1", "f"
    )
    assert outcome.replies[0].status == "ok"


def test_a_syntax_error_in_a_file_answers_every_call(ask_either):
    outcome = ask_either("def f():\n    return 1\nx = = 2", "f", "g")
    assert [reply.error for reply in outcome.replies] == ["SyntaxError"] * 2
    assert outcome.replies[0].text == "SyntaxError: invalid syntax (line 3)"
    assert remarks(outcome) == ["the file stopped with SyntaxError: invalid syntax (line 3)"]


@pytest.mark.parametrize("source", ["x = '\0'", "\ud800", "(" * 500 + ")" * 500])
def test_a_text_that_no_compiler_takes_is_a_syntax_error(ask, source):
    (reply,) = ask(source, "f").replies
    assert (reply.status, reply.error) == ("raised", "SyntaxError")


def test_a_file_that_stops_keeps_the_names_before(ask):
    outcome = ask("def f():\n    return 1\nundefined\ndef g():\n    return 2", "f", "g")
    f, g = outcome.replies
    sentence = "the file stopped with NameError: name 'undefined' is not defined (line 3)"
    assert f.status == "ok"
    assert (g.status, g.text) == ("missing", sentence)
    assert outcome.remarks == (Remark("ws", sentence),)


def test_a_cell_that_stops_does_not_lose_the_others(ask):
    cells = ["a = 1", "x = 1\n1 / 0\nb = 2", "c = = 3", "d = 4"]
    outcome = ask(cells, *(Call("ws", name, "array") for name in "axbd"))
    assert [reply.status for reply in outcome.replies] == ["ok", "ok", "missing", "ok"]
    assert remarks(outcome) == [
        "cell 2 stopped with ZeroDivisionError: division by zero (line 2 of the cell)",
        "cell 3 stopped with SyntaxError: invalid syntax (line 1 of the cell)",
    ]
    assert outcome.replies[2].text.startswith("cell 2 stopped with ZeroDivisionError")


def test_an_error_in_a_notebook_names_the_cell(ask):
    outcome = ask(["import math", "def f():\n    return math.nothing"], "f")
    assert outcome.replies[0].text.endswith("(line 2 of cell 2)")


def test_leaving_a_file_by_exit_keeps_the_names_before(ask):
    outcome = ask("def f():\n    return 1\nexit()\nimport sys\nsys.exit()", "f")
    assert outcome.replies[0].status == "ok"
    assert len(outcome.remarks) == 1


def test_remarks_are_few_and_short(ask):
    outcome = ask(["raise ValueError('x' * 1000)"] * 50, "f")
    assert len(outcome.remarks) == 20
    assert all(len(remark.text) <= 300 for remark in outcome.remarks)
    assert len(outcome.replies[0].text) <= 2000


def test_topics_can_import_each_other(ask):
    outcome = ask(
        "from wy import g\ndef f():\n    return g() + 1", "f", wy="def g():\n    return 1"
    )
    assert outcome.replies[0].arrays[0] == 2


def test_an_error_in_another_topic_names_its_file(ask):
    outcome = ask("from wy import g\nf = g", "f", wy="def g():\n    return 1 / 0")
    assert outcome.replies[0].text.endswith("(line 2 of wy.py)")


def test_a_cycle_of_imports_is_an_import_error(ask):
    outcome = ask("from wy import g\ndef f():\n    return 1", "f", wy="from ws import f\ng = 1")
    assert outcome.replies[0].status == "missing"
    assert any("ImportError" in text for text in remarks(outcome))


def test_a_file_with_a_syntax_error_cannot_be_imported(ask):
    outcome = ask(
        "try:\n    import wy\nexcept SyntaxError:\n    x = 1", Call("ws", "x", "array"), wy="="
    )
    assert outcome.replies[0].status == "ok"


def test_a_file_is_run_once_and_only_if_it_is_asked_for(ask):
    source = "import random\nx = random.random()"
    first, second = ask(source, *[Call("ws", "x", "array")] * 2, wx="while True: pass").replies
    assert first.arrays == second.arrays
