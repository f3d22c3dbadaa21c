"""The audit: attacks a survey with everything the program has, as somebody would who holds it all, and says what came.

It works from the stored files and tables alone and shares no code with what it checks: groups are tested by
elimination over the rationals (`fractions`), stored counts by plain arithmetic, columns come from the database itself.
It says "found nothing" only of what it tried, and names what it cannot see (`LIMITS`).
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from planner.base.i18n import t
from planner.shop.store.people import read_agents
from planner.surveys import surveys
from planner.surveys.store import intake, traces
from planner.surveys.store import surveys as store

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

FORBIDDEN = (
    "employee_id", "token", "token_hash", "invite_id", "created_at", "ip", "user_agent", "autoincrement id",
    "rowid order",
)  # fmt: skip
COLUMNS = {
    "response": {"key", "survey_id", "body"},
    "intake_response": {"key", "survey_id", "body"},
    "intake_token": {"hash", "survey_id", "code_hash", "groups", "used"},
    "survey_comment": {"key", "survey_id", "question", "grp", "body"},
}
PROMISES = {
    "columns": "Answers, links and comments hold a random key and what they need, and nothing else.",
    "token_times": "absent or date of closing",
    "answer_times": "survey period only",
    "order": "random (insert order must not follow answering order: WITHOUT ROWID + random uuid4 key, "
    "or batch-shuffled write)",
    "identity": "No answer or comment holds a person, a link, a code or a hash of one.",
    "combinations": "While open, every combination of groups fits at least {k} invited people.",
    "groups": "The groups of links and answers are those fixed at launch.",
    "counts": "While open, there are as many answers as used links.",
    "versions": "All answers of a survey were written together, apart from its links.",
    "files": "No older pages lie beside the files, and only their owner may read them.",
    "empty": "After closing, no answer, link or key is left, and no exact figure.",
    "blur": "Stored counts are whole numbers of two or three sides with one sum a question, at most the invited.",
    "span": "No set of fewer than {k} invited people follows from what was published, other surveys included.",
    "ledger": "Every figure that is kept belongs to a group in the ledger.",
    "comments": "Comments: ten people and five texts, of one attribute only, no rest under ten people.",
    "imports": "Nothing imported names a person, an address or a time.",
    "told": "What everybody is told holds no exact figure.",
}
LIMITS = (
    "What this cannot see: somebody who watches the server at work, copies of the files from different days, what "
    "people write of themselves, their style, and what another program keeps of answers that were imported."
)
UNREAD = "This login may not read answers; the database refuses it. `survey serve` runs with one that may."
OF_ANSWERS = {"order", "identity", "combinations", "counts", "versions", "groups"}
_TIME = re.compile(r"date|time|_at$|_on$|stamp", re.IGNORECASE)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d\d:\d\d:\d\d\b|[^@\s]+@[^@\s]+\.\w+"
)
_HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512, hashlib.blake2b)
OCCASION_DAYS = 14
LEAST = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the audit: what was tried, its minimum group, and everything that was found (nothing: it holds)."""

    name: str
    k: int
    found: tuple[str, ...]
    unread: bool = False

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.found


@dataclass(frozen=True, slots=True)
class SelfAudit:
    """The audit of one survey; `joins` are answers that could be tied to a person, and must be none."""

    survey_id: str
    checks: tuple[Check, ...]
    forbidden_absent: tuple[str, ...]
    token_rows: int
    used_tokens: int
    answer_rows: int
    attempts: int
    joins: int

    @property
    def ok(self) -> bool:
        """Every check holds and nothing could be joined."""
        return self.joins == 0 and all(c.ok for c in self.checks)

    def check(self, name: str) -> Check:
        """The check of that name."""
        return next(c for c in self.checks if c.name == name)


def promise_text(check: Check) -> str:
    """What a check tries, in the user's language."""
    text = PROMISES[check.name]
    said = t(text, k=check.k) if "{k}" in text else t(text)
    return f"{said} {t(UNREAD)}" if check.unread else said


def limits_text() -> str:
    """What the audit cannot see."""
    return t(LIMITS)


