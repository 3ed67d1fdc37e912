"""Programs that hang, crash, flood or lie; what is asked afterwards is still answered."""

import os
import time

import pytest

from grader.sandbox import Array, Call, Limits

REST = "\ndef f():\n    return 1\n"
SHORT = Limits(call=0.8)


def statuses(outcome):
    return [reply.status for reply in outcome.replies]


def test_after_a_call_that_hangs_the_others_are_answered(ask_either):
    source = "def hang():\n    while True:\n        pass" + REST
    outcome = ask_either(source, "f", "hang", "f", "hang", limits=SHORT)
    assert statuses(outcome) == ["ok", "timeout", "ok", "not run"]
    assert outcome.replies[1].text == "took longer than 0.8 s"
    assert outcome.replies[3].text == "an earlier call of `hang` took longer than 0.8 s"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("os._exit(0)", "crashed", "ended the interpreter (exit status 0)"),
        ("os.abort()", "crashed", "crashed the interpreter (signal SIGABRT)"),
        ("os.kill(os.getpid(), 11)", "crashed", "crashed the interpreter (signal SIGSEGV)"),
        ("os.kill(os.getpid(), 9)", "memory", "most often for want of memory"),
        ("os.kill(os.getpid(), 24)", "timeout", "processor time"),
        ("os.kill(os.getpid(), 60)", "crashed", "signal 60"),
        ("os.write(3, b'x' * 99)", "crashed", "sent something that is not an answer"),
        ("os.write(3, good); time.sleep(60)", "crashed", "sent something that is not an answer"),
        ("os.close(3); time.sleep(60)", "crashed", "sent something that is not an answer"),
        ("os.close(3)", "crashed", "ended the interpreter (exit status 1)"),
        ("print('x' * 2_000_000)", "crashed", "printed more than 1 MB"),
        ("os.fork(); return 1", "ok", ""),
    ],
)
def test_a_call_that_breaks_the_child_costs_only_itself(ask_forked, body, status, said):
    forged = 'good = b"BPTT" + bytes([0, 1, *bytes(10)]) + bytes(20)\n'
    source = f"import os, signal, time\n{forged}def bad():\n    {body}{REST}"
    outcome = ask_forked(source, "f", "bad", "f")
    assert statuses(outcome) == ["ok", status, "ok"]
    assert said in outcome.replies[1].text


@pytest.mark.parametrize(
    "body",
    [
        "signal.signal(15, signal.SIG_IGN); time.sleep(60)",
        pytest.param("[os.fork() for _ in range(3)]; time.sleep(60)", marks=pytest.mark.slow),
        "time.monotonic = lambda: 0; sum(range(10**12))",
    ],
)
def test_no_way_of_hanging_outlives_the_limit(ask_forked, body):
    source = f"import os, signal, time\ndef bad():\n    {body}{REST}"
    outcome = ask_forked(source, "bad", "f", limits=SHORT)
    assert statuses(outcome) == ["timeout", "ok"]
    assert outcome.replies[0].text == "took longer than 0.8 s"


@pytest.mark.parametrize(
    ("line", "status"), [("while True: pass", "timeout"), ("import os; os._exit(1)", "crashed")]
)
def test_a_file_that_does_not_end_costs_its_topic(ask_forked, line, status):
    calls = [Call("wy", "f"), Call("ws", "f"), Call("wy", "g")]
    outcome = ask_forked(REST, *calls, wy=f"x = 1\n{line}", limits=SHORT)
    assert statuses(outcome) == [status, "ok", status]
    assert outcome.replies[2].text.endswith("while the file itself was running")


def test_importing_a_file_that_does_not_end_is_an_import_error(ask_forked):
    source = "try:\n    import wy\nexcept ImportError:\n    pass" + REST
    outcome = ask_forked(source, "f", Call("wy", "f"), wy="while True: pass", limits=SHORT)
    assert statuses(outcome) == ["ok", "timeout"]


def test_the_time_for_everything_is_limited(ask_forked):
    source = "import time\ndef nap(k):\n    time.sleep(k)" + REST
    calls = [Call("ws", "nap", arguments=(9,)), "f", Call("ws", "nap", arguments=(8,))]
    outcome = ask_forked(source, *calls, limits=Limits(call=5, total=0.3))
    assert {reply.status for reply in outcome.replies} == {"timeout"}
    assert {r.text for r in outcome.replies} == {"the time for the whole submission was used up"}
    assert outcome.seconds < 4


def test_what_is_printed_costs_nothing(ask_either):
    source = (
        "import numpy as np, sys, warnings\nprint('∂ \\ud800')\nwarnings.warn('x')\n"
        "def f():\n    print('x' * 1000)\n    sys.stderr.write('x')\n    return 1 / np.zeros(2)\n"
    )
    outcome = ask_either(source, *["f"] * 20)
    assert statuses(outcome) == ["ok"] * 20
    assert outcome.remarks == ()


def test_a_flood_is_stopped_with_its_size(ask_either):
    source = "def bad():\n    while True:\n        print('x' * 1000)" + REST
    outcome = ask_either(source, "bad", "f", limits=Limits(output=200_000))
    assert statuses(outcome) == ["crashed", "ok"]
    assert outcome.replies[0].text == "printed more than 200 kB"


def test_replies_are_limited_one_by_one_and_together(ask_forked):
    source = "import numpy as np\ndef f(n):\n    return np.ones(n)"
    calls = [Call("ws", "f", arguments=(n,)) for n in (100, 10_000)]
    outcome = ask_forked(source, *calls, limits=Limits(reply=1000))
    assert statuses(outcome) == ["ok", "shape"]
    calls = [Call("ws", "f", arguments=(n,)) for n in [130_000] * 20]
    outcome = ask_forked(source, *calls, limits=Limits(reply=1 << 20))
    assert "crashed" in statuses(outcome)
    assert any(r.text.startswith("sent back more than 1") for r in outcome.replies)


