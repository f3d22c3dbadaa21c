"""How far to trust a forecast: backtests at past origins, the last one kept, and what they say of the week in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import forecasting
from forecasting.scores import score_row
from planner.base.errors import Refused
from planner.base.i18n import WEEKDAYS, language, percent, t
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.forecast.events import events_frame
from planner.forecast.outliers import learning_options
from planner.forecast.past import engine_errors, history_frame, history_span
from planner.forecast.store.marks import read_report, save_report
from planner.forecast.volumes import Progress, relay, view
from planner.tables.writing import write_table

if TYPE_CHECKING:
    import pandas as pd

    from forecasting.scores import Accuracy
    from planner.db.workspace import Workspace


@dataclass(frozen=True)
class AccuracyRow:
    """Accuracy of one slice of a backtest; shares, not per cent; None where it does not exist.

    `wape` is the sum of absolute errors over the sum of contacts; `naive` that of the same weekday a week before,
    `last_year` that of 52 weeks before, `floor` what no method can beat when contacts come at random (Poisson).
    """

    slice: str
    value: str
    n: int
    wape: float | None
    bias: float | None
    mase: float | None
    pinball: float | None
    naive: float | None
    last_year: float | None
    floor: float | None
    coverage80: float | None
    coverage95: float | None


KIND = "backtest"
_BY_KIND = ("event days", "week ahead", "whole days")
"""Slices whose values are kinds of days."""


@dataclass(frozen=True)
class Report:
    """The last backtest; `stale` when the history changed since."""

    made_at: datetime
    horizon_days: int
    origins: int
    rows: tuple[AccuracyRow, ...]
    stale: bool

    def of(self, slice_: str) -> tuple[AccuracyRow, ...]:
        """The rows of one slice."""
        return tuple(r for r in self.rows if r.slice == slice_)


def backtest(
    ws: Workspace,
    *,
    horizon_days: int = 28,
    origins: int = 13,
    step_days: int = 28,
    export: Path | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[AccuracyRow, ...]:
    """Refit at past origins, forecast `horizon_days` ahead, and compare with what came.

    The last origin leaves exactly `horizon_days` of actuals, earlier ones lie `step_days` apart. `export` takes every
    row as CSV or XLSX. The result is kept, see `last_report`. Days left out of learning are left out here too. Raises
    Refused without history, Cancelled when stopped.
    """
    if not history_span(ws).rows:
        raise Refused(
            t("There is no contact history to forecast from."),
            t("Import it first: {command}", command="cuadrante import contacts FILE"),
        )
    with ws.read():
        settings, stamp, options = read_settings(ws), _stamp(ws), learning_options(ws)
        history, events = history_frame(ws), events_frame(ws)
    with engine_errors():
        rows = forecasting.backtest(
            history, horizon=horizon_days, origins=origins, step=step_days, events=events, region=settings.region,
            zone=settings.time_zone, options=options, progress=relay(progress, cancelled),
        )  # fmt: skip
        scored = forecasting.accuracy(rows, history, events=events, region=settings.region, zone=settings.time_zone)
    if export is not None:
        columns = ("origin", "interval_start", "channel", "actual", "mean", "q025", "q10", "q50", "q90", "q975")
        local = rows["interval_start"].dt.tz_convert(settings.time_zone)
        plain = rows.assign(
            origin=[str(o)[:10] for o in rows["origin"]],
            interval_start=[x.isoformat(timespec="minutes") for x in local.dt.to_pydatetime()],
        )
        write_table(export, columns, [tuple(r) for r in plain[list(columns)].itertuples(index=False)])
    made = rows_of(scored)
    body = {"horizon": horizon_days, "origins": int(rows["origin"].nunique()), "history": stamp,
            "rows": [asdict(r) for r in made]}  # fmt: skip
    save_report(ws, KIND, body)
    return worded(made)


@reads
def last_report(ws: Workspace) -> Report | None:
    """The backtest run last, in the user's language; None when none was run."""
    stored = read_report(ws, KIND)
    if stored is None:
        return None
    made_at, body = stored
    rows = tuple(AccuracyRow(**r) for r in body["rows"])
    return Report(made_at, body["horizon"], body["origins"], worded(rows), body["history"] != _stamp(ws))


def _stamp(ws: Workspace) -> list[str]:
    span = history_span(ws)
    return [str(span.first), str(span.last), str(span.rows), ",".join(span.channels)]


