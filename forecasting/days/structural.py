"""Daily member 1: a log-linear structural model (level, slope, weekday, season, month, events), shrunk by the data.

Level and weekday pattern drift as random walks, written as ramps between knots so that the whole is one ridge
regression (Harvey, Forecasting, structural time series models, 1989; here as basis functions). The level is carried
forward flat with a slope that is shrunk and clamped. Days that are NaN are left out.

Events act by the columns of `event_columns`. Where channels move alike, their events are learnt on the mean of all, and
a channel learns how much of it it takes and what is its own; how much stronger a year is than others is learnt as soon
as its first days are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.days.bayes_ridge import RidgeFit, fit_ridge
from forecasting.events.columns import Wave, event_columns, patience
from forecasting.events.occurrences import EventMap, Occurrence
from forecasting.history import Days, Floats, Ints

YEAR = 365.25
LEVEL_KNOT = 14
WEEKDAY_KNOT = 182
HARMONICS = 8
TURN_OF_YEAR = tuple(f"12-{d}" for d in range(20, 32)) + tuple(f"01-0{d}" for d in range(1, 8))
MAX_YEARLY_SLOPE = 0.5  # on the log scale

# Prior variances to start from on the log scale, by kind of block (what stands before a colon).
START_VAR = {
    "intercept": 25.0, "slope": 0.01, "level": 0.0004, "weekday": 0.05, "weekday_drift": 0.0005, "season": 0.01,
    "season_weekday": 0.001, "month": 0.001, "turn": 0.02, "pooled": 0.02, "reopening": 0.01, "near": 0.003,
    "span": 0.05, "day": 0.02, "drift": 0.005, "before": 0.01, "after": 0.01, "share": 0.04, "strength": 0.0025,
}  # fmt: skip
FIXED = ("intercept", "slope", "share")
EVENT_KINDS = ("pooled", "turn", "near", "span", "day", "drift", "before", "after", "share", "strength")
ALONE = ("span", "day", "drift", "before", "after", "turn", "near")  # kinds of which one may stand out
NOT_OWN = ("drift", "before", "after", "turn")  # kinds in which a channel does not differ from what all learnt
NEGLIGIBLE = 0.0002  # variance of an event's column below which earlier origins do without it
OWN_START = 0.1  # of those variances: a channel's own deviations from events learnt on all
# Of a year's strength: one year's peaks are some 5 % stronger in their logs than another's, campaigns as announced.
STRENGTH_VAR = {"strength": 0.0025, "strength:announced": 0.04}
CALIBRATED = 120  # days ahead of an earlier origin on which errors calibrate bands: there the doubt is asked for
ROUNDS, LENT_ROUNDS = 14, 8  # of learning the variances
LEFT_OPEN = 0.25  # of an event's variances: what the second fit, which learns strengths, may still move


@dataclass(frozen=True)
class Design:
    """Columns for history and horizon together.

    Attributes:
        matrix: shape (days, columns).
        blocks: block of each column, an index into `block_names`.
        families: event → its columns.
    """

    matrix: Floats
    blocks: Ints
    block_names: tuple[str, ...]
    families: dict[str, Ints]
    names: tuple[str, ...]

    def kinds(self) -> np.ndarray:
        """Kind of block of each column."""
        return np.array([name.partition(":")[0] for name in self.block_names])[self.blocks]

    def with_columns(self, block: str, values: Floats, names: Sequence[str]) -> Design:
        """The same with columns of one more block, shape (days, columns)."""
        return Design(
            np.column_stack([self.matrix, values]),
            np.concatenate([self.blocks, np.full(values.shape[1], len(self.block_names), dtype=np.int64)]),
            (*self.block_names, block), self.families, (*self.names, *names),
        )  # fmt: skip


@dataclass(frozen=True)
class Lent:
    """What other channels lend to a fit, on the log scale, shape (days,).

    Attributes:
        total: taken as given; `events`: the part of it that comes from events, with standard deviation `sd`.
        shared: whether the channel is one of those it was learnt from, so that it may take more or less of it.
        fit: where it was learnt.
    """

    total: Floats
    events: Floats
    sd: Floats
    shared: bool
    fit: StructuralFit


@dataclass(frozen=True)
class StructuralFit:
    """A fitted structural model with its parts over history and horizon, on the log scale.

    Attributes:
        total: shape (days,), the whole path; `level`, `weekday` and `events` are parts of it.
        event_sd: standard deviation of `events` from the origin on, 0 before it.
        trust: weight each day had in the fit, 1 for ordinary days, less for outliers.
        parent: the fit that lent its events, and `lent_share`: how much of them the channel takes (1 = as the others).
    """

    total: Floats
    level: Floats
    weekday: Floats
    events: Floats
    event_sd: Floats
    fit: RidgeFit
    design: Design
    trust: Floats
    parent: StructuralFit | None
    lent_share: float

    def effect(self, day: int, occurrence: Occurrence) -> tuple[float, float]:
        """Log effect of one event on one day in a year of usual strength, and its standard deviation."""
        kinds = self.design.kinds()
        at = self.design.families.get(occurrence.family, np.zeros(0, dtype=np.int64))
        if occurrence.group in ("holiday", "public"):
            at = np.concatenate([at, np.flatnonzero(kinds == "pooled")])
        row = self.design.matrix[day, at]
        mean, variance = float(row @ self.fit.coef[at]), float(row @ self.fit.cov[np.ix_(at, at)] @ row)
        if self.parent is not None:
            lent, doubt = self.parent.effect(day, occurrence)
            mean, variance = mean + self.lent_share * lent, variance + (self.lent_share * doubt) ** 2
        return mean, float(np.sqrt(max(variance, 0.0)))


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
    blocks: list[str] = []
    names: list[str] = []

    def add(block: str, name: str, values: Floats) -> None:
        columns.append(values)
        blocks.append(block)
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
    families: dict[str, list[int]] = {}
    for column in event_columns(events, known, weekday):
        if column.family:
            families.setdefault(column.family, []).append(len(columns))
        add(column.block, column.name, column.values)
    present = tuple(dict.fromkeys(blocks))
    number = {block: i for i, block in enumerate(present)}
    return Design(
        np.column_stack(columns), np.array([number[block] for block in blocks], dtype=np.int64), present,
        {name: np.array(at, dtype=np.int64) for name, at in families.items()}, tuple(names),
    )  # fmt: skip


def fit_structural(
    target: Floats,
    known: np.ndarray,
    design: Design,
    events: EventMap,
    origins: Sequence[int],
    *,
    lent: Sequence[Lent] | None = None,
    waves: Sequence[Wave] = (),
    rounds: int = 0,
    tamed: np.ndarray | None = None,
) -> tuple[StructuralFit, ...]:
    """Fit the log counts and carry the model over the horizon; then the same at earlier origins.

    Args:
        target: log counts, shape (days,), anything where `known` is False.
        known: days to learn from.
        origins: the real origin, then earlier ones; each of those gets a fit on the days before it alone, with the
            penalties kept.
        lent: what other channels lend, by origin.
        waves: events that are stronger or weaker together in one year; a second fit learns how much.
        rounds: rounds of learning the variances; 0 for as many as it takes, fewer where most is lent.
        tamed: days on which outliers may weigh less; all by default.

    Returns:
        The fits, one an origin that has two weeks of days before it.
    """
    loans = [lent[min(k, len(lent) - 1)] if lent else None for k in range(len(origins))]
    full = _with_loan(design, loans[0])
    start = {name: _start_var(name, lent is not None) for name in full.block_names}
    weights = np.ones(int(known.sum()))
    tame = patience(events, len(target))
    tame = tame if tamed is None else np.where(tamed, tame, np.inf)
    rounds = rounds or (LENT_ROUNDS if lent else ROUNDS)
    fits = _at_origins(
        target, known, design, lambda k: _with_loan(design, loans[k]), loans, origins, start, weights, tame, rounds
    )
    if not waves:
        return fits
    # What the first fit says of events is taken as given, so that a mean over years is not shared out between the
    # effect and the strengths, which would leave too little for the year to come.
    means: list[Lent | None] = [Lent(one.events, one.events, one.event_sd, shared=False, fit=one) for one in fits]
    size = np.abs(_strengths(fits[0].design, fits[0], waves)).max(axis=0)
    chosen = [wave for i, wave in enumerate(waves) if size[i] > 0]
    learnt = dict(zip(fits[0].design.block_names, fits[0].fit.prior_var, strict=True)) | STRENGTH_VAR
    start = {name: learnt[name] for name in _with_strength(design, fits[0], chosen).block_names}
    start = {name: var * (LEFT_OPEN if name.partition(":")[0] in ALONE else 1.0) for name, var in start.items()}
    return _at_origins(
        target, known, design, lambda k: _with_strength(design, fits[k], chosen), means, origins[: len(fits)], start,
        fits[0].trust[known], None, 4,
    )  # fmt: skip


def _start_var(block: str, lent: bool) -> float:
    kind = block.partition(":")[0]
    return START_VAR[kind] * (OWN_START if lent and kind in ("span", "day", "drift", "before", "after", "near") else 1)


def _with_loan(design: Design, loan: Lent | None) -> Design:
    if loan is None or not loan.shared:
        return design
    return design.with_columns("share", loan.events[:, None], ["share"])


def _strengths(design: Design, fit: StructuralFit, waves: Sequence[Wave]) -> Floats:
    """Every wave's own effect, shape (days, waves); its coefficient is how much stronger than the mean it was."""
    values = np.zeros((len(design.matrix), len(waves)))
    for i, wave in enumerate(waves):
        for family, days in wave.days.items():
            at = design.families[family]
            values[days, i] += design.matrix[days][:, at] @ fit.fit.coef[at]
    return np.where(np.abs(values).max(axis=0) > 1e-3, values, 0.0)


