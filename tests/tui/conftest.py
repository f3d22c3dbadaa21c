"""The small fixed shop, and how a test waits until the program is at rest."""

import asyncio
import shutil
import time
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.widgets import Input

from tests.once import made_once
from tests.tui import shop
from tui.app import CuadranteApp
from tui.frame.modals import ErrorModal
from tui.registry import REGISTRY

WEEKLY = ("home", "forecast", "requirement", "roster", "people", "imports")


@pytest.fixture(scope="session", autouse=True)
def style_sheets_parsed_once():
    """Every program that starts parses the style sheets of all its widgets, a fifth of what a test of a screen takes.

    What a text means under the same variables is kept for the next program.
    """
    parse, known = Stylesheet._parse_rules, {}

    def parsed(sheet, css, read_from, is_default_rules=False, tie_breaker=0, scope=""):
        text = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*text, frozenset(sheet._variables.items()))
        if key not in known:
            known[key] = parse(sheet, *text)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parsed)
        yield


@pytest.fixture(scope="session")
def shops(tmp_path_factory):
    """The fixed shop at each step of the plan, made once; tests work on copies."""
    return made_once(tmp_path_factory, "shops", _steps)


def _steps(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_HOME", str(folder))
        patch.setenv("CUADRANTE_LANG", "en")
        before = None
        for step in shop.STEPS:
            if before:
                shutil.copytree(before, folder / step)
            shop.add(folder / step / "shop.sqlite", step)
            before = folder / step


@pytest.fixture
def program(shops, tmp_path, monkeypatch):
    """`program(step, language)`: the program on a copy of the shop at that step."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    weekly = tuple(one for one in REGISTRY if one.name in WEEKLY)
    monkeypatch.setattr("tui.frame.bars.REGISTRY", weekly)  # a screen added elsewhere leaves these pictures alone

    def make(step: str = "roster", language: str = "en") -> CuadranteApp:
        target = tmp_path / "shop"
        shutil.copytree(shops / step, target)
        return CuadranteApp(str(target / "shop.sqlite"), language)

    return make


def _laying_out(screen) -> bool:
    """Whether a widget has messages to read, or a table has not yet measured its columns (it does when idle)."""
    return any(
        widget.message_queue_size or getattr(widget, "_require_update_dimensions", False)
        for widget in (screen, *screen.walk_children())
    )


async def at_rest(pilot, timeout_s: float = 30) -> None:
    """Wait until nothing runs and everything is drawn; inputs stop blinking."""
    deadline = time.monotonic() + timeout_s
    quiet = 0
    while quiet < 2:
        if time.monotonic() > deadline:
            raise TimeoutError("the program did not come to rest")
        await pilot.pause()
        await asyncio.sleep(0.02)
        if isinstance(pilot.app.screen, ErrorModal):
            raise AssertionError(f"{pilot.app.screen.cause} {pilot.app.screen.detail}")
        screen = pilot.app._base_screen()
        busy = screen is None or screen._runs or pilot.app.week is None or _laying_out(pilot.app.screen)
        quiet = 0 if busy else quiet + 1
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    pilot.app.clear_notifications()
    await pilot.pause()
