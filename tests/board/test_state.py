"""What is seen for what is written: paths, echo, table, hints; and nothing that gives an answer
away.
"""

import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.board.deck import Deck, deck_of, from_json
from grader.board.desk import BadRequest, Desk
from grader.board.scene import MOST_STEPS, Wish, staged
from grader.board.sizes import UNITS, Floats, length, sizes, spectral_radius
from grader.board.state import Seen, Typed, shown
from grader.board.unfinished import readable
from grader.course import load_course
from grader.formula import parse
from grader.judge.grid import Grid
from grader.judge.world import World
from grader.model.graph import Leaf
from tests.models import MODELS, ROOT

WHOLE = "dE3/dy3 * dy3/ds3 * (d+s3/dWs + ds3/ds2 * (d+s2/dWs + ds2/ds1 * d+s1/dWs))"
FORMULAS = {
    "ws.accumulated": WHOLE,
    "ws.general": "Sum(dE[N]/dy[N] * dy[N]/ds[N] * ds[N]/ds[k] * d+s[k]/dWs, k, 1, N)",
    "ws.from_s2": "dE3/dy3 * dy3/ds3 * ds3/ds2 * d+s2/dWs",
    "quiz.U_two_steps": "dE[t+1]/dy[t+1] * dy[t+1]/dz[t+1] * (dz[t+1]/ds[t+1] * (d+s[t+1]/dU + "
    "ds[t+1]/ds[t] * d+s[t]/dU) + dz[t+1]/dz[t] * dz[t]/ds[t] * d+s[t]/dU)",
    "quiz.z": "z[t] = phi(s[t] @ V1 + z[t-1] @ W2)",
}


def see(deck: Deck, text: str, question: str = "ws.accumulated", **wish: object) -> Seen:
    hints = wish.pop("hints", 0)
    return shown(deck, Typed(Wish(question, **wish), text, hints))  # type: ignore[arg-type]


def about(seen: Seen) -> str:
    """What the picture says of itself."""
    return "".join(re.findall(r"<desc>(.*?)</desc>", seen.html["picture"]))


def pressable(seen: Seen) -> list[str]:
    return re.findall(r'data-press="([^"]+)"', seen.html["picture"])


@pytest.mark.parametrize("question", FORMULAS)
def test_every_beginning_of_a_right_answer_has_its_picture_and_only_the_whole_is_right(
    deck: Deck, question: str
) -> None:
    text = FORMULAS[question]
    for end in range(len(text) + 1):
        seen = see(deck, text[:end], question)
        assert (seen.verdict == "correct") == (end == len(text)), text[:end]
        for part in ("picture", "table", "controls", "said", "echo", "hints", "title"):
            ElementTree.fromstring(f"<div>{seen.html[part]}</div>".replace("&nbsp;", " "))


def test_a_walk_is_followed_link_by_link_to_where_it_stops(deck: Deck) -> None:
    assert about(see(deck, "dE3/dy3 *")) == "Begun, solid: E3 to y3. It stops at y3."
    assert "y3 to s3. It stops at s3." in about(see(deck, "dE3/dy3 * (dy3/ds3 + "))
    assert "It stops at s2." in about(see(deck, "dE3/dy3 dy3/ds3 ds3/ds2 * d+s"))


def test_a_finished_path_is_solid_and_a_missing_one_is_dashed_only_in_a_whole_formula(
    deck: Deck,
) -> None:
    two = "dE3/dy3 * dy3/ds3 * (d+s3/dWs + ds3/ds2 * d+s2/dWs"
    unfinished, finished = see(deck, two), see(deck, two + ")")
    assert about(unfinished) == "In the answer, solid: 2 paths that stem from s3, s2."
    assert "missing" not in unfinished.html["table"]
    assert about(finished).endswith("Missing, dashed: a path that stems from s1.")
    assert finished.html["table"].count("✓ right") == 2
    assert finished.html["table"].count("✗ missing") == 1


def test_a_link_that_no_model_has_is_crossed(deck: Deck) -> None:
    assert "y1 does not depend on s3" in about(see(deck, "dE3/dy3 * dy1/ds3"))


def test_nothing_is_dashed_before_something_is_right(deck: Deck) -> None:
    for text in ("", "d", "dE3/dy3", "dE3/dy3 * dy3/ds3", "ds3/ds2", "Wy"):
        assert "dashed" not in about(see(deck, text)), text


