"""Seeded series for the tests and for robustness trials: days and intervals, with seasons, events, bursts and gaps."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd


def day_series(
    days: int = 800, level: float = 300.0, seed: int = 1, channel: str = "phone", start: date = date(2023, 1, 2),
    closed_weekdays: tuple[int, ...] = (), event_days: dict[date, float] | None = None, noise: float = 0.04,
) -> pd.DataFrame:  # fmt: skip
    """Daily contacts with a weekday pattern, a yearly season and given event factors."""
    rng = np.random.default_rng(seed)
    stamps = pd.date_range(start, periods=days)
    weekday = stamps.day_of_week.to_numpy()
    shape = np.array([1.25, 1.1, 1.0, 1.0, 1.05, 0.8, 0.6])[weekday]
    season = 1 + 0.15 * np.sin(2 * np.pi * stamps.day_of_year.to_numpy() / 365.25)
    mean = level * shape * season * np.exp(rng.normal(0, noise, days))
    for day, factor in (event_days or {}).items():
        mean[stamps == pd.Timestamp(day)] *= factor
    contacts = rng.poisson(mean).astype(float)
    frame = pd.DataFrame({"interval_start": stamps, "channel": channel, "contacts": contacts})
    return frame[~np.isin(weekday, closed_weekdays)].reset_index(drop=True)


def interval_series(
    days: int = 120, level: float = 600.0, seed: int = 2, channel: str = "phone", start: date = date(2025, 1, 6),
    width_min: int = 30, opens: int = 8, closes: int = 20, closed_weekdays: tuple[int, ...] = (6,), burst: float = 0.0,
    aht_s: float | None = 300.0, zone: str = "Europe/Madrid",
) -> pd.DataFrame:  # fmt: skip
    """Contacts by interval inside opening hours, aware local times; `burst` adds overdispersion by interval."""
    rng = np.random.default_rng(seed)
    end = pd.Timestamp(start) + pd.Timedelta(days=days)
    stamps = pd.date_range(
        pd.Timestamp(start, tz=zone), end.tz_localize(zone), freq=f"{width_min}min", inclusive="left"
    )
    hour = stamps.hour.to_numpy() + stamps.minute.to_numpy() / 60
    weekday = stamps.day_of_week.to_numpy()
    is_open = (hour >= opens) & (hour < closes) & ~np.isin(weekday, closed_weekdays)
    stamps, hour, weekday = stamps[is_open], hour[is_open], weekday[is_open]
    middle = (opens + closes) / 2
    shape = np.exp(-(((hour - middle + 2) / 3) ** 2)) + 0.6 * np.exp(-(((hour - middle - 3) / 2) ** 2)) + 0.2
    per_day = shape.sum() / max(len(np.unique(stamps.date)), 1)
    mean = level * shape / per_day * np.array([1.25, 1.1, 1.0, 1.0, 1.05, 0.8, 0.6])[weekday]
    if burst:
        mean = mean * rng.gamma(1 / burst, burst, len(mean))
    frame = pd.DataFrame({"interval_start": stamps, "channel": channel, "contacts": rng.poisson(mean).astype(float)})
    if aht_s:
        frame["aht_s"] = rng.normal(aht_s * (1 + 0.002 * hour), 10).round(1)
    return frame
