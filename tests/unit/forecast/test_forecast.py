"""A forecast covers every open interval, with ordered quantiles, known events, and remarks instead of silence."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forecasting
from forecasting import ForecastError, ForecastResult, Options, Stopped
from forecasting.results import QUANTILES
from tests.unit.forecast.made_up import day_series, interval_series

QUICK = Options(members=("structural", "theta", "recent"), folds=3, commercial=False)


def sound(result: ForecastResult) -> None:
    table = result.table
    numbers = table[["mean", *QUANTILES]].to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert (np.diff(table[list(QUANTILES)].to_numpy(), axis=1) >= -1e-9).all()


def codes(result: ForecastResult) -> set[str]:
    return {warning.code for warning in result.warnings}


def test_daily_history_gives_one_row_a_day_at_local_midnight(day_forecast: ForecastResult) -> None:
    sound(day_forecast)
    local = day_forecast.table["interval_start"].dt.tz_convert("Europe/Madrid")
    assert local.dt.strftime("%H:%M").unique().tolist() == ["00:00"]
    assert local.dt.date.tolist() == [date(2025, 11, 12) + timedelta(days=i) for i in range(28)]


def test_a_promotion_seen_twice_is_expected_again_with_its_past_lift(day_forecast: ForecastResult) -> None:
    days = day_forecast.daily.set_index("day")["mean"]
    lift = days["2025-11-28"] / days["2025-11-21"]
    assert 1.8 < lift < 2.6
    effect = day_forecast.effects.set_index("event").loc["Big Friday"]
    assert effect["occurrences"] == 2
    assert effect["low_pct"] < effect["effect_pct"] < effect["high_pct"]
    assert effect["low_pct"] < 120 < effect["high_pct"] * 1.3


def test_the_past_pattern_is_met_within_its_noise(shop_days: pd.DataFrame) -> None:
    rows = forecasting.backtest(
        shop_days[shop_days["interval_start"] < "2025-10-01"], horizon=28, origins=2, step=28, options=QUICK
    )
    wape = (rows["actual"] - rows["mean"]).abs().sum() / rows["actual"].sum()
    assert wape < 0.075
    assert ((rows["actual"] >= rows["q025"]) & (rows["actual"] <= rows["q975"])).mean() > 0.85


def test_an_announced_uplift_counts_in_full_for_an_event_never_seen() -> None:
    history = day_series(200)
    plan = pd.DataFrame({"name": ["Launch"], "kind": ["promotion"], "start": ["2023-07-26"], "uplift_pct": [50.0]})
    bare = forecasting.forecast(history, start=date(2023, 7, 21), days=10, options=QUICK)
    planned = forecasting.forecast(history, start=date(2023, 7, 21), days=10, events=plan, options=QUICK)
    ratio = planned.daily["mean"].to_numpy() / bare.daily["mean"].to_numpy()
    assert ratio[5] == pytest.approx(1.5, rel=0.01)
    assert np.delete(ratio, 5) == pytest.approx(np.ones(9), rel=0.01)


def test_intervals_add_up_to_the_day_and_closed_hours_are_absent(interval_forecast: ForecastResult) -> None:
    sound(interval_forecast)
    local = interval_forecast.table["interval_start"].dt.tz_convert("Europe/Madrid")
    assert local.dt.hour.min() == 8
    assert local.dt.hour.max() == 19
    assert 6 not in set(local.dt.day_of_week)
    summed = interval_forecast.table.groupby([local.dt.date, "channel"])["mean"].sum()
    days = interval_forecast.daily[~interval_forecast.daily["closed"]]
    for row in days.itertuples():
        if row.mean > 0:
            assert summed[(row.day.date(), row.channel)] == pytest.approx(row.mean, rel=1e-6)


def test_handling_time_is_forecast_beside_volume(interval_forecast: ForecastResult) -> None:
    by_channel = interval_forecast.table.groupby("channel")["aht_s"].mean()
    assert by_channel["phone"] == pytest.approx(308, abs=8)
    assert by_channel["chat"] == pytest.approx(514, abs=12)


def test_history_after_the_start_changes_nothing(shop_days: pd.DataFrame) -> None:
    start = date(2025, 3, 3)
    cut = shop_days[shop_days["interval_start"] < "2025-03-03"]
    spoilt = shop_days.assign(contacts=shop_days["contacts"].where(shop_days["interval_start"] < "2025-03-03", 9e6))
    first = forecasting.forecast(cut, start=start, days=7, options=QUICK)
    second = forecasting.forecast(spoilt, start=start, days=7, options=QUICK)
    pd.testing.assert_frame_equal(first.table, second.table)


def test_two_runs_give_the_same_numbers(shop_days: pd.DataFrame) -> None:
    options = Options(folds=2)
    runs = [forecasting.forecast(shop_days, start=date(2025, 11, 12), days=7, options=options).table for _ in range(2)]
    pd.testing.assert_frame_equal(runs[0], runs[1])


def test_weekends_without_rows_and_weekends_of_zeros_are_both_closed() -> None:
    absent = day_series(300, closed_weekdays=(5, 6))
    zeros = day_series(300)
    zeros.loc[zeros["interval_start"].dt.day_of_week > 4, "contacts"] = 0
    for history in (absent, zeros):
        daily = forecasting.forecast(history, start=date(2023, 10, 30), days=14, options=QUICK).daily
        weekend = daily["day"].dt.day_of_week > 4
        assert (daily.loc[weekend, "mean"] == 0).all()
        assert daily.loc[weekend, "closed"].all()
        assert (daily.loc[~weekend, "mean"] > 200).all()


def test_a_holiday_that_was_closed_is_closed_again() -> None:
    history = day_series(730, start=date(2023, 1, 2))
    shut = history["interval_start"].isin([pd.Timestamp("2023-05-01"), pd.Timestamp("2024-05-01")])
    daily = forecasting.forecast(
        history[~shut], start=date(2024, 12, 31), days=150, region="ES-MD", options=QUICK
    ).daily
    assert daily.set_index("day")["mean"]["2025-05-01"] == 0


@pytest.mark.parametrize(("change", "code"), [
    (lambda h: h.assign(contacts=0.0), "all_zero"),
    (lambda h: h.assign(contacts=80.0), "constant"),
    (lambda h: h.tail(7), "short_history"),
    (lambda h: h.tail(1), "short_history"),
    (lambda h: h[(h.index < 60) | (h.index > 150)], "gap"),
    (lambda h: h.assign(contacts=h["contacts"].where(h.index != 50, -3)), "negative_counts"),
    (lambda h: h.assign(contacts=h["contacts"] + 0.25), "fractional_counts"),
    (lambda h: h.assign(contacts=h["contacts"].where(h.index != 9, np.inf)), "infinite_counts"),
    (lambda h: pd.concat([h, h.tail(3).assign(contacts=1.0)]), "duplicate_rows"),
    (lambda h: h.assign(contacts=h["contacts"].where(h.index < 150, 0.0)), "stopped"),
    (lambda h: h.assign(contacts=h["contacts"].where(h.index > 150, 0.0)), "started"),
    (lambda h: h[h.index < 170], "stale_history"),
    (lambda h: h.assign(contacts=h["contacts"].where(h.index % 3 == 0, 0.0)), "intermittent"),
])  # fmt: skip
def test_odd_history_gives_a_sound_forecast_and_a_remark(change, code) -> None:  # type: ignore[no-untyped-def]
    history = change(day_series(210))
    result = forecasting.forecast(history, start=date(2023, 7, 31), days=14, options=QUICK)
    sound(result)
    assert code in codes(result)
    assert len(result.table) == 14


def test_a_stopped_channel_is_forecast_at_nothing_and_a_constant_one_at_its_constant() -> None:
    history = day_series(210)
    stopped = history.assign(contacts=history["contacts"].where(history.index < 150, 0.0))
    assert forecasting.forecast(stopped, start=date(2023, 7, 31), days=7, options=QUICK).table["q975"].max() == 0
    constant = forecasting.forecast(history.assign(contacts=80.0), start=date(2023, 7, 31), days=7, options=QUICK)
    assert constant.table["mean"].to_numpy() == pytest.approx(np.full(7, 80.0), rel=1e-3)


@pytest.mark.parametrize(("history", "code"), [
    (pd.DataFrame({"interval_start": [], "channel": [], "contacts": []}), "empty_history"),
    (pd.DataFrame({"interval_start": ["2025-01-01"], "contacts": [3]}), "bad_column"),
    (pd.DataFrame({"interval_start": ["soon"], "channel": ["a"], "contacts": [3]}), "bad_date"),
    (pd.DataFrame({"interval_start": ["2025-01-01"], "channel": ["a"], "contacts": [-3]}), "empty_history"),
    (pd.DataFrame({"interval_start": ["2025-01-01 10:00", "2025-01-01 10:07"], "channel": "a", "contacts": 3}),
     "off_grid"),
    (pd.DataFrame({"interval_start": ["2026-01-01"], "channel": ["a"], "contacts": [3]}), "no_history_before_start"),
    (pd.DataFrame({"interval_start": ["0225-01-01", "2025-01-01"], "channel": "a", "contacts": 3}), "bad_date"),
])  # fmt: skip
def test_history_that_cannot_be_forecast_is_refused_once_and_clearly(history: pd.DataFrame, code: str) -> None:
    with pytest.raises(ForecastError) as refused:
        forecasting.forecast(history, start=date(2025, 6, 1), days=7)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(("arguments", "code"), [
    ({"days": 0}, "bad_days"), ({"days": 7, "zone": "Mars/Olympus"}, "bad_zone"),
    ({"days": 7, "region": "ES-QQ"}, "bad_region"),
])  # fmt: skip
def test_arguments_out_of_range_are_refused(arguments: dict[str, object], code: str) -> None:
    with pytest.raises(ForecastError) as refused:
        forecasting.forecast(day_series(60), start=date(2023, 3, 1), **arguments)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_days_of_23_and_25_hours_lose_and_repeat_an_interval() -> None:
    history = interval_series(70, opens=0, closes=24, width_min=60, closed_weekdays=(), start=date(2025, 1, 20))
    spring = forecasting.forecast(history, start=date(2025, 3, 29), days=3, options=QUICK).table
    per_day = spring["interval_start"].dt.tz_convert("Europe/Madrid").dt.date.value_counts()
    assert per_day[date(2025, 3, 30)] == 23
    history = interval_series(70, opens=0, closes=24, width_min=60, closed_weekdays=(), start=date(2025, 8, 20))
    autumn = forecasting.forecast(history, start=date(2025, 10, 25), days=3, options=QUICK).table
    per_day = autumn["interval_start"].dt.tz_convert("Europe/Madrid").dt.date.value_counts()
    assert per_day[date(2025, 10, 26)] == 25
    assert autumn["interval_start"].is_unique


def test_a_new_channel_borrows_weekdays_from_its_sibling() -> None:
    old = day_series(800)
    new = day_series(800, level=50, seed=4, channel="chat").tail(20)
    result = forecasting.forecast(pd.concat([old, new]), start=date(2025, 3, 12), days=14, options=QUICK)
    chat = result.daily[result.daily["channel"] == "chat"].set_index("day")["mean"]
    assert chat["2025-03-16"] < 0.65 * chat["2025-03-17"]
    assert {"cold_start", "short_history"} & codes(result)


def test_languages_of_one_interval_are_added_up() -> None:
    history = day_series(120)
    parts = pd.concat([history.assign(language="es"), history.assign(language="en")])
    whole = forecasting.forecast(
        history.assign(contacts=2 * history["contacts"]), start=date(2023, 5, 2), days=7, options=QUICK
    )
    summed = forecasting.forecast(parts, start=date(2023, 5, 2), days=7, options=QUICK)
    pd.testing.assert_frame_equal(whole.table, summed.table)
    assert "duplicate_rows" not in codes(summed)


def test_an_excluded_day_leaves_no_trace() -> None:
    history = day_series(200)
    spoilt = history.assign(contacts=history["contacts"].where(history.index != 190, 50_000.0))
    gone = Options(members=QUICK.members, folds=3, commercial=False, exclude=(("", date(2023, 7, 11)),))
    clean = forecasting.forecast(history, start=date(2023, 7, 21), days=7, options=gone).table
    pd.testing.assert_frame_equal(
        clean, forecasting.forecast(spoilt, start=date(2023, 7, 21), days=7, options=gone).table
    )


def test_progress_grows_and_returning_false_stops() -> None:
    shares: list[float] = []
    forecasting.forecast(
        day_series(120), start=date(2023, 5, 2), days=7, options=QUICK, progress=lambda s, _: shares.append(s)
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Stopped):
        forecasting.forecast(day_series(120), start=date(2023, 5, 2), days=7, progress=lambda s, _: s < 0.3)


def test_without_the_trees_runtime_the_forecast_stands_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, *rest: object, **more: object) -> object:
        if name == "lightgbm":
            raise OSError("libgomp.so.1: cannot open shared object file")
        return real(name, *rest, **more)

    real = __import__
    monkeypatch.delitem(sys.modules, "lightgbm", raising=False)
    monkeypatch.setattr("builtins.__import__", missing)
    result = forecasting.forecast(day_series(200), start=date(2023, 7, 21), days=7, options=Options(folds=2))
    sound(result)
    assert "no_lightgbm" in codes(result)
    assert "boosting" not in set(result.members[result.members["weight"] > 0]["member"])


def test_importing_the_package_loads_neither_pandas_nor_numpy() -> None:
    code = "import sys, forecasting; print(sorted({'pandas', 'numpy', 'scipy', 'lightgbm'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.one_of(st.integers(0, 400).map(float), st.just(float("nan")), st.floats(-5, 1e5)), min_size=3, max_size=90
    )
)
def test_whatever_the_counts_the_forecast_is_sound_or_refused_in_words(counts: list[float]) -> None:
    history = pd.DataFrame(
        {"interval_start": pd.date_range("2025-01-01", periods=len(counts)), "channel": "a", "contacts": counts}
    )
    start = date(2025, 1, 1) + timedelta(days=len(counts))
    try:
        sound(forecasting.forecast(history, start=start, days=9, options=QUICK))
    except ForecastError as refused:
        assert refused.code in {"empty_history", "no_history_before_start"}


def test_a_warehouse_that_opened_lately_is_closed_on_the_holiday_its_siblings_close_on() -> None:
    christmas = [date(2023, 12, 25), date(2024, 12, 25)]
    old = [day_series(1085, seed=i, channel=f"old {i}", event_days=dict.fromkeys(christmas, 0.0)) for i in (1, 2)]
    history = pd.concat([*old, day_series(150, seed=3, channel="new", start=date(2025, 7, 24))])
    made = forecasting.forecast(history, start=date(2025, 12, 21), days=7, region="CZ", options=QUICK).daily
    day = made[made["day"] == pd.Timestamp("2025-12-25")].set_index("channel")
    assert day["closed"].all()
    assert (day["mean"] == 0).all()
    assert not made[made["day"] == pd.Timestamp("2025-12-22")]["closed"].any()


def test_a_step_in_the_level_is_followed_within_two_weeks_and_said() -> None:
    history = day_series(500)
    history.loc[history.index >= 486, "contacts"] *= 1.8
    made = forecasting.forecast(history, start=date(2024, 5, 16), days=14, options=QUICK)
    unstepped = forecasting.forecast(day_series(500), start=date(2024, 5, 16), days=14, options=QUICK)
    assert made.daily["mean"].sum() / unstepped.daily["mean"].sum() == pytest.approx(1.8, rel=0.06)
    assert "level_step" in {w.code for w in made.warnings}
    assert not unstepped.warnings


def test_a_campaign_week_is_no_step_in_the_level() -> None:
    history = day_series(500)
    history.loc[history.index >= 494, "contacts"] *= 1.8
    made = forecasting.forecast(history, start=date(2024, 5, 16), days=14, options=QUICK)
    assert "level_step" not in {w.code for w in made.warnings}


def test_bursty_days_are_forecast_at_their_mean_not_their_median() -> None:
    rng = np.random.default_rng(4)
    history = day_series(700, noise=0.0)
    history["contacts"] = (history["contacts"] * rng.gamma(4.0, 0.25, 700)).round()
    made = forecasting.forecast(history, start=date(2024, 12, 2), days=28, options=QUICK)
    plain = forecasting.forecast(day_series(700, noise=0.0), start=date(2024, 12, 2), days=28, options=QUICK)
    assert made.daily["mean"].sum() / plain.daily["mean"].sum() == pytest.approx(1.0, abs=0.08)


def test_a_channel_whose_rows_end_before_the_others_is_said() -> None:
    history = pd.concat([day_series(300), day_series(200, channel="chat", seed=5)])
    made = forecasting.forecast(history, start=date(2023, 10, 29), days=7, options=QUICK)
    said = {w.channel: dict(w.params) for w in made.warnings if w.code == "silent_channel"}
    assert said == {"chat": {"days": 100, "last": "2023-07-20"}}
