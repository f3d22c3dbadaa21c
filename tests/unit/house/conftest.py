"""The house is read as syntax trees."""

import gc

import pytest


@pytest.fixture(autouse=True)
def uncollected():
    """CPython 3.11 counts depth once for all trees: a collection in the middle of making one may run code that makes
    another (a traceback does), and is then taken for a mistake (SystemError)."""
    gc.disable()
    yield
    gc.enable()
