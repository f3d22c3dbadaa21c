"""What is told of a count could have come from every other count, and is near it."""

import math
import random
from collections import Counter

import pytest
from scipy.stats import chisquare

from engagement.surveys.blur import RATE, base_text, blurred, blurred_total, chances


@pytest.mark.parametrize("counts", [(6, 0, 0), (3, 2, 4), (0, 7), (4, 1)])
def test_every_outcome_is_possible_of_every_count_and_none_is_more_than_four_and_a_half_times_as_likely(counts):
    mine = chances(counts, sum(counts))
    moved = list(counts)
    moved[0 if counts[0] else 1] -= 1
    moved[-1] += 1
    other = chances(moved, sum(counts))
    assert min(mine.values()) > 0
    assert mine.keys() == other.keys()
    # One person who changes sides moves one: e^1.5 each in the weight and in the whole.
    assert max(mine[y] / other[y] for y in mine) <= 20.1


def test_the_draw_has_the_distribution_it_claims():
    chance, counts = random.Random(4), (3, 1, 2)
    drawn = Counter(blurred(counts, 6, chance) for _ in range(2000))
    expected = chances(counts, 6)
    large = [y for y, p in expected.items() if p * 2000 >= 5]
    rest = sum(p for y, p in expected.items() if y not in large) * 2000
    seen = [*(drawn[y] for y in large), sum(n for y, n in drawn.items() if y not in large)]
    wanted = [*(expected[y] * 2000 for y in large), rest]
    assert chisquare(seen, [w * sum(seen) / sum(wanted) for w in wanted]).pvalue > 0.001


def test_the_number_of_people_is_blurred_between_three_and_those_invited():
    drawn = Counter(blurred_total(12, 12, random.Random(i)) for i in range(400))
    assert min(drawn) >= 3 and max(drawn) == 12
    assert len(drawn) > 2, "that all twelve have answered is not told"
    assert blurred_total(5, 3, random.Random(1)) == 3


def test_bases_are_printed_in_bands():
    assert [base_text(n) for n in (4, 5, 9, 10, 19, 20, 39, 40, 500)] == [
        "3–4", "5–9", "5–9", "10–19", "10–19", "20–39", "20–39", "40+", "40+",
    ]  # fmt: skip


def test_only_two_or_three_sides_can_be_blurred():
    with pytest.raises(ValueError, match="two or three"):
        blurred((1, 2, 3, 4), 10, random.Random(1))


@pytest.mark.parametrize("counts", [(9, 1), (1, 9), (5, 5), (8, 1, 1), (1, 8, 1), (1, 1, 8)])
def test_a_count_is_the_less_likely_the_more_was_taken_off_whatever_side(counts):
    found = chances(counts, sum(counts))
    for outcome, chance in found.items():
        taken = sum(max(0, was - now) for was, now in zip(counts, outcome, strict=True))
        assert chance == pytest.approx(found[counts] * math.exp(-RATE * taken))
