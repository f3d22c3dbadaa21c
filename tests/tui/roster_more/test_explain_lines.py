"""Lines of the explanations: what is not proven is not drawn as a conflict, and who helps by way of another is told."""

from planner.services.roster_explain import ConflictView
from tui.screens.roster_explain import conflict_line


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