def test_replies_are_limited_together_however_many_children_send_them(ask_forked):
    source = "import numpy as np, os\ndef f(n):\n    return np.ones(n) if n else os._exit(0)\n"
    source += "\n".join(f"f{k} = f" for k in range(40))
    calls = [Call("ws", f"f{k}", arguments=(n,)) for k in range(40) for n in (120_000, 0)]
    outcome = ask_forked(source, *calls, limits=Limits(reply=1 << 20))
    assert sum(len(reply.data) for reply in outcome.replies) < (16 << 20) + 80 * 80_000
    assert outcome.replies[0].status == "ok"
    assert outcome.replies[-1].text == "sent back more than 22.1 MB"


@pytest.mark.parametrize(
    ("code", "said"), [(9, "ws: a remark"), (7, "loading"), (5, "hello"), (10, "the end")]
)
def test_no_frame_comes_more_often_than_it_may(ask_forked, code, said):
    forged = f"frame = b'BPTT' + bytes([{code}, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]) + b'ws'\n"
    lies = "import os\ndef f():\n    while True:\n        os.write(3, frame)\n"
    outcome = ask_forked(forged + lies, "f", limits=Limits(reply=1000))
    assert statuses(outcome) == ["crashed"]
    assert outcome.replies[0].text == "the program sent something that is not an answer"
    assert len(outcome.remarks) <= 20


def test_more_arrays_than_asked_for_are_no_answer(ask_forked):
    source = (
        "import sys\ndef f(x):\n    frame = sys._getframe(2).f_locals\n"
        "    frame['self'].found = lambda *_: __import__('os').write(3, FORGED)\n    return x\n"
        "g = f"
    )
    forged = "FORGED = b'BPTT' + bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])\n"
    calls = [Call("ws", name, arguments=(Array(0),)) for name in ("f", "g")]
    outcome = ask_forked(forged + source, *calls, arrays=[[1.0]])
    assert statuses(outcome) == ["ok", "crashed"]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_program_that_ends_the_server_is_run_twice_and_then_given_up(forking, ask_forked):
    source = (
        "import os, signal\ndef bad():\n    os.kill(os.getppid(), signal.SIGKILL)\n    return 1"
        + REST
    )
    outcome = ask_forked(source, "f", "bad")
    assert statuses(outcome) == ["crashed", "crashed"]
    assert outcome.replies[0].text == "ended the process that runs submissions"
    assert statuses(ask_forked(REST, "f")) == ["ok"]


@pytest.mark.parametrize(("sent", "answered"), [(0, 0), (2, 0), (3, 1), (5, 0), (6, 2), (7, 0)])
def test_a_frame_with_less_or_more_than_its_calls_ask_for_is_no_answer(ask_forked, sent, answered):
    source = f"""
import sys, os, numpy as np
def f(x):
    wire = sys._getframe(1).f_globals["wire"]
    one = wire.pack_array(np.ones(1))
    os.write(3, wire.pack("ok", arrays=[one] * {sent}))
    os._exit(0)
"""
    calls = [Call("ws", "f", arguments=(Array(0),), parts=3) for _ in range(2)]
    assert statuses(ask_forked(source, *calls, arrays=[[1.0]])).count("ok") == answered


def test_an_answer_is_the_same_whatever_else_its_frame_answers(ask_forked):
    source = """
import sys, os, numpy as np
def f(x):
    wire = sys._getframe(1).f_globals["wire"]
    os.write(3, wire.pack("ok", arrays=[wire.pack_array(x) for x in (x, x + 1, x + 2)]))
    os._exit(0)
"""
    honest = "def f(x):\n    return x\ndef g(x):\n    return x + 2"
    calls = [Call("ws", name, arguments=(Array(k),)) for k, name in enumerate("ffg")]
    arrays = [[1.0], [2.0], [1.0]]
    forged = ask_forked(source, *calls, arrays=arrays).replies
    assert forged == ask_forked(honest, *calls, arrays=arrays).replies


def test_a_frame_of_arrays_does_not_answer_for_a_text(ask_forked):
    source = """
import sys, os, numpy as np
word = "a"
def f(x):
    wire = sys._getframe(1).f_globals["wire"]
    os.write(3, wire.pack("ok", arrays=[wire.pack_array(x)] * 2))
    os._exit(0)
"""
    calls = [Call("ws", "f", arguments=(Array(0),)), Call("ws", "word", "text")]
    replies = ask_forked(source, *calls, arrays=[[1.0]]).replies
    assert [(r.status, r.text) for r in replies] == [
        ("crashed", "the program sent something that is not an answer"),
        ("ok", "a"),
    ]


def test_a_call_with_a_limit_of_its_own_takes_no_earlier_answer_with_it(ask_forked):
    source = "def f(n):\n    while n:\n        pass\n    return n"
    calls = [Call("ws", "f", arguments=(0,)), Call("ws", "f", arguments=(1,), limit=0.3)]
    assert statuses(ask_forked(source, *calls)) == ["ok", "timeout"]


def test_half_a_frame_wins_no_time(ask_forked):
    source = """
import os, time
def f():
    for byte in b"BPTT" * 20:
        os.write(3, bytes([byte]))
        time.sleep(0.2)
"""
    started = time.monotonic()
    assert statuses(ask_forked(source, "f", limits=Limits(call=0.5))) == ["timeout"]
    assert time.monotonic() - started < 2
