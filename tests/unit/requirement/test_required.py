"""From targets to agents required: the order of targets, floor, shrinkage and ceiling, and the volume's spread."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.base.errors import Refused
from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.domain.remark import Remark
from planner.domain.shrinkage import ShrinkageKind
from planner.staffing.erlang import erlang_a, required_a
from planner.staffing.required import (
    pooled_heads,
    rate_quantiles,
    requirement_for,
    scheduled_agents,
    spread_of,
    volume_at,
    volume_nodes,
)

LEVELS = (0.1, 0.5, 0.9)


def test_twenty_one_agents_at_thirty_percent_shrinkage_are_thirty_heads():
    """Binary arithmetic says 30.000000000000004 and would hire a thirty-first."""
    assert scheduled_agents(21, 0.3) == 30
    assert math.ceil(21 / (1 - 0.3)) == 31
    assert pooled_heads([(21, 0.3)]) == 30


@given(st.integers(0, 500), st.integers(0, 99))
def test_shrinkage_divides_exactly_and_never_adds_on(agents, percent):
    assert scheduled_agents(agents, percent / 100) == Fraction(agents * 100, 100 - percent)


def test_a_pooled_group_is_rounded_up_once():
    """Three channels of 2.5 scheduled agents are 8 people, not three times 3."""
    assert pooled_heads([(2, 0.2)] * 3) == 8


def test_shrinkage_must_leave_somebody():
    for share in (1, 1.2, -0.1):
        with pytest.raises(ValueError, match="shrinkage"):
            scheduled_agents(5, share)


def test_a_share_for_every_interval_stays_exact():
    """21 agents at 30 % are 30, 19 at 5 % are 20, and at 1 - 0.9 * 0.95 they are exactly 19 / 0.855."""
    channel = Channel("phone", min_staff=21)
    shares = [0.3, Fraction(1, 20), 1 - Fraction(9, 10) * Fraction(95, 100)]
    assert requirement_for(channel, [0, 0, 0], 180, shrinkage=shares).required.tolist() == [
        30, float(Fraction(21, 1) / Fraction(95, 100)), float(Fraction(21, 1) / Fraction(855, 1000))]  # fmt: skip
    with pytest.raises(ValueError, match="2 shares"):
        requirement_for(channel, [0, 0, 0], 180, shrinkage=[0.1, 0.2])


def test_shrinkage_by_kind_is_never_left_out_in_silence():
    channel = Channel("phone", shrinkage_kinds=(ShrinkageKind("sickness", 0.05),))
    with pytest.raises(ValueError, match="by kind"):
        requirement_for(channel, [10], 180)


def test_floor_comes_after_the_targets_and_before_shrinkage():
    channel = Channel("phone", min_staff=3, shrinkage=0.25)
    r = requirement_for(channel, [0, 4, 100], 180)
    assert r.agents.tolist() == [0, 2, 12]
    assert r.required.tolist() == [4, 4, 16]
    assert r.binding == ("minimum", "minimum", "sl")
    assert r.service_level[2] == erlang_a(100, 1800, 180, 12, 20, 120).sl_offered


def test_the_deciding_target_is_named():
    def binding(**target):
        return requirement_for(Channel("phone", target=ServiceTarget(**target)), [100], 180).binding[0]

    assert binding(sl=0.8, awt_s=20) == "sl"
    assert binding(sl=0.5, awt_s=20, asa_max_s=2) == "asa"
    assert binding(sl=0.5, awt_s=20, abandon_max=0.01) == "abandonment"
    assert binding(sl=0.5, awt_s=20, occ_max=0.6) == "occupancy"


def test_closed_intervals_ask_for_nobody_and_their_contacts_are_reported():
    r = requirement_for(Channel("phone", min_staff=2), [50, 50, 7], 180, open_=[1, 1, 0])
    assert r.required[2] == 0
    assert r.warnings == (Remark("outside_hours", {"channel": "phone", "n": 7}),)


def test_a_missing_handling_time_is_the_channels_own():
    channel = Channel("phone", aht_s=240)
    assert requirement_for(channel, [80], [math.nan]).agents == requirement_for(channel, [80], 240).agents
    assert requirement_for(channel, [80]).agents == requirement_for(channel, [80], 240).agents
    zero = requirement_for(channel, [80], 0)
    assert zero.agents.tolist() == [1]
    assert zero.warnings


@pytest.mark.parametrize(
    "target",
    [ServiceTarget(sl=1.0), ServiceTarget(asa_max_s=0), ServiceTarget(abandon_max=0), ServiceTarget(occ_max=0)],
)
def test_a_target_out_of_reach_is_refused_with_the_mend(target):
    with pytest.raises(Refused) as refused:
        requirement_for(Channel("phone", target=target), [10], 180)
    assert "phone" in refused.value.title
    assert refused.value.hint


def test_missing_or_negative_volumes_are_refused():
    for bad in ([math.nan], [-1]):
        with pytest.raises(ValueError, match="volume"):
            requirement_for(Channel("phone"), bad, 180)


def test_planning_on_a_probability_is_the_requirement_of_that_quantile():
    channel, mean = Channel("phone"), np.array([100.0])
    quantiles = [mean * 0.8, mean, mean * 1.25]
    r = requirement_for(channel, mean, 180, plan_on=0.9, levels=LEVELS, quantiles=quantiles, counts=False)
    assert r.agents[0] == required_a(125, 1800, 180, patience_s=120, sl=0.8)
    asked = [
        requirement_for(channel, mean, 180, plan_on=p, levels=LEVELS, quantiles=quantiles, counts=False).agents[0]
        for p in (0.5, 0.7, 0.9, 0.99)
    ]
    assert asked == sorted(asked)
    assert asked[-1] > asked[0]


def test_planning_on_the_expected_level_meets_it_over_all_volumes():
    """With 20 % day-to-day variation the agents of the mean fall short, and so does one fewer than planned."""
    channel, mean = Channel("phone", target=ServiceTarget(sl=0.85, awt_s=20)), np.array([100.0])
    quantiles = [mean * np.exp(0.2 * z - 0.02) for z in (-1.2816, 0, 1.2816)]
    r = requirement_for(channel, mean, 180, plan_on="expected", levels=LEVELS, quantiles=quantiles, counts=False)
    nodes = volume_nodes(LEVELS, quantiles)[:, 0]

    def expected(n):
        return float((erlang_a(nodes, 1800, 180, n).sl_offered * nodes).sum() / nodes.sum())

    assert expected(r.agents[0]) >= 0.85 > expected(r.agents[0] - 1)
    assert expected(requirement_for(channel, mean, 180).agents[0]) < 0.85


def test_quantiles_between_and_beyond_those_given():
    q = [np.array([80.0]), np.array([100.0]), np.array([130.0])]
    assert volume_at(LEVELS, q, 0.5)[0] == pytest.approx(100)
    assert 100 < volume_at(LEVELS, q, 0.8)[0] < 130 < volume_at(LEVELS, q, 0.95)[0]
    assert volume_at(LEVELS, [v - 79 for v in q], 0.0001)[0] == 0
    with pytest.raises(ValueError, match="probability"):
        volume_at(LEVELS, q, 1.0)
    with pytest.raises(ValueError, match="quantiles"):
        requirement_for(Channel("phone"), [10], 180, plan_on=0.9)


def test_chance_of_arrivals_is_taken_out_of_a_forecasts_quantiles():
    """A Poisson forecast of 100 has no uncertain rate at all; one with twice the deviation keeps most of it."""
    z, mean = 1.2815515655446004, np.array([100.0])
    poisson = [mean - 10 * z, mean, mean + 10 * z]
    assert spread_of(mean, LEVELS, poisson)[0] == pytest.approx(0, abs=1e-6)
    assert rate_quantiles(mean, LEVELS, poisson)[2][0] == pytest.approx(100, abs=1e-6)
    wide = [mean - 20 * z, mean, mean + 20 * z]
    assert spread_of(mean, LEVELS, wide)[0] == pytest.approx(math.sqrt(math.log1p(0.03)))
    assert rate_quantiles(mean, LEVELS, wide)[2][0] == pytest.approx(100 + z * math.sqrt(300))


def test_deferred_work_is_flat_over_open_hours_under_the_occupancy_ceiling():
    channel = Channel("email", ChannelKind.DEFERRED, ServiceTarget(response_s=4 * 1800))
    r = requirement_for(channel, [0, 12, 0, 0, 0, 0, 0, 0], 300, open_=[1] * 7 + [0])
    # an hour of work from interval 2 on, due after four open intervals: half an agent, at 95 %
    assert r.agents[0] == pytest.approx(0.5 / 0.95)
    assert r.agents[7] == 0
    assert r.deferred.due[-1] == pytest.approx(60)
    assert (r.deferred.released >= r.deferred.due - 1e-9).all()


def test_a_promised_share_leaves_the_rest_twice_the_time():
    target = ServiceTarget(sl=0.9, response_s=2 * 1800)
    channel = Channel("email", ChannelKind.DEFERRED, target)
    bounds = requirement_for(channel, [10, 0, 0, 0, 0, 0], 360).deferred
    assert bounds.due.tolist() == pytest.approx([0, 0, 54, 54, 60, 60])


def test_work_for_a_channel_that_never_opens_is_refused():
    with pytest.raises(Refused, match="never opens"):
        requirement_for(Channel("email", ChannelKind.DEFERRED), [10, 10], 300, open_=[0, 0])


def test_chat_counts_conversations_side_by_side():
    side = Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=30), concurrency=3)
    alone = Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=30))
    volumes, aht = [30, 60, 90], [300, 240, 300]
    three, one = requirement_for(side, volumes, aht), requirement_for(alone, volumes, aht)
    assert (three.agents < one.agents).all()
    assert (three.service_level >= 0.8).all()
