"""Overrides, scenarios, today's update, long view, outliers, snapshots and the accuracy report."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forecasting
from forecasting import ForecastError, ForecastResult, Options, Override, Scenario
from forecasting.results import QUANTILES
from forecasting.scores import poisson_floor
from tests.unit.forecast.made_up import day_series, interval_series

QUICK = Options(members=("structural", "theta", "recent"), folds=4, commercial=False)
ZONE = "Europe/Madrid"


def small_table() -> pd.DataFrame:
    stamps = pd.date_range("2026-11-27 07:00", periods=4, freq="6h", tz="UTC")
    frame = pd.DataFrame({"interval_start": stamps, "channel": ["a", "a", "b", "b"], "mean": [10.0, 20.0, 0.0, 40.0]})
    return frame.assign(
        q025=0.0, q10=frame["mean"] / 2, q50=frame["mean"], q90=frame["mean"] * 2, q975=99.0, aht_s=300.0
    )


@pytest.mark.parametrize(("override", "wanted"), [
    (Override("set", 7), [7, 7, 7, 7]),
    (Override("add", -15, channel="a"), [0, 5, 0, 40]),
    (Override("percent", 50, from_time=time(8), to_time=time(15)), [15, 30, 0, 40]),
    (Override("min", 15), [15, 20, 15, 40]),
    (Override("max", 15), [10, 15, 0, 15]),
    (Override("set", 60, channel="a", scope="day"), [20, 40, 0, 40]),
    (Override("percent", 50, first_day=date(2026, 11, 28)), [10, 20, 0, 60]),
    (Override("percent", 50, weekdays=(5,)), [10, 20, 0, 60]),
    (Override("set", 7, channel="nobody"), [10, 20, 0, 40]),
])  # fmt: skip
def test_an_override_changes_what_it_names_and_nothing_else(override: Override, wanted: list[float]) -> None:
    table = small_table()
    before = table.copy()
    assert forecasting.apply_override(table, override, zone=ZONE)["mean"].tolist() == pytest.approx(wanted)
    pd.testing.assert_frame_equal(table, before)


def test_an_override_of_handling_time_leaves_the_volume() -> None:
    changed = forecasting.apply_override(small_table(), Override("percent", 10, "aht_s"), zone=ZONE)
    assert changed["aht_s"].tolist() == pytest.approx([330.0] * 4)
    assert changed["mean"].tolist() == small_table()["mean"].tolist()


def test_quantiles_move_with_the_mean_and_appear_where_there_was_none() -> None:
    changed = forecasting.apply_override(small_table(), Override("set", 20), zone=ZONE)
    assert changed["q90"].tolist()[:2] == pytest.approx([40.0, 40.0])
    assert changed["q025"][2] < 20 < changed["q975"][2]


@given(st.floats(-100, 300), st.floats(-100, 300))
def test_percentages_on_top_of_each_other_multiply(first: float, second: float) -> None:
    table = small_table()
    for percent in (first, second):
        table = forecasting.apply_override(table, Override("percent", percent), zone=ZONE)
    factor = (1 + first / 100) * (1 + second / 100)
    assert table["mean"].to_numpy() == pytest.approx(small_table()["mean"].to_numpy() * factor, abs=1e-9)


@pytest.mark.parametrize("override", [
    Override("double", 2), Override("set", float("nan")), Override("percent", -101), Override("set", -1),  # type: ignore[arg-type]
])  # fmt: skip
def test_senseless_overrides_are_refused(override: Override) -> None:
    with pytest.raises(ForecastError):
        forecasting.apply_override(small_table(), override, zone=ZONE)


def test_self_service_takes_its_share_after_the_campaign_has_added_to_it() -> None:
    scenario = Scenario("Bot and campaign", (Override("percent", 20),), self_service_share={"": 0.25})
    changed = forecasting.apply_scenario(small_table(), scenario, zone=ZONE)
    assert changed["mean"].tolist() == pytest.approx([9.0, 18.0, 0.0, 36.0])
    with pytest.raises(ForecastError):
        forecasting.apply_scenario(small_table(), Scenario("x", self_service_share={"": 15}), zone=ZONE)


def morning(factor: float, interval_forecast: ForecastResult) -> pd.DataFrame:
    table = interval_forecast.table
    stamp = table["interval_start"].dt.tz_convert(ZONE)
    part = table[(stamp.dt.date == date(2025, 4, 29)) & (stamp.dt.hour < 12) & (table["channel"] == "phone")]
    return part[["interval_start", "channel"]].assign(contacts=(part["mean"] * factor).round(), aht_s=400.0)


def test_a_busy_morning_lifts_the_afternoon_and_a_quiet_one_lowers_it(interval_forecast: ForecastResult) -> None:
    now = datetime(2025, 4, 29, 10, 0, tzinfo=UTC)
    factors = []
    for factor in (0.6, 1.0, 1.5):
        today = forecasting.reforecast_today(interval_forecast.table, morning(factor, interval_forecast), now=now)
        phone = today[today["channel"] == "phone"]
        factors.append(float(phone["factor"].iloc[0]))
        ahead = phone[phone["status"] == "forecast"]
        assert (ahead["interval_start"] >= pd.Timestamp(now)).all()
        assert (np.diff(ahead[list(QUANTILES)].to_numpy(), axis=1) >= -1e-9).all()
        assert (today[today["channel"] == "chat"]["factor"] == 1.0).all()
    assert 0.6 < factors[0] < 0.97
    assert factors[1] == pytest.approx(1.0, abs=0.02)
    assert 1.03 < factors[2] < 1.5


def test_the_rest_of_today_is_as_sure_as_it_says(interval_history: pd.DataFrame) -> None:
    """Over 42 days and two channels the 80 % band of what is still to come at noon holds about that often."""
    inside = []
    for start in pd.date_range("2025-03-17", periods=6, freq="7D"):
        made = forecasting.forecast(interval_history, start=start.date(), days=7, region="ES-MD", options=QUICK)
        for day in made.daily["day"]:
            now = (day + pd.Timedelta(hours=12)).tz_localize(ZONE)
            stamp = interval_history["interval_start"]
            came = interval_history[(stamp >= day.tz_localize(ZONE)) & (stamp.dt.date == day.date())]
            if came.empty:
                continue
            today = forecasting.reforecast_today(made.table, came, now=now, daily=made.daily)
            rest = forecasting.rest_of_today(today).set_index("channel")
            later = came[came["interval_start"] >= now].groupby("channel")["contacts"].sum()
            inside.append(((later >= rest["q10"]) & (later <= rest["q90"])).mean())
    assert 0.7 <= np.mean(inside) <= 0.93


def test_a_noisy_morning_of_a_quiet_channel_moves_the_afternoon_little() -> None:
    """Two contacts instead of one by noon are chance; twelve hundred instead of a thousand are not."""
    stamps = pd.date_range("2026-03-02 08:00", periods=20, freq="30min", tz=ZONE).tz_convert("UTC")
    factors = {}
    for channel, level in (("quiet", 0.25), ("busy", 125.0)):
        spread = np.sqrt(level + (0.15 * level) ** 2)
        table = pd.DataFrame({"interval_start": stamps, "channel": channel, "mean": level,
                              "q10": level - 1.2816 * spread, "q90": level + 1.2816 * spread})  # fmt: skip
        total = 20 * level
        doubt = 1.2816 * np.sqrt(20 * spread**2 + (0.1 * total) ** 2)
        daily = pd.DataFrame({"day": [pd.Timestamp("2026-03-02")], "channel": channel, "mean": total,
                              "q10": total - doubt, "q90": total + doubt})  # fmt: skip
        came = table.iloc[:8].assign(contacts=[0, 1, 0, 0, 1, 0, 0, 1] if channel == "quiet" else 150.0)
        now = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
        factors[channel] = forecasting.reforecast_today(table, came, now=now, daily=daily)["factor"].iloc[0]
    assert 1.0 < factors["quiet"] < 1.05
    assert 1.07 < factors["busy"] < 1.2


def test_intervals_not_over_by_now_are_not_believed(interval_forecast: ForecastResult) -> None:
    now = datetime(2025, 4, 29, 6, 10, tzinfo=UTC)
    today = forecasting.reforecast_today(interval_forecast.table, morning(9.0, interval_forecast), now=now)
    assert (today["factor"] == 1.0).all()


def test_today_outside_the_forecast_is_refused(interval_forecast: ForecastResult) -> None:
    with pytest.raises(ForecastError, match="no intervals"):
        forecasting.reforecast_today(
            interval_forecast.table, morning(1.0, interval_forecast), now=datetime(2027, 1, 1, tzinfo=UTC)
        )


def test_the_long_view_gives_a_year_of_weeks_that_add_up_to_the_level(shop_days: pd.DataFrame) -> None:
    weeks = forecasting.long_view(shop_days, start=date(2025, 11, 10), weeks=52, options=QUICK)
    assert len(weeks) == 52
    assert weeks["days"].eq(7).all()
    assert weeks["week"].dt.day_of_week.eq(0).all()
    assert (weeks["q025"] < weeks["q50"]).all()
    assert (weeks["q50"] < weeks["q975"]).all()
    assert weeks["mean"].sum() == pytest.approx(shop_days["contacts"].tail(364).sum(), rel=0.12)


def test_a_spike_nobody_announced_is_flagged_and_ordinary_days_are_not() -> None:
    history = day_series(400)
    spoilt = history.assign(contacts=history["contacts"].where(history.index != 333, 1200.0))
    found = forecasting.outliers(spoilt)
    assert pd.Timestamp("2023-12-01") in found["day"].tolist()
    assert found.set_index("day").loc["2023-12-01", "reason"] == "high"
    assert len(found) < 8


def test_a_snapshot_is_held_against_what_came(interval_history: pd.DataFrame) -> None:
    first = interval_history["interval_start"] < pd.Timestamp("2025-04-21", tz=ZONE)
    made = forecasting.forecast(interval_history[first], start=date(2025, 4, 21), days=7, options=QUICK)
    rows = forecasting.compare_snapshot(made.table, interval_history)
    assert list(rows.columns) == [
        "origin", "interval_start", "channel", "actual", "mean", "q025", "q10", "q50", "q90", "q975",
    ]  # fmt: skip
    came = interval_history.set_index(["channel", interval_history["interval_start"].dt.tz_convert("UTC")])["contacts"]
    for row in rows.head(20).itertuples():
        assert came[(row.channel, row.interval_start)] == row.actual


def test_the_backtest_leaves_the_horizon_after_its_last_origin_and_steps_back_from_it() -> None:
    history = day_series(250)
    rows = forecasting.backtest(history, horizon=14, origins=3, step=7, options=QUICK)
    last = history["interval_start"].max()
    origins = sorted(rows["origin"].unique())
    assert origins == [last - pd.Timedelta(days=13 + 7 * k) for k in (2, 1, 0)]
    assert rows.groupby("origin").size().tolist() == [14, 14, 14]


def test_a_backtest_row_comes_only_from_days_before_its_origin() -> None:
    history = day_series(250)
    rows = forecasting.backtest(history, horizon=14, origins=2, step=14, options=QUICK)
    changed = history.assign(contacts=history["contacts"].where(history.index < 236, 5000.0))
    again = forecasting.backtest(changed, horizon=14, origins=2, step=14, options=QUICK)
    first = rows["origin"] == rows["origin"].min()
    assert rows.loc[first, "mean"].tolist() == again.loc[first, "mean"].tolist()


def test_accuracy_counts_as_its_definitions_say() -> None:
    history = day_series(120)
    rows = forecasting.backtest(history, horizon=14, origins=2, step=14, options=QUICK)
    report = forecasting.accuracy(rows, history)
    row = report.overall.iloc[0]
    assert row["wape"] == pytest.approx((rows["actual"] - rows["mean"]).abs().sum() / rows["actual"].sum())
    assert row["bias"] == pytest.approx((rows["mean"] - rows["actual"]).sum() / rows["actual"].sum())
    assert row["coverage80"] == pytest.approx(rows["actual"].between(rows["q10"], rows["q90"]).mean())
    assert report.by_channel["n"].sum() == report.by_weekday["n"].sum() == report.by_horizon["n"].sum() == len(rows)
    week_before = history.set_index("interval_start")["contacts"]
    naive = report.rows[report.rows["ahead"] <= 7]
    for line in naive.head(7).itertuples():
        assert line.naive == week_before[pd.Timestamp(line.day) - pd.Timedelta(days=7)]


def test_event_days_are_scored_apart() -> None:
    history = day_series(120)
    events = pd.DataFrame({"name": ["Sale"], "kind": ["promotion"], "start": ["2023-04-25"], "end": ["2023-04-26"]})
    rows = forecasting.backtest(history, horizon=14, origins=1, step=14, events=events, options=QUICK)
    by_event = forecasting.accuracy(rows, history, events=events).by_event.set_index("event_day")["n"]
    assert by_event[True] == 2
    assert by_event[False] == 12


@settings(max_examples=20)
@given(st.floats(0.1, 500))
def test_the_noise_floor_is_the_mean_deviation_of_a_poisson_count(mean: float) -> None:
    from scipy.stats import poisson

    values = np.arange(0, int(mean + 12 * np.sqrt(mean) + 30))
    exact = float((np.abs(values - mean) * poisson.pmf(values, mean)).sum())
    assert float(poisson_floor(np.array([mean]))[0]) == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize(("shape", "noise"), [(0.0, 1.0), (0.2, 2.0), (0.4, 4.0)])
def test_the_noise_floor_is_what_a_forecaster_who_knows_the_means_still_misses(shape: float, noise: float) -> None:
    """For Poisson counts and for bursts alike, with weekdays, a season and two spikes in the way."""
    history = day_series(900, noise=0.0)
    rng = np.random.default_rng(5)
    weekday = history["interval_start"].dt.day_of_week.to_numpy()
    mean = np.array([375, 330, 300, 300, 315, 240, 180.0])[weekday]
    factor = rng.gamma(1 / shape**2, shape**2, 900) if shape else np.ones(900)
    history["contacts"] = rng.poisson(mean * factor).astype(float)
    told = history.assign(actual=history["contacts"], mean=mean, origin=history["interval_start"].iloc[0])
    told["interval_start"] = told["interval_start"].dt.tz_localize("UTC")
    missed = float(np.abs(told["actual"] - mean).sum() / told["actual"].sum())
    spiked = history.copy()
    spiked.loc[[200, 600], "contacts"] *= 6
    scores = forecasting.accuracy(told.drop(columns="contacts"), spiked, zone="UTC").overall
    assert float(scores["floor_wape"].iloc[0]) == pytest.approx(missed, rel=0.1)
    assert missed > noise * 0.9 * float(scores["poisson_wape"].iloc[0])


def test_bursty_office_channels_get_intervals_that_hold() -> None:
    history = pd.concat(
        [interval_series(130, level=v, seed=i, channel=str(i), burst=0.3, closed_weekdays=(5, 6), aht_s=None)
         for i, v in enumerate((80, 200, 500))]
    )  # fmt: skip
    rows = forecasting.backtest(history, horizon=14, origins=3, step=14, options=QUICK)
    report = forecasting.accuracy(rows, history).overall.iloc[0]
    assert 0.70 < report["coverage80"] < 0.92
    assert report["coverage95"] > 0.90
    assert report["wape"] < report["naive_wape"]