def _with_strength(design: Design, fit: StructuralFit, waves: Sequence[Wave]) -> Design:
    """The design with the waves' strengths; announced ones are a block of their own: they were meant to differ."""
    values = _strengths(design, fit, waves)
    for block, announced in (("strength", False), ("strength:announced", True)):
        chosen = [i for i, wave in enumerate(waves) if wave.announced == announced]
        design = design.with_columns(block, values[:, chosen], [waves[i].name for i in chosen])
    return design


def _at_origins(
    target: Floats, known: np.ndarray, base: Design, widened: Callable[[int], Design], loans: Sequence[Lent | None],
    origins: Sequence[int], start: dict[str, float], weights: Floats, tame: Floats | None, rounds: int,
) -> tuple[StructuralFit, ...]:  # fmt: skip
    """One fit an origin; penalties, and weights of outliers unless `tame` is None, are learnt at the first.

    Each is fitted with the design `widened` for its origin; of earlier ones only `base`, which all share, is kept.
    """
    at = np.flatnonzero(known)
    blocks = tuple(start)
    prior = np.array([start[name] for name in blocks])
    fixed = frozenset(i for i, name in enumerate(blocks) if name in FIXED)
    alone = frozenset(i for i, name in enumerate(blocks) if name.partition(":")[0] in ALONE)
    expected = np.array([STRENGTH_VAR.get(name, 0.0) for name in blocks])
    fits: list[StructuralFit] = []
    shift, first = 0.0, None  # the fit at the real origin
    for k, (origin, loan) in enumerate(zip(origins, loans, strict=True)):
        design = widened(k)
        early = at < origin
        if k and early.sum() < 14:
            break
        given = np.zeros(len(target)) if loan is None else loan.total
        if k == 0:
            shift = float(np.mean((target - given)[at])) if len(at) else 0.0
        rows, y = design.matrix[at[early]], (target - given)[at[early]] - shift
        kinds = design.kinds()
        if first is None:
            spared = np.isin(kinds, NOT_OWN) if loan is not None and loan.shared else np.zeros(len(kinds), dtype=bool)
            fit = fit_ridge(rows, y, design.blocks, prior, weights=weights, fixed=fixed, expected=expected,
                            alone=frozenset() if tame is not None else alone, rounds=rounds,
                            leave_out=spared)  # fmt: skip
            for last in (False, True):
                if tame is None:
                    break
                residual = np.abs(y - rows @ fit.coef) / np.sqrt(fit.noise_var)
                weights = np.minimum(1.0, (tame[at] / np.maximum(residual, 1e-9)) ** 2)
                fit = fit_ridge(rows, y, design.blocks, fit.prior_var, weights=weights, fixed=fixed, expected=expected,
                                alone=alone if last else frozenset(), noise_var=fit.noise_var, rounds=3,
                                leave_out=spared)  # fmt: skip
            first = fit
        else:
            vain = spared | (np.isin(kinds, ALONE) & (first.column_var < NEGLIGIBLE))
            fit = fit_ridge(rows, y, design.blocks, first.prior_var, weights=weights[early],
                            noise_var=first.noise_var, column_var=first.column_var, leave_out=vain)  # fmt: skip
        trust = np.zeros(len(target))
        trust[at] = weights
        made = _paths(fit, design, shift, loan, trust, origin, keep=k == 0)
        fits.append(made if k == 0 else replace(made, design=base))
    return tuple(fits)


