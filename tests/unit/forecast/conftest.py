"""Fixtures shared by the forecasting tests: one forecast by day and one by interval, made once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import forecasting
from tests.unit.forecast.made_up import day_series, interval_series


@pytest.fixture(scope="session")
def black_fridays() -> pd.DataFrame:
    days = [date(2023, 11, 24), date(2024, 11, 29), date(2025, 11, 28)]
    return pd.DataFrame({"name": "Big Friday", "kind": "promotion", "start": days, "end": days})


@pytest.fixture(scope="session")
def shop_days() -> pd.DataFrame:
    lifted = {date(2023, 11, 24): 2.2, date(2024, 11, 29): 2.2}
    return day_series(1045, event_days=lifted, start=date(2023, 1, 2))


@pytest.fixture(scope="session")
def day_forecast(shop_days: pd.DataFrame, black_fridays: pd.DataFrame) -> forecasting.ForecastResult:
    options = forecasting.Options(folds=3)
    return forecasting.forecast(
        shop_days, start=date(2025, 11, 12), days=28, events=black_fridays, region="ES-MD", options=options
    )


@pytest.fixture(scope="session")
def interval_history() -> pd.DataFrame:
    return pd.concat([interval_series(112), interval_series(112, level=90, seed=9, channel="chat", aht_s=500.0)])


@pytest.fixture(scope="session")
def interval_forecast(interval_history: pd.DataFrame) -> forecasting.ForecastResult:
    return forecasting.forecast(interval_history, start=date(2025, 4, 28), days=14, region="ES-MD")