def rows_of(scored: Accuracy) -> tuple[AccuracyRow, ...]:
    """The tables of the engine as rows in the order in which people read them; values are not translated yet.

    To the engine's own tables come three over every channel together: `week ahead` (whole days of the first week ahead:
    all, ordinary and event days), `whole days` (the same at every lead) and `week` (one row an origin: the total of the
    first seven days).
    """
    tables: list[tuple[str, pd.DataFrame, str]] = [
        ("all", scored.overall.assign(all=""), "all"),
        ("channel", scored.by_channel, "channel"),
        ("day total", scored.by_day_total, "channel"),
        ("event days", scored.by_event, "event_day"),
        ("weekday", scored.by_weekday, "weekday"),
        ("days ahead", scored.by_horizon, "ahead"),
        ("time of day", scored.by_interval, "time"),
    ]
    rows = [_row(name, column, record) for name, table, column in tables for record in table.to_dict("records")]
    return (*rows, *_together(scored.rows))


def _together(rows: pd.DataFrame) -> list[AccuracyRow]:
    """Whole days and weeks over every channel."""
    columns = ["actual", "mean", "naive", "last_year"]
    made: list[AccuracyRow] = []
    near = rows[rows["ahead"] <= 7]
    for name, part in (("week ahead", near), ("whole days", rows)):
        if part.empty:
            continue
        days = part.groupby(["origin", "day"], as_index=False)[columns].sum(min_count=1)
        days = days.merge(part.groupby(["origin", "day"], as_index=False)["event_day"].max(), on=["origin", "day"])
        # A day that several origins forecast is one day of evidence.
        made.append(_row(name, "value", {"value": "", **score_row(days), "n": days["day"].nunique()}))
        made += [_row(name, "event_day", {"event_day": bool(flag), **score_row(some), "n": some["day"].nunique()})
                 for flag, some in days.groupby("event_day")]  # fmt: skip
    weeks = near.groupby("origin", as_index=False)[columns].sum(min_count=1)
    for origin, part in weeks.groupby("origin"):
        made.append(_row("week", "value", {"value": str(origin)[:10], **score_row(part)}))
    return made


def worded(rows: tuple[AccuracyRow, ...]) -> tuple[AccuracyRow, ...]:
    """The rows with weekdays and kinds of days in the user's language."""
    kinds = {"True": t("events"), "False": t("other days")}

    def value(row: AccuracyRow) -> str:
        if row.slice == "weekday":
            return WEEKDAYS[language()][int(row.value)]
        return kinds.get(row.value, row.value) if row.slice in _BY_KIND else row.value

    return tuple(replace(r, value=value(r)) for r in rows)


def _row(name: str, column: str, record: dict[Any, Any]) -> AccuracyRow:
    def share(key: str) -> float | None:
        number = float(record.get(key, float("nan")))
        return round(number, 5) if number == number else None  # noqa: PLR0124 - NaN alone differs from itself

    return AccuracyRow(
        name, str(record[column]), int(record["n"]), share("wape"), share("bias"), share("mase"), share("pinball"),
        share("naive_wape"), share("last_year_wape"), share("floor_wape"), share("coverage80"), share("coverage95"),
    )  # fmt: skip


@dataclass(frozen=True)
class TrustDay:
    """A day of the week in hand: the forecast with its band of 80 %, its events, and the error such days had."""

    day: date
    mean: float
    q10: float
    q90: float
    events: tuple[str, ...]
    expected_error: float | None


@dataclass(frozen=True)
class Trust:
    """How far to trust the forecast of a week.

    `level` is good, fair, poor or unknown; `reasons` say why in the user's language. `expected_error` is the share by
    which day totals are likely to be off (days weighted by their forecast; event days with the error of event days, or
    what the event's own band says where that is wider); `by_naive` and `by_last_year` the same had last week or
    last year been copied.
    """

    first_day: date
    total: float
    days: tuple[TrustDay, ...]
    expected_error: float | None
    by_naive: float | None
    by_last_year: float | None
    floor: float | None
    coverage80: float | None
    level: str
    reasons: tuple[str, ...]


FAIR_ERROR, POOR_ERROR = 0.10, 0.20
"""Expected error of day totals from which a forecast is called fair, then poor (our convention)."""
LEAST_EVENT_DAYS = 5
"""Event days measured below which a verdict on a week with events is at best fair (our convention)."""
BAND_TO_ERROR = 0.7979 / 2.5631
"""Mean absolute error over the width from 10 % to 90 %, of a normal distribution."""
LEAST_ORIGINS = 6
"""Past forecasts below which a verdict is at best fair (our convention)."""
COVERAGE_OK = (0.72, 0.90)
"""Share of intervals inside the band of 80 % that still counts as kept (our convention)."""