def _paths(
    fit: RidgeFit, design: Design, shift: float, loan: Lent | None, trust: Floats, origin: int, *, keep: bool
) -> StructuralFit:
    kinds = design.kinds()
    coef = fit.coef.copy()
    slope = kinds == "slope"
    coef[slope] = np.clip(coef[slope], -MAX_YEARLY_SLOPE, MAX_YEARLY_SLOPE)
    # One pass over the matrix for all parts: it is larger than the caches.
    is_event = np.isin(kinds, EVENT_KINDS)
    is_level, is_weekday = np.isin(kinds, ("intercept", "slope", "level")), np.isin(kinds, ("weekday", "weekday_drift"))
    parts = np.stack([np.ones(len(coef)), is_level, is_weekday, is_event], axis=1) * coef[:, None]
    total, level, weekday, events = (design.matrix @ parts).T
    until = len(events) if keep else min(origin + CALIBRATED, len(events))
    rows = design.matrix[origin:until][:, is_event]
    variance = np.zeros(len(events))
    variance[origin:until] = ((rows @ fit.cov[np.ix_(is_event, is_event)]) * rows).sum(axis=1)
    share = 1.0 + float(fit.coef[kinds == "share"].sum())
    given: Floats | float = 0.0
    if loan is not None:
        given = loan.total
        events = events + loan.events
        variance[origin:until] += (share * loan.sd[origin:until]) ** 2
    return StructuralFit(
        total=total + shift + given,
        level=level + shift,
        weekday=weekday,
        events=events,
        event_sd=np.sqrt(np.maximum(variance, 0.0)),
        fit=fit if keep else replace(fit, cov=np.zeros((0, 0))),
        design=design,
        trust=trust,
        parent=None if loan is None else loan.fit,
        lent_share=share,
    )
