"""One day of many lines at once: which shifts may follow what is known of the days before, and what is known after."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.rostering.lines.types import Ints, LineRules, Memory, Period

Floats = NDArray[np.float64]


def possible(
    rules: LineRules, memory: Memory, soft: dict[str, float], state: dict[str, Ints], options: Ints, day: int,
    period: Period,
) -> NDArray[np.bool_]:  # fmt: skip
    """What may follow each state, by the two rules that exclude most: rest between days, and hours still to be had."""
    off, sig = options < 0, np.maximum(options, 0)
    good = np.ones((len(state["run"]), len(options)), bool)
    if not rules.units:
        return good
    if "daily_rest" not in soft:
        good &= off[None, :] | memory.allowed[memory.changed[day, state["gap"]], state["gap"], state["cls"]][:, sig]
    if "contract_hours" not in soft:
        gained = np.where(off, 0, np.array(rules.units, np.int64)[sig])
        units = state["units"][:, None] + gained[None, :]
        left = np.full(good.shape, period.stop - day - 1)
        if "working_days" not in soft:
            left = np.minimum(left, period.max_days - state["wdays"][:, None] - ~off[None, :])
        good &= (units <= period.high) & (units + np.maximum(left, 0) * max(rules.units) >= period.low)
    return good


def step(
    rules: LineRules, memory: Memory, soft: dict[str, float], state: dict[str, Ints], counts: Ints, options: Ints,
    day: int, period: Period,
) -> tuple[dict[str, Ints], Ints, Floats, NDArray[np.bool_]]:  # fmt: skip
    """The states after options (as many as states), their costs, and which of them the rules let be."""
    n = len(options)
    off = options < 0
    sig = np.maximum(options, 0)
    run, opened, gap, cls = state["run"], state["open"], state["gap"], state["cls"]
    cost, good = np.zeros(n), np.ones(n, bool)

    def forbid(rule: str, amount: Floats | Ints | NDArray[np.bool_]) -> None:
        nonlocal cost, good
        if rule in soft:
            cost = cost + soft[rule] * amount
        else:
            good = good & (amount <= 0)

    worked = run > 0
    first_day = run == 0
    # rest from the last shift, successions from yesterday's
    changed = memory.changed[day, gap]
    if rules.units and "daily_rest" in soft:  # else `possible` has seen to it
        forbid("daily_rest", ~off & ~memory.allowed[changed, gap, cls, sig])
        good &= off | ~worked | memory.apart[np.where(worked, cls, 0), sig]
    if rules.units and memory.clashes:
        forbid("successions", ~off & worked & memory.clash[np.where(worked, cls, 0), sig])
    # runs: too short when they end (unless their begin is unknown), too long when they grow
    if rules.min_run > 1:
        forbid("consecutive_days", np.where(off & worked & (opened == 0), np.maximum(0, rules.min_run - run), 0))
    if rules.min_off > 1:
        few = np.where(~off & (run < 0) & (opened == 0), np.maximum(0, rules.min_off + run), 0)
        forbid("consecutive_days_off", few)
    new_run = np.where(off, np.where(run < 0, run - 1, -1), np.where(worked, run + 1, 1))
    if rules.max_run < 99:
        forbid("consecutive_days", (new_run > rules.max_run).astype(np.int64))
    away = state["away"]
    if rules.max_off < 99 and any(rules.away):  # known only when the run ends: an absence may still come
        ended = np.where(~off & (run < 0) & (away == 0), np.minimum(-run - rules.max_off, day), 0)
        away = np.where(off & (rules.away[day] | ((run < 0) & (away == 1))), 1, 0)
        if day + 1 == rules.days:
            ended = ended + np.where(off & (away == 0), np.minimum(-new_run - rules.max_off, day + 1), 0)
        forbid("consecutive_days_off", np.maximum(0, ended))
    elif rules.max_off < 99:
        forbid("consecutive_days_off", (-new_run > rules.max_off).astype(np.int64))
    new_open = np.broadcast_to(np.zeros(1, np.int32), n)
    if rules.min_run > 1 or rules.min_off > 1:
        new_open = np.where(first_day, opened, np.where((new_run == 1) | (new_run == -1), 0, opened))
    longest = rules.max_off + (rules.days if any(rules.away) else 1)
    off_cap = max(rules.min_off, rules.together, rules.young, longest if rules.max_off < 60 else 1)
    run_cap = max(rules.min_run, rules.max_run + 1 if rules.max_run < 60 else 1)
    # days off together
    place = day - period.first
    joined, grown = state["joined"], state["grown"]
    if rules.together > 0:
        joined = np.where(off & (-new_run >= rules.together) & (place >= rules.together - 1), 1, joined)
    if rules.young > 0:
        grown = np.where(off & (-new_run >= rules.young) & (place >= rules.young - 1), 1, grown)
    new_run = np.clip(new_run, -off_cap, run_cap)
    # the weekly rest: what the stretch that ends with this shift gives the week of the shift, and the one it began in
    rests, debt = state["rests"], state["debt"]
    new_gap = np.where(off, np.minimum(gap + 1, memory.levels), 0)
    new_cls = np.where(off, memory.fade[gap, cls], np.array(rules.out, np.int64)[sig] if rules.units else 0)
    if memory.blocks:
        due = next((count for first, stop, count in memory.blocks if first <= day < stop), 0)
        if rules.units:
            full = memory.rests[changed, gap, cls, sig]
            forbid("weekly_rest", (~off & (full < debt)).astype(np.int64))
            rests = np.minimum(due, rests + np.where(off, 0, np.minimum(full, memory.begun[day, sig])))
        debt = np.where(off, debt, 0)
        if any(day + 1 == stop for _, stop, _ in memory.blocks):
            left = due - rests
            possible = memory.open_rests[memory.changed[day + 1, new_gap], new_gap, new_cls]
            forbid("weekly_rest", (possible < left).astype(np.int64))
            debt = np.maximum(debt, np.where(possible < left, 0, left))
            rests = np.zeros_like(rests)
        if day + 1 == rules.days:
            debt = np.zeros_like(debt)  # nothing is planned yet that could end the rest too soon
        debt = np.where(new_gap == memory.levels, 0, debt)
    begins, ends, due = memory.blocks[-1] if memory.blocks else (0, 0, 0)
    if begins <= day:  # whoever has the last rests that are asked for need only remember yesterday
        had = (debt == 0) & ((rests >= due) | (ends <= day + 1))
        new_cls = np.where(had & ~off, memory.plain[np.where(off, 0, new_cls)], new_cls)
        if memory.short:
            new_gap, new_cls = np.where(had & off, memory.levels, new_gap), np.where(had & off, 0, new_cls)
    # paid time and working days of the period
    gained = np.where(off, 0, np.array(rules.units, np.int64)[sig] if rules.units else 0)
    units = state["units"] + gained
    wdays = state["wdays"] + ~off
    forbid("working_days", (~off & (wdays > period.max_days)).astype(np.int64))
    if "contract_hours" not in soft:
        good = good & (units <= period.high)
    if rules.span_most is not None and "weekly_hours" not in soft:
        good = good & (state["total"] + units <= rules.span_most + 1e-9)
    free = min((max(0.0, v) for v in rules.overtime if v is not None), default=None)
    if free is not None and "overtime" not in soft:
        good = good & (state["extra"] + 60 * rules.unit_h * (units - period.target) <= free + 1e-6)
    # weekends: Saturday (5) and Sunday (6) count once; yesterday's run tells whether Saturday was worked
    weekend = state["weekend"]
    if rules.weekends < 99 and rules.weekdays:
        weekday = rules.weekdays[day]
        if weekday >= 5:
            fresh = ~off & ((weekday == 5) | ~worked | (day == 0) | (day in rules.weekend_resets))
            weekend = weekend + fresh
            forbid("free_weekends", (fresh & (weekend > rules.weekends)).astype(np.int64))
            weekend = np.minimum(weekend, rules.weekends + 1)
        if day + 1 in rules.weekend_resets:
            weekend = np.zeros_like(weekend)
    cnt = counts.copy()
    for number, counter in enumerate(rules.counters):
        flags = np.where(off, 0, np.array(counter.flags, np.int64)[sig])
        cnt[:, number] += flags
        over = (flags > 0) & (cnt[:, number] > counter.most)
        if counter.cost is None:
            good = good & ~over
        else:
            cost = cost + counter.cost * over
        cnt[:, number] = np.minimum(cnt[:, number], counter.most + 1)
        if day + 1 in counter.resets:
            cnt[:, number] = 0
    total, extra = state["total"], state["extra"]
    if day + 1 == period.stop:
        if period.whole and rules.together > 0:
            forbid("days_off_together", (joined == 0).astype(np.int64))
        if period.whole and rules.young > 0:
            forbid("minors", (grown == 0).astype(np.int64))
        if "contract_hours" in soft:
            least = period.low if period.least is None else period.least
            most = period.high if period.most is None else period.most
            cost = cost + np.maximum(0, np.maximum(least - units, units - most)) * rules.unit_cost
        else:
            good = good & (units >= period.low) & (units <= period.high)
        total, extra = _totals(rules, soft, total, extra, units, period, forbid)
        units, wdays = np.zeros_like(units), np.zeros_like(wdays)
        joined, grown = np.zeros_like(joined), np.zeros_like(grown)
    nxt = {"run": new_run, "open": new_open, "gap": new_gap, "cls": new_cls, "units": units, "wdays": wdays,
           "total": total, "extra": extra, "rests": rests, "debt": debt, "away": away, "joined": joined, "grown": grown,
           "weekend": weekend}  # fmt: skip
    return nxt, cnt, cost, good


def _totals(
    rules: LineRules, soft: dict[str, float], total: Ints, over: Ints, units: Ints, period: Period,
    forbid: Callable[[str, Floats], None],
) -> tuple[Ints, Ints]:  # fmt: skip
    """Units of paid time, and minutes of overtime, so far at the end of a period; kept only as far as limits ask.

    Where what may still come cannot bring anybody over a limit any more, all amounts below it are one.
    """
    later = [p for p in rules.periods if p.first >= period.stop]
    bounds = [_most(rules, soft, p) for p in later]
    if rules.span_most is not None:
        total = total + units
        if later:
            total = np.maximum(total, int(max(0.0, rules.span_most - sum(bounds))))
        else:
            beyond = np.maximum(0.0, total - rules.span_most - 1e-9)
            forbid("weekly_hours", beyond * rules.unit_h * 7 / rules.days)
            total = np.zeros_like(total)
    none, year = rules.overtime
    if none is not None or year is not None:
        minutes = 60 * rules.unit_h
        over = over + np.maximum(0, np.round(minutes * (units - period.target))).astype(np.int64)
        if later:
            to_come = sum(minutes * max(0.0, most - p.target) for p, most in zip(later, bounds, strict=True))
            limit = max(0.0, min(v for v in rules.overtime if v is not None))
            over = np.maximum(over, int(max(0.0, limit - to_come)))
        else:
            amount = np.zeros(len(over))
            if none is not None:
                amount = amount + np.where(over > none, over / 60, 0.0)
            if year is not None:
                amount = amount + np.where(over > 0, np.maximum(0.0, over - year) / 60, 0.0)
            forbid("overtime", amount)
            over = np.zeros_like(over)
    return total, over


def _most(rules: LineRules, soft: dict[str, float], period: Period) -> float:
    """The most units that a period may have."""
    longest = max(rules.units, default=0) * (
        period.stop - period.first if "working_days" in soft else min(period.max_days, period.stop - period.first)
    )
    return float(longest if "contract_hours" in soft else min(longest, period.high))
