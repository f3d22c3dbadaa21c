"""What a refused wish would have cost: bounded from both sides, or the rules that stand against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.domain.demand import Requirement
from planner.domain.people import Availability, Preference, TimeOff, Wish
from planner.rostering.audit import audit, penalties
from planner.rostering.packs.pack import load_pack
from planner.rostering.rules.wishes.preferences import wish_missed
from planner.rostering.solve import solve
from planner.rostering.why.explain import why_refused
from tests.unit.roster.roster_shop import MONDAY, agent, at, requirement, roster, shift, shop

TUESDAY = MONDAY + timedelta(days=1)


def clock(text):
    return at(0, text).time()


def points(problem, plan):
    return sum(p.cost for p in penalties(problem, plan))


def test_the_price_lies_between_what_is_proven_and_what_was_found():
    """Both are needed on Tuesday, one on the other weekdays; each works four of the five."""
    wish = Preference("ana", Wish.OFF, day=TUESDAY)
    problem = shop((agent("ana", hours=32), agent("ben", hours=32)), preferences=(wish,))
    need = tuple(
        (2.0 if s.weekday() == 1 else 1.0) if 9 <= s.hour < 18 and s.weekday() < 5 else 0.0
        for s in problem.grid.local_starts
    )
    problem = replace(problem, requirement=Requirement(problem.grid, {"phone": need}))
    result = solve(problem, seconds=None, steps=10_000)
    assert any(s.agent_id == "ana" and s.day == TUESDAY for s in result.roster.shifts)
    found = why_refused(problem, result.roster, wish, TUESDAY, seconds=4.0)
    assert found.possible and found.least is not None
    assert 100 < found.least <= found.cost, "eight hours short, proven to be unavoidable"
    assert found.cost == pytest.approx(points(problem, found.roster) - points(problem, result.roster))
    assert "no roster does it for less" in found.text("en") or "at least" in found.text("en")
    assert audit(problem, found.roster) == ()


def test_a_wish_granted_at_the_price_of_shortage_is_priced_by_it():
    need = requirement(1.0)
    problem = shop((agent("ana", hours=16), agent("ben", hours=16)), level=1.0)
    problem = replace(problem, requirement=replace(need, required={"phone": need.required["phone"]}),
                      preferences=(wish := Preference("ana", Wish.OFF, day=MONDAY),))  # fmt: skip
    result = solve(problem, seconds=None, steps=10_000)
    days = {s.day for s in result.roster.of_agent("ana")}
    wish = Preference("ana", Wish.OFF, day=min(days))
    problem = replace(problem, preferences=(wish,))
    found = why_refused(problem, result.roster, wish, min(days), seconds=4.0)
    assert found.possible and found.cost is not None and found.least is not None
    assert 0 <= found.least <= found.cost
    assert found.cost == pytest.approx(max(0.0, points(problem, found.roster) - points(problem, result.roster)))
    assert all(s.day != min(days) for s in found.roster.of_agent("ana"))
    assert audit(problem, found.roster) == ()


@pytest.mark.parametrize("wish", [
    Preference("cai", Wish.EARLY, day=TUESDAY),
    Preference("cai", Wish.LATE, day=TUESDAY),
    Preference("cai", Wish.EARLY, day=TUESDAY, end=at(0, "18:00").time()),
    Preference("cai", Wish.OFF, day=TUESDAY, start=at(0, "09:00").time(), end=at(0, "12:00").time()),
    Preference("cai", Wish.ON, weekday=1),
], ids=["early", "late", "early until", "hours free", "at work"])  # fmt: skip
def test_every_kind_of_wish_is_truly_granted_in_the_roster_that_prices_it(wish):
    problem = shop(level=1.0, preferences=(wish,))
    plan = solve(problem, seconds=None, steps=2_000).roster
    found = why_refused(problem, plan, wish, TUESDAY, seconds=0.8)
    assert found.possible
    there = next((s for s in found.roster.of_agent("cai") if s.day == TUESDAY), None)
    span = None if there is None else tuple(
        int((m - at(1, "00:00")).total_seconds() // 60) for m in (there.start, there.end))  # fmt: skip
    assert not wish_missed(wish, problem.rules["preferences"], span)
    assert audit(problem, found.roster) == ()


def test_rules_that_forbid_a_wish_are_named_and_proven():
    off = tuple(TimeOff("ana", at(d, "00:00"), at(d + 1, "00:00"), "leave") for d in (0,))
    lone = tuple(Availability(d, clock("09:00"), clock("09:00")) for d in (5, 6))
    wish = Preference("ana", Wish.OFF, day=TUESDAY)
    problem = shop((agent("ana", availability=lone), agent("ben")), time_off=off, preferences=(wish,))
    plan = roster(*(shift(d, "09:00", "17:15", ("13:00", "13:15"), who="ana") for d in (1, 2, 3, 4)))
    found = why_refused(problem, plan, wish, TUESDAY, seconds=2.0)
    assert not found.possible
    assert set(found.rules) == {"availability", "contract_hours", "time_off"}
    for lang, said in (("en", "cannot be granted; against it:"), ("es", "no se puede conceder; lo impiden:")):
        assert said in found.text(lang)


def test_a_wish_against_a_locked_shift_says_that_the_lock_is_given_up():
    lock = shift(1, "09:00", "17:15", ("13:00", "13:15"), who="ana", locked=True)
    wish = Preference("ana", Wish.OFF, day=TUESDAY)
    problem = shop(level=1.0, fixed=(lock,), preferences=(wish,))
    plan = solve(problem, seconds=None, steps=2_000).roster
    found = why_refused(problem, plan, wish, TUESDAY, seconds=0.8)
    assert found.possible and found.unlocked
    assert "locked shift" in found.text("en") and "fijado" in found.text("es")


def test_a_wish_of_every_week_is_only_law_in_the_week_asked_for():
    """A weekday's wish in a roster of two weeks: the second week stays a wish."""
    from planner.rostering.why.wish_price import _granted
    from tests.unit.roster.roster_shop import grid

    wish = Preference("ana", Wish.LATE, weekday=1, weight=2.0)
    problem = shop(on=grid(days=14), preferences=(wish,), rules=load_pack("es"))
    law = {p.day: p.weight for p in _granted(problem, wish, TUESDAY).preferences}
    assert law[TUESDAY] > 1000 and law[TUESDAY + timedelta(days=7)] == 2.0
