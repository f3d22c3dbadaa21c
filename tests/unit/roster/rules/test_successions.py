"""The rule of successions."""

from __future__ import annotations

from tests.unit.roster.roster_shop import pack, shift
from tests.unit.roster.rules.rule_cases import WEEK, broken, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds(
        "successions",
        {"bands": {"late": ["14:00", "20:00"], "early": ["06:00", "10:00"]}, "forbidden": [["late", "early"]]},
        WEEK,
        (shift(0, "14:00", "22:00"), shift(1, "09:00", "17:00")),
        1.0,
    )


def test_a_band_over_midnight_holds_the_starts_on_both_sides_of_it():
    bands = {"night": ["22:00", "02:00"], "early": ["06:00", "10:00"]}
    rules = pack(successions={"bands": bands, "forbidden": [["night", "early"]]})
    for night in (shift(0, "22:00", "30:15"), shift(0, "01:00", "07:00")):
        assert broken((night, shift(1, "08:00", "16:00")), "successions", rules=rules) == ["successions"]
        assert broken((night, shift(1, "12:00", "20:00")), "successions", rules=rules) == []
    assert broken((shift(0, "15:00", "23:00"), shift(1, "08:00", "16:00")), "successions", rules=rules) == []
