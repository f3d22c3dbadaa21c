"""A shop with a survey that can be launched, answered and attacked."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.db.opening import open_workspace
from planner.db.workspace import Workspace
from planner.domain.people import Agent, Contract
from planner.shop.store.people import write_agents
from planner.surveys import launch as survey_launch
from planner.surveys import surveys
from planner.surveys.desk import SurveyDesk


@dataclass
class Shop:
    """A workspace with people, and one open survey with its links."""

    ws: Workspace
    path: Path
    survey_id: str
    tokens: dict[str, str]

    def answers(self, number: int) -> dict[str, object]:
        """An answer that is recognisable by its comment."""
        return {"recommend": number % 11, "clarity_1": 1 + number % 5, "one_change": f"remark-{number:03}"}


def people(teams: dict[str, int]) -> list[Agent]:
    agents = []
    for team, size in teams.items():
        for _ in range(size):
            number = len(agents)
            agents.append(
                Agent(f"agent-{number:03}", f"Nadia Prueba{number:03}", team, ("chat",), Contract(2400),
                      email=f"nadia{number:03}@shop.example")
            )  # fmt: skip
    return agents


@pytest.fixture
def make_shop(tmp_path, blank) -> Callable[..., Shop]:
    made = []

    def make(teams: dict[str, int] | None = None, plan: survey_launch.LaunchPlan | None = None,
             template: str = "engagement") -> Shop:  # fmt: skip
        folder = tmp_path / f"shop{len(made)}"
        ws = open_workspace(blank(folder / "shop.sqlite"))
        made.append(ws)
        write_agents(ws, people(teams or {"chat": 12, "phone": 12}))
        survey_id = surveys.new(ws, template)
        survey_launch.launch(ws, survey_id, plan)
        tokens = {link.agent_id: link.url.rsplit("/", 1)[1] for link in surveys.links(ws, survey_id, "http://x")}
        return Shop(ws, folder, survey_id, tokens)

    yield make
    for ws in made:
        ws.close()


@pytest.fixture
def make_desk():
    desks = []

    def make(shop: Shop) -> SurveyDesk:
        desks.append(SurveyDesk(shop.ws))
        return desks[-1]

    yield make
    for desk in desks:
        desk.stop()
