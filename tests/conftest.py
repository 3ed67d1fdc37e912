"""What all tests share."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import Sandbox

ROOT = Path(__file__).parent.parent

_worst: dict[str, float] = defaultdict(float)


def pytest_configure(config: pytest.Config) -> None:
    """In the fast half a property is tried on a few examples, in the full run on a hundred; where
    a test says how many, on as many.
    """
    if getattr(config.option, "numprocesses", None):
        return  # this process only hands out tests
    from hypothesis import HealthCheck, settings

    settings.register_profile("full", deadline=None, suppress_health_check=list(HealthCheck))
    settings.register_profile("fast", settings.get_profile("full"), max_examples=15)
    settings.load_profile("fast" if "not slow" in config.option.markexpr else "full")


@pytest.fixture(scope="session")
def warm_sandbox() -> Iterator[Sandbox]:
    """One sandbox for all that is not about starting one: an interpreter with numpy takes long."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def course_of_two(tmp_path: Path) -> Path:
    """A copy of the course, solutions and all, with its first two topics only."""
    for tree in ("exercises", "solutions"):
        shutil.copytree(ROOT / tree, tmp_path / tree, ignore=shutil.ignore_patterns(".*", "__py*"))
    for folder in tmp_path.glob("*/0[3-8]_*"):
        shutil.rmtree(folder, ignore_errors=True)
    file = tmp_path / "exercises/course.toml"
    text = file.read_text()
    start = text.index("topics")
    rest = text[text.index("\n", text.index("]", start)) :]
    file.write_text(f'{text[:start]}topics = ["forward", "wy"]\n{rest}')
    return tmp_path


@pytest.fixture(scope="session")
def record_ratio() -> Callable[[str, float], None]:
    """Remember the worst ratio of an error to its interval, for the summary at the end."""

    def record(name: str, ratio: float) -> None:
        _worst[name] = max(_worst[name], ratio)

    return record


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what this process has seen to the one that prints the summary, if that is another."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["worst"] = dict(_worst)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for name, ratio in getattr(node, "workeroutput", {}).get("worst", {}).items():
        _worst[name] = max(_worst[name], ratio)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the worst ratios: below 1 the exact value lies inside the interval."""
    if _worst:
        shown = ", ".join(f"{name} {ratio:.2g}" for name, ratio in sorted(_worst.items()))
        terminalreporter.write_line(f"worst error / interval: {shown}")
