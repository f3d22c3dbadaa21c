"""Results of a closed survey: blurred counts by group and question, and every figure that may be read of them.

`close` is the one place where answers meet groups: in memory, once, when a survey closes. What it gives back holds no
exact count, and nothing is ever worked out from the answers again. Invariants: a hidden figure carries no number, also
not its base; nothing here knows a person, a token or a time; two sets of answers with the same people answering give
the same groups.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engagement.surveys.anonymity import (
    COMMENTS_SHOWN,
    COMPANY_LEVEL,
    MINIMUM_GROUP,
    OPEN,
    SHOWN,
    WORDS_OF_A_TEAM,
    Candidate,
    Published,
    candidates_from,
    comment_groups,
    comment_rule,
    published_set,
)
from engagement.surveys.base import Count, Drawing
from engagement.surveys.blur import Counts, base_text, blurred, blurred_total, end_of
from engagement.surveys.comments import Theme, shuffled, themes
from engagement.surveys.drivers import MINIMUM_FOR_DRIVERS, Driver, drivers
from engagement.surveys.questions import Answer, Form, Question, fingerprint
from engagement.surveys.scoring import cronbach_alpha, decimal_text, enps_interval_of, percentages, signed_integer

COMPANY = "company"
HIDDEN = "hidden"
PER_PERSON = "respondents"


@dataclass(frozen=True, slots=True)
class Response:
    """One answer in memory: values by question id (blanks are absent) and the coarse groups it carries."""

    answers: Mapping[str, Answer]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of the results.

    Attributes:
        group: `company`, `team=A` or `team=A × shift=late`.
        subject: question id, `dimension:NAME`, or `survey`.
        measure: `respondents`, `enps`, `favourable`, `neutral`, `unfavourable`, `yes`, `option:ID`, `upper:ID` (share
            who put it in the upper half).
        status: `shown`, or why not.
        base: answers in the base as printed (`5–9`), when the figure is shown.
        value: whole per cent or points, blurred as everything is; None where only a bound is told.
        display: text in machine form (no unit): the value, a bound (`≥ 80`, `> +80`), or empty.
    """

    group: str
    subject: str
    measure: str
    status: str
    base: str = ""
    value: int | None = None
    display: str = ""


@dataclass(frozen=True, slots=True)
class CommentBlock:
    """Open answers to one question of one group; empty unless `status` is `shown:shuffled`."""

    group: str
    question: str
    status: str
    comments: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()


@dataclass(frozen=True)
class Results:
    """Everything that is kept of one survey and may be read.

    Attributes:
        groups: status by group.
        answered: blurred number of people who answered, by shown group.
        counts: (group, question, count) → blurred people on each side.
        hidden: (group, question) → why, for shown groups that are not shown of this question.
        comments: what may be read in words.
        alphas: dimension → Cronbach's alpha with one decimal, or None.
        drivers: of the company, in words.
        index_variance: variance within teams of a person's share of favourable answers, two digits.
        figures: every cell, worked out of the above.
    """

    groups: Mapping[str, str]
    answered: Mapping[str, int]
    counts: Mapping[tuple[str, str, str], Counts]
    hidden: Mapping[tuple[str, str], str]
    comments: tuple[CommentBlock, ...]
    alphas: Mapping[str, str | None]
    drivers: tuple[Driver, ...]
    index_variance: float | None
    figures: tuple[Figure, ...] = field(default=(), compare=False)

    def figure(self, group: str, subject: str, measure: str) -> Figure | None:
        """One figure, or None when the survey has no such subject or measure."""
        return self._by_place.get((group, subject, measure))

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_place", {(f.group, f.subject, f.measure): f for f in self.figures})

    _by_place: Mapping[tuple[str, str, str], Figure] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )


def results_status(state: str) -> str:
    """`hidden:open` until the survey is closed; watching a figure move would show the last answer."""
    return SHOWN if state in {"closed", "reported"} else OPEN


