"""Day totals: every member at the newest and at earlier origins, combined.

Invariants: at each origin only earlier days are used; the first origin is the real one, the others lie whole weeks back
and serve to weigh members and to calibrate intervals. A member that diverges from the others is replaced by their
median before averaging. Forecasts are never negative; closed days carry their closed value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.days.boosting import boosted_member, load_lightgbm
from forecasting.days.common import learn_together
from forecasting.days.conformal import Errors, no_errors
from forecasting.days.daydata import Bools, DayData
from forecasting.days.levels import level_step
from forecasting.days.members import Fits, pooled_pattern, recent_member, theta_member
from forecasting.days.structural import Lent, StructuralFit, build_design, fit_structural, weekdays
from forecasting.errors import ForecastWarning
from forecasting.events.columns import waves
from forecasting.history import Floats, Ints
from forecasting.results import MEMBERS, Options, Progress, report

OFFSET = 0.5
FOLD_STEP = 28
DIVERGED = np.log(2.5)
COLD_DAYS = 400
PLAIN_HALF_LIFE = 56.0
QUIET_LEVEL = 30.0  # contacts a day
MOST_NOISE = 0.2  # variance on the log scale
# Members that share the structural pattern err together: all three weigh about as much as the trees, which do not.
# Set once, not learnt from folds, for a dozen folds say too little to tell members apart.
MEMBER_WEIGHTS = {"structural": 0.5, "theta": 1.0, "recent": 1.0, "boosting": 3.5}
TREES_TRUSTED = 250.0  # days of a channel's history at which its trees have half their weight; they need many examples


@dataclass(frozen=True)
class DailyForecast:
    """Day forecasts.

    Attributes:
        origins: the real origin, then earlier ones, as day indices.
        paths: member → shape (origins, channels, horizon), contacts, NaN where the member has no say.
        mean: the combination, same shape; `said`: where there was one (elsewhere `mean` is 0).
        fits: structural fits by channel and origin.
        weights: member → weight by channel.
    """

    origins: tuple[int, ...]
    paths: dict[str, Floats]
    mean: Floats
    said: Bools
    fits: Fits
    weights: dict[str, Floats]

    def doubt(self, channel: int, k: int, days: Ints) -> Floats:
        """Relative standard deviation of the events' effect on `days` (indices), as seen from origin `k`."""
        mine = self.fits[channel]
        return mine[k].event_sd[days] if mine is not None and k < len(mine) else np.zeros(len(days))