def self_audit(ws: Workspace, survey_id: str) -> SelfAudit:
    """Attack one survey, open or closed."""
    row = store.read_survey(ws, survey_id)
    readable = intake.readable(ws)
    if row.state == "open" and readable:
        with intake.exclusive(ws):
            intake.settle(ws, survey_id)
    people = store.read_people(ws, survey_id)
    agents = {a.agent_id: a for a in read_agents(ws)}
    key = intake.read_key(ws, survey_id)
    layouts = {layout.table: layout for layout in traces.layouts(ws)}
    rows = {name: traces.all_rows(ws, name, survey_id) if readable or name == "survey_comment" else []
            for name in COLUMNS}  # fmt: skip
    answers, tokens = rows["response"] + rows["intake_response"], rows["intake_token"]
    used = sum(r["used"] == intake.USED for r in tokens)
    checked = bool(row.settings.get("checked_links"))
    k = max(LEAST, int(row.settings.get("k", LEAST)))
    checks: list[Check] = []

    def note(name: str, found: Iterable[str]) -> None:
        checks.append(Check(name, k, tuple(list(found)[:5]), name in OF_ANSWERS and not readable))

    odd = {x.table: [c for c in x.columns if c not in COLUMNS[x.table]] for x in layouts.values()}
    note("columns", [f"{table}.{c}" for table, own in odd.items() for c in own])
    timed = {x.table: [c for c in (*x.columns, *x.types) if _TIME.search(c)] for x in layouts.values()}
    note("token_times", timed.get("intake_token", []))
    note("answer_times", [f"{n}.{c}" for n, own in timed.items() if n != "intake_token" for c in own])
    keys = [r["key"] for name in ("response", "intake_response", "survey_comment") for r in rows[name]]
    weak = [str(k_) for k_ in keys if not re.fullmatch(r"[0-9a-f]{32}", str(k_))]
    twice = len(keys) - len(set(keys))
    note("order", [x.table for x in layouts.values() if x.ordered] + weak + ([f"{twice} keys twice"] if twice else []))
    form = row.form
    free = {q["id"] for q in form.get("questions", ()) if q.get("kind") == "text"}
    attempts, joins, faults = _join(answers, rows["survey_comment"], free, people, agents, key, checked)
    note("identity", faults)
    note("combinations", _small_combinations(answers, people, k) if row.settings.get("anonymous", True) else [])
    note("groups", _moved_groups(tokens, answers, people) if row.state == "open" else [])
    if row.state == "open":
        note("counts", [] if len(answers) == used else [f"{len(answers)} ≠ {used}"])
    may_read = tuple(COLUMNS) if readable else ("survey_comment",)
    seen = [n for n in may_read if traces.versions(ws, n, survey_id) > 1]
    note("versions", seen)
    note("files", traces.loose_files(ws) + traces.open_to_others(ws, survey_id))
    if row.state in {"closed", "reported"}:
        result = row.result or {}
        left = [f"{len(answers)} answers"] * bool(answers) + [f"{len(tokens)} links"] * bool(tokens)
        note("empty", left + ["key"] * (key is not None) + list(_exact(result)))
        note("blur", _odd_counts(result, _sizes(ws, row.survey_id, people), row.invited))
        note("span", _exposed(ws, row, people, k))
        note("ledger", _unlisted(ws, survey_id, result, people, form))
        note("comments", _comments(result, rows["survey_comment"]))
        note("imports", _imported(result, form, rows["survey_comment"], agents) if row.settings.get("imported") else [])
        note("told", _told(row.settings.get("told", {})))
    columns = {c for x in layouts.values() if x.table != "intake_token" for c in x.columns}
    absent = tuple(
        f for f in FORBIDDEN if not (f in columns or (" " in f and any(x.ordered for x in layouts.values())))
    )
    small = len(next(c.found for c in checks if c.name == "combinations"))
    return SelfAudit(survey_id, tuple(checks), absent, len(tokens), used, len(answers), attempts, joins + small)


# -- answers and links ------------------------------------------------------------------------------------------------


