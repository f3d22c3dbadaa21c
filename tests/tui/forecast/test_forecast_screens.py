"""Trust, scenarios, today and the long view look as approved, say what is missing, and do what their keys say."""

import json
from datetime import timedelta

import pytest

from tests.tui import shop
from tests.tui.conftest import at_rest
from tui.frame.base import PlannerScreen
from tui.frame.tables import PlanTable
from tui.widgets.forecast_chart import ForecastChart

SMALL, LARGE = (80, 24), (120, 40)
ROW = {"mase": 0.8, "pinball": 0.05, "naive": 0.2, "last_year": 0.25, "floor": 0.03, "coverage80": 0.81,
       "coverage95": 0.95}  # fmt: skip
SLICES = [("all", "", 0.31), ("channel", "phone", 0.28), ("day total", "phone", 0.07), ("event days", "True", 0.4),
          ("event days", "False", 0.3), ("weekday", "4", 0.33), ("week ahead", "", 0.08), ("week ahead", "True", 0.12),
          ("week ahead", "False", 0.06), ("week", "2026-10-12", 0.02)]  # fmt: skip


def after(*keys):
    """Open, press the keys one by one, and come to rest."""

    async def run(pilot):
        await at_rest(pilot)
        for key in keys:
            await pilot.press(key)
            await at_rest(pilot)

    return run


@pytest.fixture
def measured(program):
    """The program on the fixed shop with a backtest, an unusual day, a long view and a scenario kept."""

    def make(language="en"):
        from planner.db.opening import open_workspace
        from planner.forecast import accuracy
        from planner.forecast.store.marks import save_report
        from planner.requirement import scenarios

        app = program(language=language)
        with open_workspace(app.target) as ws:
            rows = [{"slice": s, "value": v, "n": 100, "wape": w, "bias": -0.01, **ROW} for s, v, w in SLICES]
            save_report(ws, "backtest", {"horizon": 28, "origins": 13, "history": accuracy._stamp(ws), "rows": rows})
            save_report(ws, "outliers", {"rows": [
                {"channel": "phone", "day": "2026-11-02", "contacts": 400.0, "expected": 150.0, "deviation": 1.667,
                 "reason": "high", "event": ""}]})  # fmt: skip
            weeks = [
                {"week": str(shop.MONDAY + timedelta(weeks=k)), "channel": c, "days": 7, "mean": 900.0 - 60 * k,
                 "q10": 800.0 - 50 * k, "q90": 1000.0 - 50 * k, "aht_s": 300.0, "last_year": 850.0}
                for k in range(8) for c in ("phone", "chat")
            ]  # fmt: skip
            save_report(ws, "outlook", {"first_day": str(shop.MONDAY), "history": "", "rows": weeks})
            friday = shop.MONDAY + timedelta(days=4)
            scenarios.keep(ws, scenarios.ScenarioDef("BF +20 %", 20, first_day=friday, last_day=friday))
        return app

    return make


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("key", ["A", "Y", "L"], ids=["accuracy", "scenarios", "outlook"])
def test_screens_look_as_approved(snap_compare, measured, key, size):
    assert snap_compare(measured(), run_before=after(key), terminal_size=size)


def test_where_the_forecast_errs_is_one_key_away(snap_compare, measured):
    assert snap_compare(measured(), run_before=after("A", "v", "v"), terminal_size=LARGE)


def test_the_verdict_speaks_spanish(snap_compare, measured):
    assert snap_compare(measured("es"), run_before=after("A"), terminal_size=SMALL)


@pytest.mark.parametrize(("key", "hint"), [("A", "r  measures it"), ("L", "r  computes it"), ("H", "2  and then r")])
async def test_what_was_never_measured_names_the_key_that_does(program, key, hint):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        await pilot.press(key)
        await at_rest(pilot)
        said = " ".join(str(w.render()) for w in app.screen.query("#empty, #verdict"))
        assert hint in said


async def test_an_unusual_day_is_left_out_with_a_reason_and_taken_back(measured):
    app = measured()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        for key in ("A", "v", "v", "v", "v", "x"):
            await pilot.press(key)
            await at_rest(pilot)
        await pilot.press(*"outage", "enter")
        await at_rest(pilot)
        table = app.screen.query_one(PlanTable)
        assert table._plain[0][-1] == "outage"
        await pilot.press("x")
        await at_rest(pilot)
        assert table._plain[0][-1] == ""


async def test_a_scenario_made_to_count_corrects_the_forecast_with_its_reason(measured):
    app = measured()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        for key in ("Y", "down", "a", "enter"):
            await pilot.press(key)
            await at_rest(pilot)
        from planner.forecast import volumes

        overrides = volumes.view(app.opened(), shop.MONDAY).overrides
        assert [(o.operation, o.value, o.reason) for o in overrides][-1] == ("percent", 20.0, "BF +20 %")


