"""Events by date: public holidays of any region, the commercial calendar, and the team's own events on top.

Invariants: one row an event and span, days inclusive; an event that begins or ends inside a day has its local times in
`from_time` and `to_time` (excluded), which are NaT for whole days; names do not depend on the locale of the machine,
since event effects are matched by name from year to year.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

import holidays
import pandas as pd

from forecasting.errors import ForecastError
from forecasting.events.commercial import OTHER_NAMES, commercial_year

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("name", "kind", "start", "end", "channel", "uplift_pct", "code", "source", "certain", "from_time", "to_time")
KINDS = ("promotion", "holiday", "outage", "other")


def public_holidays(start: date, end: date, region: str, *, language: str = "en_US") -> list[tuple[date, str]]:
    """Public holidays of a country (`EC`) or subdivision (`ES-MD`) between two dates, both included.

    Args:
        region: ISO 3166 code; empty for none.
        language: a language the `holidays` package has for that country; its own language where it has not.

    Raises:
        ForecastError: `bad_region` when the code is unknown.
    """
    if not region.strip():
        return []
    country, _, subdivision = region.strip().upper().replace("_", "-").partition("-")
    try:
        found = holidays.country_holidays(
            country, subdiv=subdivision or None, years=range(start.year, end.year + 1), language=language
        )
    except (NotImplementedError, KeyError, AttributeError) as problem:
        raise ForecastError(
            "bad_region",
            f"No public holidays are known for region {region!r}.",
            "Give a country code such as ES or CZ, or one with a subdivision such as ES-MD or GB-ENG.",
            region=region,
        ) from problem
    return sorted((day, name) for day in found if start <= day <= end for name in found.get_list(day))


def calendar_events(
    start: date, end: date, region: str = "", *, commercial: bool = True, language: str = "en_US"
) -> pd.DataFrame:
    """Public holidays and commercial events that touch the days from `start` to `end`, both included.

    Returns:
        Frame with `name, kind, start, end, channel, uplift_pct, code, source, certain, from_time, to_time`; `start`
        and `end` are `datetime64` days, both included; `code` is a stable name (`black_friday`), empty for public
        holidays.
    """
    if end < start:
        raise ForecastError("bad_span", f"The calendar ends ({end}) before it starts ({start}).", "Swap the dates.")
    rows: list[tuple[object, ...]] = [
        (name, "holiday", day, day, "", float("nan"), "", "public", True, None, None)
        for day, name in public_holidays(start, end, region, language=language)
    ]
    if commercial:
        country = region.strip().upper()[:2] or "ES"
        rows += [
            (event.name, "promotion", event.start, event.end, "", float("nan"), event.code, "commercial", event.certain,
             None, None)
            for year in range(start.year - 1, end.year + 1)
            for event in commercial_year(year, country)
            if event.end >= start and event.start <= end
        ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return _typed(frame).sort_values(["start", "name"], ignore_index=True)


def normalise_events(events: pd.DataFrame | None) -> pd.DataFrame:
    """The team's own events in the columns of `calendar_events`, checked.

    Args:
        events: `name, kind, start, end, [channel], [uplift_pct]`; kind is one of `KINDS`; empty or None is allowed.
            Days are included; where a start or an end has a time of day, both are local times, the end not included.

    Raises:
        ForecastError: a column is missing, a date cannot be read, a kind is unknown or a span ends before it starts.
    """
    if events is None or events.empty:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    missing = [column for column in ("name", "start") if column not in events.columns]
    if missing:
        raise ForecastError(
            "bad_column", f"The events lack the column {missing[0]!r}.", "Add it.", column=missing[0], table="events"
        )
    frame = events.copy().reset_index(drop=True)
    defaults: dict[str, str | float | bool] = {
        "kind": "other", "channel": "", "uplift_pct": float("nan"), "code": "", "source": "own", "certain": True
    }  # fmt: skip
    for column, value in defaults.items():
        if column not in frame.columns:
            frame[column] = value
    if "end" not in frame.columns:
        frame["end"] = frame["start"]
    for column in ("start", "end"):
        try:
            read = pd.to_datetime(frame[column])
        except (ValueError, TypeError) as problem:
            raise ForecastError(
                "bad_date", f"A date of the events cannot be read in column {column!r}: {problem}.", "Write 2026-11-27."
            ) from problem
        frame[column] = read.dt.tz_localize(None) if getattr(read.dt, "tz", None) is not None else read
    if "from_time" in frame.columns:  # checked before
        frame["start"], frame["end"] = (
            pd.to_datetime(frame["from_time"]).fillna(frame["start"]),
            pd.to_datetime(frame["to_time"]).fillna(frame["end"]),
        )
    frame["end"] = frame["end"].fillna(frame["start"].dt.normalize())
    if frame["start"].isna().any():
        raise ForecastError("bad_date", "An event has no start.", "Give every event a start.")
    timed = (frame["start"] != frame["start"].dt.normalize()) | (frame["end"] != frame["end"].dt.normalize())
    backwards = frame.index[(frame["end"] < frame["start"]) | (timed & (frame["end"] == frame["start"]))]
    if len(backwards):
        name = str(frame.loc[backwards[0], "name"])
        raise ForecastError("bad_span", f"The event {name!r} ends before it starts.", "Swap its dates.", event=name)
    frame["from_time"], frame["to_time"] = frame["start"].where(timed), frame["end"].where(timed)
    frame["start"] = frame["start"].dt.normalize()
    frame["end"] = (frame["end"] - pd.to_timedelta(timed.astype(int), unit="s")).dt.normalize()
    frame["kind"] = frame["kind"].fillna("other").astype(str).str.strip().str.lower().replace("", "other")
    unknown = sorted(set(frame["kind"]) - set(KINDS))
    if unknown:
        raise ForecastError("bad_kind", f"Unknown kind of event {unknown[0]!r}.", f"Use one of {', '.join(KINDS)}.")
    frame["name"] = frame["name"].astype(str).str.strip()
    frame["channel"] = frame["channel"].fillna("").astype(str).str.strip()
    return _typed(frame[list(COLUMNS)])


def all_events(
    own: pd.DataFrame | None, start: date, end: date, region: str = "", *, commercial: bool = True
) -> pd.DataFrame:
    """The team's events with the calendar of the region underneath.

    Where the team lists an event that the calendar has in the same year, there is one event, the team's, so that
    nothing acts twice. Where their days overlap it has the days of both, so that a year in which the team named the
    Friday alone is still learnt from, and foretold by, years known from the calendar; `said_start` and `said_end` keep
    the days that the team named, on which an announced uplift counts.
    """
    mine = normalise_events(own)
    mine = mine.assign(said_start=mine["start"], said_end=mine["end"])
    listed = calendar_events(start, end, region, commercial=commercial)
    listed = listed.assign(said_start=listed["start"], said_end=listed["end"])
    if mine.empty:
        return listed
    keys = mine["name"].map(event_key)
    both = set(keys)
    keep = []
    for name, code, first, last in zip(*(listed[c] for c in ("name", "code", "start", "end")), strict=True):
        if event_key(str(name)) not in both:
            keep.append(True)
            continue
        same = (keys == event_key(str(name))) & (mine["start"].dt.year == first.year) & mine["from_time"].isna()
        keep.append(not same.any())
        touching = same & (mine["said_start"] <= last) & (mine["said_end"] >= first)
        mine["start"] = mine["start"].mask(touching & (mine["start"] > first), first)
        mine["end"] = mine["end"].mask(touching & (mine["end"] < last), last)
        mine["code"] = mine["code"].mask(touching, str(code))
    return pd.concat([mine, listed[keep]], ignore_index=True).sort_values(["start", "name"], ignore_index=True)


def event_key(name: str) -> str:
    """Name by which occurrences are matched from year to year: case, accents' composition, years and marks dropped.

    Spanish names of the commercial calendar's events are those events.
    """
    plain = re.sub(r"\b(19|20)\d\d\b", " ", unicodedata.normalize("NFC", name).casefold())
    key = re.sub(r"[^\w]+", " ", plain).strip()
    return OTHER_NAMES.get(key, key)


def event_days(events: pd.DataFrame, channel: str = "") -> set[date]:
    """Every day inside an event that applies to `channel` (events without a channel apply to all)."""
    days: set[date] = set()
    for start, end, only in zip(events["start"], events["end"], events["channel"], strict=True):
        if only in ("", channel) or not channel:
            days.update((start + timedelta(days=i)).date() for i in range((end - start).days + 1))
    return days


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        start=pd.to_datetime(frame["start"]),
        end=pd.to_datetime(frame["end"]),
        uplift_pct=pd.to_numeric(frame["uplift_pct"], errors="coerce"),
        certain=frame["certain"].astype(bool),
        from_time=pd.to_datetime(frame["from_time"]),
        to_time=pd.to_datetime(frame["to_time"]),
    )
