"""What differs from student to student: drawn from the secret, and nobody writes a key."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.collect import Hand, Submission
from grader.commands.report import Cards
from grader.course import Course, CourseError, load_course
from grader.course.build import build, release, solved, stub_text
from grader.course.shipped import begin
from grader.course.variants import drawn, filled, kept, narrowed
from grader.notebooks.desk import Desk, Settings
from grader.notebooks.folder import init
from grader.notebooks.gradescope import build as build_autograder
from grader.pipeline import Grading
from grader.results import SubmissionResult

TABLE = '\n[variants]\nT = [2, 3, 4]\nWs = ["Ws", "R", "A"]\n'
CHAIN = "dE{{T}}/dy{{T}} * dy{{T}}/ds{{T}} * Sum(ds{{T}}/dsk * d+sk/d{{Ws}}, k, 1, {{T}})"
Edit = Callable[[str, str], None]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The small course, its chain asked of everybody for another horizon and another name."""
    begin(tmp_path, small=True)
    toml, source = tmp_path / "exercises/01_first/topic.toml", tmp_path / "solutions/01_first"
    text = toml.read_text().replace("dE[2]/dWs", "dE[{{T}}]/d{{Ws}}").replace(" two", " some")
    toml.write_text(text.replace('"dE[N]/dWs"', '"dE[N]/d{{Ws}}"').replace('"Ws"', '"{{Ws}}"'))
    toml.write_text(toml.read_text().replace('"elman"\n', f'"elman"\n{TABLE}', 1))
    lines = (source / "first.py").read_text().splitlines()
    written = [f'chain = "{CHAIN}"' if line.startswith("chain = ") else line for line in lines]
    (source / "first.py").write_text("\n".join(written) + "\n")
    build(load_course(tmp_path / "exercises"))
    return tmp_path


def graded(course: Course, text: str, student: str, secret: str = "s") -> SubmissionResult:
    grading = Grading(course, [i for i in course.items() if i.question.kind == "chain"], secret)
    hands = (Hand("first", "first.py", (text,), ()),)
    try:
        return grading.submission(Submission(student, hands, (), (), ""))
    finally:
        grading.close()


def values(course: Course, student: str, secret: str = "s") -> dict[str, str | int | float]:
    return course.varied(drawn(secret, student)).values["first"]


def test_a_variant_depends_on_the_secret_and_the_student_alone(place: Path) -> None:
    course = load_course(place / "exercises")
    students = [f"s{n:03}" for n in range(60)]
    assert [values(course, s) for s in students] == [values(course, s) for s in students]
    assert len({str(values(course, s)) for s in students}) == 9  # all there are
    assert [values(course, s) for s in students] != [values(course, s, "other") for s in students]


@pytest.mark.slow
def test_each_student_is_judged_by_an_own_variant(place: Path) -> None:
    course = load_course(place / "exercises")
    one = "s000"
    other = next(
        s for s in map("s{:03}".format, range(99)) if values(course, s) != values(course, one)
    )
    mine = solved(course.varied(drawn("s", one)), "first")
    assert graded(course, mine, one).score == 2
    assert graded(course, mine, other).score < 2


@pytest.mark.slow
def test_what_is_released_to_a_student_holds_that_variant_alone(
    place: Path, tmp_path: Path
) -> None:
    course = load_course(place / "exercises")
    own = course.varied(drawn("s", "s000"))
    given = load_course(release(own, tmp_path / "given"))
    assert given.values == own.values
    assert {len(v) for v in given.topics["first"].variants.values()} == {1}
    assert given.stub("first").read_text() == stub_text(own, "first")
    assert "{{" not in given.stub("first").read_text()
    assert graded(given, solved(own, "first"), "you", "").score == 2


