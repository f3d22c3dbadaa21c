"""A calendar file as a calendar program reads it, over the change of summer time and over midnight.

The parser is icalendar's, which shares nothing with what writes the files.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.base.errors import Refused
from planner.domain.people import Agent, Contract
from planner.domain.roster import Activity, Break, Roster, Shift
from planner.roster.files import Wording, write_roster

ZONE = "Europe/Madrid"
MADRID = ZoneInfo(ZONE)
MONDAY = date(2026, 10, 19)  # the Sunday of this week has 25 hours
AGENTS = (
    Agent("A01", "Núñez, José; hijo", "Norte", ("phone", "chat"), Contract(2400)),
    Agent("A02", "Zoë \\ Smith", "Norte", ("phone",), Contract(2400)),
)


def local(day, hour, minute=0, fold=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=MADRID, fold=fold).astimezone(UTC)


def shift(who, start, end, *breaks, **more):
    return Shift(who, start.astimezone(MADRID).date(), start, end, tuple(Break(*b) for b in breaks), **more)


SATURDAY_NIGHT = shift(
    "A01", local(24, 22), local(25, 7), (local(25, 2, 30), local(25, 2, 0, fold=1)),
    (local(25, 5), local(25, 5, 15)), activities=(Activity("phone", local(24, 22), local(25, 2, 30)),), note="a,b;c\nd",
)  # fmt: skip
SHIFTS = (
    shift("A01", local(19, 9), local(19, 17)),
    SATURDAY_NIGHT,
    shift("A01", local(25, 22), local(26, 6)),
    shift("A02", local(25, 1), local(25, 9)),
    shift("A02", local(25, 2, 30, fold=1), local(25, 8)),
)
ROSTER = Roster(MONDAY, 7, ZONE, SHIFTS)
WORDING = Wording("Version 3, published", (), {"phone": "Teléfono"})


def read(path):
    """Events in order of time, after looking at what every calendar must have."""
    found = icalendar.Calendar.from_ical(path.read_bytes())
    found.validate()
    assert not found.errors and found["VERSION"] == "2.0" and found["PRODID"]
    assert "METHOD" not in found, "a publication would need an organizer in every event (RFC 5546)"
    for event in found.events:
        assert not event.errors
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
        assert event.DTSTART.utcoffset() == event.DTEND.utcoffset() == timedelta(), "no time zone is left to guess"
    assert len({str(e["UID"]) for e in found.events}) == len(found.events)
    return sorted(found.events, key=lambda e: (e.DTSTART, e.DTEND))


def test_everybodys_calendar_has_every_shift_at_its_instants(tmp_path):
    write_roster(tmp_path / "week.ics", ROSTER, AGENTS, None, WORDING)
    events = read(tmp_path / "week.ics")
    assert [(e.DTSTART, e.DTEND) for e in events] == sorted((s.start, s.end) for s in SHIFTS)
    night = next(e for e in events if SATURDAY_NIGHT.start == e.DTSTART)
    assert night.duration == timedelta(hours=10), "22:00 to 07:00 with an hour that comes twice"
    at_home = night.DTSTART.astimezone(MADRID), night.DTEND.astimezone(MADRID)
    assert [f"{t:%d %H:%M}" for t in at_home] == ["24 22:00", "25 07:00"]
    assert str(night["SUMMARY"]) == "Núñez, José; hijo 22:00–07:00"
    into_monday = next(e for e in events if local(25, 22) == e.DTSTART)
    assert (into_monday.duration, str(into_monday["SUMMARY"])) == (timedelta(hours=8), "Núñez, José; hijo 22:00–06:00")


def test_what_is_said_of_the_hour_that_comes_twice_tells_which_one(tmp_path):
    write_roster(tmp_path / "week.ics", ROSTER, AGENTS, None, WORDING)
    mine = read(tmp_path / "week" / "A01.ics")
    said = str(mine[1]["DESCRIPTION"]).split("\n")
    assert said == [
        "Break 02:30 (UTC+02:00)–02:00 (UTC+01:00)", "Break 05:00–05:15", "Channels: Teléfono", "a,b;c", "d",
        "Version 3, published",
    ]  # fmt: skip
    assert [str(e["SUMMARY"]) for e in read(tmp_path / "week" / "A02.ics")] == [
        "Shift 01:00–09:00", "Shift 02:30 (UTC+01:00)–08:00",
    ]  # fmt: skip
    write_roster(tmp_path / "week.xlsx", ROSTER, AGENTS, None, WORDING)
    sheet = openpyxl.load_workbook(tmp_path / "week.xlsx")["Núñez, José; hijo"]
    assert sheet["D5"].value == "02:30 (UTC+02:00)–02:00 (UTC+01:00)\n05:00–05:15"


def test_a_file_for_each_person_has_that_persons_shifts_under_the_same_names(tmp_path):
    write_roster(tmp_path / "week.ics", ROSTER, AGENTS, None, WORDING)
    everybody = {str(e["UID"]): (e.DTSTART, e.DTEND) for e in read(tmp_path / "week.ics")}
    each = [e for who in ("A01", "A02") for e in read(tmp_path / "week" / f"{who}.ics")]
    assert {str(e["UID"]): (e.DTSTART, e.DTEND) for e in each} == everybody
    moved = Roster(MONDAY, 7, ZONE, (shift("A01", local(19, 10), local(19, 18)), *SHIFTS[1:]))
    write_roster(tmp_path / "later.ics", moved, AGENTS, None, WORDING)
    after = {str(e["UID"]): (e.DTSTART, e.DTEND) for e in read(tmp_path / "later.ics")}
    assert after.keys() == everybody.keys()
    assert [after[u] for u in after if after[u] != everybody[u]] == [(local(19, 10), local(19, 18))]


def test_a_calendar_of_nothing_is_refused(tmp_path):
    with pytest.raises(Refused, match="no shifts"):
        write_roster(tmp_path / "week.ics", Roster(MONDAY, 7, ZONE), AGENTS)
    assert not (tmp_path / "week.ics").exists()


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60)


@settings(max_examples=50, deadline=None)
@given(name=WORDS, note=WORDS)
def test_any_name_and_note_comes_back_as_it_was(tmp_path_factory, name, note):
    path = tmp_path_factory.mktemp("words") / "x.ics"
    one = shift("A01", local(19, 9), local(19, 17), note=note)
    write_roster(path, Roster(MONDAY, 7, ZONE, (one,)), (Agent("A01", name, "", (), Contract(2400)),))
    (event,) = read(path)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (f"{name} 09:00–17:00", note)
