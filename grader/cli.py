"""The command line: `bptt`.  Each command is one function here and its work elsewhere, imported
when it is asked for.
"""

import sys
from pathlib import Path
from typing import Any, TextIO

import click

from grader import __version__

PATH = click.Path(path_type=Path)
COURSE = click.option("--course", "course_dir", type=PATH, help="The course in force.")
EPILOG = "Exit status: 0 all of it is right, 1 something is not, 2 the command was wrong."


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="bptt")
def cli() -> None:
    """Learn and grade backpropagation through time."""


@cli.command("list", epilog="Exit status: 0; 2 the command was wrong.")
@COURSE
@click.option("--reset", is_flag=True, help="Forget what is done, and begin anew.")
def list_(course_dir: Path | None, reset: bool) -> None:
    """Show the exercises, what is done, and where to go on."""
    from grader.commands.student import listing

    listing(course_dir, reset)


@cli.command(epilog=EPILOG)
@COURSE
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
@click.argument("what", nargs=-1, metavar="[TOPIC|QUESTION|FILE]...")
def check(course_dir: Path | None, as_json: bool, what: tuple[str, ...]) -> None:
    """Check your answers.

    A topic (ws), a question (ws.grad_Ws) or a file; everything if you name nothing.
    """
    from grader.commands.student import checking

    sys.exit(checking(course_dir, what, as_json))


@cli.command(epilog="Exit status: 0; 2 the command was wrong.")
@COURSE
@click.option("--stage", type=click.IntRange(1, 3), help="Only this one, not the next.")
@click.argument("question", required=False)
def hint(course_dir: Path | None, stage: int | None, question: str | None) -> None:
    """Give the next hint, of three; for the next unfinished question if you name none."""
    from grader.commands.hints import hinting

    hinting(course_dir, question, stage)


@cli.command(epilog="Exit status: 0; 2 the command was wrong.")
@COURSE
@click.option("--latex", is_flag=True, help="Print formulas as LaTeX.")
@click.argument("what", required=False, metavar="[TOPIC|QUESTION]")
def notes(course_dir: Path | None, latex: bool, what: str | None) -> None:
    """Show our notes on what you have right, to compare with yours."""
    from grader.commands.hints import noting

    noting(course_dir, what, latex)


@cli.command(epilog="Exit status: 0; 2 the command was wrong.")
@COURSE
@click.option("-o", "--out", type=PATH, help="Write an SVG file; without it, text is printed.")
@click.option("--steps", type=click.IntRange(1, 24), help="Over how many steps.")
@click.option("--folded", is_flag=True, help="The model at one step, with its loops.")
@click.option("--path", type=click.IntRange(1), help="Only this path, counted from the newest.")
@click.option(
    "--theme", type=click.Choice(["auto", "light", "dark"]), default="auto", show_default=True
)
@click.argument("what", metavar="QUESTION|MODEL")
def draw(course_dir: Path | None, what: str, **options: Any) -> None:
    """Draw a model, or your answer to a question: its paths, or the sizes it computed."""
    from grader.commands.drawing import Options, drawing

    drawing(course_dir, what, Options(**options))


@cli.command(epilog="Exit status: 0; 2 the command was wrong.")
@COURSE
def watch(course_dir: Path | None) -> None:
    """Check what you save, as you save it; keys: h hint, l list, n next, s skip, q quit."""
    from grader.commands.watching import watching

    sys.exit(watching(course_dir))


SECONDS = click.FloatRange(0, min_open=True)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1),
    help="How many at a time (default: what keeps the cores busy).",
)
LIMIT_CALL = click.option(
    "--limit-call", type=SECONDS, default=5.0, show_default=True, help="Seconds a call."
)
LIMIT_TOTAL = click.option(
    "--limit-total", type=SECONDS, default=20.0, show_default=True, help="Seconds a student."
)
ROSTER = click.option(
    "--roster",
    type=PATH,
    metavar="FILE",
    help="The class, a CSV: student, name, email, lms_id, handed_in, due.",
)
OVERRIDES = click.option(
    "--overrides",
    type=PATH,
    metavar="FILE",
    help="Scores set by hand, a CSV: student, question, score, reason.",
)


