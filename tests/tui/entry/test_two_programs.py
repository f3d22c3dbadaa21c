"""Two programs on one workspace: the other's work appears by itself, is told in one line, and takes nothing away."""

import asyncio

from planner.db import audit
from planner.db.opening import open_workspace
from planner.domain.roster import Roster, RosterVersion
from planner.roster import publishing, rosters
from planner.roster.store import rosters as store
from planner.shop import people
from tests.tui import shop
from tests.tui.conftest import at_rest
from tests.tui.entry.test_behaviour import press
from tui.frame.modals import ChoiceModal, FormModal
from tui.widgets.roster.grid import RosterGrid


def said(app):
    return " | ".join(n.message for n in app._notifications)


async def noticed(pilot, words, looks=40):
    """Wait until the program has told something; it looks every second."""
    heard = ""
    for _ in range(looks):
        if words in (heard := said(pilot.app)):
            break
        await asyncio.sleep(0.1)
    assert words in heard
    await at_rest(pilot)


def draft_of_somebody_else(target, shown):
    """Another program's new draft of the version on show: its first shift is gone."""
    with open_workspace(target) as other:
        fewer = Roster(shown.first_day, shown.days, shown.zone, shown.roster.shifts[1:])
        version = RosterVersion("", 0, shown.version.state, 0, "by hand", author="maria", roster=fewer)
        with other.write():
            saved = store.save_version(other, version)
            audit.append(other, "roster edited", saved.roster_id, {"day": str(shown.first_day)}, actor="maria")
    return saved


async def test_anothers_draft_is_told_and_the_version_on_show_its_cursor_and_its_actions_stay(program):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab", "down", "down")
        shown, grid = app.screen.view, app.screen.query_one(RosterGrid)
        cursor = (grid.cursor_row, grid.cursor_column)
        draft_of_somebody_else(app.target, shown)
        await noticed(pilot, "maria has edited a roster of 2026-W48")
        assert app.screen.view.version.number == shown.version.number
        assert len(app.screen.view.versions) == len(shown.versions) + 1, "it is listed"
        assert (grid.cursor_row, grid.cursor_column) == cursor
        assert "o: maria has version 2" in str(app.screen.query_one("#state").content)
        await press(pilot, "p")
        await press(pilot, "enter")
        published = publishing.existing(app.opened(), shop.MONDAY, number=shown.version.number)
        assert published.version.published_at is not None, "the draft on show was published, not the newest"
        assert publishing.existing(app.opened(), shop.MONDAY, number=2).version.published_at is None


async def test_a_form_being_typed_and_the_row_under_the_cursor_stay_when_another_writes(program):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        await press(pilot, "4")
        await press(pilot, "R")
        assert isinstance(app.screen, FormModal)
        await press(pilot, "end", "7")
        typed = [i.value for i in app.screen.query("Input")]
        with open_workspace(app.target) as other:
            people.add_time_off(other, shop.agents()[0].agent_id, shop.MONDAY, shop.MONDAY, "leave")
        await noticed(pilot, "has entered time off")
        assert isinstance(app.screen, FormModal) and [i.value for i in app.screen.query("Input")] == typed
        await press(pilot, "escape")
        assert app.screen.view.time_off, "what the other wrote is on show"


async def test_an_older_version_is_published_and_exported_as_it_is_on_show(program, tmp_path):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        await press(pilot, "4")
        first = app.screen.view
        draft_of_somebody_else(app.target, first)
        await noticed(pilot, "maria")
        app.changed()
        await at_rest(pilot)
        assert app.screen.view.version.number == 2, "after work of one's own the newest is on show"
        await press(pilot, "o")
        assert isinstance(app.screen, ChoiceModal)
        await press(pilot, "down", "enter")
        assert app.screen.view.version.number == 1
        await press(pilot, "p", "enter")
        assert {v.number: v.state.value for v in rosters.view(app.opened(), shop.MONDAY).versions} == {
            1: "published", 2: "draft",
        }  # fmt: skip
        await press(pilot, "e")
        app.screen.query_one("Input").value = str(tmp_path / "one.csv")
        await press(pilot, "enter")
        assert len((tmp_path / "one.csv").read_text().splitlines()) == len(first.roster.shifts) + 1


async def test_what_the_program_writes_itself_is_not_told_as_anothers(program):
    app = program()
    async with app.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab", "m", "right", "enter")
        await asyncio.sleep(1.3)
        assert "has edited" not in said(app)
