"""Who is credited with what: orders in euros, duplicates out, refunds split as their order, shares to the cent.

Invariants: the credits of an order line add up to the line; one sale counts once in a team's total; the result is the
same for any order of the rows and for rows imported twice. Row key: order id + line id (refunds: and their instant).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from engagement.pay.flags import Flag, merge
from engagement.pay.inputs import Contact, PeriodInputs, Person, Refund, Sale
from engagement.pay.money import ZERO, exact, round_line, share_out, to_euros, whole_parts

Split = tuple[tuple[str, Decimal], ...]
Progress = Callable[[int, int], None]
_Row = TypeVar("_Row", Sale, Refund)
RATE_DAYS = 5
"""How many days an exchange rate stands in for days on which none is published."""


class Credit(NamedTuple):
    """A share of an order line (or of its refund, negative) credited to one person.

    `amount` is the share in euro cents, `line_eur` the whole line, `weight` of `weights` the split. `units` is the
    share of a sold line, taken back when refunds reach the line's amount.
    """

    order_id: str
    line_id: str
    refund: bool
    agent_id: str
    on: date
    channel: str
    stage: str
    campaign: str
    assisted: bool
    net_amount: Decimal
    currency: str
    eur_rate: Decimal
    line_eur: Decimal
    weight: Decimal
    weights: Decimal
    amount: Decimal
    units: Fraction | int


@dataclass(frozen=True)
class CreditReport:
    """All credits of a period and what happened on the way. `late_refunds` belong to orders before the period."""

    credits: tuple[Credit, ...]
    flags: tuple[Flag, ...] = ()
    duplicates_ignored: int = 0
    late_refunds: tuple[Refund, ...] = ()
    total_eur: Decimal = ZERO
    unassigned_eur: Decimal = ZERO

    def by_agent(self) -> dict[str, Decimal]:
        """Credited euros per person, by id."""
        found: dict[str, Decimal] = {}
        for credit in self.credits:
            found[credit.agent_id] = found.get(credit.agent_id, ZERO) + credit.amount
        return dict(sorted(found.items()))

    @property
    def credited(self) -> Decimal:
        """Sum of all credits."""
        return sum((credit.amount for credit in self.credits), ZERO)


def within_window(contact_at: datetime, ordered_at: datetime, hours: Decimal) -> bool:
    """Whether a contact assisted an order: 0 <= elapsed time <= window, between instants, whatever the clocks showed.

    Raises ValueError for a time without zone.
    """
    elapsed = (_instant(ordered_at) - _instant(contact_at)) // timedelta(microseconds=1)
    return 0 <= elapsed <= exact(hours) * 3_600_000_000


def assisting_agent(sale: Sale, contacts: Iterable[Contact], hours: Decimal) -> str | None:
    """Agent of the last human contact of the sale's customer within the window; ties go to the smaller id."""
    found = assisting_contact(sale, contacts, hours)
    return None if found is None else found.agent_id


def assisting_contact(sale: Sale, contacts: Iterable[Contact], hours: Decimal) -> Contact | None:
    """The last human contact of the sale's customer within the window; ties go to the smaller id."""
    fitting = [
        contact
        for contact in contacts
        if contact.human and contact.customer == sale.customer and within_window(contact.at, sale.ordered_at, hours)
    ]
    if not fitting:
        return None
    last = max(contact.at for contact in fitting)
    return min((c for c in fitting if c.at == last), key=lambda c: (c.agent_id, c.channel, c.stage))


def split_credit(amount: Decimal, split: Split) -> dict[str, Decimal]:
    """Share one line between people by weight, to the cent (see `money.allocate`)."""
    if len(split) == 1:
        return {split[0][0]: amount}
    parts = _parts_of(tuple(weight for _, weight in split))
    return share_out(amount, {who: part for (who, _), part in zip(split, parts, strict=True)})


@lru_cache(maxsize=1024)
def _parts_of(weights: tuple[Decimal, ...]) -> tuple[int, ...]:
    """Weights as whole parts; few distinct ones occur."""
    return tuple(whole_parts({str(index): weight for index, weight in enumerate(weights)}).values())


