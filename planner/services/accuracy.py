"""How far to trust a forecast: backtests at past origins, and published snapshots held against what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import Refused
from planner.i18n import WEEKDAYS, language, t
from planner.services.events import events_frame
from planner.services.volumes import Progress, engine_errors, history_frame, history_span, relay

if TYPE_CHECKING:
    import pandas as pd

    from forecasting.scores import Accuracy
    from planner.storage.workspace import Workspace


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
    row as CSV or XLSX. Raises Refused without history, Cancelled when stopped.
    """
    import forecasting
    from planner.files.tables import write_table
    from planner.storage.workspace import read_settings

    if not history_span(ws).rows:
        raise Refused(
            t("There is no contact history to forecast from."),
            t("Import it first: {command}", command="cuadrante import contacts FILE"),
        )
    settings = read_settings(ws)
    history, events = history_frame(ws), events_frame(ws)
    with engine_errors():
        rows = forecasting.backtest(
            history, horizon=horizon_days, origins=origins, step=step_days, events=events, region=settings.region,
            zone=settings.time_zone, progress=relay(progress, cancelled),
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
    return rows_of(scored)


def rows_of(scored: Accuracy) -> tuple[AccuracyRow, ...]:
    """The tables of the engine as rows in the order in which people read them."""
    tables: list[tuple[str, pd.DataFrame, str]] = [
        ("all", scored.overall.assign(all=""), "all"),
        ("channel", scored.by_channel, "channel"),
        ("day total", scored.by_day_total, "channel"),
        ("event days", scored.by_event, "event_day"),
        ("weekday", scored.by_weekday, "weekday"),
        ("days ahead", scored.by_horizon, "ahead"),
        ("time of day", scored.by_interval, "time"),
    ]
    return tuple(_row(name, column, record) for name, table, column in tables for record in table.to_dict("records"))


def _row(name: str, column: str, record: dict[Any, Any]) -> AccuracyRow:
    value = record[column]
    if column == "weekday":
        value = WEEKDAYS[language()][int(value)]
    elif column == "event_day":
        value = t("events") if value else t("other days")

    def share(key: str) -> float | None:
        number = float(record.get(key, float("nan")))
        return round(number, 5) if number == number else None  # noqa: PLR0124 - NaN alone differs from itself

    return AccuracyRow(
        name, str(value), int(record["n"]), share("wape"), share("bias"), share("mase"), share("pinball"),
        share("naive_wape"), share("last_year_wape"), share("floor_wape"), share("coverage80"), share("coverage95"),
    )  # fmt: skip
