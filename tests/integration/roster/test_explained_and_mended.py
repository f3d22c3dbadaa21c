"""Why, least change, swaps, rule packs, fair spread and drafts side by side, on the sample shop."""

import csv
import dataclasses
import itertools
from datetime import date, timedelta

import pytest

from planner.base.errors import Conflict, Refused
from planner.entry.main import run
from planner.roster import explain, fairness, publishing, repair, rosters, swaps
from planner.roster import rules as roster_rules
from planner.shop import people
from planner.trial import compare

MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY + timedelta(days=4)


def somebody_on(shown, day):
    return next(s for s in shown.roster.shifts if s.day == day)


def test_a_short_interval_names_who_could_work_it_and_what_stops_the_others(shop):
    shown = rosters.view(shop, MONDAY)
    at, channel = explain.worst(shown)
    short = explain.why_short(shown, at, channel)
    assert short.short == max(max(v) for v in shown.coverage.short.values())
    on_duty = {s.agent_id for s in shown.roster.shifts if s.on_duty(at)}
    assert short.lines
    assert not {line.agent.agent_id for line in short.lines} & on_duty
    for line in short.lines:
        if line.new is not None and channel not in line.agent.skills:
            assert "changes to" in line.what, "who cannot do it lets somebody else change"
    possible = [line.possible for line in short.lines]
    assert possible == sorted(possible, reverse=True), "those who can come stand first"
    for line in short.lines:
        if line.possible:
            effect = rosters.edit_effect(shown, shown.roster, line.old, line.new)
            assert not [f for f in effect.new_findings if f.hard]
            assert line.new.on_duty(at)


def test_of_work_that_may_wait_it_is_said_that_other_hours_help_too(shop):
    shown = rosters.view(shop, MONDAY)
    waiting = {d.channel for d in shown.problem.deferred}
    assert waiting and waiting < set(shown.coverage.required)
    at = explain.instant(shown, "2026-11-25 12:00")
    for channel in (min(waiting), "phone"):
        assert ("may wait" in explain.why_short(shown, at, channel).note) == (channel in waiting)


def test_an_instant_outside_the_week_is_refused(shop):
    shown = rosters.view(shop, MONDAY)
    with pytest.raises(Refused, match="outside the days"):
        explain.why_short(shown, explain.instant(shown, "2026-12-24 10:00"))


def test_hours_that_no_shifts_add_up_to_are_a_conflict_with_a_way_out(shop):
    from dataclasses import replace

    from planner.shop.store.people import write_agents

    agent = people.team(shop).agents[0]
    write_agents(shop, [replace(agent, contract=replace(agent.contract, weekly_minutes=2399))])
    found = explain.conflicts(rosters.view(shop, MONDAY))
    mine = next(c for c in found if c.agent_id == agent.agent_id)
    assert "Contract hours" in mine.rules
    assert mine.ways
    assert agent.name in mine.text


def test_the_price_of_a_refused_wish_is_told(shop):
    shown = rosters.view(shop, MONDAY)
    missed = explain.refused(shown)
    assert missed
    wish, day = missed[0]
    found = explain.why_refused(shown, wish, day, seconds=1)
    assert found.possible == (found.points is not None)
    assert found.points is None or found.points >= 0
    assert found.name in found.text


def test_an_illness_is_covered_as_a_draft_that_changes_little_and_keeps_the_rules(shop):
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    shift = somebody_on(published, FRIDAY)
    away = repair.Absence(shift.agent_id, FRIDAY, FRIDAY)
    found = repair.repair(shop, MONDAY, absent=away, seconds=1)
    after = found.view
    assert after.version.state.value == "draft"
    assert not [s for s in after.roster.of_agent(shift.agent_id) if s.day == FRIDAY]
    assert {(c.agent_id, c.day) for c in found.changes} >= {(shift.agent_id, FRIDAY)}
    assert len(found.changes) < len(published.roster.shifts) / 4
    assert not [f for f in after.findings if f.hard]
    own = next(c for c in found.changes if (c.agent_id, c.day) == (shift.agent_id, FRIDAY))
    assert not own.late, "a shift that falls away by illness needs no notice"
    assert rosters.view(shop, MONDAY, version_id=published.version.roster_id).roster == published.roster


