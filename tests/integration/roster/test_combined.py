"""Whole rosters under many rules at once: legal, at the auditor's price, with an honest bound, the best of a few."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain.demand import Requirement
from planner.domain.people import Availability, Preference, TimeOff, Wish
from planner.domain.roster import Roster, Shift
from planner.rostering.audit import audit, judged, penalties
from planner.rostering.coverage import assign_channels
from planner.rostering.packs.pack import load_pack
from planner.rostering.problem import History, Pair, RosterProblem
from planner.rostering.solve import solve
from tests.integration.roster.test_lines import BANDS, TIERS, tables
from tests.unit.roster.roster_shop import MONDAY, agent, at, grid, pack, shift

PEOPLE = (
    agent("ana", ("phone",), hourly_cost=Decimal("16.20"), languages=("de",)),
    agent("ben", ("chat",), 30, (360,)),
    agent("cai", ("phone", "chat"), 20, (240, 300), availability=(Availability(None, time(9), time(21)),)),
)
SOFT = {
    "min_staff": {"weight": 9.0, "channels": [{"channel": "phone", "count": 1, "from": "20:00", "to": "22:00"}]},
    "skill_on_duty": {"weight": 4.0, "needs": [{"language": "de", "count": 1}, {"team": "night", "weekdays": [0, 4]}]},
    "pairs": {"weight": 6.0},
    "overstaffing": {"cost_h": 3.0},
    "screen_pause": {"minutes_per_hour": 5, "counted_in": "roster"},
    "fairness": {"weekend": 2.0},
    "wage": {"weight": 0.1},
    "successions": {**BANDS, "hard": False, "weight": 5.0},
    "shortage": {"first_share": 0.5, "first_cost_h": 5.0},
}


def agreed(problem: RosterProblem, steps: int = 2_000):
    """A roster's result after everything that must hold of it has been checked."""
    result = solve(problem, seconds=None, steps=steps)
    told = {r.agent_id for r in result.reasons}
    broken, bent = judged(problem, result.roster)
    assert [v for v in broken if v.agent_id not in told] == []
    if not told:
        assert result.cost == pytest.approx(sum(p.cost for p in bent), abs=0.01)
        assert "rules_bent" not in result.breakdown
    assert result.bound is None or result.bound <= result.cost + 1e-6
    skills = {a.agent_id: a.skills for a in problem.agents}
    for one in assign_channels(result.roster, problem.agents, problem.requirement).shifts:
        assert {a.channel for a in one.activities} <= set(skills[one.agent_id])
    return result


def wavy(on, channels=("phone", "chat")) -> Requirement:
    """Parts of people, another number every hour."""
    levels = {c: tuple(0.5 + 0.4 * ((7 * s.hour + k) % 4) if 9 <= s.hour < 22 else 0.0 for s in on.local_starts)
              for k, c in enumerate(channels)}  # fmt: skip
    return Requirement(on, levels)


def test_rules_of_everybody_and_of_a_team_stand_side_by_side():
    on = grid(days=10, minutes=15)
    people = (*PEOPLE, replace(agent("dia", ("phone", "chat"), 20, (240,)), team="night"))
    night = load_pack("contact-centre").replace({"pairs": {"hard": True}, "screen_pause": {"counted_in": "roster"}})
    problem = RosterProblem(
        on, people, wavy(on), rules=load_pack("es").replace(SOFT), team_rules={"night": night},
        time_off=(TimeOff("ana", at(1, "11:00"), at(1, "13:00"), "training"),
                  TimeOff("ben", at(2, "00:00"), at(4, "00:00"), "leave")),
        previous=(shift(-1, "18:00", "26:00", who="cai"), shift(-1, "14:00", "22:00", who="ana")),
        pairs=(Pair("ben", "ana"), Pair("cai", "dia", together=False)),
        preferences=(Preference("dia", Wish.OFF, weekday=2, weight=3.0),),
        history={"ana": History(weekends=2, late=3), "ben": History(holidays=1)}, holidays=frozenset([MONDAY]),
    )  # fmt: skip
    result = agreed(problem, 4_000)
    rules = {p.rule for p in penalties(problem, result.roster)}
    assert {"shortage", "overstaffing", "wage"} <= rules


