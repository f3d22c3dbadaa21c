"""Simulation, what-if and value look as approved, and answer their keys."""

import pytest

from planner.trial import value
from tests.tui.conftest import at_rest
from tui.screens.requirement.whatif import WhatIfScreen
from tui.screens.trial.simulation import SimulationScreen
from tui.screens.trial.value import ValueScreen
from tui.widgets.heatmap import Heatmap, share_glyph

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture
def selling(program):
    """The fixed shop, whose calls and chats sell."""

    def make(**options):
        from planner.db.opening import open_workspace

        app = program(**options)
        with open_workspace(app.target) as ws:
            value.set_sales(ws, "phone", value.Sales(0.25, 70.0, 0.4, 0.7))
            value.set_sales(ws, "chat", value.Sales(0.4, 70.0, 0.4, 0.7, 0.02))
        return app

    return make


def after(*keys):
    async def run(pilot):
        await at_rest(pilot)
        for key in keys:
            await pilot.press(key)
            await at_rest(pilot)

    return run


@SIZES
def test_the_simulated_week_is_a_map_of_digits(snap_compare, program, size):
    assert snap_compare(program(), run_before=after("S"), terminal_size=size)


@SIZES
def test_sliders_and_what_they_come_to(snap_compare, program, size):
    assert snap_compare(program(), run_before=after("W", "left", "left", "down", "pageup"), terminal_size=size)


@SIZES
def test_where_profit_and_promise_differ(snap_compare, selling, size):
    assert snap_compare(selling(), run_before=after("V"), terminal_size=size)


def test_the_map_loses_nothing_without_colour(snap_compare, program, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(program(language="es"), run_before=after("S"), terminal_size=(80, 24))


@pytest.mark.parametrize(("key", "step"), [("S", "requirement"), ("W", "people"), ("V", "forecast")])
async def test_empty_states_name_the_next_key(program, key, step):
    app = program(step)
    async with app.run_test(size=(80, 24)) as pilot:
        await after(key)(pilot)
        screen = app.screen
        assert screen.has_class("-empty")
        assert str(screen.query_one("#empty").render()).split("\n")[-1].strip()[0] in "24s"


async def test_a_map_cell_is_read_in_words(program):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await after("S", "home", "home", "home", "home", "home", "home")(pilot)
        assert isinstance(app.screen, SimulationScreen)
        heat = app.screen.query_one(Heatmap)
        before = heat.words
        assert before.startswith("Mon 23")
        await pilot.press("down")
        assert heat.words != before and heat.current_row.name == "chat"


async def test_a_slider_moves_the_figures_at_once_and_nothing_else(program):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await after("W")(pilot)
        screen = app.screen
        assert isinstance(screen, WhatIfScreen)
        now = screen.now.hours
        await pilot.press("pagedown")
        await at_rest(pilot)
        assert screen.levers["phone"].sl == pytest.approx(0.7)
        assert screen.then.hours < now
        await pilot.press("z")
        await at_rest(pilot)
        assert screen.levers == {} and screen.then.hours == now


async def test_what_is_planned_on_is_chosen_with_a_key(program):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await after("W")(pilot)
        screen = app.screen
        hours = {screen.base.plan_on: screen.now.hours}
        for _ in range(3):
            await after("p")(pilot)
            hours[screen.base.plan_on] = screen.now.hours
        assert list(hours) == ["expected", 0.8, 0.9, "mean"]
        assert hours["mean"] < hours[0.8] < hours[0.9]


async def test_a_simulation_is_stopped_with_what_it_has(program, monkeypatch):
    from planner.trial import simulation

    # so many days that no machine is through with them before the key arrives
    monkeypatch.setitem(simulation.simulate.__kwdefaults__, "simulated_days", 700_000)
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        await pilot.press("S")
        for _ in range(2000):
            await pilot.pause(0.01)
            if isinstance(app.screen, SimulationScreen) and app.screen.running("simulate"):
                break
        await pilot.press("escape")
        await at_rest(pilot)
        view = app.screen.view
        assert 0 < view.simulated_days < view.asked_days
        assert "stopped at" in str(app.screen.query_one("#state").render())


@SIZES
def test_shrinkage_by_kind_and_what_it_comes_to(snap_compare, program, size):
    from planner.db.opening import open_workspace
    from planner.domain.shrinkage import ShrinkageKind
    from planner.requirement import shrinkage

    app = program(language="es")
    with open_workspace(app.target) as ws:
        shrinkage.set_kinds(ws, "phone", [
            ShrinkageKind("leave", 0.08, whole_day=True), ShrinkageKind("sickness", 0.06, False, whole_day=True),
            ShrinkageKind("meetings", 0.25, weekdays=(0,), hours=(9, 10)),
        ])  # fmt: skip
    assert snap_compare(app, run_before=after("X"), terminal_size=size)


async def test_a_kind_is_entered_changed_and_taken_out(program):
    from planner.shop.store.channels import read_channels

    def kinds():
        return {c.name: c.shrinkage_kinds for c in read_channels(app.opened())}

    app = program()
    async with app.run_test(size=(80, 24)) as pilot:
        await after("3", "s", "n")(pilot)
        await pilot.press(*["down"] * 3, "enter")
        await pilot.pause()
        assert app.focused.value == "sickness"
        await pilot.press("tab", *"140", "enter")
        await pilot.pause()
        assert kinds()["phone"] == (), "140 % is refused in the form"
        app.focused.value = "6"
        for _ in range(5):
            await pilot.press("tab")
        app.focused.value = "yes"
        await pilot.press("enter")
        await at_rest(pilot)
        (one,) = kinds()["email"]
        assert kinds()["phone"] == (one,)
        assert (one.kind, one.share, one.planned, one.whole_day) == ("sickness", 0.06, False, True)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("tab")
        app.focused.value = "7,5"
        await pilot.press("enter")
        await at_rest(pilot)
        assert (kinds()["phone"][0].share, kinds()["email"][0].share) == (0.075, 0.06)
        await pilot.press("x", "enter")
        await at_rest(pilot)
        assert kinds()["phone"] == ()


async def test_what_a_channel_sells_is_asked_for_and_kept(program):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await after("V", "s", "enter")(pilot)
        for text in ("25", "70", "40", "100", "0"):
            app.focused.value = text
            await pilot.press("tab")
        await pilot.press("enter")
        await at_rest(pilot)
        assert isinstance(app.screen, ValueScreen)
        assert len(app.screen.view.channels) == 1
        assert value.sales(app.opened())[app.screen.view.channels[0].channel.name].conversion == 0.25


@pytest.mark.parametrize(("share", "glyph"), [(0.0, "0"), (0.799, "7"), (0.8, "8"), (0.99, "9"), (1.0, "●")])
def test_a_digit_never_promises_more_than_there_is(share, glyph):
    assert share_glyph(share) == glyph
