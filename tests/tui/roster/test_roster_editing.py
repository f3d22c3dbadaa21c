"""Hand edits on the roster: shown at once, stored behind, nothing lost; what the screen says fits and names people."""

import gc

import pytest
from textual.color import Color
from textual.content import Content

from planner.db.opening import open_workspace
from planner.domain.roster import Coverage, Roster, RosterState, RosterVersion
from planner.domain.spoken import remark
from planner.domain.time import TimeGrid
from planner.roster.views import Finding, RosterView, SolveProgress
from tests.tui import shop
from tests.tui.conftest import at_rest
from tests.tui.entry.test_behaviour import press, stored_roster
from tui.frame import forms, themes
from tui.frame.bars import KeyBar
from tui.frame.memory import in_bulk
from tui.screens.roster.findings import FindingsModal
from tui.widgets.coverage_chart import CoverageChart
from tui.widgets.roster.grid import RosterGrid
from tui.widgets.roster.view import Effect, effect_parts, finding_words, state_parts
from tui.widgets.solve_panel import SolvePanel

SMALL, LARGE = (80, 24), (120, 40)
ANA, LUIS = shop.agents()[:2]
NAMES = {a.agent_id: a.name for a in shop.agents()}


def text_of(parts):
    return Content.assemble(*parts).plain


# -- kept, given, undone -------------------------------------------------------------------------------------------


