"""Panels of the roster: drafts side by side, fair spread, refused wishes, the form of an absence."""

from dataclasses import replace

import pytest
from textual.content import Content

from planner.base import i18n
from planner.db.opening import open_workspace
from planner.domain.roster import RosterState, RosterVersion
from planner.domain.spoken import remark, spoken
from planner.roster.explain import shift_words
from planner.roster.repair import ChangeLine, RepairView
from planner.roster.store import rosters
from tests.tui.conftest import at_rest
from tests.tui.shop import MONDAY
from tui.frame.modals import ChoiceModal, FormModal
from tui.screens.roster.explain import ListModal

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
@pytest.mark.parametrize("keys", [("F",), ("5", "i")], ids=["fairness", "ill"])
def test_panels_look_as_approved(snap_compare, program, keys, size):
    assert snap_compare(program(), run_before=after(*keys), terminal_size=size)


async def test_drafts_stand_in_columns_with_every_measure(program):
    from tui.screens.roster.compare import measures

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await after("D")(pilot)
        table = app.screen.query_one("#drafts")
        assert table.row_count == len(measures()) + 2, "when and how each was made stand above"
        assert len(table.columns) == 2


async def test_why_lists_the_refused_wishes(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await after("4", "w")(pilot)
        assert isinstance(app.screen, ChoiceModal)
        await after("down", "down", "enter")(pilot)
        assert isinstance(app.screen, ListModal)
        assert "refused" in app.screen.head.plain


async def test_a_swap_asks_who_takes_the_shift_under_the_cursor(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await after("4", "t")(pilot)
        assert isinstance(app.screen, FormModal)


IN_WORDS = [("es", SMALL), ("en", LARGE)]
SPOKEN = ["es-80x24", "en-120x40"]


@pytest.mark.parametrize(("language", "size"), IN_WORDS, ids=SPOKEN)
def test_fairness_names_least_and_most_an_agent(snap_compare, program, language, size):
    assert snap_compare(program(language=language), run_before=after("F"), terminal_size=size)


@pytest.mark.parametrize(("language", "size"), IN_WORDS, ids=SPOKEN)
def test_two_drafts_stand_side_by_side(snap_compare, program, tmp_path, language, size):
    app = program(language=language)
    with open_workspace(str(tmp_path / "shop" / "shop.sqlite")) as ws:
        first = rosters.read_version(ws, rosters.list_versions(ws, MONDAY, 7)[0].roster_id)
        fewer = replace(first.roster, shifts=first.roster.shifts[:-1])
        rosters.save_version(ws, RosterVersion("", 0, RosterState.DRAFT, 0, remark("solved", seed=7), roster=fewer))
    assert snap_compare(app, run_before=after("D"), terminal_size=size)


@pytest.mark.parametrize(("language", "size"), IN_WORDS, ids=SPOKEN)
def test_a_repair_says_what_changes_whom_to_ask_and_how_to_publish_it(snap_compare, program, language, size):
    async def mended(pilot):
        await after("4")(pilot)
        view = pilot.app.screen.view
        shifts = view.roster.shifts
        changes = [
            ChangeLine(s.agent_id, a.name, s.day, s, None, shift_words(s, None, view.zone), notice, notice < 5)
            for notice, s in enumerate(shifts[:6], 1)
            for a in view.agents
            if a.agent_id == s.agent_id
        ]
        draft = replace(view, version=replace(view.version, number=2))
        pilot.app.screen._show_repair(RepairView(draft, view.version, tuple(changes), 12.5, 9.0, 1.0, ()))
        await at_rest(pilot)

    assert snap_compare(program(language=language), run_before=mended, terminal_size=size)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_keys_of_a_long_list_stay_in_sight(program, size):
    app = program()
    async with app.run_test(size=size) as pilot:
        await after("4")(pilot)
        head = Content("who could work in this interval " * 8)
        app.push_screen(ListModal("Long", head, [Content("candidate " * 20)] * 60, "take it"))
        await at_rest(pilot)
        keys, box = app.screen.query_one("#modal-keys"), app.screen.query_one("#box")
        assert keys.region.height == 1
        assert box.content_region.contains_region(keys.region)


def test_the_label_of_a_version_is_told_in_the_language_in_force(monkeypatch):
    monkeypatch.setitem(i18n._state, "language", "es")
    assert spoken(remark("solved", seed=7)) == "resuelto, semilla 7"
    assert spoken("my own (words)") == "my own (words)"
