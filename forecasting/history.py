"""Contact history as a regular panel: channel × local day × slot of the day.

Invariants: slots follow the local clock (`slot × width` minutes after midnight), so a profile means the same in summer
and winter; on a day of 25 hours the repeated hour is averaged into one slot, on one of 23 hours the lost slot is NaN.
NaN means missing, never zero. Contacts are never negative. Days are numpy `datetime64[D]`, local.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecasting.errors import ForecastError, ForecastWarning

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

DAY_MIN = 1440
WIDTHS_MIN = (5, 10, 15, 30, 60, DAY_MIN)
SPLIT_COLUMNS = ("language", "priority", "reason")  # rows of one interval that differ in these are parts of a sum


@dataclass(frozen=True)
class Panel:
    """Regular history.

    Attributes:
        contacts: shape (channels, days, slots), NaN where nothing is known.
        aht_s: same shape, seconds; all NaN when the history has no AHT.
        width_min: width of a slot in minutes; 1440 for daily data, which has one slot a day.
    """

    zone: str
    width_min: int
    days: Days
    channels: tuple[str, ...]
    contacts: Floats
    aht_s: Floats
    warnings: tuple[ForecastWarning, ...] = field(default=())

    @property
    def slots(self) -> int:
        """Slots of a day."""
        return int(self.contacts.shape[2])

    @property
    def daily(self) -> bool:
        """Whether the data come by the day."""
        return self.width_min == DAY_MIN

    def until(self, day: np.datetime64) -> Panel:
        """Only the days before `day`."""
        count = int(np.searchsorted(self.days, day))
        return replace(self, days=self.days[:count], contacts=self.contacts[:, :count], aht_s=self.aht_s[:, :count])

    def only(self, channel: str) -> Panel:
        """Only one channel."""
        at = self.channels.index(channel)
        return replace(self, channels=(channel,), contacts=self.contacts[at : at + 1], aht_s=self.aht_s[at : at + 1])


def check_zone(zone: str) -> str:
    """The zone's name when the machine knows it; `ForecastError` `bad_zone` otherwise."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ForecastError("bad_zone", f"Unknown time zone {zone!r}.", "Write one such as Europe/Madrid.") from problem
    return zone


def local_times(stamps: pd.Series, zone: str) -> pd.Series:
    """Local wall-clock times without zone; aware stamps are converted, naive ones taken as local already."""
    try:
        read = pd.to_datetime(stamps, format="ISO8601") if not pd.api.types.is_datetime64_any_dtype(stamps) else stamps
    except (ValueError, TypeError) as problem:
        try:
            read = pd.to_datetime(
                stamps, utc=True, format="ISO8601"
            )  # mixed offsets, as ISO exports over a clock change have them
        except (ValueError, TypeError):
            raise ForecastError(
                "bad_date", f"A time in interval_start cannot be read: {problem}.", "Write 2026-11-27 09:30."
            ) from problem
    if getattr(read.dt, "tz", None) is not None:
        read = read.dt.tz_convert(zone).dt.tz_localize(None)
    return read


