"""The small shop on each database, late in November."""

import pytest

from tests.integration.pay import pay_shop


@pytest.fixture(params=["sqlite", "postgresql"])
def shop_ws(request, copy_of):
    """The shop of `pay_shop`."""
    return copy_of(request.param, pay_shop.build)


@pytest.fixture
def desk(copy_of):
    """That shop on SQLite."""
    return copy_of("sqlite", pay_shop.build)
