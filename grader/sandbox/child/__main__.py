"""Start of the child: `python -I -B __main__.py (spawn | fork FD) PACKAGE...`."""

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
    """Modules wish to set themselves up anew in every fork (`random` seeds itself, `threading` makes
    its locks), which takes longer than the fork; ours are forks of a process with one thread.
    """
    if hasattr(os, "register_at_fork"):
        os.register_at_fork = lambda **_: None


if __name__ == "__main__":
    folder_as_package()
    forks_as_they_are()
    importlib.import_module(f"{NAME}.start").main(sys.argv[1:])
