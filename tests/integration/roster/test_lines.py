"""What the engine takes for a legal line, and its price, is what the auditor says of it: rule by rule and combined."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain.demand import Requirement
from planner.domain.people import Availability, Contract, Preference, TimeOff, Wish
from planner.domain.time import TimeGrid
from planner.rostering.audit import audit
from planner.rostering.model.compile import THINNED, compile_model
from planner.rostering.packs.pack import load_pack
from planner.rostering.problem import History, RosterProblem
from planner.rostering.solve import solve
from tests.integration.roster.line_trials import trials
from tests.unit.roster.roster_shop import MONDAY, agent, at, grid, pack, requirement, shift


def around(on: TimeGrid) -> Requirement:
    return Requirement(on, {"phone": (1.0,) * len(on)})


def one(rules, who=None, on=None, **more) -> RosterProblem:
    on = on or grid()
    needed = more.pop("needed", None) or requirement(1.0, on=on)
    return RosterProblem(on, (who or agent(),), needed, rules=rules, **more)


def soft(**figures) -> dict[str, object]:
    return {"hard": False, "weight": 3.0, **figures}


ANY = agent(lengths=())
EIGHT = {"shift_lengths": {"lengths_min": [480]}, "shift_start": {"step_min": 120}}
BANDS = {"bands": {"early": ["05:00", "10:00"], "late": ["12:00", "20:00"]}, "forbidden": [["late", "early"]]}
TIERS = [
    {"from_min": 240, "minutes": 15, "paid": True, "from_start_min": 60, "to_end_min": 60},
    {"over_min": 360, "minutes": [15, 30], "paid": False, "from_start_min": 90, "to_end_min": 60},
]
LAST_WEEK = tuple(shift(-d, "13:00", "21:00") for d in (1, 2, 3, 5))
SPRING, AUTUMN = (
    TimeGrid(date(2026, 3, 23), 14, 60, "Europe/Madrid"),
    TimeGrid(date(2026, 10, 19), 14, 60, "Europe/Madrid"),
)
NIGHT_BEFORE = (shift(-1, "22:00", "30:00"), shift(-3, "22:00", "30:00"))

CASES = {
    "hours off the contract are priced to the minute": one(
        pack(contract_hours=soft(tolerance_min=50)), agent(lengths=(450,), hours=37)),
    "an hour off the contract costs what the pack says": one(
        pack(contract_hours=soft(deviation_cost_h=7.0)), agent(lengths=(480,), hours=38)),
    "weekly hours are an average over the span": one(
        pack(weekly_hours={"max_min": 2100}, contract_hours={"tolerance_min": 480}), on=grid(days=14)),
    "weekly hours may be a wish": one(pack(weekly_hours=soft(max_min=2100), contract_hours=soft(tolerance_min=60))),
    "no overtime for part-time": one(pack(overtime={}, contract_hours=soft()), agent(hours=20)),
    "overtime left of the year": one(
        pack(overtime={"max_year_min": 100, "part_time": True}, contract_hours={"tolerance_min": 90}),
        agent(hours=20, lengths=(240, 270)), on=grid(days=14), history={"ana": History(overtime_min=60)}),
    "daily hours may be a wish": one(pack(daily_hours=soft(max_min=420)), agent(lengths=(480, 420, 450), hours=37)),
    "shifts may start off the grid at a price": one(pack(shift_start=soft(step_min=120, earliest="10:00"))),
    "split shifts have the breaks of their parts": one(
        pack(breaks={"tiers": TIERS}, split_shifts=soft(gap_max_min=120)), on=grid(minutes=15)),
    "breaks may be left out at a price": one(pack(breaks=soft(tiers=TIERS), split_shifts={})),
    "a minor's break is one of the pack's": one(
        pack(breaks={"tiers": TIERS}, minors={}), minors=frozenset(["ana"])),
    "minors by a pack that bends": one(
        pack(minors=soft(max_min=420), nights={"from": "19:00"}), minors=frozenset(["ana"])),
    "rest between shifts may be bent": one(pack(daily_rest=soft(minutes=780)), ANY, previous=LAST_WEEK),
    "two shifts are never at one time": one(
        pack(daily_rest=soft(minutes=780), **EIGHT), needed=around(grid()), previous=NIGHT_BEFORE),
    "successions may be bent": one(pack(successions=soft(**BANDS)), previous=LAST_WEEK),
    "days off together while the weekly rest bends": one(
        pack(days_off_together={"days": 2}, weekly_rest=soft(minutes=2160))),
    "a rest longer than two days": one(
        pack(weekly_rest={"minutes": 4320}, contract_hours=soft(), **EIGHT), on=grid(days=14),
        needed=around(grid(days=14)), previous=NIGHT_BEFORE),
    "a rest of a day between two shifts": one(
        pack(weekly_rest={"minutes": 1440}, contract_hours=soft(), **EIGHT), needed=around(grid())),
    "a rest that begins on Sunday is proven on Monday": one(
        pack(weekly_rest={"minutes": 2160}, **EIGHT), on=grid(days=14), needed=around(grid(days=14))),
    "rests accumulated over a fortnight": one(
        pack(weekly_rest=soft(minutes=2160, over_days=14), contract_hours=soft(), **EIGHT), on=grid(days=21),
        needed=around(grid(days=21)), previous=NIGHT_BEFORE),
    "a run that last week began is too short": one(
        pack(consecutive_days=soft(min=3, max=4)), previous=(shift(-3, "13:00", "21:00"), shift(-1, "13:00", "21:00"))),
    "a run that last week made too long": one(pack(consecutive_days=soft(max=2)), previous=LAST_WEEK),
    "days off may be more around an absence": one(
        pack(consecutive_days_off={"max": 2}, contract_hours=soft()),
        time_off=(TimeOff("ana", at(3, "00:00"), at(4, "00:00"), "leave"),), on=grid(days=10)),
    "a weekend cut by the block of weeks": one(
        pack(free_weekends=soft(max_worked=0, over_weeks=1)), on=TimeGrid(date(2026, 11, 22), 14, 60, "Etc/UTC")),
    "a weekend that begins on Friday night": one(
        pack(free_weekends=soft(max_worked=1, over_weeks=2, **{"from": "22:00"}), **EIGHT), on=grid(days=14),
        needed=around(grid(days=14))),
    "a weekend without a Friday night": one(
        pack(free_weekends={"max_worked": 0, "over_weeks": 1, "from": "20:00"}, **EIGHT), needed=around(grid())),
    "a night over midnight is not followed by an early shift": one(
        pack(successions=soft(bands={"night": ["20:00", "03:00"], "early": ["06:00", "11:00"]},
                              forbidden=[["night", "early"]]), **EIGHT),
        needed=around(grid()), previous=NIGHT_BEFORE),
    "nights that begin at midnight": one(
        pack(nights={"from": "00:00", "max_per_week": 1}, **EIGHT), needed=around(grid())),
    "presence may be a wish": one(
        pack(availability=soft(), time_off=soft()), agent(availability=(Availability(None, time(11), time(19)),)),
        time_off=(TimeOff("ana", at(1, "12:00"), at(1, "14:00"), "leave"),
                  TimeOff("ana", at(2, "00:00"), at(3, "00:00"), "illness"))),
    "a published shift must keep the rules of a shift": one(
        pack(breaks={"tiers": TIERS}, shift_start=soft(step_min=60)), baseline=(
            shift(0, "09:10", "17:10", ("13:00", "13:10")),
            shift(1, "10:30", "19:15", ("12:20", "12:35"), ("15:00", "15:30"))),
        change_weight=4.0),
    "a change has its price where the pack has none": one(
        pack(stability={"weight": 0.0}), baseline=(shift(0, "09:00", "17:00"),), change_weight=4.0),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_engine_bars_what_breaks_a_rule_and_prices_what_bends_one(name):
    found = trials(CASES[name])
    assert [t for t in found if not t.agrees] == []
    assert any(t.price is not None for t in found)


@pytest.mark.parametrize("on", [SPRING, AUTUMN], ids=["23 hours", "25 hours"])
def test_rest_is_measured_in_real_hours_where_the_clock_changes(on):
    rules = pack(daily_rest={"minutes": 720}, weekly_rest={"minutes": 2160}, contract_hours=soft(),
                 nights={"max_per_week": 2}, successions=BANDS, **EIGHT)  # fmt: skip
    who = agent(availability=(Availability(6, None, time(10)),))
    found = trials(one(rules, who, on, needed=around(on)), others=60)
    assert [t for t in found if not t.agrees] == []


def test_twelve_hours_of_rest_are_enough_in_the_weeks_around_the_spring_change():
    on = TimeGrid(date(2026, 3, 23), 7, 60, "Europe/Madrid")
    lock = {d: at_madrid(d) for d in (0, 1)}
    needed = Requirement(on, {"phone": tuple(1.0 if 8 <= s.hour < 22 else 0.0 for s in on.local_starts)})
    problem = one(pack(daily_rest={"minutes": 720}), on=on, needed=needed, fixed=(lock[0], lock[1]))
    assert trials(problem, others=0)[0].broken == []
    assert lock[1].start - lock[0].end == timedelta(hours=12)


def at_madrid(day: int):
    """One to nine at night on Monday, nine to five on Tuesday, in Madrid's winter time."""
    first = date(2026, 3, 23) - MONDAY
    begin, end = [("12:00", "20:00"), ("08:00", "16:00")][day]
    made = shift(day, begin, end, locked=True)
    return replace(made, day=made.day + first, start=made.start + first, end=made.end + first)