@cli.command(
    epilog="Exit status: 0 all have their verdicts, 1 the grader failed, 2 a wrong command."
)
@COURSE
@click.option(
    "--out", type=PATH, default=Path("results"), show_default=True, help="Results go here."
)
@click.option("--topics", default="", help="Only these, separated by commas.")
@JOBS
@click.option(
    "--seed", default="", help="The secret that probes are drawn from (default: one kept)."
)
@click.option(
    "--isolation",
    type=click.Choice(["strong", "weak"]),
    default="strong",
    show_default=True,
    help="weak: go on even where submissions cannot be held in well.",
)
@click.option("--fresh", is_flag=True, help="Run everything again, also what is unchanged.")
@LIMIT_CALL
@LIMIT_TOTAL
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler.")
@click.option("--quiet", is_flag=True, help="Print problems only.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON a submission.")
@ROSTER
@OVERRIDES
@click.argument("submissions", type=PATH)
def grade(**options: Any) -> None:
    """Grade a class: a folder with one folder or archive a student."""
    from grader.commands.instructor import grading

    sys.exit(grading(**options))


@cli.command("try", epilog="Exit status: 0 it is right, 1 it is not, 2 the command was wrong.")
@COURSE
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.argument("question")
@click.argument("formula")
def try_(course_dir: Path | None, as_json: bool, question: str, formula: str) -> None:
    """Judge one formula: bptt try ws.from_s2 "dE3/dy3 * ..." """
    from grader.commands.formulas import trying

    sys.exit(trying(course_dir, question, formula, as_json))


@cli.command(epilog="Exit status: 0; 2 the command was wrong.")
@COURSE
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: a free one.")
@click.option("--browser/--no-browser", default=True, help="Open the page in your browser.")
def serve(course_dir: Path | None, port: int, browser: bool) -> None:
    """Open the board: write a derivation and watch its paths light up."""
    from grader.commands.board import serving

    serving(course_dir, port, browser)


