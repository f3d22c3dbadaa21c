"""Runs inside the peers' environment: `worker.py Prophet|AutoETS|… FOLDER OUT.csv`; see `forecast_peers`.

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


def lightgbm_frames(peer, days, calendar, origins, horizon):
    """One LightGBM over all series, as it is mostly built: lags not younger than the horizon, calendar, events.

    Log counts relative to the mean of the youngest four weeks seen; the library's defaults but for the rate and rounds.
    """
    import lightgbm
    import numpy as np

    names = {name: i + 1 for i, name in enumerate(calendar["name"].unique())}
    event, inside = {}, {}
    for row in calendar.itertuples():
        for i in range((row.end - row.start).days + 1):
            event[row.start + pd.Timedelta(days=i)] = names[row.name]
            inside[row.start + pd.Timedelta(days=i)] = i
    marked = np.array(sorted(event), dtype="datetime64[D]")
    for origin in origins:
        frames = []
        for number, (channel, series) in enumerate(days[days["ds"] < origin].groupby("channel")):
            y = series.set_index("ds")["y"].asfreq("D")
            y = np.log1p(y.reindex(pd.date_range(y.index[0], origin + pd.Timedelta(days=horizon - 1))))
            level = y.shift(horizon).rolling(28, min_periods=7).mean()
            x = pd.DataFrame({"series": number, "weekday": y.index.dayofweek, "day": y.index.day,
                              "month": y.index.month, "day_of_year": y.index.dayofyear}, index=y.index)  # fmt: skip
            for lag in (horizon, horizon + 7, horizon + 14, 364, 371):
                x[f"lag{lag}"] = y.shift(lag) - level
            x["drift"] = level - y.shift(horizon + 28).rolling(28, min_periods=7).mean()
            x["event"] = [event.get(day, 0) for day in y.index]
            x["inside"] = [inside.get(day, -1) for day in y.index]
            at = np.searchsorted(marked, y.index.to_numpy().astype("datetime64[D]"))
            until = [(marked[i] - d).astype(int) if i < len(marked) else 30
                     for i, d in zip(at, y.index.to_numpy().astype("datetime64[D]"), strict=True)]  # fmt: skip
            x["until"] = np.minimum(until, 30)
            frames.append(x.assign(channel=channel, ds=y.index, level=level, y=y))
        table = pd.concat(frames, ignore_index=True)
        features = [c for c in table.columns if c not in ("channel", "ds", "level", "y")]
        train = table[(table["ds"] < origin) & table["y"].notna() & table["level"].notna()]
        data = lightgbm.Dataset(
            train[features], train["y"] - train["level"], categorical_feature=["series", "weekday", "month", "event"]
        )
        settings = {"objective": "l2", "learning_rate": 0.05, "verbosity": -1, "num_threads": 1, "seed": 0}
        model = lightgbm.train(settings, data, num_boost_round=300)
        ahead = table[table["ds"] >= origin]
        made = np.expm1(model.predict(ahead[features]) + ahead["level"].ffill()).clip(lower=0)
        for channel, part in ahead.assign(made=made).groupby("channel"):
            yield "LightGBM, plain", origin, channel, part["ds"], part["made"]


def main(peer, folder, out):
    """Run one peer over all folds."""
    place = Path(folder)
    days = pd.read_csv(place / "days.csv", parse_dates=["ds"], dtype={"channel": str})
    calendar = pd.read_csv(place / "events.csv", parse_dates=["start", "end"])
    job = json.loads((place / "job.json").read_text())
    origins = [pd.Timestamp(o) for o in job["origins"]]
    make = {"Prophet": prophet_frames, "LightGBM": lightgbm_frames}.get(peer, statsforecast_frames)
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