FIGURES = {
    "contract_hours": [{"tolerance_min": 0}, {"tolerance_min": 90}],
    "working_days": [{"max": 4}, {"max": 6}],
    "daily_hours": [{"max_min": 420}, {"max_min": 480}],
    "weekly_hours": [{"max_min": 1800}, {"max_min": 2400}],
    "split_shifts": [{"gap_max_min": 120}],
    "breaks": [{"tiers": TIERS}, {"tiers": TIERS[:1]}],
    "daily_rest": [{"minutes": 660}, {"minutes": 780}],
    "weekly_rest": [{"minutes": m, "over_days": o} for m in (1440, 2160, 2880) for o in (7, 14)],
    "days_off_together": [{"days": 2}, {"days": 3}],
    "consecutive_days": [{"min": 2, "max": 4}, {"max": 3}],
    "consecutive_days_off": [{"min": 2}, {"max": 2}],
    "free_weekends": [
        {"max_worked": 1, "over_weeks": 2},
        {"max_worked": 0, "over_weeks": 1},
        {"max_worked": 1, "over_weeks": 1, "from": "19:00"},
    ],
    "nights": [{"from": "20:00", "over_min": 60, "max_per_week": 1}],
    "start_spread": [{"window_min": 60}, {"window_min": 240}],
    "successions": [BANDS],
    "minors": [{}, {"nights": True, "max_min": 420}],
    "overtime": [{}, {"part_time": True, "max_year_min": 60}],
    "fairness": [{}],
    "wage": [{}],
}