@cli.command(epilog="Exit status: 0; 2 the command was wrong.")
@COURSE
@click.option(
    "--pyodide",
    type=click.Path(path_type=Path, exists=True),
    metavar="FILE",
    help="The package as it was fetched before; without it, npm fetches it.",
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def site(course_dir: Path | None, pyodide: Path | None, folder: Path) -> None:
    """Write the board into DIR as a static site, for practice: no server, no points."""
    from grader.commands.board import publishing

    publishing(course_dir, folder, pyodide)


@cli.command(epilog="Exit status: 0 every line has its answer, 2 the command was wrong.")
@COURSE
@click.option(
    "--batch", type=click.File(encoding="utf-8"), required=True, help="JSON lines; - for stdin."
)
def equal(course_dir: Path | None, batch: TextIO) -> None:
    """For authors: are two forms one answer?

    One JSON object a line in, one out.
    """
    from grader.commands.formulas import comparing

    comparing(course_dir, batch)


@cli.command(epilog="Exit status: 0 all is written, 1 a result could not be read, 2 wrong command.")
@COURSE
@ROSTER
@OVERRIDES
@click.argument("results", type=click.Path(path_type=Path, exists=True, file_okay=False))
def report(
    course_dir: Path | None, results: Path, roster: Path | None, overrides: Path | None
) -> None:
    """Write the pages and the table of RESULTS anew, without grading anything."""
    from grader.commands.report import reporting

    sys.exit(reporting(course_dir, results, roster, overrides))


@cli.command(epilog="Exit status: 0 it is told, 1 the grader failed on one, 2 a wrong command.")
@COURSE
@click.option(
    "--out", type=PATH, default=Path("results"), show_default=True, help="Where results are."
)
@click.option("--topics", default="", help="Only these, as when it was graded.")
@JOBS
@click.option("--seed", default="", help="The secret, as when it was graded.")
@click.option(
    "--isolation", type=click.Choice(["strong", "weak"]), default="strong", show_default=True
)
@LIMIT_CALL
@LIMIT_TOTAL
@ROSTER
@OVERRIDES
@click.option("--write", is_flag=True, help="Write the new results in place of the old ones.")
@click.argument("submissions", type=PATH)
def regrade(**options: Any) -> None:
    """Grade again, and say what would change for whom before anything is changed."""
    from grader.commands.regrade import regrading

    sys.exit(regrading(**options))


@cli.command(epilog="Exit status: 0 all is well, 1 something is missing.")
@COURSE
def doctor(course_dir: Path | None) -> None:
    """Look whether this machine has all it needs."""
    from grader.commands.doctor import examine

    sys.exit(examine(course_dir))


@cli.group()
def course() -> None:
    """For authors: begin, build, check and release a course."""


@course.command("new", epilog="Exit status: 0 it is written; 2 the command was wrong.")
@click.option("--small", is_flag=True, help="One model, one topic and three questions.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def course_new(folder: Path, small: bool) -> None:
    """Write a course into DIR: a copy of ours, or a small one to begin your own from."""
    from grader.commands.author import beginning

    beginning(folder, small)


@course.command("build")
@COURSE
def course_build(course_dir: Path | None) -> None:
    """Write the stubs and notebooks from the solutions."""
    from grader.commands.author import building

    building(course_dir)


@course.command(
    "check", epilog="Exit status: 0 all is well, 1 something is not, 2 the command was wrong."
)
@COURSE
def course_check(course_dir: Path | None) -> None:
    """Check the course itself.

    Stubs score nothing, solutions everything, and probes keep their certificate.
    """
    from grader.commands.author import inspecting

    sys.exit(inspecting(course_dir))


@course.command("release")
@COURSE
@click.option(
    "--students", type=PATH, metavar="FILE", help="A folder for each: a CSV, column `student`."
)
@click.option("--seed", default="", help="The secret that variants are drawn from, as in grade.")
@click.argument("folder", type=click.Path(path_type=Path))
def course_release(course_dir: Path | None, folder: Path, students: Path | None, seed: str) -> None:
    """Write the folder that students may have: no solutions, no keys."""
    from grader.commands.author import releasing

    releasing(course_dir, folder, students, seed)


@cli.command(epilog="Exit status: 0 it is written, 2 the command was wrong.")
@COURSE
@click.option(
    "--to",
    required=True,
    type=click.Choice(["canvas", "moodle", "gradescope", "prairielearn", "junit", "csv"]),
)
@click.option("--out", type=PATH, help="Where to write (default: into RESULTS).")
@click.option(
    "--fill", type=PATH, help="The gradebook of Canvas or worksheet of Moodle to be filled."
)
@click.option("--title", default="BPTT", show_default=True, help="The assignment in Canvas.")
@click.option("--questions", is_flag=True, help="Canvas: a column a question as well.")
@ROSTER
@OVERRIDES
@click.argument("folder", type=PATH, metavar="RESULTS")
def export(**options: Any) -> None:
    """Write grades as another place reads them."""
    from grader.commands.exports import exporting

    exporting(**options)


@cli.group()
def gradescope() -> None:
    """For courses that live on Gradescope."""


@gradescope.command("build")
@COURSE
@click.option("--topics", default="", help="Only these, separated by commas.")
@click.argument("folder", type=PATH)
def gradescope_build(course_dir: Path | None, folder: Path, topics: str) -> None:
    """Make the folder of an autograder: zip what is in it and upload it."""
    from grader.commands.notebooks import gradescope_building

    gradescope_building(course_dir, folder, topics)


@cli.group()
def nbgrader() -> None:
    """For courses that live under nbgrader."""


@nbgrader.command("init")
@COURSE
@click.option("--topics", default="", help="Only these, separated by commas.")
@click.argument("folder", type=PATH)
def nbgrader_init(course_dir: Path | None, folder: Path, topics: str) -> None:
    """Make a course directory: settings, source notebooks, what students' kernels need."""
    from grader.commands.notebooks import initializing

    initializing(course_dir, folder, topics)


@nbgrader.command(
    "autograde", epilog="Exit status: 0 all are graded, 1 the grader failed, 2 a wrong command."
)
@JOBS
@click.option("--fresh", is_flag=True, help="Run everything again, also what is unchanged.")
@click.option("--quiet", is_flag=True, help="Print problems only.")
@click.argument("folder", type=PATH)
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
def nbgrader_autograde(
    folder: Path, assignments: tuple[str, ...], jobs: int | None, fresh: bool, quiet: bool
) -> None:
    """Grade a course directory in one go: what `nbgrader autograde` does, many times faster."""
    from grader.commands.notebooks import autograding

    sys.exit(autograding(folder, assignments, jobs, fresh, quiet))


def main() -> None:
    """Run the command line; what the reader can mend is one line, not a traceback."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit("stopped")
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except Exception as problem:
        if not _is_ours(problem):
            raise
        click.echo(f"bptt: {problem}", err=True)
        sys.exit(2)


def _is_ours(problem: Exception) -> bool:
    """Errors of a course, a declaration or a place to grade: their text is for the reader."""
    from grader.board.site import SiteError
    from grader.collect import CollectError
    from grader.course import CourseError
    from grader.model.declaration import DeclarationError
    from grader.results import WriteError
    from grader.sandbox import SandboxError
    from grader.term.sheet import TermError

    ours: list[type[Exception]] = [
        CourseError,
        DeclarationError,
        CollectError,
        SandboxError,
        TermError,
        WriteError,
        SiteError,
    ]
    if "grader.cluster" in sys.modules:
        from grader.cluster import ClusterError

        ours.append(ClusterError)
    return isinstance(problem, tuple(ours))
