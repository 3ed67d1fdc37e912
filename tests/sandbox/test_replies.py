"""What comes back for every kind of answer, right or broken."""

import numpy as np
import pytest

from grader.sandbox import Array, Call, Limits
from grader.sandbox.child import wire
from grader.sandbox.sitting import Sitting

X = np.arange(6.0).reshape(2, 3)


def test_arrays_go_there_and_back(ask_either):
    source = "def f(x, k, word):\n    return x * k + len(word)"
    outcome = ask_either(source, Call("ws", "f", arguments=(Array(0), 2, "abc")), arrays=[X])
    (reply,) = outcome.replies
    assert reply.status == "ok"
    assert np.array_equal(reply.arrays[0], 2 * X + 3)
    assert reply.dtypes == ("float64",)
    assert outcome.isolation == "rlimits"
    assert outcome.seconds > 0


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("1.5", ()),
        ("7", ()),
        ("[1, 2]", (2,)),
        ("((1, 2, 3),)", (1, 3)),
        ("[np.ones(2), np.ones(2)]", (2, 2)),
        ("np.float32(3)", ()),
        ("np.zeros((0, 3))", (0, 3)),
        ("np.array([np.nan, np.inf])", (2,)),
        ("np.ones((2, 3), order='F')[::-1].T", (3, 2)),
        ("np.matrix([[1, 2]])", (1, 2)),
    ],
)
def test_every_form_of_real_numbers_is_read(reply_to, value, shape):
    reply = reply_to(f"import numpy as np\ndef f():\n    return {value}")
    assert (reply.status, reply.arrays[0].shape) == ("ok", shape)


@pytest.mark.parametrize(
    ("dtype", "was", "sent"),
    [
        ("float16", "float16", "float64"),
        ("float32", "float32", "float32"),
        (">f8", "float64", "float64"),
        ("longdouble", f"float{8 * np.dtype('longdouble').itemsize}", "float64"),
        ("int8", "int8", "int64"),
        ("uint64", "uint64", "float64"),
        ("int32", "int32", "int32"),
    ],
)
def test_the_dtype_is_reported_as_it_was(reply_to, dtype, was, sent):
    reply = reply_to(f"import numpy as np\ndef f():\n    return np.array([1, 2], '{dtype}')")
    assert reply.dtypes == (was,)
    assert reply.arrays[0].dtype == sent
    assert list(reply.arrays[0]) == [1, 2]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("None", "returned None: is a `return` missing?"),
        ("True", "returned True or False where numbers are asked for"),
        ("1j", "returned complex numbers"),
        ("np.eye(2) * 1j", "returned complex numbers"),
        ("'abc'", "returned text where numbers are asked for"),
        ("[[1, 2], [3]]", "returned a list of rows of unequal length"),
        ("[1, None]", "returned None among the numbers"),
        ("{}", "returned a dict where numbers are asked for"),
        ("f", "returned a function where numbers are asked for"),
        ("10**30", "returned whole numbers that do not fit into 64 bits"),
        ("np.ma.masked_array([1.0], [True])", "returned a masked array"),
        ("np.zeros((1, 1, 1, 1, 1))", "returned an array with 5 dimensions, at most 4 are read"),
        ("np.array(['2020-01-01'], 'M8[D]')", "returned dates where numbers are asked for"),
        ("np.zeros(2, 'f8,f8')", "returned records where numbers are asked for"),
        ("(x for x in [1])", "returned a generator where numbers are asked for"),
    ],
)
def test_what_is_not_real_numbers_is_named(reply_to, value, sentence):
    reply = reply_to(f"import numpy as np\ndef f():\n    return {value}")
    assert (reply.status, reply.text) == ("shape", sentence)


def test_a_view_of_terabytes_is_never_copied(reply_to):
    source = (
        "import numpy as np\ndef f():\n    return np.broadcast_to(1.0, (1000, 1000, 1000, 1000))"
    )
    reply = reply_to(source)
    assert reply.status == "shape"
    assert "at most 4194304 bytes" in reply.text


def test_several_parts_come_back_in_order(reply_to):
    reply = reply_to("def f():\n    return [1, 2], 3.0, [[4]]", parts=3)
    assert [array.shape for array in reply.arrays] == [(2,), (), (1, 1)]
    assert reply.dtypes == ("int64", "float64", "int64")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("(1, 2)", "returned 2 things where 3 are asked for"),
        ("[1]", "returned 1 thing where 3 are asked for"),
        ("np.ones(2)", "returned one array where 3 are asked for"),
        ("1.0", "returned a float where 3 are asked for"),
        ("None", "returned None: is a `return` missing?"),
        ("{1: 2}", "returned a dict where 3 are asked for"),
    ],
)
def test_a_wrong_number_of_parts_is_counted(reply_to, value, sentence):
    reply = reply_to(f"import numpy as np\ndef f():\n    return {value}", parts=3)
    assert (reply.status, reply.text) == ("shape", sentence)


