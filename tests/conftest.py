"""What all tests share."""

from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

_worst: dict[str, float] = defaultdict(float)


@pytest.fixture(scope="session")
def record_ratio() -> Iterator[Callable[[str, float], None]]:
    """Remember the worst ratio of an error to its interval, for the summary at the end."""

    def record(name: str, ratio: float) -> None:
        _worst[name] = max(_worst[name], ratio)

    return record


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the worst ratios: below 1 the exact value lies inside the interval."""
    if _worst:
        shown = ", ".join(f"{name} {ratio:.2g}" for name, ratio in sorted(_worst.items()))
        terminalreporter.write_line(f"worst error / interval: {shown}")
