"""Lines of the explanations: what is not proven is not drawn as a conflict, and who helps by way of another is told."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from textual.app import App
from textual.content import Content

from planner.base.i18n import set_language
from planner.domain.people import Agent, Contract
from planner.roster.explain import CandidateLine, ConflictView
from tui.screens.roster.explain import ListModal, candidate_line, conflict_line, conflicts_head


def test_a_conflict_names_people_rules_and_ways_and_says_when_it_may_name_too_much():
    found = ConflictView("", "Ana, Ben", ("1 × supervisor", "Contract hours"), ("34.1",), ("lower it", "work more"),
                         "text", note="it may name more than is needed")  # fmt: skip
    lines = conflict_line(found).plain.splitlines()
    assert lines[0] == "Ana, Ben: 1 × supervisor + Contract hours"
    assert [line.strip() for line in lines[1:]] == [
        "▶ lower it",
        "· work more",
        "it may name more than is needed",
        "34.1",
    ]


def test_what_was_not_decided_is_said_and_not_drawn_as_a_conflict():
    said = "Not decided in the time: whether Ana can keep every rule."
    line = conflict_line(ConflictView("A01", "Ana", (), (), (), said, proven=False))
    assert line.plain == said
    assert not any("$error" in str(span.style) for span in line.spans)


def test_the_head_counts_what_is_proven_and_says_where_nothing_was_decided():
    team = ConflictView("", "The team", ("2 × boss",), (), (), "text")
    open_yet = replace(team, agent_id="A01", name="Ana", proven=False)
    for found, said in (
        ((), "✓ Everybody's rules can be kept together."),
        ((team, open_yet), "1 conflict of rules."),
        ((team, team, open_yet), "2 conflicts of rules."),
        ((open_yet,), "Not everything could be decided in the time."),
    ):
        assert conflicts_head(found).plain == said


class Bare(App[None]):
    """An application with nothing but a window of lines."""

    def __init__(self, lines):
        super().__init__()
        self.lines = lines

    def on_mount(self):
        self.push_screen(ListModal("Who could work?", Content("head"), self.lines))


@pytest.mark.parametrize("width", [80, 66])
async def test_a_price_keeps_each_figure_with_its_unit_whatever_the_room(width):
    set_language("es")
    try:
        lines = []
        for letters in range(1, 40):  # names of every length put the price at every column
            who = Agent("A01", "N" * letters, "shop", ("phone",), Contract(2400, 5, (480,)))
            lines.append(candidate_line(CandidateLine(who, None, who, "entra 09:00–17:00", ("Descanso: 9 h " * 3,), 0.5,
                                                      0.0, 240, Decimal("1234.5"))))  # fmt: skip
        app = Bare(lines)
        async with app.run_test(size=(width, 200)) as pilot:
            await pilot.pause()
            choices = app.screen.query_one("#choices")
            choices.styles.max_height = 200
            await pilot.pause()
            shown = [choices.render_line(y).text.rstrip().replace("\u00a0", " ") for y in range(choices.size.height)]
            await pilot.press("c")
        rows = "\n".join(shown)
        for said in ("+0,5 puntos", "+4,0 h de trabajo", "+1.234,50 €"):
            figure, unit = said.split(" ")[:2]
            assert f"{figure} {unit}" in rows
            assert not re.search(rf"{re.escape(figure)}$", rows, re.MULTILINE), rows
        assert "\u00a0" not in app.clipboard
        assert "+0,5 puntos" in app.clipboard
    finally:
        set_language("en")