@pytest.mark.parametrize(("held", "said"), [(1, "1 thing"), (3, "3 things"), (0, "0 things")])
def test_parts_are_counted_as_they_come_and_not_as_they_are_said_to_be(ask, held, said):
    source = f"""
class Row(list):
    def __iter__(self):
        return iter([1.0] * {held})
def f(n):
    return Row([1.0, 2.0]) if n else (1.0, 2.0)
"""
    replies = ask(source, *[Call("ws", "f", arguments=(n,), parts=2) for n in (0, 1, 0)]).replies
    assert [reply.status for reply in replies] == ["ok", "shape", "ok"]
    assert replies[1].text == f"returned {said} where 2 are asked for"


def test_no_number_of_parts_takes_as_many_as_there_are(reply_to):
    assert len(reply_to("def f():\n    return [1, 2, 3]", parts=0).arrays) == 3
    alone = reply_to("def f():\n    return 1.0", parts=0)
    assert (alone.status, alone.text) == (
        "shape",
        "returned a float where a sequence is asked for",
    )
    many = reply_to("def f():\n    return [1] * 256", parts=0)
    assert (many.status, many.text) == ("shape", "returned 256 arrays, at most 255 are read")


def test_every_call_has_fresh_writable_arrays(ask):
    call = Call("ws", "f", arguments=(Array(0),))
    outcome = ask("def f(x):\n    x += 1\n    return x", call, call, arrays=[X])
    assert all(np.array_equal(reply.arrays[0], X + 1) for reply in outcome.replies)


def test_a_repeated_call_has_the_very_same_objects_and_watched_ones_come_back(ask):
    call = Call("ws", "f", arguments=(Array(0), 5), repeat=True, watch=True)
    (reply,) = ask("def f(x, k):\n    x += k\n    return x", call, arrays=[X]).replies
    first, second, watched = reply.arrays
    assert np.array_equal(first, X + 5)
    assert np.array_equal(second, X + 10)
    assert np.array_equal(watched, X + 10)


def test_a_name_may_hold_numbers_or_a_text(ask):
    source = "n = [[1, 2]]\nz = 'dE/dWs'\nempty = None\ntwo = 2"
    kinds = [("n", "array"), ("z", "text"), ("two", "text"), ("empty", "array"), ("n", "text")]
    outcome = ask(source, *(Call("ws", name, kind) for name, kind in kinds))
    n, z, two, empty, wrong = outcome.replies
    assert n.arrays[0].tolist() == [[1, 2]]
    assert (z.text, two.text) == ("dE/dWs", "2")
    assert (empty.status, empty.text) == ("shape", "holds None")
    assert (wrong.status, wrong.text) == ("shape", "holds a list where a text is asked for")


def test_a_text_may_be_long_but_not_endless(ask):
    calls = [Call("ws", name, "text") for name in ("a", "b")]
    a, b = ask("a = '∂' * 20_000\nb = 'x' * 20_001", *calls).replies
    assert a.text == "∂" * 20_000
    assert (b.status, b.text) == ("shape", "holds 20001 characters, at most 20000 are read")


def test_a_driver_is_called_with_the_module(ask):
    source = "def f(x):\n    return x + 1\ndef g(x):\n    return 2 * x"
    driver = "def both(submission, x):\n    return submission.g(submission.f(x))\n"
    (reply,) = ask(
        source, Call("ws", "f", arguments=(Array(0),), driver=driver), arrays=[X]
    ).replies
    assert np.array_equal(reply.arrays[0], 2 * (X + 1))


def test_an_exception_tells_its_line_in_the_students_file(ask_either):
    source = "import numpy as np\n\ndef f():\n    return np.ones(2) @ np.ones(3)\n"
    (reply,) = ask_either(source, "f").replies
    assert (reply.status, reply.error) == ("raised", "ValueError")
    assert reply.text.startswith("ValueError: matmul")
    assert reply.text.endswith("(line 4)")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("raise NotImplementedError", "NotImplementedError"),
        ("import sys; sys.exit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("input()", "EOFError"),
        ("return f()", "RecursionError"),
        ("open('/tmp/never', 'w').write('x' * 10**6)", "OSError"),
        ("class E(Exception):\n        def __str__(self): raise self\n    raise E", "E"),
    ],
)
def test_whatever_a_call_raises_is_raised(forked_reply_to, body, error):
    reply = forked_reply_to(f"def f():\n    {body}")
    assert (reply.status, reply.error) == ("raised", error)
    assert len(reply.text.encode()) <= 2000


