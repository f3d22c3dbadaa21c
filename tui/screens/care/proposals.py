"""A proposal for the team calendar: its days and uplift in words, its form, and back from the form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from planner.base.i18n import day as day_text
from planner.base.i18n import percent, t
from tui.frame.forms import number_between, required, to_number, wrong_day
from tui.frame.modals import Field

if TYPE_CHECKING:
    from planner.care.store.promos import Proposal
    from planner.db.workspace import Workspace


def span(p: Proposal) -> str:
    """Its days: 9 Dec, 9 Dec – 12 Dec."""
    first = day_text(p.first_day, weekday=False)
    return first if p.first_day == p.last_day else f"{first} – {day_text(p.last_day, weekday=False)}"


def uplift_text(p: Proposal) -> str:
    """Its expected change of contacts, signed; an en dash where nobody said."""
    if p.uplift_pct is None:
        return "–"
    whole = p.uplift_pct == p.uplift_pct.to_integral_value()
    return percent(p.uplift_pct / 100, 0 if whole else 1, signed=True)


def proposal_fields(channels: tuple[str, ...]) -> list[Field]:
    """The form of a proposal; the same on the screen and at the shared terminal."""
    return [
        Field("name", t("Name"), "", t("such as Free delivery on Saturday"), required),
        Field("first", t("First day"), "", "2026-12-09", wrong_day),
        Field("last", t("Last day, included"), "", t("empty: one day"), lambda x: wrong_day(x) if x else ""),
        Field("channels", t("Channels"), "", f"{', '.join(channels)}; {t('empty: all')}"),
        Field("uplift", t("Expected change of contacts in %"), "", "20", number_between(-100, 2000, empty=True)),
        Field("why", t("Why"), "", "", required),
    ]


def propose_from(ws: Workspace, answer: dict[str, str], by: Any = None) -> str:
    """Propose what the form says; returns the toast."""
    from planner.care import promos

    first = date.fromisoformat(answer["first"])
    last = date.fromisoformat(answer["last"]) if answer["last"] else first
    chosen = [c.strip() for c in answer["channels"].replace(";", ",").split(",") if c.strip()]
    promos.propose(ws, answer["name"], first, last, chosen, to_number(answer["uplift"]), answer["why"], by)
    return t("«{name}» is proposed; the team can vote.", name=answer["name"][:60])