def close(
    form: Form,
    responses: Sequence[Response],
    attributes: Sequence[str] = (),
    crosses: Sequence[tuple[str, str]] = (),
    k: int = MINIMUM_GROUP,
    *,
    invited: Mapping[Any, Mapping[str, str]] | None = None,
    asked: int | None = None,
    before: Mapping[str, Published] | None = None,
    joint: bool = True,
    chance: random.Random | None = None,
) -> Results:
    """Work out what is kept of a survey that closes; call it once, the answers are deleted after it.

    Args:
        form: the questionnaire.
        responses: the answers, in any order (the order has no effect).
        attributes: groups to publish, the most important first; comments are shown by the first only.
        crosses: two-way tables to publish.
        k: minimum group, never under 5.
        invited: who was asked → their groups, where it is known.
        asked: how many were asked, where only that is known.
        before: fingerprint of a question → what surveys of the same occasion published of it.
        joint: False when the answers of one person are not known to belong together; no alphas and drivers then.
        chance: for tests; the system's source otherwise, and no seed is kept.
    """
    chance = chance or random.SystemRandom()
    rows: dict[Hashable, Mapping[str, str]] = {i: r.groups for i, r in enumerate(responses)}
    candidates = candidates_from(rows, attributes, crosses, COMPANY, invited)
    groups = published_set(candidates, k)
    shown = [c for c in candidates if groups[c.id] == SHOWN]

    def most(candidate: Candidate) -> int:
        # Where nobody knows how many were asked, more than answered may have been.
        return len(candidate.invited) or (asked or 2 * len(responses) + 10)

    answered: dict[str, int] = {}
    drawn: dict[frozenset[Hashable], int] = {}
    for c in shown:
        answered[c.id] = drawn.setdefault(c.members, blurred_total(len(c.members), most(c), chance))
    counts: dict[tuple[str, str, str], Counts] = {}
    hidden: dict[tuple[str, str], str] = {}
    cache: dict[tuple[frozenset[Hashable], str], dict[str, str]] = {}
    for question in form.questions:
        if not question.kind.numbered:
            continue
        values = {i: r.answers[question.id] for i, r in enumerate(responses) if question.id in r.answers}
        base: frozenset[Hashable] = frozenset(values)
        earlier = (before or {}).get(fingerprint(question), ())
        cut = [Candidate(c.id, c.members & base, c.level, c.table, c.invited) for c in shown]
        key = (base, fingerprint(question) if earlier else "")
        if key not in cache:
            cache[key] = published_set(cut, k, earlier)
        own = cache[key]
        hidden |= {(c.id, question.id): own[c.id] for c in cut if own[c.id] != SHOWN}
        for name, blurs in _blurred(question, [c for c in cut if own[c.id] == SHOWN], values, most, chance).items():
            counts |= {(group, question.id, name): y for group, y in blurs.items()}
    alphas: dict[str, str | None] = {}
    enough = joint and len(responses) >= MINIMUM_FOR_DRIVERS
    for name in form.dimensions if joint else ():
        alpha = cronbach_alpha(_scores(form, name, responses), k) if enough else None
        alphas[name] = None if alpha is None else decimal_text(alpha)
    kept = Results(
        groups, answered, counts, hidden, tuple(_comments(form, responses, candidates, groups, attributes)), alphas,
        tuple(drivers(form, [r.answers for r in responses])) if joint else (),
        _index_variance(form, responses, attributes[0] if attributes else "") if joint else None,
    )  # fmt: skip
    return with_figures(kept, form)


def _blurred(
    question: Question, shown: Sequence[Candidate], values: Mapping[int, Answer], most: Any, chance: random.Random
) -> dict[str, dict[str, Counts]]:
    """Blurred counts: name of the count → group → people on each side; the same people have the same ones."""
    totals: dict[frozenset[Hashable], int] = {}
    found: dict[str, dict[str, Counts]] = {}
    for count in question.counts:
        sides = {i: count.side(v) for i, v in values.items()}
        drawn: dict[frozenset[Hashable], Counts] = {}
        for c in shown:
            if c.members not in totals:
                totals[c.members] = blurred_total(len(c.members), most(c), chance)
            if c.members not in drawn:
                exact = [0] * len(count.measures)
                for i in c.members:
                    exact[sides[i]] += 1  # type: ignore[index]
                drawn[c.members] = blurred(exact, totals[c.members], chance)
            found.setdefault(count.name, {})[c.id] = drawn[c.members]
    return found


def _scores(form: Form, dimension: str, responses: Sequence[Response]) -> list[list[int | None]]:
    items = [q for q in form.questions if q.dimension == dimension and q.kind.scored]
    return [
        [int(q.kind.score(q, r.answers[q.id])) if q.kind.score and q.id in r.answers else None for q in items]
        for r in responses
    ]


def favourable_items(form: Form) -> list[Question]:
    """The statements that the index of a team is made of."""
    return [q for q in form.questions if q.kind.scored]


