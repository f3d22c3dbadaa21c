"""Whom a file means: an agent's id, e-mail or name, as HR systems and people write them.

"Prat Sala, Eva" is Eva Prat when nobody else is: the words of the shorter name must all stand in the longer one, and
only one agent's may. Where two fit, nobody does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.base.i18n import t
from planner.base.problems import RowProblem
from planner.domain.people import Agent
from planner.shop.intake.kind import Incoming, Parsed
from planner.shop.intake.reading import Problems
from planner.shop.store.people import read_agents
from planner.tables.opening import fold

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "e", "da", "do", "van", "von", "di"})


class AgentNames:
    """Which agent a name means; '' when none or several do."""

    def __init__(self, agents: Iterable[Agent]) -> None:
        self._known: dict[str, str] = {}
        self._words: list[tuple[frozenset[str], str]] = []
        for agent in agents:
            self._known[fold(agent.agent_id)] = agent.agent_id
            if agent.email:
                self._known.setdefault(fold(agent.email), agent.agent_id)
            self._words.append((_words(agent.name), agent.agent_id))

    def __call__(self, name: str) -> str:
        """The agent's id."""
        low = fold(name)
        if low not in self._known:
            wanted = _words(name)
            same = [agent for words, agent in self._words if words == wanted]
            near = [agent for words, agent in self._words
                    if min(len(words), len(wanted)) >= 2 and (words <= wanted or wanted <= words)]  # fmt: skip
            self._known[low] = same[0] if len(same) == 1 else near[0] if len(near) == 1 and not same else ""
        return self._known[low]


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[^\w]+", fold(name)) if word) - PARTICLES


def known_agents(ws: Workspace, came: Incoming) -> tuple[list[Parsed], Counter[str], list[str]]:
    """The rows with the ids of the agents they mean, rows left out by reason, and what to say.

    Rows of unknown people are refused in a file of our own columns, and left out of another system's list, which holds
    the whole company.
    """
    names = AgentNames(read_agents(ws))
    problems = Problems()
    kept: list[Parsed] = []
    unknown: Counter[str] = Counter()
    for row in came.rows:
        agent = names(row.value.agent_id)
        if agent:
            same = agent == row.value.agent_id
            kept.append(row if same else replace(row, value=replace(row.value, agent_id=agent)))
        elif came.foreign:
            unknown[row.value.agent_id] += 1
        else:
            problems.add(
                RowProblem(
                    came.file, row.row, "agent_id", t("There is no agent {agent}.", agent=row.value.agent_id),
                    t("Import the agents first, or mend the id."),
                )
            )  # fmt: skip
    problems.refuse(came.file)
    left = Counter({"unknown_agent": sum(unknown.values())}) if unknown else Counter()
    return kept, left, [_said(list(unknown))] if unknown else []


def _said(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    return t("People who are no agents here are left out: {names}.", names=shown)