def test_days_that_have_begun_stay_as_published(shop, monkeypatch):
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-25")
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    shift = somebody_on(published, FRIDAY)
    found = repair.repair(
        shop, MONDAY, absent=repair.Absence(shift.agent_id, FRIDAY, FRIDAY), seconds=1, change_weight=1.0
    )
    assert all(c.day > date(2026, 11, 25) for c in found.changes)
    moved = [
        c for c in found.changes if c.new and (c.old is None or (c.old.start, c.old.end) != (c.new.start, c.new.end))
    ]
    assert all(c.late for c in moved), "Thursday to Sunday lie within five days"


def test_somebody_who_is_ill_today_is_off_today_and_nobody_else_moves_today(shop, monkeypatch):
    today = date(2026, 11, 25)
    monkeypatch.setenv("CUADRANTE_TODAY", str(today))
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    shift = somebody_on(published, today)
    found = repair.repair(shop, MONDAY, absent=repair.Absence(shift.agent_id, today, today), seconds=1)
    assert [c.agent_id for c in found.changes if c.day <= today] == [shift.agent_id]
    assert not [s for s in found.view.roster.of_agent(shift.agent_id) if s.day == today]


def test_more_contacts_on_a_day_correct_the_forecast_and_mend_the_roster(shop):
    from planner.requirement import requirements

    before, base = requirements.view(shop, MONDAY).agent_hours, rosters.view(shop, MONDAY)
    found = repair.repair(shop, MONDAY, volume={FRIDAY: 1.2}, seconds=1)
    assert requirements.view(shop, MONDAY).agent_hours > before
    assert found.notes
    assert found.base.roster == base.roster
    if not found.changes:
        assert found.short_after_h == pytest.approx(found.short_before_h)


def test_a_swap_is_checked_before_it_is_kept(shop):
    shown = rosters.view(shop, MONDAY)
    verdicts = set()
    for one in shown.roster.shifts[:40:4]:
        two = next(s for s in shown.roster.shifts if s.agent_id != one.agent_id and s.day == one.day)
        swap = swaps.check_swap(shown, (one.agent_id, one.day), (two.agent_id, two.day))
        verdicts.add(swap.allowed)
        assert swap.allowed == (not swap.stops)
        if swap.allowed:
            kept = swaps.approve_swap(shop, shown, swap)
            assert not {f for f in kept.findings if f.hard} - set(shown.findings)
            with pytest.raises(Conflict, match="has made version 2 meanwhile"):
                swaps.approve_swap(shop, shown, swap)
            break
        else:
            with pytest.raises(Refused, match="breaks a rule"):
                swaps.approve_swap(shop, shown, swap)
    assert verdicts


def test_the_swap_command_says_in_spanish_what_channel_the_taker_lacks(shop, planned_copy, capsys):
    shown = rosters.view(shop, MONDAY)
    skills = {a.agent_id: a.skills for a in shown.agents}
    one, two = next(
        (one, two)
        for one, two in itertools.permutations(shown.roster.shifts, 2)
        if one.day == two.day and "phone" in {a.channel for a in one.activities} and "phone" not in skills[two.agent_id]
    )
    day = str(one.day)
    words = ["roster", "swap", "--week", "2026-W48", one.agent_id, day, two.agent_id, day]
    assert run(["--workspace", str(planned_copy), "--lang", "es", *words]) in (0, 1)
    said = capsys.readouterr().err
    lacking = next(line for line in said.splitlines() if "Teléfono" in line)
    assert "phone" not in said and lacking.startswith(next(a.name for a in shown.agents if a.agent_id == two.agent_id))


def test_a_swap_with_oneself_or_of_a_day_off_is_refused(shop):
    shown = rosters.view(shop, MONDAY)
    shift = shown.roster.shifts[0]
    other = next(a.agent_id for a in shown.agents if a.agent_id != shift.agent_id)
    worked = {s.day for s in shown.roster.of_agent(shift.agent_id)}
    free = next(MONDAY + timedelta(days=d) for d in range(7) if MONDAY + timedelta(days=d) not in worked)
    with pytest.raises(Refused, match="two agents"):
        swaps.check_swap(shown, (shift.agent_id, shift.day), (shift.agent_id, free))
    with pytest.raises(Refused, match="no shift"):
        swaps.check_swap(shown, (shift.agent_id, free), (other, shift.day))


