"""A course that cannot be used is told so: which file, which key, and what was expected."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import CourseError, find_course, load_course
from grader.course.checks import load_check
from tests.models import ROOT

COURSE = 'title = "A course"\ntopics = ["one"]\n'
TOPIC = 'title = "One"\nmodel = "rnn"\n'
QUESTION = '[[questions]]\nid = "f"\nkind = "function"\npoints = 1\ntitle = "F"\n'
ANSWER = 'answer = "dE[N]/dWs"\narguments = ["x"]\n'
Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """A course of one topic with one question; the folder of its exercises."""

    def write(topic: str = TOPIC + QUESTION + ANSWER, course: str = COURSE) -> Path:
        root = tmp_path / "exercises"
        (root / "01_one").mkdir(parents=True)
        (root / "models").mkdir()
        shutil.copy(ROOT / "exercises/models/rnn.txt", root / "models")
        (root / "course.toml").write_text(course)
        (root / "01_one/topic.toml").write_text(topic)
        return root

    return write


def said(root: Path) -> str:
    """What is said of a course, without the folder that it lies in."""
    with pytest.raises(CourseError) as wrong:
        load_course(root)
    return str(wrong.value).replace(f"{root}/", "")


def test_the_course_that_is_spoilt_below_is_right(written: Write) -> None:
    (item,) = load_course(written()).items()
    assert item.id == "one.f"


@pytest.mark.parametrize(
    ("course", "sentence"),
    [
        ("title = ", "course.toml: is not TOML: Invalid value (at end of document)"),
        ('topics = ["one"]', "course.toml: top level: Object missing required field `title`"),
        (COURSE + "topic = 1", "course.toml: top level: Object contains unknown field `topic`"),
        ('title = 1\ntopics = ["one"]', "course.toml: title: Expected `str`, got `int`"),
        (
            COURSE + '[policy]\nseven_digits = "maybe"',
            "course.toml: policy.seven_digits: Invalid enum value 'maybe'",
        ),
    ],
)
def test_what_is_wrong_in_course_toml_is_told_with_its_key(
    written: Write, course: str, sentence: str
) -> None:
    assert said(written(course=course)) == sentence


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        (TOPIC, "top level: Object missing required field `questions`"),
        (TOPIC + QUESTION.replace('"F"', "1"), "questions[0].title: Expected `str`, got `int`"),
        (
            TOPIC + QUESTION.replace("function", "essay") + ANSWER,
            "questions[0].kind: Invalid enum value 'essay'",
        ),
        (
            TOPIC + 2 * (QUESTION + ANSWER),
            "questions[1].id: 'f' is taken or is no Python name",
        ),
        (
            TOPIC + QUESTION.replace('"f"', '"f-1"') + ANSWER,
            "questions[0].id: 'f-1' is taken or is no Python name",
        ),
        (
            TOPIC + QUESTION.replace("points = 1", "points = 0") + ANSWER,
            "questions[0].points: expected more than 0, not 0",
        ),
        (
            TOPIC + QUESTION.replace("function", "choice") + 'options = ["only"]',
            "questions[0].options: a choice needs two options or more",
        ),
        (
            TOPIC + QUESTION,
            'questions[0].answer: say what the answer is, for example "dE[N]/dWs", or check = true',
        ),
        (
            TOPIC + QUESTION + ANSWER.replace("Ws", "Wq"),
            "questions[0].answer: the model rnn has no 'Wq', "
            "only E, Ws, Wx, Wy, d, s, x, y",
        ),
        (
            TOPIC + QUESTION + 'answer = "the gradient"',
            "questions[0].answer: 'the gradient' does not say what the answer is; accepted are "
            "s[N], s[0..N], dE[N]/dWs, dE[1..N]/dWs, dE[N]/ds[0], dE[3]/dWs via s[2], "
            "dE[N]/dWs since N-1, dE[2]/dU by path, count dE[n]/dU",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_in_topic_toml_is_told_with_its_question(
    written: Write, topic: str, sentence: str
) -> None:
    assert said(written(topic)) == f"01_one/topic.toml: {sentence}"


def test_a_file_that_is_not_there_is_told(written: Write) -> None:
    root = written()
    (root / "01_one/topic.toml").unlink()
    assert said(root) == "01_one/topic.toml: cannot be read (No such file or directory)"


@pytest.mark.parametrize("name", ["rmm", "../rnn", ""])
def test_a_model_that_is_not_there_is_told_beside_those_that_are(written: Write, name: str) -> None:
    root = written(TOPIC.replace("rnn", name) + QUESTION + ANSWER)
    assert said(root) == f"models/{name}.txt: there is no model {name!r}; known are rnn"


def test_a_model_that_cannot_be_read_is_told_with_its_file_its_line_and_what_may_stand_there(
    written: Write,
) -> None:
    root = written()
    (root / "models/rnn.txt").write_text("inputs: x[n]\nstates: s[n]\nq[t] = x[t]\nE[t] = 1\n")
    assert said(root) == (
        "models/rnn.txt: line 3, column 1: 'q' is not declared\n"
        "    q[t] = x[t]\n    ^\naccepted here: one of s"
    )


def test_a_course_is_found_from_below_and_by_either_folder(written: Write) -> None:
    root = written()
    assert find_course(root) == find_course(root.parent) == root
    assert find_course(start=root / "01_one") == find_course(start=root.parent) == root


def test_where_there_is_no_course_a_way_on_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as given:
        find_course(tmp_path)
    with pytest.raises(CourseError) as here:
        find_course(start=tmp_path)
    assert str(given.value) == (
        f"{tmp_path}: there is no course.toml here; name the folder `exercises` of a course"
    )
    assert str(here.value) == (
        f"{tmp_path}: no course here or above; "
        "go to the folder that holds `exercises`, or say --course DIR"
    )


def test_a_check_that_is_not_there_or_not_whole_is_told(written: Write) -> None:
    course = load_course(written(TOPIC + QUESTION + "check = true"))
    path = course.folder("one") / "checks.py"
    with pytest.raises(CourseError) as missing:
        load_check(course, "one", "f")
    assert str(missing.value) == f"{path}: is needed for the questions with check = true"
    path.write_text("def f_cases(seed): return []\ndef f_judge(given, result): return ''\n")
    with pytest.raises(CourseError) as lacking:
        load_check(course, "one", "f")
    assert str(lacking.value) == f"{path}: f has check = true and needs f_run"


CHOICE = QUESTION.replace("function", "choice") + 'options = ["This.", "That."]\n'


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ('[g]\nkey = 0\nreasons = ["", "no"]', "g: is not a choice of this topic; known: f"),
        ('[f]\nkey = 0\nreasons = ["no"]', "f.reasons: 2 expected, one an option, not 1"),
        ('[f]\nkey = 2\nreasons = ["no", "no"]', "f.key: expected 0 to 1, not 2"),
    ],
)
def test_a_key_that_does_not_fit_its_options_is_named(
    written: Write, key: str, sentence: str
) -> None:
    root = written(TOPIC + CHOICE)
    place = root.parent / "solutions/01_one/key.toml"
    place.parent.mkdir(parents=True)
    place.write_text(key)
    with pytest.raises(CourseError) as wrong:
        load_course(root).key("one", "f")
    assert str(wrong.value) == f"{place}: {sentence}"