def _index_variance(form: Form, responses: Sequence[Response], attribute: str) -> float | None:
    """Variance within groups of each person's share of favourable answers, pooled; None under 30 people."""
    items = [(q, q.counts[0]) for q in favourable_items(form)]
    by_group: dict[str, list[float]] = {}
    for r in responses:
        sides = [count.side(r.answers[q.id]) for q, count in items if q.id in r.answers]
        if sides:
            by_group.setdefault(r.groups.get(attribute, ""), []).append(sides.count(0) / len(sides))
    people = sum(map(len, by_group.values()))
    if people < MINIMUM_FOR_DRIVERS or people <= len(by_group):
        return None
    spread = sum(sum((x - sum(xs) / len(xs)) ** 2 for x in xs) for xs in by_group.values())
    return round(spread / (people - len(by_group)), 2)


# -- figures ----------------------------------------------------------------------------------------------------------


def with_figures(kept: Results, form: Form) -> Results:
    """The results with every figure that is printed of them."""
    figures: list[Figure] = []
    for group, status in kept.groups.items():
        n = kept.answered.get(group)
        figures.append(Figure(group, "survey", PER_PERSON, status, "" if n is None else base_text(n)))
        for question in form.questions:
            why = status if status != SHOWN else kept.hidden.get((group, question.id), "")
            for count in question.counts:
                y = kept.counts.get((group, question.id, count.name))
                figures += _printed(group, question.id, count, y, why)
        for name in form.dimensions:
            figures += _dimension(kept, form, group, name, status)
    return Results(
        kept.groups, kept.answered, kept.counts, kept.hidden, kept.comments, kept.alphas, kept.drivers,
        kept.index_variance, tuple(figures),
    )  # fmt: skip


def _printed(group: str, subject: str, count: Count, y: Counts | None, why: str) -> list[Figure]:
    if y is None:
        return [Figure(group, subject, m, why or HIDDEN) for m in count.printed]
    base = base_text(sum(y))
    if count.net:
        return _net(group, subject, count.net, y, base)
    shares = percentages(y, 0)
    end = end_of(y)
    far = next((i for i, n in enumerate(y) if 100 * n >= end * sum(y)), None)
    if far is None:
        return [
            Figure(group, subject, m, SHOWN, base, int(s), str(int(s)))
            for m, s in zip(count.measures, shares, strict=True)
            if m
        ]
    # A side that is so large prints just that, and of the others what follows from it.
    return [
        Figure(group, subject, m, SHOWN, base, None, f"≥ {end}" if i == far else f"≤ {100 - end}")
        for i, m in enumerate(count.measures)
        if m
    ]


def _net(group: str, subject: str, measure: str, y: Counts, base: str) -> list[Figure]:
    value = Fraction(100 * (y[0] - y[-1]), sum(y))
    if abs(value) > 80:
        text = "> +80" if value > 0 else "< -80"
        found: list[tuple[str, int | None, str]] = [
            (measure, None, text),
            (f"{measure}_low", None, ""),
            (f"{measure}_high", None, ""),
        ]
    else:
        low, high = enps_interval_of(y)
        ends = ((f"{measure}_low", max(-100.0, low)), (f"{measure}_high", min(100.0, high)))
        found = [(m, int(signed_integer(v)), signed_integer(v)) for m, v in ((measure, value), *ends)]
    return [Figure(group, subject, m, SHOWN, base, v, text) for m, v, text in found]


def _dimension(kept: Results, form: Form, group: str, name: str, status: str) -> list[Figure]:
    """Dimensions pool the blurred answers to their items, so they tell nothing new; all items or none.

    An item that is not even shown of the company (hardly anybody answered it) takes nothing away from its dimension.
    """
    items = [q for q in form.questions if q.dimension == name and q.kind.drawing is Drawing.SIDES]
    if not items:
        return []
    count = items[0].counts[0]
    items = [q for q in items if (COMPANY, q.id, count.name) in kept.counts] or items
    ys = [kept.counts.get((group, q.id, count.name)) for q in items]
    found = [y for y in ys if y is not None]
    subject = f"dimension:{name}"
    if status != SHOWN or len(found) < len(items):
        why = status if status != SHOWN else next((w for q in items if (w := kept.hidden.get((group, q.id)))), HIDDEN)
        return [Figure(group, subject, m, why) for m in count.printed]
    pooled = tuple(map(sum, zip(*found, strict=True)))
    few = base_text(min(map(sum, found)))
    return [
        Figure(f.group, f.subject, f.measure, f.status, few if f.base else "", f.value, f.display)
        for f in _printed(group, subject, count, pooled, "")
    ]


