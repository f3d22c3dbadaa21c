"""Work that may wait and arrives while the shop is closed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.roster.problem import _at_opening


@given(st.lists(st.tuples(st.floats(0, 10), st.booleans()), min_size=1, max_size=40))
def test_what_arrives_while_closed_is_released_at_opening_and_nothing_is_lost(parts):
    released = np.cumsum([amount for amount, _ in parts])
    is_open = np.array([there for _, there in parts])
    held = _at_opening(released, is_open)
    assert (held[is_open] == released[is_open]).all()
    assert (np.diff(held, prepend=0.0)[~is_open] == 0).all(), "nothing asks for anybody while closed"
    assert (held <= released + 1e-12).all()
