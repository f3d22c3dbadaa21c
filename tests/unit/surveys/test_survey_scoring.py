"""Scores are exact inside and rounded once, halves away from zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.surveys.questions import AnswerProblem
from engagement.surveys.scoring import (
    Enps,
    agreement,
    cronbach_alpha,
    decimal_text,
    enps,
    enps_interval,
    percentages,
    read_scores,
    signed_integer,
)


def test_blanks_leave_the_base_and_halves_round_away_from_zero():
    score = enps([9, 10, 8, 8, 8, 3, 1, 0, None])
    assert (score.n, score.exact, score.display) == (8, Fraction(-25, 2), "-13")
    assert enps([]).exact is None
    assert signed_integer(0) == "0"
    assert signed_integer(Fraction(25, 2)) == "+13"


def test_scores_out_of_range_and_decimals_are_refused_and_trimmed_text_is_taken():
    reading = read_scores([9, None, "prefiero no contestar", 11, -1, 7.5, "9 ", True, "nueve"])
    assert reading.values == (9, None, None, 9)
    assert reading.coerced == ("9 -> 9",)
    assert [p.code for _, p in reading.rejected] == [
        "out_of_range", "out_of_range", "not_a_whole_number", "not_a_whole_number", "not_a_whole_number",
    ]  # fmt: skip
    with pytest.raises(AnswerProblem):
        enps([11])


def test_a_reverse_scored_item_reads_as_its_mirror():
    values = [5, 4, 4, 3, 2, 5, 1, 4, None]
    item = agreement(values)
    assert item == agreement([None if v is None else 6 - v for v in values], reverse=True)
    assert [decimal_text(s) for s in item.shares] == ["62.5", "12.5", "25.0"]


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_shares_with_one_decimal_always_add_to_a_hundred(counts):
    shares = percentages(counts)
    assert sum(shares) == (100 if any(counts) else 0)
    for count, share in zip(counts, shares, strict=True):
        assert not any(counts) or abs(share - Fraction(100 * count, sum(counts))) < Fraction(1, 10)


def test_the_adjusted_wald_interval_of_ten_answers():
    found = enps_interval(Enps(5, 2, 3))
    assert decimal_text(found.centre, 2) == "15.38"
    assert (decimal_text(found.low), decimal_text(found.high)) == ("-30.3", "61.1")


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_interval_holds_its_centre_and_turns_round_with_the_scale(p, m, d):
    found, mirrored = enps_interval(Enps(p, m, d)), enps_interval(Enps(d, m, p))
    assert found.low < found.centre < found.high
    assert found.low == pytest.approx(-mirrored.high)


def test_alpha_is_exact_and_refuses_what_cannot_be_calculated():
    rows = [[4, 5, 4], [3, 3, 2], [5, 5, 5], [2, 3, 2], [4, 4, 5]]
    assert cronbach_alpha(rows) == Fraction(57, 61)
    assert cronbach_alpha([[3, 3, 3]] * 5) is None
    assert cronbach_alpha(rows[:4]) is None
    assert cronbach_alpha([[r[0]] for r in rows]) is None
    assert cronbach_alpha([*rows, [1, None, 5]]) == Fraction(57, 61)
