"""A class on more than one machine: submissions go to the workers of a Dask cluster.

Hand-ins are read here and results are written here; a worker gets the text of one submission and
sends back the bytes of its result.  Each worker loads the course from the same path, has sandboxes
of its own, and refuses by the same rule as this machine would.
"""

import platform
import threading
from collections.abc import Generator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from grader import __version__, results
from grader.collect import Entry, Submission
from grader.course import load_course
from grader.pipeline import Done, Grading, unchanged
from grader.sandbox import Limits, keep_memory_private

if TYPE_CHECKING:
    from distributed import Client, Future

WAITING = 4  # submissions that are sent ahead, for each thread of the cluster
RETRIES = 3  # of a submission whose worker was lost
PATIENCE = 20  # seconds to find the scheduler

_setting_up = threading.Lock()


class ClusterError(Exception):
    """The cluster cannot be used; its text says why and what to do."""


class Order(NamedTuple):
    """What a worker needs to know besides submissions; all of it must be the same everywhere."""

    course: str
    digest: str
    topics: tuple[str, ...]
    secret: str
    limits: Limits
    strong: bool
    versions: str


def versions() -> str:
    """What has to be alike on all machines for results to be."""
    return f"grader {__version__}, python {platform.python_version()}, numpy {np.__version__}"


# on a worker


@lru_cache(maxsize=1)
def _set_up(order: Order) -> Grading:
    if versions() != order.versions:
        raise ClusterError(f"a worker has {versions()}, and this machine {order.versions}")
    course = load_course(Path(order.course))
    if course.digest != order.digest:
        raise ClusterError(f"a worker has another course at {order.course}")
    keep_memory_private()
    items = list(course.items(order.topics))
    return Grading(course, items, order.secret, order.limits, strong=order.strong)


def _grading(order: Order) -> Grading:
    with _setting_up:
        return _set_up(order)


def isolation(order: Order) -> str:
    """The layers on this worker; raises if they are too weak or it cannot grade."""
    return _grading(order).isolation


def graded(order: Order, submission: Submission, flags: Sequence[str]) -> bytes:
    """The result of one submission, as JSON."""
    return results.encode(_grading(order).submission(submission, flags))


# on the machine that was asked


def grade_on(
    address: str, grading: Grading, entries: Sequence[Entry], out: Path, fresh: bool = False
) -> Generator[Done, None, None]:
    """As `grade_class`, by the workers of the scheduler at `address`.

    Raises ClusterError, and WriteError if results cannot be written.
    """
    client = _client(address)
    try:
        order = Order(
            str(grading.course.root.resolve()),
            grading.course.digest,
            tuple(grading.names),
            grading.secret,
            grading.limits,
            grading.strong,
            versions(),
        )
        grading.elsewhere = _agreed(client, order)
        results.prepare(out)
    except BaseException:
        client.close()
        raise
    return _coming(client, order, grading, entries, out, fresh)


def _client(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError:
        needs = "--scheduler needs the extra cluster: pip install 'bptt-grader[cluster]'"
        raise ClusterError(needs) from None
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"there is no Dask scheduler at {address} ({error})") from None


def _agreed(client: "Client", order: Order) -> str:
    """The isolation of all workers; ClusterError if one cannot grade, or isolates differently."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        found = client.run(isolation, order)
    except TimeoutError:
        raise ClusterError("the scheduler has no workers; start one with `dask worker`") from None
    except Exception as error:  # whatever a worker raised
        raise ClusterError(f"a worker cannot grade: {error}") from None
    if len(set(found.values())) > 1:
        told = "; ".join(f"{worker}: {layers}" for worker, layers in sorted(found.items()))
        raise ClusterError(f"the workers isolate differently ({told}); use machines that are alike")
    return str(next(iter(found.values())))


def _coming(
    client: "Client",
    order: Order,
    grading: Grading,
    entries: Sequence[Entry],
    out: Path,
    fresh: bool,
) -> Generator[Done, None, None]:
    from distributed import as_completed

    most = WAITING * max(1, sum(client.nthreads().values()))
    left, coming = iter(entries), as_completed(loop=client.loop)
    sent: dict[str, Entry] = {}
    try:
        while True:
            while len(sent) < most and (entry := next(left, None)):
                submission, known = unchanged(grading, entry, out, fresh)
                if known:
                    yield Done(entry, known, reused=True)
                    continue
                future = client.submit(
                    graded, order, submission, entry.flags, pure=False, retries=RETRIES
                )
                sent[future.key] = entry
                coming.add(future)
            if not sent:
                return
            future = next(coming)
            yield _kept(future, sent.pop(future.key), out)
    finally:
        client.close()


def _kept(future: "Future", entry: Entry, out: Path) -> Done:
    """What a worker sent, written."""
    try:
        content = future.result()
        result = results.decode(content)
    except Exception as problem:
        return Done(entry, None, problem=f"{type(problem).__name__}: {problem}")
    results.write(results.student_file(out, entry.student), content)
    return Done(entry, result)
