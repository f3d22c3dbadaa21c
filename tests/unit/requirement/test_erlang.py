"""Erlang B, C and A hold to values summed state by state, to their limits and to their laws."""

import math
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc

from planner.staffing.erlang import erlang_a, erlang_b, erlang_c, offered_load, required_a, required_c

getcontext().prec = 60


def close(got, expected, rel=1e-11):
    assert float(got) == pytest.approx(float(expected), rel=rel, abs=1e-290)


def blocking_by_states(n: int, load: Fraction) -> Fraction:
    weights = [load**k / math.factorial(k) for k in range(n + 1)]
    return weights[-1] / sum(weights)


def abandonment_by_states(volume, interval_s, aht_s, n, patience_s):
    """p_wait, p_abandon, occupancy and the probability of each queue length, by summing the chain's states."""
    lam, mu, theta = (Decimal(repr(x)) for x in (volume / interval_s, 1 / aht_s, 1 / patience_s))
    weights, weight, k = [Decimal(1)], Decimal(1), 0
    while k < n or weight > Decimal("1e-50") * sum(weights):
        k += 1
        weight *= lam / (min(k, n) * mu + max(k - n, 0) * theta)
        weights.append(weight)
    total = sum(weights)
    p = [w / total for w in weights]
    queue = sum((k - n) * q for k, q in enumerate(p) if k > n)
    busy = sum(min(k, n) * q for k, q in enumerate(p))
    return sum(p[n:]), theta * queue / lam, busy / n, p


@pytest.mark.parametrize(("n", "load"), [(1, "0.1"), (2, "1"), (20, "15"), (10, "500"), (200, "150"), (60, "59.9")])
def test_blocking_is_the_last_states_share_of_all(n, load):
    close(erlang_b(n, float(load)), blocking_by_states(n, Fraction(load)))


def test_blocking_without_servers_is_certain_and_without_load_nil():
    assert erlang_b(0, 5.0) == 1.0
    assert erlang_b(0, 0.0) == 1.0
    assert erlang_b(1, 0.0) == 0.0


def test_whole_and_fractional_agents_agree_where_their_methods_meet():
    """The recursion ends at 2,000 servers; the integral that follows and that fractions use must join it."""
    for n, load in [(2000, 1990.0), (2000, 2500.0), (7, 6.5), (40, 3.0)]:
        assert erlang_b(n + 1e-9, load) == pytest.approx(erlang_b(n, load), rel=1e-7)
    below, above = erlang_b(2000, 1995.0), erlang_b(2001, 1995.0)
    close(above, 1995.0 * below / (2001 + 1995.0 * below))


def test_fractional_blocking_follows_the_recursion_from_one_fraction_to_the_next():
    """B(x + 1) = load B(x) / (x + 1 + load B(x)) for real x (Jagerman 1974)."""
    for x, load in [(0.5, 0.3), (3.7, 9.2), (10.5, 10.0), (99.1, 100.0)]:
        b = erlang_b(x, load)
        close(erlang_b(x + 1, load), load * b / (x + 1 + load * b))


@pytest.mark.parametrize(("volume", "aht", "n", "awt"), [(100, 180, 14, 20), (7.5, 240, 2, 30), (600, 300, 101, 0)])
def test_erlang_c_from_its_blocking_and_waiting_formula(volume, aht, n, awt):
    load = Fraction(str(volume)) * aht / 1800
    b = blocking_by_states(n, load)
    p_wait = n * b / (n - load * (1 - b))
    m = erlang_c(volume, 1800, aht, n, awt)
    close(m.p_wait, p_wait)
    close(m.sl, 1 - float(p_wait) * math.exp(-float(n - load) * awt / aht))
    close(m.asa_s, p_wait * aht / (n - load))
    close(m.queue, p_wait * load / (n - load))
    assert m.stable


def test_a_load_of_exactly_the_agents_is_unstable_however_it_was_typed():
    for volume, interval, aht, n in [
        (100, 1800, 180, 10),
        (7, 1800, 1800 * 3 / 7, 3),
        (0.7, 0.1, 3, 21),
        (33, 900, 300, 11),
    ]:
        m = erlang_c(volume, interval, aht, n)
        assert not m.stable
        assert (m.p_wait, m.sl, m.occupancy) == (1, 0, 1)
        assert math.isnan(m.asa_s)
        assert math.isnan(m.queue)


