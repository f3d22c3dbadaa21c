"""Laws of hiring: whom to take on for good, whom for a peak, and by when to begin."""

import math
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.requirement.hiring import LASTING, Footing, OutlookWeek, hiring

FIRST = date(2026, 11, 23)


def weeks(people, contract=20.0):
    """Weeks from the 23rd of November 2026 that ask for so many people."""
    return [
        OutlookWeek(FIRST + timedelta(weeks=k), 7, 700.0, 600.0, 800.0, None, 100.0, 200.0, 220.0, 200.0, p, p + 1,
                    contract)
        for k, p in enumerate(people)
    ]  # fmt: skip


@given(st.lists(st.floats(0, 60), min_size=1, max_size=56), st.floats(0, 40), st.integers(0, 52))
def test_the_busiest_week_is_always_reached_with_those_hired_and_temporary_help(people, contract, lead):
    months = hiring(weeks(people, contract), FIRST, lead, FIRST)
    hired = 0
    for m in months:
        hired += m.hire
        assert contract + hired + m.temporary >= m.peak - 0.1 - 1e-9
        assert m.ask_by == m.start - timedelta(weeks=lead) and m.late == (m.ask_by < FIRST)
    assert hired <= max(0, math.ceil(max(people) - contract))


def test_a_peak_of_one_month_is_temporary_and_a_lasting_lack_is_hired_for_good():
    peak = hiring(weeks([30] + [18] * 20), FIRST, 8, FIRST)
    assert [m.hire for m in peak] == [0] * len(peak) and peak[0].temporary == 10 and peak[0].late
    growing = hiring(weeks([18] * 10 + [25] * 26), FIRST, 8, FIRST)
    assert sum(m.hire for m in growing) == 5
    first = next(m for m in growing if m.hire)
    assert first.month == date(2027, 2, 1) and first.ask_by == date(2026, 12, 7) and not first.late


def test_nobody_is_hired_for_good_for_months_the_view_does_not_hold():
    months = hiring(weeks([18] * 20 + [30] * 6), FIRST, 8, FIRST)
    assert sum(m.hire for m in months[-(LASTING - 1) :]) == 0
    assert months[-1].temporary == 10


@given(st.floats(0.1, 500), st.floats(0.1, 500), st.floats(0.0, 0.9))
def test_more_work_takes_more_people_and_a_smaller_share_of_idle_time(a, b, idle_share):
    ground = Footing(handling_h=40.0, present_h=40.0 / (1 - idle_share), paid_h=50.0 / (1 - idle_share))
    low, high = sorted((a, b))
    assert ground.present(low) <= ground.present(high) + 1e-9
    assert low / ground.present(low) <= high / ground.present(high) + 1e-9 <= 1 + 2e-9
    assert math.isclose(ground.present(40.0), ground.present_h)