@pytest.mark.parametrize("spelling", [
    r"\frac{\partial E_3}{\partial y_3} \frac{\partial y_3}{\partial s_3} "
    r"\frac{\partial s_3}{\partial s_2} \frac{\partial^+ s_2}{\partial W_s}",
    "∂E₃/∂y₃ · ∂y₃/∂s₃ · ∂s₃/∂s₂ · ∂s₂/∂Ws",
    r"$$\frac{\partial E_3}{\partial y_3}\cdot\frac{\partial y_3}{\partial s_3}\cdot"
    r"\frac{\partial s_3}{\partial s_2}\cdot\frac{\partial s_2}{\partial W_s}$$",
])  # fmt: skip
def test_every_spelling_is_read(deck: Deck, spelling: str) -> None:
    assert see(deck, spelling, "ws.from_s2").verdict == "correct"


def test_the_horizon_and_the_model_can_be_changed_and_the_answer_is_judged_there(
    deck: Deck,
) -> None:
    five = "dE5/dy5 * dy5/ds5 * (d+s5/dWs + ds5/ds4 * d+s4/dWs + ds5/ds1*d+s1/dWs)"
    far = see(deck, five, steps=5)
    assert (far.verdict, far.own) == ("partial", False)
    assert "Missing, dashed: 2 paths that stem from s3, s2." in about(far)
    deep = see(deck, "dE2/dy2*dy2/dz2*dz2/ds2*d+s2/dU", model="two_layer", weight="U", steps=2)
    assert "Missing, dashed: 2 paths" in about(deep)
    assert see(deck, FORMULAS["ws.general"], "ws.general", steps=6).own


def test_wishes_that_cannot_be_are_taken_as_it_is_asked(deck: Deck) -> None:
    odd = staged(deck, Wish("ws.from_s2", "nothing", "../etc", 10**9))
    assert (odd.model.name, odd.steps) == ("rnn", MOST_STEPS)
    assert staged(deck, Wish("ws.from_s2", steps=1)).target == "dE[1]/dWs"
    assert staged(deck, Wish("quiz.U_two_steps", steps=1)).steps == 2
    with pytest.raises(KeyError):
        staged(deck, Wish("no.such"))


def test_the_picture_of_an_equation_comes_when_it_is_right(deck: Deck) -> None:
    assert "<svg" not in see(deck, "z[t] = phi(s[t] @ V1)", "quiz.z").html["picture"]
    assert "<svg" in see(deck, FORMULAS["quiz.z"], "quiz.z").html["picture"]


def test_hints_come_one_by_one_and_the_notice_when_it_is_right(deck: Deck) -> None:
    card = deck.cards["ws.accumulated"]
    for asked in range(4):
        html = see(deck, "", hints=asked).html["hints"]
        assert [hint[:20] in html for hint in card.hints] == [k < asked for k in range(3)]
        assert ('id="hint"' in html) == (asked < 3)
        assert card.notice[:20] not in html
    right = see(deck, WHOLE, hints=3).html["hints"]
    assert card.notice[:20] in right


HOLD_BACK = ("", "?", "dE3/dWs", "d+s2/dWs", "dE3/dy3*dy3/ds3*d+s3/dWs")


@pytest.mark.parametrize("question", ["ws.accumulated", "ws.from_s1", "ws.general"])
@pytest.mark.parametrize("text", HOLD_BACK)
def test_no_derivative_is_shown_that_the_student_did_not_write(
    deck: Deck, question: str, text: str
) -> None:
    """In maths, in words or in the picture; names of arrows to press are the drawing's own."""
    seen = see(deck, text, question, hints=3)
    drawn = re.sub(r'<g class="press".*', "", seen.html["picture"])
    said = " ".join([*(h for k, h in seen.html.items() if k not in ("asked", "picture")), drawn])
    spoken = re.findall(r"d plus (\w+)|∂\+(\w+)|d\+?([sy]\d|[sy]\[[^]]*\])/d", said)
    written = set(re.findall(r"[sy]\d", text))
    assert {name for names in spoken for name in names if name} <= written


@pytest.mark.slow
def test_the_page_and_its_answers_hold_no_reference(deck: Deck) -> None:
    """What is sent for an empty answer does not contain what the judge would call right."""
    from grader.board.page import assets

    files = b"".join(asset.content for asset in assets(deck).values()).decode()
    for question in deck.cards:
        sent = files + json.dumps(see(deck, "", question).html, ensure_ascii=False)
        for candidate in re.findall(r"[dz∂][^<>\"&{}]*?[/=][^<>\"&{};]*", sent):
            assert see(deck, candidate, question).verdict != "correct", candidate


def test_a_reference_on_the_page_would_be_seen(deck: Deck) -> None:
    found = re.findall(r"[dz∂][^<>\"&{}]*?[/=][^<>\"&{};]*", f"<p>{WHOLE}</p>")
    assert any(see(deck, candidate).verdict == "correct" for candidate in found)


def test_a_deck_for_practice_has_no_points_and_no_question_that_a_declaration_answers() -> None:
    practice = deck_of(load_course(ROOT / "exercises"), practice=True)
    assert {card.points for card in practice.cards.values()} == {0}
    assert "quiz.z" not in practice.cards
    assert from_json(practice.as_json()) == practice


