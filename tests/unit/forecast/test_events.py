"""An event is forecast as it was: on its day, beside others, before and after it, in its hours, on closed days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forecasting
from forecasting import ForecastResult, Options
from tests.unit.forecast.made_up import day_series, interval_series

PLAIN = Options(members=("structural", "theta", "recent"), folds=0, commercial=False)
MONDAY = date(2025, 6, 2)


def spans(name: str, starts: list[date], days: int = 1, uplift: float | None = None) -> pd.DataFrame:
    ends = [start + timedelta(days=days - 1) for start in starts]
    return pd.DataFrame({"name": name, "kind": "promotion", "start": starts, "end": ends, "uplift_pct": uplift})


def flat(days: int, factors: dict[date, float], level: float = 300.0, channel: str = "phone") -> pd.DataFrame:
    """Days up to MONDAY around a level that is the same on all weekdays, times the factors of some days."""
    stamps = pd.date_range(MONDAY - timedelta(days=days), periods=days)
    mean = level * np.array([factors.get(stamp.date(), 1.0) for stamp in stamps])
    noise = np.exp(np.random.default_rng(4).normal(0, 0.02, days))
    return pd.DataFrame({"interval_start": stamps, "channel": channel, "contacts": np.round(mean * noise)})


def by_day(result: ForecastResult) -> pd.Series:
    daily = result.daily
    return pd.Series(daily["mean"].to_numpy(), index=[stamp.date() for stamp in daily["day"]])


def test_the_day_of_a_peak_is_not_drawn_towards_the_days_around_it() -> None:
    """Five days of +30 % and one of +140 %, in two past years: the forecast has 2.4 times the level, not 2.1."""
    fridays = [date(2023, 11, 24), date(2024, 11, 29), date(2025, 11, 28)]
    starts = [friday - timedelta(days=4) for friday in fridays]
    lifted = {start + timedelta(days=d): 2.4 if d == 4 else 1.3 for start in starts[:2] for d in range(6)}
    history = day_series(1050, level=6000, event_days=lifted, start=date(2023, 1, 2), noise=0.02)
    made = by_day(
        forecasting.forecast(
            history, start=date(2025, 11, 17), days=14, events=spans("Big Friday", starts, 6), options=PLAIN
        )
    )
    assert made[fridays[2]] / made[fridays[2] - timedelta(days=1)] == pytest.approx(2.4 / 1.3 * 1.05, rel=0.03)
    assert made[fridays[2]] == pytest.approx(6000 * 1.05 * 0.92 * 2.4, rel=0.04)


def test_two_events_at_once_multiply() -> None:
    """A times 1.5 and B times 1.3, each seen four times alone, are 1.95 together."""
    a = [MONDAY - timedelta(days=d) for d in (30, 80, 150, 220)] + [MONDAY + timedelta(days=3)]
    b = [MONDAY - timedelta(days=d) for d in (47, 95, 170, 250)] + [MONDAY + timedelta(days=3)]
    history = flat(300, {**dict.fromkeys(a, 1.5), **dict.fromkeys(b, 1.3)}, level=330.0)
    events = pd.concat([spans("A", a), spans("B", b)])
    days = by_day(forecasting.forecast(history, start=MONDAY, days=7, events=events, options=PLAIN))
    assert days[MONDAY + timedelta(days=3)] == pytest.approx(330 * 1.95, rel=0.04)


@pytest.mark.parametrize("side", [1, -1])
def test_days_that_move_with_a_promotion_before_or_after_its_name_are_found(side: int) -> None:
    """+60 % on four days after (or before) a promotion that itself does nothing, nine times."""
    starts = [MONDAY - timedelta(days=45 * k + 20) for k in range(9)] + [MONDAY + timedelta(days=7)]
    around = range(2, 6) if side > 0 else range(-4, 0)
    moved = {start + timedelta(days=d): 1.6 for start in starts[:-1] for d in around}
    made = forecasting.forecast(
        flat(460, moved), start=MONDAY, days=21, events=spans("Parcels", starts, 2), options=PLAIN
    )
    days = by_day(made)
    for d in around:
        assert days[starts[-1] + timedelta(days=d)] == pytest.approx(480, rel=0.05)
    assert days[starts[-1] + timedelta(days=9)] == pytest.approx(300, rel=0.05)
    assert f"parcels|{side * 2:+d}" in made.effects_by_day["key"].tolist()


def test_how_strong_a_year_is_counts_from_its_first_days_on() -> None:
    """The first three days of the week come in a third above other years: so will the rest, in good part."""
    starts = [date(2023, 11, 20), date(2024, 11, 25), date(2025, 11, 24)]
    shape = (1.3, 1.4, 1.5, 1.6, 2.4, 1.8, 1.8)
    lifted = {start + timedelta(days=d): f for start in starts[:2] for d, f in enumerate(shape)}
    means = []
    for strength in (1.0, 1.35):
        now = {starts[2] + timedelta(days=d): shape[d] ** strength for d in range(4)}
        history = day_series(1061, level=6000, event_days={**lifted, **now}, start=date(2023, 1, 2), noise=0.02)
        made = forecasting.forecast(
            history, start=date(2025, 11, 28), days=3, events=spans("Week", starts, 7), options=PLAIN
        )
        means.append(by_day(made)[date(2025, 11, 28)])
    assert 1.08 < means[1] / means[0] < 2.4**0.35


def test_an_event_given_twice_counts_once_and_the_calendars_counts_as_the_teams() -> None:
    history = day_series(1045, event_days={date(2023, 11, 24): 2.2, date(2024, 11, 29): 2.2}, start=date(2023, 1, 2))
    friday = date(2025, 11, 28)
    own = spans("Black Friday", [friday])
    twice = pd.concat([own, spans("BLACK FRIDAY 2025", [friday - timedelta(days=1)], 3)])
    wanted = Options(members=("structural", "theta", "recent"), folds=0)
    made = [
        by_day(forecasting.forecast(history, start=date(2025, 11, 12), days=28, events=events, options=wanted))[friday]
        for events in (None, own, twice)
    ]
    assert made[1] == pytest.approx(made[0], rel=0.03)
    assert made[2] == pytest.approx(made[1], rel=0.01)


def shop_hours(uplift: float, start: str, end: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    history = interval_series(90, level=240, start=date(2025, 3, 3), width_min=60)
    event = pd.DataFrame(
        {"name": ["Flash"], "kind": ["promotion"], "start": [start], "end": [end], "uplift_pct": [uplift]}
    )
    plain = forecasting.forecast(history, start=MONDAY, days=7, options=PLAIN).table
    moved = forecasting.forecast(history, start=MONDAY, days=7, events=event, options=PLAIN).table
    return plain.set_index("interval_start"), moved.set_index("interval_start")


def test_an_event_with_times_moves_its_hours_alone() -> None:
    plain, moved = shop_hours(200.0, "2025-06-04 17:00", "2025-06-04 18:30")
    ratio = (moved["mean"] / plain["mean"]).round(6)
    touched = ratio[ratio != 1.0]
    assert touched.index.tz_convert("Europe/Madrid").strftime("%d %H:%M").tolist() == ["04 17:00", "04 18:00"]
    assert touched.tolist() == pytest.approx([3.0, 2.0])


def test_an_outage_empties_its_hours_and_no_others() -> None:
    plain, moved = shop_hours(-100.0, "2025-06-04 10:00", "2025-06-04 11:00")
    local = moved.index.tz_convert("Europe/Madrid").strftime("%d %H")
    assert (moved.loc[local == "04 10", ["mean", "q90", "q975"]] == 0.0).all(axis=None)
    assert moved.loc[local != "04 10", "mean"].tolist() == plain.loc[local != "04 10", "mean"].tolist()


def test_a_past_outage_of_some_hours_spoils_neither_its_day_nor_the_profile() -> None:
    history = interval_series(90, level=9000, start=date(2025, 3, 3), width_min=60)
    local = history["interval_start"].dt.tz_convert("Europe/Madrid")
    down = (local.dt.date == date(2025, 5, 28)) & local.dt.hour.between(10, 12)
    spoilt = history.assign(contacts=history["contacts"].where(~down, 0.0))
    event = pd.DataFrame({"name": ["Outage"], "kind": ["outage"], "start": ["2025-05-28 10:00"],
                          "end": ["2025-05-28 13:00"]})  # fmt: skip
    whole = forecasting.forecast(history, start=MONDAY, days=7, options=PLAIN).table["mean"]
    mended = forecasting.forecast(spoilt, start=MONDAY, days=7, events=event, options=PLAIN).table["mean"]
    assert mended.tolist() == pytest.approx(whole.tolist(), rel=0.02)


def test_minus_one_hundred_per_cent_is_nothing_at_all() -> None:
    closing = spans("Closed", [MONDAY + timedelta(days=2)], uplift=-100.0)
    made = forecasting.forecast(flat(200, {}), start=MONDAY, days=7, events=closing, options=PLAIN)
    row = made.daily.iloc[2]
    assert row[["mean", "q025", "q90", "q975"]].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert row["closed"]
    assert made.daily["mean"].drop(2).between(285, 315).all()


def sundays_closed(factors: dict[date, float], level: float = 300.0) -> pd.DataFrame:
    history = flat(900, factors, level)
    sunday = history["interval_start"].dt.day_of_week == 6
    return history[~sunday | history["interval_start"].dt.date.isin(list(factors))].reset_index(drop=True)


def test_an_event_opens_a_closed_weekday_as_it_did_before() -> None:
    past = [date(2023, 12, 17), date(2024, 12, 15)]
    coming = MONDAY + timedelta(days=6)
    history = sundays_closed(dict.fromkeys(past, 0.5))
    made = forecasting.forecast(
        history, start=MONDAY, days=14, events=spans("Open Sunday", [*past, coming]), options=PLAIN
    )
    days = by_day(made)
    assert days[coming] == pytest.approx(150, rel=0.06)
    assert days[coming + timedelta(days=7)] == 0.0


def test_what_opens_without_a_past_is_like_the_day_before_with_the_uplift_announced() -> None:
    history = interval_series(120, level=240, start=date(2025, 2, 2), width_min=60)  # Sundays are closed
    sunday = MONDAY + timedelta(days=6)
    made = forecasting.forecast(
        history, start=MONDAY, days=7, events=spans("Open Sunday", [sunday], uplift=60.0), options=PLAIN
    )
    days = by_day(made)
    assert days[sunday] == pytest.approx(1.6 * days[sunday - timedelta(days=1)], rel=0.05)
    stamps = made.table["interval_start"].dt.tz_convert("Europe/Madrid")
    hours = {d: stamps[(stamps.dt.date == d)].dt.hour.tolist() for d in (sunday - timedelta(days=1), sunday)}
    assert hours[sunday] == hours[sunday - timedelta(days=1)] != []


def test_an_announced_opening_is_not_closed_by_closures_of_past_years() -> None:
    past = [date(2023, 5, 2), date(2024, 5, 2)]
    history = flat(900, dict.fromkeys(past, 0.0))
    coming = MONDAY + timedelta(days=1)
    open_now = pd.concat([spans("Feast", past), spans("Feast", [coming], uplift=10.0)])
    days = by_day(forecasting.forecast(history, start=MONDAY, days=3, events=open_now, options=PLAIN))
    assert days[coming] > 250


def test_a_new_channel_has_rows_on_weekdays_it_has_not_lived_yet() -> None:
    """Chat since Wednesday at half of the phone: Monday and Tuesday as the phone's week has them."""
    phone = interval_series(180, level=200, start=date(2024, 12, 4), width_min=60)
    local = phone["interval_start"].dt.tz_convert("Europe/Madrid")
    since = local.dt.date >= date(2025, 5, 28)
    chat = phone[since].assign(channel="chat", contacts=lambda f: (0.5 * f["contacts"]).round())
    made = forecasting.forecast(pd.concat([phone, chat]), start=MONDAY, days=7, options=PLAIN).daily
    table = made.pivot(index="day", columns="channel", values="mean")
    assert (table["chat"] / table["phone"]).iloc[:6].tolist() == pytest.approx([0.5] * 6, rel=0.15)


