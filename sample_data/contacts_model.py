"""Contacts and handle times of the shop's five channels, half-hour by half-hour.

Mean contacts of a half-hour = level · trend · season · weekday · events ** sensitivity · profile of the day · outage ·
noise; the count is Poisson around it, so that counts are over-dispersed as real ones are. Noise has four layers, all
with mean 1: a slow drift shared by every channel, a factor a day, a factor a channel and day, and one a half-hour.
Handle times are means of as many gamma variables as contacts were answered. Units: contacts, seconds, local hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sample_data.calendar_model import CLOSED, FIRST_DAY, LAST_DAY, OUTAGES, ZONE, black_friday, day_effect

Floats = NDArray[np.float64]
REFERENCE = pd.Timestamp("2026-11-01")  # levels below are those of the autumn of 2026

# Log of the season at the middle of each month: quiet August, busy November to January.
SEASON = (0.05, -0.03, -0.04, -0.03, 0.00, 0.01, 0.02, -0.14, -0.02, 0.01, 0.04, 0.06)
CV_DRIFT, CV_DAY, CV_CHANNEL_DAY, CV_INTERVAL = 0.025, 0.04, 0.05, 0.15  # coefficients of variation of the noise
CV_HANDLE = 0.75  # of a single handle time
SHORTEST_HANDLE_S = 20.0  # nothing is handled faster


@dataclass(frozen=True)
class Model:
    """A channel's parameters.

    `level` is contacts on an average day from Monday to Saturday in `REFERENCE`; `growth` the log growth a year;
    `weekday` factors from Monday; `bumps` (hour, width in hours, height) over `floor` make the profile of a day;
    `hours` are opening hours of weekdays and Sundays, None for round the clock; `aht_s` and `aht_growth` likewise;
    `abandon` the share that hangs up on a normal day, with `strain` the power to which busy days raise it.
    """

    level: float
    growth: float
    weekday: tuple[float, ...]
    floor: float
    bumps: tuple[tuple[float, float, float], ...]
    sensitivity: float
    aht_s: float
    aht_growth: float
    abandon: float = 0.0
    strain: float = 0.0
    hours: tuple[tuple[int, int], tuple[int, int]] | None = ((9, 22), (10, 20))


CHANNELS: dict[str, Model] = {
    "phone": Model(218, 0.03, (1.20, 1.07, 1.00, 0.98, 0.99, 0.76, 0.42), 0.35,
                   ((11.7, 1.9, 1.0), (18.8, 2.0, 0.85)), 0.93, 330, -0.015, 0.035, 2.0),
    "chat": Model(88, 0.10, (1.12, 1.05, 1.00, 1.00, 1.03, 0.80, 0.55), 0.35,
                  ((12.0, 2.2, 0.75), (20.0, 2.3, 1.05)), 1.10, 520, -0.01, 0.025, 1.8),
    "whatsapp": Model(80, 0.24, (1.08, 1.03, 1.00, 1.00, 1.05, 0.84, 0.62), 0.45,
                      ((13.5, 2.5, 0.6), (20.3, 2.2, 1.0)), 1.15, 610, 0.0, 0.015, 1.5),
    "email": Model(95, -0.04, (1.24, 1.10, 1.02, 0.98, 0.94, 0.72, 0.60), 0.06,
                   ((11.0, 2.6, 1.0), (17.0, 3.0, 0.75), (22.0, 1.6, 0.5)), 0.95, 400, -0.01, hours=None),
    "social": Model(25, 0.12, (0.98, 0.98, 1.00, 1.00, 1.04, 1.00, 0.96), 0.08,
                    ((14.0, 2.5, 0.6), (21.5, 2.2, 1.0)), 1.20, 260, 0.0, hours=None),
}  # fmt: skip


def calendar_frame() -> pd.DataFrame:
    """Every half-hour of the history: `local` wall clock, `offset` from UTC, `day` index, `hour` as a decimal."""
    end = pd.Timestamp(LAST_DAY + timedelta(days=1), tz=ZONE)
    local = pd.date_range(pd.Timestamp(FIRST_DAY, tz=ZONE), end, freq="30min", inclusive="left")
    naive = local.tz_localize(None)
    frame = pd.DataFrame(
        {"local": naive, "offset_h": (naive - local.tz_convert("UTC").tz_localize(None)).total_seconds() // 3600}
    )
    frame["day"] = (naive.normalize() - pd.Timestamp(FIRST_DAY)).days
    frame["hour"] = naive.hour + naive.minute / 60
    return frame


def daily_mean(channel: str) -> Floats:
    """Expected contacts of every day of the history, noise and outages aside."""
    model, days = CHANNELS[channel], pd.date_range(FIRST_DAY, LAST_DAY)
    years = (days - REFERENCE).days.to_numpy() / 365.25
    month = days.month.to_numpy() - 1 + (days.day.to_numpy() - 15) / 30.4
    season = np.interp(month, np.arange(-1, 13), (SEASON[-1], *SEASON, SEASON[0]))
    weekday = np.asarray(model.weekday)[days.day_of_week.to_numpy()]
    events = np.asarray([day_effect(day.date()) for day in days]) ** model.sensitivity
    scale = model.level / np.mean(model.weekday[:6])
    return np.asarray(scale * np.exp(model.growth * years + season - SEASON[10]) * weekday * events)


def _open(model: Model, frame: pd.DataFrame) -> NDArray[np.bool_]:
    hour, weekday = frame["hour"].to_numpy(), frame["local"].dt.day_of_week.to_numpy()
    if model.hours is None:
        return np.ones(len(frame), dtype=bool)
    (start, end), (sunday_start, sunday_end) = model.hours
    first, last = np.where(weekday == 6, sunday_start, start), np.where(weekday == 6, sunday_end, end)
    closed = np.zeros(len(frame), dtype=bool)
    for month, day in CLOSED:
        closed |= ((frame["local"].dt.month == month) & (frame["local"].dt.day == day)).to_numpy()
    return np.asarray((hour >= first) & (hour < last) & ~closed)


def _profile(model: Model, frame: pd.DataFrame) -> Floats:
    """Share of its day that each half-hour gets; the eve and the day of Black Friday lean towards the evening."""
    hour = frame["hour"].to_numpy() + 0.25
    weight = np.full(len(hour), model.floor)
    for centre, width, height in model.bumps:
        away = np.abs(hour - centre)
        weight = weight + height * np.exp(-((np.minimum(away, 24 - away) / width) ** 2))
    fridays = {(black_friday(year) - FIRST_DAY).days for year in range(FIRST_DAY.year, LAST_DAY.year + 1)}
    evening = np.exp(-(((hour - 20.3) / 1.8) ** 2))
    night = np.exp(-(((hour - 0.5) / 1.2) ** 2)) if model.hours is None else 0.0
    rush = np.isin(frame["day"], list(fridays))
    eve = np.isin(frame["day"], [day - 1 for day in fridays])
    weight = weight * np.where(rush, 1 + 0.35 * evening + 1.5 * night, np.where(eve, 1 + 0.25 * evening, 1.0))
    if model.hours is None:  # little is written in the small hours
        weight = weight * np.where((hour > 1.5) & (hour < 7), 0.15, 1.0)
    return weight


def _gamma(rng: np.random.Generator, cv: float, size: int) -> Floats:
    return rng.gamma(1 / cv**2, cv**2, size)


def shared_noise(seed: int) -> Floats:
    """The factor a day that every channel shares: a slow drift and a day's own luck."""
    rng = np.random.default_rng([seed, 0])
    days = (LAST_DAY - FIRST_DAY).days + 1
    drift, memory = np.zeros(days), 0.97
    steps = rng.normal(0, CV_DRIFT * np.sqrt(1 - memory**2), days)
    for day in range(1, days):
        drift[day] = memory * drift[day - 1] + steps[day]
    return np.asarray(np.exp(drift) * _gamma(rng, CV_DAY, days))


