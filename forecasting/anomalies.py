"""Days of the past that no pattern explains: shown, and left out of learning when the planner says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.days.daydata import prepare_days
from forecasting.days.structural import build_design, fit_structural
from forecasting.events.calendar import all_events, normalise_events
from forecasting.history import read_history
from forecasting.intervals.intraday import day_totals, open_slots
from forecasting.results import Options

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("channel", "day", "contacts", "expected", "deviation_pct", "score", "reason", "event")


def outliers(
    history: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    region: str = "",
    zone: str = "Europe/Madrid",
    threshold: float = 4.0,
    options: Options | None = None,
) -> pd.DataFrame:
    """Flag unusual days.

    Args:
        history: as for `forecast`.
        threshold: how many standard deviations of the residual a day must be off.

    Returns:
        `channel, day (naive), contacts, expected, deviation_pct, score, reason (high, low, no_business), event`; pass
        (channel, day) pairs in `Options.exclude` to leave days out.
    """
    chosen = options or Options()
    panel = read_history(history, zone, missing_is_zero=chosen.missing_is_zero)
    days = np.arange(panel.days[0], panel.days[-1] + 2, dtype="datetime64[D]")
    counts = np.full((len(panel.channels), len(days)), np.nan)
    for c, series in enumerate(panel.contacts):
        counts[c, :-1] = series[:, 0] if panel.daily else day_totals(series, panel.days, open_slots(series, panel.days))
    calendar = all_events(
        normalise_events(events), days[0].astype(object), days[-1].astype(object), region, commercial=chosen.commercial
    )
    data, _ = prepare_days(days, len(days) - 1, panel.channels, counts, calendar, chosen)
    rows: list[dict[str, object]] = []
    for c, channel in enumerate(panel.channels):
        if data.state[c] != "live" or data.known[c].sum() < 42:
            continue
        log_y = np.log(np.nan_to_num(data.counts[c], nan=1.0) + 0.5)
        design = build_design(days, data.known[c], data.origin, data.events[c], data.reopening[c])
        fit = fit_structural(log_y, data.known[c], design, data.events[c], (data.origin,))[0]
        expected = np.maximum(np.exp(fit.total) - 0.5, 0.0)
        # Deviation on the log scale, where quiet channels get the Poisson share of it granted.
        sigma = np.sqrt(fit.fit.noise_var + 0.5 / np.maximum(expected, 0.5))
        score = (log_y - fit.total) / sigma
        flagged = data.known[c] & (np.abs(score) > threshold)
        empty = data.closed[c] & np.isfinite(data.counts[c]) & (expected > 10) & (np.arange(len(days)) < data.origin)
        for at in np.flatnonzero(flagged | empty):
            names = "; ".join(o.event for o in data.events[c].by_day.get(int(at), ()) if o.group != "near")
            reason = "no_business" if empty[at] else ("high" if score[at] > 0 else "low")
            if empty[at] and names:
                continue
            rows.append(
                {"channel": channel, "day": pd.Timestamp(days[at]), "contacts": float(data.counts[c, at]),
                 "expected": float(expected[at]),
                 "deviation_pct": 100.0 * (float(data.counts[c, at]) / max(float(expected[at]), 1e-9) - 1.0),
                 "score": float(score[at]), "reason": reason, "event": names}
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(["channel", "day"], ignore_index=True)
