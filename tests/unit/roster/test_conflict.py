"""The smallest set of rules that cannot be kept together, and the cheapest way out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.domain.demand import Requirement
from planner.domain.people import Availability, TimeOff
from planner.rostering.packs.pack import load_pack
from planner.rostering.why.conflict import conflicts
from tests.unit.roster.roster_shop import MONDAY, agent, at, grid, pack, shift, shop


def only(problem):
    found = conflicts(problem)
    assert len(found) == 1, [c.text() for c in found]
    return found[0]


def alone(who, **more):
    return shop((who,), **more)


def test_a_week_that_can_be_kept_has_no_conflict():
    assert conflicts(shop()) == ()


def test_contract_hours_that_no_lengths_add_up_to_clash_with_nothing_else():
    found = only(alone(agent("ana", hours=35, lengths=(480,))))
    assert found.rules == ("contract_hours",)
    assert found.relaxations[0].unit == "minutes"
    assert found.relaxations[0].amount == 35 * 60 - 4 * 480, "four days of eight hours are nearest"


def test_more_hours_than_the_law_allows_clash_with_the_law():
    found = only(alone(agent("ana", hours=45, lengths=(540,))))
    assert set(found.rules) == {"contract_hours", "weekly_hours"}
    assert any("34.1" in source for source in found.sources)


def test_locks_too_near_each_other_clash_with_the_rest_between_them():
    locks = (shift(0, "13:00", "21:00", locked=True), shift(1, "08:00", "16:00", locked=True))
    found = only(alone(agent("ana"), fixed=locks))
    assert set(found.rules) == {"daily_rest", "locked_shifts"}
    assert found.days == (MONDAY, MONDAY + timedelta(days=1))
    assert found.relaxations[0].rule == "locked_shifts", "a lock is given up before the law is"


def test_a_lock_in_an_absence_clashes_with_it():
    off = TimeOff("ana", at(2, "00:00"), at(3, "00:00"), "leave")
    found = only(alone(agent("ana"), fixed=(shift(2, "09:00", "17:00", locked=True),), time_off=(off,)))
    assert set(found.rules) == {"locked_shifts", "time_off"}
    assert found.days == (MONDAY + timedelta(days=2),)
    assert {w.rule for w in found.relaxations} == {"locked_shifts", "time_off"}


def test_two_locks_at_one_time_clash_with_each_other():
    locks = (shift(2, "09:00", "17:00", locked=True), shift(2, "12:00", "20:00", locked=True))
    found = conflicts(alone(agent("ana"), fixed=locks))
    assert found[0].rules == ("locked_shifts",)
    assert found[0].days == (MONDAY + timedelta(days=2),)


def test_weekends_that_must_stay_free_clash_with_hours_only_a_weekend_can_give():
    who = agent("ana", hours=16, availability=tuple(
        Availability(d, at(0, "10:00").time(), at(0, "11:00").time()) for d in range(5)))  # fmt: skip
    rules = load_pack("es").replace({"free_weekends": {"max_worked": 0, "over_weeks": 1}})
    found = only(alone(who, rules=rules))
    assert set(found.rules) == {"availability", "contract_hours", "free_weekends"}
    assert {w.rule for w in found.relaxations} >= {"contract_hours", "free_weekends"}


def test_a_friday_night_is_work_of_the_weekend_where_the_pack_says_so():
    lock = shift(4, "20:00", "28:00", locked=True)
    rules = load_pack("es").replace({"free_weekends": {"max_worked": 0, "over_weeks": 1, "from": "22:00"}})
    found = only(alone(agent("ana", hours=8), rules=rules, fixed=(lock,)))
    assert {"free_weekends", "locked_shifts"} <= set(found.rules)


def test_nights_are_counted():
    on = grid()
    who = agent("ana", hours=40, availability=(Availability(None, at(0, "21:00").time(), None),))
    rules = load_pack("es").replace({"nights": {"max_per_week": 3}})
    around = Requirement(on, {"phone": tuple(1.0 for _ in on.local_starts)})
    found = only(replace(alone(who, rules=rules, on=on), requirement=around))
    assert "nights" in found.rules
    assert any(w.rule == "nights" and w.amount == 1 for w in found.relaxations), "one week gives way"


def test_forbidden_successions_clash_with_locks_that_follow_each_other():
    bands = {"late": ["12:00", "24:00"], "early": ["06:00", "10:00"]}
    rules = pack(successions={"bands": bands, "forbidden": [["late", "early"]]})
    locks = (shift(0, "12:00", "20:00", locked=True), shift(1, "09:00", "17:00", locked=True))
    found = only(alone(agent("ana"), rules=rules, fixed=locks))
    assert set(found.rules) == {"locked_shifts", "successions"}


def test_days_off_in_a_row_clash_with_locks_on_every_other_day():
    rules = load_pack("es").replace({"days_off_together": {"days": 3}})
    locks = tuple(shift(d, "09:00", "17:00", locked=True) for d in (0, 2, 4, 6))
    found = only(alone(agent("ana", hours=32), rules=rules, fixed=locks))
    assert set(found.rules) == {"days_off_together", "locked_shifts"}


def test_a_hard_minimum_that_nobody_can_fill_is_a_conflict_of_the_team():
    rules = load_pack("es").replace({"skill_on_duty": {"hard": True, "needs": [{"language": "de", "count": 1}]}})
    found = only(shop(rules=rules))
    assert (found.agent_id, found.rules) == ("", ("skill_on_duty",))
    assert found.facts == {"count": 1, "can": 0, "what": "de"}
    assert len(found.days) == 7


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_conflict_is_told_in_words_with_its_days_and_the_way_out(lang):
    locks = (shift(0, "13:00", "21:00", locked=True), shift(1, "08:00", "16:00", locked=True))
    text = only(alone(agent("ana"), fixed=locks)).text(lang)
    assert {"en": "Cheapest way out", "es": "más barata"}[lang] in text
    assert {"en": "Mon 23", "es": "lun 23"}[lang] in text


def test_people_who_are_alike_are_judged_once_and_each_is_told():
    import time

    odd = tuple(agent(f"p{k:03}", hours=39 if k % 2 else 35, lengths=(480,)) for k in range(200))
    problem = shop((*odd, agent("ana")), level=20.0)
    begun = time.process_time()
    found = conflicts(problem, seconds=60)
    assert {c.agent_id for c in found} == {a.agent_id for a in odd}
    assert all(c.proven and c.rules == ("contract_hours",) for c in found)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("hours", [16, 24])
def test_runs_go_on_from_the_published_days_before(hours):
    """A single Sunday at work asks for Monday too; with a run of three off at most, two days cannot make both runs."""
    rules = load_pack("es").replace({"consecutive_days": {"min": 2, "max": 3}, "consecutive_days_off": {"max": 3}})
    before = tuple(shift(d, "12:00", "20:15", ("15:00", "15:15")) for d in (-3, -1))
    found = conflicts(alone(agent("ana", hours=hours), rules=rules, previous=before))
    if hours == 16:
        assert set(found[0].rules) == {"consecutive_days", "consecutive_days_off", "contract_hours"}
    else:
        assert found == (), "three days can be Monday and two running before the weekend is over"
