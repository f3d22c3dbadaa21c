"""Runs inside the peers' environment: `worker.py Prophet|AutoETS|Theta|MSTL FOLDER OUT.csv`; see `forecast_peers`.

Reads `days.csv`, `events.csv` and `job.json` of the folder, writes `method, origin, channel, ds, made`; the last line
of stdout is a JSON object of seconds by method. Imports nothing of the product.
"""

import json
import logging
import sys
import time
import warnings
from pathlib import Path

import pandas as pd

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)


def prophet_frames(peer, days, calendar, origins, horizon):
    """Prophet with the events as holidays, by day within a span; its defaults otherwise."""
    from prophet import Prophet

    rows = [
        {"holiday": f"{e.name_}+{i}", "ds": e.start + pd.Timedelta(days=i)}
        for e in calendar.rename(columns={"name": "name_"}).itertuples()
        for i in range((e.end - e.start).days + 1)
    ]
    holidays = pd.DataFrame(rows).drop_duplicates() if rows else None
    for origin in origins:
        for channel, series in days.groupby("channel"):
            train = series[(series["ds"] < origin) & series["y"].notna()]
            mode = "multiplicative"
            model = Prophet(holidays=holidays, seasonality_mode=mode, uncertainty_samples=0)
            model.fit(train[["ds", "y"]])
            future = pd.DataFrame({"ds": pd.date_range(origin, periods=horizon)})
            made = model.predict(future)["yhat"].clip(lower=0)
            yield "Prophet with events", origin, channel, future["ds"], made


def statsforecast_frames(peer, days, calendar, origins, horizon):
    """AutoETS, DynamicOptimizedTheta or MSTL (week and year) on the days as they are.

    Missing days carry the value of the week before, closed weekends the last value before them.
    """
    from statsforecast import StatsForecast
    from statsforecast.models import MSTL, AutoETS, DynamicOptimizedTheta

    for origin in origins:
        parts = []
        for channel, series in days[days["ds"] < origin].groupby("channel"):
            filled = series.set_index("ds")["y"].asfreq("D")
            filled = filled.fillna(filled.shift(7)).ffill()
            filled = filled.reindex(pd.date_range(filled.index[0], origin - pd.Timedelta(days=1))).ffill()
            parts.append(pd.DataFrame({"unique_id": channel, "ds": filled.index, "y": filled.to_numpy(dtype=float)}))
        train = pd.concat(parts, ignore_index=True)
        long_enough = train.groupby("unique_id").size().min() > 740
        periods = [7, 365] if long_enough else [7]
        models = {
            "AutoETS": AutoETS(season_length=7),
            "Theta": DynamicOptimizedTheta(season_length=7),
            "MSTL": MSTL(season_length=periods),
        }
        started = time.perf_counter()
        made = StatsForecast(models=[models[peer]], freq="D", n_jobs=1).forecast(df=train, h=horizon)
        column = next(c for c in made.columns if c not in ("unique_id", "ds"))
        share = (time.perf_counter() - started) / made["unique_id"].nunique()
        for channel, part in made.reset_index().groupby("unique_id"):
            yield peer, origin, channel, part["ds"], part[column].clip(lower=0), share


def main(peer, folder, out):
    """Run one peer over all folds."""
    place = Path(folder)
    days = pd.read_csv(place / "days.csv", parse_dates=["ds"], dtype={"channel": str})
    calendar = pd.read_csv(place / "events.csv", parse_dates=["start", "end"])
    job = json.loads((place / "job.json").read_text())
    origins = [pd.Timestamp(o) for o in job["origins"]]
    make = prophet_frames if peer == "Prophet" else statsforecast_frames
    frames, seconds = [], {}
    started = time.perf_counter()
    for name, origin, channel, ds, made, *spent in make(peer, days, calendar, origins, job["horizon"]):
        now = time.perf_counter()
        seconds[name] = seconds.get(name, 0.0) + (spent[0] if spent else now - started)
        started = now
        frames.append(
            pd.DataFrame({"method": name, "origin": origin, "channel": channel, "ds": ds.to_numpy(),
                          "made": made.to_numpy()})
        )  # fmt: skip
    pd.concat(frames, ignore_index=True).to_csv(out, index=False)
    print(json.dumps({name: round(value, 2) for name, value in seconds.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
