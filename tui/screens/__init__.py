"""The screens of the program. One line here adds one (see the top of `tui/__init__.py`).

Invariant: a screen's module is imported when it is first opened, never before.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.base import PlannerScreen


@dataclass(frozen=True)
class ScreenEntry:
    """A screen: its mode name, the key that opens it, its English title, and `module:Class`.

    `in_bar=False`: the navigation names it only while it is open (it belongs to another screen).
    """

    name: str
    key: str
    title: str
    path: str
    in_bar: bool = True

    def load(self) -> PlannerScreen:
        """Import the screen's module and make the screen."""
        module, _, cls = self.path.partition(":")
        screen: PlannerScreen = getattr(importlib.import_module(module), cls)()
        return screen


REGISTRY = (
    ScreenEntry("home", "1", "Home", "tui.screens.home:HomeScreen"),
    ScreenEntry("forecast", "2", "Forecast", "tui.screens.forecast:ForecastScreen"),
    ScreenEntry("requirement", "3", "Requirement", "tui.screens.requirement:RequirementScreen"),
    ScreenEntry("roster", "4", "Roster", "tui.screens.roster:RosterScreen"),
    ScreenEntry("people", "5", "People", "tui.screens.people:PeopleScreen"),
    ScreenEntry("imports", "6", "Imports", "tui.screens.imports:ImportsScreen"),
    ScreenEntry("surveys", "7", "Surveys", "tui.screens.surveys:SurveysScreen"),
    ScreenEntry("pay", "8", "Pay", "tui.screens.pay:PayScreen"),
    ScreenEntry("accuracy", "A", "Accuracy", "tui.screens.accuracy:AccuracyScreen", False),
    ScreenEntry("scenarios", "Y", "Scenarios", "tui.screens.scenarios:ScenariosScreen", False),
    ScreenEntry("intraday", "H", "Today", "tui.screens.intraday:IntradayScreen", False),
    ScreenEntry("outlook", "L", "12 months", "tui.screens.outlook:OutlookScreen", False),
    ScreenEntry("drafts", "D", "Drafts", "tui.screens.roster_compare:CompareScreen", False),
    ScreenEntry("requests", "Q", "Requests", "tui.screens.roster_requests:RequestsScreen", False),
    ScreenEntry("rules", "N", "Rules", "tui.screens.roster_rules:RulesScreen", False),
    ScreenEntry("fairness", "F", "Fairness", "tui.screens.fairness:FairnessScreen", False),
    ScreenEntry("shrinkage", "X", "Shrinkage", "tui.screens.shrinkage:ShrinkageScreen", False),
    ScreenEntry("simulation", "S", "Simulation", "tui.screens.simulation:SimulationScreen", False),
    ScreenEntry("whatif", "W", "What if", "tui.screens.whatif:WhatIfScreen", False),
    ScreenEntry("value", "V", "Value", "tui.screens.value:ValueScreen", False),
    ScreenEntry("payplan", "P", "Pay plan", "tui.screens.pay_plan:PayPlanScreen", False),
    ScreenEntry("paytry", "T", "Try a plan", "tui.screens.pay_try:PayTryScreen", False),
    ScreenEntry("thanks", "G", "Thanks", "tui.screens.thanks:ThanksScreen", False),
    ScreenEntry("coaching", "C", "Coaching", "tui.screens.coaching:CoachingScreen", False),
    ScreenEntry("turnover", "O", "Turnover", "tui.screens.turnover:TurnoverScreen", False),
    ScreenEntry("satisfaction", "J", "Rosters and answers", "tui.screens.satisfaction:SatisfactionScreen", False),
    ScreenEntry("promos", "M", "Team calendar", "tui.screens.promos:PromosScreen", False),
    ScreenEntry("paysettings", "E", "Pay settings", "tui.screens.pay_settings:PaySettingsScreen", False),
    ScreenEntry("payback", "B", "Payback", "tui.screens.payback:PaybackScreen", False),
)


def entry(name: str) -> ScreenEntry:
    """The registered screen of that name; KeyError when there is none."""
    for one in REGISTRY:
        if one.name == name:
            return one
    raise KeyError(name)