def test_nothing_that_only_authors_have_is_in_a_deck(deck: Deck) -> None:
    assert "why_zero" not in deck.as_json()
    for path in sorted((ROOT / "solutions").rglob("*.py")):
        for line in re.findall(r'= r?"(.{12,})"$', path.read_text(encoding="utf-8"), re.M):
            assert line not in deck.as_json(), line


PIECES = st.lists(
    st.sampled_from([*"dEsyWx0123()[]{}+-*/^_=, \\<>&\"'", "dE3/dy3", "Sum(", "\\frac{", "\u202e"]),
    max_size=14,
).map("".join)  # fmt: skip


@given(text=st.one_of(PIECES, st.text(max_size=30)))
@example("0/0")
@example("dE3/dy3 / 0")
def test_whatever_is_typed_has_an_answer_and_no_element_of_its_own(deck: Deck, text: str) -> None:
    seen = see(deck, f"{text}<img src=x onerror=alert(1)>")
    html = "".join(seen.html.values())
    assert "<img" not in html
    assert see(deck, text).verdict


def test_what_is_unfinished_is_read_as_far_as_it_goes() -> None:
    for text in ("dE3/dy3 *", "dE3/dy3 * (", "dE3/dy3 + (dE", "dE3/dy3 * \\frac{"):
        found = readable(text)
        assert found is not None
        assert found.node == parse("dE3/dy3"), text
    assert readable("") is None
    assert readable("(" * 5000) is None


@pytest.mark.parametrize(("head", "press", "put"), [
    ("", "E@3 y@3", "dE3/dy3"),
    ("dE3/dy3", "y@3 s@3", " * dy3/ds3"),
    ("dE3/dy3 * ", "y@3 s@3", "dy3/ds3"),
    ("dE3/dy3 * dy3/ds3 * d+s3/dWs", "E@3 y@3", " + dE3/dy3"),
    ("dE3/dy3 * dy3/ds3 * (", "s@3 Ws", "d+s3/dWs"),
    ("", "s@2", "dE3/dy3 * dy3/ds3 * ds3/ds2"),
    ("dE3/dy3 * dy3/ds3 * (d+s3/dWs + ", "s@1", "ds3/ds2 * ds2/ds1"),
    ("dE3/dy3 *", "y@3", ""),
    ("dE3/dy3 * dy3/ds3", "E@1", ""),
])  # fmt: skip
def test_what_is_pressed_goes_on_where_the_chain_stands(
    desk: Desk, head: str, press: str, put: str
) -> None:
    request = {"question": "ws.accumulated", "text": head, "press": press, "cursor": len(head)}
    reply = desk.reply(request)
    assert reply["insert"] == put
    assert bool(reply["said"]) == (put == "")


def test_where_the_horizon_has_a_letter_it_is_pressed_with_the_letter(desk: Desk) -> None:
    def put(question: str, press: str) -> object:
        return desk.reply({"question": question, "text": "", "press": press})["insert"]

    assert put("ws.general", "s@2 s@1") == "ds[N-1]/ds[N-2]"
    assert put("quiz.U_two_steps", "s@2 s@1") == put("quiz.U_two_steps", "s@2 s@1")
    assert put("quiz.V1_update", "z@3 V1") == "d+z[t]/dV1"


def test_several_roads_are_left_to_the_student(desk: Desk) -> None:
    request = {"question": "quiz.U_two_steps", "text": "", "press": "s@2", "cursor": 0}
    assert "roads lead" in str(desk.reply(request)["said"])


def test_by_pressing_alone_the_whole_answer_can_be_written(deck: Deck, desk: Desk) -> None:
    text = ""
    for use in (3, 2, 1):
        for press in (f"s@{use}", f"s@{use} Ws"):
            head = text + (" + " if press == f"s@{use}" and text else "")
            request = {"question": "ws.accumulated", "text": head, "press": press}
            text = head + str(desk.reply({**request, "cursor": len(head)})["insert"])
    assert see(deck, text).verdict == "correct"


@pytest.mark.parametrize("model", ["rnn", "two_layer", "gru", "lstm"])
def test_every_link_of_the_drawing_can_be_pressed_and_nothing_else(deck: Deck, model: str) -> None:
    words = pressable(see(deck, "", model=model, steps=2))
    assert len(words) == len(set(words))
    desk, known = Desk(deck), MODELS[model]
    for word in words:
        if " " in word:
            request = {"question": "ws.accumulated", "model": model, "steps": 2, "press": word}
            assert desk.reply({**request, "text": ""})["insert"], word
    assert {w.split()[1] for w in words if "@" not in w.split()[-1]} == {*known.weights}


