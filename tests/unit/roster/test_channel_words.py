"""Whoever reads why a roster is as it is reads what the channels are called, never their ids."""

from dataclasses import replace

import pytest

from planner.base.i18n import language, set_language
from planner.domain.roster import RosterState, RosterVersion
from planner.roster import explain, rosters, swaps
from planner.roster.views import RosterView
from planner.rostering.audit import judged
from planner.rostering.channels import assign
from planner.rostering.hands import coverage
from planner.rostering.problem import Reason
from tests.unit.roster.roster_shop import MONDAY, agent, pack, roster, shift, shop

LABELS = {"phone": "Teléfono", "chat": "Chats"}
LOOSE = pack(contract_hours={"tolerance_min": 2400})


@pytest.fixture(params=["es", "en"])
def spoken(request):
    before = language()
    set_language(request.param)
    yield request.param
    set_language(before)


def on_show(problem, plan):
    version = RosterVersion("R1", 1, RosterState.DRAFT, 1, "by hand", roster=plan)
    return RosterView(MONDAY, 7, "Etc/UTC", problem.agents, (), (), problem.requirement, version, (version,),
                      coverage(problem, plan), (), (), problem, LABELS)  # fmt: skip


def test_a_swap_names_the_channels_that_the_taker_lacks(spoken):
    problem = shop((agent("ana", ("phone", "chat")), agent("ben", ("email",))), rules=LOOSE)
    plan = assign(problem, roster(shift(0, "09:00", "17:00"), shift(1, "09:00", "17:00", who="ben")))
    swap = swaps.check_swap(on_show(problem, plan), ("ana", MONDAY), ("ben", MONDAY))
    assert len(swap.lacking) == 1
    assert "Teléfono" in swap.lacking[0] and "phone" not in swap.lacking[0]


def test_a_swap_that_breaks_a_minimum_names_its_channel_and_begins_with_the_day(spoken):
    needs = [{"channel": "phone", "count": 1, "from": "09:00", "to": "17:00", "weekdays": [0]}]
    rules = LOOSE.replace({"min_staff": {"hard": True, "channels": needs}})
    problem = shop((agent("ana", ("phone",)), agent("ben", ("chat",))), rules=rules)
    plan = roster(shift(0, "09:00", "17:00"))
    swap = swaps.check_swap(on_show(problem, plan), ("ana", MONDAY), ("ben", MONDAY))
    assert len(swap.stops) == 1 and not swap.stops[0].startswith(" ")
    hours = {"es": "Teléfono: 8,0", "en": "Teléfono: 8.0"}[spoken]
    assert hours in swap.stops[0] and "phone" not in swap.stops[0]


def test_findings_and_the_effect_of_an_edit_name_channels(spoken):
    needs = [{"channel": "phone", "count": 1, "from": "09:00", "to": "17:00", "weekdays": [0]}]
    skills = [{"skill": "chat", "count": 1, "from": "09:00", "to": "10:00", "weekdays": [0]}]
    rules = LOOSE.replace({"min_staff": {"channels": needs}, "skill_on_duty": {"needs": skills}})
    problem = shop((agent("ana", ("phone",)), agent("ben", ("chat",))), rules=rules)
    plan = roster(shift(0, "09:00", "17:00"), shift(0, "09:00", "17:00", who="ben"))
    gone = rosters.edit_effect(on_show(problem, plan), plan, plan.shifts[0], None)
    both = rosters.edit_effect(on_show(problem, plan), gone.roster, plan.shifts[1], None)
    said = [f.text for f in (*gone.new_findings, *both.new_findings) if f.rule in ("min_staff", "skill_on_duty")]
    assert any("Teléfono: 8" in text for text in said) and any("Chats: 1" in text for text in said)
    assert not any("phone" in text or "chat:" in text for text in said)
    found = [v for v in judged(problem, gone.roster)[1] if v.rule == "min_staff"]
    assert {f.about for f in gone.new_findings if f.rule == "min_staff"} == {v.about for v in found}, "the matter not"


def test_a_conflict_about_a_minimum_names_its_channel(spoken):
    """One is skilled for the phone and two are asked for; and one who cannot be there all day."""
    needs = [{"channel": "phone", "count": 2, "from": "09:00", "to": "17:00", "weekdays": [0]}]
    rules = LOOSE.replace({"min_staff": {"hard": True, "channels": needs}})
    problem = shop((agent("ana", ("phone",)), agent("ben", ("chat",))), rules=rules)
    told = explain.conflicts(replace(on_show(problem, roster()), version=None), seconds=5.0)
    words = [w for c in told for w in (c.text, *c.rules, *c.ways)]
    assert any("Teléfono" in text for text in words)
    assert not any("phone" in text for text in words)


def test_a_reason_names_its_channel(spoken):
    reason = Reason("no_skill", params={"channel": "chat", "hours": 3})
    (said,) = rosters.told((reason, reason), shop(), LABELS)
    assert "Chats" in said and "chat:" not in said and " chat" not in said
