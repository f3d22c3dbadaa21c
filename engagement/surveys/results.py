"""Results of a closed survey: every figure that may be read, as one flat table.

Invariants: figures exist only for the one published set of the survey; a hidden figure carries no number, also not its
base; nothing here knows a person, a token or a time. `compute` is a pure function of the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engagement.surveys.anonymity import (
    COMMENTS_SHOWN,
    COMPANY_LEVEL,
    MINIMUM_GROUP,
    OPEN,
    SHOWN,
    UNANIMOUS,
    Candidate,
    agreement_display,
    candidates_from,
    comment_groups,
    comment_rule,
    published_set,
    share_band,
)
from engagement.surveys.comments import Theme, shuffled, themes
from engagement.surveys.drivers import Driver, drivers
from engagement.surveys.protect import (
    Parts,
    counted,
    exact_groups,
    one_voice,
    one_voice_or_none_favourable,
    question_groups,
)
from engagement.surveys.questions import Answer, Form, Kind, Question
from engagement.surveys.scoring import (
    Agreement,
    Enps,
    cronbach_alpha,
    decimal_text,
    enps_interval,
    percentages,
    signed_integer,
)

COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Response:
    """One stored answer: values by question id (blanks are absent) and the coarse groups it may carry."""

    answers: Mapping[str, Answer]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of the results.

    Attributes:
        group: `company`, `team=A` or `team=A × shift=late`.
        subject: question id, `dimension:NAME`, or `survey`.
        measure: `respondents`, `enps`, `favourable`, `neutral`, `unfavourable`, `mean`, `yes`, `option:ID`,
            `rank:ID` (mean place), `score:N` (share of one score).
        status: `shown` or why not; `hidden:unanimous` with a display is a band.
        n: answers in the base, when the figure or its band is shown.
        value: exact, per cent or points or mean, when shown.
        display: text in machine form (point, no unit), a band, or empty.
        counts: what a later wave needs to say whether a change could be chance.
    """

    group: str
    subject: str
    measure: str
    status: str
    n: int | None = None
    value: Fraction | None = None
    display: str = ""
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentBlock:
    """Open answers to one question of one group; empty unless `status` is `shown:shuffled`."""

    group: str
    question: str
    status: str
    comments: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that may be read of one survey."""

    groups: Mapping[str, str]
    figures: tuple[Figure, ...]
    comments: tuple[CommentBlock, ...]
    alphas: Mapping[str, Fraction | None]
    drivers: tuple[Driver, ...]

    def figure(self, group: str, subject: str, measure: str) -> Figure | None:
        """One figure, or None when the survey has no such subject or measure."""
        for found in self.figures:
            if (found.group, found.subject, found.measure) == (group, subject, measure):
                return found
        return None


def results_status(state: str) -> str:
    """`hidden:open` until the survey is closed; watching a figure move would show the last answer."""
    return SHOWN if state in {"closed", "reported"} else OPEN


def compute(
    form: Form,
    responses: Sequence[Response],
    attributes: Sequence[str] = (),
    crosses: Sequence[tuple[str, str]] = (),
    k: int = MINIMUM_GROUP,
    comment_attribute: str | None = None,
    joint: bool = True,
) -> Results:
    """Compute the published results of a closed survey.

    Args:
        form: the questionnaire.
        responses: stored answers, in any order (the order has no effect).
        attributes: groups to publish, the most important first.
        crosses: two-way tables to publish.
        k: minimum group.
        comment_attribute: the one attribute whose groups may show comments (default: the first).
        joint: False when the answers of one person are not known to belong together; no alphas and drivers then.
    """
    people: dict[Hashable, Mapping[str, str]] = {i: r.groups for i, r in enumerate(responses)}
    candidates = candidates_from(people, attributes, crosses, COMPANY)
    status = published_set(candidates, k)
    published = [c for c in candidates if status[c.id] == SHOWN]
    figures = [
        Figure(
            c.id, "survey", "respondents", status[c.id], len(c.members), Fraction(len(c.members)), str(len(c.members))
        )
        if status[c.id] == SHOWN
        else Figure(c.id, "survey", "respondents", status[c.id])
        for c in candidates
    ]
    cache: dict[frozenset[Hashable], dict[str, str]] = {}
    pooled: dict[tuple[str, str], list[tuple[Agreement | None, bool]]] = {}
    for question in form.questions:
        if question.kind is Kind.TEXT:
            continue
        base = frozenset(i for i, r in enumerate(responses) if question.id in r.answers)
        shown, own_status = question_groups(published, base, k, cache)
        values: dict[Hashable, Answer] = {i: responses[i].answers[question.id] for i in base if isinstance(i, int)}
        for candidate in candidates:
            if own_status.get(candidate.id) != SHOWN:
                hidden = own_status.get(candidate.id, status[candidate.id])
                figures += [Figure(candidate.id, question.id, m, hidden) for m in main_measures(question)]
                # An item that nobody answered takes nothing away from its dimension.
                if base and question.kind is Kind.AGREEMENT and question.dimension:
                    pooled.setdefault((candidate.id, question.dimension), []).append((None, False))
        if question.kind is not Kind.AGREEMENT:
            figures += _FIGURES[question.kind](question, shown, values)
            continue
        for group, own, precise in _agreements(question, shown, values):
            figures += _agreement_figures(question, group, own, precise)
            if question.dimension:
                pooled.setdefault((group, question.dimension), []).append((own, precise))
    figures += _dimension_figures(pooled, published, status, candidates)
    alphas, rows = {}, [dict(r.answers) for r in responses]
    for name in form.dimensions if joint else ():
        items = [q for q in form.questions if q.dimension == name and q.kind is Kind.AGREEMENT]
        alphas[name] = cronbach_alpha([[_scored(q, row.get(q.id)) for q in items] for row in rows], k)
    return Results(
        status,
        tuple(figures),
        tuple(_comments(form, responses, candidates, status, comment_attribute or next(iter(attributes), None))),
        alphas,
        tuple(drivers(form, [r.answers for r in responses])) if joint else (),
    )


def _int(value: Answer) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"stored answer {value!r} is no score")
    return value


def _scored(question: Question, value: Answer | None) -> int | None:
    if value is None:
        return None
    return 6 - _int(value) if question.reverse else _int(value)


def main_measures(question: Question) -> tuple[str, ...]:
    """The measures of a question that a table always has a place for."""
    by_kind = {
        Kind.ENPS: ("enps",),
        Kind.AGREEMENT: ("favourable", "neutral", "unfavourable", "mean"),
        Kind.YES_NO: ("yes",),
        Kind.RANKING: tuple(f"rank:{o.id}" for o in question.options),
    }
    return by_kind.get(question.kind, tuple(f"option:{o.id}" for o in question.options))


def _enps_side(value: Answer) -> int:
    score = _int(value)
    return 0 if score >= 9 else 1 if score >= 7 else 2


def enps_band(score: Enps) -> str:
    """The fifth of the scale −100…100 in which a score lies."""
    step = min(4, int(((score.exact or Fraction(0)) + 100) / 40))
    return ("< -60", "-60 … -20", "-20 … +20", "+20 … +60", "> +60")[step]


def _enps_figures(question: Question, shown: Sequence[Candidate], values: Mapping[Hashable, Answer]) -> list[Figure]:
    part_of = {p: _enps_side(v) for p, v in values.items()}
    exact = exact_groups(shown, part_of, 3)
    figures = []
    for candidate in shown:
        score = Enps(*counted(candidate.members, part_of, 3))
        if candidate.id not in exact:
            figures.append(Figure(candidate.id, question.id, "enps", UNANIMOUS, score.n, None, enps_band(score)))
            continue
        counts = (score.promoters, score.passives, score.detractors)
        figures.append(Figure(candidate.id, question.id, "enps", SHOWN, score.n, score.exact, score.display, counts))
        interval = enps_interval(score)
        for name, end in (("enps_low", max(-100.0, interval.low)), ("enps_high", min(100.0, interval.high))):
            figures.append(Figure(candidate.id, question.id, name, SHOWN, score.n, Fraction(end), signed_integer(end)))
    return figures


def _agreements(
    question: Question, shown: Sequence[Candidate], values: Mapping[Hashable, Answer]
) -> list[tuple[str, Agreement, bool]]:
    """Each shown group with its distribution, and whether that may be told exactly."""
    side = (2, 2, 1, 0, 0)
    scored = {p: _scored(question, v) or 1 for p, v in values.items()}
    exact = exact_groups(shown, {p: side[s - 1] for p, s in scored.items()}, 3, one_voice_or_none_favourable)
    place = {p: s - 1 for p, s in scored.items()}
    found = []
    for candidate in shown:
        counts = counted(candidate.members, place, 5)
        own = Agreement((counts[0], counts[1], counts[2], counts[3], counts[4]))
        found.append((candidate.id, own, candidate.id in exact))
    return found


def _agreement_figures(question: Question, group: str, own: Agreement, exact: bool) -> list[Figure]:
    figures = _agreement_rows(group, question.id, own, exact)
    if exact:
        figures += [
            Figure(group, question.id, f"score:{i + 1}", SHOWN, own.n, share, decimal_text(share))
            for i, share in enumerate(percentages(own.counts))
        ]
    return figures


def _agreement_rows(group: str, subject: str, own: Agreement, exact: bool, n: int | None = None) -> list[Figure]:
    base = own.n if n is None else n
    if exact:
        sides = [
            Figure(group, subject, name, SHOWN, base, share, decimal_text(share), (count, own.n))
            for name, share, count in zip(("favourable", "neutral", "unfavourable"), own.shares, own.sides, strict=True)
        ]
        mean = own.mean or Fraction(0)
        return [*sides, Figure(group, subject, "mean", SHOWN, base, mean, decimal_text(mean, 2))]
    display = agreement_display(own)
    band = share_band(Fraction(own.sides[0], own.n))
    return [
        Figure(group, subject, "favourable", UNANIMOUS, base, None, band),
        Figure(group, subject, "neutral", UNANIMOUS),
        Figure(group, subject, "unfavourable", UNANIMOUS),
        # A mean of a group that has to be protected by others would give it back as well as its shares do.
        Figure(group, subject, "mean", display.mean if display.mean.startswith("hidden") else UNANIMOUS),
    ]


def _share_figures(
    question: Question,
    shown: Sequence[Candidate],
    part_of: Mapping[Hashable, int],
    measures: Sequence[str],
    telling: Callable[[Parts], bool] = one_voice,
) -> list[Figure]:
    """Shares of parts that exclude each other; `measures` names the parts in order, an empty name is not printed."""
    exact = exact_groups(shown, part_of, len(measures), telling)
    figures = []
    for candidate in shown:
        counts = counted(candidate.members, part_of, len(measures))
        for measure, count, share in zip(measures, counts, percentages(counts), strict=True):
            if not measure:
                continue
            if candidate.id in exact:
                figures.append(
                    Figure(
                        candidate.id,
                        question.id,
                        measure,
                        SHOWN,
                        sum(counts),
                        share,
                        decimal_text(share),
                        (count, sum(counts)),
                    )
                )
            else:
                band = share_band(Fraction(count, sum(counts)))
                figures.append(Figure(candidate.id, question.id, measure, UNANIMOUS, sum(counts), None, band))
    return figures


def _yes_no_figures(question: Question, shown: Sequence[Candidate], values: Mapping[Hashable, Answer]) -> list[Figure]:
    return _share_figures(question, shown, {p: 0 if v else 1 for p, v in values.items()}, ["yes", ""])


def _single_figures(question: Question, shown: Sequence[Candidate], values: Mapping[Hashable, Answer]) -> list[Figure]:
    ids = [o.id for o in question.options]
    part_of = {p: ids.index(str(v)) for p, v in values.items()}
    return _share_figures(question, shown, part_of, [f"option:{i}" for i in ids])


def _several_figures(question: Question, shown: Sequence[Candidate], values: Mapping[Hashable, Answer]) -> list[Figure]:
    figures: list[Figure] = []
    for option in question.options:
        part_of = {p: 0 if isinstance(v, tuple) and option.id in v else 1 for p, v in values.items()}
        figures += _share_figures(question, shown, part_of, [f"option:{option.id}", ""])
    return figures


def _ranking_figures(question: Question, shown: Sequence[Candidate], values: Mapping[Hashable, Answer]) -> list[Figure]:
    ids = [o.id for o in question.options]
    orders = {p: v for p, v in values.items() if isinstance(v, tuple)}
    # A group with one voice is one in which everybody ranked alike; different rankings are different parts.
    kinds = {order: i for i, order in enumerate(sorted(set(orders.values())))}
    exact = exact_groups(shown, {p: kinds[o] for p, o in orders.items()}, max(1, len(kinds)))
    figures = []
    for candidate in shown:
        n = len(candidate.members)
        for option_id in ids:
            if candidate.id not in exact:
                figures.append(Figure(candidate.id, question.id, f"rank:{option_id}", UNANIMOUS))
                continue
            place = Fraction(sum(orders[p].index(option_id) + 1 for p in candidate.members), n)
            figures.append(
                Figure(candidate.id, question.id, f"rank:{option_id}", SHOWN, n, place, decimal_text(place, 2))
            )
    return figures


_FIGURES: dict[Kind, Callable[[Question, Sequence[Candidate], Mapping[Hashable, Answer]], list[Figure]]] = {
    Kind.ENPS: _enps_figures,
    Kind.YES_NO: _yes_no_figures,
    Kind.SINGLE: _single_figures,
    Kind.SEVERAL: _several_figures,
    Kind.RANKING: _ranking_figures,
}


def _dimension_figures(
    pooled: Mapping[tuple[str, str], list[tuple[Agreement | None, bool]]],
    published: Sequence[Candidate],
    status: Mapping[str, str],
    candidates: Sequence[Candidate],
) -> list[Figure]:
    """Dimensions pool the answers to their items; exact only when every item of the group is."""
    names = list(dict.fromkeys(dimension for _, dimension in pooled))
    open_groups = {c.id for c in published}
    figures = []
    for candidate in candidates:
        for name in names:
            items = pooled.get((candidate.id, name), [])
            shown = [a for a, _ in items if a is not None]
            if candidate.id not in open_groups or len(shown) < len(items):
                hidden = status[candidate.id] if candidate.id not in open_groups else "hidden:secondary"
                figures += [
                    Figure(candidate.id, f"dimension:{name}", m, hidden)
                    for m in ("favourable", "neutral", "unfavourable", "mean")
                ]
                continue
            total = [sum(a.counts[i] for a in shown) for i in range(5)]
            together = Agreement((total[0], total[1], total[2], total[3], total[4]))
            figures += _agreement_rows(
                candidate.id, f"dimension:{name}", together, all(e for _, e in items), min(a.n for a in shown)
            )
    return figures


def _comments(
    form: Form,
    responses: Sequence[Response],
    candidates: Sequence[Candidate],
    status: Mapping[str, str],
    attribute: str | None,
) -> list[CommentBlock]:
    blocks: list[CommentBlock] = []
    groups = [c for c in candidates if attribute and not c.table and c.id.startswith(f"{attribute}=")]
    company = next(c for c in candidates if c.level == COMPANY_LEVEL)
    for question in form.questions:
        if question.kind is not Kind.TEXT:
            continue
        texts = {i: str(r.answers[question.id]) for i, r in enumerate(responses) if question.id in r.answers}

        def own(candidate: Candidate, texts: Mapping[int, str] = texts) -> list[str]:
            return [texts[p] for p in candidate.members if isinstance(p, int) and p in texts]

        whole = (len(company.members), len(own(company)))
        rules = comment_groups({c.id: (len(c.members), len(own(c))) for c in groups}, whole)
        rules = {g: "hidden" if status[g] != SHOWN else rule for g, rule in rules.items()}
        rules[company.id] = comment_rule(*whole)
        for candidate in (company, *groups):
            rule = rules[candidate.id]
            if rule != COMMENTS_SHOWN:
                blocks.append(CommentBlock(candidate.id, question.id, rule))
                continue
            mixed = shuffled(own(candidate))
            blocks.append(CommentBlock(candidate.id, question.id, rule, tuple(mixed), tuple(themes(mixed))))
    return blocks


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


def to_dict(results: Results) -> dict[str, Any]:
    """JSON form: what stays after the raw answers are deleted."""
    return {
        "groups": dict(results.groups),
        "figures": [
            [f.group, f.subject, f.measure, f.status, f.n, None if f.value is None else str(f.value), f.display,
             list(f.counts)]
            for f in results.figures
        ],
        "comments": [
            {"group": b.group, "question": b.question, "status": b.status, "comments": list(b.comments),
             "themes": [[t.phrase, t.comments, list(t.examples)] for t in b.themes]}
            for b in results.comments
        ],
        "alphas": {name: None if a is None else str(a) for name, a in results.alphas.items()},
        "drivers": [[d.question, d.correlation, d.low, d.high, d.n] for d in results.drivers],
    }  # fmt: skip


def from_dict(data: Mapping[str, Any]) -> Results:
    """Read back what `to_dict` wrote."""
    return Results(
        dict(data["groups"]),
        tuple(
            Figure(g, s, m, status, n, None if v is None else Fraction(v), display, tuple(counts))
            for g, s, m, status, n, v, display, counts in data["figures"]
        ),
        tuple(
            CommentBlock(b["group"], b["question"], b["status"], tuple(b["comments"]),
                         tuple(Theme(p, c, tuple(e)) for p, c, e in b["themes"]))
            for b in data["comments"]
        ),
        {name: None if a is None else Fraction(a) for name, a in data["alphas"].items()},
        tuple(Driver(q, r, low, high, n) for q, r, low, high, n in data["drivers"]),
    )  # fmt: skip
