"""The six steps of the weekly plan: their keys on Home, and the screen that does each."""

from __future__ import annotations

STEP_KEYS = {"import": "i", "forecast": "f", "requirement": "r", "roster": "s", "publish": "p", "export": "x"}
STEP_SCREENS = {
    "import": "imports",
    "forecast": "forecast",
    "requirement": "requirement",
    "roster": "roster",
    "publish": "roster",
    "export": "roster",
}
