"""Chats held side by side: the level-dependent chain, its limits and its least agents."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.staffing.concurrent import chat, ladder, required_chat
from planner.staffing.erlang import erlang_a, erlang_c, required_a, required_c

LEVELS = (300, 390, 480)


def chain(volume, interval_s, levels, n, patience_s):
    """p_wait, p_abandon, busy share and mean held by summing the chain in fractions (queue cut where it is nothing)."""
    lam = Fraction(volume, interval_s)
    slots = n * len(levels)
    weights = [Fraction(1)]
    for k in range(1, slots + 400):
        held = min(k, slots)
        rate = sum(Fraction(h, levels[h - 1]) for h in (held // n + (i < held % n) for i in range(n)) if h)
        rate += Fraction(max(k - slots, 0), patience_s)
        weights.append(weights[-1] * lam / rate)
        if k > slots and weights[-1] < Fraction(1, 10**25):
            break
    p = [float(w / sum(weights)) for w in weights]
    queue = math.fsum((k - slots) * q for k, q in enumerate(p) if k > slots)
    busy = math.fsum(min(k, n) * q for k, q in enumerate(p))
    held = math.fsum(min(k, slots) * q for k, q in enumerate(p))
    return math.fsum(p[slots:]), queue / patience_s / float(lam), busy / n, held / busy, queue / float(lam)


@pytest.mark.parametrize(("volume", "levels", "n", "patience"), [(60, LEVELS, 5, 180), (10, (420, 500), 2, 240),
                                                                (40, (200, 260, 330, 420), 3, 90)])  # fmt: skip
def test_measures_are_the_sum_over_the_chain(volume, levels, n, patience):
    p_wait, p_abandon, busy, mean, wait = chain(volume, 1800, levels, n, patience)
    m = chat(volume, 1800, levels, n, 30, patience)
    assert m.p_wait == pytest.approx(p_wait, rel=1e-10)
    assert m.p_abandon == pytest.approx(p_abandon, rel=1e-10)
    assert m.occupancy == pytest.approx(busy, rel=1e-10)
    assert m.mean_concurrency == pytest.approx(mean, rel=1e-10)
    assert m.asa_all_s == pytest.approx(wait, rel=1e-10)


def test_one_conversation_at_a_time_is_erlang():
    c = erlang_c(60, 1800, 300, 12, 30)
    m = chat(60, 1800, [300], 12, 30)
    assert (m.p_wait, m.sl_offered, m.asa_all_s) == pytest.approx((c.p_wait, c.sl, c.asa_s), rel=1e-12)
    a = erlang_a(60, 1800, 300, 12, 30, 120)
    m = chat(60, 1800, [300], 12, 30, 120)
    assert (m.p_wait, m.sl_offered, m.p_abandon) == pytest.approx((a.p_wait, a.sl_offered, a.p_abandon), rel=1e-12)
    assert required_chat(60, 1800, [300], sl=0.8, awt_s=30) == required_c(60, 1800, 300, sl=0.8, awt_s=30)
    assert required_chat(60, 1800, [300], sl=0.8, awt_s=30, patience_s=120) == required_a(
        60, 1800, 300, sl=0.8, awt_s=30, patience_s=120
    )


def test_conversations_side_by_side_without_slowing_down_are_as_many_servers():
    m, c = chat(60, 1800, [300] * 3, 4, 30), erlang_c(60, 1800, 300, 12, 30)
    assert m.sl_offered == pytest.approx(c.sl, rel=1e-12)


def test_the_edge_of_stability_is_arrivals_equal_to_the_full_rate():
    """5 agents with 3 chats of 480 s each end 56.25 chats in half an hour."""
    assert chat(56, 1800, LEVELS, 5).stable
    edge = chat(56.25, 1800, LEVELS, 5)
    assert not edge.stable
    assert (edge.p_wait, edge.sl_offered, edge.occupancy) == (1, 0, 1)
    assert math.isnan(edge.asa_all_s)
    assert chat(60, 1800, LEVELS, 5, 30, 180).stable


def test_twenty_at_a_time_and_none_at_all():
    levels = [300 + 30 * k for k in range(20)]
    n = required_chat(200, 1800, levels, sl=0.8, awt_s=30, patience_s=300)
    assert n >= 1
    assert chat(200, 1800, levels, n, 30, 300).sl_offered >= 0.8
    assert required_chat(0, 1800, levels, sl=0.8) == 0
    assert required_chat(5, 1800, [0, 0], sl=0.8) == 1
    assert math.isnan(required_chat(5, 1800, levels, sl=1.0))
    assert chat(5, 1800, levels, 0, 30, 300).p_abandon == 1


@settings(max_examples=30, deadline=None)
@given(
    volume=st.floats(1, 300), base=st.floats(60, 600), slow=st.lists(st.floats(1.0, 1.4), min_size=0, max_size=4),
    sl=st.floats(0.3, 0.98), patience=st.one_of(st.none(), st.floats(20, 2000)),
)  # fmt: skip
def test_required_agents_are_the_least_that_meet_the_target(volume, base, slow, sl, patience):
    levels = [base]
    for factor in slow:
        levels.append(levels[-1] * factor)
    n = required_chat(volume, 1800, levels, sl=sl, awt_s=30, patience_s=patience)
    assert chat(volume, 1800, levels, n, 30, patience).sl_offered >= sl - 1e-9
    assert n == 1 or chat(volume, 1800, levels, n - 1, 30, patience).sl_offered < sl + 1e-9


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="zero and positive"):
        chat(10, 1800, [300, 0], 3)
    with pytest.raises(ValueError, match="whole"):
        chat(10, 1800, [300, 400], 2.5)
    with pytest.raises(ValueError, match="concurrency"):
        ladder(300, 0)
    assert ladder(300, 2) == (300, 300)
    assert ladder(300, 2, (310, 400, 500)) == (310, 400, 500)