@reads
def trust(ws: Workspace, first_day: date, report: Report | None = None) -> Trust | None:
    """What the last backtest says of the forecast in force for a week; None when no forecast covers it."""
    shown = view(ws, first_day, 7, width="day")
    if not shown.points:
        return None
    report = report or last_report(ws)
    near = {r.value: r for r in report.of("week ahead")} if report else {}
    every = {r.value: r for r in report.of("whole days")} if report else {}
    plain, whole = near.get(t("other days")), near.get("")
    special = max(near.get(t("events")), every.get(t("events")), key=lambda r: r.n if r else -1)
    days, counted = [], 0
    for index, p in enumerate(shown.points):
        day = first_day + timedelta(days=index)
        touching = [e for e in shown.events if e.start <= day <= e.end]
        row = plain or whole
        error = row.wape if row else None
        if error is not None and any(e.source == "shop" or e.kind == "holiday" for e in touching):
            own = BAND_TO_ERROR * (p.q90 - p.q10) / p.mean if p.mean > 0 else 0.0
            enough = special is not None and special.n >= LEAST_EVENT_DAYS
            error = max((special.wape if enough and special else error) or 0.0, own)
            counted += 1
        days.append(TrustDay(day, p.mean, p.q10, p.q90, tuple(e.name for e in touching), error))
    weight = sum(d.mean for d in days if d.expected_error is not None)
    expected = sum(d.mean * d.expected_error for d in days if d.expected_error is not None) / weight if weight else None
    overall = next(iter(report.of("all")), None) if report else None
    coverage = overall.coverage80 if overall else None
    level, reasons = _judge(ws, report, whole, expected, coverage)
    measured = special.n if special else 0
    if level != "unknown" and counted and measured < LEAST_EVENT_DAYS:
        level = "fair" if level == "good" else level
        reasons.append(t("{n} event days were measured; theirs is the doubt of the band.", n=measured))
    first_time = [e for e in shown.effects if e.occurrences <= 1 and any(e.event in d.events for d in days)]
    for name in dict.fromkeys(e.event for e in first_time):
        seen = max(e.occurrences for e in first_time if e.event == name)
        reasons.append(t("{event} was seen only once before; similar ones help.", event=name) if seen
                       else t("{event} was never seen: borrowed from others.", event=name))  # fmt: skip
    return Trust(
        first_day, shown.total, tuple(days), expected, whole.naive if whole else None,
        whole.last_year if whole else None, whole.floor if whole else None, coverage, level,
        (*reasons, *shown.warnings),
    )  # fmt: skip


def _judge(
    ws: Workspace, report: Report | None, whole: AccuracyRow | None, expected: float | None, coverage: float | None
) -> tuple[str, list[str]]:
    if report is None or whole is None or expected is None:
        return "unknown", [t("It was never measured on this shop's past.")]
    reasons = []
    level = 0 if expected < FAIR_ERROR else 1 if expected < POOR_ERROR else 2
    for other, text in (
        (whole.naive, t("It was no better than copying the week before.")),
        (whole.last_year, t("It was no better than last year's figures.")),
    ):
        if other is not None and whole.wape is not None and whole.wape >= other:
            reasons.append(text)
            level = 2
    if coverage is not None and not COVERAGE_OK[0] <= coverage <= COVERAGE_OK[1]:
        reasons.append(t("The band held {got} of what came, and 80 % are meant.", got=percent(coverage)))
        level = max(level, 1)
    if whole.bias is not None and abs(whole.bias) > 0.5 * expected and abs(whole.bias) > 0.02:
        reasons.append(t("It tends to say too much ({bias}).", bias=percent(whole.bias, signed=True)) if whole.bias > 0
                       else t("It tends to say too little ({bias}).", bias=percent(whole.bias)))  # fmt: skip
        level = max(level, 1)
    if report.origins < LEAST_ORIGINS:
        reasons.append(t("Measured on {n} past forecasts only; r measures on more.", n=report.origins))
        level = max(level, 1)
    if report.stale:
        reasons.append(t("The history changed since this was measured."))
    return ("good", "fair", "poor")[level], reasons