def test_publishing_tells_changes_and_the_notice_that_is_not_kept(shop):
    first = repair.publish_check(shop, rosters.view(shop, MONDAY))
    assert first.published is None
    assert first.first_notice_days == 1
    assert "5 days" in first.warning
    begun = dataclasses.replace(first, first_notice_days=-3)
    assert begun.warning.startswith("The first shifts lie in the past"), "a week that has begun is not ahead"
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    shift = somebody_on(published, FRIDAY)
    rosters.save(shop, published, published.roster.replace_shift(shift, None))
    check = repair.publish_check(shop, rosters.view(shop, MONDAY))
    assert [(c.agent_id, c.day) for c in check.changes] == [(shift.agent_id, FRIDAY)]
    assert not check.late, "five days are left until Friday"
    monday_shift = somebody_on(published, MONDAY)
    rosters.save(shop, rosters.view(shop, MONDAY), published.roster.replace_shift(monday_shift, None))
    assert repair.publish_check(shop, rosters.view(shop, MONDAY)).late


def test_fair_spread_counts_published_weeks_and_reaches_the_solver(shop):
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    following = rosters.view(shop, MONDAY + timedelta(days=7))
    history = following.problem.history
    for agent in published.agents:
        mine = published.roster.of_agent(agent.agent_id)
        assert history[agent.agent_id].weekends == sum(s.day.weekday() >= 5 for s in mine)
    seen = fairness.fairness(shop, following)
    assert seen.published_weeks == 1
    assert sum(line.weekends for line in seen.lines) == sum(s.day.weekday() >= 5 for s in published.roster.shifts)


def test_wishes_met_and_missed_add_up_with_the_findings(shop):
    shown = rosters.view(shop, MONDAY)
    seen = fairness.fairness(shop, shown)
    missed = sum(len(line.missed) for line in seen.lines)
    assert seen.wishes.all - seen.wishes.met == missed == len(explain.refused(shown))
    assert missed == len([f for f in shown.findings if f.rule == "preferences"])


def test_a_rule_pack_of_the_shop_binds_solver_and_auditor(shop):
    assert not [f for f in rosters.view(shop, MONDAY).findings if f.hard]
    roster_rules.set_text(shop, "[rules.daily_rest]\nminutes = 1200\n")
    shown = rosters.view(shop, MONDAY)
    assert shown.problem.rules["daily_rest"].minutes("minutes") == 1200
    assert [f for f in shown.findings if f.rule == "daily_rest"]
    assert [r.rule for r in roster_rules.lines(shop) if r.changed] == ["daily_rest"]
    assert roster_rules.clear(shop)
    assert rosters.view(shop, MONDAY).problem.rules["daily_rest"].minutes("minutes") == 720


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[rules.daily_rst]\nminutes = 1", "Did you mean daily_rest"),
        ("[rules.daily_rest]\nminuts = 1", "Did you mean minutes"),
        ("[rules.daily_rest]\nminutes = 'x'", "wrong kind"),
        ("[ruls]\n", "Did you mean rules"),
        ("extends = 'ess'", "Did you mean es"),
        ("x = ", "not valid TOML"),
        ("minors = ['A1000']", "There is no agent A1000"),
        ("[[pairs]]\nfirst = 'A01'", "names two agents"),
    ],
)
def test_a_mistake_in_a_rule_pack_is_told_with_the_nearest_key_and_nothing_is_kept(shop, text, told):
    with pytest.raises(Refused) as caught:
        roster_rules.set_text(shop, text)
    assert told in str(caught.value)
    assert roster_rules.text(shop) == ""


def test_pairs_and_minors_of_a_pack_reach_the_roster(shop):
    roster_rules.set_text(shop, 'extends = "contact-centre"\nminors = ["A03"]\n[[pairs]]\nfirst="A01"\nsecond="A02"\n')
    problem = rosters.view(shop, MONDAY).problem
    assert problem.minors == {"A03"}
    assert [(p.first, p.second, p.together) for p in problem.pairs] == [("A01", "A02", True)]
    assert "pairs" in problem.rules
    assert "screen_pause" in problem.rules