def test_a_rare_channel_has_the_hours_of_the_others_not_of_the_few_that_rang() -> None:
    busy = interval_series(120, level=400, start=date(2025, 2, 3), width_min=60)
    rare = interval_series(120, level=4, start=date(2025, 2, 3), width_min=60, seed=9, channel="fax")
    table = forecasting.forecast(pd.concat([busy, rare]), start=MONDAY, days=1, options=PLAIN).table
    shape = table.pivot(index="interval_start", columns="channel", values="mean")
    shape = shape / shape.sum()
    assert (shape["fax"] - shape["phone"]).abs().sum() < 0.25


@pytest.fixture(scope="module")
def two_years() -> tuple[pd.DataFrame, pd.DataFrame, ForecastResult]:
    starts = [date(2024, 11, 25), date(2025, 11, 24)]
    lifted = {starts[0] + timedelta(days=d): 1.8 for d in range(4)}
    history = day_series(666, event_days=lifted, start=date(2024, 1, 1))
    events = spans("Week", starts, 4)
    longest = forecasting.forecast(
        history, start=date(2025, 10, 28), days=84, events=events, region="ES-MD", options=Options(folds=2)
    )
    return history, events, longest


@settings(max_examples=3, deadline=None)
@given(weeks=st.integers(1, 11))
def test_a_days_forecast_does_not_change_with_the_days_asked_beyond_it(
    two_years: tuple[pd.DataFrame, pd.DataFrame, ForecastResult], weeks: int
) -> None:
    history, events, longest = two_years
    made = forecasting.forecast(
        history, start=date(2025, 10, 28), days=7 * weeks, events=events, region="ES-MD", options=Options(folds=2)
    )
    pd.testing.assert_frame_equal(made.table, longest.table.head(7 * weeks), check_exact=False, rtol=1e-9)
