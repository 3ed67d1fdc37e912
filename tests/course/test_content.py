"""The course as written: a question has its name, its statement and its solution, and no statement
says what is asked for."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from grader.course import load_course

ROOT = Path(__file__).parents[2]
TOPICS = ("forward", "wy", "ws", "wx", "beyond", "quiz", "vanishing", "gates")
GIVEN = {"forward", "show", "network"}  # helpers that nobody scores

RNN = "x, s0, d, Wx, Ws, Wy"
TWO_LAYERS = "x, s0, z0, d, U, W1, V1, W2, V2"
FUNCTIONS = {
    "forward.state": "x_t, s_prev, Wx, Ws",
    "forward.forward": "x, s0, Wx, Ws, Wy",
    "forward.loss": "y, d",
    "forward.dE_dy": "y, d",
    "forward.dtanh": "s",
    "forward.numgrad": "f, W, h",
    "wy.grad_Wy": RNN,
    "ws.contribution_s3": RNN,
    "ws.contribution_s2": RNN,
    "ws.contribution_s1": RNN,
    "ws.grad_Ws": RNN,
    "wx.grad_Wx": RNN,
    "beyond.grad_s0": RNN,
    "beyond.dE_da_logistic": "a, d",
    "beyond.dE_da_softmax": "a, d",
    "beyond.grads_sum": RNN,
    "beyond.update": "weights, grads, alpha",
    "beyond.descend": "x, s0, d, weights, alpha, updates=200",
    "quiz.z_t": "s_t, z_prev, V1, W2",
    "quiz.grad_V1_1step": "s_t, z_prev, d, V1, W2, V2",
    "quiz.paths_U": TWO_LAYERS,
    "quiz.grads_z": TWO_LAYERS,
}
TEXTS = {
    "wy.chain": "chain",
    "wy.chain_N": "chain",
    "ws.from_s3": "chain",
    "ws.from_s2": "chain",
    "ws.from_s1": "chain",
    "ws.accumulated": "chain",
    "ws.general": "chain",
    "ws.closed_form": "closed_form",
    "wx.accumulated": "chain",
    "wx.general": "chain",
    "quiz.z": "equation",
    "quiz.V1_update": "chain",
    "quiz.U_two_steps": "chain",
}


class Cell(NamedTuple):
    """A cell of a source in the percent format, markdown without its comment signs."""

    markdown: bool
    text: str


class Written(NamedTuple):
    """A topic as it is written down."""

    toml: dict[str, Any]
    cells: list[Cell]
    source: str
    keys: dict[str, Any]

    @property
    def questions(self) -> list[dict[str, Any]]:
        questions: list[dict[str, Any]] = self.toml["questions"]
        return questions

    @property
    def markdown(self) -> str:
        return "\n\n".join(cell.text for cell in self.cells if cell.markdown)

    @property
    def answers(self) -> dict[str, Any]:
        """The module-level answers that are not functions."""
        assigned = [node for node in ast.parse(self.source).body if isinstance(node, ast.Assign)]
        return {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in assigned}

    @property
    def functions(self) -> dict[str, ast.FunctionDef]:
        body = ast.parse(self.source).body
        return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}

    def place(self, name: str) -> int:
        """The number of the cell that defines a name."""
        defines = re.compile(rf"^(def {name}\(|{name} = )", re.MULTILINE)
        (place,) = (
            n
            for n, cell in enumerate(self.cells)
            if not cell.markdown and defines.search(cell.text)
        )
        return place


def cells_of(source: str) -> list[Cell]:
    found = []
    for head, body in re.findall(r"^# %%(.*)\n((?:(?!# %%).*\n)*)", source, re.MULTILINE):
        markdown = "[markdown]" in head
        text = re.sub(r"^# ?", "", body, flags=re.MULTILINE) if markdown else body
        found.append(Cell(markdown, text.strip()))
    return found


def read(number: int, topic: str) -> Written:
    folder = f"{number:02d}_{topic}"
    source = (ROOT / "solutions" / folder / f"{topic}.py").read_text(encoding="utf-8")
    key = ROOT / "solutions" / folder / "key.toml"
    return Written(
        tomllib.loads((ROOT / "exercises" / folder / "topic.toml").read_text(encoding="utf-8")),
        cells_of(source),
        source,
        tomllib.loads(key.read_text(encoding="utf-8")) if key.exists() else {},
    )


COURSE = {topic: read(number, topic) for number, topic in enumerate(TOPICS, 1)}
ALL = [
    pytest.param(topic, question, id=f"{topic}.{question['id']}")
    for topic, written in COURSE.items()
    for question in written.questions
]


def plain(text: str) -> str:
    """A text without what may differ between two spellings: blanks, quotes, emphasis."""
    return re.sub(r"[\s`*\"'$\\{}]", "", text)


def test_the_course_lists_these_topics_in_this_order() -> None:
    course = tomllib.loads((ROOT / "exercises" / "course.toml").read_text(encoding="utf-8"))
    assert tuple(course["topics"][: len(TOPICS)]) == TOPICS


def test_every_promised_function_exists_with_its_signature() -> None:
    for full_id, signature in FUNCTIONS.items():
        topic, _, name = full_id.partition(".")
        assert ast.unparse(COURSE[topic].functions[name].args) == signature, full_id
        assert kind_of(full_id) == "function"


def test_every_promised_formula_exists_with_its_kind() -> None:
    for full_id, kind in TEXTS.items():
        topic, _, name = full_id.partition(".")
        assert isinstance(COURSE[topic].answers[name], str), full_id
        assert kind_of(full_id) == kind


def kind_of(full_id: str) -> str:
    topic, _, name = full_id.partition(".")
    (kind,) = (q["kind"] for q in COURSE[topic].questions if q["id"] == name)
    return str(kind)


@pytest.mark.parametrize("topic", TOPICS)
def test_ids_are_unique_and_every_answer_in_the_solution_is_asked_for(topic: str) -> None:
    written = COURSE[topic]
    ids = [question["id"] for question in written.questions]
    assert len(ids) == len(set(ids))
    assert set(written.answers) <= set(ids)
    assert set(written.functions) - set(ids) <= GIVEN


@pytest.mark.parametrize("topic", TOPICS)
def test_questions_stand_in_the_order_of_the_cells(topic: str) -> None:
    places = [COURSE[topic].place(question["id"]) for question in COURSE[topic].questions]
    assert places == sorted(places)


@pytest.mark.parametrize(("topic", "question"), ALL)
def test_a_question_has_a_short_title_and_a_statement_right_above(
    topic: str, question: dict[str, Any]
) -> None:
    written = COURSE[topic]
    assert 0 < len(question["title"]) <= 60
    statement = written.cells[written.place(question["id"]) - 1]
    assert statement.markdown
    assert statement.text.startswith(f"## {question['title']}\n")
    assert f"`{question['id']}`" in statement.text


@pytest.mark.parametrize("topic", TOPICS)
def test_a_function_says_its_shapes_and_leaves_a_gap(topic: str) -> None:
    written = COURSE[topic]
    for name, function in written.functions.items():
        if name in GIVEN - {"forward"}:
            continue
        docstring = ast.get_docstring(function) or ""
        assert "->" in docstring, f"{topic}.{name} says no shape"
        cell = written.cells[written.place(name)].text
        assert cell.count("### BEGIN SOLUTION") == cell.count("### END SOLUTION") == 1


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_opens_with_its_purpose_a_shape_table_and_the_loss(topic: str) -> None:
    written = COURSE[topic]
    opening, imports = written.cells[:2]
    assert opening.text.startswith(f"# {topic}: ")
    assert "| name | what it is | shape |" in opening.text
    assert r"\sum_j (d_j - y_{N,j})^2" in opening.text
    assert (r"2\,(y_N - d)" in opening.text) == (topic != "forward")  # there it is a question
    assert imports == Cell(False, "import numpy as np")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_ends_with_how_to_check_it(topic: str) -> None:
    assert COURSE[topic].cells[-1].text == f"Check your work: `bptt check {topic}`"


@pytest.mark.parametrize("topic", TOPICS)
def test_statements_name_equations_in_words(topic: str) -> None:
    assert not re.search(r"[Ee]q(uation|\.) ?[0-9]+", COURSE[topic].markdown)


@pytest.mark.parametrize("topic", TOPICS)
def test_no_statement_holds_a_formula_that_is_asked_for(topic: str) -> None:
    told = plain(COURSE[topic].markdown)
    for question in COURSE[topic].questions:
        answer = COURSE[topic].answers.get(question["id"])
        if question["kind"] in ("chain", "closed_form", "equation"):
            assert isinstance(answer, str)
            for term in answer.replace("d+", "d").split(" + d"):
                assert plain(term.removeprefix("d")) not in told.replace("d+", "d"), question["id"]
        elif len(str(answer)) > 1 and answer is not None:
            assert plain(str(answer)) not in told, question["id"]


@pytest.mark.parametrize("topic", TOPICS)
def test_no_statement_holds_a_line_of_a_solution(topic: str) -> None:
    told = plain(COURSE[topic].markdown)
    inside = re.findall(
        r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", COURSE[topic].source, re.DOTALL
    )
    lines = {
        plain(line.strip().removeprefix("return "))
        for block in inside
        for line in block.splitlines()
    }
    assert not [line for line in lines if len(line) > 3 and line in told]


CHOICES = [p for p in ALL if p.values[1]["kind"] == "choice"]  # type: ignore[index]


@pytest.mark.parametrize(("topic", "question"), CHOICES)
def test_a_choice_names_where_its_options_stand_and_its_key_fits(
    topic: str, question: dict[str, Any]
) -> None:
    written = COURSE[topic]
    statement = written.cells[written.place(question["id"]) - 1].text
    options, key = question["options"], written.keys[question["id"]]
    assert f"{{options of {question['id']}}}" in statement.splitlines()
    assert written.answers[question["id"]] == options[key["key"]]
    assert [bool(reason) for reason in key["reasons"]] == [n != key["key"] for n in range(4)]


def test_right_options_do_not_all_have_the_same_letter() -> None:
    course = load_course(ROOT / "exercises")
    keys = [course.key(i.topic, i.question.id) for i in course.items() if i.question.options]
    letters = [key.key for key in keys if key]
    assert len(letters) == len(keys)
    assert set(letters) == {0, 1, 2, 3}
    assert max(map(letters.count, letters)) <= len(letters) / 2


def test_what_cannot_be_derived_has_its_three_checks() -> None:
    for number, (topic, written) in enumerate(COURSE.items(), 1):
        path = ROOT / "exercises" / f"{number:02d}_{topic}" / "checks.py"
        checked = [q["id"] for q in written.questions if q.get("check")]
        assert path.exists() == bool(checked)
        if checked:
            text = path.read_text(encoding="utf-8")
            defined = {
                node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)
            }
            assert {
                f"{name}_{part}" for name in checked for part in ("run", "cases", "judge")
            } <= defined


def test_the_table_of_questions_is_the_course() -> None:
    table = (ROOT / "exercises" / "QUESTIONS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| `([\w.]+)` \| (\w+) \| (\d+) \|", table, re.MULTILINE)
    written = [
        (f"{t}.{q['id']}", q["kind"], str(q["points"]))
        for t, w in COURSE.items()
        for q in w.questions
    ]
    assert rows == written
    per_topic = ", ".join(f"{t} {sum(q['points'] for q in w.questions)}" for t, w in COURSE.items())
    total = sum(int(points) for _, _, points in written)
    assert f"{len(written)} questions, {total} points: {per_topic}." in table
