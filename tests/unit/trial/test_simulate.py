"""The simulated roster: exact in steady states, and shared skills, breaks and deferred work as they should be."""

import numpy as np
import pytest

from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.staffing.concurrent import chat
from planner.staffing.erlang import erlang_a, erlang_c
from planner.staffing.simulate import AgentDays, simulate

PHONE = Channel("phone")
EMAIL = Channel("email", ChannelKind.DEFERRED, ServiceTarget(sl=0.9, response_s=4 * 1800))
HALF_DAY = 24


def steady(channel, volume, aht, n, replications=400):
    """Measures over half a day without its first three hours, in which the queue fills up."""
    s = simulate([channel], [[volume] * HALF_DAY], aht, [[n] * HALF_DAY], [[1]], replications=replications)
    return [np.nanmean(x[0, 6:]) for x in (s.service_level, s.asa_s, s.p_abandon, s.occupancy)]


def test_phone_in_a_steady_state_is_erlang_a():
    sl, asa, left, occupancy = steady(PHONE, 100, 180, 12)
    m = erlang_a(100, 1800, 180, 12, 20, 120)
    assert sl == pytest.approx(m.sl_offered, abs=0.006)
    assert asa == pytest.approx(m.asa_all_s, rel=0.04)
    assert left == pytest.approx(m.p_abandon, abs=0.003)
    assert occupancy == pytest.approx(m.occupancy, abs=0.005)


def test_patient_customers_in_a_steady_state_are_erlang_c():
    sl, asa, left, occupancy = steady(Channel("patient", patience_s=None), 100, 180, 14)
    m = erlang_c(100, 1800, 180, 14, 20)
    assert sl == pytest.approx(m.sl, abs=0.01)
    assert asa == pytest.approx(m.asa_s, rel=0.1)
    assert left == 0
    assert occupancy == pytest.approx(m.occupancy, abs=0.005)


def test_chat_in_a_steady_state_is_the_level_dependent_chain():
    channel = Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=30), patience_s=180,
                      handle_s_by_level=(300, 390, 480))  # fmt: skip
    sl, asa, left, occupancy = steady(channel, 60, 300, 5)
    m = chat(60, 1800, (300, 390, 480), 5, 30, 180)
    assert sl == pytest.approx(m.sl_offered, abs=0.012)
    assert asa == pytest.approx(m.asa_all_s, rel=0.05)
    assert left == pytest.approx(m.p_abandon, abs=0.008)
    assert occupancy == pytest.approx(m.occupancy, abs=0.005)


def test_two_channels_shared_by_all_are_one_queue():
    s = simulate([PHONE, PHONE], [[50] * HALF_DAY] * 2, 180, [[12] * HALF_DAY], [[1, 1]], replications=400)
    m = erlang_a(100, 1800, 180, 12, 20, 120)
    assert s.service_level[:, 6:].mean() == pytest.approx(m.sl_offered, abs=0.006)


def test_confidence_bounds_hold_the_exact_value_most_of_the_time():
    m = erlang_a(100, 1800, 180, 12, 20, 120)
    s = simulate([PHONE], [[100] * HALF_DAY], 180, [[12] * HALF_DAY], [[1]], replications=300)
    inside = (s.service_level_low[0, 6:] <= m.sl_offered) & (m.sl_offered <= s.service_level_high[0, 6:])
    assert inside.mean() > 0.7
    assert (s.service_level_p10[0] < s.service_level[0]).all()
    assert (s.service_level[0] < s.service_level_p90[0]).all()


def test_the_same_seed_gives_the_same_days_and_another_gives_others():
    def run(seed):
        return simulate([PHONE], [[60] * 4], 180, [[7] * 4], [[1]], replications=20, seed=seed).service_level

    assert (run(5) == run(5)).all()
    assert (run(5) != run(6)).any()


def test_a_shared_skill_helps_and_specialists_are_taken_first():
    volumes = [[60] * 8, [20] * 8]
    apart = simulate([PHONE, PHONE], volumes, 180, [[7] * 8, [4] * 8], [[1, 0], [0, 1]], replications=300)
    shared = simulate([PHONE, PHONE], volumes, 180, [[7] * 8, [4] * 8], [[1, 0], [2, 1]], replications=300)
    assert shared.total_service_level[0, 0] > apart.total_service_level[0, 0] + 0.01
    assert shared.occupancy[1].mean() > apart.occupancy[1].mean()
    idle = simulate([PHONE], [[10] * 8], 180, [[20] * 8, [20] * 8], [[1], [2]], replications=50)
    assert idle.occupancy[1].mean() < 0.001 < idle.occupancy[0].mean()


def test_a_break_in_the_middle_of_the_peak_shows_in_its_interval():
    duty = np.full(8, 12)
    duty[4] = 9
    s = simulate([PHONE], [[100] * 8], 180, [duty], [[1]], replications=400)
    assert s.service_level[0, 4] < s.service_level[0, 2] - 0.1
    assert s.agent_hours == duty.sum() / 2


def test_shrinkage_takes_each_agent_away_by_chance_and_half_an_agent_is_there_half_the_days():
    """16 agents of whom each is there with 75 % serve worse than 12 who are; 12.5 lie between 12 and 13."""

    def level(n, present=1.0):
        s = simulate([PHONE], [[100] * 12], 180, [[n] * 12], [[1]], present=present, replications=600)
        return s.total_service_level[0, 0]

    assert level(12) - 0.08 < level(16, 0.75) < level(12) - 0.005
    assert level(12) < level(12.5) < level(13)