def test_each_agent_of_a_mixed_roster_is_under_the_pack_of_the_team(shop):
    teams = sorted({a.team for a in people.team(shop).agents})
    roster_rules.set_text(shop, "[rules.daily_rest]\nminutes = 900\n[rules.shortage]\ncost_h = 60\n", teams[0])
    roster_rules.set_text(shop, 'extends = "contact-centre"\n', teams[1])
    rules = roster_rules.in_force(shop, teams)
    assert rules.pack["daily_rest"].minutes("minutes") == 720
    assert rules.packs[teams[0]]["daily_rest"].minutes("minutes") == 900
    assert "screen_pause" in rules.packs[teams[1]]
    assert roster_rules.set_aside(rules) == ((teams[0], "shortage"),)
    assert roster_rules.in_force(shop, [teams[0]]).pack["shortage"].params["cost_h"] == 60
    solved = rosters.solve(shop, MONDAY, seconds=1)
    assert not [f for f in solved.findings if f.hard]
    assert any("everybody together" in note for note in solved.notes)
    team = {a.agent_id: a.team for a in solved.agents}
    for agent in solved.agents:
        mine = solved.roster.of_agent(agent.agent_id)
        rests = [(b.start - a.end) / timedelta(hours=1) for a, b in itertools.pairwise(mine)]
        if agent.team == teams[0]:
            assert all(hours >= 15 for hours in rests)
    lengths = {(team[s.agent_id], b.paid) for s in solved.roster.shifts for b in s.breaks}
    assert (teams[1], True) in lengths, "breaks of the agreement are paid"
    assert (teams[1], False) not in lengths
    with pytest.raises(Refused, match="no team"):
        roster_rules.set_text(shop, "", "nobody")


def test_a_solved_roster_says_the_channel_of_every_interval_and_an_edit_assigns_its_shift_again(shop):
    from tui.widgets.roster import edits

    shown = rosters.view(shop, MONDAY)
    assert all(s.activities for s in shown.roster.shifts)
    old = next(s for s in shown.roster.shifts if s.day == FRIDAY)
    new = edits.moved(old, timedelta(minutes=30), shown.zone)
    kept = rosters.save(shop, shown, shown.roster.replace_shift(old, new)).roster
    mine = next(s for s in kept.shifts if (s.agent_id, s.day) == (old.agent_id, FRIDAY))
    assert (mine.activities[0].start, mine.activities[-1].end) == (new.start, new.end)
    others = [s for s in kept.shifts if s.agent_id != old.agent_id]
    assert others == [s for s in shown.roster.shifts if s.agent_id != old.agent_id], "nobody else changes channel"


def test_whoever_gets_a_training_loses_the_channel_of_those_hours_when_the_roster_is_next_saved(shop):
    from planner.domain.people import TimeOff
    from planner.rostering.channels import channel_shares
    from planner.rostering.rules.parts import Parts
    from planner.shop.store.people import write_time_off

    before = somebody_on(rosters.view(shop, MONDAY), FRIDAY)
    course = TimeOff(before.agent_id, before.start, before.start + timedelta(hours=1), "training")
    write_time_off(shop, [course])
    shown = rosters.save(shop, rosters.view(shop, MONDAY), rosters.view(shop, MONDAY).roster)
    after = next(s for s in shown.roster.shifts if (s.agent_id, s.day) == (before.agent_id, FRIDAY))
    assert after.activities[0].start == course.end
    rest = [(a.channel, a.end) for a in before.activities if a.end > course.end]
    assert [(a.channel, a.end) for a in after.activities] == rest, "the rest of the day stays as it was"
    parts = Parts(shown.problem, shown.roster)
    hands = sum(v for s in shown.roster.shifts for v in channel_shares(parts, s).values())
    assert hands == pytest.approx(sum(sum(v) for v in shown.coverage.scheduled.values()))


