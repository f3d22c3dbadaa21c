"""The small shop on each database, late in November."""

import pytest

from tests.integration.pay_service import pay_shop


@pytest.fixture
def shop_ws(ws, tmp_path):
    """The shop of `pay_shop`."""
    pay_shop.build(ws, tmp_path)
    return ws
