"""Prediction intervals from the errors of refitted past origins, event days apart.

Scores are errors divided by a scale that grows with the forecast (Poisson part and a multiplicative part), so that
quiet and busy intervals share them; quantiles of the scores, recent folds counting more, are then scaled back (split
conformal prediction: Vovk et al., Algorithmic learning in a random world, 2005; weighted: Barber et al., Annals of
Statistics 51, 2023). Event days err more: the doubt that the model has about an event's effect widens their scale, and
their scores are kept apart and pooled over channels, each in units of its own spread. Near and far days are calibrated
apart (`LEADS`), so that the band of a day is the same however far was asked.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from forecasting.days.daydata import Bools
from forecasting.history import Floats
from forecasting.results import QUANTILES

LEVELS = np.array(list(QUANTILES.values()))
FOLD_HALF_LIFE = 9.0
LEADS = (28, 84, 400)  # days ahead up to which errors are calibrated together
FEW_EVENTS = 1.15  # times the ordinary scores: event days' scores before there are enough of them
LEAST_CASES = 60  # errors in a range of leads below which those of the nearer one are taken
NORMAL = np.array([-1.959964, -1.281552, 0.0, 1.281552, 1.959964])


@dataclass(frozen=True)
class Errors:
    """Past errors of one channel, flat arrays of one length.

    Attributes:
        mean: what was forecast; `actual`: what came; `fold`: 1 = newest origin; `event`: inside an event;
            `ahead`: days ahead, 1 = the first; `doubt`: relative standard deviation of the events' effect.
    """

    mean: Floats
    actual: Floats
    fold: Floats
    event: Bools
    ahead: Floats
    doubt: Floats

    def at(self, chosen: Bools) -> Errors:
        """Only the chosen ones."""
        return Errors(*(getattr(self, f.name)[chosen] for f in fields(self)))


def no_errors() -> Errors:
    """No past errors at all."""
    empty = np.zeros(0)
    return Errors(empty, empty, empty, np.zeros(0, dtype=bool), empty, empty)


@dataclass(frozen=True)
class Calibration:
    """Scores' quantiles of one channel: `scale(mean) = sqrt(mean·poisson + (spread² + doubt²)·mean²)`."""

    spread: float
    poisson: float
    plain: Floats
    event: Floats
    growth: float
    cases: int
    event_cases: int

    def quantiles(self, mean: Floats, event: Bools, ahead: Floats, doubt: Floats) -> Floats:
        """Quantiles for forecasts `mean`; shape of `mean` with the five levels appended; never negative."""
        scale = _scale(mean, self.spread, self.poisson, doubt) * (1.0 + self.growth * ahead)
        scores = np.where(event[..., None], self.event, self.plain)
        return np.maximum(mean[..., None] + scale[..., None] * scores, 0.0)


def _scale(mean: Floats, spread: float, poisson: float, doubt: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(mean, 0.25) * poisson + (spread**2 + doubt**2) * mean**2))


@dataclass(frozen=True)
class ByLead:
    """Calibrations of every channel by range of leads, the nearest first."""

    ranges: tuple[tuple[int, list[Calibration]], ...]

    def quantiles(self, channel: int, mean: Floats, event: Bools, ahead: Floats, doubt: Floats) -> Floats:
        """As `Calibration.quantiles`, each day by the range it lies in."""
        result = np.full((*mean.shape, len(LEVELS)), np.nan)
        low = 0
        for high, calibrations in self.ranges:
            inside = (ahead > low) & (ahead <= high)
            result[inside] = calibrations[channel].quantiles(mean[inside], event[inside], ahead[inside], doubt[inside])
            low = high
        return result


def calibrate_by_lead(errors: list[Errors], fallback_spread: list[float], longest: int) -> ByLead:
    """Calibrate every channel for days up to `longest` ahead; arguments otherwise as `calibrate`."""
    ranges: list[tuple[int, list[Calibration]]] = []
    low, nearer = 0, errors
    for high in LEADS:
        if low >= longest:
            break
        inside = [e.at((e.ahead > low) & (e.ahead <= high)) for e in errors]
        chosen = [one if low == 0 or len(one.mean) >= LEAST_CASES else near
                  for one, near in zip(inside, nearer, strict=True)]  # fmt: skip
        ranges.append((high, calibrate(chosen, fallback_spread)))
        low, nearer = high, chosen
    return ByLead(tuple(ranges))


