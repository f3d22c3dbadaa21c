"""The worth of one more agent-hour: what it saves in lost sales, against its cost."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.staffing.erlang import erlang_a
from planner.staffing.value import Sales, value_of_agents

PHONE = Channel("phone", shrinkage=0.25)
SALES = Sales(conversion=0.2, average_order=80, margin=0.4)


def test_the_gain_is_the_margin_of_those_who_no_longer_hang_up():
    v = value_of_agents(PHONE, [100], 180, SALES, cost_per_hour=15, agents=[12])
    fewer = erlang_a(100, 1800, 180, 12).p_abandon - erlang_a(100, 1800, 180, 13).p_abandon
    assert v.gain_next[0] == pytest.approx(100 * fewer * 0.2 * 80 * 0.4 / 0.5)
    assert v.cost == 20  # an hour worked costs more than an hour paid


def test_waiting_costs_sales_where_it_is_said_so():
    impatient = Sales(0.2, 80, 0.4, wait_loss_per_min=0.1)
    patient = Channel("patient", patience_s=None)
    assert value_of_agents(patient, [100], 180, SALES, 15, agents=[12]).gain_next[0] == 0
    assert value_of_agents(patient, [100], 180, impatient, 15, agents=[12]).gain_next[0] > 0
    assert value_of_agents(patient, [100], 180, impatient, 15, agents=[9]).gain_next[0] == math.inf


@settings(max_examples=25, deadline=None)
@given(volume=st.floats(5, 300), worth=st.floats(0.5, 60), cost=st.floats(5, 60))
def test_profit_staffing_adds_agents_while_they_pay_and_stops_when_they_do_not(volume, worth, cost):
    v = value_of_agents(PHONE, [volume], 240, Sales(1, worth, 1), cost)
    at = value_of_agents(PHONE, [volume], 240, Sales(1, worth, 1), cost, agents=v.agents_profit)
    assert at.gain_next[0] < v.cost
    assert v.agents_profit[0] == 0 or at.gain_last[0] >= v.cost
    assert v.profit_change[0] >= -1e-6


def test_profit_and_service_level_ask_for_different_numbers_at_the_peak():
    volumes = np.array([5, 50, 300.0])
    v = value_of_agents(PHONE, volumes, 300, Sales(0.25, 90, 0.5), 15)
    assert v.differs[-1] > 0
    assert v.sl_profit[-1] > v.sl_service[-1]
    cheap = value_of_agents(PHONE, volumes, 300, Sales(0.01, 20, 0.2), 15)
    assert (cheap.differs < 0).all()


def test_chat_sells_too_and_empty_intervals_ask_for_nobody():
    channel = Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.8, awt_s=30), concurrency=3)
    v = value_of_agents(channel, [0, 60], 300, Sales(0.3, 90, 0.5), 15)
    assert (v.agents_profit[0], v.margin_lost[0]) == (0, 0)
    assert v.gain_next[1] > 0


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="deferred"):
        value_of_agents(Channel("email", ChannelKind.DEFERRED), [10], 300, SALES, 15)
    with pytest.raises(ValueError, match="conversion"):
        value_of_agents(PHONE, [10], 300, Sales(1.5, 80, 0.4), 15)
    with pytest.raises(ValueError, match="cost_per_hour"):
        value_of_agents(PHONE, [10], 300, SALES, 0)
    with pytest.raises(ValueError, match="not reached"):
        value_of_agents(Channel("phone", target=ServiceTarget(sl=1.0)), [10], 300, SALES, 15)