def channel_frame(channel: str, seed: int, frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of one channel: `local, offset_h, contacts, aht_s, answered, abandoned`, opening hours only.

    Rows are independent of the other channels' rows: each channel draws from its own stream of `seed`.
    """
    model = CHANNELS[channel]
    rng = np.random.default_rng([seed, 1 + list(CHANNELS).index(channel)])
    whole = calendar_frame() if frame is None else frame
    rows = whole[_open(model, whole)].reset_index(drop=True)
    day = rows["day"].to_numpy()
    days = (LAST_DAY - FIRST_DAY).days + 1
    weight = _profile(model, rows)
    total = np.bincount(day, weights=weight, minlength=days)
    by_day = daily_mean(channel) * shared_noise(seed) * _gamma(rng, CV_CHANNEL_DAY, days)
    outage = _outages(channel, rows)
    mean = by_day[day] * weight / total[day] * outage * _gamma(rng, CV_INTERVAL, len(rows))
    contacts = rng.poisson(mean)
    normal = np.median(daily_mean(channel))
    strain = np.maximum(1.0, daily_mean(channel)[day] / normal * np.where(outage > 1.2, outage, 1.0))
    share = np.minimum(0.45, model.abandon * strain**model.strain)
    abandoned = rng.binomial(contacts, share)
    answered = contacts - abandoned
    years = (pd.DatetimeIndex(rows["local"]) - REFERENCE).days.to_numpy() / 365.25
    late = 1 + 0.03 * np.clip((rows["hour"].to_numpy() - 15) / 6, -1, 1)
    aht = model.aht_s * np.exp(model.aht_growth * years) * late * np.minimum(1.12, strain**0.10)
    shape = np.maximum(answered, 1) / CV_HANDLE**2
    handled = np.where(answered > 0, np.maximum(SHORTEST_HANDLE_S, aht * rng.gamma(shape) / shape), np.nan)
    return pd.DataFrame(
        {
            "local": rows["local"],
            "offset_h": rows["offset_h"].astype(int),
            "contacts": contacts,
            "aht_s": np.round(handled),
            "answered": answered,
            "abandoned": abandoned,
        }
    )


def _outages(channel: str, rows: pd.DataFrame) -> Floats:
    factor = np.ones(len(rows))
    for outage in OUTAGES:
        since = (rows["local"] - pd.Timestamp(outage.start)).dt.total_seconds().to_numpy() / 3600
        effect = outage.effect.get(channel, 1.0)
        factor = np.where((since >= 0) & (since < outage.hours), factor * effect, factor)
        after = 1 + 0.3 * (max(effect, 1 / max(effect, 0.5)) - 1)  # people who could not get through try later
        factor = np.where((since >= outage.hours) & (since < outage.hours + 2), factor * after, factor)
    return factor


def contacts_table(seed: int) -> pd.DataFrame:
    """All channels in the columns of the import, by time and channel; times carry their offset from UTC."""
    frame = calendar_frame()
    parts = [channel_frame(name, seed, frame).assign(channel=name, position=i) for i, name in enumerate(CHANNELS)]
    table = pd.concat(parts, ignore_index=True)
    instant = table["local"] - pd.to_timedelta(table["offset_h"], unit="h")
    order = np.lexsort((table["position"].to_numpy(), instant.to_numpy()))
    table = table.iloc[order]
    table["interval_start"] = table["local"].dt.strftime("%Y-%m-%dT%H:%M") + table["offset_h"].map("{:+03d}:00".format)
    table["aht_s"] = table["aht_s"].astype("Int64")
    return table[["interval_start", "channel", "contacts", "aht_s", "answered", "abandoned"]]
