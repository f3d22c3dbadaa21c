"""What goes into and comes out of the engine: options, result, and the hook for progress and stopping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from forecasting.errors import ForecastWarning, Stopped

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = {"q025": 0.025, "q10": 0.10, "q50": 0.50, "q90": 0.90, "q975": 0.975}
MEMBERS = ("structural", "theta", "recent", "boosting")
Progress = Callable[[float, str], object]


@dataclass(frozen=True)
class Options:
    """How to forecast; the defaults are what was measured.

    Attributes:
        members: which daily members take part.
        missing_is_zero: absent intervals between a channel's first and last row mean zero contacts.
        closed_days: local days known to be closed, beyond what history and calendar show.
        exclude: (channel or "", local day) pairs left out of learning, such as flagged outliers.
        commercial: lay the commercial calendar under the team's own events.
        folds: past origins refitted to calibrate the intervals.
        seed: of the boosted trees.
    """

    members: tuple[str, ...] = MEMBERS
    missing_is_zero: bool = False
    closed_days: tuple[date, ...] = ()
    exclude: tuple[tuple[str, date], ...] = ()
    commercial: bool = True
    folds: int = 13
    seed: int = 7


@dataclass(frozen=True)
class ForecastResult:
    """A forecast.

    Attributes:
        table: `interval_start` (UTC), `channel, mean, q025, q10, q50, q90, q975, aht_s`, one row an open interval.
        daily: the same by local day: `day` (naive), `channel, mean, q025 … q975, closed, event, last_year`.
        effects: one row a channel and event: `channel, event, kind, start, effect_pct, low_pct, high_pct, occurrences,
            applied, planned_pct` (low to high spans 80 %); `start` is the occurrence inside the forecast, or NaT.
        effects_by_day: the same by day within a span: `channel, event, key, effect_pct, low_pct, high_pct,
            occurrences`.
        members: `channel, member, weight, wape_pct` (WAPE over the calibration folds).
        warnings: remarks as data.
        zone: time zone of local days.
        width_min: interval width in minutes, 1440 for days.
        extras: `member_days`: `channel, day, member, mean`, what every member says by day.
    """

    table: pd.DataFrame
    daily: pd.DataFrame
    effects: pd.DataFrame
    effects_by_day: pd.DataFrame
    members: pd.DataFrame
    warnings: tuple[ForecastWarning, ...]
    zone: str
    width_min: int
    extras: Mapping[str, object] = field(default_factory=dict)


def report(progress: Progress | None, share: float, stage: str) -> None:
    """Tell the caller how far the work is; raises `Stopped` when the caller returns False."""
    if progress is not None and progress(min(max(share, 0.0), 1.0), stage) is False:
        raise Stopped(stage)
