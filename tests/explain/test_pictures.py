"""Pictures read off a declaration: nothing overlaps, each mark is there, and has its words."""

import re
from itertools import combinations
from math import hypot
from typing import Any
from xml.etree import ElementTree

import pytest

from grader.course import load_course
from grader.explain.marks import Known, shown, single
from grader.explain.picture import DARK, LIGHT, Marks, folded, unrolled
from grader.explain.places import RADIUS, Places, at
from grader.explain.sketch import grid, plainly, tree
from grader.model import Leaf, Model, paths
from tests.models import MODELS, RNN, ROOT

ITEMS = {item.id: item for item in load_course(ROOT / "exercises").items()}
SVG = "{http://www.w3.org/2000/svg}"
UNLIKE = ("rnn", "two_layer", "gru", "lstm")  # the others look like the first
LAYOUTS: list[Any] = [(name, steps, False) for name in UNLIKE for steps in (1, 3)]
LAYOUTS += [pytest.param(name, 6, False, marks=pytest.mark.slow) for name in UNLIKE]
LAYOUTS += [(name, 1, True) for name in UNLIKE]


def overlaps(places: Places) -> list[str]:
    """Everything that lies on something else."""
    found = []
    boxes = {str(leaf): places.box(leaf) for leaf in places.nodes}
    boxes |= {f"label of {a}": box for a, (_, box) in places.labels.items()}
    found += [f"{a} and {b}" for (a, x), (b, y) in combinations(boxes.items(), 2) if x.meets(y)]
    for arrow in places.arrows:
        ends = {arrow.head, arrow.tail, Leaf(arrow.tail.name, 1) if places.folded else arrow.tail}
        for leaf, (nx, ny) in places.nodes.items():
            points = [at(places.curve(arrow), u / 40) for u in range(41)]
            if leaf not in ends and any(hypot(x - nx, y - ny) < RADIUS for x, y in points):
                found.append(f"the arrow {arrow} runs through {leaf}")
    for name, box in boxes.items():
        if not (box.left >= 0 and box.top >= 0 and box.right <= places.width + 0.5):
            found.append(f"{name} leaves the paper")
    return found


@pytest.mark.parametrize(("name", "steps", "fold"), LAYOUTS)
def test_nothing_overlaps(name: str, steps: int, fold: bool) -> None:
    assert overlaps(Places(MODELS[name], steps, folded=fold)) == []


def test_an_overlap_would_be_seen() -> None:
    places = Places(RNN, 2)
    places.nodes[Leaf("s", 2)] = places.nodes[Leaf("y", 2)]
    assert overlaps(places)


def marked(model: Model, steps: int, weight: str, lost: int) -> Marks:
    every = tuple(paths(model, [Leaf(model.error, steps)], Leaf(weight)))
    return Marks(every[:-lost], every[-lost:])


@pytest.mark.parametrize(("name", "weight"), [("rnn", "Ws"), ("two_layer", "U"), ("gru", "Ur")])
def test_a_picture_is_well_formed_and_speaks(name: str, weight: str) -> None:
    marks = marked(MODELS[name], 3, weight, 1)
    root = ElementTree.fromstring(unrolled(MODELS[name], 3, marks))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == f"The model {name} over 3 steps"
    about = root.findtext(f"{SVG}desc")
    assert about is not None
    assert "Missing, dashed: a path that stems from" in about
    shown_names = "".join(root.itertext())
    for leaf in MODELS[name].equations:
        assert leaf in shown_names


def test_missing_is_dashed_right_is_solid_and_impossible_is_crossed() -> None:
    marks = marked(RNN, 3, "Ws", 1)._replace(impossible=((Leaf("y", 3), Leaf("s", 1)),))
    svg = unrolled(RNN, 3, marks)
    assert svg.count('stroke-dasharray="7 5"') == 4  # the arrows of the one missing path
    assert svg.count('stroke-dasharray="1 6"') == 1
    assert svg.count('opacity="0.22"') == 3  # the band under E3, y3, s3, s2
    assert 'stroke-dasharray="7 5"' not in unrolled(RNN, 3)


def test_a_picture_says_no_more_than_it_shows() -> None:
    svg = unrolled(RNN, 3, marked(RNN, 3, "Ws", 1))
    for secret in ("dE3", "ds3", "∂"):
        assert secret not in svg


def test_light_and_dark_are_readable_and_go_by_variables() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for theme in (LIGHT, DARK):
        for role in ("ink", "soft", "ok", "miss", "bad"):
            low, high = sorted(luminance(theme[k]) for k in (role, "paper"))
            assert (high + 0.05) / (low + 0.05) >= 4.5, role
    assert "prefers-color-scheme:dark" in unrolled(RNN, 2)
    assert DARK["paper"] in unrolled(RNN, 2, theme="dark")
    classes = re.findall(r'class="([^"]+)"', folded(RNN))
    assert all(one.startswith("bptt-") for c in classes for one in c.split())


def test_the_text_shows_what_the_picture_shows() -> None:
    marks = marked(RNN, 3, "Ws", 1)
    assert "✗ missing    ✓            ✓" in grid(RNN, 3, marks)
    assert "◐ 2 of 3" in grid(MODELS["two_layer"], 3, marked(MODELS["two_layer"], 3, "U", 1))
    assert "also h[t-1] ▸ c[t]" in grid(MODELS["lstm"], 2)
    assert plainly(grid(RNN, 3, marks)).isascii()
    assert plainly(tree(marks)).isascii()


def test_a_missing_path_is_spelt_out_only_where_it_may_be() -> None:
    marks = marked(RNN, 3, "Ws", 1)
    assert "s2 ┄┄┄ s1" not in tree(marks)
    assert "one path that stems from s1" in tree(marks)
    assert "s1 ┄┄┄ Ws" in tree(marks, reveal=True)


def stems(marked_paths: "tuple[tuple[Leaf, ...], ...]") -> list[str]:
    return [str(path[-2]) for path in marked_paths]


def test_marks_come_from_the_formula_or_from_the_contributions() -> None:
    ws, chain = ITEMS["ws.grad_Ws"], ITEMS["ws.accumulated"]
    of_arrays = shown(ws, Known(contributions={"s3": "right", "s2": "missing"}))
    assert (stems(of_arrays.marks.right), stems(of_arrays.marks.missing)) == (["s3"], ["s2"])
    text = "dE3/dy3 * dy3/ds3 * d+s3/dWs + dE3/dy3 * dy1/ds3 * ds3/ds2 * d+s2/dWs"
    of_formula = shown(chain, Known(read_as=text)).marks
    assert stems(of_formula.right) == ["s3"]
    assert of_formula.impossible == ((Leaf("y", 1), Leaf("s", 3)),)
    assert shown(ws, Known()).marks == Marks()
    assert len(shown(ws, Known(right=True), 5).marks.right) == 5


def test_what_the_student_wrote_as_unicode_is_read_again() -> None:
    known = Known(read_as="∂E₃/∂y₃ · ∂y₃/∂s₃ · (∂s₃/∂Ws + ∂s₃/∂s₂ · ∂s₂/∂Ws)")
    assert stems(shown(ITEMS["ws.accumulated"], known).marks.missing) == ["s1"]


def test_one_path_can_be_drawn_alone() -> None:
    assert stems(single(ITEMS["ws.grad_Ws"], 2).marks.right) == ["s2"]
    with pytest.raises(IndexError):
        single(ITEMS["ws.from_s3"], 2)