def calibrate(errors: list[Errors], fallback_spread: list[float]) -> list[Calibration]:
    """Calibrate every channel.

    Args:
        errors: past errors by channel (may be empty arrays).
        fallback_spread: relative residual spread in the fit itself, used where past origins are too few.
    """
    forms = [_fit_scale(e, fallback) for e, fallback in zip(errors, fallback_spread, strict=True)]
    scored = []
    for e, (spread, poisson) in zip(errors, forms, strict=True):
        scored.append((e.actual - e.mean) / _scale(e.mean, spread, poisson, e.doubt))
    units = [_spread_of(s[~e.event]) if (~e.event).sum() >= 20 else 1.0 for s, e in zip(scored, errors, strict=True)]
    event_moments = sum(_moments(e, e.event) for e in errors)
    event_pool = [s[e.event] / u for s, e, u in zip(scored, errors, units, strict=True)]
    pool = np.concatenate(event_pool) if event_pool else np.zeros(0)
    pool_weights = np.concatenate([_fold_weights(e.fold[e.event]) for e in errors]) if errors else np.zeros(0)
    result: list[Calibration] = []
    for e, s, unit, (spread, poisson) in zip(errors, scored, units, forms, strict=True):
        calm = ~e.event
        if calm.sum() >= 20:
            growth = _growth(np.abs(s[calm]), e.ahead[calm])
            near = s[calm] / (1.0 + growth * e.ahead[calm])
            plain = weighted_quantiles(near, _fold_weights(e.fold[calm]), LEVELS)
            plain = _widened(plain, _moments(e, calm), _spread_of(near))
        else:
            growth, plain = 0.0, NORMAL * 1.15
        event = _event_scores(pool, pool_weights, plain, unit, event_moments)
        result.append(Calibration(spread, poisson, plain, event, growth, int(calm.sum()), int(e.event.sum())))
    return result


def _event_scores(pool: Floats, weights: Floats, plain: Floats, unit: float, moments: int) -> Floats:
    """Event quantiles: those of the pooled event scores, or the plain ones a little widened while events are few."""
    widened: Floats = np.asarray(plain[2] + (plain - plain[2]) * FEW_EVENTS, dtype=np.float64)
    if len(pool) < 8:
        return widened
    own = _widened(weighted_quantiles(pool, weights, LEVELS), moments, _spread_of(pool)) * unit
    trust = moments / (moments + 25.0)
    return np.asarray(trust * own + (1 - trust) * widened, dtype=np.float64)


def weighted_quantiles(values: Floats, weights: Floats, levels: Floats) -> Floats:
    """Quantiles of weighted values, interpolated between the mid-points of their weights."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    middle = (cumulative - 0.5 * weights[order]) / cumulative[-1]
    return np.asarray(np.interp(levels, middle, values[order]), dtype=np.float64)


def _widened(quantiles: Floats, cases: int, spread: float) -> Floats:
    """Small-sample margin: the level asked of n scores is that of n + 1, and neighbours in one fold move together."""
    effective = max(cases / 3.0, 4.0)
    margin = np.sign(LEVELS - 0.5) * np.abs(NORMAL) * spread * 0.6 / effective**0.75
    return np.asarray(quantiles + margin, dtype=np.float64)


def _moments(errors: Errors, chosen: Bools) -> int:
    """How many days the chosen errors stem from; the intervals of one day err together and count once."""
    return len(np.unique(errors.fold[chosen] * 1000.0 + errors.ahead[chosen]))


def _fold_weights(fold: Floats) -> Floats:
    return np.asarray(0.5 ** (fold / FOLD_HALF_LIFE))


def _spread_of(scores: Floats) -> float:
    if not len(scores):
        return 1.0
    low, high = np.quantile(scores, [0.1, 0.9])
    return float(max((high - low) / 2.5631, 1e-3))


def _fit_scale(errors: Errors, fallback: float) -> tuple[float, float]:
    """Multiplicative spread and Poisson factor of the errors, robustly: least squares of |error|² on mean and mean²."""
    calm = ~errors.event
    mean, error = errors.mean[calm], (errors.actual - errors.mean)[calm]
    if len(mean) < 20:
        return fallback, 1.0
    relative = error**2 / np.maximum(mean, 0.25)
    relative = np.minimum(relative, np.quantile(relative, 0.98))
    low, high = np.quantile(mean, [0.1, 0.9])
    if high > 3 * low and len(mean) >= 100:
        # E[error² / mean] = poisson + spread² · mean, on binned averages.
        order = np.argsort(mean)
        bins = np.array_split(order, 12)
        x = np.array([mean[b].mean() for b in bins])
        y = np.array([relative[b].mean() for b in bins])
        slope, base = np.polyfit(x, y, 1, w=1 / np.maximum(y, 1e-9))
        if base <= 0.2:
            base, slope = 0.2, float(np.median(np.maximum(y - 0.2, 0.0) / x))
        return float(np.sqrt(max(slope, 1e-8))), float(base)
    spread2 = (float(relative.mean()) - 1.0) / max(float(mean.mean()), 0.25)
    return float(np.sqrt(max(spread2, 1e-6))), 1.0


def _growth(scores: Floats, ahead: Floats) -> float:
    """Relative growth of the error a day ahead, at most doubling over the horizon seen; 0 when it does not grow."""
    if ahead.max() - ahead.min() < 6:
        return 0.0
    slope, base = np.polyfit(ahead, scores, 1)
    if base <= 0 or slope <= 0:
        return 0.0
    return float(min(slope / base, 1.0 / ahead.max()))
