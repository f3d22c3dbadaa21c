"""`python -m benchmarks forecast CONTACTS.csv [EVENTS.csv] …`: a backtest measured, on request beside its peers.

Prints a table and, on the last line of stdout, one JSON object. WAPE, bias and coverage are percentages; `wape` is the
mean over series of each series' WAPE. Event days are those of EVENTS.csv and the public holidays of the region.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

OFFSET = r"(?:[+-]\d\d:?\d\d|Z)$"
COMMON_ZONES = (
    "Europe/Madrid", "Europe/Prague", "Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles",
)  # fmt: skip


def main(argv: list[str]) -> int:
    """Run the benchmark; exit code 0, or 1 when the input is refused."""
    from forecasting.errors import ForecastError

    parser = argparse.ArgumentParser(prog="python -m benchmarks forecast", description=__doc__)
    parser.add_argument("contacts", type=Path)
    parser.add_argument("events", type=Path, nargs="?")
    parser.add_argument("--region", default="")
    parser.add_argument(
        "--zone", default="", help="time zone of the file's times; by default what their offsets show, else UTC"
    )
    parser.add_argument("--horizon", type=int, default=28)
    parser.add_argument("--origins", type=int, default=13)
    parser.add_argument("--step", type=int, default=28)
    parser.add_argument("--out", type=Path, help="write the backtest rows here")
    parser.add_argument("--peers", action="store_true", help="also run Prophet and statsforecast on the same folds")
    options = parser.parse_args(argv)
    try:
        figures = measure(options)
    except (ForecastError, OSError, ValueError) as problem:
        print(f"forecast: {problem}", file=sys.stderr)
        return 1
    print(json.dumps(_plain(figures), ensure_ascii=False, allow_nan=False))
    return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """The backtest and its figures."""
    import pandas as pd

    from forecasting import accuracy
    from forecasting.errors import ForecastError
    from forecasting.rolling import backtest_with_members

    history = pd.read_csv(options.contacts, dtype={"channel": str})
    if "interval_start" not in history.columns:
        raise ForecastError("bad_column", f"{options.contacts.name} lacks the column 'interval_start'.", "Add it.")
    events = pd.read_csv(options.events, dtype={"channel": str, "name": str}) if options.events else None
    offsets = history["interval_start"].astype(str).str.contains(OFFSET).any()
    options.zone = options.zone or (zone_of(history["interval_start"]) if offsets else "UTC")
    wall, cpu = time.perf_counter(), time.process_time()

    def told(share: float, stage: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{100 * share:5.1f} % {stage:<12}", end="", file=sys.stderr)

    rows, member_days = backtest_with_members(
        history, horizon=options.horizon, origins=options.origins, step=options.step, events=events,
        region=options.region, zone=options.zone, progress=told,
    )  # fmt: skip
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if options.out:
        _write(rows, options.out, options.zone, offsets=bool(offsets))
    scores = accuracy(rows, history, events=events, region=options.region, zone=options.zone)
    series, folds = rows["channel"].nunique(), rows["origin"].nunique()
    methods = {"combined": _percent(scores.by_channel["wape"].mean())}
    day_rows = scores.rows.groupby(["origin", "day", "channel"], as_index=False).agg(
        actual=("actual", "sum"), mean=("mean", "sum"), event_day=("event_day", "any")
    )
    by_day = {"combined": series_wape(day_rows), **_member_wapes(day_rows, member_days)}
    by_day_event = {
        "combined": series_wape(day_rows[day_rows["event_day"]]),
        **_member_wapes(day_rows[day_rows["event_day"]], member_days),
    }
    simple = {}
    for name, shown in (("naive", "seasonal naive"), ("last_year", "last year's ratio")):
        keys = ["origin", "day", "channel", "event_day"]
        days = scores.rows.dropna(subset=[name]).groupby(keys, as_index=False)[["actual", name]].sum()
        simple[shown] = {
            "wape_days": series_wape(days, name),
            "event_wape_days": series_wape(days[days["event_day"]], name),
        }
    events_only = scores.rows[scores.rows["event_day"]]
    peers: dict[str, Any] = {}
    if options.peers:
        from benchmarks.forecast_peers import run_peers

        peers = run_peers(history, events, options, day_rows)
    figures: dict[str, Any] = {
        "benchmark": "forecast", "contacts": options.contacts.name, "region": options.region, "series": series,
        "horizon": options.horizon, "origins": int(folds), "step": options.step,
        "wape": methods["combined"],
        "wape_by_series": {r.channel: _percent(r.wape) for r in scores.by_channel.itertuples()},
        "wape_pooled": _percent(scores.overall["wape"].iloc[0]),
        "wape_days": by_day["combined"], "members_wape_days": by_day, "members_event_wape_days": by_day_event,
        "event_wape": series_wape(events_only), "event_rows": len(events_only),
        "naive_wape": _percent(scores.by_channel["naive_wape"].mean()),
        "last_year_wape": _percent(scores.by_channel["last_year_wape"].mean()),
        "noise_floor_wape": _percent(scores.by_channel["floor_wape"].mean()),
        "poisson_floor_wape": _percent(scores.by_channel["poisson_wape"].mean()),
        "bias": _percent(scores.overall["bias"].iloc[0]),
        "mase": round(float(scores.by_channel["mase"].mean()), 4),
        "pinball": _percent(scores.overall["pinball"].iloc[0]),
        "coverage80": _percent(scores.overall["coverage80"].iloc[0]),
        "coverage95": _percent(scores.overall["coverage95"].iloc[0]),
        "coverage_by_series": {
            r.channel: [_percent(r.coverage80), _percent(r.coverage95)] for r in scores.by_channel.itertuples()
        },
        "event_coverage80": _coverage(events_only, "q10", "q90"),
        "event_coverage95": _coverage(events_only, "q025", "q975"),
        "simple": simple, "peers": peers,
        "seconds": round(wall, 2), "cpu_seconds": round(cpu, 2),
        "seconds_per_fit": round(wall / (series * folds), 3), "cpu_seconds_per_fit": round(cpu / (series * folds), 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }  # fmt: skip
    _print_table(figures)
    return figures


def series_wape(rows: pd.DataFrame, column: str = "mean") -> float:
    """Mean over series of the WAPE, per cent."""
    if rows.empty:
        return float("nan")
    wrong = (rows["actual"] - rows[column]).abs().groupby(rows["channel"]).sum()
    total = rows["actual"].groupby(rows["channel"]).sum()
    return _percent(float((wrong / total)[total > 0].mean()))


def _member_wapes(day_rows: pd.DataFrame, member_days: pd.DataFrame) -> dict[str, float]:
    result = {}
    for name, made in member_days.groupby("member"):
        joined = day_rows.merge(
            made.rename(columns={"mean": "made"}), on=["origin", "channel", "day"], how="inner"
        ).dropna(subset=["made"])
        result[str(name)] = series_wape(joined, "made")
    return result


def _plain(value: Any) -> Any:
    """The figures with null where there is none, for JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _coverage(rows: pd.DataFrame, low: str, high: str) -> float:
    if rows.empty:
        return float("nan")
    return _percent(float(((rows["actual"] >= rows[low]) & (rows["actual"] <= rows[high])).mean()))


