"""The screens of the program. One line here adds one (see the top of `tui/__init__.py`).

Invariant: a screen's module is imported when it is first opened, never before.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen


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

    def load(self) -> Screen[Any]:
        """Import the screen's module and make the screen."""
        module, _, cls = self.path.partition(":")
        screen: Screen[Any] = getattr(importlib.import_module(module), cls)()
        return screen


REGISTRY = (
    ScreenEntry("home", "1", "Home", "tui.screens.home.home:HomeScreen"),
    ScreenEntry("forecast", "2", "Forecast", "tui.screens.forecast.forecast:ForecastScreen"),
    ScreenEntry("requirement", "3", "Requirement", "tui.screens.requirement.requirement:RequirementScreen"),
    ScreenEntry("roster", "4", "Roster", "tui.screens.roster.roster:RosterScreen"),
    ScreenEntry("people", "5", "People", "tui.screens.shop.people:PeopleScreen"),
    ScreenEntry("imports", "6", "Imports", "tui.screens.shop.imports:ImportsScreen"),
    ScreenEntry("surveys", "7", "Surveys", "tui.screens.surveys.surveys:SurveysScreen"),
    ScreenEntry("pay", "8", "Pay", "tui.screens.pay.pay:PayScreen"),
    ScreenEntry("accuracy", "A", "Accuracy", "tui.screens.forecast.accuracy:AccuracyScreen", False),
    ScreenEntry("scenarios", "Y", "Scenarios", "tui.screens.forecast.scenarios:ScenariosScreen", False),
    ScreenEntry("intraday", "H", "Today", "tui.screens.forecast.intraday:IntradayScreen", False),
    ScreenEntry("outlook", "L", "12 months", "tui.screens.forecast.outlook:OutlookScreen", False),
    ScreenEntry("drafts", "D", "Drafts", "tui.screens.roster.compare:CompareScreen", False),
    ScreenEntry("requests", "Q", "Requests", "tui.screens.roster.requests:RequestsScreen", False),
    ScreenEntry("rules", "N", "Rules", "tui.screens.roster.rules:RulesScreen", False),
    ScreenEntry("fairness", "F", "Fairness", "tui.screens.roster.fairness:FairnessScreen", False),
    ScreenEntry("shrinkage", "X", "Shrinkage", "tui.screens.requirement.shrinkage:ShrinkageScreen", False),
    ScreenEntry("simulation", "S", "Simulation", "tui.screens.trial.simulation:SimulationScreen", False),
    ScreenEntry("whatif", "W", "What if", "tui.screens.requirement.whatif:WhatIfScreen", False),
    ScreenEntry("value", "V", "Value", "tui.screens.trial.value:ValueScreen", False),
    ScreenEntry("payplan", "P", "Pay plan", "tui.screens.pay.plan:PayPlanScreen", False),
    ScreenEntry("paytry", "T", "Try a plan", "tui.screens.pay.tryout:PayTryScreen", False),
    ScreenEntry("thanks", "G", "Thanks", "tui.screens.care.thanks:ThanksScreen", False),
    ScreenEntry("coaching", "C", "Coaching", "tui.screens.care.coaching:CoachingScreen", False),
    ScreenEntry("turnover", "O", "Turnover", "tui.screens.care.turnover:TurnoverScreen", False),
    ScreenEntry("satisfaction", "J", "Rosters and answers", "tui.screens.care.satisfaction:SatisfactionScreen", False),
    ScreenEntry("promos", "M", "Team calendar", "tui.screens.care.promos:PromosScreen", False),
    ScreenEntry("paysettings", "E", "Pay settings", "tui.screens.pay.settings:PaySettingsScreen", False),
    ScreenEntry("payback", "B", "Payback", "tui.screens.pay.payback:PaybackScreen", False),
)


def entry(name: str) -> ScreenEntry:
    """The registered screen of that name; KeyError when there is none."""
    for one in REGISTRY:
        if one.name == name:
            return one
    raise KeyError(name)
