"""`python -m benchmarks forecast`: columns, times and figures on files as people have them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.forecast import main, zone_of
from tests.unit.forecast.made_up import day_series, interval_series

COLUMNS = ["origin", "interval_start", "channel", "actual", "mean", "q025", "q10", "q50", "q90", "q975"]


def measured(folder: Path, history: pd.DataFrame, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    history.to_csv(folder / "contacts.csv", index=False)
    out = folder / "backtest.csv"
    arguments = [
        str(folder / "contacts.csv"),
        *more,
        "--horizon",
        "7",
        "--origins",
        "2",
        "--step",
        "7",
        "--out",
        str(out),
    ]
    assert main(arguments) == 0
    figures: dict[str, object] = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    return figures


def test_days_without_a_zone_come_back_as_the_days_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = day_series(120)
    figures = measured(tmp_path, history, capsys)
    rows = pd.read_csv(tmp_path / "backtest.csv")
    assert list(rows.columns) == COLUMNS
    assert list(rows["interval_start"]) == list(history["interval_start"].dt.strftime("%Y-%m-%d").iloc[-14:])
    assert list(rows["actual"]) == list(history["contacts"].iloc[-14:])
    assert 0 < float(str(figures["wape"])) < 30
    assert figures["origins"] == 2


@pytest.mark.parametrize("width_min", [30, 1440])
def test_times_with_offsets_keep_them_over_a_clock_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], width_min: int
) -> None:
    """The clock goes back on 26 October 2025; the zone is read off the offsets."""
    if width_min == 1440:
        history = day_series(120, start=pd.Timestamp("2025-07-04").date())
        history["interval_start"] = history["interval_start"].dt.tz_localize("Europe/Madrid")
    else:
        history = interval_series(70, start=pd.Timestamp("2025-08-23").date(), width_min=30, closed_weekdays=())
    history["interval_start"] = history["interval_start"].map(lambda stamp: stamp.isoformat())
    measured(tmp_path, history, capsys)
    rows = pd.read_csv(tmp_path / "backtest.csv")
    came = history.assign(interval_start=history["interval_start"].str.replace(":00+", "+"))
    joined = rows.merge(came, on=["interval_start", "channel"])
    assert len(joined) == len(rows) > 0
    assert (joined["actual"] == joined["contacts"]).all()
    assert rows["interval_start"].str.endswith("+02:00").any()
    assert rows["interval_start"].str.endswith("+01:00").any()


def test_a_zone_is_found_from_what_its_clock_shows() -> None:
    assert zone_of(pd.Series(["2025-07-01T00:00+02:00", "2025-12-01T00:00+01:00"])) == "Europe/Madrid"
    assert zone_of(pd.Series(["2025-07-01T00:00-04:00", "2025-12-01T00:00-05:00"])) == "America/New_York"
    assert zone_of(pd.Series(["2025-07-01T00:00Z", "2025-12-01T00:00+00:00"])) == "UTC"


def test_a_file_without_the_column_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_text("day,channel,contacts\n2025-01-01,phone,3\n")
    assert main([str(tmp_path / "x.csv")]) == 1
    assert capsys.readouterr().err.strip() == "forecast: x.csv lacks the column 'interval_start'. Add it."