def _percent(share: float) -> float:
    return round(100.0 * float(share), 3) if abs(float(share)) < 1e6 else float("nan")


def zone_of(stamps: pd.Series) -> str:
    """A time zone whose clock shows every offset of these ISO times; UTC where none does."""
    from zoneinfo import ZoneInfo, available_timezones

    import pandas as pd

    texts = stamps.astype(str).drop_duplicates()
    sample = texts.iloc[:: max(len(texts) // 400, 1)]
    read = [pd.Timestamp(text) for text in sample]
    if any(stamp.tzinfo is None for stamp in read):
        return "UTC"
    offsets = {stamp.utcoffset() for stamp in read}
    if len(offsets) == 1 and not any(offsets):
        return "UTC"
    wanted = [(stamp.to_pydatetime(), stamp.utcoffset()) for stamp in read]
    for name in (*COMMON_ZONES, *sorted(available_timezones())):
        zone = ZoneInfo(name)
        if all(moment.astimezone(zone).utcoffset() == offset for moment, offset in wanted):
            return name
    return "UTC"


def _write(rows: pd.DataFrame, path: Path, zone: str, *, offsets: bool) -> None:
    """The backtest as CSV; times as the contacts had them: local ones plain, or ISO with their offset."""
    aware = rows["interval_start"].dt.tz_convert(zone)
    local = aware.dt.tz_localize(None)
    daily = (local.dt.hour * 60 + local.dt.minute).nunique() == 1
    if offsets:
        shown = aware.map(lambda stamp: stamp.isoformat(timespec="minutes"))
    else:
        shown = local.dt.strftime("%Y-%m-%d" if daily else "%Y-%m-%d %H:%M")
    out = rows.assign(interval_start=shown, origin=rows["origin"].dt.strftime("%Y-%m-%d"))
    out.round(6).to_csv(path, index=False)


def _print_table(figures: dict[str, Any]) -> None:
    print(f"{'method':<24}{'WAPE days %':>12}{'event days %':>14}")
    for name, value in figures["members_wape_days"].items():
        print(f"{name:<24}{value:>12.2f}{figures['members_event_wape_days'].get(name, float('nan')):>14.2f}")
    for name, peer in {**figures["simple"], **figures["peers"]}.items():
        print(
            f"{name:<24}{peer.get('wape_days', float('nan')):>12.2f}{peer.get('event_wape_days', float('nan')):>14.2f}"
        )
    print(f"intervals: WAPE {figures['wape']:.2f} %, seasonal naive {figures['naive_wape']:.2f} %, "
          f"last year {figures['last_year_wape']:.2f} %, noise floor {figures['noise_floor_wape']:.2f} %")  # fmt: skip
    print(f"coverage 80/95: {figures['coverage80']:.1f} / {figures['coverage95']:.1f} %, event days "
          f"{figures['event_coverage80']:.1f} / {figures['event_coverage95']:.1f} %")  # fmt: skip
    print(f"{figures['seconds_per_fit']:.2f} s a series and fit, peak {figures['peak_mb']:.0f} MB")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