def fold_origins(origin: int, longest_span: int, folds: int) -> tuple[int, ...]:
    """The real origin and up to `folds` earlier ones, a month apart (two weeks for short histories).

    They do not depend on how many days are asked for, so neither does what is said of a day.
    """
    step = 14 if longest_span < 240 else FOLD_STEP
    possible = max((longest_span - 42) // step, 0)
    return tuple(origin - step * k for k in range(min(folds, possible) + 1))


def forecast_daily(
    data: DayData, options: Options, warnings: list[ForecastWarning], progress: Progress | None = None
) -> DailyForecast:
    """Forecast the day totals of every channel over the horizon, at the origin and at earlier ones."""
    channels, horizon = len(data.channels), data.horizon
    spans = [data.span(c) for c in range(channels) if data.state[c] in ("live", "intermittent")]
    origins = fold_origins(data.origin, max(spans, default=0), options.folds)
    log_y = np.log(data.counts + OFFSET)
    fits = _structural_fits(data, log_y, origins, warnings, progress)
    shape = (len(origins), channels, horizon)
    logs: dict[str, Floats] = {name: np.full(shape, np.nan) for name in MEMBERS}
    levelled = np.repeat(log_y[None], len(origins), axis=0)
    for c, mine in enumerate(fits):
        for k, fit in enumerate(mine or ()):
            origin = origins[k]
            part = slice(origin, origin + horizon)
            logs["structural"][k, c] = fit.total[part]
            pattern, known = pooled_pattern(fits, c, k, origin), data.known[c]
            step = level_step(log_y[c] - fit.total + fit.level, known, origin)
            if step is not None:
                levelled[k, c, : step.day] += step.height
                if k == 0:
                    about = {"day": str(data.days[step.day]), "percent": round(100 * float(np.expm1(step.height)))}
                    warnings.append(ForecastWarning("level_step", data.channels[c], about))
            y = levelled[k, c]
            logs["theta"][k, c] = theta_member(y, pattern, known, origin, horizon)
            logs["recent"][k, c] = recent_member(y, pattern, fit.weekday, known, data.days, origin, horizon)
    report(progress, 0.6, "boosting")
    if "boosting" in options.members:
        boosted = boosted_member(levelled, data, fits, origins, options.seed)
        if boosted is None:
            if load_lightgbm() is None:
                warnings.append(ForecastWarning("no_lightgbm", "", {}))
        else:
            logs["boosting"] = boosted
    logs = {name: path for name, path in logs.items() if name in options.members or name == "structural"}
    trust = _member_weights(logs, data, origins)
    present = {name: trust[name][0] * np.isfinite(path[0]).any() for name, path in logs.items()}
    weights = {name: w / np.maximum(np.sum(list(present.values()), axis=0), 1e-9) for name, w in present.items()}
    combined = _combine(logs, trust)
    paths = {name: np.maximum(np.exp(path) - OFFSET, 0.0) for name, path in logs.items()}
    mean = np.maximum(np.exp(combined) - OFFSET, 0.0)
    _plain_channels(data, origins, mean, fits)
    _unbias(data, origins, mean, fits)
    for k, origin in enumerate(origins):
        part = slice(origin, origin + horizon)
        shut = data.closed[:, part] if k == 0 else data.closed[:, part] & ~data.known[:, part]
        mean[k] = np.where(shut, data.closed_value[:, part], mean[k])
        for path in paths.values():
            path[k] = np.where(shut & np.isfinite(path[k]), data.closed_value[:, part], path[k])
    silent = [s in ("zero", "stopped") for s in data.state]
    mean[:, silent] = 0.0
    _opened_days(data, log_y, mean, fits)
    shift = np.exp(_planned_shift(data, fits))
    mean[0] *= shift
    for path in paths.values():
        path[0] *= shift
    said = np.isfinite(mean)
    said[:, silent] = False
    return DailyForecast(origins, paths, np.nan_to_num(mean), said, fits, weights)


def _structural_fits(
    data: DayData, log_y: Floats, origins: tuple[int, ...], warnings: list[ForecastWarning], progress: Progress | None
) -> Fits:
    """Fit long channels first; short ones borrow weekday, season and events from them."""
    spans = [data.span(c) for c in range(len(data.channels))]
    fits: list[tuple[StructuralFit, ...] | None] = [None] * len(spans)
    order = sorted(range(len(spans)), key=lambda c: -spans[c])
    shared = learn_together(data, log_y, origins, long_channels(data))
    for done, c in enumerate(order):
        report(progress, 0.05 + 0.5 * done / len(order), "fitting")
        if data.state[c] != "live":
            continue
        lenders = [o for o in order[:done] if fits[o] is not None and spans[o] >= max(1.5 * spans[c], COLD_DAYS)]
        lent = shared
        if spans[c] < COLD_DAYS and lenders:
            lent = _whole_pattern([fits[o] or () for o in lenders])
            names = ", ".join(data.channels[o] for o in lenders)
            warnings.append(ForecastWarning("cold_start", data.channels[c], {"days": spans[c], "siblings": names}))
        design = build_design(data.days, data.known[c], data.origin, data.events[c], data.reopening[c])
        fits[c] = fit_structural(
            np.nan_to_num(log_y[c]), data.known[c], design, data.events[c], origins, lent=lent,
            waves=() if lent else waves(data.events[c]),
        )  # fmt: skip
    return tuple(fits)


def long_channels(data: DayData) -> list[int]:
    """Channels with history enough to learn from one another, the longest first."""
    spans = [data.span(c) for c in range(len(data.channels))]
    order = sorted(range(len(spans)), key=lambda c: -spans[c])
    return [c for c in order if data.state[c] == "live" and spans[c] >= COLD_DAYS]


def _whole_pattern(lenders: list[tuple[StructuralFit, ...]]) -> tuple[Lent, ...]:
    """Weekday, season and events of long channels for one that is too short to have any, by origin."""
    return tuple(
        Lent(
            total=np.mean([one[k].total - one[k].level for one in lenders], axis=0),
            events=np.mean([one[k].events for one in lenders], axis=0),
            sd=np.mean([one[k].event_sd for one in lenders], axis=0),
            shared=False,
            fit=lenders[0][k],
        )
        for k in range(min(len(one) for one in lenders))
    )


def _pattern(fits: tuple[StructuralFit, ...]) -> Floats:
    return fits[0].total - fits[0].level


def _member_weights(logs: dict[str, Floats], data: DayData, origins: tuple[int, ...]) -> dict[str, Floats]:
    """Weights by member, shape (origins, channels); trees count less for a channel with a short history."""
    known = np.stack([data.known[:, :origin].sum(axis=1) for origin in origins]).astype(float)
    learnt = known / (known + TREES_TRUSTED)
    return {name: MEMBER_WEIGHTS[name] * (learnt if name == "boosting" else np.ones_like(learnt)) for name in logs}


def _combine(logs: dict[str, Floats], trust: dict[str, Floats]) -> Floats:
    """Weighted mean of the members on the log scale; one far from the median of all is replaced by it."""
    stacked = np.stack(list(logs.values()))
    said = np.isfinite(stacked)
    silent = ~said.any(axis=0)
    median = np.nanmedian(np.where(silent, 0.0, stacked), axis=0)
    guarded = np.where(said, np.where(np.abs(stacked - median) > DIVERGED, median, stacked), 0.0)
    weights = np.stack([trust[name] for name in logs])[..., None] * said
    total = weights.sum(axis=0)
    return np.where(silent, np.nan, (guarded * weights).sum(axis=0) / np.maximum(total, 1e-9))


def _planned_shift(data: DayData, fits: Fits) -> Floats:
    """Log shift for uplifts the team announced: in full for an event never seen, as one more occurrence otherwise."""
    shift = np.zeros((len(data.channels), data.horizon))
    for c, event_map in enumerate(data.events):
        mine = fits[c]
        seen: dict[str, set[np.datetime64]] = {}
        for day, found in event_map.by_day.items():
            for o in found:
                if data.known[c, day]:
                    seen.setdefault(o.key, set()).add(o.start)
        for day, found in event_map.by_day.items():
            for o in found:
                if day < data.origin or data.opened[c, day] or not o.uplift_pct > -100.0:
                    continue
                planned = float(np.log1p(o.uplift_pct / 100.0))
                learnt = mine[0].effect(day, o)[0] if mine is not None else 0.0
                shift[c, day - data.origin] += (planned - learnt) / (len(seen.get(o.key, ())) + 1)
    return shift


def _opened_days(data: DayData, log_y: Floats, mean: Floats, fits: Fits) -> None:
    """Days on which an event opens a closed weekday, in place: as past ones stood to the level of their time.

    Without a past one, as the nearest open weekday with the uplift announced; with both, the announcement counts as one
    more past day.
    """
    weekday = weekdays(data.days)
    for c, mine in enumerate(fits):
        ahead = np.flatnonzero(data.opened[c, data.origin :]) + data.origin
        if mine is None or not len(ahead):
            continue
        fit, event_map = mine[0], data.events[c].by_day
        base = fit.total - fit.weekday - fit.events
        past = [int(day) for day in np.flatnonzero(data.opened[c, : data.origin])]
        for day in ahead:
            families = {o.family for o in event_map[int(day)]}
            like = [d for d in past if families & {o.family for o in event_map[d]}]
            like = like or [d for d in past if weekday[d] == weekday[day]]
            ratios = [float(log_y[c, d] - base[d]) for d in like]
            uplift = [o.uplift_pct for o in event_map[int(day)] if o.uplift_pct > -100.0]
            if uplift or not ratios:
                nearest = next(
                    int(day) - back for back in range(1, 8) if data.known[c, weekday == weekday[day - back]].any()
                )
                pattern = float(fit.weekday[nearest])
                ratios.append(pattern + sum(float(np.log1p(u / 100.0)) for u in uplift))
            mean[0, c, day - data.origin] = float(np.exp(base[day] + np.mean(ratios)))


def _plain_channels(data: DayData, origins: tuple[int, ...], mean: Floats, fits: Fits) -> None:
    """Channels no member can fit (under two weeks, or mostly empty days): recent weekday means shrunk to the mean."""
    weekday = weekdays(data.days)
    for c, state in enumerate(data.state):
        if state not in ("tiny", "intermittent") and not (state == "live" and np.isnan(mean[0, c]).any()):
            continue
        for k, origin in enumerate(origins):
            at = np.flatnonzero(data.known[c, :origin])
            if not len(at) or (k > 0 and len(at) < 28):
                continue
            weights = 0.5 ** ((origin - at) / PLAIN_HALF_LIFE)
            counts = data.counts[c, at]
            level = float(np.average(counts, weights=weights))
            longest = max((data.span(o) for o, f in enumerate(fits) if f is not None), default=0)
            lenders = [f for o, f in enumerate(fits) if f is not None and data.span(o) >= min(longest, COLD_DAYS)]
            lent = [_pattern(f) for f in lenders]
            if k == 0 and state == "tiny" and lent:
                shape = np.exp(np.mean(lent, axis=0))
                mean[0, c] = level * shape[data.origin :] / float(np.average(shape[at], weights=weights))
                continue
            future = weekday[origin : origin + data.horizon]
            by_weekday = np.full(7, level)
            for d in range(7):
                mine = weekday[at] == d
                by_weekday[d] = (float(weights[mine] @ counts[mine]) + 3.0 * level) / (float(weights[mine].sum()) + 3.0)
            mean[k, c] = by_weekday[future]


def _unbias(data: DayData, origins: tuple[int, ...], mean: Floats, fits: Fits) -> None:
    """Lift medians, which is what averaging logs gives, to means.

    Half the variance of the noise on the log scale is the difference for busy channels (the log-normal mean); quiet
    ones, whose logs are not nearly normal, are lifted to what came at earlier origins.
    """
    for c in range(len(data.channels)):
        level = data.counts[c, data.known[c]][-182:]
        if data.state[c] != "live" or not len(level):
            continue
        if float(level.mean()) > QUIET_LEVEL:
            for k, fit in enumerate(fits[c] or ()):
                mean[k, c] *= float(np.exp(0.5 * min(fit.fit.noise_var, MOST_NOISE)))
            continue
        came, made = 0.0, 0.0
        for k, origin in enumerate(origins[1:], start=1):
            at = np.arange(origin, min(origin + FOLD_STEP, data.origin))
            at = at[data.known[c, at] & np.isfinite(mean[k, c, at - origin])]
            came += float(data.counts[c, at].sum())
            made += float(mean[k, c, at - origin].sum())
        if made > 0:
            evidence = 30.0 + 0.02 * made
            mean[:, c] *= float(np.clip((came + evidence) / (made + evidence), 0.9, 1.6))


def past_errors(daily: DailyForecast, data: DayData) -> list[Errors]:
    """Errors of the combination at the earlier origins, by channel."""
    result = []
    for c in range(len(data.channels)):
        parts = []
        event = data.events[c].flagged(len(data.days))
        for k, origin in enumerate(daily.origins[1:], start=1):
            part = np.arange(origin, min(origin + data.horizon, data.origin))
            at = part[data.known[c, part] & daily.said[k, c, part - origin]]
            parts.append((daily.mean[k, c, at - origin], data.counts[c, at], np.full(len(at), float(k)), event[at],
                          at - origin + 1.0, daily.doubt(c, k, at)))  # fmt: skip
        result.append(Errors(*(np.concatenate(v) for v in zip(*parts, strict=True))) if parts else no_errors())
    return result