def test_no_contacts_and_contacts_of_no_length_never_wait():
    for m in (erlang_c(0, 1800, 180, 3), erlang_c(100, 1800, 0, 1)):
        assert (m.p_wait, m.sl, m.asa_s, m.occupancy, bool(m.stable)) == (0, 1, 0, 0, True)
    a = erlang_a(0, 1800, 180, 3)
    assert (a.p_wait, a.sl_offered, a.asa_all_s, a.p_abandon) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("volume", "aht", "n", "awt", "patience"),
    [(100, 180, 12, 20, 120), (100, 180, 5, 20, 120), (10, 300, 3, 0, 120), (600, 300, 95, 20, 150),
     (30, 200, 7, 15, 90), (100, 180, 30, 20, 120), (2, 900, 1, 60, 3000), (100, 180, 12, 20, 0.05)],
)  # fmt: skip
def test_erlang_a_is_the_sum_over_its_states(volume, aht, n, awt, patience):
    p_wait, p_abandon, occupancy, p = abandonment_by_states(volume, 1800, aht, n, patience)
    m = erlang_a(volume, 1800, aht, n, awt, patience)
    close(m.p_wait, p_wait)
    close(m.p_abandon, p_abandon)
    close(m.asa_all_s, p_abandon * Decimal(repr(patience)))
    close(m.occupancy, occupancy)
    # Served in time with q ahead: the wait is -log of a Beta(c, q + 1) variable, in units of the patience.
    c, x = n / aht * patience, -math.expm1(-awt / patience)
    in_time = math.fsum(float(w) for w in p[:n])
    in_time += math.fsum(float(w) * c / (c + q + 1) * betainc(q + 1, c + 1, x) for q, w in enumerate(p[n:]))
    virtual = math.fsum(float(w) for w in p[:n]) + math.fsum(
        float(w) * (1 - betainc(c, q + 1, math.exp(-awt / patience))) for q, w in enumerate(p[n:])
    )
    close(m.sl_offered, in_time, 1e-10)
    close(m.sl_virtual, virtual, 1e-10)
    close(m.sl_served, in_time / (1 - float(p_abandon)), 1e-10)
    close(m.sl_excl_short, m.sl_offered / (1 - m.p_ab_le), 1e-12)


def test_the_published_call_centre_of_garnett_mandelbaum_and_reiman():
    """2,880 calls an hour of a minute, 50 agents, two minutes' patience: 3.1 % hang up, 3.7 s, 93 % busy (2002)."""
    m = erlang_a(2880, 3600, 60, 50, 20, 120)
    assert round(m.p_abandon * 100, 1) == 3.1
    assert round(m.asa_all_s, 1) == 3.7
    assert round(m.occupancy * 100) == 93


@settings(max_examples=60, deadline=None)
@given(
    load=st.floats(0.01, 300), extra=st.floats(-0.6, 1.5), aht=st.floats(5, 2000), awt=st.floats(0, 300),
    patience=st.floats(0.1, 1e5),
)  # fmt: skip
def test_every_contact_is_answered_in_time_late_or_hangs_up(load, extra, aht, awt, patience):
    n = max(1, round(load * (1 + extra)))
    m = erlang_a(load / aht * 1800, 1800, aht, n, awt, patience)
    served = 1 - m.p_abandon
    assert m.asa_all_s == pytest.approx(m.p_abandon * patience, rel=1e-9)
    assert m.asa_served_s * served + m.wait_abandoned_s * m.p_abandon == pytest.approx(
        m.asa_all_s, rel=1e-8, abs=1e-200
    )
    assert m.sl_virtual + m.p_v_gt == pytest.approx(1, rel=1e-12)
    assert -1e-12 <= m.sl_offered <= served + 1e-12
    assert m.sl_offered <= m.sl_virtual + 1e-12
    assert m.occupancy <= 1 + 1e-12


@settings(max_examples=40, deadline=None)
@given(load=st.floats(0.05, 200), aht=st.floats(10, 900), awt=st.floats(0, 120), patience=st.floats(1, 5000))
def test_one_agent_more_never_makes_it_worse(load, aht, awt, patience):
    n = np.arange(max(1, int(load * 0.7)), int(load * 1.3) + 6)
    m = erlang_a(load / aht * 1800, 1800, aht, n, awt, patience)
    slack = 1e-12
    assert (np.diff(m.sl_offered) >= -slack).all()
    assert (np.diff(m.sl_virtual) >= -slack).all()
    assert (np.diff(m.asa_all_s) <= slack * m.asa_all_s[:-1]).all()
    assert (np.diff(m.p_abandon) <= slack).all()
    assert (np.diff(m.occupancy) <= slack).all()


