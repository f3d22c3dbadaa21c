"""The six steps of the weekly plan: their keys on Home, and the screen that does each."""

from __future__ import annotations

STEP_KEYS = {"import": "i", "forecast": "f", "requirement": "r", "roster": "s", "publish": "p", "export": "x"}
STEP_VERBS = {
    "import": "Import contacts and agents",
    "forecast": "Forecast the week",
    "requirement": "Work out the requirement",
    "roster": "Solve the roster",
    "publish": "Publish the roster",
    "export": "Write the Excel file",
}
"""English; shown translated."""
STEP_SCREENS = {
    "import": "imports",
    "forecast": "forecast",
    "requirement": "requirement",
    "roster": "roster",
    "publish": "roster",
    "export": "roster",
}
