"""Twelve people in two teams who have worked here for years; it is Wednesday, 18 November 2026."""

from datetime import date
from decimal import Decimal

import pytest

from planner.care import members
from planner.domain.people import Agent, Contract
from planner.shop.store.channels import ensure_channels
from planner.shop.store.people import write_agents


@pytest.fixture(autouse=True)
def wednesday(monkeypatch):
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-18")
    monkeypatch.setenv("CUADRANTE_LANG", "en")


def people(n=12):
    return [
        Agent(f"A{i:02d}", f"Person {i}", ("North", "South")[i % 2], ("phone",), Contract(2400),
              start_date=date(2022, 1, 1), hourly_cost=Decimal("16.00"), email=f"p{i}@shop.example")
        for i in range(n)
    ]  # fmt: skip


@pytest.fixture
def team(ws):
    """The workspace with its people, once on each database."""
    write_agents(ws, people())
    ensure_channels(ws, ["phone", "chat"])
    return ws


@pytest.fixture
def code_of(tmp_path):
    """`code_of(ws, agent_id)`: a new personal code, read from the file that is handed out."""

    def issue(ws, agent_id):
        path = tmp_path / "codes.csv"
        members.issue_codes(ws, path, [agent_id])
        code = path.read_text(encoding="utf-8-sig").splitlines()[1].rsplit(",", 1)[1]
        path.unlink()
        return code

    return issue


@pytest.fixture
def member(code_of):
    """`member(ws, agent_id)`: that employee, identified by their code."""
    return lambda ws, agent_id: members.identify(ws, code_of(ws, agent_id))