def _marks(key: bytes | None, agent: Any, agent_id: str, checked: bool) -> Iterator[str]:
    """Everything by which a row could point at a person: id, name, address, link, code, and hashes of all of them."""
    plain = [agent_id]
    if agent is not None:
        plain += [text for text in (agent.name, agent.email) if text]
    if key is not None:
        token = surveys.token_of(key, agent_id, checked)
        code = surveys.code_of(token, checked)
        plain += [token, code, surveys.hash_of(key, token), surveys.hash_of(key, code), surveys.hash_of(key, agent_id)]
    for text in plain:
        yield text.casefold()
        for make in _HASHES:
            yield make(text.encode()).hexdigest()


def _join(
    answers: Sequence[Mapping[str, Any]], comments: Sequence[Mapping[str, Any]], free: set[str],
    people: Mapping[str, Any], agents: Mapping[str, Any], key: bytes | None, checked: bool,
) -> tuple[int, int, list[str]]:  # fmt: skip
    """Look for every mark of every person in every column of every row; what people wrote themselves is left out."""
    texts: list[tuple[str, bool]] = []
    for row in answers:
        body = json.loads(row["body"])
        kept = {q: a for q, a in body.get("a", {}).items() if q not in free}
        extra = sorted(set(body) - {"a", "g"})
        whole = {**row, "body": {"a": kept, "g": body.get("g", {})}, "extra": extra}
        texts.append((json.dumps(whole, ensure_ascii=False).casefold(), bool(extra)))
    for row in comments:
        texts.append((json.dumps({n: v for n, v in row.items() if n != "body"}, ensure_ascii=False).casefold(), False))
    everything = "\n".join(text for text, _ in texts)
    attempts, hits = 0, {i for i, (_, extra) in enumerate(texts) if extra}
    for agent_id in people or agents:
        for mark in _marks(key, agents.get(agent_id), agent_id, checked):
            attempts += len(texts)
            if len(mark) > 3 and mark in everything:
                hits |= {i for i, (text, _) in enumerate(texts) if mark in text}
    return attempts, len(hits), [f"{len(hits)} rows"] if hits else []


def _small_combinations(
    answers: Sequence[Mapping[str, Any]], people: Mapping[str, Mapping[str, str]], k: int
) -> list[str]:
    """Combinations of groups on answers that fewer than k invited people have, those without any group too."""
    found = set()
    for combination in {tuple(sorted(json.loads(r["body"])["g"].items())) for r in answers}:
        fits = sum(tuple(sorted(own.items())) == combination for own in people.values())
        if people and fits < k:
            found.add(" + ".join(f"{n}={v}" for n, v in combination) or "no groups")
    return sorted(found)


def _moved_groups(
    tokens: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]], people: Mapping[str, Mapping[str, str]]
) -> list[str]:
    def sizes(all_groups: Iterable[Mapping[str, str]]) -> dict[tuple[tuple[str, str], ...], int]:
        found: dict[tuple[tuple[str, str], ...], int] = {}
        for own in all_groups:
            place = tuple(sorted(own.items()))
            found[place] = found.get(place, 0) + 1
        return found

    fixed, linked = sizes(people.values()), sizes(json.loads(r["groups"]) for r in tokens)
    said = sizes(json.loads(r["body"])["g"] for r in answers)
    faults = ["links"] * bool(tokens and linked != fixed)
    return faults + ["answers"] * any(n > fixed.get(place, 0) for place, n in said.items())


# -- what was published ----------------------------------------------------------------------------------------------


def _exact(result: Mapping[str, Any]) -> Iterator[str]:
    """Anything in a result but whole blurred counts: figures with decimals, fractions, means, texts, rows."""
    if result.get("version") != 2:
        yield "exact figures of an earlier version"
        return
    known = {"version", "groups", "answered", "counts", "hidden", "comments", "alphas", "drivers", "index_variance"}
    yield from sorted(set(result) - known)
    for block in result.get("comments", ()):
        if set(block) - {"group", "question", "status", "themes"}:
            yield "texts in the result"
    for name, alpha in result.get("alphas", {}).items():
        if alpha is not None and not re.fullmatch(r"-?\d+\.\d", str(alpha)):
            yield f"alpha of {name}: {alpha}"
    for driver in result.get("drivers", ()):
        if any(isinstance(x, float) for x in driver):
            yield f"driver {driver[0]} as a number"
    variance = result.get("index_variance")
    if variance is not None and round(variance, 2) != variance:
        yield "variance with more than two digits"


