"""`bptt gradescope build`: the folder that Gradescope unpacks as an autograder."""

import secrets
import shutil
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from grader.course import Course, CourseError
from grader.course.build import narrow

PACKAGE = Path(__file__).resolve().parent.parent

SETUP = """\
#!/usr/bin/env bash
# Run once by Gradescope, when the image is made. Elsewhere: AUTOGRADER=/some/folder ./setup.sh
set -euo pipefail
base="${AUTOGRADER:-/autograder}"
python="$(command -v python3.13 || command -v python3.12 || command -v python3.11 || true)"
if [ -z "$python" ]; then
  apt-get update -q && apt-get install -y -q python3.11 python3.11-venv
  python=python3.11
fi
"$python" -m venv "$base/venv"
"$base/venv/bin/python" -m pip install --quiet -r "$base/source/requirements.txt"
"""

RUN = """\
#!/usr/bin/env bash
# Run for every submission: $base/submission is graded into $base/results/results.json.
set -euo pipefail
base="${AUTOGRADER:-/autograder}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/class" "$base/results"
cp -R "$base/submission" "$work/class/submission"
cd "$work"
bptt() { PYTHONPATH="$base/source" "${PYTHON:-$base/venv/bin/python}" -m grader "$@"; }
course="$base/source/course/exercises"
bptt grade class --course "$course" TOPICS--seed "$(cat "$base/source/seed")" --quiet
bptt export results --course "$course" --to gradescope --out "$base/results/results.json"
"""


def build(course: Course, folder: Path, topics: str) -> list[Path]:
    """Write setup.sh, run_autograder, the grader, the course and a new secret.

    Zip what is in the folder and upload it.  Raises CourseError if the folder
    is not empty or the course has no solutions.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CourseError(f"{folder}: is not empty; name a new folder")
    if not course.solutions.is_dir():
        raise CourseError(f"{course.solutions}: is missing; an autograder needs the keys in it")
    ignore = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(PACKAGE, folder / "grader", ignore=ignore)
    for tree in (course.root, course.solutions):
        shutil.copytree(tree, folder / "course" / tree.name, ignore=ignore)
    narrow(course, folder / "course" / course.root.name)  # all are handed the same
    chosen = f"--topics {topics} " if topics else ""
    _write(folder / "setup.sh", SETUP, 0o755)
    _write(folder / "run_autograder", RUN.replace("TOPICS", chosen), 0o755)
    _write(folder / "requirements.txt", "\n".join(_requirements()) + "\n", 0o644)
    _write(folder / "seed", secrets.token_hex(16) + "\n", 0o600)
    return sorted(folder.iterdir())


def _write(path: Path, text: str, mode: int) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(mode)


def _requirements() -> list[str]:
    """What the grader itself needs, without its extras."""
    try:
        needs = requires("bptt-grader")
    except PackageNotFoundError:  # run from a checkout that is not installed
        import tomllib

        project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
        needs = project["project"]["dependencies"]
    return [need for need in needs or [] if "extra ==" not in need]