async def test_the_week_is_published_after_a_question_and_stands_in_the_list(measured):
    app = measured()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        for key in ("A", "p", "enter"):
            await pilot.press(key)
            await at_rest(pilot)
        assert app.screen.query_one(PlanTable)._plain[0][-1] == "locked"


async def test_the_forecast_says_what_is_locked_and_one_key_releases_it(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        for key in ("2", "p", "enter"):
            await pilot.press(key)
            await at_rest(pilot)
        said = " ".join(str(w.render()) for w in app.screen.query("#state"))
        assert "▣ locked to Sun 29 Nov" in said
        assert (
            "▣Mon 23"
            in app.screen.query_one(ForecastChart).render_line(app.screen.query_one(ForecastChart).size.height - 1).text
        )
        await pilot.press("o")
        await at_rest(pilot)
        assert isinstance(app.screen, PlannerScreen), "a locked day is not corrected"
        for key in ("p", "enter"):
            await pilot.press(key)
            await at_rest(pilot)
        assert "▣" not in " ".join(str(w.render()) for w in app.screen.query("#state"))


def test_what_events_do_stands_with_its_doubt_and_how_often_they_were_seen(snap_compare, measured):
    app = measured()
    from planner.db.opening import open_workspace
    from planner.forecast.store.forecasts import forecast, list_forecasts

    rows = [
        {"channel": channel, "event": event, "effect_pct": effect, "low_pct": effect - 14, "high_pct": effect + 12,
         "occurrences": seen, "applied": False}
        for channel in ("phone", "chat")
        for event, effect, seen in (("Black Friday", 118.0, 2), ("Winter sales", 20.0, 1), ("New shop", 30.0, 0))
    ]  # fmt: skip
    with open_workspace(app.target) as ws, ws.write() as c:
        number = list_forecasts(ws)[0].forecast_id
        c.execute(
            forecast.update().where(forecast.c.forecast_id == number).values(details=json.dumps({"effects": rows}))
        )
    assert snap_compare(app, run_before=after("A", "v"), terminal_size=SMALL)


async def test_the_band_is_seen_without_colour(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        app.theme = "cuadrante-mono"
        await pilot.press("2")
        await at_rest(pilot)
        chart = app.screen.query_one(ForecastChart)
        drawn = "\n".join(chart.render_line(y).text for y in range(chart.size.height))
        assert "░" in drawn and "·" in drawn and any("\u2801" <= c <= "\u28ff" for c in drawn)


async def test_an_event_of_the_shop_is_taken_out_where_it_stands(program):
    app = program()
    from planner.db.opening import open_workspace
    from planner.forecast import events

    with open_workspace(app.target) as ws:
        events.add_event(ws, "Flash sale", "promotion", shop.MONDAY, shop.MONDAY, uplift_pct=30)
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await pilot.press("2")
        await at_rest(pilot)
        table = app.screen.query_one(PlanTable)
        assert table._plain[1][:2] == ("Flash sale", "+30%")
        table.focus()
        for key in ("down", "x", "enter"):
            await pilot.press(key)
            await at_rest(pilot)
        assert not events.shop_events(app.opened(), shop.MONDAY, 7)
        assert all(row[0] != "Flash sale" for row in table._plain)


async def test_what_is_cut_on_a_narrow_screen_is_whole_in_copies(program):
    app = program()
    from planner.db.opening import open_workspace
    from planner.forecast import events

    name = "Clearance of the whole spring collection"
    with open_workspace(app.target) as ws:
        events.add_event(ws, name, "promotion", shop.MONDAY, shop.MONDAY)
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        await pilot.press("2")
        await at_rest(pilot)
        table = app.screen.query_one(PlanTable)
        assert any(row[0] == name for row in table._plain)
        assert any(str(cell).endswith("…") for cell in table.get_column_at(0))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_today_says_what_the_morning_makes_of_the_afternoon(snap_compare, program, monkeypatch, size):
    app = program()
    from planner.db.opening import open_workspace
    from planner.shop.store import history

    monkeypatch.setenv("CUADRANTE_TODAY", str(shop.MONDAY))
    noon = shop.midnight(shop.MONDAY, shop.ZONE).timestamp() + 13 * 3600
    rows = [r for r in shop._series(shop.MONDAY, 1, 1.4) if r[0] < noon]
    names = ("interval_start", "channel", "contacts", "aht_s")
    with open_workspace(app.target) as ws:
        columns = {name: [r[i] for r in rows] for i, name in enumerate(names)}
        history.write_contacts(ws, {**columns, "minutes": [30] * len(rows)})
    assert snap_compare(app, run_before=after("H"), terminal_size=size)
