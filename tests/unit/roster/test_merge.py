"""Two people edited one draft."""

from hypothesis import given
from hypothesis import strategies as st

from planner.roster.merge import Side, differences, merged
from tests.unit.roster.roster_shop import roster, shift

HOURS = [None, ("09:00", "17:00"), ("10:00", "18:00"), ("12:00", "20:00")]


@st.composite
def rosters(draw):
    """A roster of two people on three days."""
    picked = [(d, who, draw(st.sampled_from(HOURS))) for d in range(3) for who in ("ana", "ben")]
    return roster(*(shift(d, *span, who=who) for d, who, span in picked if span))


@given(rosters(), rosters(), rosters())
def test_all_of_one_side_is_that_side_and_every_change_has_its_author(base, mine, theirs):
    found = differences(base, mine, theirs)
    assert merged(theirs, found, found) == mine
    assert merged(theirs, found, ()) == theirs
    for one in found:
        assert one.mine != one.theirs
        assert (one.by is Side.ME) == (one.theirs == one.base)
        assert (one.by is Side.THEM) == (one.mine == one.base)


def test_changes_of_different_days_stand_together():
    base = roster(shift(0, "09:00", "17:00"), shift(1, "09:00", "17:00"))
    mine = roster(shift(0, "10:00", "18:00"), shift(1, "09:00", "17:00"))
    theirs = roster(shift(0, "09:00", "17:00"))
    found = differences(base, mine, theirs)
    both = merged(theirs, found, [d for d in found if d.by is Side.ME])
    assert both == roster(shift(0, "10:00", "18:00"))
