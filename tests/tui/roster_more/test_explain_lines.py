"""Lines of the explanations: what is not proven is not drawn as a conflict, and who helps by way of another is told."""

from dataclasses import replace

from planner.services.roster_explain import ConflictView
from tui.screens.roster_explain import conflict_line, conflicts_head


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
