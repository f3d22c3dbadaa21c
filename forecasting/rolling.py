"""`backtest`: the same forecast, refitted at past origins, held against what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.engine import forecast_panel
from forecasting.errors import ForecastError
from forecasting.events.calendar import normalise_events
from forecasting.history import Panel, read_history, utc_starts
from forecasting.results import QUANTILES, ForecastResult, Options, Progress, report

if TYPE_CHECKING:
    import pandas as pd

BACKTEST_COLUMNS = ("origin", "interval_start", "channel", "actual", "mean", *QUANTILES)


def backtest(
    history: pd.DataFrame,
    *,
    horizon: int = 28,
    origins: int = 13,
    step: int = 28,
    events: pd.DataFrame | None = None,
    region: str = "",
    zone: str = "Europe/Madrid",
    options: Options | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Forecast `horizon` days from each of `origins` past days and set the actuals beside.

    The last origin leaves exactly `horizon` days of actuals, earlier ones lie `step` days apart; everything is refitted
    at each on the days before it alone.

    Returns:
        `origin` (naive local day), `interval_start` (UTC), `channel, actual, mean, q025, q10, q50, q90, q975`;
        intervals without an actual are left out.

    Raises:
        ForecastError: the history is too short for a single origin, or cannot be forecast.
    """
    return backtest_with_members(
        history, horizon=horizon, origins=origins, step=step, events=events, region=region, zone=zone,
        options=options, progress=progress,
    )[0]  # fmt: skip


def backtest_with_members(
    history: pd.DataFrame,
    *,
    horizon: int = 28,
    origins: int = 13,
    step: int = 28,
    events: pd.DataFrame | None = None,
    region: str = "",
    zone: str = "Europe/Madrid",
    options: Options | None = None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`backtest`, and what every member said by day: `origin, channel, day, member, mean`."""
    chosen = options or Options()
    panel = read_history(history, zone, missing_is_zero=chosen.missing_is_zero)
    own = normalise_events(events)
    starts = backtest_origins(panel, horizon, origins, step)
    frames, members = [], []
    for done, start in enumerate(starts):

        def inner(share: float, stage: str, done: int = done) -> object:
            report(progress, (done + share) / len(starts), stage)
            return True

        result = forecast_panel(panel, start.astype(object), horizon, own, region, chosen, inner)
        frames.append(hold_against(result, panel, start))
        members.append(member_days(result).assign(origin=pd.Timestamp(start)))
    table = pd.concat(frames, ignore_index=True)[list(BACKTEST_COLUMNS)]
    return table, pd.concat(members, ignore_index=True)


def member_days(result: ForecastResult) -> pd.DataFrame:
    """The members' day forecasts of a result."""
    frame = result.extras["member_days"]
    assert isinstance(frame, pd.DataFrame)
    return frame


def backtest_origins(panel: Panel, horizon: int, origins: int, step: int) -> list[np.datetime64]:
    """First days of the folds, oldest first; fewer than asked when the history is short."""
    if horizon < 1 or origins < 1 or step < 1:
        raise ForecastError("bad_folds", "Horizon, origins and step must be at least 1.", "Give whole days above 0.")
    after_last = panel.days[-1] + 1
    wanted = [after_last - horizon - step * k for k in range(origins)]
    possible = [day for day in wanted if day > panel.days[0] + 13]
    if not possible:
        raise ForecastError(
            "short_history",
            f"{len(panel.days)} days of history are too few for a backtest of {horizon} days.",
            "Shorten the horizon or import more history.",
            days=len(panel.days),
            horizon=horizon,
        )
    return possible[::-1]


def actuals(panel: Panel) -> pd.DataFrame:
    """The panel as rows `interval_start` (UTC), `channel`, `actual`; missing intervals left out."""
    frames = []
    for h, day in enumerate(panel.days):
        for slot, stamp in utc_starts(panel.zone, day, panel.width_min):
            frames.append((stamp, h, slot))
    stamps = pd.DatetimeIndex([f[0] for f in frames])
    day_at, slot_at = np.array([f[1] for f in frames]), np.array([f[2] for f in frames])
    parts = []
    for c, channel in enumerate(panel.channels):
        values = panel.contacts[c, day_at, slot_at]
        ok = np.isfinite(values)
        parts.append(pd.DataFrame({"interval_start": stamps[ok], "channel": channel, "actual": values[ok]}))
    return pd.concat(parts, ignore_index=True)


def hold_against(result: ForecastResult, panel: Panel, start: np.datetime64) -> pd.DataFrame:
    """A forecast's rows with the actuals beside; actual intervals nobody forecast count as forecast zero."""
    days = len(result.daily["day"].unique())
    first = int(np.searchsorted(panel.days, start))
    window = Panel(
        panel.zone, panel.width_min, panel.days[first : first + days], panel.channels,
        panel.contacts[:, first : first + days], panel.aht_s[:, first : first + days],
    )  # fmt: skip
    came = actuals(window)
    joined = came.merge(result.table, on=["interval_start", "channel"], how="left")
    numbers = ["mean", *QUANTILES]
    joined[numbers] = joined[numbers].fillna(0.0)
    return joined.assign(origin=pd.Timestamp(start))
