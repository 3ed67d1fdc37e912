"""The board in a real browser: type, paste, press, undo, reload, by keyboard alone, and without the
server.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.board.serve import Board
from tests.board.conftest import serving
from tests.board.tab import shown
from tests.board.test_state import FORMULAS, WHOLE
from tests.browser import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
LATEX = r"\frac{\partial E_3}{\partial y_3}\frac{\partial y_3}{\partial s_3}"


def test_what_is_typed_lights_up_key_by_key(browser: Any, own: Board) -> None:
    with shown(browser, own.address) as (tab, complaints):
        tab.tab.click("#formula")
        seen = []
        for key in "dE3/dy3*dy3/ds3*d+s3/dWs":
            tab.after(tab.tab.keyboard.type, key)
            seen.append(tab.about())
        stations = list(dict.fromkeys(seen))
        assert len(stations) == 4
        assert stations[1] == "Begun, solid: E3 to y3. It stops at y3."
        assert stations[3].startswith("In the answer, solid: a path that stems from s3.")
        assert "partly right" in tab.said()
        assert tab.tab.locator("#echo mfrac").count() == 3
        assert complaints == []


def test_latex_is_pasted_and_undone(browser: Any, own: Board) -> None:
    with shown(browser, own.address) as (tab, complaints):
        tab.write("dE3/dy3")
        tab.write(LATEX)
        assert "It stops at s3." in tab.about()
        tab.after(tab.tab.keyboard.press, "ControlOrMeta+z")
        assert tab.text() == "dE3/dy3"
        assert tab.about() == "Begun, solid: E3 to y3. It stops at y3."
        tab.after(tab.tab.keyboard.press, "ControlOrMeta+Shift+z")
        assert tab.text() == LATEX
        assert complaints == []


def test_arrows_weights_and_circles_are_pressed_and_undone(browser: Any, own: Board) -> None:
    with shown(browser, own.address) as (tab, complaints):
        press = "[data-press='{}']".format
        tab.after(tab.tab.locator(press("E@3 y@3")).dispatch_event, "click")
        tab.after(tab.tab.click, press("s@3"))
        tab.after(tab.tab.click, press("s@3 Ws"))
        assert tab.text() == "dE3/dy3 * dy3/ds3 * d+s3/dWs"
        assert "right" in tab.tab.inner_text("#table")
        tab.tab.focus("#formula")
        tab.after(tab.tab.keyboard.press, "ControlOrMeta+z")
        assert tab.text() == "dE3/dy3 * dy3/ds3"
        assert complaints == []


def test_a_mouse_finds_an_arrow(browser: Any, own: Board) -> None:
    with shown(browser, own.address) as (tab, _):
        tab.tab.locator("[data-press='s@2 s@1']").scroll_into_view_if_needed()
        box = tab.tab.locator("[data-press='s@2 s@1']").bounding_box()
        x, y = box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2
        tab.after(tab.tab.mouse.click, x, y)
        assert tab.text() == "ds2/ds1"


def test_the_keyboard_alone_is_enough(browser: Any, own: Board) -> None:
    with shown(browser, own.address) as (tab, complaints):
        keys = tab.tab.keyboard
        focused = "document.activeElement.dataset.press || document.activeElement.id"
        tab.tab.focus("#question")
        visited = []
        for _ in range(10):
            keys.press("Tab")
            visited.append(tab.on(focused))
        order = ["formula", "save", "copy", "hint", "model", "weight", "steps", "picture"]
        assert [name for name in visited if name in order][:8] == order
        tab.tab.focus("#picture")
        keys.press("ArrowRight")
        assert tab.on(focused) == "E@3 y@3"
        tab.after(keys.press, "Enter")
        assert tab.on(focused) == "E@3 y@3"
        keys.press("ArrowDown")
        tab.after(keys.press, "Enter")
        assert tab.text() == "dE3/dy3 * dy3/ds3"
        keys.press("Escape")
        assert tab.on(focused) == "formula"
        tab.tab.focus("#steps")
        tab.after(keys.press, "ArrowRight")
        assert tab.on(focused) == "steps"
        assert "horizon T = 4" in tab.tab.inner_text("#controls")
        tab.tab.focus("#hint")
        tab.after(keys.press, "Enter")
        assert tab.on(focused) == "hint"
        assert complaints == []


def test_horizon_and_model_change_and_the_way_back_brings_the_answer_back(
    browser: Any, own: Board
) -> None:
    with shown(browser, own.address) as (tab, complaints):
        tab.write(WHOLE)
        assert "right" in tab.said()
        tab.after(tab.tab.locator("#steps").fill, "5")
        assert tab.tab.locator("#picture text:has-text('t = 5')").count() == 1
        assert tab.text() == WHOLE
        assert tab.tab.is_disabled("#save")
        tab.write("dE5/dy5")
        tab.after(tab.tab.select_option, "#model", "two_layer")
        assert "∂" in tab.tab.inner_text("#asked")
        assert tab.tab.locator("#weight option").count() == 5
        tab.after(tab.tab.click, "#as-asked")
        assert tab.text() == WHOLE
        assert tab.tab.is_enabled("#save")
        assert complaints == []


def test_a_reload_and_a_restart_keep_what_was_written(browser: Any, exercises: Path) -> None:
    with serving(exercises) as board:
        port = board.server_port
        with shown(browser, board.address) as (tab, _):
            tab.write(FORMULAS["ws.from_s2"])
            tab.after(tab.tab.locator("#steps").fill, "4")
            tab.write("dE4/dy4")
            tab.tab.reload()
            until(tab.tab, "document.getElementById('formula').value !== ''")
            assert tab.text() == "dE4/dy4"
            assert "horizon T = 4" in tab.tab.inner_text("#controls")
    with serving(exercises, port) as board, shown(browser, board.address) as (tab, _):
        until(tab.tab, "document.getElementById('formula').value !== ''")
        assert tab.text() == FORMULAS["ws.from_s2"]
    kept = json.loads((exercises / ".bptt/drafts.json").read_text(encoding="utf-8"))
    assert set(kept) == {"ws.accumulated", "ws.accumulated, in practice"}


def test_an_answer_is_saved_when_it_is_asked_for(browser: Any, own: Board, exercises: Path) -> None:
    with shown(browser, own.address) as (tab, _):
        tab.write(WHOLE)
        assert WHOLE not in (exercises / "03_ws/ws.py").read_text(encoding="utf-8")
        tab.tab.click("#save")
        tab.tab.wait_for_selector("#done:not(:empty)")
        assert tab.tab.inner_text("#done").startswith("Saved as accumulated in ws.py")
        assert f'accumulated = "{WHOLE}"' in (exercises / "03_ws/ws.py").read_text(encoding="utf-8")


def test_without_the_server_nothing_that_was_written_is_lost(browser: Any, own: Board) -> None:
    with shown(browser, own.address) as (tab, _):
        tab.write("dE3/dy3")
        tab.tab.context.set_offline(True)
        tab.tab.keyboard.type(" * dy3/ds3")
        tab.tab.wait_for_selector("#done:not(:empty)")
        assert "does not answer" in tab.tab.inner_text("#done")
        tab.tab.context.set_offline(False)
        tab.after(tab.tab.keyboard.type, " ")
        assert tab.text() == "dE3/dy3 * dy3/ds3 "
        assert "It stops at s3." in tab.about()


def test_what_is_hostile_stays_text(browser: Any, own: Board) -> None:
    hostile = "<img src=x onerror=\"document.title='hacked'\"> * dE3/dy3</svg><script>1</script>"
    with shown(browser, own.address) as (tab, complaints):
        tab.write(hostile)
        assert tab.text() == hostile
        assert tab.tab.locator("main img, main script").count() == 0
        assert "hacked" not in tab.tab.title()
        assert complaints == []


def test_a_runaway_formula_does_not_freeze_the_page(browser: Any, own: Board) -> None:
    with shown(browser, own.address, "ws.general") as (tab, complaints):
        tab.tab.focus("#formula")
        count = "frames_ += 1; requestAnimationFrame(count)"
        tab.on(f"window.frames_ = 0; (function count() {{ {count} }})()")
        tab.write("*".join(["(dE3/dy3+dE3/dWs)^64"] * 60))
        before = tab.on("frames_")
        tab.write("dE3/dy3")
        assert tab.on("frames_") > before
        assert tab.text() == "dE3/dy3"
        assert complaints == []


def test_old_contributions_fade_under_the_sliders(browser: Any, own: Board) -> None:
    with shown(browser, own.address) as (tab, complaints):
        tab.tab.click("#fading summary")
        tab.tab.wait_for_selector("#faded svg")
        said = tab.tab.inner_text("#faded p")
        tab.tab.locator("#radius").fill("30")
        until(tab.tab, f"document.querySelector('#faded p').textContent !== {json.dumps(said)}")
        assert "Spectral radius 0.30, 12 steps" in tab.tab.inner_text("#faded p")
        assert complaints == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_of_the_page(browser: Any, own: Board, width: int, dark: bool) -> None:
    with shown(browser, own.address, width=width, dark=dark) as (tab, complaints):
        tab.write(WHOLE[:-1])
        tab.after(tab.tab.locator("#steps").fill, "8")
        assert tab.on("document.documentElement.scrollWidth") <= width
        paper = "rgb(17, 20, 24)" if dark else "rgb(255, 255, 255)"
        assert tab.on("getComputedStyle(document.body).backgroundColor") == paper
        assert complaints == []


def test_the_script_is_short_and_draws_nothing() -> None:
    from tests.models import ROOT

    script = (ROOT / "grader/board/board.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 200
    for drawing in ("createElementNS", "<svg", "<path", "getContext"):
        assert drawing not in script