def test_erlang_a_becomes_erlang_c_as_patience_grows():
    c = erlang_c(100, 1800, 180, 12, 20)
    for patience, rel in [(1e7, 1e-3), (1e9, 1e-5), (1e11, 1e-7), (math.inf, 1e-13)]:
        a = erlang_a(100, 1800, 180, 12, 20, patience)
        assert a.sl_offered == pytest.approx(c.sl, rel=rel)
        assert a.asa_all_s == pytest.approx(c.asa_s, rel=rel)


def test_erlang_a_becomes_a_loss_system_as_patience_vanishes():
    b = erlang_b(12, 10.0)
    for patience in (0.0, 1e-9):
        a = erlang_a(100, 1800, 180, 12, 20, patience)
        assert a.p_abandon == pytest.approx(b, rel=1e-7)
        assert a.sl_offered == pytest.approx(1 - b, rel=1e-7)
        assert a.sl_served == pytest.approx(1, rel=1e-7)


def test_nobody_on_duty_answers_nobody():
    m = erlang_a(100, 1800, 180, 0, 20, 120)
    assert (m.p_wait, m.p_abandon, m.sl_offered, m.sl_virtual, m.asa_all_s) == (1, 1, 0, 0, 120)


def test_loads_of_ten_thousand_and_more_stay_exact_and_finite():
    load = np.array([1e4, 1e4, 1e4, 1e6, 1e7])
    n = np.array([9000, 10000, 10100, 1000500, 9.9e6])
    m = erlang_a(load * 10, 1800, 180, n, 20, 120)
    for values in (m.p_wait, m.p_abandon, m.asa_all_s, m.sl_offered, m.occupancy):
        assert np.isfinite(values).all()
    assert m.p_abandon[0] == pytest.approx(0.1, rel=1e-12)  # deep overload: what cannot be served hangs up
    c = erlang_c(1e5, 1800, 180, 10_050, 20)
    b = 1.0
    for k in range(1, 10_051):
        b = 1e4 * b / (k + 1e4 * b)
    close(c.p_wait, 10_050 * b / (10_050 - 1e4 * (1 - b)), 1e-10)


def test_tiny_shares_keep_their_digits():
    """Hang-ups of an overstaffed team are a tiny sum of states, not what a difference leaves of it."""
    _, p_abandon, _, _ = abandonment_by_states(100, 1800, 180, 60, 120)
    assert p_abandon < Decimal("1e-25")
    close(erlang_a(100, 1800, 180, 60, 20, 120).p_abandon, p_abandon)


@settings(max_examples=50, deadline=None)
@given(
    volume=st.floats(0.1, 900), aht=st.floats(10, 900), sl=st.floats(0.05, 0.995), awt=st.floats(0, 120),
    patience=st.one_of(st.just(math.inf), st.floats(5, 3000)),
    kind=st.sampled_from(["sl_offered", "sl_virtual", "sl_served", "sl_excl_short"]),
)  # fmt: skip
def test_required_agents_meet_the_service_level_and_one_fewer_does_not(volume, aht, sl, awt, patience, kind):
    n = required_a(volume, 1800, aht, patience_s=patience, sl=sl, sl_kind=kind, awt_s=awt)
    at = erlang_a(volume, 1800, aht, [n, max(n - 1, 0)], awt, patience)
    values = getattr(at, kind)
    assert values[0] >= sl - 1e-9
    assert n == 1 or not values[1] >= sl + 1e-9


def test_every_target_of_a_mix_is_met_and_the_tightest_decides():
    asked = {"patience_s": 120, "sl": 0.8, "awt_s": 20, "asa_max_s": 3, "abandon_max": 0.05, "occ_max": 0.7}
    n = required_a(100, 1800, 180, **asked)
    alone = [
        required_a(100, 1800, 180, patience_s=120, awt_s=20, **{k: asked[k]})
        for k in ("sl", "asa_max_s", "abandon_max", "occ_max")
    ]
    assert n == max(alone)
    assert len(set(alone)) > 1