def test_a_long_message_is_cut(reply_to):
    reply = reply_to("def f():\n    raise ValueError('∂' * 100_000)")
    assert reply.status == "raised"
    assert len(reply.text.encode()) <= 2000


def test_too_much_memory_is_told(ask_forked):
    source = "import numpy as np\ndef f():\n    return np.ones(10**9).sum()\ndef g():\n    return 1"
    first, second = ask_forked(source, "f", "g", limits=Limits(memory=1 << 29)).replies
    assert first.status == "memory"
    assert second.status == "ok"


def test_a_missing_name_is_guessed(ask):
    reply, other = ask("def grad_ws():\n    pass", "grad_Ws", "zzz").replies
    assert (reply.status, reply.text) == ("missing", "did you mean `grad_ws`?")
    assert (other.status, other.text) == ("missing", "")


def test_a_name_that_is_no_function_is_said(ask):
    (reply,) = ask("f = 3", "f").replies
    assert (reply.status, reply.text) == (
        "shape",
        "is a whole number, where a function is asked for",
    )


def test_a_topic_that_was_not_handed_in_is_not_run(ask):
    (reply,) = ask("", Call("wx", "f")).replies
    assert reply.status == "not run"


@pytest.mark.parametrize(
    ("call", "arrays", "said"),
    [
        (Call("ws", "f", "number"), [], "kind is one of"),
        (Call("ws", "f", arguments=(Array(1),)), [X], "there are 1 arrays"),
        (Call("ws", "f", parts=200), [], "at most 255 arrays"),
        (Call("ws", "f", arguments=(np.int64(1),)), [], "arrays, numbers and texts"),
        (Call("ws", "f"), [[True]], "array 0 of the exam has dtype bool"),
    ],
)
def test_an_exam_that_cannot_be_asked_is_refused(forking, call, arrays, said):
    with pytest.raises(ValueError, match=said):
        forking.exam([call], arrays)


def test_random_numbers_start_the_same_in_every_run(ask_forked):
    source = "import numpy as np, random\ndef f():\n    return [np.random.rand(), random.random()]"
    first, second = (ask_forked(source, "f", "f").replies for _ in range(2))
    assert np.array_equal(first[0].arrays[0], second[0].arrays[0])
    assert not np.array_equal(first[0].arrays[0], first[1].arrays[0])


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many arrays each frame holds that answers something."""
    found: list[int] = []
    take = Sitting.answered

    def answered(self: Sitting, frame: wire.Frame) -> None:
        found.append(len(frame.places))
        take(self, frame)

    monkeypatch.setattr(Sitting, "answered", answered)
    return found


def test_calls_that_are_answered_fast_share_a_frame_and_are_told_apart(ask, taken):
    source = "def f(n):\n    return [n] * n\ndef g(n):\n    return -n"
    calls = [Call("ws", name, arguments=(n,)) for name in "fg" for n in (3, 1, 2)]
    replies = ask(source, *calls).replies
    assert [r.arrays[0].tolist() for r in replies] == [[3, 3, 3], [1], [2, 2], -3, -1, -2]
    assert taken == [3, 3]


def test_nothing_that_would_be_without_end_is_no_array_and_costs_only_itself(ask):
    source = (
        "import numpy as np\ndef f(n):\n    return np.zeros((0, 70_000, 70_000)) if n == 2 else n"
    )
    calls = [Call("ws", "f", arguments=(n,)) for n in range(4)]
    assert [r.status for r in ask(source, *calls).replies] == ["ok", "ok", "shape", "ok"]


def test_an_answer_is_not_lost_when_a_later_call_of_another_name_ends_the_process(ask_forked):
    source = "import os\ndef f(n):\n    return n\ndef g(n):\n    os._exit(0)"
    calls = [Call("ws", name, arguments=(n,)) for name in "fg" for n in (3, 1)]
    outcome = ask_forked(source, *calls)
    assert [r.status for r in outcome.replies] == ["ok", "ok", "crashed", "not run"]


def test_a_slow_call_keeps_no_answer_waiting(ask_forked):
    source = "import os, time\ndef f(n):\n    time.sleep(n)\n    return n if n else os._exit(0)"
    calls = [Call("ws", "f", arguments=(n,)) for n in (0.03, 0.03, 0)]
    outcome = ask_forked(source, *calls)
    assert [r.status for r in outcome.replies] == ["ok", "ok", "crashed"]


def test_what_is_too_much_for_one_frame_comes_in_several(ask, taken):
    source = "import numpy as np\ndef f(n):\n    return np.ones(n)"
    calls = [Call("ws", "f", arguments=(n,)) for n in [100] * 7]
    outcome = ask(source, *calls, limits=Limits(reply=2000))
    assert [r.status for r in outcome.replies] == ["ok"] * 7
    assert taken == [2, 2, 2, 1]
