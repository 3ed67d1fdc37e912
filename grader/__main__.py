"""`python -m grader` is `bptt`."""

from grader.cli import main

if __name__ == "__main__":
    main()