async def test_a_shift_is_given_and_what_the_other_had_on_that_day_comes_back(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab", "tab")
        before, grid = stored_roster(app), app.screen.query_one(RosterGrid)
        given, giver = grid.shift, grid.row.agent.agent_id
        await press(pilot, "g", "down")
        other = grid.row.agent.agent_id
        assert other != giver
        back = [s for s in before.of_agent(other) if s.day == given.day]
        await press(pilot, "enter")
        after = stored_roster(app)
        assert [(s.start, s.end) for s in after.of_agent(other) if s.day == given.day] == [(given.start, given.end)]
        assert [(s.start, s.end) for s in after.of_agent(giver) if s.day == given.day] == [
            (s.start, s.end) for s in back
        ]
        await press(pilot, "u")
        assert stored_roster(app).shifts == before.shifts


async def test_escape_takes_a_given_shift_back(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab", "tab")
        before, grid = stored_roster(app), app.screen.query_one(RosterGrid)
        await press(pilot, "g", "down", "down", "escape")
        assert grid.mode == ""
        assert stored_roster(app) == before
        assert all(grid.drawn(row) == row.shifts or list(grid.drawn(row)) == list(row.shifts) for row in grid.rows)


async def test_a_kept_edit_is_on_show_at_once_and_edits_made_meanwhile_are_stored_too(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        before, grid = stored_roster(app), app.screen.query_one(RosterGrid)
        shift = grid.shift
        await pilot.press("m", "right", "enter")
        moved = grid.shift
        assert moved.start > shift.start, "on show before it is stored"
        await pilot.press("x")
        await at_rest(pilot)
        after = stored_roster(app)
        assert len(before.shifts) - len(after.shifts) == 1
        assert not [s for s in after.of_agent(shift.agent_id) if s.day == shift.day]
        await press(pilot, "u", "u")
        assert stored_roster(app).shifts == before.shifts


async def test_an_edit_being_tried_outlives_the_storing_of_the_one_before(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        grid = app.screen.query_one(RosterGrid)
        await pilot.press("m", "right", "enter", "m", "right")
        tried = grid.draft
        await at_rest(pilot)
        assert grid.mode == "move"
        assert grid.draft == tried
        await press(pilot, "enter")
        assert [(s.start, s.end) for s in stored_roster(app).of_agent(tried.agent_id) if s.day == tried.day] == [
            (tried.start, tried.end)
        ]


async def test_an_edit_being_tried_outlives_what_is_loaded_meanwhile(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab", "m", "right")
        grid = app.screen.query_one(RosterGrid)
        tried = grid.draft
        app.changed()
        await at_rest(pilot)
        assert grid.draft == tried
        await press(pilot, "escape")
        assert app.screen.view is app.screen._stored


async def test_publishing_waits_until_every_edit_is_stored(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        shifts = len(stored_roster(app).shifts)
        await pilot.press("x", "p")
        while not hasattr(app.screen, "text"):
            await pilot.pause(0.05)
        assert str(shifts - 1) in app.screen.text
        assert len(stored_roster(app).shifts) == shifts - 1


async def test_an_older_version_is_only_to_read(program):
    from planner.roster import rosters

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab", "l")
        with app.opened().write():
            from planner.roster.store.rosters import save_version

            whole = stored_roster(app)
            fewer = Roster(whole.first_day, whole.days, whole.zone, whole.shifts[1:])
            save_version(app.opened(), RosterVersion("", 0, RosterState.DRAFT, 0, remark("by_hand"), roster=fewer))
        app.changed()
        await at_rest(pilot)
        before = [v.row_version for v in rosters.view(app.opened(), shop.MONDAY).versions]
        await press(pilot, "o", "down", "enter")
        assert "only to read" in str(app.screen.query_one("#state").content)
        grid = app.screen.query_one(RosterGrid)
        await press(pilot, "tab", "x", "u")
        grid.post_message(grid.Edited(grid.shift, None, True))
        await at_rest(pilot)
        assert [v.row_version for v in rosters.view(app.opened(), shop.MONDAY).versions] == before


# -- what it says ---------------------------------------------------------------------------------------------------


def effect(short=0.0, came=(), went=()):
    grid = TimeGrid(shop.MONDAY, 7, 30, shop.ZONE)
    return Effect(Roster(shop.MONDAY, 7, shop.ZONE), Coverage(grid), short, tuple(came), tuple(went))


BROKEN = Finding(
    "daily_rest", True, "A01", shop.MONDAY, "A01 Mon 23 Nov: Rest between shifts: 11 h 15 min of rest, 12 h due"
)
BENT = Finding("preferences", False, "A02", shop.MONDAY, "A02 Mon 23 Nov: Wishes: a wish is not met (off)", 3.0)


def test_the_effect_names_hours_shortage_points_and_rules():
    old = shop.shift(ANA, 0, 9)
    new = shop.shift(ANA, 0, 11)
    said = text_of(effect_parts(effect(0.9, [BROKEN, BENT]), [(old, new)], NAMES, shop.ZONE, 200, "Enter keeps it"))
    for part in (
        "11:00–19:30",
        "8 h",
        "0.9 h more short",
        "+3.0 points",
        "✗ Rest between shifts: 11 h 15 min",
        "Enter keeps it",
    ):
        assert part in said, part
    assert "Luis Pérez Mon 23 Nov: Wishes: a wish is not met (free)" in said, "of somebody else: who and when"


def test_a_breach_that_an_edit_lessens_is_neither_broken_nor_mended():
    then, now = (
        Finding("contract_hours", True, "A01", shop.MONDAY, f"A01: Contract hours: {got} planned", amount=gap,
                about="week")
        for got, gap in (("24 h", 16.0), ("32 h", 8.0))
    )  # fmt: skip
    changes = [(None, shop.shift(ANA, 0, 9))]
    parts = effect_parts(effect(-8.0, [now], [then]), changes, NAMES, shop.ZONE, 200, "")
    assert "~ Contract hours: 32 h planned" in text_of(parts)
    assert "✗" not in text_of(parts) and "✓" not in text_of(parts)
    parts = effect_parts(effect(8.0, [then], [now]), changes, NAMES, shop.ZONE, 200, "")
    assert "✗ Contract hours: 24 h planned" in text_of(parts) and "✓" not in text_of(parts)


@pytest.mark.parametrize("room", [60, 78, 118])
def test_the_effect_fits_the_line(room):
    new = shop.shift(ANA, 0, 11)
    parts = effect_parts(effect(-1.5, [BROKEN] * 3, [BENT]), [(None, new)], NAMES, shop.ZONE, room, "u takes it back")
    assert len(text_of(parts)) <= room


def test_where_the_line_is_short_it_says_what_happens_before_the_name_of_the_rule():
    change = [(shop.shift(ANA, 0, 9), shop.shift(ANA, 0, 11))]
    refused = Finding("preferences", False, "A01", shop.MONDAY, "A01 Mon 23 Nov: Wishes: a wish is not met (late)", 3.0)
    wide = text_of(effect_parts(effect(0.0, [refused]), change, NAMES, shop.ZONE, 118, ""))
    assert "~ Wishes: a wish is not met (late)" in wide
    narrow = text_of(effect_parts(effect(0.0, [refused]), change, NAMES, shop.ZONE, 80, ""))
    assert len(narrow) <= 80 and narrow.endswith("~ a wish is not met (late)")


def test_a_swap_on_a_short_line_says_which_rule_it_breaks():
    one, two = shop.shift(ANA, 0, 9), shop.shift(LUIS, 0, 12)
    names = {"A01": "Ana Belén García de la Torre", "A02": "Luis Alberto Pérez-Galdós"}
    changes = [(one, shop.shift(ANA, 0, 12)), (two, shop.shift(LUIS, 0, 9))]
    said = text_of(effect_parts(effect(0.0, [BROKEN]), changes, names, shop.ZONE, 78, ""))
    assert said.startswith("Ana Belén Gar… ↔ Luis Alberto …") and "✗ 11 h 15 min of rest" in said and len(said) <= 78
    assert "Ana Belén García de la Torre ↔" in text_of(effect_parts(effect(), changes, names, shop.ZONE, 118, ""))


def test_both_sides_of_a_swap_are_named():
    one, two = shop.shift(ANA, 0, 9), shop.shift(LUIS, 0, 12)
    changes = [(one, shop.shift(ANA, 0, 12)), (two, shop.shift(LUIS, 0, 9))]
    assert "Ana García ↔ Luis Pérez" in text_of(effect_parts(effect(), changes, NAMES, shop.ZONE, 118, ""))


def view(version):
    grid = TimeGrid(shop.MONDAY, 7, 30, shop.ZONE)
    coverage = Coverage(grid, {}, {}, {"phone": (2.0,) * 100})
    return RosterView(shop.MONDAY, 7, shop.ZONE, (), (), (), None, version, (), coverage, (BENT,), ())


@pytest.mark.parametrize("room", [50, 78, 118, 200])
def test_the_state_of_a_roster_fits_and_keeps_what_matters(room):
    roster = Roster(shop.MONDAY, 7, shop.ZONE)
    version = RosterVersion("x", 3, RosterState.DRAFT, 1, cost=112.0, bound=98.0, roster=roster)
    legend = [(" p ", ""), (" Phone ", "")]
    said = text_of(state_parts(view(version), room, [legend], older=True))
    assert len(said) <= max(room, 75)
    assert all(word in said for word in ("Draft 3", "100 h short", "✓ rules hold", "only to read"))
    assert ("Phone" in said) == (room > 100)
    assert ("gap" in said) == (room > 100)


def test_findings_name_people_and_wishes_in_words():
    assert finding_words(BENT, NAMES) == "Luis Pérez Mon 23 Nov: Wishes: a wish is not met (free)"
    assert finding_words(BROKEN, NAMES, whose=False) == "Rest between shifts: 11 h 15 min of rest, 12 h due"


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_the_keys_of_many_findings_stay_in_sight(program, size):
    app = program()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "4")
        app.push_screen(FindingsModal("Findings", [BROKEN, *[BENT] * 60], ("A note of the solver " * 8,), NAMES))
        await at_rest(pilot)
        keys, box = app.screen.query_one("#modal-keys"), app.screen.query_one("#box")
        assert box.content_region.contains_region(keys.region)


async def test_a_bound_that_proves_nothing_yet_is_not_shown(program):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        await press(pilot, "4")
        panel = app.screen.query_one(SolvePanel)
        panel.begin()
        for bound, gap, shown in ((-1010.0, 1.64, False), (1500.0, 0.063, True)):
            panel.report(SolveProgress(4.0, 1601.0, bound, gap, "improving", None), 20.0)
            said = str(panel.query_one("#solve-figures").content)
            assert "1,601" in said
            assert ("6.3%" in said and "1,500" in said) == shown
            assert "-1,010" not in said


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_while_solving_the_best_roster_so_far_shows_what_it_leaves_short(program, size):
    app = program("requirement")
    async with app.run_test(size=size) as pilot:
        await at_rest(pilot)
        await press(pilot, "4")
        await pilot.press("r")
        screen = app.screen
        grid, chart = screen.query_one(RosterGrid), screen.query_one(CoverageChart)
        while not any(chart._scheduled):
            await pilot.pause(0.02)
            assert screen.running("solve")
        assert screen.running("solve") and any(grid.short)
        assert (chart.region.height > 0) == (size == LARGE)  # where there is room for both
        await pilot.press("escape")
        await at_rest(pilot)
        assert chart.region.height > 0


@pytest.mark.parametrize("language", ["es", "en"])
async def test_every_edit_has_its_key_in_the_bar_of_the_smallest_screen(program, language):
    app = program(language=language)
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        bar = app.screen.query_one(KeyBar).render().plain
        for key in "rmsbglnxpeiwtj":
            assert f" {key} " in bar, key


async def test_the_palette_names_what_is_done_and_not_how_to_get_about(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "4", "tab")
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Move", "Give or swap", "Solve"} <= offered
        assert not {"Up", "Down", "Left", "Right", "Ten up", "Next shift", "Day after"} & offered


@pytest.mark.parametrize(("typed", "first"), [("solicitudes", "Abrir Solicitudes"), ("prevision", "Abrir Previsión"),
                                              ("semana sig", "Semana siguiente"), ("fijar", "Fijar")])  # fmt: skip
async def test_the_palette_finds_screens_weeks_and_actions_typed_with_accents_or_without(program, typed, first):
    app = program(language="es")
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "4", "tab", "ctrl+p", *("space" if letter == " " else letter for letter in typed))
        found = await found_by_palette(app, pilot)
        assert found[0].splitlines()[0] == first


async def test_the_palette_says_so_in_the_users_language_when_nothing_is_called_that(program):
    app = program(language="es")
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "4", "ctrl+p", *"zzzz")
        assert await found_by_palette(app, pilot) == ["Nada se llama «zzzz»."]


async def test_what_the_palette_finds_is_done(program):
    app = program(language="es")
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "4", "tab", "ctrl+p", *"equidad")
        await found_by_palette(app, pilot)
        await press(pilot, "enter")
        await at_rest(pilot)
        assert app.current_mode == "fairness"


async def found_by_palette(app, pilot):
    from textual.command import CommandList

    for _ in range(100):
        await pilot.pause(0.05)
        found = [str(option.prompt) for option in app.screen.query_one(CommandList).options]
        if found and ("\n" in found[0] or found[0].startswith("Nada")):
            await pilot.pause(0.2)
            break
    return [str(option.prompt) for option in app.screen.query_one(CommandList).options]


# -- colours ----------------------------------------------------------------------------------------------------------


def luminance(colour):
    parts = [c / 255 for c in colour.rgb]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


PAIRS = [
    *(("on-channel", f"channel-{i}") for i in range(themes.CHANNEL_COLOURS)),
    ("on-channel", "several"), ("on-channel", "several-odd"), ("background", "pause"), ("foreground", "leave"),
    ("cursor-text", "cursor"), ("short", "background"), ("accent", "background"), ("accent", "panel"),
    ("success", "surface"), ("warning", "surface"), ("error", "surface"), ("background", "primary"),
    ("background", "accent"), ("background", "success"), ("foreground", "chosen"), ("success", "chosen"),
    ("warning", "chosen"),
]  # fmt: skip


@pytest.mark.parametrize("theme", themes.THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS, ids=lambda name: name)
def test_text_stands_out_from_its_ground_in_every_theme(theme, text, ground):
    """WCAG 2.1, 1.4.3: 4.5 to 1."""
    both = [Color.parse(theme.variables.get(name) or getattr(theme, name)) for name in (text, ground)]
    dark, light = sorted(map(luminance, both))
    assert (light + 0.05) / (dark + 0.05) >= 4.45


# -- the rest ---------------------------------------------------------------------------------------------------------


def test_a_week_without_a_roster_has_met_no_wishes(shops):
    from planner.roster import fairness, rosters

    with open_workspace(str(shops / "people" / "shop.sqlite")) as ws:
        found = fairness.fairness(ws, rosters.view(ws, shop.MONDAY))
    assert (found.wishes.met, found.wishes.all) == (0, 0)


def test_the_collector_rests_while_much_is_loaded_and_works_again_after_a_failure():
    def load(_report):
        assert not gc.isenabled()
        raise ValueError("no such file")

    with pytest.raises(ValueError, match="no such file"):
        in_bulk(load)(None)
    assert gc.isenabled()
    gc.unfreeze()


PEOPLE = {"A01": "Íñigo Muñoz", "A02": "Ana García", "A03": "Ana Sanz", "A1": "Lucía Díaz"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [("A01", "A01"), ("a1", "A1"), ("inigo", "A01"), ("ana g", "A02"), ("ANA SANZ", "A03"), ("ana", ""), ("x", "")],
)
def test_people_are_meant_by_id_or_by_what_only_their_name_has(text, meant):
    assert forms.person(text, PEOPLE) == meant
    assert bool(forms.one_person(PEOPLE)(text)) == (not meant)


def test_a_name_that_several_people_have_is_answered_with_them():
    assert "Ana García, Ana Sanz" in forms.one_person(PEOPLE)("ana")


@pytest.mark.parametrize("language", ["es", "en"])
async def test_both_sides_of_a_draft_and_every_key_fit_the_smallest_screen(program, language):
    from planner.roster.merge import differences
    from tui.screens.roster.conflict import ConflictModal

    app = program(language=language)
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        base = stored_roster(app)
        mine = base.replace_shift(base.shifts[0], None)
        theirs = Roster(base.first_day, base.days, base.zone, base.shifts[9:])
        found = differences(base, mine, theirs)
        app.push_screen(ConflictModal("Somebody with a long name changed this roster", found, NAMES, shop.ZONE))
        await at_rest(pilot)
        keys, box = app.screen.query_one("#modal-keys"), app.screen.query_one("#box")
        assert box.content_region.contains_region(keys.region)
        told = app.screen.keys().plain
        assert told.split()[-2] == "Esc"
        assert len(app.screen.keys().wrap(keys.region.width)) <= keys.region.height
