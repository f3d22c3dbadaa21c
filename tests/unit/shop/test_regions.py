"""Public holidays of any country and region; a wrong one is answered with the nearest."""

import pytest

from planner.base.errors import Misuse
from planner.base.i18n import set_language
from planner.shop.regions import checked_region, nearest


@pytest.mark.parametrize(
    ("written", "stored"),
    [("ES-MD", "ES-MD"), ("es_ct", "ES-CT"), ("CZ", "CZ"), ("GB-ENG", "GB-ENG"), ("uk-eng", "GB-ENG"), (" ec ", "EC"),
     ("", "")],
)  # fmt: skip
def test_a_region_is_stored_by_its_code_however_it_is_written(written, stored):
    assert checked_region(written) == stored


@pytest.mark.parametrize(
    ("written", "meant"),
    [("ES-Madrid", "ES-MD (Madrid)"), ("Catalunia", "ES-CT (Catalunya)"), ("DE-Bayern", "DE-BY (Bayern)"),
     ("Spain", "ES"), ("Espagna", "ES (Spain)"), ("GB-UKM", "GB-ENG (England)")],
)  # fmt: skip
def test_a_wrong_region_is_answered_with_the_nearest_ones(written, meant):
    set_language("en")
    with pytest.raises(Misuse) as caught:
        checked_region(written)
    assert meant in caught.value.hint


def test_what_resembles_nothing_is_answered_with_examples():
    set_language("en")
    assert nearest("qqqqqqqqqq") == []
    with pytest.raises(Misuse) as caught:
        checked_region("qqqqqqqqqq")
    assert "GB-ENG" in caught.value.hint
