"""What the roster commands say where something is missing, out of reach, asked twice, or part of a longer roster."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.base.errors import Refused
from planner.base.i18n import set_language
from planner.domain.roster import Roster, RosterState, RosterVersion
from planner.entry.main import run
from planner.forecast import overrides
from planner.requirement import requirements
from planner.roster import explain, publishing, repair, rosters, swaps
from planner.roster.problem import problem_of
from planner.roster.store import rosters as store
from planner.rostering.audit import judged
from planner.rostering.problem import Reason
from planner.shop import people

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


def keep(ws, roster, publish=True):
    saved = store.save_version(ws, RosterVersion("", 0, RosterState.DRAFT, 0, roster=roster))
    return store.publish(ws, saved.roster_id, saved.row_version) if publish else saved


def shifted(shift, weeks):
    by = weeks * WEEK
    return replace(shift, day=shift.day + by, start=shift.start + by, end=shift.end + by, breaks=(), activities=())


def test_a_published_roster_of_three_weeks_is_what_the_week_after_it_goes_on_from(shop):
    shown = rosters.view(shop, MONDAY)
    last = max(shown.roster.shifts, key=lambda s: s.end)
    long = Roster(MONDAY - 2 * WEEK, 21, shown.zone, (shifted(last, -2), shifted(last, 0)))
    keep(shop, long)
    before = {(s.agent_id, s.day) for s in problem_of(shop, MONDAY + WEEK, 7).previous}
    assert (last.agent_id, last.day) in before
    keep(shop, Roster(MONDAY, 7, shown.zone, (replace(shifted(last, 0), end=last.end - timedelta(hours=1)),)))
    (now,) = [s for s in problem_of(shop, MONDAY + WEEK, 7).previous if s.day == last.day]
    assert now.end == last.end - timedelta(hours=1), "of two that hold a day the one published last counts"


def test_a_week_of_a_longer_roster_is_answered_from_it_or_says_where_it_is(shop, planned_copy, capsys):
    shown = rosters.view(shop, MONDAY)
    one, two = (
        shown.roster.shifts[0],
        next(s for s in shown.roster.shifts if s.agent_id != shown.roster.shifts[0].agent_id),
    )
    later = (shifted(one, 1), shifted(two, 1))
    keep(shop, Roster(MONDAY, 14, shown.zone, tuple(sorted(later, key=lambda s: (s.agent_id, s.start)))))
    target = ["--workspace", str(planned_copy)]
    assert run([*target, "roster", "audit", "--week", "2026-W49"]) == 1
    assert "part of a roster of 2 weeks: --week 2026-W48 --weeks 2" in capsys.readouterr().err
    assert run([*target, "roster", "fairness", "--week", "2026-W49"]) == 0
    asked = swaps.file_swap(shop, one.agent_id, one.day + WEEK, two.agent_id, two.day + WEEK)
    assert asked.swap is not None
    (listed,) = swaps.queue(shop, MONDAY + WEEK)
    assert listed.swap is not None and not listed.refusal
    capsys.readouterr()
    words = [one.agent_id, str(one.day + WEEK), two.agent_id, str(two.day + WEEK)]
    assert run([*target, "roster", "swap", "--week", "2026-W49", *words]) in (0, 1)
    assert "no roster" not in capsys.readouterr().err


def test_weeks_that_no_forecast_reaches_are_not_rostered_as_if_nobody_called(shop):
    with pytest.raises(Refused, match=r"No forecast covers 2026-11-30 and the 14 days.*--start 2026-11-23 --weeks 3"):
        rosters.solve(shop, MONDAY, weeks=3, seconds=1.0)
    assert store.list_versions(shop, MONDAY, 21) == () and requirements.view(shop, MONDAY, 21).requirement is None


def test_reasons_of_one_kind_are_told_up_to_six_and_then_counted(shop):
    problem = rosters.view(shop, MONDAY).problem
    many = [Reason("hours_not_reached", a.agent_id, MONDAY, {"target_min": 2400, "got_min": 0}) for a in problem.agents]
    said = rosters.told([*many, Reason("nobody_available")], problem, {})
    assert len(said) == 8 and said[6] == f"... and {len(problem.agents) - 6} more"
    assert said[7] == "Nobody is available in these days."


def test_an_absence_outside_the_roster_is_refused_and_not_entered(shop):
    before = people.team(shop).time_off
    away = repair.Absence("A01", date(2026, 12, 24), date(2026, 12, 24))
    with pytest.raises(Refused, match="outside the days"):
        repair.repair(shop, MONDAY, absent=away, seconds=1.0)
    assert people.team(shop).time_off == before


def test_a_swap_in_a_draft_says_the_notice_that_is_left_once_something_is_published(shop):
    def late():
        shown = rosters.view(shop, MONDAY)
        one = next(s for s in shown.roster.shifts if s.day == MONDAY + timedelta(days=1))
        two = next(s for s in shown.roster.shifts if s.day == one.day and (s.start, s.end) != (one.start, one.end))
        return [c.late for c in swaps.check_swap(shown, (one.agent_id, one.day), (two.agent_id, two.day)).changes]

    assert set(late()) == {False}, "nothing binds anybody yet"
    publishing.publish(shop, publishing.existing(shop, MONDAY))
    shown = rosters.view(shop, MONDAY)
    rosters.save(shop, shown, shown.roster.replace_shift(shown.roster.shifts[0], None))
    assert rosters.view(shop, MONDAY).version.state is RosterState.DRAFT
    assert set(late()) == {True}


def test_what_stands_in_the_way_of_an_absence_is_said_in_spanish(shop):
    set_language("es")
    people.add_time_off(shop, "A01", MONDAY, MONDAY, "training")
    with pytest.raises(Refused, match="ya tiene formación en esos días"):
        repair.repair(shop, MONDAY, absent=repair.Absence("A01", MONDAY, MONDAY + timedelta(days=1)))


def test_the_same_volume_asked_again_corrects_the_forecast_once_and_another_says_what_is_there(shop):
    friday = MONDAY + timedelta(days=4)

    def corrections():
        start = rosters.view(shop, MONDAY).problem.grid
        return [o for o in overrides.in_force(shop, start.start, start.end) if not o.undone]

    there = len(corrections())
    first = repair.repair(shop, MONDAY, volume={friday: 1.2}, seconds=1.0)
    again = repair.repair(shop, MONDAY, volume={friday: 1.2}, seconds=1.0)
    assert len(corrections()) == there + 1
    assert any("forecast undo" in n for n in first.notes) and not any("forecast undo" in n for n in again.notes)
    assert any("+20 % before; that is not done twice" in n for n in again.notes)
    more = repair.repair(shop, MONDAY, volume={friday: 1.1}, seconds=1.0)
    assert len(corrections()) == there + 2
    assert any("other corrections" in n and "corrections --week 2026-W48" in n for n in more.notes)


def test_who_could_work_is_asked_of_the_channel_that_is_named(shop):
    shown = rosters.view(shop, MONDAY)
    empty = replace(shown, coverage=replace(shown.coverage, short={
        c: tuple(1.0 + n if i == 40 + n else 0.0 for i in range(len(shown.coverage.grid)))
        for n, c in enumerate(shown.coverage.required)}))  # fmt: skip
    for n, channel in enumerate(shown.coverage.required):
        assert explain.worst(empty, channel) == (shown.coverage.grid.instants[40 + n], channel)
    with pytest.raises(Refused, match="no channel fax"):
        explain.worst(shown, "fax")


def test_a_wish_of_somebody_unknown_is_not_called_granted(shop):
    with pytest.raises(Refused, match="no agent B99"):
        explain.find_wish(rosters.view(shop, MONDAY), "B99", None)


def test_one_changed_day_is_one_day_in_both_languages(shop, planned_copy, capsys):
    publishing.publish(shop, publishing.existing(shop, MONDAY))
    shown = rosters.view(shop, MONDAY)
    rosters.save(shop, shown, shown.roster.replace_shift(shown.roster.shifts[0], None))
    for lang, said in (("en", "1 day differs."), ("es", "difiere 1 día.")):
        assert run(["--workspace", str(planned_copy), "--lang", lang, "roster", "changes", "--week", "2026-W48"]) == 0
        assert said in capsys.readouterr().err


def test_shifts_that_overlap_are_not_said_to_have_less_than_no_rest(shop):
    shown = rosters.view(shop, MONDAY)
    one = shown.roster.shifts[0]
    twice = replace(one, start=one.end - timedelta(hours=2), end=one.end + timedelta(hours=2), breaks=(), activities=())
    broken = judged(shown.problem, shown.roster.replace_shift(None, twice))[0]
    told = [v for v in broken if v.rule == "daily_rest" and v.agent_id == one.agent_id]
    assert "begins 2 h before the shift before it ends" in told[0].text()
    set_language("es")
    assert "empieza 2 h antes de que acabe el turno anterior" in told[0].text()
