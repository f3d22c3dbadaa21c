"""A team lead turns contact history into a published roster and knows at each step what comes next."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.base.errors import Conflict, Refused
from planner.domain.roster import Coverage, Roster, RosterState
from planner.domain.time import TimeGrid, midnight
from planner.entry.main import run
from planner.forecast import events, overrides, past, volumes
from planner.requirement import requirements
from planner.roster import publishing, rosters
from planner.shop import people
from planner.shop.channels import set_channel
from planner.shop.store.channels import read_channels
from planner.workspace import home

MONDAY = date(2026, 11, 23)
ZONE = "Europe/Madrid"


def step(ws, name):
    return next(s for s in home.week_answer(ws, MONDAY).steps if s.step == name)


def test_the_week_to_plan_is_the_one_after_today(shop):
    assert past.planning_week(shop) == MONDAY


def test_the_first_screen_says_what_is_coming_and_what_is_missing(shop):
    answer = home.week_answer(shop, MONDAY)
    assert answer.week == "2026-W48"
    assert answer.headline.startswith("Week 48 is Black Friday: +")
    assert answer.uplift > 0.3
    assert "short by" in answer.headline and answer.short_spots
    assert answer.short_spots[0].short == max(s.short for s in answer.short_spots)
    assert len(answer.daily) == 7
    assert sum(contacts for _, contacts, _ in answer.by_channel) == pytest.approx(answer.contacts)


def test_an_empty_workspace_names_the_data_as_the_next_step(empty):
    answer = home.week_answer(empty, MONDAY)
    assert answer.next_step.step == "import"
    assert answer.contacts is None and answer.short_hours is None


def test_the_steps_lead_from_a_draft_to_publishing_and_excel(shop, tmp_path):
    assert [s.state for s in home.week_answer(shop, MONDAY).steps] == ["done", "done", "done", "done", "next", "todo"]
    assert publishing.publish(shop, publishing.existing(shop, MONDAY)).version.state is RosterState.PUBLISHED
    assert step(shop, "export").state == "next"
    publishing.export(shop, publishing.existing(shop, MONDAY), tmp_path / "week.xlsx")
    assert home.week_answer(shop, MONDAY).next_step is None


def test_the_forecast_sees_black_friday_in_every_live_channel(shop):
    for channel in ("phone", "chat"):
        shown = volumes.view(shop, MONDAY, channel=channel, width="day")
        friday, wednesday = shown.points[4].mean, shown.points[2].mean
        assert friday > wednesday
        assert all(p.q025 <= p.q10 <= p.q50 <= p.q90 <= p.q975 for p in shown.points)
        assert shown.last_year_total > 0


def test_channels_and_intervals_add_up_to_the_same_week(shop):
    whole = volumes.view(shop, MONDAY).total
    parts = [volumes.view(shop, MONDAY, channel=c, width=w).total
             for c in volumes.view(shop, MONDAY).channels for w in ("day",)]  # fmt: skip
    assert sum(parts) == pytest.approx(whole)


def test_a_campaign_uplift_moves_the_forecast_and_makes_the_requirement_stale(shop):
    before = volumes.view(shop, MONDAY).total
    start, end = midnight(MONDAY, ZONE), midnight(MONDAY + timedelta(days=7), ZONE)
    row = overrides.add_override(shop, start=start, end=end, channel="", measure="contacts", operation="percent",
                                 value=20, reason="marketing doubled the budget")  # fmt: skip
    assert volumes.view(shop, MONDAY).total == pytest.approx(1.2 * before)
    assert step(shop, "requirement").state == "stale"
    hours = requirements.view(shop, MONDAY).agent_hours
    assert requirements.run(shop, MONDAY).agent_hours > hours
    overrides.undo_override(shop, row.override_id)
    assert volumes.view(shop, MONDAY).total == pytest.approx(before)
    assert [o.undone for o in volumes.view(shop, MONDAY).overrides] == [True]


@pytest.mark.parametrize(
    ("operation", "value", "expected"),
    [("set", 500, 500), ("add", 40, None), ("min", 10_000, 10_000), ("max", 3, 3)],
)
def test_each_kind_of_override_speaks_of_the_total_of_its_span(shop, operation, value, expected):
    start, end = midnight(MONDAY, ZONE), midnight(MONDAY + timedelta(days=1), ZONE)
    before = volumes.view(shop, MONDAY, 1, channel="phone").total
    overrides.add_override(shop, start=start, end=end, channel="phone", measure="contacts", operation=operation,
                           value=value, reason="test of the sums")  # fmt: skip
    after = volumes.view(shop, MONDAY, 1, channel="phone").total
    assert after == pytest.approx(before + 40 if expected is None else expected)


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"value": float("nan")}, {"operation": "set", "value": -1}, {"value": -150}],
    ids=["no reason", "no number", "negative", "below nothing"],
)
def test_an_override_that_makes_no_sense_is_refused_with_the_mend(shop, wrong):
    values = {"channel": "", "measure": "contacts", "operation": "percent", "value": 20.0, "reason": "r"} | wrong
    with pytest.raises(Refused) as caught:
        overrides.add_override(shop, start=midnight(MONDAY, ZONE), end=midnight(MONDAY + timedelta(1), ZONE), **values)
    assert caught.value.hint


def test_an_event_entered_by_the_shop_stands_beside_the_calendar(shop):
    events.add_event(shop, "Unboxing week", "promotion", MONDAY, MONDAY + timedelta(days=2), uplift_pct=15)
    found = {e.name: e for e in events.events(shop, MONDAY, 7)}
    assert found["Unboxing week"].source == "shop" and found["Unboxing week"].uplift_pct == 15
    assert sum("black friday" in name.lower() for name in found) == 1
    events.remove_event(shop, found["Unboxing week"])
    assert "Unboxing week" not in {e.name for e in events.events(shop, MONDAY, 7)}


def test_the_requirement_says_what_drives_it_and_keeps_to_opening_hours(shop):
    shown = requirements.view(shop, MONDAY)
    phone = next(c for c in shown.channels if c.channel.name == "phone")
    assert shown.agent_hours == pytest.approx(sum(c.agent_hours for c in shown.channels), rel=1e-6)
    open_ = requirements.open_mask(phone.channel, shown.requirement.grid)
    assert all(d.required == 0 for d, is_open in zip(phone.drivers, open_, strict=True) if not is_open)
    busy = phone.peak
    assert busy.load < busy.agents <= busy.required
    assert busy.service_level >= phone.channel.target.sl - 1e-9


def test_a_target_that_makes_no_sense_is_refused(shop):
    phone = read_channels(shop)[0]
    with pytest.raises(Refused):
        set_channel(shop, replace(phone, target=replace(phone.target, sl=80)))
    with pytest.raises(Refused):
        set_channel(shop, replace(phone, shrinkage=1.0))


def test_the_roster_breaks_no_hard_rule_and_every_shift_is_of_somebody_skilled(shop):
    shown = rosters.view(shop, MONDAY)
    assert publishing.audit(shop, publishing.existing(shop, MONDAY)) == ()
    skills = {a.agent_id: set(a.skills) for a in shown.agents}
    assert shown.roster.shifts
    for shift in shown.roster.shifts:
        assert {a.channel for a in shift.activities} <= skills[shift.agent_id]


def test_a_hand_edit_says_its_effect_and_survives_saving_and_solving_when_locked(shop):
    shown = rosters.view(shop, MONDAY)
    old = shown.roster.shifts[0]
    gone = rosters.edit_effect(shown, shown.roster, old, None)
    assert gone.text and old not in gone.roster.shifts
    back = rosters.edit_effect(shown, gone.roster, None, old)
    assert back.short_hours_change == pytest.approx(-gone.short_hours_change)
    locked = replace(old, locked=True, note="promised")
    saved = rosters.save(shop, shown, shown.roster.replace_shift(old, locked))
    solved = rosters.solve(shop, MONDAY, seconds=2)
    assert solved.version.number > saved.version.number
    kept = [s for s in solved.roster.shifts if s.agent_id == old.agent_id and s.start == old.start]
    assert [(s.end, s.locked, s.note) for s in kept] == [(old.end, True, "promised")]


def test_two_team_leads_cannot_overwrite_each_other(shop):
    mine, theirs = rosters.view(shop, MONDAY), rosters.view(shop, MONDAY)
    shift = mine.roster.shifts[0]
    rosters.save(shop, theirs, theirs.roster.replace_shift(shift, None))
    with pytest.raises(Conflict):
        rosters.save(shop, mine, mine.roster.replace_shift(shift, replace(shift, locked=True)))


def test_a_roster_that_breaks_a_rule_is_not_published(shop):
    shown = rosters.view(shop, MONDAY)
    long = max(shown.roster.shifts, key=lambda s: s.start)
    broken = replace(long, end=long.end + timedelta(hours=8), activities=())
    rosters.save(shop, shown, shown.roster.replace_shift(long, broken))
    assert step(shop, "roster").state == "stale"
    with pytest.raises(Refused, match="hard rules"):
        publishing.publish(shop, publishing.existing(shop, MONDAY))


def test_a_published_roster_stays_and_changes_go_into_a_new_draft(shop):
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    with pytest.raises(Refused, match="already"):
        publishing.publish(shop, publishing.existing(shop, MONDAY))
    shift = published.roster.shifts[0]
    draft = rosters.save(shop, published, published.roster.replace_shift(shift, None))
    assert draft.version.state is RosterState.DRAFT and draft.version.number == published.version.number + 1
    assert rosters.view(shop, MONDAY, version_id=published.version.roster_id).roster == published.roster


def test_illness_is_entered_once_and_takes_hours_off_the_contracts(shop):
    before = people.contract_hours(shop, MONDAY)
    people.add_time_off(shop, "A01", MONDAY, MONDAY + timedelta(days=1), "illness")
    assert people.contract_hours(shop, MONDAY) == pytest.approx(before - 16)
    with pytest.raises(Refused, match="already"):
        people.add_time_off(shop, "A01", MONDAY, MONDAY, "leave")
    with pytest.raises(Refused, match="no agent"):
        people.add_time_off(shop, "nobody", MONDAY, MONDAY, "leave")


def test_without_agents_contacts_or_a_forecast_each_step_says_what_to_do_first(empty):
    with pytest.raises(Refused, match="history"):
        volumes.run_forecast(empty, MONDAY, 1)
    with pytest.raises(Refused, match="forecast"):
        requirements.run(empty, MONDAY)
    with pytest.raises(Refused):
        rosters.solve(empty, MONDAY, seconds=1)
    with pytest.raises(Refused, match="no roster"):
        publishing.publish(empty, publishing.existing(empty, MONDAY))
    assert rosters.view(empty, MONDAY).roster == Roster(MONDAY, 7, ZONE)


def test_what_is_short_over_all_channels_is_told_channel_by_channel():
    grid = TimeGrid(MONDAY, 7, 30, ZONE)
    short = {
        c: tuple(v if i == 20 else 0.0 for i in range(len(grid))) for c, v in {"phone": 4.5, "social": 6.8}.items()
    }
    (spot,) = home._short_spots(Coverage(grid, short, {}, short))
    assert (spot.short, spot.by_channel) == (pytest.approx(11.3), (("social", 6.8), ("phone", 4.5)))
    assert spot.where(str.title) == "Social 6.8, Phone 4.5"
    (alone,) = home._short_spots(Coverage(grid, {}, {}, {"phone": short["phone"]}))
    assert alone.where(str.title) == "Phone"


def test_an_older_draft_is_published_and_exported_while_a_newer_one_stands(shop, tmp_path):
    first = publishing.existing(shop, MONDAY)
    rosters.save(shop, replace(first, version=None), first.roster.replace_shift(first.roster.shifts[0], None))
    assert rosters.view(shop, MONDAY).version.number == 2, "the newest is what a week opens with"
    publishing.export(shop, first, tmp_path / "one.csv")
    assert len((tmp_path / "one.csv").read_text().splitlines()) == len(first.roster.shifts) + 1
    published = publishing.publish(shop, publishing.existing(shop, MONDAY, number=1))
    assert (published.version.number, published.version.state) == (1, RosterState.PUBLISHED)
    assert [(v.number, v.state.value) for v in published.versions] == [(2, "draft"), (1, "published")]


def test_what_is_acted_on_is_what_was_shown_or_it_is_said_who_changed_it(shop, tmp_path):
    shown = publishing.existing(shop, MONDAY)
    less = shown.roster.replace_shift(shown.roster.shifts[0], None)
    rosters.save(shop, shown, less, author="maria")
    for act in (
        lambda: publishing.publish(shop, shown),
        lambda: publishing.export(shop, shown, tmp_path / "x.csv"),
        lambda: publishing.audit(shop, shown),
        lambda: rosters.solve(shop, MONDAY, seconds=1, base=shown.version),
    ):
        with pytest.raises(Conflict, match="maria has changed version 1 since it was shown"):
            act()
    assert not (tmp_path / "x.csv").exists()
    whole = rosters.save(shop, publishing.existing(shop, MONDAY), shown.roster)
    publishing.publish(shop, whole, author="luis")
    with pytest.raises(Conflict, match="luis has published version 1 meanwhile"):
        publishing.publish(shop, shown)


def test_of_two_leads_who_edit_one_published_roster_the_second_is_told_of_the_firsts_draft(shop):
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    one, two = (published.roster.replace_shift(s, None) for s in published.roster.shifts[:2])
    rosters.save(shop, published, one, author="maria")
    with pytest.raises(Conflict, match="maria") as told:
        rosters.save(shop, published, two)
    assert told.value.theirs.roster.shifts == one.shifts
    beside = rosters.save(shop, replace(published, version=None), two)
    assert beside.version.number == 3, "beside theirs it is kept when one says so"


def test_a_publication_made_meanwhile_is_told_before_another_takes_its_place(shop):
    first = publishing.existing(shop, MONDAY)
    rosters.save(shop, replace(first, version=None), first.roster)
    seen = publishing.existing(shop, MONDAY, number=2)
    publishing.publish(shop, publishing.existing(shop, MONDAY, number=1), author="maria")
    with pytest.raises(Conflict, match="maria has published version 1 meanwhile"):
        publishing.publish(shop, seen)
    assert publishing.publish(shop, publishing.existing(shop, MONDAY, number=2)).version.number == 2


def test_a_command_acts_on_what_was_last_shown_to_this_user_or_names_both(shop, planned_copy, tmp_path, capsys):
    def command(*words):
        code = run(["--workspace", str(planned_copy), "roster", words[0], "--week", "2026-W48", *map(str, words[1:])])
        out = capsys.readouterr()
        return code, out.out + out.err

    shown = publishing.existing(shop, MONDAY)
    assert command("audit")[0] == 0
    rosters.save(shop, replace(shown, version=None), shown.roster, author="maria")
    for words in (("publish",), ("export", tmp_path / "w.csv")):
        code, said = command(*words)
        assert code == 1 and "The newest version is 2, by maria; version 1 was last shown to you." in said
    assert not (tmp_path / "w.csv").exists()
    rosters.save(shop, publishing.existing(shop, MONDAY, number=1), shown.roster, author="luis")
    code, said = command("publish", "--version", 1)
    assert code == 1 and "luis has changed version 1 since it was shown to you." in said
    assert command("audit", "--version", 1)[0] == 0
    code, said = command("publish", "--version", 1)
    assert code == 0 and said.endswith("Version 1 is published.\n")
    code, said = command("export", tmp_path / "w.csv", "--version", 2)
    assert code == 0 and "This is version 2." in said
    assert command("export", tmp_path / "w.csv", "--version", 9)[0] == 1
