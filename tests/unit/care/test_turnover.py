"""Turnover tells how many left a year, and never why when that would speak of somebody."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.care.turnover import (
    KINDS,
    YEAR_DAYS,
    Employment,
    Rate,
    band_of,
    by_month,
    by_team,
    by_tenure,
    company,
    leavers_of,
    protect,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def person(n, team="A", start=date(2020, 1, 1), end=None, kind="unsaid"):
    return Employment(f"p{n}", team, start, end, kind)


def test_ten_people_of_whom_one_leaves_at_the_end_of_the_year_are_a_tenth():
    people = [person(n) for n in range(9)] + [person(9, end=LAST)]
    found = company(people, FIRST, LAST)
    assert (found.leavers, found.headcount) == (1, 10)
    assert found.annual == pytest.approx(0.1 * YEAR_DAYS / 365)


def test_headcount_is_the_mean_of_all_days_not_of_the_two_ends():
    """Somebody who came and left within the year was there for their days."""
    people = [person(n) for n in range(9)] + [person(9, start=date(2026, 3, 1), end=date(2026, 3, 31))]
    found = company(people, FIRST, LAST)
    assert found.headcount == pytest.approx(float(9 + Fraction(31, 365)))


def test_a_leaver_counts_on_their_last_day_and_in_no_other_period():
    gone = person(1, end=date(2026, 6, 30))
    assert leavers_of([gone], date(2026, 6, 1), date(2026, 6, 30)) == [gone]
    assert leavers_of([gone], date(2026, 7, 1), date(2026, 7, 31)) == []


def test_somebody_still_there_or_with_a_later_last_day_has_not_left():
    people = [person(1), person(2, end=date(2027, 1, 10)), *(person(n) for n in range(3, 8))]
    assert company(people, FIRST, LAST).leavers == 0


def test_kinds_are_told_from_five_leavers_on():
    def year(n):
        left = [person(i, end=date(2026, 5, 1), kind="involuntary" if i < 2 else "voluntary") for i in range(n)]
        return company([*left, *(person(i) for i in range(50, 70))], FIRST, LAST)

    assert year(4).kinds is None
    assert year(4).hidden == "kinds"
    assert year(5).kinds == {"voluntary": 3, "involuntary": 2, "contract_ended": 0, "other": 0, "unsaid": 0}
    assert year(5).annual_of("involuntary") == pytest.approx(year(5).annual * 2 / 5)
    assert year(4).annual_of("involuntary") is None


def test_the_small_teams_kinds_are_not_the_rest_of_a_subtraction():
    """Two teams show, one of two leavers does not: the sum would tell them, so the next smallest keeps quiet too."""
    people = [person(i, team) for team in "ABC" for i in range(20, 30)]
    for team, n in (("A", 9), ("B", 6), ("C", 2)):
        people += [person(i, team, end=date(2026, 4, 1), kind="voluntary") for i in range(n)]
    found = {r.group: r for r in by_team(people, FIRST, LAST)}
    assert found["A"].kinds is not None
    assert (found["B"].hidden, found["C"].hidden) == ("difference", "kinds")
    assert [r.leavers for r in found.values()] == [9, 6, 2]


def test_a_team_without_leavers_shows_its_zeros_and_hides_nobody():
    people = [
        *(person(i, "A", end=date(2026, 4, 1)) for i in range(6)),
        *(person(i, t) for t in "AB" for i in range(9, 20)),
    ]
    found = {r.group: r for r in by_team(people, FIRST, LAST)}
    assert set(found["B"].kinds.values()) == {0}
    assert found["A"].kinds["unsaid"] == 6


def test_no_rate_of_fewer_than_five_people():
    found = by_team([person(1, end=date(2026, 2, 1)), *(person(n) for n in range(2, 5))], FIRST, LAST)[0]
    assert found.annual is None
    assert found.leavers == 1
    assert company([], FIRST, LAST).annual is None


@pytest.mark.parametrize(
    ("start", "on", "band"),
    [
        (date(2026, 1, 1), date(2026, 3, 1), "under_3_months"),
        (date(2026, 1, 1), date(2026, 6, 1), "3_to_12_months"),
        (date(2025, 1, 1), date(2026, 1, 1), "3_to_12_months"),
        (date(2025, 1, 1), date(2026, 1, 2), "1_to_3_years"),
        (date(2020, 1, 1), date(2026, 1, 1), "over_3_years"),
        (None, date(2026, 1, 1), ""),
    ],
)
def test_tenure_bands(start, on, band):
    assert band_of(start, on) == band


def test_by_tenure_somebody_counts_in_each_band_they_passed_through_and_leaves_from_one():
    people = [person(1, start=date(2025, 12, 1), end=date(2026, 8, 1)), *(person(n) for n in range(2, 10))]
    found = {r.group: r for r in by_tenure(people, FIRST, LAST)}
    assert found["under_3_months"].headcount > 0
    assert (found["under_3_months"].leavers, found["3_to_12_months"].leavers) == (0, 1)
    assert all(r.kinds is None for r in found.values())


def test_months_add_up_and_tell_no_kinds():
    people = [*(person(n) for n in range(8)), person(8, end=date(2026, 2, 15)), person(9, end=date(2026, 11, 30))]
    found = by_month(people, date(2025, 12, 1), date(2026, 11, 22))
    assert [r.group for r in found] == ["2025-12", *(f"2026-{m:02d}" for m in range(1, 12))]
    assert [r.leavers for r in found] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert all(r.kinds is None for r in found)
    assert found[0].headcount == 10


spans = st.builds(
    lambda team, start, length, kind: Employment(
        "x", team, date(2022, 1, 1) + timedelta(days=start),
        None if length is None else date(2022, 1, 1) + timedelta(days=start + length), kind,
    ),
    st.sampled_from("ABCDE"), st.integers(0, 1800), st.none() | st.integers(0, 1800), st.sampled_from(KINDS),
)  # fmt: skip


@given(st.lists(spans, max_size=60))
def test_teams_and_bands_add_up_to_the_company(people):
    whole = company(people, FIRST, LAST)
    for parts in (by_team(people, FIRST, LAST), by_tenure(people, FIRST, LAST)):
        assert sum(r.leavers for r in parts) == whole.leavers
        assert sum(r.headcount for r in parts) == pytest.approx(whole.headcount)


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 12), min_size=1))
def test_what_is_kept_back_never_speaks_of_one_to_four_people(sizes):
    """Whoever knows the sum and every shown group is left with nobody, or with five or more."""
    rates = [Rate(g, n, 20.0, 0.1, dict.fromkeys(KINDS, 0) | {"voluntary": n}) for g, n in sizes.items()]
    shown = protect(rates)
    hidden = sum(r.leavers for r in shown if r.kinds is None)
    whole = sum(sizes.values())
    assert hidden == 0 or hidden >= 5 or hidden == whole  # the company hides its own kinds under five
    assert all(r.leavers >= 5 or not r.leavers for r in shown if r.kinds is not None)
