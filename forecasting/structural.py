"""Daily member 1: a log-linear structural model (level, slope, weekday, season, month, events), shrunk by the data.

Level and weekday pattern drift as random walks, written as ramps between knots so that the whole is one ridge
regression (Harvey, Forecasting, structural time series models, 1989; here as basis functions). The level is carried
forward flat with a slope that is shrunk and clamped. Days that are NaN are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.bayes_ridge import Floats, Ints, RidgeFit, fit_ridge
from forecasting.history import Days
from forecasting.occurrences import GROUPS, EventMap, Occurrence

YEAR = 365.25
LEVEL_KNOT = 14
WEEKDAY_KNOT = 182
HARMONICS = 8
TURN_OF_YEAR = tuple(f"12-{d}" for d in range(20, 32)) + tuple(f"01-0{d}" for d in range(1, 8))
MAX_YEARLY_SLOPE = 0.5  # on the log scale

BASE_BLOCKS = (
    "intercept", "slope", "level", "weekday", "weekday_drift", "season", "season_weekday", "month", "turn", "pooled",
    "reopening",
)  # fmt: skip
BLOCKS = BASE_BLOCKS + GROUPS
START_VAR = {
    "intercept": 25.0, "slope": 0.01, "level": 0.0004, "weekday": 0.05, "weekday_drift": 0.0005, "season": 0.01,
    "season_weekday": 0.001, "month": 0.001, "turn": 0.02, "pooled": 0.02, "reopening": 0.01, "near": 0.003,
    "campaign": 0.005,
}  # fmt: skip


@dataclass(frozen=True)
class Design:
    """Columns for history and horizon together.

    Attributes:
        matrix: shape (days, columns).
        blocks: block number of each column, an index into `BLOCKS`.
        keys: event key → column.
    """

    matrix: Floats
    blocks: Ints
    keys: dict[str, int]
    names: tuple[str, ...]


@dataclass(frozen=True)
class StructuralFit:
    """A fitted structural model with its parts over history and horizon, on the log scale.

    Attributes:
        total: shape (days,), the whole path; `level`, `weekday` and `events` are parts of it;
            `trust` is the weight each day had in the fit, 1 for ordinary days, less for outliers.
    """

    total: Floats
    level: Floats
    weekday: Floats
    events: Floats
    fit: RidgeFit
    design: Design
    trust: Floats


def day_index(days: Days) -> Ints:
    """Days since 1970-01-01."""
    return days.astype(np.int64)


def weekdays(days: Days) -> Ints:
    """Weekday, Monday = 0."""
    return (day_index(days) + 3) % 7


def year_phase(days: Days) -> Floats:
    """Position in the year, 0 to 1."""
    years = days.astype("datetime64[Y]")
    start = years.astype("datetime64[D]")
    length = ((years + 1).astype("datetime64[D]") - start).astype(np.float64)
    return np.asarray((days - start).astype(np.float64) / length, dtype=np.float64)


def month_position(days: Days) -> tuple[Ints, Ints]:
    """Day of the month from its start (0 = first) and from its end (0 = last)."""
    months = days.astype("datetime64[M]")
    start = months.astype("datetime64[D]")
    end = (months + 1).astype("datetime64[D]")
    return (days - start).astype(np.int64), (end - days).astype(np.int64) - 1


def build_design(days: Days, known: np.ndarray, origin: int, events: EventMap, closed_before: Floats) -> Design:
    """Columns of the structural model.

    Args:
        days: consecutive days, history then horizon.
        known: which days have a usable count (length of `days`, False from `origin` on).
        origin: index of the first day to forecast.
        events: occurrences by index into `days`.
        closed_before: for each day, how many extra closed days precede it (an extra holiday before a Tuesday is 1).
    """
    first = int(np.flatnonzero(known)[0]) if known.any() else 0
    span = origin - first
    time = np.arange(len(days), dtype=np.float64)
    columns: list[Floats] = []
    blocks: list[int] = []
    names: list[str] = []

    def add(block: str, name: str, values: Floats) -> None:
        columns.append(values)
        blocks.append(BLOCKS.index(block))
        names.append(name)

    ones = np.ones(len(days))
    add("intercept", "1", ones)
    if span > 180:
        add("slope", "t", (np.maximum(time, first) - origin) / YEAR)
    for knot in range(first + 7, origin - 7, LEVEL_KNOT):
        # Ramps fall off backwards, so that the intercept is the level at the origin and old steps cost no variance.
        add("level", f"l{knot}", -np.clip((knot + LEVEL_KNOT - time) / LEVEL_KNOT, 0.0, 1.0))
    weekday = weekdays(days)
    dummies = [(weekday == d).astype(np.float64) for d in range(7)]
    for d in range(7):
        add("weekday", f"w{d}", dummies[d])
    if span > 2 * 91:
        for knot in range(origin - WEEKDAY_KNOT // 2, first + 91, -WEEKDAY_KNOT):
            ramp = np.clip((knot + 91 - time) / WEEKDAY_KNOT, 0.0, 1.0)
            for d in range(7):
                add("weekday_drift", f"w{d}@{knot}", ramp * dummies[d])
    phase = year_phase(days) * 2 * np.pi
    harmonics = HARMONICS if span > 1.6 * YEAR else (4 if span > 1.1 * YEAR else 0)
    for k in range(1, harmonics + 1):
        add("season", f"s{k}", np.sin(k * phase) / np.sqrt(k))
        add("season", f"c{k}", np.cos(k * phase) / np.sqrt(k))
    if span > 1.6 * YEAR:
        for k in (1, 2):
            for d in range(7):
                add("season_weekday", f"s{k}w{d}", np.sin(k * phase) * dummies[d])
                add("season_weekday", f"c{k}w{d}", np.cos(k * phase) * dummies[d])
    if span > 75:
        from_start, from_end = month_position(days)
        for k in range(4):
            add("month", f"ms{k}", (from_start == k).astype(np.float64))
            add("month", f"me{k}", (from_end == k).astype(np.float64))
        middle = 2 * np.pi * from_start / (from_start + from_end + 1)
        for k in (1, 2):
            add("month", f"mf{k}", np.sin(k * middle))
            add("month", f"mg{k}", np.cos(k * middle))
    if span > 1.1 * YEAR:
        month_days = days.astype("datetime64[D]").astype(str).astype("U10")
        month_days = np.array([text[5:] for text in month_days.tolist()])
        for day_of_year in TURN_OF_YEAR:
            flags = (month_days == day_of_year).astype(np.float64)
            if flags[known].any():
                add("turn", day_of_year, flags)
    if (closed_before > 0).any():
        add("reopening", "after_closed", np.minimum(closed_before, 2.0))
    keys = _event_columns(add, columns, known, events, weekday)
    return Design(np.column_stack(columns), np.array(blocks, dtype=np.int64), keys, tuple(names))


def _event_columns(add, columns, known, events: EventMap, weekday: Ints) -> dict[str, int]:  # type: ignore[no-untyped-def]
    keys: dict[str, int] = {}
    pooled: dict[str, Floats] = {}
    count = len(weekday)
    for day, found in events.by_day.items():
        for occurrence in found:
            if occurrence.key not in keys:
                keys[occurrence.key] = len(columns)
                add(occurrence.group, occurrence.key, np.zeros(count))
            columns[keys[occurrence.key]][day] = 1.0
            if occurrence.group in ("holiday", "public"):
                part = "weekend" if weekday[day] >= 5 else "weekday"
                pooled.setdefault(f"holiday_{part}", np.zeros(count))[day] = 1.0
    for name, values in pooled.items():
        if values[known].any():
            add("pooled", name, values)
    return keys


def fit_structural(
    target: Floats,
    known: np.ndarray,
    design: Design,
    events: EventMap,
    *,
    offset: Floats | None = None,
    start: dict[str, float] | None = None,
    rounds: int = 18,
    folds: tuple[int, ...] = (),
) -> tuple[StructuralFit, ...]:
    """Fit the log counts and carry the model over the horizon; then the same at earlier origins.

    Args:
        target: log counts, shape (days,), anything where `known` is False.
        known: days to learn from.
        offset: log path taken as given (weekday, season and events lent by sibling channels; planned uplifts).
        start: prior variances by block to start from, such as those learnt at another origin.
        rounds: rounds of learning the variances.
        folds: earlier origins; each gets a fit on the days before it alone, with the penalties kept.

    Returns:
        The fit, then one for each of `folds`.
    """
    given = np.zeros(len(target)) if offset is None else offset
    prior = np.array([(start or START_VAR).get(block, START_VAR.get(block, 0.05)) for block in BLOCKS])
    fixed = frozenset({BLOCKS.index("intercept"), BLOCKS.index("slope")})
    at = np.flatnonzero(known)
    shift = float(np.mean((target - given)[at])) if len(at) else 0.0
    rows, y = design.matrix[at], (target - given)[at] - shift
    fit = fit_ridge(rows, y, design.blocks, prior, fixed=fixed, rounds=rounds)
    patience = _patience(events, len(target))[at]
    weights = np.ones(len(y))
    for _ in range(2):
        residual = np.abs(y - rows @ fit.coef) / np.sqrt(fit.noise_var)
        weights = np.minimum(1.0, (patience / np.maximum(residual, 1e-9)) ** 2)
        fit = fit_ridge(
            rows, y, design.blocks, fit.prior_var, weights=weights, fixed=fixed, noise_var=fit.noise_var, rounds=4
        )
    trust = np.zeros(len(target))
    trust[at] = weights
    fits = [_paths(fit, design, shift, given, trust)]
    for origin in folds:
        early = at < origin
        if early.sum() < 14:
            break
        past = fit_ridge(
            rows[early], y[early], design.blocks, fit.prior_var, weights=weights[early], fixed=fixed,
            noise_var=fit.noise_var, rounds=1,
        )  # fmt: skip
        fits.append(_paths(past, design, shift, given, trust))
    return tuple(fits)


def _patience(events: EventMap, count: int) -> Floats:
    """Standard deviations a day may be off before it weighs less (Student-like weights tame outliers).

    Days of the team's events and of public holidays are never tamed, for there the surprise is the message; days of the
    commercial calendar, which cover a third of the year, only when far off.
    """
    result = np.full(count, 3.0)
    for day, found in events.by_day.items():
        groups = {o.group for o in found}
        if groups & {"promotion", "holiday", "outage", "other", "public"}:
            result[day] = np.inf
        elif groups & {"commercial", "campaign"}:
            result[day] = 6.0
    return result


def _paths(fit: RidgeFit, design: Design, shift: float, given: Floats, trust: Floats) -> StructuralFit:
    block_of = np.array(BLOCKS)[design.blocks]
    coef = fit.coef.copy()
    slope = block_of == "slope"
    coef[slope] = np.clip(coef[slope], -MAX_YEARLY_SLOPE, MAX_YEARLY_SLOPE)
    is_level = np.isin(block_of, ("intercept", "slope", "level"))
    is_event = np.isin(block_of, (*GROUPS, "pooled", "turn"))
    level = design.matrix[:, is_level] @ coef[is_level] + shift
    is_weekday = np.isin(block_of, ("weekday", "weekday_drift"))
    return StructuralFit(
        total=design.matrix @ coef + shift + given,
        level=level,
        weekday=design.matrix[:, is_weekday] @ coef[is_weekday],
        events=design.matrix[:, is_event] @ coef[is_event],
        fit=fit,
        design=design,
        trust=trust,
    )


def occurrences_of(events: EventMap) -> list[tuple[int, Occurrence]]:
    """Every (day, occurrence), in order."""
    return [(day, occurrence) for day, found in events.by_day.items() for occurrence in found]
