"""The least that one break of a shift can cost, from every start at once, is what placing it by itself finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.rostering.kernels.line import break_loss, one_break

CELLS = 40


@given(
    seed=st.integers(0, 10_000), low=st.integers(1, 4), width=st.integers(0, 6), full=st.integers(0, 2),
    frac=st.sampled_from([0.0, 0.25, 0.5]), start=st.integers(0, 20),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_one_break_loses_from_every_start_what_placing_it_by_itself_does(seed, low, width, full, frac, start):
    price = np.random.default_rng(seed).normal(size=CELLS)
    prefix = np.concatenate([[0.0], np.cumsum(price)])
    pauses, share = np.array([[low], [low + width], [full]]), np.array([frac])
    least, at = np.zeros(CELLS), np.zeros(1, np.int32)
    one_break(low, low + width, full, frac, prefix, price, np.zeros(CELLS), least)
    alone = break_loss(
        0, 1, 0, pauses, share, prefix, price, np.zeros((2, CELLS)), np.zeros((2, CELLS), np.int32), start, at
    )
    assert least[start] == pytest.approx(alone)
    lost = price[at[0] : at[0] + full].sum() + frac * price[at[0] + full]
    assert lost == pytest.approx(alone)
    assert start + low <= at[0] <= start + low + width
