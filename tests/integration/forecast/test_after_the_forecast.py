"""What a planner does with a finished forecast: correct, publish, look at today, compare, exclude, hire, trust."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.base.errors import Refused
from planner.domain.time import midnight
from planner.forecast import accuracy, events, intraday, locks, outliers, overrides, past, publications, volumes
from planner.requirement import outlook, scenarios
from planner.shop.store import history
from tests.integration.forecast.conftest import MONDAY, ZONE, contacts

FRIDAY = MONDAY + timedelta(days=4)


def total(ws, channel="", first=MONDAY, days=7):
    return volumes.view(ws, first, days, channel=channel).total


def correct(ws, operation, value, *, channel="phone", first=MONDAY, days=1, measure="contacts"):
    return overrides.add_override(
        ws, start=midnight(first, ZONE), end=midnight(first + timedelta(days=days), ZONE), channel=channel,
        measure=measure, operation=operation, value=value, reason="test",
    )  # fmt: skip


# -- corrections ---------------------------------------------------------------------------------------------------


def test_an_amount_over_several_days_speaks_of_each_day(small):
    correct(small, "set", 120, days=3)
    for d in range(3):
        assert total(small, "phone", MONDAY + timedelta(days=d), 1) == pytest.approx(120)


def test_a_correction_may_speak_of_one_interval_and_moves_no_other(small):
    before = volumes.view(small, MONDAY, 1, channel="phone").points
    start = before[2].start
    overrides.add_override(small, start=start, end=start + timedelta(hours=1), channel="phone", measure="contacts",
                           operation="min", value=999, reason="one hour")  # fmt: skip
    after = volumes.view(small, MONDAY, 1, channel="phone").points
    assert after[2].mean == pytest.approx(999)
    assert [p.mean for p in after if p.start != start] == [p.mean for p in before if p.start != start]


def test_the_handle_time_is_corrected_without_touching_contacts(small):
    before = total(small, "phone")
    correct(small, "percent", 50, measure="aht_s", days=7)
    shown = volumes.view(small, MONDAY, 7, channel="phone")
    assert shown.total == pytest.approx(before)
    assert {round(p.aht_s) for p in shown.points} == {450}


def test_the_band_moves_in_proportion_with_the_mean(small):
    before = volumes.view(small, MONDAY, 1, channel="phone").points[3]
    correct(small, "percent", 100)
    after = volumes.view(small, MONDAY, 1, channel="phone").points[3]
    assert after.q90 / after.mean == pytest.approx(before.q90 / before.mean)


def test_an_amount_for_all_channels_at_once_is_refused_because_it_would_count_twice(small):
    with pytest.raises(Refused) as caught:
        correct(small, "set", 100, channel="")
    assert "phone" in caught.value.hint
    with pytest.raises(Refused):
        correct(small, "set", 100, channel="fax")


# -- published and locked ------------------------------------------------------------------------------------------


def test_a_published_week_is_not_moved_by_a_newer_forecast_until_it_is_released(small):
    before = total(small)
    number = publications.publish(small, MONDAY).publication_id
    history.write_contacts(small, contacts(MONDAY - timedelta(days=28), 28, boost=3))
    assert volumes.run_forecast(small, MONDAY, 2).total > before
    assert total(small) == pytest.approx(before)
    assert locks.locked_days(small, MONDAY, 8) == {MONDAY + timedelta(days=d) for d in range(7)}
    publications.release(small, number)
    volumes.run_forecast(small, MONDAY, 2)
    assert total(small) > 1.3 * before
    with pytest.raises(Refused):
        publications.release(small, number)


def test_a_locked_week_refuses_corrections_with_who_locked_it_and_how_to_release_it(small):
    row = correct(small, "percent", 10, days=7)
    said = total(small)
    lock = publications.publish(small, MONDAY)
    moves = [
        lambda: correct(small, "percent", 10, first=MONDAY + timedelta(days=6), days=3),
        lambda: overrides.undo_override(small, row.override_id),
        lambda: scenarios.apply(small, scenarios.ScenarioDef("bots", self_service=0.2), MONDAY, 7, "pilot"),
        lambda: publications.publish(small, MONDAY),
    ]
    for move in moves:
        with pytest.raises(Refused, match=lock.author or "somebody") as caught:
            move()
        assert f"forecast release {lock.publication_id}" in caught.value.hint
    assert total(small) == said and len(publications.published(small)) == 1
    publications.release(small, lock.publication_id)
    overrides.undo_override(small, row.override_id)
    assert total(small) < said


def test_the_rest_of_today_moves_in_a_locked_week_and_can_be_taken_back(small):
    publications.publish(small, MONDAY)
    before = total(small)
    history.write_contacts(small, contacts(MONDAY, 1, boost=1.6))
    made = intraday.apply(small, intraday.today(small, datetime(2026, 11, 23, 13, tzinfo=UTC)))
    assert total(small) > before
    for one in made:
        overrides.undo_override(small, one.override_id)
    assert total(small) == pytest.approx(before)


def test_what_was_published_is_held_against_what_came_with_the_corrections_of_that_day(small):
    row = correct(small, "percent", 10, days=7)
    said = total(small)
    publications.publish(small, MONDAY, lock=False)
    overrides.undo_override(small, row.override_id)
    assert publications.published(small)[0].came is None
    came = contacts(MONDAY, 7)
    history.write_contacts(small, came)
    held = publications.published(small)[0]
    assert held.total == pytest.approx(said)
    assert held.came == pytest.approx(sum(came["contacts"]))
    assert held.bias == pytest.approx((held.said - held.came) / held.came)
    assert 0 < held.wape < 1


def test_a_week_nobody_forecast_cannot_be_published(small):
    with pytest.raises(Refused, match="No forecast covers"):
        publications.publish(small, MONDAY + timedelta(weeks=3))


# -- today ---------------------------------------------------------------------------------------------------------


def test_a_busy_morning_raises_the_afternoon_and_counts_when_applied(small):
    moment = datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert intraday.today(small, moment).last_actual is None
    with pytest.raises(Refused, match="Nothing of today"):
        intraday.apply(small, intraday.today(small, moment))
    history.write_contacts(small, contacts(MONDAY, 1, boost=1.6))
    shown = intraday.today(small, moment)
    phone = next(c for c in shown.channels if c.channel == "phone")
    assert phone.factor > 1.05 and phone.came > phone.expected
    assert all(p.actual is None for p in phone.points if p.start >= moment)
    assert phone.rest_low < phone.rest < phone.rest_high
    before = volumes.view(small, MONDAY, 1, channel="phone").points
    made = intraday.apply(small, shown)
    after = volumes.view(small, MONDAY, 1, channel="phone").points
    assert {o.channel for o in made} <= {"phone", "email"} and made[0].reason.code == "reforecast"
    for a, b in zip(after, before, strict=True):
        assert a.mean == pytest.approx(b.mean * (phone.factor if b.start >= moment else 1), rel=1e-3)


def test_a_second_look_at_today_takes_the_place_of_the_first_instead_of_coming_on_top(small):
    history.write_contacts(small, contacts(MONDAY, 1, boost=1.6))
    at_noon, later = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (12, 14))
    shown = intraday.today(small, at_noon)
    intraday.apply(small, shown)
    after = total(small, "", MONDAY, 1)
    again = intraday.today(small, at_noon)
    assert again == shown
    intraday.apply(small, again)
    assert total(small, "", MONDAY, 1) == pytest.approx(after)
    fresh = intraday.today(small, later)
    made = intraday.apply(small, fresh)
    standing = [o for o in volumes.view(small, MONDAY).overrides if not o.undone]
    assert {o.override_id for o in standing} == {o.override_id for o in made}
    assert fresh.channels[0].said == pytest.approx(shown.channels[0].said)


# -- scenarios -----------------------------------------------------------------------------------------------------


def test_a_stronger_friday_beside_the_forecast_and_made_to_count(small):
    scenarios.keep(small, scenarios.ScenarioDef("BF +20 %", volume_pct=20, first_day=FRIDAY, last_day=FRIDAY))
    scenarios.keep(small, scenarios.ScenarioDef("bots", self_service=0.3, channel="email"))
    friday = total(small, "", FRIDAY, 1)
    base, stronger, bots = scenarios.compare(small, MONDAY).columns
    assert stronger.contacts == pytest.approx(base.contacts + 0.2 * friday)
    assert stronger.hours > base.hours
    assert bots.channels[1].contacts == pytest.approx(0.7 * base.channels[1].contacts)
    assert bots.channels[0] == base.channels[0]
    scenarios.apply(small, stronger.scenario, MONDAY, 7, "marketing said so")
    assert total(small) == pytest.approx(stronger.contacts)
    assert [o.reason for o in volumes.view(small, MONDAY).overrides] == ["marketing said so"]
    with pytest.raises(Refused, match="reason"):
        scenarios.apply(small, stronger.scenario, MONDAY, 7, " ")
    scenarios.drop(small, "bots")
    assert [s.name for s in scenarios.kept(small)] == ["BF +20 %"]


@pytest.mark.parametrize(
    "wrong",
    [{"name": " ", "volume_pct": 5}, {"name": "x"}, {"name": "x", "self_service": 1.5}, {"name": "x", "aht_pct": -200},
     {"name": "x", "volume_pct": 5, "channel": "fax"},
     {"name": "x", "volume_pct": 5, "first_day": FRIDAY, "last_day": MONDAY}],
)  # fmt: skip
def test_a_scenario_that_makes_no_sense_is_refused_with_the_mend(small, wrong):
    with pytest.raises(Refused) as caught:
        scenarios.keep(small, scenarios.ScenarioDef(**wrong))
    assert caught.value.hint


def chat_by_level(ws):
    """The e-mail channel turned into chat whose settings give handle times by number of chats held."""
    from dataclasses import replace

    from planner.domain.demand import ChannelKind
    from planner.shop.store.channels import read_channels

    email = next(c for c in read_channels(ws) if c.name == "email")
    from planner.shop.channels import set_channel

    set_channel(ws, replace(email, kind=ChannelKind.CONCURRENT, concurrency=2,
                                         handle_s_by_level=(240.0, 330.0)))  # fmt: skip


def hours_required(ws):
    from planner.requirement import requirements

    return {c.channel.name: c.agent_hours for c in requirements.run(ws, MONDAY, 7).channels}


def test_longer_chats_reach_the_requirement_of_a_channel_with_handle_times_by_level(small):
    from dataclasses import replace

    from planner.shop.store.channels import read_channels

    chat_by_level(small)
    before = hours_required(small)
    correct(small, "percent", 50, channel="email", measure="aht_s", days=7)
    after = hours_required(small)
    assert after["phone"] == before["phone"]
    overrides.undo_override(small, volumes.view(small, MONDAY).overrides[-1].override_id)
    assert hours_required(small) == before
    chat = next(c for c in read_channels(small) if c.name == "email")
    from planner.shop.channels import set_channel

    set_channel(small, replace(chat, handle_s_by_level=(360.0, 495.0)))
    assert hours_required(small)["email"] == pytest.approx(after["email"])
    assert after["email"] > 1.2 * before["email"]


def test_a_longer_friday_moves_friday_alone(small):
    from planner.requirement import requirements

    chat_by_level(small)

    def by_day():
        view = next(c for c in requirements.run(small, MONDAY, 7).channels if c.channel.name == "email")
        out = [0.0] * 7
        for d in view.drivers:
            out[(past.local_day(small, d.start) - MONDAY).days] += d.required
        return out

    before = by_day()
    correct(small, "set", 700, channel="email", measure="aht_s", first=FRIDAY)
    after = by_day()
    assert after[4] > 1.5 * before[4]
    assert after[:4] + after[5:] == before[:4] + before[5:]


def test_a_comparison_and_the_requirement_speak_of_the_same_hours(small):
    chat_by_level(small)
    before = hours_required(small)
    slower = scenarios.ScenarioDef("slower, fewer", aht_pct=20, self_service=0.15, channel="email")
    base, column = scenarios.compare(small, MONDAY, 7, [slower]).columns
    assert {r.channel: r.hours for r in base.channels} == pytest.approx(before, abs=0.01)
    scenarios.apply(small, slower, MONDAY, 7, "new bot, harder questions left")
    assert {r.channel: r.hours for r in column.channels} == pytest.approx(hours_required(small), abs=0.01)
    assert scenarios.compare(small, MONDAY, 7, []).columns[0].hours == pytest.approx(column.hours, abs=0.01)


# -- unusual days --------------------------------------------------------------------------------------------------


def test_an_unusual_day_is_flagged_and_left_out_of_learning_on_request(small):
    day = MONDAY - timedelta(days=40)
    history.write_contacts(small, contacts(day, 1, boost=6))
    found = [r for r in outliers.find(small) if r.day == day]
    assert {r.channel for r in found} == {"phone", "email"}
    assert all(r.reason == "high" and r.contacts > 2 * r.expected and not r.excluded for r in found)
    outliers.exclude(small, "", day, "newsletter sent twice")
    assert {r.excluded for r in outliers.listed(small) if r.day == day} == {"newsletter sent twice"}
    assert outliers.learning_options(small).exclude == (("", day),)
    outliers.include(small, "", day)
    assert outliers.learning_options(small).exclude == ()
    with pytest.raises(Refused):
        outliers.include(small, "", day)
    with pytest.raises(Refused, match="reason"):
        outliers.exclude(small, "", day, "")


# -- hiring --------------------------------------------------------------------------------------------------------


def test_the_long_view_says_people_against_contracts_at_any_occupancy(small):
    assert outlook.outlook(small) is None
    outlook.run(small, MONDAY, 3)
    shown = outlook.outlook(small)
    assert shown.basis is None and shown.occupancy == pytest.approx(0.8)
    assert [w.monday for w in shown.weeks] == [MONDAY + timedelta(weeks=k) for k in range(3)]
    for w in shown.weeks:
        assert w.workload_h == pytest.approx(w.contacts * 300 / 3600, rel=1e-3)
        assert w.required_h == pytest.approx(w.workload_h / 0.8 / 0.9)
        assert w.people == pytest.approx(w.required_h / 40) and w.contract_people == pytest.approx(6)
        assert w.q10 < w.contacts < w.q90 and w.people < w.people_high
    slack = outlook.outlook(small, outlook.Assumptions(occupancy=0.4, shrinkage=0.1))
    assert slack.weeks[0].people == pytest.approx(2 * shown.weeks[0].people)
    for wrong in ({"occupancy": 0}, {"shrinkage": 1}, {"turnover": -0.1}, {"self_service": 2}, {"lead_weeks": -1}):
        with pytest.raises(Refused):
            outlook.assume(small, outlook.Assumptions(**wrong))


def test_the_long_view_asks_for_what_the_requirement_of_the_same_week_asks_for(small):
    """A small team idles more than a rule of thumb of 80 % says; the latest requirement knows."""
    outlook.run(small, MONDAY, 2)
    guess = outlook.outlook(small).weeks[0].required_h
    real = sum(hours_required(small).values())
    shown = outlook.outlook(small)
    assert shown.basis.first_day == MONDAY
    assert shown.weeks[0].required_h == pytest.approx(real, rel=0.03)
    assert guess < 0.95 * real
    busier = outlook.outlook(small, outlook.Assumptions(volume_pct=300))
    assert busier.weeks[0].workload_h == pytest.approx(4 * shown.weeks[0].workload_h)
    assert shown.occupancy < busier.occupancy < 1


def test_corrections_self_service_and_turnover_reach_the_long_view_and_assumptions_stay(small):
    outlook.run(small, MONDAY, 2)
    before = outlook.outlook(small)
    correct(small, "percent", 50, channel="", days=7)
    after = outlook.outlook(small)
    assert after.weeks[0].contacts == pytest.approx(1.5 * before.weeks[0].contacts)
    assert after.weeks[1] == before.weeks[1]
    outlook.assume(small, outlook.Assumptions(self_service=0.2, turnover=0.5))
    kept = outlook.outlook(small)
    assert kept.weeks[1].contacts == pytest.approx(0.8 * before.weeks[1].contacts)
    assert kept.weeks[0].contract_h == before.weeks[0].contract_h
    assert kept.weeks[1].contract_h == pytest.approx(before.weeks[1].contract_h * 0.5 ** (7 / 365))


def test_the_months_to_hire_for_are_written_as_a_table(small, tmp_path):
    from planner.tables.tables import read_records

    outlook.run(small, MONDAY, 5)
    shown = outlook.outlook(small, outlook.Assumptions(volume_pct=400))
    assert outlook.export(shown, tmp_path / "months.xlsx", by_month=True) == 2
    rows = read_records(tmp_path / "months.xlsx")
    assert [r["month"] for r in rows] == ["2026-11", "2026-12"]
    assert int(rows[0]["temporary"]) > 0 and rows[0]["late"] == "yes"


# -- trust ---------------------------------------------------------------------------------------------------------


def test_how_far_to_trust_a_week_is_unknown_until_measured_and_kept_afterwards(small):
    assert accuracy.trust(small, MONDAY).level == "unknown"
    assert accuracy.last_report(small) is None
    rows = accuracy.backtest(small, horizon_days=7, origins=2, step_days=14)
    report = accuracy.last_report(small)
    assert report.rows == rows and report.origins == 2 and not report.stale
    trust = accuracy.trust(small, MONDAY)
    assert trust.level in ("fair", "poor") and any("2 past forecasts" in r for r in trust.reasons)
    ahead = next(r for r in report.of("week ahead") if r.value == "")
    assert trust.expected_error == pytest.approx(ahead.wape, abs=0.05)
    assert {r.value for r in report.of("whole days")} >= {"", "other days"}
    assert len(trust.days) == 7 and all(d.q10 < d.mean < d.q90 for d in trust.days)
    assert len(report.of("week")) == 2
    events.add_event(small, "Flash sale", "promotion", FRIDAY, FRIDAY, uplift_pct=50)
    volumes.run_forecast(small, MONDAY, 1)
    doubtful = accuracy.trust(small, MONDAY)
    friday, band = doubtful.days[4], volumes.view(small, MONDAY, 7, width="day").points[4]
    assert "Flash sale" in friday.events
    assert friday.expected_error >= 0.3 * (band.q90 - band.q10) / band.mean
    assert any("event days were measured" in r for r in doubtful.reasons)
    assert any("never seen" in r for r in doubtful.reasons)
    sale = next(e for e in events.learnt_effects(small, MONDAY) if e.event == "Flash sale")
    assert sale.occurrences == 0 and sale.next == FRIDAY and sale.low < sale.effect < sale.high
    assert {c for c, _ in sale.by_channel} == {"phone", "email"}
    history.write_contacts(small, contacts(MONDAY, 1))
    assert accuracy.last_report(small).stale
    assert accuracy.trust(small, MONDAY + timedelta(weeks=9)) is None


# -- calendar ------------------------------------------------------------------------------------------------------


def test_the_region_can_be_changed_and_the_calendar_follows(small):
    from datetime import date

    from planner.db.workspace import read_settings
    from planner.shop.settings import set_region

    christmas = date(2031, 12, 25)
    assert set_region(small, "gb-sct") == read_settings(small).region == "GB-SCT"
    names = {e.name for e in events.events(small, christmas, 30) if e.kind == "holiday"}
    assert "Boxing Day" in names and "Epiphany" not in names
    assert any(e.name == "Winter sales" for e in events.events(small, date(2040, 1, 7), 1))
    set_region(small, "")
    assert not [e for e in events.events(small, christmas, 30) if e.kind == "holiday"]
