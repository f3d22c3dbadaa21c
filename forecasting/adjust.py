"""Levers on a finished forecast table: overrides, campaign uplifts, self-service share, scenarios. Pure functions.

Quantiles keep their distance in proportion when a mean is moved, so a forecast corrected by hand stays as doubtful as
it was. Order, authors and undo are the caller's: apply the list again from the untouched table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.stats import poisson

from forecasting.errors import ForecastError
from forecasting.history import check_zone
from forecasting.results import QUANTILES

if TYPE_CHECKING:
    import pandas as pd

Operation = Literal["set", "add", "percent", "min", "max"]
OPERATIONS = ("set", "add", "percent", "min", "max")


@dataclass(frozen=True)
class Override:
    """One correction.

    Attributes:
        operation: `set` to, `add` (also negative), change by `percent`, at least (`min`), at most (`max`).
        value: contacts, seconds or per cent.
        target: `contacts` or `aht_s`.
        channel: empty for all.
        first_day, last_day: local days, both included; None for no bound.
        from_time, to_time: local time of day, start included, end excluded; None for the whole day.
        weekdays: Monday = 0; empty for all.
        scope: `interval`: each interval on its own; `day`: the day's selected total, spread in proportion.
    """

    operation: Operation
    value: float
    target: Literal["contacts", "aht_s"] = "contacts"
    channel: str = ""
    first_day: date | None = None
    last_day: date | None = None
    from_time: time | None = None
    to_time: time | None = None
    weekdays: tuple[int, ...] = ()
    scope: Literal["interval", "day"] = "interval"


@dataclass(frozen=True)
class Scenario:
    """A what-if: overrides, then general changes, then the share that self-service takes.

    Attributes:
        volume_pct, aht_pct: change of every interval, by channel name or "" for all.
        self_service_share: share of contacts (0 to 1) that no longer reach agents, by channel name or "" for all;
            on top of what self-service takes already.
    """

    name: str
    overrides: tuple[Override, ...] = ()
    volume_pct: Mapping[str, float] = field(default_factory=dict)
    aht_pct: Mapping[str, float] = field(default_factory=dict)
    self_service_share: Mapping[str, float] = field(default_factory=dict)


def apply_override(table: pd.DataFrame, override: Override, *, zone: str = "Europe/Madrid") -> pd.DataFrame:
    """The table with one correction applied; the input is left as it is.

    Args:
        table: columns of `ForecastResult.table`; quantiles and `aht_s` may be absent.
        zone: time zone in which days and times of the override are meant.

    Raises:
        ForecastError: unknown operation, a value that is not a number, a percentage below -100.
    """
    _check(override)
    local = table["interval_start"].dt.tz_convert(check_zone(zone)).dt.tz_localize(None)
    mask = _selected(table, local, override)
    column = "mean" if override.target == "contacts" else "aht_s"
    if column not in table.columns or not mask.any():
        return table.copy()
    result = table.copy()
    old = table[column].to_numpy(dtype=float)
    groups = None
    if override.scope == "day" and override.target == "contacts":
        groups = (table["channel"].astype(str) + "|" + local.dt.strftime("%Y-%m-%d")).to_numpy()
    new = np.where(mask, _changed(old, mask, groups, override), old)
    new = np.maximum(new, 0.0 if column == "mean" else 1.0)
    result[column] = np.where(np.isnan(old) & (override.operation != "set"), old, new)
    if column == "mean":
        _move_quantiles(result, old, new, mask)
    return result


def apply_scenario(table: pd.DataFrame, scenario: Scenario, *, zone: str = "Europe/Madrid") -> pd.DataFrame:
    """The table under a scenario; the input is left as it is.

    Raises:
        ForecastError: a share outside 0 to 1, or what `apply_override` raises.
    """
    result = table
    for override in scenario.overrides:
        result = apply_override(result, override, zone=zone)
    for channel, percent in scenario.volume_pct.items():
        result = apply_override(result, Override("percent", percent, channel=channel), zone=zone)
    for channel, percent in scenario.aht_pct.items():
        result = apply_override(result, Override("percent", percent, "aht_s", channel), zone=zone)
    for channel, share in scenario.self_service_share.items():
        if not 0 <= share <= 1:
            raise ForecastError(
                "bad_share", f"A self-service share of {share} is not between 0 and 1.", "Write 0.15 for 15 %."
            )
        result = apply_override(result, Override("percent", -100.0 * share, channel=channel), zone=zone)
    return result.copy() if result is table else result


def _check(override: Override) -> None:
    if override.operation not in OPERATIONS:
        raise ForecastError(
            "bad_operation", f"Unknown operation {override.operation!r}.", f"Use one of {', '.join(OPERATIONS)}."
        )
    if not np.isfinite(override.value):
        raise ForecastError("bad_value", "The value of an override must be a number.", "Write a plain number.")
    if override.operation == "percent" and override.value < -100:
        raise ForecastError("bad_value", "A change below -100 % is not possible.", "Write -100 to leave nothing.")
    if override.operation not in {"add", "percent"} and override.value < 0:
        raise ForecastError("bad_value", "Contacts and seconds are never negative.", "Write 0 or more.")


def _selected(table: pd.DataFrame, local: pd.Series, override: Override) -> np.ndarray:
    mask = np.ones(len(table), dtype=bool)
    if override.channel:
        mask &= (table["channel"] == override.channel).to_numpy()
    days = local.to_numpy().astype("datetime64[D]")
    if override.first_day is not None:
        mask &= days >= np.datetime64(override.first_day.isoformat(), "D")
    if override.last_day is not None:
        mask &= days <= np.datetime64(override.last_day.isoformat(), "D")
    minute = (local.dt.hour * 60 + local.dt.minute).to_numpy()
    if override.from_time is not None:
        mask &= minute >= override.from_time.hour * 60 + override.from_time.minute
    if override.to_time is not None and override.to_time != time(0):
        mask &= minute < override.to_time.hour * 60 + override.to_time.minute
    if override.weekdays:
        mask &= np.isin(local.dt.day_of_week.to_numpy(), override.weekdays)
    return mask


def _changed(old: np.ndarray, mask: np.ndarray, groups: np.ndarray | None, override: Override) -> np.ndarray:
    if groups is None or override.operation == "percent":
        return _operate(old, override)
    result = old.copy()
    for group in np.unique(groups[mask]):
        at = np.flatnonzero(mask & (groups == group))
        total = float(np.nansum(old[at]))
        wanted = max(float(_operate(np.array([total]), override)[0]), 0.0)
        result[at] = old[at] * (wanted / total) if total > 0 else wanted / len(at)
    return result


def _operate(old: np.ndarray, override: Override) -> np.ndarray:
    value = override.value
    if override.operation == "set":
        return np.full(len(old), value)
    if override.operation == "add":
        return np.asarray(old + value)
    if override.operation == "percent":
        return np.asarray(old * (1.0 + value / 100.0))
    return np.asarray(np.maximum(old, value) if override.operation == "min" else np.minimum(old, value))


def _move_quantiles(result: pd.DataFrame, old: np.ndarray, new: np.ndarray, mask: np.ndarray) -> None:
    """Scale the quantiles with the mean; where it was 0, a Poisson spread is taken."""
    grown = mask & (old > 0)
    risen = mask & ~(old > 0) & (new > 0)
    factor = np.where(grown, new / np.where(grown, old, 1.0), 1.0)
    for name, level in QUANTILES.items():
        if name in result.columns:
            values = result[name].to_numpy(dtype=float) * factor
            if risen.any():
                values[risen] = poisson.ppf(level, new[risen])
            result[name] = values
