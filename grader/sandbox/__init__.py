"""Running strangers' numpy code: a child process per submission, plain arrays and text come back.

Nothing of a submission is evaluated in the grader's process, and nothing of the grader is in the
child.  What the child sends are bytes of one fixed layout (`child/wire.py`), checked before use.

    with Sandbox() as sandbox:
        exam = sandbox.exam([Call("ws", "grad_Ws", arguments=(Array(0), Array(1)))], arrays)
        outcome = sandbox.run([Program("ws", "ws.py", (text,))], exam, Limits(call=2.0))
"""

from .exam import Array, Call, Exam, Limits, Outcome, Program, Remark, Reply
from .sandbox import Sandbox, SandboxError, keep_memory_private

__all__ = [
    "Array",
    "Call",
    "Exam",
    "Limits",
    "Outcome",
    "Program",
    "Remark",
    "Reply",
    "Sandbox",
    "SandboxError",
    "keep_memory_private",
]
