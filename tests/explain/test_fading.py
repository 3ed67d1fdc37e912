"""Sizes over time: the student's own numbers as a picture, on the card and in characters."""

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from grader.course import load_course
from grader.course.checks import load_check
from grader.explain import feedback
from grader.explain.fading import DECADES, Bar, Panel, Slot, fading, lines, of_sizes
from grader.explain.sheet import DARK
from grader.results import QuestionResult
from tests.models import ROOT

COURSE = load_course(ROOT / "exercises")
ITEMS = {item.id: item for item in COURSE.items()}
SVG = "{http://www.w3.org/2000/svg}"
RUNS = {"weak": {f"s{k}": 10.0 ** (k - 12) for k in range(13)}, "strong": {"s0": 40.0, "s1": 1.0}}


def test_a_bar_is_as_long_as_its_power_of_ten() -> None:
    panel = of_sizes(RUNS)[0]
    assert panel.top == 0
    heights = [panel.height(bar.size) for slot in panel.slots for bar in slot.bars]
    assert heights[-DECADES - 1 :] == pytest.approx([k / DECADES for k in range(DECADES + 1)])
    assert not any(heights[:-DECADES])
    assert of_sizes(RUNS)[1].top == 2


def test_a_picture_is_well_formed_and_speaks() -> None:
    root = ElementTree.fromstring(fading(of_sizes(RUNS), "sizes", "dark"))
    assert (root.get("role"), root.findtext(f"{SVG}title")) == ("img", "sizes")
    about = root.findtext(f"{SVG}desc") or ""
    assert "weak: the largest is s12 with 1, the smallest s0 with 1e-12." in about
    assert "strong: the largest is s0 with 40" in about
    assert len(root.findall(f"{SVG}rect/{SVG}title")) == 15
    assert DARK["paper"] in fading(of_sizes(RUNS), "sizes", "dark")
    classes = re.findall(r'class="([^"]+)"', fading(of_sizes(RUNS), "sizes"))
    assert all(one.startswith("bptt-") for c in classes for one in c.split())


def test_no_bar_leaves_the_paper_and_none_lies_on_another() -> None:
    root = ElementTree.fromstring(fading(of_sizes(RUNS), "sizes"))
    wide, high = float(root.get("width", 0)), float(root.get("height", 0))
    boxes = [
        tuple(float(r.get(k, "0")) for k in ("x", "y", "width", "height"))
        for r in root.findall(f"{SVG}rect")
        if r.find(f"{SVG}title") is not None
    ]
    for x, y, w, h in boxes:
        assert x >= 0
        assert y >= 0
        assert x + w <= wide
        assert y + h <= high
    for (x, y, w, _), (x2, y2, _, _) in pairwise(boxes):
        assert x + w <= x2 or y2 != y


def test_what_cannot_be_drawn_is_a_flat_bar_and_no_error() -> None:
    odd = [Panel("", [Slot("s0", [Bar("", 0.0)]), Slot("s1", []), Slot("1", [Bar("", math.inf)])])]
    ElementTree.fromstring(fading(odd, "odd"))
    assert "s0" in lines(odd)
    ElementTree.fromstring(fading([], "nothing"))


def test_the_picture_of_an_answer_is_of_its_own_numbers() -> None:
    item = ITEMS["vanishing.norms"]
    result = QuestionResult(item.id, "function", 2, 2, "correct", "", drawn=RUNS)
    assert "strong" in feedback.picture(item, result)
    assert not feedback.picture(item, QuestionResult(item.id, "function", 2, 2, "correct", ""))


def test_checks_hand_on_what_came_back_and_nothing_else() -> None:
    check = load_check(COURSE, "vanishing", "norms")
    cases = check.cases(1)
    mine = [([7.0] * (len(a[0]) + 1),) for a in cases]
    import numpy as np

    results = [(np.array(found),) for (found,) in mine]
    runs = check.drawn(cases, results)
    assert len(runs) == 2
    assert {size for run in runs.values() for size in run.values()} == {7.0}
    assert check.drawn(cases, [(np.zeros(2),)] * len(cases)) == {}
    trunc = load_check(COURSE, "vanishing", "grad_trunc")
    given = trunc.cases(1)
    (run,) = trunc.drawn(given, [(np.full((4, 4), float(a[-1])),) for a in given]).values()
    assert list(run) == [f"s{k}" for k in range(1, 10)]
    assert set(run.values()) == {4.0}