def read_history(history: pd.DataFrame, zone: str = "Europe/Madrid", *, missing_is_zero: bool = False) -> Panel:
    """Check a history frame and lay it out as a `Panel`.

    Args:
        history: `interval_start` (aware, or naive local), `channel`, `contacts`, optionally `aht_s` in seconds and
            `language`, `priority`, `reason` (rows that differ only in these are added up).
        zone: time zone in which days begin and profiles are read.
        missing_is_zero: take absent intervals between a channel's first and last row as zero contacts.

    Raises:
        ForecastError: no usable row, a column is missing, times off the grid or not readable, unknown zone.
    """
    check_zone(zone)
    for column in ("interval_start", "channel", "contacts"):
        if column not in history.columns:
            raise ForecastError(
                "bad_column", f"The history lacks the column {column!r}.", "Add it.", column=column, table="history"
            )
    warnings: list[ForecastWarning] = []
    frame = pd.DataFrame(
        {
            "local": local_times(history["interval_start"], zone).to_numpy(),
            "channel": history["channel"].astype(str).to_numpy(),
            "contacts": pd.to_numeric(history["contacts"], errors="coerce").to_numpy(dtype=float),
            "aht_s": _numbers(history, "aht_s"),
            "stamp": _instants(history["interval_start"]),
            "part": _parts(history),
        }
    )
    frame = frame[frame["local"].notna()]
    frame, remarks = _clean_counts(frame)
    warnings += remarks
    if frame.empty or not frame["contacts"].notna().any():
        raise ForecastError(
            "empty_history", "The history holds no counted interval.", "Import contacts first.", rows=len(history)
        )
    frame, duplicates = _merge_rows(frame)
    warnings += duplicates
    width = _width_min(frame["local"])
    minutes = (frame["local"].dt.hour * 60 + frame["local"].dt.minute).to_numpy()
    if width == DAY_MIN:
        minutes = np.zeros_like(minutes)
    first = frame["local"].min().to_datetime64().astype("datetime64[D]")
    last = frame["local"].max().to_datetime64().astype("datetime64[D]")
    if int((last - first) / np.timedelta64(1, "D")) > 366 * 40:
        raise ForecastError(
            "bad_date", f"The history spans from {first} to {last}.", "Mend the year of the stray rows.",
            first=str(first), last=str(last),
        )  # fmt: skip
    days = np.arange(first, last + np.timedelta64(1, "D"), dtype="datetime64[D]")
    channels = tuple(sorted(frame["channel"].unique()))
    shape = (len(channels), len(days), DAY_MIN // width)
    at = (
        frame["channel"].map({name: i for i, name in enumerate(channels)}).to_numpy(dtype=np.int64),
        ((frame["local"].to_numpy().astype("datetime64[D]") - first) / np.timedelta64(1, "D")).astype(np.int64),
        (minutes // width).astype(np.int64),
    )
    contacts = _averaged(shape, at, frame["contacts"].to_numpy(dtype=float))
    aht_s = _averaged(shape, at, frame["aht_s"].to_numpy(dtype=float))
    panel = Panel(zone, width, days, channels, contacts, aht_s)
    if missing_is_zero:
        panel = _fill_zeros(panel)
    return replace(panel, warnings=tuple(warnings) + _gap_warnings(panel))


def _instants(stamps: pd.Series) -> Any:
    """What tells true duplicates from the two halves of a repeated hour: the instant, or the text as written."""
    if pd.api.types.is_datetime64_any_dtype(stamps):
        return stamps.astype("int64").to_numpy()
    return np.asarray(stamps.to_numpy(), dtype=object)


def _numbers(history: pd.DataFrame, column: str) -> Floats:
    if column not in history.columns:
        return np.full(len(history), np.nan)
    return np.asarray(pd.to_numeric(history[column], errors="coerce").to_numpy(dtype=float), dtype=np.float64)


def _parts(history: pd.DataFrame) -> Any:
    present = [column for column in SPLIT_COLUMNS if column in history.columns]
    if not present:
        return ""
    joined = history[present[0]].astype(str)
    for column in present[1:]:
        joined = joined + "|" + history[column].astype(str)
    return joined.to_numpy()


def _clean_counts(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[ForecastWarning]]:
    """Negative and infinite counts become missing, fractions stay; each said once a channel."""
    warnings = []
    counts = frame["contacts"]
    for code, bad in (("negative_counts", counts < 0), ("infinite_counts", np.isinf(counts))):
        for channel, number in frame.loc[bad, "channel"].value_counts().items():
            warnings.append(ForecastWarning(code, str(channel), {"rows": int(number)}))
    fractional = (counts % 1 != 0) & np.isfinite(counts)
    for channel, number in frame.loc[fractional, "channel"].value_counts().items():
        warnings.append(ForecastWarning("fractional_counts", str(channel), {"rows": int(number)}))
    usable = np.isfinite(counts) & (counts >= 0)
    aht = frame["aht_s"]
    return frame.assign(contacts=counts.where(usable), aht_s=aht.where(np.isfinite(aht) & (aht > 0))), warnings


def _merge_rows(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[ForecastWarning]]:
    """One row an interval and channel: parts are added, true duplicates keep the row that came last."""
    warnings = []
    keys = ["channel", "stamp", "part"]
    repeated = frame.duplicated(keys, keep="last")
    if repeated.any():
        for channel, number in frame.loc[repeated, "channel"].value_counts().items():
            dropped = frame[repeated & (frame["channel"] == channel)]
            first = dropped["local"].iloc[0].isoformat(sep=" ", timespec="minutes")
            warnings.append(ForecastWarning("duplicate_rows", str(channel), {"rows": int(number), "first": first}))
        frame = frame[~repeated]
    if frame["part"].nunique() > 1:
        work = (frame["aht_s"] * frame["contacts"]).where(frame["aht_s"].notna())
        counted = frame["contacts"].where(frame["aht_s"].notna())
        sums = (
            frame.assign(work=work, counted=counted)
            .groupby(["channel", "stamp", "local"], sort=False)[["contacts", "work", "counted"]]
            .sum(min_count=1)
            .reset_index()
        )
        frame = sums.assign(aht_s=(sums["work"] / sums["counted"]).where(sums["counted"] > 0))
    return frame, warnings


def _width_min(local: pd.Series) -> int:
    """The width in minutes that the times' spacing shows; refuses times off any grid."""
    seconds = local.dt.second.to_numpy() + local.dt.microsecond.to_numpy()
    if seconds.any():
        raise ForecastError(
            "off_grid", "Intervals must start on whole minutes.", "Sum the contacts to intervals first."
        )
    minutes = np.unique((local.dt.hour * 60 + local.dt.minute).to_numpy())
    if len(minutes) == 1:
        return DAY_MIN
    common = int(np.gcd.reduce(np.append(minutes, DAY_MIN)))
    fitting = [width for width in WIDTHS_MIN[:-1] if common % width == 0]
    if not fitting:
        raise ForecastError(
            "off_grid",
            f"The interval starts lie {common} min apart.",
            "Use intervals of 15, 30 or 60 minutes, or days.",
            minutes=common,
        )  # fmt: skip
    return fitting[-1]


def _averaged(shape: tuple[int, ...], at: tuple[Any, Any, Any], values: Floats) -> Floats:
    """Values placed on the panel, the mean where two fall on one slot (the repeated hour in autumn)."""
    known = np.isfinite(values)
    where = tuple(axis[known] for axis in at)
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, where, values[known])
    np.add.at(count, where, 1.0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _fill_zeros(panel: Panel) -> Panel:
    contacts = panel.contacts.copy()
    for series in contacts:
        known = np.flatnonzero(np.isfinite(series).any(axis=1))
        if len(known):
            inside = series[known[0] : known[-1] + 1]
            inside[np.isnan(inside)] = 0.0
    return replace(panel, contacts=contacts)


def _gap_warnings(panel: Panel) -> tuple[ForecastWarning, ...]:
    """A remark for every channel whose history has a hole of more than two weeks."""
    warnings = []
    for name, series in zip(panel.channels, panel.contacts, strict=True):
        known = np.flatnonzero(np.isfinite(series).any(axis=1))
        if len(known) < 2:
            continue
        holes = np.diff(known) - 1
        if holes.max() > 14:
            worst = int(holes.argmax())
            warnings.append(
                ForecastWarning(
                    "gap",
                    name,
                    {
                        "days": int(holes[worst]),
                        "first": str(panel.days[known[worst] + 1]),
                        "last": str(panel.days[known[worst + 1] - 1]),
                    },
                )
            )
    return tuple(warnings)


def utc_starts(panel_zone: str, day: np.datetime64, width_min: int) -> list[tuple[int, pd.Timestamp]]:
    """Slots of a local day with their starts in UTC, in order; 23- and 25-hour days lose or repeat slots.

    Daily data give one slot, local midnight.
    """
    start = pd.Timestamp(day).tz_localize(panel_zone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
    if width_min == DAY_MIN:
        return [(0, start)]
    following = pd.Timestamp(day) + pd.Timedelta(days=1)
    end = following.tz_localize(panel_zone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
    stamps = pd.date_range(start, end, freq=f"{width_min}min", inclusive="left")
    local = stamps.tz_convert(panel_zone)
    return [
        (int(minute) // width_min, stamp) for minute, stamp in zip(local.hour * 60 + local.minute, stamps, strict=True)
    ]


def as_day(value: date) -> np.datetime64:
    """A local day as `datetime64[D]`."""
    return np.datetime64(f"{value:%Y-%m-%d}", "D")