def test_a_stub_that_was_handed_out_is_known_as_one(place: Path) -> None:
    source = place / "solutions/01_first/first.py"
    source.write_text(source.read_text() + '\n# %%\nsteps, weight = {{T}}, "{{Ws}}"\n')
    course = load_course(place / "exercises")
    grading = Grading(course, list(course.items()), "s")
    students = [f"s{n:03}" for n in range(20)]
    prints = {grading.stubs_of(student)["first"] for student in students}
    assert len(prints) == len({str(values(course, student)) for student in students})


def test_the_result_says_which_variant_was_asked_and_its_answer_is_drawn_in_it(
    place: Path,
) -> None:
    course = load_course(place / "exercises")
    student = next(s for s in map("s{:03}".format, range(99)) if values(course, s)["Ws"] == "R")
    steps = values(course, student)["T"]
    result = graded(course, f'chain = "dE{steps}/dy{steps} * dy{steps}/dR"', student)
    assert result.provenance.variant == {"first": values(course, student)}
    drawing = Cards(course).of(result)(result.questions[0])
    assert ">R<" in drawing
    assert ">Ws<" not in drawing


def test_one_answer_in_two_variants_has_two_cards(place: Path) -> None:
    course = load_course(place / "exercises")
    names = [f"s{n:03}" for n in range(99)]
    one, other = (next(s for s in names if values(course, s)["Ws"] == ws) for ws in ("R", "A"))
    steps = values(course, one)["T"]
    result = graded(course, f'chain = "dE{steps}/dy{steps} * dy{steps}/dR"', one)
    varied = replace(result.provenance, variant={"first": values(course, other) | {"T": steps}})
    cards, (question,) = Cards(course), result.questions
    own, others = (cards.of(r)(question) for r in (result, replace(result, provenance=varied)))
    assert ">R<" in own
    assert ">R<" not in others


def test_a_value_that_a_list_no_longer_holds_gives_way_to_the_first() -> None:
    assert kept({"first": {"T": 7}})("first", "T", [2, 3]) == 2


CHOICE = """
[[questions]]
id = "which"
kind = "choice"
points = 1
title = "Which of them"
options = ["It is {{T}}.", "It is {{Ws}}.", "It is neither.", "It is both."]
"""


def test_options_are_shuffled_in_every_variant_and_the_key_goes_with_them(place: Path) -> None:
    toml = place / "exercises/01_first/topic.toml"
    toml.write_text(toml.read_text() + CHOICE)
    key = '\n[which]\nkey = 1\nreasons = ["No {{T}}.", "", "No.", "No."]\n'
    with (place / "solutions/01_first/key.toml").open("a") as file:
        file.write(key)
    source = place / "solutions/01_first/first.py"
    text = "\n# %% [markdown]\n# {options of which}\n\n# %%\nwhich = ''\n"
    source.write_text(source.read_text() + text)
    course = load_course(place / "exercises")
    orders = set()
    for student in map("s{:03}".format, range(20)):
        own = course.varied(drawn("s", student))
        T, Ws = own.values["first"]["T"], own.values["first"]["Ws"]
        shown = next(q.options for q in own.topics["first"].questions if q.id == "which")
        found = own.key("first", "which")
        assert found
        assert shown[found.key] == f"It is {Ws}."
        assert found.reasons[shown.index(f"It is {T}.")] == f"No {T}."
        assert f"- **a**: {shown[0]}" in stub_text(own, "first").replace("# ", "")
        orders.add(tuple(option.replace(str(T), "T").replace(str(Ws), "Ws") for option in shown))
    assert len(orders) == 1  # of the course, not of the student
    assert orders != {("It is T.", "It is Ws.", "It is neither.", "It is both.")}


def test_where_all_are_handed_the_same_all_are_asked_the_same(place: Path) -> None:
    course = load_course(place / "exercises")
    assert len({str(values(course.alike(), f"s{n:03}")) for n in range(20)}) == 1
    assert values(course.alike(), "s001") == {"T": 2, "Ws": "Ws"}
    build_autograder(course, place / "scope", "")
    sent = load_course(place / "scope/course/exercises")
    assert {str(values(sent, f"s{n:03}")) for n in range(20)} == {"{'T': 2, 'Ws': 'Ws'}"}
    init(course, place / "nb", ["first"])
    desk = Desk(Settings(place / "nb/course/exercises"))
    assert values(desk.course, "s001") == values(desk.course, "s002") == {"T": 2, "Ws": "Ws"}
    assert "{{" not in (place / "nb/source/first/first.ipynb").read_text()


