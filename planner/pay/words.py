"""Words of variable pay in the user's language: reasons, flags, refusals, states, and the steps of a line."""

from __future__ import annotations

import re
from decimal import Decimal

from engagement.pay.flags import Flag
from engagement.pay.periods import NotAllowed
from engagement.pay.reasons import CAUSES, REFUSALS, flag_text, reason_text
from engagement.pay.results import Adjustment, Reason
from planner.base.i18n import money, number, t

STATES = {"draft": "draft", "reviewed": "reviewed", "approved": "approved", "paid": "paid", "closed": "closed"}
SEVERITIES = {"blocks": "Blocks approval", "acknowledge": "To be acknowledged", "note": "Note"}
SLOTS = {
    "base": "Base", "quota": "Quota", "target": "Target bonus", "attainment": "Attainment", "factor": "Factor",
    "factor_uncapped": "Factor before its cap",
    "gross": "Gross", "capped": "After cap", "gate": "Gate factor", "weight": "Weight", "weighted": "Weighted",
    "plan_cap": "After the plan's cap", "budget": "After the budget", "amount": "Amount",
}  # fmt: skip
ACTIONS = {
    "review": "Reviewed", "approve": "Approved", "pay": "Paid", "close": "Closed", "reopen": "Opened again",
    "outdated": "Inputs changed", "acknowledge": "Flags acknowledged", "dispute": "Disputed",
    "resolve": "Dispute answered",
}  # fmt: skip
_WORDS = (
    "gross", "capped", "gate", "weight", "weighted", "base", "quota", "target", "goal", "actual", "attainment",
    "factor", "all", "plan cap", "budget", "largest remainder",
)  # fmt: skip
"""Words that formulas are made of."""
_MONEY = frozenset({"missing", "earned", "balance", "limit", "budget", "uncapped", "sales", "jump"})
_MENDS = {
    "wrong_state": "Take the steps in order: run, review, approve, close.",
    "inputs_changed": "Run and review the month again.",
    "period_open": "Approve it once the month is over.",
    "open_flags": "Mend what blocks and acknowledge the rest: `cuadrante pay acknowledge`.",
    "open_disputes": "Answer them first: `cuadrante pay resolve`.",
}


def _shown(key: str, value: Decimal | str) -> str:
    if isinstance(value, Decimal):
        return money(value) if key in _MONEY else plain(value)
    return value


def plain(value: Decimal) -> str:
    """A figure that is no money, to at most six decimals, in the user's way."""
    short = round(value, 6).normalize()
    exponent = short.as_tuple().exponent
    return number(short, max(0, -exponent) if isinstance(exponent, int) else 0)


def figure(slot: str, value: Decimal) -> str:
    """The figure of a step: money where it is what is paid."""
    return number(value, 2) if slot == "amount" else plain(value)


def formula(text: str) -> str:
    """How a step comes about, in the user's language: as a phrase where there is one, else word by word."""
    said = t(text)
    if said != text:
        return said
    parts = re.split(r"( [*/+] |, )", text)
    return "".join(t(part) if part in _WORDS else _numbered(part) for part in parts)


def _numbered(part: str) -> str:
    """`weight 2` and its like; anything else is the name of a measure and stays."""
    word, _, nth = part.partition(" ")
    return f"{t(word)} {nth}" if word in _WORDS and nth.isdigit() else part


def reason(found: Reason) -> str:
    """Why nothing (or nothing yet) is due."""
    return t(reason_text(found), **{key: _shown(key, value) for key, value in found.values})


def flag(found: Flag) -> str:
    """What a flag says, and of which closed month."""
    said = t(flag_text(found), **{key: _shown(key, value) for key, value in found.values})
    return t("Closed {period}: {text}", period=found.period, text=said) if found.period else said


def refusal(error: NotAllowed) -> tuple[str, str]:
    """Why a step is refused, and the mend."""
    values = {key: t(STATES.get(value, value)) for key, value in error.values.items()}
    mend = _MENDS.get(error.code, "")
    return t(REFUSALS[error.code], **values) + ".", t(mend) if mend else ""


def adjustment(found: Adjustment) -> str:
    """An adjustment in one line."""
    return t("{cause}, {period}, {orders}", cause=t(CAUSES[found.cause]), period=found.closed_period,
             orders=", ".join(found.orders[:3]) + ("…" if len(found.orders) > 3 else ""))  # fmt: skip
