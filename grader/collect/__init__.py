"""Reading what was handed in, hostile files included. Nothing that is read here is ever executed.

    >>> from pathlib import Path
    >>> from grader.collect import entries, read
    >>> for entry in entries(Path("submissions")):                     # doctest: +SKIP
    ...     submission = read(entry, ["ws", "wx"], stubs={"ws": "def grad_Ws(): ...\\n"})
    ...     print(submission.student, [hand.topic for hand in submission.hands])

`entries` finds who handed in, `read` picks one file a topic and turns it into cells of source text,
`read_file` does the same for a file the reader names. `fingerprint` tells a stub from an answer.
"""

from grader.collect.choose import topic_of
from grader.collect.hand import Class, CollectError, Entry, Hand, Refusal, Submission
from grader.collect.place import entries
from grader.collect.source import fingerprint
from grader.collect.submission import read, read_file

__all__ = [
    "Class",
    "CollectError",
    "Entry",
    "Hand",
    "Refusal",
    "Submission",
    "entries",
    "fingerprint",
    "read",
    "read_file",
    "topic_of",
]
