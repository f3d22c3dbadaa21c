"""Contact volume and handling time: frames in, frames out; knows nothing of `planner`.

Public interface (everything loads on first use; importing this package costs nothing):

    forecast(history, *, start, days, events=None, region="", zone="Europe/Madrid", options=None, progress=None)
        -> ForecastResult                 table, daily, effects, effects_by_day, members, warnings
    backtest(history, *, horizon=28, origins=13, step=28, events=None, region="", zone=..., options=None, progress=None)
        -> DataFrame                      origin, interval_start, channel, actual, mean, q025, q10, q50, q90, q975
    accuracy(backtest, history, *, events=None, region="", zone=...) -> Accuracy
    reforecast_today(table, actuals, *, now, zone=..., daily=None) -> DataFrame; rest_of_today(today) -> DataFrame
    long_view(history, *, start, weeks=52, ...) -> DataFrame
    outliers(history, *, events=None, region="", zone=...) -> DataFrame
    apply_override(table, override, *, zone) -> DataFrame; apply_scenario(table, scenario, *, zone) -> DataFrame
    compare_snapshot(table, history, *, zone) -> DataFrame
    events.calendar.calendar_events(start, end, region) -> DataFrame
    Options, ForecastResult, ForecastWarning, ForecastError, Stopped, Override, Scenario

History: `interval_start` (aware, or naive local time of `zone`), `channel`, `contacts`, optionally `aht_s` in seconds.
Events: `name, kind (promotion, holiday, outage, other), start, end, [channel], [uplift_pct]`: days inclusive, or local
times with the end excluded, for events that act on hours.
Tables: `interval_start` in UTC. `progress(share, stage)` gets shares between 0 and 1; returning False stops: `Stopped`.

Invariants: only what lies before `start` is looked at; a day's forecast does not depend on how many days are asked; NaN
means missing, never zero; warnings are data, not text.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

# The matrices are small: threads of the linear algebra cost ten times what they save on a busy machine. Only a default,
# and only where numpy and scipy are not loaded yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from forecasting.adjust import Override, Scenario, apply_override, apply_scenario
    from forecasting.anomalies import outliers
    from forecasting.engine import forecast
    from forecasting.errors import ForecastError, ForecastWarning, Stopped
    from forecasting.long_range import long_view
    from forecasting.results import ForecastResult, Options
    from forecasting.rolling import backtest
    from forecasting.scores import Accuracy, accuracy, compare_snapshot
    from forecasting.today import reforecast_today, rest_of_today

_HOME = {
    "forecast": "engine",
    "backtest": "rolling",
    "accuracy": "scores",
    "Accuracy": "scores",
    "compare_snapshot": "scores",
    "reforecast_today": "today",
    "rest_of_today": "today",
    "long_view": "long_range",
    "outliers": "anomalies",
    "apply_override": "adjust",
    "apply_scenario": "adjust",
    "Override": "adjust",
    "Scenario": "adjust",
    "Options": "results",
    "ForecastResult": "results",
    "ForecastWarning": "errors",
    "ForecastError": "errors",
    "Stopped": "errors",
}
__all__ = [
    "Accuracy", "ForecastError", "ForecastResult", "ForecastWarning", "Options", "Override", "Scenario", "Stopped",
    "accuracy", "apply_override", "apply_scenario", "backtest", "compare_snapshot", "forecast", "long_view", "outliers",
    "reforecast_today", "rest_of_today",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'forecasting' has no attribute {name!r}")
    return getattr(importlib.import_module(f"forecasting.{_HOME[name]}"), name)
