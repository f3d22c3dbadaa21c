"""Every screen looks as it was approved, at 80×24 and 120×40, in both languages and without colour."""

import pytest

from tests.tui.conftest import at_rest

SMALL, LARGE = (80, 24), (120, 40)


def after(*keys):
    """Open, press the keys one by one, and come to rest."""

    async def run(pilot):
        await at_rest(pilot)
        for key in keys:
            await pilot.press(key)
            await at_rest(pilot)

    return run


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [(), ("2",), ("3", "down"), ("4", "down"), ("5", "down"), ("6",)],
    ids=["home", "forecast", "requirement", "roster", "people", "imports"],
)
def test_screens_look_as_approved(snap_compare, program, keys, size):
    assert snap_compare(program(), run_before=after(*keys), terminal_size=size)


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        ("people", ()),
        ("people", ("2",)),
        ("people", ("3",)),
        ("people", ("4",)),
    ],
    ids=["home", "forecast", "requirement", "roster"],
)
def test_empty_states_name_the_next_key(snap_compare, program, step, keys):
    assert snap_compare(program(step), run_before=after(*keys), terminal_size=SMALL)


def test_a_hand_edit_shows_its_effect_before_it_is_kept(snap_compare, program):
    keys = ("4", "tab", "m", "right", "right")
    assert snap_compare(program(), run_before=after(*keys), terminal_size=LARGE)


def test_spanish_home(snap_compare, program):
    assert snap_compare(program(language="es"), run_before=after(), terminal_size=SMALL)


def test_help_says_what_is_under_the_cursor(snap_compare, program):
    async def open_help(pilot):
        await after("4", "f1")(pilot)
        pilot.app.screen.query_one("#help-text").styles.scrollbar_size_vertical = 0  # grows with every screen's key
        await pilot.pause()

    assert snap_compare(program(), run_before=open_help, terminal_size=LARGE)


def test_form_of_a_correction(snap_compare, program):
    assert snap_compare(program(), run_before=after("2", "o"), terminal_size=SMALL)


def test_light_theme(snap_compare, program):
    assert snap_compare(program(), run_before=after("4", "f3"), terminal_size=SMALL)


def test_without_colour_nothing_is_lost(snap_compare, program, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(program(), run_before=after("4"), terminal_size=SMALL)
