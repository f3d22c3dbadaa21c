"""Parts of the surveys screen: the table with its keys, the launch form as a plan, rates as numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from planner.base.i18n import language, t
from planner.surveys.words import ATTRIBUTE_NAMES, attribute_name
from tui.frame.bars import SOON
from tui.frame.forms import wrong_day
from tui.frame.modals import HelpModal
from tui.frame.tables import PlanTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engagement.surveys.participation import Participation
    from planner.surveys.audit import SelfAudit
    from planner.surveys.foreign.wide import WidePreview
    from planner.surveys.launch import LaunchPlan, Rehearsal


ATTRIBUTES = tuple(ATTRIBUTE_NAMES)
LEFT_OUT = {
    "too_few": "{name} is left out: too few people behind a value.",
    "combination": "{name} is left out: together with the other groups fewer than {k} people would share an answer's "
    "groups.",
}


class SurveyTable(PlanTable):
    """One line a survey."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open"),
        Binding("n", "screen.new_survey", "New survey"),
        Binding("l", "screen.launch", "Launch"),
        Binding("m", "screen.links", "Links"),
        Binding("r", "screen.remind", "Remind"),
        Binding("k", "screen.kiosk", "Shared terminal", group=SOON),
        Binding("z", "screen.close_survey", "Close answering"),
        Binding("u", "screen.extend", "Another last day", group=SOON),
        Binding("p", "screen.add_people", "Invite more people", group=SOON),
        Binding("d", "screen.delete_draft", "Delete the draft", group=SOON),
        Binding("i", "screen.import_answers", "Answers from elsewhere", group=SOON),
        Binding("a", "screen.audit", "Self-audit", group=SOON),
        Binding("b", "screen.about", "What is stored about somebody", group=SOON),
        Binding("c", "copy_table", "Copy", group=SOON),
        Binding("e", "export_table", "Export", group=SOON),
    ]


def attributes_named(text: str) -> list[str]:
    """Attributes by their name here or in the user's language, unknown ones as they were typed."""
    names = {attribute_name(name).casefold(): name for name in ATTRIBUTES}
    words = [w.strip() for w in text.split(",") if w.strip()]
    return [names.get(w.casefold(), w.casefold()) for w in words]


def attributes_text(names: Iterable[str] = ATTRIBUTES) -> str:
    """Attributes as a user types them."""
    return ", ".join(attribute_name(name).lower() for name in names)


def wrong_groups(text: str) -> str:
    """What is wrong with the attributes whose groups are published."""
    wrong = [name for name in attributes_named(text) if name not in ATTRIBUTES]
    return t("one of: {names}", names=attributes_text()) if wrong else ""


def started_days(text: str) -> tuple[date | None, date | None]:
    """The two days of `2026-10-01 2026-10-31`, either of them with a dash for none; ValueError otherwise."""
    words = text.replace("–", " ").replace("..", " ").split()
    if not words:
        return None, None
    first, last = (None if w == "-" else date.fromisoformat(w) for w in words)
    if first and last and first > last:
        raise ValueError(text)
    return first, last


def days_text(first: date | None, last: date | None) -> str:
    """As `started_days` reads it."""
    return " ".join(d.isoformat() if d else "-" for d in (first, last)) if first or last else ""


def crosses_of(text: str) -> tuple[tuple[str, str], ...]:
    """Two-way tables of `team × tenure; team × contract`; what is no pair of attributes is left out."""
    pairs = [attributes_named(part.replace("×", ",").replace(" x ", ",")) for part in text.split(";")]
    return tuple((p[0], p[1]) for p in pairs if len(p) == 2)


def crosses_text(plan: LaunchPlan) -> str:
    """As `crosses_of` reads it."""
    return "; ".join(" × ".join(attribute_name(name).lower() for name in pair) for pair in plan.crosses)


def wrong_crosses(text: str) -> str:
    """What is wrong with the two-way tables."""
    parts = [p for p in text.split(";") if p.strip()]
    good = [pair for pair in crosses_of(text) if set(pair) <= set(ATTRIBUTES) and pair[0] != pair[1]]
    return (
        ""
        if len(good) == len(parts)
        else t("write it as {example}", example=" × ".join(attributes_text().split(", ")[:2]))
    )


def wrong_started(text: str) -> str:
    """What is wrong with the days between which people started."""
    try:
        started_days(text)
    except ValueError:
        return t("write two days, such as 2026-10-01 2026-10-31")
    return ""


