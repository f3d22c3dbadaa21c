"""The long view in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.base.i18n import MONTHS, language, number, percent, t
from planner.base.i18n import day as day_text

if TYPE_CHECKING:
    from planner.requirement.hiring import HiringMonth
    from planner.requirement.outlook import Outlook


def hiring(shown: Outlook) -> str:
    """Whom to hire, and by when to begin: the long view in one or two sentences."""
    if not shown.mean_contract_h:
        return t("Nobody is under contract: 6 imports the agents.")
    first = next((m for m in shown.months if m.hire), None)
    extra = max((m for m in shown.months if m.temporary), key=lambda m: m.temporary, default=None)
    said = []

    def begin(month: HiringMonth) -> str:
        return t("begin at once, it is late") if month.late else t("begin by {day}", day=day_text(month.ask_by))

    if first is not None:
        said.append(t("Hire {n} for good by {start}: {begin}.", n=first.hire, start=day_text(first.start, year=True),
                      begin=begin(first)))  # fmt: skip
        more = sum(m.hire for m in shown.months) - first.hire
        if more:
            said.append(t("{n} more later.", n=more))
    if extra is not None:
        month = f"{MONTHS[language()][extra.month.month - 1]} {extra.month.year}"
        said.append(t("{n} temporary in {month}: {begin}.", n=extra.temporary, month=month, begin=begin(extra)))
    return " ".join(said) or t("The contracts reach in every week.")


def footing(shown: Outlook) -> str:
    """What people in the long view rest on."""
    given = shown.assumed
    if given.occupancy is not None:
        said = t("occupancy {share} as given", share=percent(given.occupancy))
    elif shown.basis is not None:
        said = t("occupancy {share} from the requirement of {day}", share=percent(shown.occupancy),
                 day=day_text(shown.basis.first_day))  # fmt: skip
    else:
        said = t("occupancy {share} is a guess: 3 works out a requirement", share=percent(shown.occupancy))
    lost = given.shrinkage if given.shrinkage is not None else shown.basis.shrinkage if shown.basis else None
    parts = [said, t("shrinkage {share}", share=t("each channel's own") if lost is None else percent(lost)),
             t("{n} h a contract", n=number(shown.mean_contract_h, 1)),
             t("{n} weeks to hire", n=given.lead_weeks)]  # fmt: skip
    if given.turnover:
        parts.append(t("turnover {share} a year", share=percent(given.turnover)))
    if given.self_service:
        parts.append(t("self-service {share}", share=percent(given.self_service)))
    if given.volume_pct:
        parts.append(t("contacts {change}", change=percent(given.volume_pct / 100, signed=True)))
    return " · ".join(parts)