def test_drafts_stand_side_by_side(shop):
    shown = rosters.view(shop, MONDAY)
    publishing.publish(shop, publishing.existing(shop, MONDAY))
    shift = shown.roster.shifts[0]
    rosters.save(shop, rosters.view(shop, MONDAY), shown.roster.replace_shift(shift, None))
    edited, solved = compare.compare(shop, MONDAY)
    assert (edited.version.number, solved.version.number) == (2, 1)
    assert edited.work_hours == pytest.approx(solved.work_hours - shift.work_minutes / 60)
    assert edited.short_hours >= solved.short_hours
    assert (edited.changed_days, solved.changed_days) == (1, None)
    assert 0 < solved.service_level <= 1
    assert edited.broken > solved.broken == 0
    with pytest.raises(Refused, match="no version 9"):
        compare.compare(shop, MONDAY, [9])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["roster", "changes", "--week", "2026-W48"], 0),
        (["roster", "fairness", "--week", "2026-W48", "--json"], 0),
        (["roster", "compare", "--week", "2026-W48", "--quick"], 0),
        (["roster", "explain", "--week", "2026-W48", "--at", "2026-11-27 20:00", "--channel", "phone"], 0),
        (["roster", "explain", "--week", "2026-W48", "--at", "noon"], 1),
        (["roster", "repair", "--week", "2026-W48"], 2),
        (["roster", "repair", "--week", "2026-W48", "--volume", "more", "--day", "2026-11-27"], 2),
        (["roster", "rules", "show"], 0),
        (["roster", "compare", "--week", "2027-W10"], 1),
    ],
)
def test_commands_answer_and_refuse_in_one_line(planned_copy, capsys, words, code):
    assert run(["--workspace", str(planned_copy), *words]) == code
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    assert told.out or told.err


def test_coverage_on_show_and_exported_misses_what_the_auditor_counts_short(shop, tmp_path):
    from planner.domain.people import TimeOff
    from planner.rostering.audit import penalties
    from planner.shop.store.people import write_time_off

    before = rosters.view(shop, MONDAY)
    away = [TimeOff(s.agent_id, s.start, s.end, "training") for s in before.roster.shifts if s.day == FRIDAY][:4]
    write_time_off(shop, away)
    roster_rules.change(shop, "screen_pause", {"counted_in": "roster", "minutes_per_hour": "5"})
    shown = rosters.view(shop, MONDAY)
    counted = sum(p.params["hours"] for p in penalties(shown.problem, shown.roster) if p.rule == "shortage")
    assert shown.coverage.short_hours() == pytest.approx(counted, abs=0.1)
    assert counted > before.coverage.short_hours() + 1
    path = publishing.export(shop, publishing.existing(shop, MONDAY), tmp_path / "coverage.csv", coverage=True).files[0]
    with path.open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    missing = sum(float(r["short"]) for r in rows) * shown.coverage.grid.minutes / 60
    assert missing == pytest.approx(counted, abs=0.2)
    gone = rosters.edit_effect(shown, shown.roster, shown.roster.shifts[0], None)
    saved = rosters.save(shop, shown, gone.roster)
    assert saved.coverage == gone.coverage, "what an edit says is what the stored roster shows"


@pytest.mark.parametrize(("figures", "said"), [(1, "1 rule differs"), (2, "2 rules differ")])
def test_rules_kept_from_a_file_are_counted_in_words(planned_copy, capsys, tmp_path, figures, said):
    file = tmp_path / "own.toml"
    tables = ("[rules.daily_rest]\nminutes = 660\n", "[rules.nights]\nmax_per_week = 2\n")
    file.write_text('extends = "es"\n' + "".join(tables[:figures]), encoding="utf-8")
    assert run(["--workspace", str(planned_copy), "roster", "rules", "set", str(file)]) == 0
    assert said in capsys.readouterr().err


def test_whoever_falls_ill_owes_what_was_published_outside_the_illness(shop):
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    saturday = FRIDAY + timedelta(days=1)
    ill = next(
        a.agent_id
        for a in published.agents
        if {s.day for s in published.roster.of_agent(a.agent_id)} >= {FRIDAY}
        and not {s.day for s in published.roster.of_agent(a.agent_id)} & {saturday}
        and not any(o.agent_id == a.agent_id for o in published.time_off)
    )
    away = repair.Absence(ill, FRIDAY, saturday)
    found = repair.repair(shop, MONDAY, absent=away, seconds=1)
    assert [c.day for c in found.changes if c.agent_id == ill] == [FRIDAY], "the days before stay as they were"
    assert not [f for f in found.view.findings if f.hard]
    again = publishing.publish(shop, publishing.existing(shop, MONDAY))
    assert not [f for f in again.findings if f.hard], "and it can be published"
    more = repair.repair(shop, MONDAY, volume={saturday: 1.2}, seconds=1)
    assert not [c for c in more.changes if c.agent_id == ill]
    assert more.short_after_h <= more.short_before_h + 1e-6