def credit_sales(
    inputs: PeriodInputs, assisted_window_h: Decimal | None = None, progress: Progress | None = None
) -> CreditReport:
    """Credit every sale and refund of the period.

    Args:
        inputs: people, sales, refunds, contacts and exchange rates.
        assisted_window_h: hours in which a contact earns a sale that names no agent; None: such sales earn nobody.
        progress: called with (done, all) now and then.

    Raises:
        ValueError: an instant without time zone, or an amount that is not finite.
    """
    with uncollected():
        return _Crediting(inputs, assisted_window_h, progress).report()


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile.

    Hundreds of thousands of small objects are made and none becomes garbage: looking for some between them costs nearly
    a third of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Crediting:
    """One pass over the rows; holds the indexes that the pass builds."""

    def __init__(self, inputs: PeriodInputs, window: Decimal | None, progress: Progress | None) -> None:
        self.inputs = inputs
        self.window = window
        self.progress = progress
        self.zone = ZoneInfo(inputs.period.zone)
        self.people: Mapping[str, Person] = {person.agent_id: person for person in inputs.people}
        self.contacts: dict[str, list[Contact]] = {}
        for contact in inputs.contacts:
            self.contacts.setdefault(contact.customer, []).append(contact)
        self.completed: dict[tuple[str, str], Sale] = {}
        """Assisted sales with the channel and stage of the contact that earned them."""
        self.flags: list[Flag] = []
        self.credits: list[Credit] = []
        self.duplicates = 0
        self.parts: dict[tuple[int, Decimal, Decimal], Fraction] = {}
        self.total = ZERO
        self.unassigned = ZERO

    def say(self, code: str, severity: str, agent: str = "", where: str = "", **values: str) -> None:
        self.flags.append(
            Flag(code, severity, agent, values=tuple(values.items()), examples=(where,) if where else ())  # type: ignore[arg-type]
        )

    def report(self) -> CreditReport:
        sales, refunds = self.distinct()
        lines: dict[str, list[Sale]] = {}
        owners: dict[tuple[str, str], tuple[Split, bool]] = {}
        start, end = self.inputs.period.start, self.inputs.period.end
        for index, sale in enumerate(sales):
            lines.setdefault(sale.order_id, []).append(sale)
            on = self.local(sale.ordered_at)
            if not start <= on <= end:
                if on > end:
                    self.say("sale_after_period", "note", where=f"{sale.order_id}/{sale.line_id}")
                else:
                    self.say("sale_before_period", "note", where=f"{sale.order_id}/{sale.line_id}")
                continue
            owner = owners[sale.order_id, sale.line_id] = self.owner(sale)
            self.book(sale, on, owner)
            if self.progress and index % 5000 == 0:
                self.progress(index, len(sales))
        for order_id, order in lines.items():
            if len(order) > 1 and len({line.currency for line in order}) > 1:
                self.say("two_currencies_in_order", "acknowledge", where=order_id)
        late = self.take_back(refunds, lines, owners)
        if self.progress:
            self.progress(len(sales), len(sales))
        self.credits.sort(key=lambda c: (c.order_id, c.line_id, c.refund))  # stable: the shares of a row stay together
        return CreditReport(
            tuple(self.credits), merge(self.flags), self.duplicates, tuple(late), self.total, self.unassigned
        )

    def distinct(self) -> tuple[list[Sale], list[Refund]]:
        """Rows by key; identical ones are counted, different ones under one key are flagged and the least is kept."""
        sales: dict[tuple[str, str], Sale] = {}
        refunds: dict[tuple[str, str, datetime], Refund] = {}
        given: list[Refund] = []
        for sale in self.inputs.sales:
            _check(sale.net_amount, sale.order_id, sale.line_id)
            if sale.net_amount < 0 and not sale.agent_id and not sale.split:
                given.append(Refund(sale.order_id, sale.line_id, sale.ordered_at, sale.net_amount))
                continue
            key = (sale.order_id, sale.line_id)
            old = sales.get(key)
            sales[key] = sale if old is None else self.same(old, sale, f"{sale.order_id}/{sale.line_id}")
        for refund in (*given, *self.inputs.refunds):
            _check(refund.net_amount, refund.order_id, refund.line_id)
            at = (refund.order_id, refund.line_id, _instant(refund.refunded_at))
            known = refunds.get(at)
            where = f"{refund.order_id}/{refund.line_id}"
            refunds[at] = refund if known is None else self.same(known, refund, where)
        ordered = sorted(sales.values(), key=lambda s: (s.order_id, s.line_id))
        return ordered, [refunds[key] for key in sorted(refunds)]

    def same(self, old: _Row, new: _Row, where: str) -> _Row:
        """Which of two rows under one key counts."""
        if old == new:
            self.duplicates += 1
            return old
        self.say("conflicting_duplicate", "blocks", where=where)
        return min(old, new, key=repr)

    def local(self, instant: datetime) -> date:
        return _instant(instant).astimezone(self.zone).date()

    def owner(self, sale: Sale) -> tuple[Split, bool]:
        """The split of a sale and whether it was an assisted one."""
        if sale.split:
            return tuple(sorted((who, weight) for who, weight in sale.split if weight)), False
        if sale.agent_id:
            return ((sale.agent_id, Decimal(1)),), False
        if self.window is not None and sale.customer in self.contacts:
            found = assisting_contact(sale, self.contacts[sale.customer], self.window)
            if found is not None:
                if (found.channel and not sale.channel) or (found.stage and not sale.stage):
                    channel, stage = sale.channel or found.channel, sale.stage or found.stage
                    self.completed[sale.order_id, sale.line_id] = replace(sale, channel=channel, stage=stage)
                return ((found.agent_id, Decimal(1)),), True
        return (), False

    def rate(self, sale: Sale) -> Decimal | None:
        where = f"{sale.order_id}/{sale.line_id}"
        if sale.currency == "EUR":
            if sale.eur_rate not in (None, 1):
                self.say("rate_on_euros", "acknowledge", where=where)
            return Decimal(1)
        rate = sale.eur_rate
        if rate is None:
            rate = self.published(sale.currency, self.local(sale.ordered_at), where)
        if rate is None or not rate.is_finite() or rate <= 0:
            self.say("fx_rate_missing", "blocks", where=where, currency=sale.currency)
            return None
        return rate

    def published(self, currency: str, day: date, where: str) -> Decimal | None:
        """Rate of a day, or the last one published up to `RATE_DAYS` before (weekends, holidays), which is said."""
        for back in range(RATE_DAYS + 1):
            rate = self.inputs.fx_rates.get((currency, day - timedelta(days=back)))
            if rate is not None:
                if back:
                    self.say("fx_rate_of_earlier_day", "note", where=where, currency=currency)
                return rate
        return None

    def book(
        self,
        sale: Sale,
        on: date,
        owner: tuple[Split, bool],
        *,
        amount: Decimal | None = None,
        line_id: str = "",
        units: int = 1,
    ) -> None:
        """Credit a sale, or with `amount` a refund of it."""
        if self.completed:
            sale = self.completed.get((sale.order_id, sale.line_id), sale)
        rate = self.rate(sale)
        if rate is None:
            return
        refund = amount is not None
        net = sale.net_amount if amount is None else amount
        eur = round_line(net) if sale.currency == "EUR" else to_euros(net, rate)
        self.total += eur
        split, assisted = owner
        where = f"{sale.order_id}/{line_id or sale.line_id}"
        shares: tuple[tuple[tuple[str, Decimal], Decimal], ...]
        if not split:
            self.unassigned += eur
            if not refund:
                self.say("sale_without_agent", "note", where=where)
            return
        if len(split) == 1:
            weights, shares = split[0][1], ((split[0], eur),)
        else:
            weights = sum((weight for _, weight in split), Decimal(0))
            if any(weight < 0 for _, weight in split):
                self.unassigned += eur
                self.say("split_negative", "blocks", where=where)
                return
            if weights != 1 and any(weight != int(weight) for _, weight in split):
                self.say("split_not_one", "acknowledge", where=where)
            amounts = split_credit(eur, split)
            shares = tuple((one, amounts[one[0]]) for one in split)
        for (agent, weight), share in shares:
            person = self.people.get(agent)
            if person is None:
                self.unassigned += share
                self.say("unknown_agent", "blocks", agent, where)
                continue
            if (person.start and on < person.start) or (person.end and on > person.end):
                self.say("agent_not_active", "acknowledge", agent, where)
            part = units if len(split) == 1 or not units else self.part(units, weight, weights)
            self.credits.append(
                Credit(
                    sale.order_id, line_id or sale.line_id, refund, agent, on, sale.channel, sale.stage, sale.campaign,
                    assisted, net, sale.currency, rate, eur, weight, weights, share,
                    part,
                )
            )  # fmt: skip

    def part(self, units: int, weight: Decimal, weights: Decimal) -> Fraction:
        """Units times the share of a split; few distinct ones occur."""
        key = (units, weight, weights)
        if key not in self.parts:
            self.parts[key] = units * exact(weight) / exact(weights)
        return self.parts[key]

    def take_back(
        self,
        refunds: list[Refund],
        lines: Mapping[str, list[Sale]],
        owners: Mapping[tuple[str, str], tuple[Split, bool]],
    ) -> list[Refund]:
        """Book refunds on their orders; those of earlier orders are given back for the closed periods."""
        late: list[Refund] = []
        given: dict[tuple[str, str], Decimal] = {}
        for refund in refunds:
            where = f"{refund.order_id}/{refund.line_id}"
            order = lines.get(refund.order_id)
            if not order:
                self.say("refund_without_order", "acknowledge", where=where)
                continue
            sale = next((line for line in order if line.line_id == refund.line_id), None) or order[0]
            key = (sale.order_id, sale.line_id)
            if key not in owners:
                late.append(refund)
                self.say("refund_of_other_period", "note", where=where)
                continue
            owner = owners[key]
            if sale.line_id != refund.line_id and len(order) > 1:
                owner = self.order_owner([line for line in order if (line.order_id, line.line_id) in owners], owners)
            amount = -abs(refund.net_amount)
            if not amount:
                continue
            before = given.get(key, ZERO)
            given[key] = before - amount
            reached = before < sale.net_amount <= given[key]
            if given[key] > (sale.net_amount if sale.line_id == refund.line_id else _net(order)):
                self.say("refund_over_sale", "acknowledge", where=where)
            self.book(
                sale,
                self.local(sale.ordered_at),
                owner,
                amount=amount,
                line_id=refund.line_id,
                units=-1 if reached else 0,
            )
        return late

    def order_owner(
        self, order: list[Sale], owners: Mapping[tuple[str, str], tuple[Split, bool]]
    ) -> tuple[Split, bool]:
        """Split of a refund that names the order but none of its lines: by what each person was credited with."""
        found = [owners[line.order_id, line.line_id] for line in order]
        if len(set(found)) == 1:
            return found[0]
        shares: dict[str, Decimal] = {}
        for line, (split, _) in zip(order, found, strict=True):
            if split and line.net_amount > 0:
                for agent, share in split_credit(round_line(line.net_amount), split).items():
                    shares[agent] = shares.get(agent, ZERO) + share
        return tuple(sorted(shares.items())), all(assisted for _, assisted in found)


def _net(order: list[Sale]) -> Decimal:
    return sum((line.net_amount for line in order), ZERO)


def _check(amount: Decimal, order_id: str, line_id: str) -> None:
    if not amount.is_finite():
        raise ValueError(f"{order_id}/{line_id}: the amount {amount} is not a finite number")


def _instant(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"the time {at} has no time zone")
    return at
