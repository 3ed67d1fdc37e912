"""`bptt course new | build | check | release`: for those who write the exercises."""

import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Course, CourseError, find_course, load_course
from grader.report.terminal import console, mark
from grader.results import QuestionResult, recorded

if TYPE_CHECKING:
    from grader.model import Model
    from grader.sandbox import Sandbox


def beginning(folder: Path, small: bool) -> None:
    """Write a course to begin from, and say how to go on."""
    from grader.course.shipped import begin
    from grader.report.terminal import following

    screen = console()
    for path in begin(folder, small):
        screen.print(f"written  {path}", soft_wrap=True)
    screen.print()
    following(screen, f"cd {shlex.quote(str(folder))} && bptt list", "Go there and look:  ")


def building(course_dir: Path | None) -> None:
    """Write stubs and notebooks, and the probes of models that have none yet."""
    from grader.course.build import build

    course, screen = load_course(find_course(course_dir)), console()
    changed = build(course)
    for path in changed:
        screen.print(f"written  {path}", soft_wrap=True)
    if not changed:
        screen.print("nothing to write: stubs and notebooks are as the solutions say")
    for model in _probed(course):
        if not course.seeds.get(model.name):
            screen.print(f"looking for probes on which every known mistake shows: {model.name}")
            _seed(course, model)


def _probed(course: Course) -> "list[Model]":
    """The models that need certified probes: those with weights."""
    return list(dict.fromkeys(item.model for item in course.items() if item.model.weights))


def _seed(course: Course, model: "Model") -> None:
    """Find the seeds of a model and add them to probes.toml.  Raises CourseError."""
    from grader.judge.certificate import certified_seeds
    from grader.judge.probes import SETS

    seeds, last = certified_seeds(model, SETS)
    if len(seeds) < SETS:
        missed = ", ".join(last.missed) or f"an interval of {last.width:.1g}"
        raise CourseError(
            f"{model.name}: only {len(seeds)} of {SETS} sets of probes can be certified; on the "
            f"last one these do not show: {missed}.  Is a weight or a state without any effect?"
        )
    with (course.root / "probes.toml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{model.name} = {seeds}\n")


def releasing(course_dir: Path | None, folder: Path) -> None:
    """Copy what students may have."""
    from grader.course.build import release

    target = release(load_course(find_course(course_dir)), folder)
    console().print(f"written  {target}: no solutions, no keys")


def inspecting(course_dir: Path | None) -> int:
    """Check the course; returns 1 if something is not as it should be."""
    from grader.sandbox import Sandbox

    course = load_course(find_course(course_dir))
    screen, problems = console(), 0
    with Sandbox(course.file.packages) as sandbox:
        for name, look in (
            ("files", _files),
            ("stubs", partial(_stubs, sandbox)),
            ("solutions", partial(_solutions, sandbox)),
            ("probes", _probes),
        ):
            found = list(look(course))
            problems += len(found)
            line = mark(screen, "incorrect" if found else "correct")
            screen.print(
                line.append(f"  {name:10}", "bold").append(
                    found[0] if found else "as they should be", ""
                )
            )
            for problem in found[1:]:
                screen.print(f"   {'':10}{problem}")
    return 1 if problems else 0


def _files(course: Course) -> Iterator[str]:
    from grader.course.build import drifted, stray

    for path in drifted(course):
        yield f"{path} is not what the solution gives; run  bptt course build"
    for path in stray(course):
        yield f"{path} belongs to nothing"


def _stubs(sandbox: "Sandbox", course: Course) -> Iterator[str]:
    for suffix in (".py", ".ipynb"):
        stubs = {topic: course.stub(topic, suffix) for topic in course.topics}
        for question in _run(sandbox, course, stubs, 0):
            if question.score or question.verdict not in {"unanswered", "pending"}:
                gets = f"{question.score:g} points, {question.verdict}"
                yield f"{question.id}: the stub ({suffix}) gets {gets}: {question.message}"


def _solutions(sandbox: "Sandbox", course: Course) -> Iterator[str]:
    from grader.judge.probes import SETS

    solved = {
        topic: course.solutions / course.folder(topic).name / f"{topic}.py"
        for topic in course.topics
    }
    for probes in range(SETS):
        for question in _run(sandbox, course, solved, probes):
            if question.score < question.points and question.verdict != "pending":
                gets = f"{question.score:g} of {question.points:g} with probes {probes}"
                yield f"{question.id}: the solution gets {gets}: {question.message}"
            elif question.remarks:
                yield f"{question.id}: the solution gets the remark: {question.remarks[0]}"


def _run(
    sandbox: "Sandbox", course: Course, files: dict[str, Path], probes: int
) -> Iterator[QuestionResult]:
    from grader.collect import Hand, read_file
    from grader.paper import prepare
    from grader.sandbox import Program

    read = (read_file(path, topic) for topic, path in files.items())
    programs = [Program(h.topic, h.file, h.cells) for h in read if isinstance(h, Hand)]
    paper = prepare(course, course.items(), probes)
    outcome = sandbox.run(programs, sandbox.exam(paper.calls, paper.arrays))
    for item, judgement in paper.judged(outcome.replies):
        yield recorded(item, judgement)


def _probes(course: Course) -> Iterator[str]:
    from grader.judge.certificate import certify
    from grader.judge.probes import SETS

    for model in _probed(course):
        seeds = course.seeds.get(model.name, [])
        if len(seeds) != SETS:
            place = f"{course.root / 'probes.toml'}: {model.name}"
            needed = f"{SETS} seeds are needed, there are {len(seeds)}"
            yield f"{place}: {needed}; without any, bptt course build finds them"
        for number, seed in enumerate(seeds):
            certificate = certify(model, seed)
            if not certificate.holds:
                missed = ", ".join(certificate.missed) or f"an interval of {certificate.width:.1g}"
                yield f"{model.name}: set {number} (seed {seed}) has lost its certificate: {missed}"
