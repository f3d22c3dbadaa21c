"""The corrected requirement: the queue carried on through the day, every interval at its target, nobody too many."""

import numpy as np
import pytest

from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.staffing.concurrent import chat
from planner.staffing.erlang import erlang_a, erlang_c
from planner.staffing.feedback import adjusted, corrected_requirement
from planner.staffing.simulate import simulate
from planner.staffing.transient import advance, in_time_by_queue, states_needed

PHONE = Channel("phone")
CHAT = Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=30), patience_s=180,
               handle_s_by_level=(300, 390, 480))  # fmt: skip
RUSH = np.array([20, 60, 120, 200, 260, 240, 180, 120, 60, 20.0])


def settle(channel, volume, aht, n, hours=12):
    rate = volume / 1800
    states = np.zeros((1, states_needed(channel, n, rate, 1800)))
    states[0, 0] = 1
    for _ in range(2 * hours):
        one = advance(channel, n, np.array([rate]), np.ones(1), aht, 1800, states)
        states = one.states
    return one


def test_a_constant_day_settles_into_the_exact_steady_state():
    a = erlang_a(100, 1800, 180, 12, 20, 120)
    one = settle(PHONE, 100, 180, 12)
    assert (one.sl, one.asa_s, one.p_abandon, one.occupancy) == pytest.approx(
        (a.sl_offered, a.asa_all_s, a.p_abandon, a.occupancy), rel=1e-9
    )
    c = erlang_c(100, 1800, 180, 14, 20)
    one = settle(Channel("patient", patience_s=None), 100, 180, 14)
    assert (one.sl, one.asa_s) == pytest.approx((c.sl, c.asa_s), rel=1e-6)
    k = chat(60, 1800, (300, 390, 480), 5, 30, 180)
    one = settle(CHAT, 60, 300, 5)
    assert (one.sl, one.p_abandon, one.occupancy) == pytest.approx((k.sl_offered, k.p_abandon, k.occupancy), rel=1e-9)


def test_waiting_behind_others_takes_longer_and_impatience_loses_some():
    patient, impatient = in_time_by_queue(0.1, np.inf, 20, 30), in_time_by_queue(0.1, 60, 20, 30)
    assert (np.diff(patient) < 0).all()
    assert (np.diff(impatient) < 0).all()
    assert impatient[0] < patient[0]
    assert patient[0] == pytest.approx(1 - np.exp(-2))


def test_a_changing_day_is_what_the_simulation_sees():
    n = np.array([4, 8, 15, 22, 29, 28, 22, 15, 9, 4])
    states = np.zeros((1, 300))
    states[0, 0] = 1
    equations = []
    for volume, agents in zip(RUSH, n, strict=True):
        one = advance(PHONE, int(agents), np.array([volume / 1800]), np.ones(1), 180, 1800, states)
        states = one.states
        equations.append(one.sl)
    seen = simulate([PHONE], [RUSH], 180, [n], [[1]], replications=3000)
    assert seen.service_level[0] == pytest.approx(equations, abs=0.012)
    formula = erlang_a(RUSH, 1800, 180, n, 20, 120).sl_offered
    assert np.abs(seen.service_level[0] - formula).max() > 0.03


def test_every_interval_meets_its_target_and_one_agent_fewer_misses_it():
    day = np.concatenate([np.zeros(4), RUSH, RUSH[::-1], np.zeros(4)])
    got = corrected_requirement([PHONE], [day], 180, replications=0, tolerance=0.0)
    used = day > 0
    assert (got.expected_sl[0, used] >= 0.8 - 1e-9).all()
    assert (got.agents[0, ~used] == 0).all()
    for k in np.flatnonzero(used)[::3]:
        fewer = got.agents[0].copy()
        fewer[k] -= 1
        assert level(PHONE, day, 180, fewer)[k] < 0.8


def level(channel, day, aht, agents):
    """Service level by interval, followed with the equations."""
    out, states = np.full(day.size, np.nan), None
    for k, volume in enumerate(day):
        n = int(agents[k])
        if volume == 0 or n == 0:
            states = None
            continue
        size = states_needed(channel, n, volume / 1800, 1800)
        if states is None:
            states = np.zeros((1, size))
            states[0, 0] = 1
        if states.shape[1] < size:
            states = np.pad(states, ((0, 0), (0, size - states.shape[1])))
        one = advance(channel, n, np.array([volume / 1800]), np.ones(1), aht, 1800, states)
        states, out[k] = one.states, one.sl
    return out


def test_what_the_formula_leaves_short_is_put_right_and_tried():
    """Long calls and a steep rise and fall: the formula is late on the way down."""
    day = np.concatenate([RUSH, RUSH]) * 0.5
    got = corrected_requirement([PHONE, CHAT], [day, day], 600, replications=300, tolerance=0.01)
    assert got.short_before > 0
    assert got.short_after == 0
    assert np.nanmin(got.expected_sl) >= 0.79 - 1e-9
    assert got.simulation is not None
    assert got.hours == pytest.approx(got.agents.sum() / 2)


def test_uncertain_volumes_are_planned_for():
    day = np.full(8, 100.0)
    sure = corrected_requirement([PHONE], [day], 180, replications=0)
    unsure = corrected_requirement([PHONE], [day], 180, spread=0.3, replications=0)
    assert unsure.hours > sure.hours
    assert np.nanmin(unsure.expected_sl) >= 0.79


def test_deferred_channels_and_closed_hours_stay_as_they_are():
    mail = Channel("email", ChannelKind.DEFERRED, ServiceTarget(response_s=7200))
    day = np.array([0, 20, 40, 20, 0, 0, 0, 0.0])
    got = corrected_requirement([PHONE, mail], [day, day], 180, open_=day > 0, replications=50)
    assert (got.agents[1] == got.formula[1]).all()
    assert np.isnan(got.expected_sl[1]).all()
    assert got.agents[0, [0, 4, 5, 6, 7]].tolist() == [0] * 5


def test_a_simulated_roster_moves_the_requirement_where_it_fell_short_or_was_generous():
    required = np.array([[12.0, 12, 12, 12], [3, 3, 3, 3]])
    mail = Channel("email", ChannelKind.DEFERRED)
    duty = [[9, 12, 12, 20], [4, 4, 4, 4]]
    seen = simulate([PHONE, mail], [[100] * 4, [5] * 4], 180, duty, [[1, 0], [0, 1]], replications=400)
    after = adjusted([PHONE, mail], required, seen)
    assert after[0, 0] == 13
    assert after[0, 3] == 11
    assert (after[1] == 3).all()