def basis_text(plan: LaunchPlan) -> str:
    """The legal basis in both languages, or nothing for the usual words."""
    return f"{plan.legal_basis.es} / {plan.legal_basis.en}" if plan.legal_basis.es or plan.legal_basis.en else ""


def wrong_basis(text: str) -> str:
    """What is wrong with a legal basis in both languages."""
    es, _, en = text.partition("/")
    return "" if not text.strip() or (es.strip() and en.strip()) else t("write it as Español / English")


def modes() -> tuple[str, str]:
    """What a survey may call itself, in the user's language."""
    return t("anonymous"), t("confidential")


def whole_or_empty(text: str) -> str:
    """A whole number, or nothing."""
    return "" if not text.strip() or text.strip().isdecimal() else t("a whole number, or nothing")


def day_or_empty(text: str) -> str:
    """A day, or nothing."""
    return wrong_day(text) if text.strip() else ""


def wide_text(seen: WidePreview) -> str:
    """How a form's export was read: people, and what each column is taken for."""
    from planner.surveys.foreign.wide import column_text

    lines = [t("{n} people answered, in {rows} rows.", n=seen.people, rows=seen.rows), ""]
    for use in seen.columns:
        name = " ".join(use.headers[0].split())
        samples = f"  ({' | '.join(use.samples)})" if use.samples else ""
        lines.append(f"· {name[:48]}{'…' if len(name) > 48 else ''}: {column_text(use)}{samples}")
    wrong = t('A column read wrongly? `cuadrante survey import` takes --as "column=type".')
    return "\n".join((*lines, "", wrong))


def plan_of(answer: dict[str, str]) -> LaunchPlan:
    """The plan that the launch form describes."""
    from engagement.surveys.questions import Text
    from planner.surveys.launch import LaunchPlan

    anonymous = answer["mode"].strip().casefold() == modes()[0].casefold()
    es, _, en = (part.strip() for part in answer["basis"].partition("/"))
    first, last = started_days(answer["started"])
    left = started_days(answer["left"])
    return LaunchPlan(
        tuple(w.strip() for w in answer["teams"].split(",") if w.strip()), anonymous,
        tuple(attributes_named(answer["groups"])), crosses_of(answer["crosses"]),
        closes_on=date.fromisoformat(answer["until"]), retention_days=int(float(answer["days"].replace(",", "."))),
        k=int(answer["k"]), legal_basis=Text(es, en), started_from=first, started_until=last, left_from=left[0],
        left_until=left[1],
    )  # fmt: skip


def rate_of(line: Participation) -> float | None:
    """The middle of a participation's band, 0 to 100."""
    return None if line.band is None else sum(line.band) / 2


def audit_modal(found: SelfAudit) -> HelpModal:
    """What the audit tried and found, attack by attack, and what it cannot see."""
    from planner.surveys.audit import limits_text, promise_text

    lines = [(f"{'✓' if c.ok else '✗'} {promise_text(c)}", "; ".join(c.found)) for c in found.checks]
    return HelpModal(t("Self-audit"), [*lines, (limits_text(), "")], ())


def about_paragraphs(found: Mapping[str, Sequence[Mapping[str, Any]]], who: str) -> list[tuple[str, str]]:
    """Tables and rows that hold a person's name; of each table the first twenty rows."""
    texts = [
        (f"{name} ({len(rows)})",
         "\n".join(" ".join(f"{k}={v}" for k, v in row.items() if v not in (None, "")) for row in rows[:20]))
        for name, rows in found.items()
    ]  # fmt: skip
    return texts or [(t("Nothing is stored about {agent}.", agent=who), "")]


def launch_text(plan: LaunchPlan, found: Rehearsal) -> str:
    """What a launch would fix: people, groups, what is given up for good, and the notice they read."""
    from planner.surveys.launch import notice_of
    from planner.surveys.words import value_name

    stored = found.stored
    lines = [t("{n} people are invited.", n=len(found.people))]
    lines += [f"{attribute_name(name)}: {' · '.join(sorted(set(map(value_name, values.values()))))}"
              for name, values in stored.kept.items()]  # fmt: skip
    if not stored.kept:
        lines.append(t("Answers carry no groups."))
    for name, why in stored.dropped.items():
        lines.append(t(LEFT_OUT[why], name=attribute_name(name), k=plan.k))
    lines.append(t("After closing no answer is left: groups and tables cannot be added or mended later."))
    return "\n".join((*lines, "", notice_of(plan)[language()]))
