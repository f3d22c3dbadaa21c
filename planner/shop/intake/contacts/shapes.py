"""From rows to contacts: what a row is worth in each shape. Versions give way to the newest, legs become one call, a
log becomes what befell each call, an interval is as many contacts as it says.

Invariant: every row of the file ends as a contact, as part of one, or in `left_out` with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.shop.intake.contacts.facts import TEXTS, Facts, FileReading, Floats, Ints
from planner.shop.intake.profiles import Profile

WEIGHTS = ("contacts", "answered", "abandoned", "bot_solved", "in_20s", "in_180s",
           "handle_sum", "handle_n", "reply_sum", "reply_n")  # fmt: skip


@dataclass
class Counted:
    """Rows that count, one array each: instants (UTC epoch seconds), text codes, and what each row adds (`WEIGHTS`).

    NaN in answered, abandoned, bot_solved, in_20s, in_180s: the file does not tell. `width_s` is 0 where unknown.
    """

    start: Ints
    codes: dict[str, Ints]
    weights: dict[str, Floats]
    row: Ints
    left_out: Counter[str] = field(default_factory=Counter)
    width_s: Ints | None = None
    taken_rows: int = 0


def joined(parts: Sequence[Facts]) -> Facts:
    """The chunks of a file as one."""
    first = parts[0]
    return Facts(
        np.concatenate([p.row for p in parts]),
        {k: np.concatenate([p.numbers[k] for p in parts]) for k in first.numbers},
        {k: np.concatenate([p.codes[k] for p in parts]) for k in first.codes},
        np.concatenate([p.contact for p in parts]),
        np.concatenate([p.reason for p in parts]),
        {k: np.concatenate([p.tests[k] for p in parts]) for k in first.tests},
        {k: [text for p in parts for text in p.texts[k]] for k in first.texts},
    )


def count(facts: Facts, profile: Profile, reading: FileReading) -> Counted:
    """The contacts in a file's rows, by the profile's shape."""
    left_out: Counter[str] = Counter()
    total = len(facts)
    if profile.shape == "event":
        facts = _calls(facts, profile, left_out)
    elif profile.shape == "leg":
        facts = _legs(facts, left_out)
    elif profile.shape == "contact":
        facts = _newest(facts, left_out)
    names = reading.reasons.listed
    for code, number in zip(*np.unique(facts.reason[facts.reason > 0], return_counts=True), strict=True):
        left_out[names[code]] += int(number)
    facts = facts.pick(facts.reason == 0)
    weights = _of_intervals(facts) if profile.shape == "interval" else _of_contacts(facts, profile)
    width = None
    if "interval_end" in facts.numbers:
        width = np.nan_to_num(facts.numbers["interval_end"] - facts.numbers["interval_start"]).astype(np.int64)
    start = facts.numbers["interval_start"].astype(np.int64)
    return Counted(start, facts.codes, weights, facts.row, left_out, width, total - sum(left_out.values()))


def _newest(facts: Facts, left_out: Counter[str]) -> Facts:
    """Of rows with one identity the newest (the last in the file where no change is told); the others are repeated."""
    if not (facts.contact >= 0).any():
        return facts
    changed = facts.numbers.get("changed_at", np.zeros(len(facts)))
    order = np.lexsort((np.arange(len(facts)), np.nan_to_num(changed), facts.contact))
    code = facts.contact[order]
    last = np.append(code[1:] != code[:-1], True) | (code < 0)
    left_out["repeated"] += int((~last).sum())
    return facts.pick(np.sort(order[last]))


def _legs(facts: Facts, left_out: Counter[str]) -> Facts:
    """Rows of one call as one row: the first start, the sum of what was handled, answered if any leg was."""
    alone = facts.contact < 0
    code = np.where(alone, facts.contact.max(initial=0) + 1 + np.arange(len(facts)), facts.contact)
    order = np.lexsort((facts.numbers["interval_start"], facts.reason > 0, code))
    facts, code = facts.pick(order), code[order]
    first = np.append(True, code[1:] != code[:-1])
    at = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    inside = facts.reason == 0
    calls = facts.pick(at)
    for name, values in facts.numbers.items():
        if name == "interval_start":
            calls.numbers[name] = np.minimum.reduceat(np.where(inside, values, np.inf), at)
            calls.numbers[name] = np.where(np.isinf(calls.numbers[name]), values[at], calls.numbers[name])
        elif name == "aht_s":
            answered = facts.tests.get("answered", np.ones(len(facts), bool))
            calls.numbers[name] = np.bincount(
                group, np.nan_to_num(np.where(inside & answered, values, 0.0)), len(at)
            ).astype(np.float64)
        elif name == "wait_s":
            calls.numbers[name] = np.fmax.reduceat(np.where(inside, values, np.nan), at)
    for name, codes in facts.codes.items():  # of the first leg that says something
        calls.codes[name] = _first_told(codes, group, len(at))
    for name, held in facts.tests.items():
        calls.tests[name] = np.bincount(group, held & inside, len(at)) > 0
    kept = inside[at]
    members = np.bincount(group, minlength=len(at))
    left_out["joined"] += int((members - 1)[kept].sum())
    for reason in np.unique(calls.reason[~kept]):
        extra = int((members - 1)[~kept & (calls.reason == reason)].sum())
        if extra:
            left_out["joined"] += extra
    return calls


def _first_told(codes: Ints, group: Ints, length: int) -> Ints:
    out = np.zeros(length, np.int64)
    told = np.flatnonzero(codes > 0)[::-1]  # backwards, so that the first one is written last
    out[group[told]] = codes[told]
    return out


def _calls(facts: Facts, profile: Profile, left_out: Counter[str]) -> Facts:
    """A log of events as one row a call: entered, answered or lost, handled for how long."""
    enter, connect = profile.events.get("enter", {}), profile.events.get("connect", {})
    done, lost = profile.events.get("done", {}), profile.events.get("lost", {})
    known: dict[int, int] = {}
    events, codes = facts.texts["event"], facts.contact.tolist()
    state: dict[int, list[float]] = {}
    own = 0
    for i, (event, call) in enumerate(zip(events, codes, strict=True)):
        if call < 0 or not (event in enter or call in known):
            continue
        own += 1
        if call not in known:
            known[call] = i
            state[call] = [np.nan, np.nan, 0.0, 0.0]  # handled, waited, answered, lost
        what = state[call]
        for group, slot, flag in ((connect, 1, 2), (done, 0, 2), (lost, 1, 3)):
            if event in group:
                what[slot] = _number(facts.texts.get(group[event]), i, what[slot])
                what[flag] = 1.0
    before = Counter(call for i, call in enumerate(codes) if call in known and i < known[call])
    left_out["joined"] += own - len(known) + sum(before.values())
    left_out["not_a_call"] += len(events) - own - sum(before.values())
    calls = facts.pick(np.fromiter(known.values(), np.int64, len(known)))
    table = np.array([state[call] for call in known]).reshape(len(known), 4)
    calls.numbers["aht_s"], calls.numbers["wait_s"] = table[:, 0], table[:, 1]
    calls.tests["answered"] = table[:, 2] > 0
    calls.tests["lost"] = (table[:, 3] > 0) & ~calls.tests["answered"]
    return calls


def _number(cells: list[str] | None, at: int, otherwise: float) -> float:
    try:
        return float(cells[at]) if cells else otherwise
    except ValueError:
        return otherwise


def _of_contacts(facts: Facts, profile: Profile) -> dict[str, Floats]:
    length = len(facts)
    unknown = np.full(length, np.nan)
    bot = facts.tests.get("bot", np.zeros(length, bool))
    people = (~bot).astype(float)
    answered = abandoned = unknown
    tells = facts.tests
    if "answered" in tells or "lost" in tells:
        lost = tells.get("lost", ~tells.get("answered", ~bot))
        was = tells.get("answered", ~lost)
        answered, abandoned = (was & ~bot).astype(float), (lost & ~bot).astype(float)
    handle = facts.numbers.get("aht_s", unknown)
    handled = (np.nan_to_num(handle) > 0) & ~bot & (answered != 0)  # 00:00:00 is a clock that nobody started
    reply = facts.numbers.get("first_reply_s", unknown)
    replied = ~np.isnan(reply) & ~bot
    wait = facts.numbers.get("wait_s", unknown)
    waited = np.isnan(wait)
    within = [np.where(waited | np.isnan(answered), np.nan, (wait <= s) & (answered > 0)) for s in (20, 180)]
    return {
        "contacts": people, "answered": answered, "abandoned": abandoned,
        "bot_solved": bot.astype(float) if "bot" in profile.tests else unknown, "in_20s": within[0],
        "in_180s": within[1], "handle_sum": np.where(handled, handle, 0.0), "handle_n": handled.astype(float),
        "reply_sum": np.where(replied, reply, 0.0), "reply_n": replied.astype(float),
    }  # fmt: skip


def _of_intervals(facts: Facts) -> dict[str, Floats]:
    unknown = np.full(len(facts), np.nan)
    told = {name: facts.numbers.get(name, unknown) for name in
            ("contacts", "answered", "abandoned", "bot_solved", "in_20s", "in_180s")}  # fmt: skip
    contacts = np.nan_to_num(told["contacts"])
    # A mean handling time is one of the contacts that somebody handled; where nobody says how many, of all.
    handled = np.where(np.isnan(told["answered"]), contacts, told["answered"])
    handle_sum, handle_n = np.zeros(len(facts)), np.zeros(len(facts))
    if "handle_total_s" in facts.numbers:
        total = facts.numbers["handle_total_s"]
        handle_sum, handle_n = np.nan_to_num(total), np.where(np.isnan(total), 0.0, handled)
    elif "aht_s" in facts.numbers:
        mean = facts.numbers["aht_s"]
        handle_n = np.where(np.isnan(mean), 0.0, handled)
        handle_sum = np.nan_to_num(mean) * handle_n
        # An interval without contacts keeps the time it tells (weight of nearly nothing), as its neighbours sum.
        alone = ~np.isnan(mean) & (handled == 0)
        handle_n = np.where(alone, 1e-9, handle_n)
        handle_sum = np.where(alone, mean * 1e-9, handle_sum)
    reply = facts.numbers.get("first_reply_s", unknown)
    replied = np.where(np.isnan(reply), 0.0, contacts)
    # What an interval does not tell of lost or bot-solved contacts is none where other rows tell some.
    for name in ("abandoned", "bot_solved", "in_20s", "in_180s"):
        if not np.isnan(told[name]).all():
            told[name] = np.nan_to_num(told[name])
    return {
        **told, "contacts": contacts, "handle_sum": handle_sum, "handle_n": handle_n,
        "reply_sum": np.nan_to_num(reply) * replied, "reply_n": replied,
    }  # fmt: skip


def keys_of(counted: Counted, names: Sequence[str] = TEXTS) -> NDArray[np.int64]:
    """One number a distinct combination of the texts named."""
    key = np.zeros(len(counted.start), np.int64)
    for name in names:
        codes = counted.codes[name]
        key = key * (int(codes.max(initial=0)) + 1) + codes
    return key