def _sizes(ws: Workspace, survey_id: str, people: Mapping[str, Mapping[str, str]]) -> Callable[[str], int]:
    """How many were invited of a group: as the ledger says, which keeps a place for whoever was erased."""
    own = store.read_ledger(ws, [survey_id]).get(survey_id, {})
    return lambda group: len(own[group][0]) if group in own else len(_members(people, group))


def _odd_counts(result: Mapping[str, Any], size: Callable[[str], int], invited: int) -> Iterator[str]:
    sums: dict[tuple[str, str], set[int]] = {}
    for group, question, name, y in result.get("counts", ()):
        if not all(isinstance(n, int) and n >= 0 for n in y) or len(y) not in (2, 3):
            yield f"{group} {question} {name}: {y}"
            continue
        sums.setdefault((group, question), set()).add(sum(y))
    for (group, question), own in sums.items():
        most = size(group) or invited
        if len(own) > 1 or (most and max(own) > most):
            yield f"{group} {question}: {sorted(own)}"


def _members(people: Mapping[str, Mapping[str, str]], group: str) -> frozenset[str]:
    wanted = [part.partition("=") for part in group.split(" × ")] if group != "company" else []
    return frozenset(a for a, own in people.items() if all(own.get(n) == v for n, _, v in wanted))


def _exposed(ws: Workspace, row: Any, people: Mapping[str, Mapping[str, str]], k: int) -> list[str]:
    """Sets of fewer than k invited people in the span of everything published of one question in one occasion."""
    rows = store.read_surveys(ws)
    near = [r.survey_id for r in rows if r.survey_id != row.survey_id and _near(row, r)]
    ledger = store.read_ledger(ws, [row.survey_id, *near])
    own = ledger.get(row.survey_id, {})
    found = []
    # What a result shows counts as published, whether or not the ledger says so.
    shown: dict[str, set[frozenset[str]]] = {}
    for group, question, _, _ in (row.result or {}).get("counts", ()):
        shown.setdefault(question, set()).add(own[group][0] if group in own else _members(people, group))
    tried: set[frozenset[frozenset[str]]] = set()
    prints = {q for _, questions in own.values() for q in questions}
    for sets in [s for s in shown.values() if people] + [
        {whom for whom, questions in own.values() if one in questions} for one in prints
    ]:
        others: list[set[frozenset[str]]] = [set()]
        others += [{whom for whom, questions in ledger.get(other, {}).values() if questions & prints} for other in near]
        for more in others:
            both = frozenset(frozenset(s) for s in sets | more if s)
            if both and both not in tried:
                tried.add(both)
                found += [" + ".join(sorted(who)) for who in small_sets(list(both), k)]
    return sorted(set(found))


def _near(one: Any, other: Any) -> bool:
    def days(a: date | None, b: date | None) -> int:
        return (a - b).days if a and b else -1

    if not (one.opened_on and one.closed_on and other.opened_on and other.closed_on):
        return False
    return max(days(one.opened_on, other.closed_on), days(other.opened_on, one.closed_on)) <= OCCASION_DAYS