def test_a_course_without_variants_is_the_same_for_all(tmp_path: Path) -> None:
    begin(tmp_path, small=True)
    course = load_course(tmp_path / "exercises")
    assert course.varied(drawn("s", "s000")) is course


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("T = [2, 3, 4]", "T = []", "variants.T: expected one value or more, each once"),
        ("T = [2, 3, 4]", "T = [2, 2]", "variants.T: expected one value or more, each once"),
        ("T = [2, 3, 4]", 'T = "2"', "variants: Expected `array`, got `str`"),
        ('"A"]', '"Wx"]', "variants.Ws: 'Wx' is taken by Wx"),
        ('"A"]', '"A 1"]', "variants.Ws: 'A 1' cannot be a name in elman"),
        ("dE[{{T}}]", "dE[{{N}}]", "{{N}}: there is no such name under [variants]; known: T, Ws"),
        ("after some steps", "after {{T}} steps", "titles are the same for everyone"),
    ],
)
def test_what_is_wrong_with_variants_is_said(
    place: Path, old: str, new: str, sentence: str
) -> None:
    toml = place / "exercises/01_first/topic.toml"
    assert old in toml.read_text()
    toml.write_text(toml.read_text().replace(old, new))
    with pytest.raises(CourseError) as wrong:
        load_course(place / "exercises")
    assert sentence in str(wrong.value)
    assert "01_first/topic.toml" in str(wrong.value)


def test_a_slip_in_the_statement_is_named_with_its_file(place: Path) -> None:
    source = place / "solutions/01_first/first.py"
    source.write_text(source.read_text().replace("dE{{T}}", "dE{{TT}}"))
    with pytest.raises(CourseError, match=r"first.py: \{\{TT\}\}: there is no such name"):
        build(load_course(place / "exercises"))


def test_a_table_is_narrowed_wherever_it_stands() -> None:
    assert (
        narrowed("a = 1\n[variants]\nT = [1,\n 2]\n", {"T": 2}) == "a = 1\n[variants]\nT = [2]\n\n"
    )
    assert (
        narrowed("[variants]\nT = [1]\n[[q]]\n", {"T": "x"}) == '[variants]\nT = ["x"]\n\n[[q]]\n'
    )
    with pytest.raises(ValueError, match="begins with a line"):
        narrowed("variants = {T = [1]}\n", {"T": 1})


def test_texts_without_variants_keep_their_braces() -> None:
    assert filled("a {{b}}", {}) == "a {{b}}"


@pytest.mark.slow
def test_an_answer_that_is_right_for_another_variant_as_well_is_found(
    place: Path, bptt_course: Callable[[Path], str]
) -> None:
    toml = place / "exercises/01_first/topic.toml"
    toml.write_text(toml.read_text().replace(TABLE, "\n[variants]\nunused = [1, 2]\n"))
    text = toml.read_text().replace("{{T}}", "2").replace("{{Ws}}", "Ws")
    toml.write_text(text)
    source = place / "solutions/01_first/first.py"
    source.write_text(source.read_text().replace("{{T}}", "2").replace("{{Ws}}", "Ws"))
    build(load_course(place / "exercises"))
    said = bptt_course(place)
    assert "first: the answers of another variant are right for unused = 1 as well" in said


@pytest.fixture
def bptt_course() -> Callable[[Path], str]:
    """What `bptt course check` says, on one line."""
    from click.testing import CliRunner

    from grader.cli import cli

    def check(place: Path) -> str:
        result = CliRunner().invoke(cli, ["course", "check", "--course", str(place)])
        assert result.exit_code == 1
        return " ".join(result.output.split())

    return check
