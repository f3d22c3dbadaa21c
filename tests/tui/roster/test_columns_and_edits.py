"""Columns of time on days of 23 and 25 hours, and the laws of hand edits."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.people import Agent, Contract, TimeOff
from planner.domain.roster import Activity, Break, Shift
from planner.domain.time import midnight
from tui.frame import forms
from tui.text import bar, channel_letters
from tui.widgets.columns import Columns, open_hours
from tui.widgets.roster import edits
from tui.widgets.roster.lines import GridRow, agent_cells, cell_text

ZONE = "Europe/Madrid"
MONDAY = date(2026, 11, 23)
HALF = timedelta(minutes=30)


@pytest.mark.parametrize(("first", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (MONDAY, 24)])
def test_a_day_has_as_many_columns_as_it_has_hours(first, hours):
    columns = Columns(first, 1, ZONE, 60)
    assert len(columns.items) == hours
    assert all(b.start == a.end for a, b in pairwise(columns.items))


@pytest.mark.parametrize("first", [date(2026, 3, 23), date(2026, 10, 19), MONDAY])
@pytest.mark.parametrize("step", [15, 30, 60])
def test_every_column_is_found_again_under_its_character_and_its_instant(first, step):
    columns = Columns(first, 7, ZONE, step, 8, 22)
    for index, column in enumerate(columns.items):
        assert columns.at(columns.x(index)) == index
        assert columns.index(column.start) == index
        assert columns.between(column.start, column.end) == range(index, index + 1)


def test_hours_that_no_span_touches_are_left_out_and_nights_show_the_whole_day():
    start = midnight(MONDAY, ZONE)
    assert open_hours([(start + timedelta(hours=8), start + timedelta(hours=21, minutes=30))], ZONE) == (8, 22)
    assert open_hours([(start + timedelta(hours=20), start + timedelta(hours=24))], ZONE) == (9, 24)
    assert open_hours([(start + timedelta(hours=22), start + timedelta(hours=30))], ZONE) == (0, 24)


def a_shift(start: int, length: int, breaks: list[int]) -> Shift:
    """A shift in half-hours from Monday's midnight, breaks of one half-hour, two channels."""
    begin = midnight(MONDAY, ZONE) + start * HALF
    end = begin + length * HALF
    pauses = tuple(Break(begin + b * HALF, begin + (b + 1) * HALF) for b in sorted(set(breaks)) if 0 < b < length - 1)
    whole = (Activity("phone", begin, begin + length // 2 * HALF), Activity("chat", begin + length // 2 * HALF, end))
    return edits.recut(Shift("A01", MONDAY, begin, end, pauses), whole)


shifts = st.builds(a_shift, st.integers(12, 24), st.integers(4, 18), st.lists(st.integers(1, 16), max_size=3))


def whole(shift: Shift) -> bool:
    """Breaks lie inside; activities and breaks fill the shift without overlap."""
    spans = sorted([(a.start, a.end) for a in shift.activities] + [(b.start, b.end) for b in shift.breaks])
    joined = all(a[1] == b[0] for a, b in pairwise(spans))
    return joined and spans[0][0] == shift.start and spans[-1][1] == shift.end


@given(shifts, st.integers(-10, 10))
def test_moving_keeps_the_length_and_the_shape(shift, by):
    moved = edits.moved(shift, by * HALF, ZONE)
    assert moved.end - moved.start == shift.end - shift.start
    assert moved.work_minutes == shift.work_minutes
    assert whole(moved)
    assert edits.moved(moved, -by * HALF, ZONE) == shift


@given(shifts, st.integers(-20, 20), st.booleans())
def test_stretching_keeps_breaks_inside_and_never_goes_below_an_hour(shift, by, at_start):
    longer = edits.stretched(shift, by * HALF, at_start=at_start, zone=ZONE)
    assert longer.end - longer.start >= edits.MIN_SHIFT
    assert all(longer.start < b.start and b.end < longer.end for b in longer.breaks)
    assert whole(longer)


@given(shifts, st.integers(0, 2), st.integers(-6, 6))
def test_breaks_never_meet_or_leave_the_shift(shift, index, by):
    if index < len(shift.breaks):
        after = edits.break_moved(shift, index, by * HALF)
        assert whole(after)
        assert len(after.breaks) == len(shift.breaks)


@given(shifts, st.integers(0, 40))
def test_a_break_added_is_half_an_hour_and_the_shift_stays_whole(shift, at):
    after = edits.with_break(shift, midnight(MONDAY, ZONE) + at * HALF)
    assert whole(after)
    assert len(after.breaks) in (len(shift.breaks), len(shift.breaks) + 1)


def test_a_copy_keeps_its_local_hours_over_the_change_of_clocks():
    agent = Agent("A02", "Luis", "Sur", ("phone",), Contract(2400))
    start = midnight(date(2026, 10, 24), ZONE) + timedelta(hours=9)
    shift = Shift("A01", date(2026, 10, 24), start, start + timedelta(hours=8))
    copy = edits.for_agent(shift, agent, date(2026, 10, 26), ZONE)
    assert copy.start == midnight(date(2026, 10, 26), ZONE) + timedelta(hours=9)
    assert copy.day == date(2026, 10, 26)


def test_every_mark_of_a_shift_can_be_told_without_colour():
    agent = Agent("A01", "Ana", "Norte", ("phone", "chat"), Contract(2400))
    shift = a_shift(18, 16, [8])
    row = GridRow(agent, (shift,), (), 2400)
    columns = Columns(MONDAY, 1, ZONE, 30, 9, 21)
    letters = channel_letters({"phone": "Phone", "chat": "Chat"})
    text = "".join(letter for letter, _ in agent_cells(columns, row.shifts, (), letters, agent.skills))
    assert text.startswith("pppppppp–ccccccc")


def test_training_and_meetings_are_seen_over_the_shift_and_said_at_the_cursor():
    agent = Agent("A01", "Ana", "Norte", ("phone",), Contract(2400))
    shift = a_shift(18, 16, [])
    off = (
        TimeOff("A01", shift.start + timedelta(hours=1), shift.start + timedelta(hours=2), "training"),
        TimeOff("A01", shift.end + timedelta(minutes=10), shift.end + timedelta(hours=1), "meeting"),
    )
    columns = Columns(MONDAY, 1, ZONE, 30, 9, 21)
    cells = agent_cells(columns, (shift,), off, {"phone": "p"}, agent.skills)
    assert "".join(letter for letter, _ in cells).startswith("pp░░pppp ")
    said = cell_text(columns.items[2], shift, off, {"phone": "Phone"}, ZONE)
    assert said.endswith("training 10:00–11:00")


@given(st.lists(st.text("abcé ", min_size=1, max_size=6), max_size=20, unique=True))
def test_channels_have_letters_of_their_own(labels):
    letters = channel_letters({str(i): label for i, label in enumerate(labels)})
    assert len(set(letters.values())) == len(labels)


@given(st.floats(-1, 2), st.integers(1, 60))
def test_a_bar_has_exactly_its_width(share, width):
    assert len(bar(share, width)) == width


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("+15%", ("contacts", "percent", 15.0)),
        ("-10 %", ("contacts", "percent", -10.0)),
        ("=200", ("contacts", "set", 200.0)),
        ("+40,5", ("contacts", "add", 40.5)),
        (">=50", ("contacts", "min", 50.0)),
        ("aht +10%", ("aht_s", "percent", 10.0)),
        ("tmo =300", ("aht_s", "set", 300.0)),
    ],
)
def test_changes_of_a_forecast_are_read_as_people_write_them(text, meant):
    assert forms.parse_change(text) == meant


@pytest.mark.parametrize("text", ["", "15", "15%", "more", "+", "=5%", "+-3"])
def test_a_change_that_says_nothing_clear_is_refused_with_examples(text):
    assert "+15%" in forms.wrong_change(text)