def small_sets(groups: Sequence[frozenset[str]], k: int) -> list[frozenset[str]]:
    """Sets of 1…k−1 people whose sum follows from the groups' sums; exact, over the rationals.

    A set follows when its vector is orthogonal to everything that is orthogonal to the groups. People who are alike in
    every group are one atom; unions of up to k−1 atoms are tried against a basis of the null space.
    """
    place: dict[tuple[bool, ...], list[str]] = {}
    for person in sorted(frozenset().union(*groups)):
        place.setdefault(tuple(person in g for g in groups), []).append(person)
    atoms = list(place.values())
    signs = list(place)
    matrix = [[Fraction(int(sign[i])) for sign in signs] for i in range(len(groups))]
    pivots: list[int] = []
    for column in range(len(atoms)):
        rest = [r for r in range(len(pivots), len(matrix)) if matrix[r][column]]
        if not rest:
            continue
        top = len(pivots)
        matrix[top], matrix[rest[0]] = matrix[rest[0]], matrix[top]
        head = matrix[top][column]
        matrix[top] = [x / head for x in matrix[top]]
        for r in range(len(matrix)):
            if r != top and (factor := matrix[r][column]):
                matrix[r] = [x - factor * y for x, y in zip(matrix[r], matrix[top], strict=True)]
        pivots.append(column)
    free = [c for c in range(len(atoms)) if c not in pivots]
    # Column of the null space's basis at each atom.
    null = [
        [-matrix[pivots.index(c)][f] if c in pivots else Fraction(int(c == f)) for f in free] for c in range(len(atoms))
    ]
    few = [c for c in range(len(atoms)) if len(atoms[c]) < k]
    sums: dict[tuple[Fraction, ...], list[tuple[int, ...]]] = {}
    halves = [u for n in range((k + 1) // 2 + 1) for u in itertools.combinations(few, n)]
    halves = [u for u in halves if sum(len(atoms[c]) for c in u) < k]
    total = {u: tuple(sum((null[c][j] for c in u), Fraction(0)) for j in range(len(free))) for u in halves}
    for u, s in total.items():
        sums.setdefault(s, []).append(u)
    found = set()
    for u, s in total.items():
        for v in sums.get(tuple(-x for x in s), ()):
            both = frozenset(u) | frozenset(v)
            if both and len(both) == len(u) + len(v) and sum(len(atoms[c]) for c in both) < k:
                found.add(both)
    return [frozenset(p for c in one for p in atoms[c]) for one in found if not any(o < one for o in found)]


def _unlisted(
    ws: Workspace, survey_id: str, result: Mapping[str, Any], people: Mapping[str, Any], form: Mapping[str, Any]
) -> Iterator[str]:  # fmt: skip
    """Groups with figures that the ledger does not know, or knows with other people."""
    if not people:
        return
    own = store.read_ledger(ws, [survey_id]).get(survey_id, {})
    asked: dict[str, set[str]] = {}
    for group, question, _, _ in result.get("counts", ()):
        asked.setdefault(group, set()).add(question)
    for group, questions in asked.items():
        whom, prints = own.get(group, (frozenset(), frozenset()))
        erased = sum(1 for p in whom if p.startswith("-"))
        unknown = group not in own or len(_members(people, group)) + erased != len(whom)
        if unknown or len(prints) > len(questions):
            yield group


def _comments(result: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Lists too short, of two attributes, or whose rest is of too few people."""
    answered = result.get("answered", {})
    for question in {r["question"] for r in rows}:
        own = [r for r in rows if r["question"] == question]
        if len(own) < LEAST:
            yield f"{question}: {len(own)} texts"
        lists: dict[str, int] = {}
        for r in own:
            if r["grp"]:
                lists[r["grp"]] = lists.get(r["grp"], 0) + 1
        if len({g.partition("=")[0] for g in lists}) > 1 or any(" × " in g for g in lists):
            yield f"{question}: lists of two attributes"
        rest = len(own) - sum(lists.values())
        for group, n in lists.items():
            # The number who answered is blurred: under five is more than the blur takes off ten.
            if n < LEAST or answered.get(group, 0) < LEAST:
                yield f"{question} {group}: {n} texts"
        if lists and 0 < rest < LEAST and rest != sum(1 for r in own if not r["grp"] and len(r["body"].split()) < 4):
            yield f"{question}: a rest of {rest}"
    if len(rows) != len({r["key"] for r in rows}):
        yield "keys twice"


def _imported(
    result: Mapping[str, Any], form: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], agents: Mapping[str, Any]
) -> Iterator[str]:  # fmt: skip
    """Texts and options that are a moment, an address or somebody's name."""
    names = {text.casefold() for a in agents.values() for text in (a.agent_id, a.name, a.email) if len(text) > 3}
    texts = [(r["question"], str(r["body"])) for r in rows]
    texts += [(q["id"], str(o["es"])) for q in form.get("questions", ()) for o in q.get("options", ())]
    for question, text in texts:
        if _MOMENT.search(text) or text.strip().casefold() in names:
            yield question


def _told(told: Mapping[str, Any]) -> Iterator[str]:
    """Sentences or figures that an earlier version froze; blurred codes are written out when they are read."""
    for name, value in told.items():
        if name not in {"against", "changes", "noted", "actions"} or (name in {"es", "en"} and value):
            yield name