def test_occupancy_cap_is_decimal_arithmetic():
    """5.7 erlangs at a cap of 57 % are exactly 10 agents; binary division says 10.000000000000002."""
    assert required_c(570, 18000, 180, sl=0.0, occ_max=0.57) == 10
    assert required_c(100, 1800, 180, occ_max=1.0) == 11  # the first stable number


def test_a_service_level_met_exactly_counts_as_met():
    """One agent at 0.2 erlangs answers exactly 80 % at once."""
    assert required_c(2, 1800, 180, sl=0.8, awt_s=0) == 1


def test_what_no_number_of_agents_reaches_is_not_a_number():
    assert math.isnan(required_c(100, 1800, 180, sl=1.0))
    assert math.isnan(required_a(100, 1800, 180, sl=1.0))
    assert math.isnan(required_a(100, 1800, 180, abandon_max=0.0))
    assert math.isnan(required_c(100, 1800, 180, asa_max_s=0.0))
    assert math.isnan(required_c(100, 1800, 180, occ_max=0.0))


def test_required_without_contacts_or_without_handling_time():
    assert required_c(0, 1800, 180, sl=1.0) == 0
    assert required_a(0, 1800, 0, sl=0.8) == 0
    assert required_c(100, 1800, 0, sl=0.8) == 1
    assert required_a(100, 1800, 0, sl=0.8) == 1


def test_arrays_broadcast_and_numbers_stay_numbers():
    assert np.ndim(erlang_c(100, 1800, 180, 14).sl) == 0
    grid = erlang_a(np.array([[10.0], [100.0]]), 1800, 180, np.array([4, 12, 20]))
    assert grid.sl_offered.shape == (2, 3)
    assert grid.sl_offered[1, 1] == erlang_a(100, 1800, 180, 12).sl_offered
    order = np.array([100.0, 3.0, 0.0, 900.0, 100.0])
    assert required_a(order, 1800, 180, sl=0.8).tolist() == [float(required_a(v, 1800, 180, sl=0.8)) for v in order]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: erlang_c(-1, 1800, 180, 3), "volume"), (lambda: erlang_c(math.nan, 1800, 180, 3), "volume"),
        (lambda: erlang_c(1, 0, 180, 3), "interval_s"), (lambda: erlang_c(1, 1800, -5, 3), "aht_s"),
        (lambda: erlang_a(1, 1800, 180, math.inf), "agents"), (lambda: erlang_a(1, 1800, 180, 3, -1), "awt_s"),
        (lambda: erlang_a(1, 1800, 180, 3, 20, -1), "patience_s"), (lambda: required_c(1, 1800, 180, sl=1.2), "sl"),
        (lambda: required_a(1, 1800, 180, occ_max=-0.1), "occ_max"),
        (lambda: required_a(1, 1800, 180, sl=0.8, sl_kind="best"), "sl_kind"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_named(call, name):
    with pytest.raises(ValueError, match=name):
        call()


def test_the_position_of_a_bad_value_is_named():
    with pytest.raises(ValueError, match="position 2"):
        erlang_c([1, 2, math.nan], 1800, 180, 3)


def test_load_is_the_decimal_product():
    assert offered_load(146, 1800, 180) == 14.6
    assert offered_load(0.7, 0.1, 3) == 21.0


@pytest.mark.parametrize("patience", [1e26, 1e50, 1e200, 1e300])
def test_patience_without_end_in_an_overload_is_the_fluid_it_tends_to(patience):
    """Nine in ten hang up, each served one after ln(10) patiences; never an empty measure, never a number that looks
    right."""
    m = erlang_a(100, 1800, 180, 1, 20, patience)
    assert m.p_abandon == pytest.approx(0.9, rel=1e-12) and m.asa_all_s == pytest.approx(0.9 * patience, rel=1e-12)
    assert m.asa_served_s == pytest.approx(math.log(10) * patience, rel=1e-12)
    assert (m.p_wait, m.sl_offered, m.sl_virtual) == (1, 0, 0)
    assert m.wait_abandoned_s == pytest.approx((0.9 - 0.1 * math.log(10)) / 0.9 * patience, rel=1e-12)
    assert required_a(100, 1800, 180, patience_s=patience, sl=0.8) == 14


def test_patience_that_is_no_number_to_compute_with_is_refused():
    with pytest.raises(ValueError, match="infinite"):
        erlang_a(100, 1800, 180, 1, 20, 1e308)
