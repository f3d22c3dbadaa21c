"""What is stored comes back as it was, on SQLite and on PostgreSQL alike."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.base.errors import Refused
from planner.db import audit
from planner.db.bulk import Counts
from planner.db.opening import open_workspace
from planner.db.workspace import read_settings, write_settings
from planner.domain.demand import Channel, ChannelKind, Requirement, ServiceTarget
from planner.domain.people import Agent, Availability, Contract, Preference, TimeOff, Wish
from planner.domain.roster import Activity, Break, Roster, RosterState, RosterVersion, Shift
from planner.domain.spoken import remark, spoken
from planner.domain.time import TimeGrid
from planner.domain.workspace import Event, ForecastMeta, ForecastOverride, WorkspaceSettings
from planner.forecast.store import forecasts
from planner.requirement import store
from planner.roster.store import rosters
from planner.shop.store import channels, events, history, people

MONDAY = date(2026, 11, 23)
T = datetime(2026, 11, 27, 8, tzinfo=UTC)
AGENT = Agent(
    "A01", "Íñigo Muñoz 🎧", "Norte", ("phone", "chat"), Contract(2400, 5, (480,)), ("es", "en"), "i@example.org",
    date(2020, 2, 29), None, Decimal("15.3050"),
    (Availability(None, time(9), None), Availability(5, time(10), time(14))),
)  # fmt: skip


def contacts(start, values, **more):
    n = len(values)
    return {
        "channel": ["phone"] * n,
        "interval_start": np.arange(n) * 1800 + int(start.timestamp()),
        "minutes": np.full(n, 30),
        "contacts": values,
        **more,
    }


def test_settings_are_defaults_until_written(ws):
    assert read_settings(ws) == WorkspaceSettings()
    other = WorkspaceSettings("Tienda ñ", "Atlantic/Canary", "ES-CN", "en", 15)
    write_settings(ws, other)
    write_settings(ws, other)
    assert read_settings(ws) == other


def test_history_comes_back_by_series_and_time_with_unknown_as_nan(ws):
    assert history.history_span(ws).rows == 0
    assert len(history.read_contacts(ws)["contacts"]) == 0
    given = contacts(T, [3, 0, 5.5], aht_s=[300.0, math.nan, 280.0], language=["es", "es", "en"])
    assert history.write_contacts(ws, given) == Counts(new=3)
    read = history.read_contacts(ws)
    assert list(read["language"]) == ["en", "es", "es"]
    assert list(read["contacts"]) == [5.5, 3.0, 0.0]
    assert np.isnan(read["aht_s"][2])
    assert np.isnan(read["answered"]).all()
    span = history.history_span(ws)
    assert (span.first, span.last, span.rows, span.channels, span.minutes) == (
        T, T + timedelta(hours=1), 3, ("phone",), 30,
    )  # fmt: skip


def test_writing_history_again_counts_what_changed_and_changes_only_that(ws):
    weeks = [float(i % 7) for i in range(48 * 16)]
    assert history.write_contacts(ws, contacts(T, weeks)).new == len(weeks)
    assert history.write_contacts(ws, contacts(T, weeks)) == Counts(same=len(weeks))
    later = contacts(T + timedelta(days=2), [9.0] * 10)
    assert history.write_contacts(ws, later) == Counts(changed=10)
    gap = history.write_contacts(ws, contacts(T + timedelta(days=15, hours=23), [1.0] * 4))
    assert gap == Counts(new=2, changed=2)
    read = history.read_contacts(ws)
    assert (np.diff(read["interval_start"]) == 1800).all()
    assert list(read["contacts"][96:106]) == [9.0] * 10


def test_history_is_cut_to_the_span_and_channels_asked_for(ws):
    history.write_contacts(ws, contacts(T, [1.0] * 700))
    end = T + timedelta(days=8)
    read = history.read_contacts(ws, ["phone"], T + timedelta(days=1), end)
    assert read["interval_start"][0] == (T + timedelta(days=1)).timestamp()
    assert read["interval_start"][-1] == end.timestamp() - 1800
    assert len(history.read_contacts(ws, ["chat"])["contacts"]) == 0


def test_one_interval_given_twice_is_no_history(ws):
    twice = contacts(T, [1.0, 2.0]) | {"interval_start": [0, 0]}
    with pytest.raises(ValueError, match="twice"):
        history.write_contacts(ws, twice)
    assert history.history_span(ws).rows == 0


SLOTS = st.integers(0, 3 * 7 * 48)
FILES = st.lists(st.dictionaries(SLOTS, st.one_of(st.just(math.nan), st.integers(0, 3)), max_size=30), max_size=5)


@settings(max_examples=12, deadline=None)
@given(files=FILES)
def test_whatever_is_written_over_whatever_history_is_the_last_word_on_each_interval(tmp_path_factory, files):
    model = {}
    with open_workspace(tmp_path_factory.mktemp("law") / "shop.sqlite", create=True) as ws:
        for file in files:
            counts = history.write_contacts(
                ws,
                {
                    "channel": ["phone"] * len(file),
                    "interval_start": [1800 * slot for slot in file],
                    "minutes": [30] * len(file),
                    "contacts": [1.0] * len(file),
                    "aht_s": list(file.values()),
                },
            )
            new = len(file.keys() - model.keys())
            same = sum(slot in model and repr(float(model[slot])) == repr(float(v)) for slot, v in file.items())
            assert counts == Counts(new, len(file) - new - same, same)
            model |= file
        read = history.read_contacts(ws)
    assert [s // 1800 for s in read["interval_start"]] == sorted(model)
    np.testing.assert_array_equal(read["aht_s"], [float(model[slot]) for slot in sorted(model)])


def test_events_are_kept_by_name_channel_and_start(ws):
    fair = Event("Black Friday", "promotion", T, T + timedelta(days=1), "", Decimal("62.10"))
    assert events.write_events(ws, [fair]) == Counts(new=1)
    assert events.write_events(ws, [replace(fair, uplift_pct=None)]) == Counts(changed=1)
    assert events.read_events(ws, T, T + timedelta(hours=1)) == (replace(fair, uplift_pct=None),)
    assert events.read_events(ws, T + timedelta(days=1)) == ()
    assert events.delete_event(ws, fair.name, "", T)
    assert not events.delete_event(ws, fair.name, "", T)


def test_agents_time_off_and_wishes_come_back_exactly(ws):
    assert people.write_agents(ws, [AGENT]) == Counts(new=1)
    assert people.write_agents(ws, [AGENT]) == Counts(same=1)
    assert people.read_agents(ws) == (AGENT,)
    assert people.read_agents(ws)[0].hourly_cost.as_tuple() == Decimal("15.3050").as_tuple()
    off = TimeOff("A01", T, T + timedelta(days=1), "leave")
    wishes = [
        Preference("A01", Wish.OFF, 4, None, time(9), None, 2.0),
        Preference("A01", Wish.EARLY, None, MONDAY),
        Preference("A01", Wish.LATE),
    ]
    people.write_time_off(ws, [off])
    people.write_preferences(ws, wishes)
    assert people.read_time_off(ws, T, T + timedelta(hours=1)) == (off,)
    assert people.read_time_off(ws, T + timedelta(days=1)) == ()
    assert set(people.read_preferences(ws)) == set(wishes)
    assert len(people.read_preferences(ws, MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))) == 2
    assert people.delete_agent(ws, "A01")
    assert people.read_time_off(ws) == ()
    assert people.read_preferences(ws) == ()


def test_time_off_of_nobody_is_refused_whole(ws):
    people.write_agents(ws, [AGENT])
    spans = [TimeOff("A01", T, T + timedelta(days=1), "leave"), TimeOff("ghost", T, T + timedelta(days=1), "leave")]
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        people.write_time_off(ws, spans)
    assert people.read_time_off(ws) == ()


def test_agents_are_found_by_the_days_of_their_contract(ws):
    people.write_agents(
        ws,
        [
            replace(AGENT, agent_id="gone", end_date=MONDAY - timedelta(days=1)),
            replace(AGENT, agent_id="new", start_date=MONDAY + timedelta(days=6)),
            replace(AGENT, agent_id="later", start_date=MONDAY + timedelta(days=7)),
        ],
    )
    found = people.read_agents(ws, MONDAY, MONDAY + timedelta(days=6))
    assert [agent.agent_id for agent in found] == ["new"]


def test_channels_begin_with_what_their_name_says(ws):
    assert channels.ensure_channels(ws, ["phone", "Chat", "email", "fax"]) == ("phone", "Chat", "email", "fax")
    assert channels.ensure_channels(ws, ["fax"]) == ()
    kinds = {c.name: c.kind for c in channels.read_channels(ws)}
    assert kinds == {
        "phone": ChannelKind.LIVE,
        "Chat": ChannelKind.CONCURRENT,
        "email": ChannelKind.DEFERRED,
        "fax": ChannelKind.LIVE,
    }  # fmt: skip
    mine = Channel(
        "phone", ChannelKind.LIVE, ServiceTarget(0.9, 10.0, occ_max=0.85), 310.5, None, 1, (300.0, 390.0), 2, 0.3,
        {0: ((time(9), time(21)),), 6: ((time(10), time(14)), (time(22), time()))}, "Teléfono", "Phone",
        dated={date(2026, 12, 25): ()}, also=("centralita",), purpose="sales",
    )  # fmt: skip
    channels.write_channels(ws, [mine])
    assert channels.read_channels(ws)[0] == mine


def test_the_newest_forecast_that_covers_the_span_is_in_force(ws):
    week = {"channel": ["phone"] * 2, "interval_start": [int(T.timestamp()), int(T.timestamp()) + 1800]}
    meta = ForecastMeta(T, T + timedelta(days=7), 30, "first")
    forecasts.save_forecast(ws, meta, week | {"mean": [1.5, math.nan], "q90": [2.0, None]})
    second = forecasts.save_forecast(ws, replace(meta, model="second"), week | {"mean": np.array([3.0, 4.0])})
    forecasts.save_forecast(ws, ForecastMeta(T, T + timedelta(days=1), 30, "short"), week)
    found, columns = forecasts.latest_forecast(ws, T, T + timedelta(days=2))
    assert (found.model, found.forecast_id, found.published) == ("second", second, False)
    assert list(columns["mean"]) == [3.0, 4.0]
    assert np.isnan(columns["q90"]).all()
    assert forecasts.latest_forecast(ws, T, T + timedelta(days=2), published=True) is None
    forecasts.publish_forecast(ws, second)
    assert forecasts.latest_forecast(ws, T, T + timedelta(days=2), published=True)[0].model == "second"
    assert forecasts.latest_forecast(ws, T - timedelta(days=9), T - timedelta(days=8)) is None
    with pytest.raises(Refused):
        forecasts.publish_forecast(ws, 999)


def test_an_override_taken_back_stays_on_record_with_who_and_when(ws):
    given = ForecastOverride("phone", T, T + timedelta(hours=2), "contacts", "percent", 12.0, "campaign", "marta")
    stored = forecasts.add_override(ws, given)
    assert replace(stored, override_id=0, created_at=None) == given
    forecasts.undo_override(ws, stored.override_id, "luis")
    assert forecasts.read_overrides(ws) == ()
    (kept,) = forecasts.read_overrides(ws, T, T + timedelta(hours=1), undone=True)
    assert (kept.author, kept.undone_by, kept.undone_at is None) == ("marta", "luis", False)
    with pytest.raises(Refused):
        forecasts.undo_override(ws, stored.override_id)


def test_the_newest_requirement_of_a_week_is_read_and_alteration_is_seen(ws):
    grid = TimeGrid(MONDAY, 7, 30, "Europe/Madrid")
    first = Requirement(grid, {"phone": tuple(i / 7 for i in range(len(grid)))})
    store.save_requirement(ws, first)
    second = Requirement(grid, {"phone": (0.1,) * len(grid), "chat": (2.0,) * len(grid)})
    store.save_requirement(ws, second, '{"source":"file"}', "luis")
    stored, meta = store.read_requirement(ws, MONDAY)
    assert stored == second
    assert (meta.details, meta.author) == ('{"source":"file"}', "luis")
    assert store.read_requirement(ws, MONDAY + timedelta(days=7)) is None
    assert store.altered(ws) == []
    with ws.write() as c:
        name = "requirement" if ws.is_sqlite else "core.requirement"
        c.exec_driver_sql(f"UPDATE {name} SET required = replace(required, '2.0', '1.0') WHERE requirement_id = 2")
    assert len(store.altered(ws)) == 1


def draft(*shifts, **more):
    return RosterVersion("", 0, RosterState.DRAFT, 0, **more, roster=Roster(MONDAY, 7, "Europe/Madrid", shifts))


SHIFT = Shift(
    "A01", MONDAY, T, T + timedelta(hours=8), (Break(T + timedelta(hours=3), T + timedelta(hours=3.5)),),
    (Activity("phone", T, T + timedelta(hours=3)),), True, "=1+1 ñ",
)  # fmt: skip


def test_roster_versions_come_back_exactly_and_are_numbered(ws):
    first = rosters.save_version(ws, draft(SHIFT, author="marta", cost=12.5, bound=10.0, label="v"))
    assert first.roster.shifts == (SHIFT,)
    assert (first.number, first.row_version, first.author, first.cost) == (1, 1, "marta", 12.5)
    second = rosters.save_version(ws, draft())
    assert [v.number for v in rosters.list_versions(ws, MONDAY)] == [2, 1]
    assert rosters.read_version(ws, second.roster_id).roster.shifts == ()
    assert rosters.read_version(ws, "nothing") is None
    assert rosters.delete_draft(ws, second.roster_id)
    assert rosters.altered(ws) == []


def test_of_two_who_edit_one_roster_the_second_gets_both_sides(ws):
    opened = rosters.save_version(ws, draft(SHIFT))
    theirs = replace(opened, roster=Roster(MONDAY, 7, "Europe/Madrid"), author="luis")
    rosters.save_version(ws, theirs)
    mine = replace(opened, label="mine", author="marta")
    with pytest.raises(rosters.RosterConflict) as caught:
        rosters.save_version(ws, mine)
    assert "luis" in caught.value.title
    assert caught.value.mine == mine
    assert caught.value.theirs.roster.shifts == ()
    assert rosters.read_version(ws, opened.roster_id).label == ""


def test_a_published_roster_never_changes(ws):
    saved = rosters.save_version(ws, draft(SHIFT))
    assert rosters.published_version(ws, MONDAY) is None
    with pytest.raises(rosters.RosterConflict):
        rosters.publish(ws, saved.roster_id, 7)
    done = rosters.publish(ws, saved.roster_id, 1, "marta")
    assert (done.state, done.published_at is None) == (RosterState.PUBLISHED, False)
    for refused in (
        lambda: rosters.save_version(ws, replace(done, label="x")),
        lambda: rosters.publish(ws, saved.roster_id, done.row_version),
    ):
        with pytest.raises(Refused):
            refused()
    assert not rosters.delete_draft(ws, saved.roster_id)
    assert rosters.published_version(ws, MONDAY) == done


def test_shifts_altered_behind_the_programs_back_are_named(ws):
    rosters.save_version(ws, draft(SHIFT))
    with ws.write() as c:
        c.exec_driver_sql(f"UPDATE {'roster_shift' if ws.is_sqlite else 'core.roster_shift'} SET note = 'x'")
    assert rosters.altered(ws) == ["roster 2026-11-23 #1"]


def test_a_write_within_a_write_is_one_transaction(ws):
    with pytest.raises(RuntimeError), ws.write():
        people.write_agents(ws, [AGENT])
        audit.append(ws, "agents", "A01")
        assert people.read_agents(ws) == (AGENT,)
        raise RuntimeError
    assert people.read_agents(ws) == ()
    assert audit.read_log(ws) == ()
    assert audit.verify(ws) == ()


def test_a_read_cannot_write(ws):
    with pytest.raises(Refused), ws.read() as c:
        c.exec_driver_sql(f"DELETE FROM {'agent' if ws.is_sqlite else 'core.agent'}")


def table(ws):
    return "audit_log" if ws.is_sqlite else "core.audit_log"


def test_the_audit_log_is_whole_after_ordinary_work(ws):
    for n in range(5):
        audit.append(ws, "saved", f"object {n}", {"n": n, "ñ": "é"}, "marta")
    assert audit.verify(ws) == ()
    assert [entry.seq for entry in audit.read_log(ws)] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("harm", "row", "word"),
    [
        ("UPDATE {t} SET actor = 'nobody' WHERE seq = 2", 2, "altered"),
        ("DELETE FROM {t} WHERE seq = 2", 2, "missing"),
        ("DELETE FROM {t} WHERE seq > 2", 3, "cut"),
        ("DELETE FROM {t}", 1, "cut"),
    ],
)
def test_an_altered_or_cut_audit_log_is_told_with_the_row(ws, harm, row, word):
    for n in range(4):
        audit.append(ws, "saved", f"object {n}")
    with ws.write() as c:
        c.exec_driver_sql(harm.format(t=table(ws)))
    problems = audit.verify(ws)
    assert problems[0].seq == row
    assert word in spoken(problems[0].what)


def test_the_anchor_of_the_audit_log_never_moves_back(sqlite_ws):
    for n in range(3):
        audit.append(sqlite_ws, "saved", f"object {n}")
    anchor = audit.anchor_path(sqlite_ws.path)
    there = audit.read_anchor(anchor)
    assert there is not None and there[0] == 3
    audit.write_anchor(anchor, 2, "0" * 64)  # of a slower writer, whose commit came before
    assert audit.read_anchor(anchor) == there


def test_a_row_altered_with_its_own_hash_made_to_fit_is_told_by_the_row_after_it(ws):
    for n in range(4):
        audit.append(ws, "saved", f"object {n}")
    with ws.write() as c:
        second = audit.read_log(ws)[-2]
        forged = audit.row_hash(replace(second, actor="mallory"))
        place = "?" if ws.is_sqlite else "%s"
        c.exec_driver_sql(
            f"UPDATE {table(ws)} SET actor={place}, hash={place} WHERE seq={place}", ("mallory", forged, second.seq)
        )
    (problem,) = audit.verify(ws)
    assert problem.seq == 3
    assert problem.what == remark("audit_unlinked", seq=3)


def test_an_audit_log_rewritten_with_fitting_hashes_is_told_by_its_anchor(ws):
    for n in range(3):
        audit.append(ws, "saved", f"object {n}")
    with ws.write() as c:
        rows = [audit.AuditEntry(*r) for r in c.exec_driver_sql(f"SELECT * FROM {table(ws)} ORDER BY seq")]
        previous = audit.START
        for entry in rows:
            forged = replace(entry, actor="mallory", previous=previous)
            previous = audit.row_hash(forged)
            place = "?" if ws.is_sqlite else "%s"
            c.exec_driver_sql(
                f"UPDATE {table(ws)} SET actor={place}, previous={place}, hash={place} WHERE seq={place}",
                ("mallory", forged.previous, previous, entry.seq),
            )
    assert [p.seq for p in audit.verify(ws)] == [3]