def test_people_ill_for_the_day_hurt_more_than_as_many_people_away_for_a_moment():
    """16 agents, each away a quarter of the time: whole shifts lost leave bad days bad from morning to night."""
    cells = [[(0, k, 1.0) for k in range(12)] for _ in range(16)]
    run = {"replications": 600, "interval_s": 1800}
    ill = simulate([PHONE], [[100] * 12], 180, [[16] * 12], [[1]], shifts=AgentDays.of(cells, [[0.25] * 12]), **run)
    late = simulate([PHONE], [[100] * 12], 180, [[16] * 12], [[1]], present=0.75, **run)
    assert ill.there == pytest.approx(late.there) and ill.there[0, 0] == pytest.approx(12)
    assert ill.total_service_level[0, 0] == pytest.approx(late.total_service_level[0, 0], abs=0.02)
    width = [np.ptp(s.total_service_level[0, 1:]) for s in (ill, late)]
    assert width[0] > 1.5 * width[1], "days differ more, so that the mean is known less well"
    assert np.nanmean(ill.service_level_p10) < np.nanmean(late.service_level_p10) + 0.01


def test_a_simulation_may_be_stopped_and_keeps_what_it_has():
    seen = []
    args = [PHONE], [[100] * 12], 180, [[12] * 12], [[1]]
    part = simulate(*args, replications=400, progress=seen.append, stopped=lambda: len(seen) >= 2)
    assert part.replications == 20 and seen == [0.025, 0.05]
    whole = simulate(*args, replications=20)
    assert part.total_service_level.tolist() == whole.total_service_level.tolist(), "the same days, in the same order"
    full = simulate(*args, replications=400)
    assert np.ptp(part.total_service_level[0, 1:]) > np.ptp(full.total_service_level[0, 1:])


def test_nobody_on_duty_answers_nobody():
    s = simulate([PHONE], [[30] * 4], 180, [[0] * 4], [[1]], replications=20)
    assert s.total_service_level[0, 0] == 0
    assert s.total_abandon[0] > 0.9
    s = simulate([PHONE], [[30] * 4], 180, [[5] * 4], [[0]], replications=20)
    assert s.total_service_level[0, 0] == 0


def test_no_contacts_leave_no_measure_instead_of_a_wrong_one():
    s = simulate([PHONE], [[0, 30]], 180, [[3, 3]], [[1]], replications=20)
    assert np.isnan(s.service_level[0, 0])
    assert np.isnan(s.asa_s[0, 0])
    assert s.offered[0, 0] == 0


def test_mail_fills_the_quiet_time_up_to_the_ceiling_without_hurting_the_phone():
    volumes = [[60] * 16, [40] * 16]
    without = simulate([PHONE], volumes[:1], 180, [[10] * 16], [[1]], replications=200)
    blended = simulate([PHONE, EMAIL], volumes, 180, [[10] * 16], [[1, 2]], replications=200)
    assert blended.total_service_level[0, 0] == pytest.approx(without.total_service_level[0, 0], abs=0.005)
    assert blended.occupancy[0, 8:].mean() > without.occupancy[0, 8:].mean() + 0.1
    assert blended.occupancy[0].max() < 0.96  # all ten on the phone is 100 % for a moment, mail alone never
    assert blended.total_service_level[1, 0] > 0.99


def test_mail_nobody_has_time_for_piles_up_and_is_late():
    s = simulate([EMAIL], [[40] * 16], 300, [[3] * 16], [[1]], replications=100)
    # 40 x 300 s = 3.33 agent-hours a half-hour pair against 3 x 0.95 hours: the backlog grows
    grown = s.backlog_h[0, -1]
    assert grown == pytest.approx(16 * 40 * 300 / 3600 - 15 * 3 * 0.95 / 2, rel=0.03)
    assert s.total_service_level[0, 0] < 0.9
    assert s.occupancy[0, 1:] == pytest.approx(0.95)


def test_an_opening_backlog_is_worked_off_first():
    s = simulate([EMAIL], [[0] * 8], 300, [[2] * 8], [[1]], opening_backlog_min=114, replications=5)
    assert s.backlog_h[0, 0] == pytest.approx((114 - 57) / 60, abs=1e-3)
    assert s.backlog_h[0, 1] == pytest.approx(0, abs=1e-3)
    assert s.total_service_level[0, 0] == 1


def test_uncertain_volumes_lower_the_expected_service_level():
    def level(spread):
        s = simulate([PHONE], [[100] * 16], 180, [[12] * 16], [[1]], spread=spread, replications=400)
        return s.total_service_level[0, 0]

    assert level(0.25) < level(0.0) - 0.01


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"volumes": [[-1, 1]]}, "volumes"), ({"on_duty": [[-2, 1]]}, "on_duty"), ({"present": 1.2}, "present"),
        ({"on_duty": [[1, 1, 1]]}, "fit"),
        ({"skills": [[1, 1]]}, "fit"), ({"replications": 1}, "replications"), ({"volumes": [[1, 1]] * 2}, "channels"),
    ],
)  # fmt: skip
def test_inputs_that_do_not_fit_are_refused(change, words):
    given = {"volumes": [[5, 5]], "aht_s": 180, "on_duty": [[2, 2]], "skills": [[1]], **change}
    with pytest.raises(ValueError, match=words):
        simulate([PHONE], **given)