@pytest.mark.parametrize("press", ["s@9", "s@-1", "Ws@3", "s@3 q", "s@3 s@3 s@3", "<b>", "s@99999"])
def test_what_is_not_in_the_drawing_puts_nothing(desk: Desk, press: str) -> None:
    request = {"question": "ws.accumulated", "text": "", "press": press}
    assert desk.reply(request)["insert"] == ""


@pytest.mark.parametrize("request_", [
    {}, {"question": 3}, {"question": "no"}, {"question": "ws.general", "text": ["a"]},
    {"question": "ws.general", "text": "x" * 20_000}, {"question": "ws.general", "steps": -1},
    {"question": "ws.general", "steps": True}, {"question": "ws.general", "hints": "3"},
    {"question": "ws.general", "steps": 10**30}, {"radius": 1.5}, {"radius": 10, "model": 4},
])  # fmt: skip
def test_a_request_that_is_none_is_named(desk: Desk, request_: dict[str, object]) -> None:
    with pytest.raises(BadRequest, match=r"expected|there is none"):
        desk.reply(request_)


def test_a_draft_of_practice_is_kept_apart_from_the_answer(desk: Desk) -> None:
    own = {"question": "ws.accumulated", "text": "dE3/dy3"}
    desk.reply(own)
    assert desk.reply({**own, "text": None, "steps": 5})["text"] == "dE3/dy3"
    desk.reply({**own, "text": "dE5/dy5", "steps": 5})
    assert desk.reply({**own, "text": None})["text"] == "dE3/dy3"
    assert desk.reply({**own, "text": None, "steps": 5})["text"] == "dE5/dy5"


@pytest.mark.parametrize("name", ["rnn", "two_layer", "gru", "lstm"])
def test_sizes_are_those_of_the_chain_rule_in_numpy(name: str) -> None:
    import numpy as np

    from grader.model.chain import contributions
    from grader.model.forward import forward

    model, steps = MODELS[name], 5
    weight = next(w for w, shape in model.weights.items() if shape == shape[::-1])
    found = sizes(model, steps, weight, 0.8)
    world = World(model, Floats(), dict.fromkeys(model.widths, UNITS))
    data = {}
    for w, shape in model.weights.items():
        value = np.array(world.read(Leaf(w)).rows)
        if len(shape) == 2 and shape[0] == shape[1]:
            value *= 0.8 / spectral_radius(world.read(Leaf(w)).rows)
        data[w] = value if len(shape) == 2 else value[0]
    data |= {f"{c}0": np.array(world.read(Leaf(c, 0)).rows[0]) for c in model.carried}
    steps_ = range(1, steps + 1)
    data |= {i: np.array([world.read(Leaf(i, t)).rows[0] for t in steps_]) for i in model.inputs}
    parts = contributions(model, forward(model, data, steps), [Leaf(model.error, steps)], weight)
    assert {leaf: pytest.approx(float(np.linalg.norm(p))) for leaf, p in parts.items()} == found


@pytest.mark.parametrize("scale", [0.1, 1.0, 3.0])
def test_the_spectral_radius_is_near_that_of_numpy(scale: float) -> None:
    import numpy as np

    matrix = np.random.default_rng(4).normal(size=(4, 4)) * scale
    exact = float(max(abs(np.linalg.eigvals(matrix))))
    assert spectral_radius(tuple(map(tuple, matrix.tolist()))) == pytest.approx(exact, rel=0.05)
    assert spectral_radius(((0.0, 1.0), (0.0, 0.0))) == 0.0
    assert length(Grid(((3.0, 4.0),))) == 5.0


def test_the_fading_picture_says_how_much_is_left(desk: Desk) -> None:
    def faded(**sliders: object) -> str:
        return str(desk.reply({"model": "rnn", "weight": "Ws", "steps": 12, **sliders})["html"])

    small, large = faded(radius=30), faded(radius=150)
    assert "Spectral radius 0.30, 12 steps" in small
    assert small.count("<rect") == 12
    assert "less than a millionth" in small
    assert "less than a millionth" not in large
    assert "one contribution" in faded(radius=90, weight="Wy")
    assert "200" not in faded(radius=9999).split("<p>")[0]
    ElementTree.fromstring(f"<div>{faded(radius=0)}</div>")


def test_the_reader_s_own_numbers_stand_below_the_sliders(deck: Deck) -> None:
    own = {"40 steps": {"s0": 1e-9, "s40": 0.9}}
    asked = {"radius": 90, "model": "rnn", "weight": "Ws", "steps": 6}
    told = str(Desk(deck, own=lambda: own).reply(asked)["html"])
    assert "What your own program computed" in told
    assert "40 steps: the largest is s40 with 0.9" in told
    assert told.count("<svg") == 2
    assert str(Desk(deck).reply(asked)["html"]).count("<svg") == 1
    ElementTree.fromstring(f"<div>{told}</div>")
