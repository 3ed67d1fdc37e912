"""Start of the child: `python -I -B __main__.py (spawn | fork FD) PACKAGE...`."""

import gc
import importlib
import importlib.util
import os
import sys
from pathlib import Path

NAME = "bptt_child"  # what this folder is called as a package in the child


def folder_as_package() -> None:
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    sys.modules[NAME] = importlib.util.module_from_spec(spec)


def forks_as_they_are() -> None:
    """Let no module set itself up anew in a fork, which takes longer than to fork: `random` would
    seed itself, `threading` make its locks.  The process that forks has one thread.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork = lambda **_: None


if __name__ == "__main__":
    gc.disable()  # until `warm` has imported everything
    folder_as_package()
    forks_as_they_are()
    importlib.import_module(f"{NAME}.start").main(sys.argv[1:])
