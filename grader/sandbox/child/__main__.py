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


def without_new_seeds() -> None:
    """Load `random` without its wish to be seeded anew in every fork, which costs a third of it."""
    hook = getattr(os, "register_at_fork", None)
    os.register_at_fork = lambda **_: None
    importlib.import_module("random")
    if hook:
        os.register_at_fork = hook


if __name__ == "__main__":
    folder_as_package()
    without_new_seeds()
    importlib.import_module(f"{NAME}.start").main(sys.argv[1:])
