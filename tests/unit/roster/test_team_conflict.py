"""Minimums and pairs that only several people together fail: the smallest set, in words, with the way out."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.domain.people import Availability, Preference, TimeOff, Wish
from planner.rostering.packs.pack import RulePack, load_pack
from planner.rostering.problem import Pair, RosterProblem
from planner.rostering.why.conflict import conflicts
from tests.unit.roster.roster_shop import MONDAY, agent, at, grid, roster, shift, shop


def supervised(count: int = 1, **need: object) -> RulePack:
    needs = [{"skill": "supervisor", "count": count, **need}]
    return load_pack("es").replace({"skill_on_duty": {"hard": True, "needs": needs}})


def supervisor(name: str, hours: int = 40, **more: object):
    return agent(name, ("phone", "supervisor"), hours, **more)


def only(problem: RosterProblem):
    found = conflicts(problem, seconds=60)  # a busy machine needs more than the five it has otherwise
    assert len(found) == 1, [c.text("en") for c in found]
    return found[0]


PAIRS = load_pack("es").replace({"pairs": {"hard": True}})
MORNING = Availability(None, at(0, "09:00").time(), at(0, "17:30").time())
EVENING = Availability(None, at(0, "12:30").time(), at(0, "21:00").time())


def test_one_supervisor_cannot_be_there_on_seven_days_with_the_hours_of_five():
    rules = supervised(**{"from": "10:00", "to": "11:00"})
    found = only(shop((supervisor("ana"), agent("ben")), rules=rules))
    assert (found.agent_id, found.agents) == ("", ("ana",))
    assert found.rules == ("skill_on_duty", "contract_hours")
    assert len(found.days) == 6, "five days can be had, the sixth cannot: no day too many is named"
    assert found.proven and found.smallest
    lower = next(w for w in found.relaxations if w.rule == "skill_on_duty")
    assert (lower.amount, lower.unit, lower.known) == (2.0, "agent-hours", ""), "an hour on each of two days"
    assert [(b - a, a.hour) for a, b in lower.spans] == [(timedelta(hours=1), 10)] * 2
    assert found.relaxations[0] is lower


@pytest.fixture(scope="module")
def two_alone():
    """Two supervisors who should not leave eight hours alone on any day."""
    return only(shop((supervisor("ana"), supervisor("ben")), rules=supervised(**{"from": "09:00", "to": "17:00"})))


def test_two_supervisors_leave_each_other_alone_in_their_breaks_on_too_many_days(two_alone):
    found = two_alone
    assert set(found.rules) == {"skill_on_duty", "breaks", "contract_hours"}
    assert found.agents == ("ana", "ben")
    lower = next(w for w in found.relaxations if w.rule == "skill_on_duty")
    assert lower.amount == 1.0, "a quarter of an hour on each of the four days that only one of them works"


def test_a_minimum_that_three_supervisors_can_keep_is_no_conflict():
    three = tuple(supervisor(n) for n in ("ana", "ben", "eva"))
    assert conflicts(shop(three, rules=supervised(**{"from": "09:00", "to": "17:00"}))) == ()


def test_days_off_of_one_person_clash_with_a_minimum_that_the_others_leave_to_them():
    off = tuple(TimeOff("ben", at(d, "00:00"), at(d + 1, "00:00"), "leave") for d in (5, 6))
    lone = Availability(6, at(0, "09:00").time(), at(0, "09:00").time())
    people = (supervisor("ana", availability=(lone,)), supervisor("ben"), agent("cai"))
    rules = supervised(weekdays=[6], **{"from": "12:00", "to": "13:00"})
    found = only(shop(people, rules=rules, time_off=off))
    assert found.rules == ("skill_on_duty", "availability"), "nobody could be there: counted, and what keeps them away"
    assert found.facts["can"] == 0
    assert found.days == (MONDAY + timedelta(days=6),)


def test_a_trainee_who_only_works_mornings_never_meets_a_mentor_of_the_evening_with_the_same_hours():
    people = (agent("ana", availability=(MORNING,)), agent("ben", availability=(EVENING,)))
    found = only(shop(people, rules=PAIRS, pairs=(Pair("ana", "ben"),)))
    assert found.agents == ("ana", "ben")
    assert {"pairs", "availability", "contract_hours"} == set(found.rules)
    ways = {w.rule: w for w in found.relaxations}
    assert ways["pairs"].amount == 5 * 3.5, "09:00 to 12:30 alone on five days, at the least"
    assert "ana" in ways["availability"].agents or "ben" in ways["availability"].agents


def test_two_who_are_kept_apart_and_locked_at_one_time_clash_by_their_locks():
    locks = (
        shift(0, "09:00", "17:15", ("12:00", "12:15"), who="ana", locked=True),
        shift(0, "12:00", "20:15", ("15:00", "15:15"), who="ben", locked=True),
    )
    people = (agent("ana", hours=16), agent("ben", hours=16))
    found = only(shop(people, rules=PAIRS, pairs=(Pair("ana", "ben", together=False),), fixed=locks))
    assert found.rules == ("pairs", "locked_shifts")
    assert found.days == (MONDAY,)
    ways = {w.rule: w.amount for w in found.relaxations}
    assert ways == {"pairs": 5.5, "locked_shifts": 1.0}, "half-hours in which both are on duty"


def test_a_pair_that_can_be_kept_is_no_conflict_and_a_soft_one_never_is():
    both = (agent("ana"), agent("ben"))
    assert conflicts(shop(both, rules=PAIRS, pairs=(Pair("ana", "ben"),))) == ()
    apart = (agent("ana", availability=(MORNING,)), agent("ben", availability=(EVENING,)))
    assert conflicts(shop(apart, pairs=(Pair("ana", "ben"),))) == ()


def test_a_pair_and_a_minimum_that_can_be_kept_each_but_not_both():
    """Apart, two supervisors cannot both be there at noon, which the minimum of two asks for."""
    rules = supervised(2, weekdays=[1], **{"from": "12:00", "to": "13:00"}).replace({"pairs": {"hard": True}})
    people = (supervisor("ana", 16), supervisor("ben", 16))
    found = only(shop(people, rules=rules, pairs=(Pair("ana", "ben", together=False),)))
    assert {"skill_on_duty", "pairs"} <= set(found.rules)
    assert len(found.asked) == 2
    assert conflicts(shop(people, rules=rules)) == ()


def test_what_a_roster_at_hand_keeps_is_no_conflict():
    rules = supervised(**{"from": "10:00", "to": "11:00"})
    problem = shop((supervisor("ana"), agent("ben")), rules=rules)
    days = tuple(shift(d, "09:00", "17:15", ("12:00", "12:15")) for d in range(7))
    assert conflicts(problem, roster=roster(*days)) != (), "a roster that breaks other rules shows nothing"
    easy = supervised(weekdays=[0, 1], **{"from": "10:00", "to": "11:00"})
    kept = tuple(shift(d, "09:00", "17:15", ("12:00", "12:15"), who=w) for d in range(5) for w in ("ana", "ben"))
    assert conflicts(replace(problem, rules=easy), roster=roster(*kept)) == ()


def test_a_start_spread_that_locks_exceed_is_a_conflict_of_that_person():
    rules = load_pack("es").replace({"start_spread": {"hard": True, "window_min": 60}})
    locks = (
        shift(0, "09:00", "17:15", ("12:00", "12:15"), locked=True),
        shift(2, "12:00", "20:15", ("15:00", "15:15"), locked=True),
    )
    found = only(shop((agent("ana"),), rules=rules, fixed=locks))
    assert (found.agent_id, set(found.rules)) == ("ana", {"locked_shifts", "start_spread"})
    assert conflicts(shop((agent("ana"),), rules=rules)) == ()


def test_a_hard_wish_that_availability_forbids_is_a_conflict_of_that_person():
    rules = load_pack("es").replace({"preferences": {"hard": True}})
    wish = Preference("ana", Wish.LATE, weekday=1, start=at(0, "11:00").time())
    on = Preference("ana", Wish.ON, weekday=1)
    found = only(shop((agent("ana", availability=(MORNING,)),), rules=rules, preferences=(wish, on)))
    assert {"preferences", "availability"} == set(found.rules)
    assert found.days == (MONDAY + timedelta(days=1),)


def test_a_lock_that_is_too_long_for_a_day_is_a_conflict():
    lock = shift(0, "09:00", "20:00", ("13:00", "13:15"), locked=True)
    (found,) = conflicts(shop((agent("ana", hours=40, lengths=()),), fixed=(lock,)))
    assert "locked_shifts" in found.rules


def test_nothing_is_claimed_when_time_is_too_short_to_decide():
    people = tuple(supervisor(f"p{k}", 30 + k % 3, lengths=()) for k in range(24))
    problem = shop(people, rules=supervised(9), level=6.0, on=grid(days=14))
    begun = time.perf_counter()
    found = conflicts(problem, seconds=0.01)
    assert time.perf_counter() - begun < 20
    assert all(not c.proven for c in found)
    assert found, "it says that it does not know"
    for lang, said in (("en", "Not decided in the time"), ("es", "No se ha podido decidir a tiempo")):
        assert found[-1].text(lang).startswith(said)
    assert found[-1].relaxations == ()


def test_a_minimum_beyond_what_many_people_work_tells_what_it_takes_at_least():
    people = tuple(supervisor(f"p{k:02}", 20, lengths=(240,)) for k in range(60))
    found = only(shop(people, rules=supervised(20), level=6.0))
    assert found.proven and len(found.agents) == 60
    assert {"skill_on_duty", "contract_hours"} <= set(found.rules) or "working_days" in found.rules
    way = found.relaxations[0]
    assert way.known == "at least"
    assert way.amount >= 20 * 84 - 60 * 20, "1,680 agent-hours asked for, 1,200 in the contracts"
    assert "60 agents" in found.text("en") and "60 agentes" in found.text("es")


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("Ana, Ben cannot keep, all together:", "1 × supervisor, 09:00–17:00", "Cheapest way out", "agent-hours")),
    ("es", ("Ana, Ben no pueden cumplir entre todos:", "1 × supervisor, 09:00–17:00", "La salida más barata",
            "horas de agente")),
])  # fmt: skip
def test_it_is_told_in_words_with_the_names_of_people(two_alone, lang, words):
    text = two_alone.text(lang, {"ana": "Ana", "ben": "Ben"})
    assert all(word in text for word in words), text
    assert "{" not in text


def test_a_week_in_which_nobody_is_required_is_one_thing_to_say_and_not_one_a_person():
    problem = shop()
    empty = replace(problem.requirement, required={c: (0.0,) * len(problem.grid) for c in problem.requirement.channels})
    found = only(replace(problem, requirement=empty))
    assert found.agents == tuple(a.agent_id for a in problem.agents)
    assert found.rules == ("contract_hours", "shift_start")
    assert found.text("en").startswith("Nobody is required in these days")
    assert found.text("es").startswith("No hace falta nadie")


def test_screen_pauses_that_only_a_teams_own_pack_takes_off_leave_less_than_a_hand():
    need = {"skill": "supervisor", "count": 1, "from": "15:00", "to": "15:30", "weekdays": [0]}
    rules = load_pack("es").replace({"skill_on_duty": {"hard": True, "needs": [need]}})
    own = rules.replace({"screen_pause": {"minutes_per_hour": 5, "counted_in": "roster"}})
    people = (supervisor("ana"), agent("ben"))
    assert conflicts(shop(people, rules=rules)) == ()
    found = only(shop(people, rules=rules, team_rules={"shop": own}))
    assert found.rules[:2] == ("skill_on_duty", "screen_pause")
    assert conflicts(shop(people, rules=own)) == (), "in everybody's pack a hand is what the pauses leave of it"