def test_locks_and_published_shifts_at_any_minute_cost_what_the_auditor_says():
    on = grid(minutes=30)
    lock = shift(1, "10:10", "18:25", ("13:05", "13:20"), who="ana", locked=True)
    published = (shift(0, "09:00", "17:15", ("12:50", "13:05")), shift(2, "11:20", "19:35", ("15:00", "15:15")))
    problem = RosterProblem(
        on, PEOPLE, wavy(on), rules=load_pack("es"), fixed=(lock,), baseline=published, change_weight=4.0
    )
    result = agreed(problem)
    assert lock in result.roster.shifts
    assert not [s for s in result.roster.shifts if s == published[1]], "a start off the pack's grid is not kept"


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_rules_are_combined_the_roster_keeps_them_at_the_price_that_is_told(data):
    draw = data.draw
    on = grid(days=draw(st.sampled_from([7, 9])), minutes=draw(st.sampled_from([15, 30, 60])))
    chosen = draw(st.sets(st.sampled_from(sorted(SOFT)), min_size=2, max_size=6))
    rules = load_pack(draw(st.sampled_from(["base", "es", "contact-centre"]))).replace(
        {
            **draw(tables()),
            **{k: SOFT[k] for k in sorted(chosen)},
            "breaks": {"tiers": draw(st.sampled_from([TIERS, []]))},
        }
    )
    away = tuple(
        TimeOff(who, at(d, "11:00"), at(d, "13:30"), draw(st.sampled_from(["leave", "training", "meeting"])))
        for who, d in draw(st.sets(st.tuples(st.sampled_from(["ana", "cai"]), st.integers(0, 6)), max_size=2))
    )
    wishes = tuple(Preference(p.agent_id, draw(st.sampled_from(list(Wish))), weekday=d) for d, p in enumerate(PEOPLE))
    last = draw(st.sampled_from([(), (shift(-1, "20:00", "27:00"), shift(-2, "20:00", "27:00", who="cai"))]))
    agreed(RosterProblem(on, PEOPLE, wavy(on), time_off=away, preferences=wishes, previous=last, rules=rules,
                         pairs=(Pair("cai", "ana"),), history={"ana": History(weekends=1)}), 1_000)  # fmt: skip


def test_a_roster_of_two_is_the_best_of_all_that_there_are_and_its_bound_lies_below():
    # whatever can be put together of shifts at two times of three days, judged by the auditor alone
    on = grid(days=3, minutes=60)
    levels = {c: tuple((s.hour + s.day + k) % 3 / 1.5 if 9 <= s.hour < 19 else 0.0 for s in on.local_starts)
              for k, c in enumerate(("phone", "chat"))}  # fmt: skip
    people = (agent("ana", ("phone",), 12, (300,)), agent("ben", ("phone", "chat"), 12, (300,)))
    rules = pack(
        shift_start={"step_min": 180}, contract_hours={"hard": False, "weight": 2.0}, pairs={"weight": 3.0},
        daily_rest={"minutes": 960, "hard": False, "weight": 4.0}, overstaffing={"cost_h": 2.0},
        min_staff={"weight": 5.0, "channels": [{"channel": "chat", "count": 1}]}, shortage={"first_share": 0.5},
        screen_pause={"minutes_per_hour": 6, "counted_in": "roster"},
    )  # fmt: skip
    training = TimeOff("ben", at(1, "10:00"), at(1, "12:00"), "training")
    problem = RosterProblem(
        on, people, Requirement(on, levels), time_off=(training,), rules=rules, pairs=(Pair("ana", "ben", False),)
    )
    days: list[list[Shift | None]] = [
        [None, *(shift(d, f"{h}:00", f"{h + 5}:00", who=who) for h in (9, 12))]
        for who in ("ana", "ben")
        for d in range(3)
    ]
    best = min(
        sum(p.cost for p in penalties(problem, Roster(MONDAY, 3, "Etc/UTC", tuple(s for s in chosen if s))))
        for chosen in itertools.product(*days)
    )
    result = agreed(problem, 20_000)
    assert audit(problem, result.roster) == ()
    assert result.cost == pytest.approx(best, abs=1e-4)
    assert 0 < result.bound <= best
