"""Keys that lead from one object's screens to another's."""

from __future__ import annotations

from textual.binding import Binding

from tui.frame.bars import LATER

CARE_KEYS = (
    Binding("G", "app.open('thanks')", "Thanks", group=LATER),
    Binding("C", "app.open('coaching')", "Coaching", group=LATER),
    Binding("O", "app.open('turnover')", "Turnover", group=LATER),
    Binding("J", "app.open('satisfaction')", "Rosters and answers", group=LATER),
    Binding("M", "app.open('promos')", "Team calendar", group=LATER),
)
"""The way from People and Surveys to the screens that belong to them."""
