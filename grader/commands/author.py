"""`bptt course new | build | check | release`: for those who write the exercises."""

import contextlib
import shlex
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Course, CourseError, find_course, load_course
from grader.report.terminal import console, mark
from grader.results import QuestionResult, recorded

if TYPE_CHECKING:
    from grader.course.variants import Value
    from grader.model import Model
    from grader.pipeline import Grading
    from grader.sandbox import Program


def beginning(folder: Path, small: bool) -> None:
    """Write a course to begin from, and say how to go on."""
    from grader.course.shipped import begin
    from grader.report.terminal import following

    screen = console()
    for path in begin(folder, small):
        screen.print(f"written  {path}", soft_wrap=True)
    screen.print()
    there = "" if folder == Path() else f"cd {shlex.quote(str(folder))} && "
    following(screen, f"{there}bptt list", "Look at it:  ")


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


def releasing(course_dir: Path | None, folder: Path, students: Path | None, seed: str) -> None:
    """Copy what students may have; where their variants differ, a folder a student."""
    from grader.course.build import release

    course = load_course(find_course(course_dir))
    if students:
        _each(course, folder, students, seed)
        return
    varied = [name for name, topic in course.topics.items() if topic.variants]
    if varied:
        raise CourseError(
            f"{', '.join(varied)}: differs from student to student; "
            "name them with --students FILE, a CSV with a column `student`"
        )
    target = release(course, folder)
    console().print(f"written  {target}: no solutions, no keys", soft_wrap=True)


def _each(course: Course, folder: Path, students: Path, seed: str) -> None:
    """A folder a student, and the table of who has what."""
    from grader.course.build import release
    from grader.course.variants import drawn
    from grader.pipeline import kept_secret, secret_place
    from grader.report.table import sheet
    from grader.results import write
    from grader.term.roster import read_roster

    secret, rows, shared = seed or kept_secret(secret_place()), [], dict[str, list[str]]()
    roster = read_roster(students)
    if not roster:
        raise CourseError(f"{students}: names nobody; expected a line a student")
    for student in roster:
        own = course.varied(drawn(secret, student))
        release(own, folder / student)
        values = {f"{t}.{n}": str(v) for t, named in own.values.items() for n, v in named.items()}
        rows.append([student, *values.values()])
        shared.setdefault(str(values), []).append(student)
    place = folder / "variants.csv"
    write(place, sheet(["student", *values], rows).encode())
    screen = console()
    screen.print(f"written  {folder}/: a folder for each of {len(rows)} students", soft_wrap=True)
    screen.print(f"written  {place}: who has which variant; not for students", soft_wrap=True)
    if same := [names for names in shared.values() if len(names) > 1 and values]:
        told = "; ".join(", ".join(names) for names in same)
        screen.print(f"these have the same variant: {told}", soft_wrap=True)


def inspecting(course_dir: Path | None) -> int:
    """Check the course; returns 1 if something is not as it should be."""
    from grader.pipeline import Grading

    course = load_course(find_course(course_dir))
    screen, problems = console(), 0
    with contextlib.closing(Grading(course, list(course.items()))) as grading:
        for name, look in (
            ("files", _files),
            ("stubs", partial(_stubs, grading)),
            ("solutions", partial(_solutions, grading)),
            ("variants", partial(_variants, grading)),
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


def _stubs(grading: "Grading", course: Course) -> Iterator[str]:
    for suffix in (".py", ".ipynb"):
        stubs = {topic: course.stub(topic, suffix) for topic in course.topics}
        for question in _run(grading, course, _hands(stubs), 0):
            if question.score or question.verdict not in {"unanswered", "pending"}:
                gets = f"{question.score:g} points, {question.verdict}"
                yield f"{question.id}: the stub ({suffix}) gets {gets}: {question.message}"


def _solutions(grading: "Grading", course: Course) -> Iterator[str]:
    from grader.judge.probes import SETS

    for probes in range(SETS):
        for question in _run(grading, course, _solved(course, course.topics), probes):
            if question.score < question.points and question.verdict != "pending":
                gets = f"{question.score:g} of {question.points:g} with probes {probes}"
                yield f"{question.id}: the solution gets {gets}: {question.message}"
            elif question.remarks:
                yield f"{question.id}: the solution gets the remark: {question.remarks[0]}"


def _variants(grading: "Grading", course: Course) -> Iterator[str]:
    """Every value is tried once: its stub, its solution, and the solution of another variant."""
    from grader.course.build import stub_text

    for topic, lists in ((name, t.variants) for name, t in course.topics.items() if t.variants):
        most = max(map(len, lists.values()))
        own = [course.varied(partial(_turn, k)) for k in range(most)]
        for k, one in enumerate(own):
            told = ", ".join(f"{name} = {value}" for name, value in one.values[topic].items())
            for question in _run(grading, one, _solved(one, [topic]), k, topic):
                if question.score < question.points and question.verdict != "pending":
                    yield f"{question.id}: with {told} the solution gets: {question.message}"
            blank = [_program(topic, stub_text(one, topic))]
            for question in _run(grading, one, blank, k, topic):
                if question.score:
                    yield f"{question.id}: with {told} the stub gets {question.score:g} points"
            copied = list(_run(grading, one, _solved(own[k - 1], [topic]), k, topic))
            if most > 1 and all(q.score == q.points for q in copied):
                yield f"{topic}: the answers of another variant are right for {told} as well"


def _turn(k: int, topic: str, name: str, values: "list[Value]") -> "Value":
    return values[k % len(values)]


def _solved(course: Course, topics: Iterable[str]) -> "list[Program]":
    from grader.course.build import solved

    return [_program(topic, solved(course, topic)) for topic in topics]


def _program(topic: str, text: str) -> "Program":
    from grader.sandbox import Program

    return Program(topic, f"{topic}.py", (text,))


def _hands(files: dict[str, Path]) -> "list[Program]":
    from grader.collect import Hand, read_file
    from grader.sandbox import Program

    read = (read_file(path, topic) for topic, path in files.items())
    return [Program(h.topic, h.file, h.cells) for h in read if isinstance(h, Hand)]


def _run(
    grading: "Grading", course: Course, programs: "list[Program]", probes: int, *topics: str
) -> Iterator[QuestionResult]:
    """What programs get in a variant, each topic in a sandbox that has its packages."""
    from grader.paper import prepare

    paper = prepare(course, course.items(topics), probes)
    outcome = grading.run(programs, list(grading.parts(paper)))
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