def heatmap(results: Results, form: Form, attribute: str) -> tuple[list[str], list[str], dict[tuple[str, str], Figure]]:
    """Favourable shares, group × dimension: row ids (company first), dimension names, cells."""
    rows = [COMPANY, *[g for g in results.groups if g.startswith(f"{attribute}=") and " × " not in g]]
    cells = {}
    for row in rows:
        for name in form.dimensions:
            figure = results.figure(row, f"dimension:{name}", "favourable")
            if figure is not None:
                cells[row, name] = figure
    return rows, list(form.dimensions), cells


# -- comments ---------------------------------------------------------------------------------------------------------


def _comments(
    form: Form,
    responses: Sequence[Response],
    candidates: Sequence[Candidate],
    status: Mapping[str, str],
    attributes: Sequence[str],
) -> list[CommentBlock]:
    """The company's list, and lists of the groups of one attribute; texts under four words are the company's only."""
    blocks: list[CommentBlock] = []
    groups = [c for c in candidates if attributes and not c.table and c.id.startswith(f"{attributes[0]}=")]
    company = next(c for c in candidates if c.level == COMPANY_LEVEL)
    for question in form.questions:
        if question.kind.numbered:
            continue
        texts = {i: str(r.answers[question.id]) for i, r in enumerate(responses) if question.id in r.answers}
        longer = {i: text for i, text in texts.items() if len(text.split()) >= WORDS_OF_A_TEAM}

        def own(candidate: Candidate, among: Mapping[int, str]) -> list[str]:
            return [among[p] for p in candidate.members if isinstance(p, int) and p in among]

        whole = (len(company.members), len(texts))
        rules = comment_groups({c.id: (len(c.members), len(own(c, longer))) for c in groups}, whole)
        rules = {g: "hidden" if status[g] != SHOWN else rule for g, rule in rules.items()}
        rules[company.id] = comment_rule(*whole)
        for candidate in (company, *groups):
            rule = rules[candidate.id]
            if rule != COMMENTS_SHOWN:
                blocks.append(CommentBlock(candidate.id, question.id, rule))
                continue
            mixed = shuffled(own(candidate, texts if candidate is company else longer))
            blocks.append(CommentBlock(candidate.id, question.id, rule, tuple(mixed), tuple(themes(mixed))))
    return blocks


# -- as kept ----------------------------------------------------------------------------------------------------------


def to_dict(results: Results) -> dict[str, Any]:
    """JSON form without any comment: those are kept apart, so that they can be deleted on their day."""
    return {
        "version": 2,
        "groups": dict(results.groups),
        "answered": dict(results.answered),
        "counts": [[*place, list(y)] for place, y in results.counts.items()],
        "hidden": [[*place, why] for place, why in results.hidden.items()],
        "comments": [
            {"group": b.group, "question": b.question, "status": b.status,
             "themes": [[t.phrase, t.comments] for t in b.themes]}
            for b in results.comments
        ],
        "alphas": dict(results.alphas),
        "drivers": [[d.question, d.strength, d.against] for d in results.drivers],
        "index_variance": results.index_variance,
    }  # fmt: skip


def from_dict(
    data: Mapping[str, Any], form: Form, texts: Mapping[tuple[str, str], Sequence[str]] | None = None
) -> Results:
    """Read back what `to_dict` wrote; `texts` are the comments by (group, question), where they are still kept."""
    comments = []
    for b in data["comments"]:
        own = tuple((texts or {}).get((b["group"], b["question"]), ()))
        found = tuple(Theme(p, n, tuple(c for c in own if p.casefold() in c.casefold())[:3]) for p, n in b["themes"])
        comments.append(CommentBlock(b["group"], b["question"], b["status"], own, found))
    kept = Results(
        dict(data["groups"]),
        dict(data["answered"]),
        {(g, q, name): tuple(y) for g, q, name, y in data["counts"]},
        {(g, q): why for g, q, why in data["hidden"]},
        tuple(comments),
        dict(data["alphas"]),
        tuple(Driver(q, strength, against) for q, strength, against in data["drivers"]),
        data["index_variance"],
    )
    return with_figures(kept, form)
