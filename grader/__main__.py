"""`bptt`, and `python -m grader`, which is the same."""

import gc
import os
import sys

# One thread for linear algebra: the arrays are small, and a class is graded side by side.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


def main() -> None:
    """Run the command line; `bptt check` of plain words without importing all of it."""
    command, *words = sys.argv[1:] or [""]
    if command == "check" and not any(word.startswith("-") for word in words):
        at_once(words)
    from grader import cli

    cli.main()


def at_once(words: list[str]) -> None:
    """Check and end; what goes wrong is left to the command line, which meets and tells it."""
    gc.disable()  # there is next to no garbage in imports, nor in what goes with the process
    try:
        from grader.commands.student import checking

        status = checking(None, words, as_json=False)
    except KeyboardInterrupt:
        sys.exit("\nstopped")
    except Exception:
        return
    finally:
        gc.freeze()
        gc.enable()
    sys.exit(status)


if __name__ == "__main__":
    main()
