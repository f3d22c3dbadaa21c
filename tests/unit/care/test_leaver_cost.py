"""The cost of a leaver is its lines, each from figures that can be read and changed."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.care.cost import ASSUMPTIONS, leaver_cost


def test_every_line_by_hand():
    """40 h a week at 20 €: as finance would reckon it on paper."""
    found = leaver_cost(D(40), D(20), {"vacancy_weeks": D(4), "cover_premium_pct": D(25), "ramp_up_weeks": D(10),
                                       "start_productivity_pct": D(40), "training_hours": D(80),
                                       "trainer_hours": D(10), "staff_hourly_cost": D(30), "leaving_hours": D(5),
                                       "recruiting_fees": D(500), "recruiting_hours": D(8)})  # fmt: skip
    assert {line.name: line.amount for line in found.lines} == {
        "leaving": D("150.00"),  # 5 × 30
        "recruiting": D("740.00"),  # 500 + 8 × 30
        "vacancy": D("800.00"),  # 4 × 40 × 20 × 25 %
        "training": D("1900.00"),  # 80 × 20 + 10 × 30
        "ramp_up": D("2400.00"),  # 10 × 40 × 20 × half of 60 %
    }
    assert found.total == D("5990.00")


def test_full_productivity_from_the_first_day_costs_no_ramp_up():
    found = leaver_cost(D(40), D(20), {"start_productivity_pct": D(100)})
    assert found.lines[-1].amount == 0


def test_an_unknown_assumption_is_refused():
    with pytest.raises(KeyError):
        leaver_cost(D(40), D(20), {"luck": D(1)})


money = st.decimals(0, 100, places=2)


@given(money, money, st.sampled_from(sorted(ASSUMPTIONS)), money)
def test_the_total_is_the_sum_of_lines_in_cents_and_names_the_figures_in_force(hours, cost, name, value):
    found = leaver_cost(hours, cost, {name: value})
    assert found.total == sum(line.amount for line in found.lines)
    assert all(line.amount == line.amount.quantize(D("0.01")) for line in found.lines)
    used = {f for line in found.lines for f in line.figures}
    assert (name, value) in used


@given(st.sampled_from(sorted(set(ASSUMPTIONS) - {"start_productivity_pct"})), money, money)
def test_more_of_anything_never_makes_a_leaver_cheaper(name, low, high):
    low, high = sorted((low, high))
    assert leaver_cost(D(30), D(15), {name: low}).total <= leaver_cost(D(30), D(15), {name: high}).total