@st.composite
def tables(draw):
    """Some rules, each with one of its figures, hard or soft."""
    kinds = st.sampled_from([{"hard": True}, soft(), soft(weight=20.0)])
    chosen = draw(st.sets(st.sampled_from(sorted(FIGURES)), max_size=9))
    return {rule: {**draw(st.sampled_from(FIGURES[rule])), **draw(kinds)} for rule in sorted(chosen)}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_rules_are_combined_the_engine_and_the_auditor_say_the_same(data):
    draw = data.draw
    first = draw(st.sampled_from([MONDAY, date(2026, 3, 29), date(2026, 10, 24)]))
    on = TimeGrid(first, draw(st.sampled_from([6, 7, 10, 14])), draw(st.sampled_from([30, 60])), "Europe/Madrid")
    who = agent(
        "ana", hours=draw(st.sampled_from([40, 30, 20])), lengths=draw(st.sampled_from([(480,), (240, 360), (450,)])),
        hourly_cost=Decimal("14.5"), availability=draw(st.sampled_from([(), (Availability(5, time(9), time(9)),)])),
    )  # fmt: skip
    shifted = first - MONDAY
    last = tuple(
        replace(s, day=s.day + shifted, start=s.start + shifted, end=s.end + shifted)
        for s in draw(st.sampled_from([(), LAST_WEEK, NIGHT_BEFORE]))
    )
    start = at(0, "00:00") + shifted
    away = tuple(TimeOff("ana", start + timedelta(days=d, hours=11), start + timedelta(days=d, hours=15), "leave")
                 for d in draw(st.sets(st.integers(0, 5), max_size=1)))  # fmt: skip
    wishes = (Preference("ana", draw(st.sampled_from(list(Wish))), weekday=draw(st.integers(0, 6))),)
    rules = load_pack(draw(st.sampled_from(["base", "es", "contact-centre"]))).replace(draw(tables()))
    need = requirement(1.0, on=on) if draw(st.booleans()) else around(on)
    if draw(st.booleans()) or need == around(on):
        rules = rules.replace({"shift_start": {"step_min": 120}})
    young = draw(st.sampled_from([frozenset(), frozenset(["ana"])]))
    history = {"ana": History(weekends=draw(st.integers(0, 2)), overtime_min=30)}
    problem = one(rules, who, on, needed=need, previous=last, time_off=away, preferences=wishes, minors=young,
                  history=history)  # fmt: skip
    found = trials(problem, draw(st.integers(0, 99)))
    # two rests in one go are days off enough whatever shifts are around them: the engine may be stricter there
    strict = "weekly_rest" not in rules or rules["weekly_rest"].params["over_days"] < 14
    assert [t for t in found if not t.agrees and (strict or t.price is not None)] == []


def test_hours_that_the_law_does_not_allow_are_not_planned_and_that_is_told():
    rules = load_pack("es").replace({"daily_hours": {"max_min": 600}, "breaks": {"tiers": []}})
    problem = one(rules, replace(agent(), contract=Contract(2700, 5, (540, 480))))
    result = solve(problem, seconds=None, steps=2_000)
    assert {v.rule for v in audit(problem, result.roster)} == {"contract_hours"}
    assert [r.code for r in result.reasons] == ["hours_not_reached"]


def test_locks_that_clash_round_the_clock_stay_and_their_graph_is_of_bounded_size():
    on = grid(days=4, minutes=60)
    rules = pack(daily_rest={"minutes": 720}, shift_start={"step_min": 60}, contract_hours={"tolerance_min": 480})
    locks = (shift(1, "16:00", "24:00", locked=True), shift(2, "06:00", "14:00", locked=True))
    problem = one(rules, agent(lengths=(360, 420, 480)), on, needed=around(on), fixed=locks)
    model = compile_model(problem)
    assert model.bent == {0: 2}
    assert model.thinned
    first = model.core.graphs[model.core.graph_of[0], 0]
    kinds = set(model.core.arcs[2][first:].tolist())
    assert len(kinds) <= THINNED + len(locks) + 1
    assert set(locks) <= set(solve(problem, seconds=None, steps=1_000).roster.shifts)
