"""Channels as a shop sets them up: by command and by file, joined and renamed with what is stored of them."""

from datetime import date, time

import pytest

from planner.base.errors import Misuse, Refused
from planner.domain.demand import ChannelKind
from planner.shop import channels, hours
from planner.shop.store import history, people
from planner.shop.store.channels import read_channels

WEEK = "mon-fri 9-21; sat 10-14, 17-20; sun closed"


@pytest.mark.parametrize(
    ("said", "stored"),
    [(WEEK, "mon-fri 9-21; sat 10-14, 17-20"), ("lunes a viernes 9:30-18", "mon-fri 9:30-18"), ("fri 22-2", "fri 22-2"),
     ("mon, wed 9-24", "mon 9-24; wed 9-24"), ("siempre", "")],
)  # fmt: skip
def test_hours_are_written_as_people_write_them_and_read_back_alike(said, stored):
    week = hours.parse_week(said)
    assert hours.week_text(week) == stored and hours.parse_week(stored) == week


@pytest.mark.parametrize("said", ["mon 25-26", "someday 9-10", "mon 9-21, 20-22", "sun closed", "9"])
def test_hours_that_are_none_are_refused_with_an_example(said):
    with pytest.raises(Misuse):
        hours.parse_week(said)


def test_a_new_channel_starts_with_what_is_usual_for_its_kind_and_its_names_are_its_own(ws):
    made = channels.add(ws, "instagram", "deferred", {"label": "Instagram", "hours": WEEK})
    assert (made.kind, made.target.occ_max, made.shrinkage > 0) == (ChannelKind.DEFERRED, None, True)
    assert made.target.response_s and made.opening[5] == ((time(10), time(14)), (time(17), time(20)))
    with pytest.raises(Refused):
        channels.add(ws, "Instagram", "live", {})
    with pytest.raises(Misuse):
        channels.add(ws, "fax", "sideways", {})


def test_named_days_have_hours_of_their_own_until_they_are_taken_back(ws):
    channels.add(ws, "phone", "live", {"hours": WEEK})
    days = hours.parse_dates("2026-11-27..2026-11-28")
    made = channels.hours_on(ws, "Phone", days, hours.parse_stretches("9-24"))
    assert made.open_on(date(2026, 11, 27), time(23)) and not made.open_on(date(2026, 11, 20), time(23))
    assert channels.hours_on(ws, "phone", days, None).dated == {}


def test_every_field_of_every_channel_goes_out_to_a_file_and_in_again(ws, bring, tmp_path):
    channels.add(ws, "phone", "live", {"hours": WEEK, "also": ["centralita"], "purpose": "sales", "sl": 0.9})
    channels.add(ws, "chat", "concurrent", {"concurrency": 3, "patience_s": 240.5})
    channels.hours_on(ws, "phone", [date(2026, 12, 25)], ())
    before = read_channels(ws)
    channels.export(ws, tmp_path / "channels.csv")
    assert bring("channels", (tmp_path / "channels.csv").read_text())["same"] == 2
    for one in before:
        channels.remove(ws, one.name)
    bring("channels", (tmp_path / "channels.csv").read_text())
    assert read_channels(ws) == before


AGENTS = "agent_id,name,team,skills,contract_hours\nA01,Eva,A,chat web;phone,40\n"


def test_joining_adds_the_history_and_renaming_takes_it_along_and_old_names_still_lead_there(ws, bring):
    channels.add(ws, "chat", "concurrent", {})
    channels.add(ws, "chat web", "concurrent", {})
    rows = "2026-11-02 09:00,chat,6,300\n2026-11-02 09:00,chat web,2,700\n2026-11-02 09:30,chat web,4,500\n"
    bring("contacts", "interval_start,channel,contacts,aht_s\n" + rows)
    bring("agents", AGENTS)
    _, moved = channels.join(ws, "chat web", "chat")
    assert moved == 2
    channels.rename(ws, "chat", "messages")
    columns = history.read_contacts(ws)
    assert (set(columns["channel"]), columns["contacts"].tolist()) == ({"messages"}, [8.0, 4.0])
    assert columns["aht_s"].tolist() == [400.0, 500.0]
    assert people.read_agents(ws)[0].skills == ("messages", "phone")
    assert bring("contacts", "interval_start,channel,contacts\n2026-11-03 09:00,Chat Web,1\n")["channels"] == {
        "messages": 1
    }


def test_channels_of_different_widths_at_one_time_are_not_joined(ws, bring):
    for name, width in (("chat", 30), ("phone", 60)):
        times = [f"2026-11-02 {9 + m // 60:02d}:{m % 60:02d},{name},1\n" for m in range(0, 180, width)]
        bring("contacts", "interval_start,channel,contacts\n" + "".join(times))
    with pytest.raises(Refused):
        channels.join(ws, "chat", "phone")
    assert {c.name for c in read_channels(ws)} == {"chat", "phone"}