def test_whoever_is_ill_on_a_free_day_gives_back_no_hours_of_the_days_that_were_published(shop):
    published = publishing.publish(shop, publishing.existing(shop, MONDAY))
    away = {o.agent_id for o in published.time_off}
    ill, free = next(
        (a.agent_id, MONDAY + timedelta(days=d))
        for a in published.agents
        for d in range(1, 7)
        if a.agent_id not in away
        and MONDAY + timedelta(days=d) not in {s.day for s in published.roster.of_agent(a.agent_id)}
    )
    found = repair.repair(shop, MONDAY, absent=repair.Absence(ill, free, free), seconds=1)
    assert not [c for c in found.changes if c.agent_id == ill]
    assert not [f for f in found.view.findings if f.hard and f.agent_id == ill]
    assert not [f for f in rosters.view(shop, MONDAY, version_id=published.version.roster_id).findings if f.hard]
    again = rosters.solve(shop, MONDAY, seconds=1)
    worked = sum(s.work_minutes for s in again.roster.of_agent(ill))
    assert worked == sum(s.work_minutes for s in published.roster.of_agent(ill))


def test_a_leave_that_is_shortened_after_publication_gives_the_hours_back_to_plan(shop):
    from planner.shop.store.people import delete_time_off

    who = next(a for a in rosters.view(shop, MONDAY).agents if a.contract.weekly_minutes == 2400)
    days = [MONDAY + timedelta(days=d) for d in range(3)]
    spans = [people.add_time_off(shop, who.agent_id, d, d, "leave") for d in days]
    rosters.solve(shop, MONDAY, seconds=1)
    assert not publishing.publish(shop, publishing.existing(shop, MONDAY)).problem.owed.get((who.agent_id, MONDAY))
    for span in spans[1:]:
        delete_time_off(shop, span)
    assert rosters.view(shop, MONDAY).problem.owed == {}, "the contract less one day is owed, not what was published"


def test_a_request_is_checked_decided_once_and_told_why(shop):
    from planner.domain.people import Wish

    shown = rosters.view(shop, MONDAY)
    one, two = next(
        (a, b)
        for a in shown.roster.shifts
        for b in shown.roster.shifts
        if a.agent_id < b.agent_id
        and (a.day, a.work_minutes) == (b.day, b.work_minutes)
        and a.start != b.start
        and swaps.check_swap(shown, (a.agent_id, a.day), (b.agent_id, b.day)).allowed
    )
    asked = swaps.file_swap(shop, one.agent_id, one.day, two.agent_id, two.day, note="doctor")
    assert asked.can_be_approved
    with pytest.raises(Refused, match="open request"):
        swaps.file_swap(shop, one.agent_id, one.day, two.agent_id, two.day)
    (waiting,) = swaps.queue(shop, MONDAY)
    assert waiting.request.note == "doctor"
    done = swaps.approve(shop, waiting)
    after = rosters.view(shop, MONDAY).roster
    swapped = {(s.agent_id, s.start) for s in after.shifts}
    assert {(two.agent_id, one.start), (one.agent_id, two.start)} <= swapped
    assert done.request.state == "approved"
    assert swaps.queue(shop, MONDAY) == ()
    with pytest.raises(Refused, match="already"):
        swaps.decline(shop, waiting, "too late")
    wish = swaps.file_wish(shop, one.agent_id, FRIDAY, Wish.OFF)
    with pytest.raises(Refused, match="why"):
        swaps.decline(shop, wish, " ")
    assert swaps.approve(shop, wish).request.state == "approved"
    wishes = [p for p in rosters.view(shop, MONDAY).preferences if p.day == FRIDAY and p.wish is Wish.OFF]
    assert one.agent_id in {p.agent_id for p in wishes}


def test_a_figure_of_a_rule_is_changed_and_put_back(shop):
    roster_rules.change(shop, "daily_rest", {"minutes": "660", "hard": "no", "weight": "3"})
    rule = rosters.view(shop, MONDAY).problem.rules["daily_rest"]
    assert (rule.minutes("minutes"), rule.hard, rule.weight) == (660, False, 3.0)
    with pytest.raises(Refused, match="Did you mean minutes"):
        roster_rules.change(shop, "daily_rest", {"minuts": "1"})
    with pytest.raises(Refused, match="no number"):
        roster_rules.change(shop, "daily_rest", {"minutes": "x"})
    roster_rules.restore(shop, "daily_rest")
    assert not [r.rule for r in roster_rules.lines(shop) if r.changed]
