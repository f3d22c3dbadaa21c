"""Replays survey cases (`inputs` → the keys of their `expected`) through the product's public functions.

The kind of a case is read off the names of its inputs; what comes out is compared elsewhere. Where cases expect exact
figures of participation, bands for one voice or reminders to those who have not answered, the product does otherwise
(docs/surveys.md): it tells bands, blurs every group whatever it says, and writes to everybody.
"""

import re
import tempfile
from collections.abc import Callable, Hashable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from engagement.surveys.anonymity import (
    BELOW_K,
    CELL_LEVEL,
    COMMENT_GROUP,
    COMPANY_LEVEL,
    DIFFERENCING,
    MINIMUM_COMMENTS,
    OPEN,
    SHOWN,
    Candidate,
    comment_rule,
    difference_attack,
    naive_exposure,
    published_set,
)
from engagement.surveys.audience import all_large, merge_values
from engagement.surveys.participation import EXPORT_REFUSED, live
from engagement.surveys.results import results_status
from engagement.surveys.scoring import (
    NO_CLEAR_CHANGE,
    Enps,
    agreement,
    cronbach_alpha,
    decimal_text,
    enps,
    enps_interval,
    read_scores,
)
from engagement.surveys.trend import wave_rule

Inputs = dict[str, Any]
Out = dict[str, Any]


def _enps_keys(score: Enps) -> Out:
    return {
        "n": score.n,
        "promoters": score.promoters,
        "passives": score.passives,
        "detractors": score.detractors,
        "enps_exact": None if score.exact is None else str(score.exact),
        "enps_display": score.display,
        "display": score.display,
    }


def _scores(inputs: Inputs, expected: Out) -> Out:
    reading = read_scores(inputs["scores"])
    refused = read_scores(inputs.get("invalid", []))
    return {
        **_enps_keys(enps(reading.values)),
        "invalid_rejected": len(refused.rejected) + len(reading.rejected),
        "coerced": [*reading.coerced, *refused.coerced],
    }


def _many_scores(inputs: Inputs, expected: Out) -> Out:
    found: Out = {}
    for name, scores in inputs.items():
        keys = _enps_keys(enps(read_scores(scores).values))
        wanted = expected.get(name)
        found[name] = {key: keys[key] for key in wanted if key in keys} if isinstance(wanted, dict) else keys["display"]
    return found


def _agreement(inputs: Inputs, expected: Out) -> Out:
    item = agreement(inputs["item"])
    favourable, neutral, unfavourable = (decimal_text(s) if item.n else None for s in item.shares)
    return {
        "n": item.n,
        "favourable": favourable,
        "neutral": neutral,
        "unfavourable": unfavourable,
        "mean": None if item.mean is None else decimal_text(item.mean, 2),
        "reversed_item_same": agreement(inputs.get("reversed_item", []), reverse=True) == item,
    }


def _people(sizes: dict[str, int]) -> dict[str, list[str]]:
    """Groups that share nobody, people numbered p1, p2, … in the order given."""
    number = count(1)
    return {name: [f"p{next(number)}" for _ in range(size)] for name, size in sizes.items()}


def _named(people: frozenset[Hashable] | None) -> str | None:
    return None if people is None else ", ".join(sorted(map(str, people), key=lambda p: (len(p), p)))


def _partition(sizes: dict[str, int], k: int, company: str) -> Out:
    groups = _people(sizes)
    everyone = frozenset(p for who in groups.values() for p in who)
    whole = Candidate(company, everyone, COMPANY_LEVEL)
    parts = [Candidate(name, frozenset(who)) for name, who in groups.items()]
    status = published_set([whole, *parts], k)
    naive = naive_exposure([whole, *parts], k)
    return {
        **status,
        "hidden_block": sum(sizes[name] for name in groups if status[name] != SHOWN),
        "naive_publication_exposes": len(naive or ()),
        "exposed_if_all": _named(naive),
    }


def _teams(inputs: Inputs, expected: Out) -> Out:
    return _partition(inputs["teams"], inputs.get("k", 5), "total")


def _groups_with_company(inputs: Inputs, expected: Out) -> Out:
    sizes = dict(inputs["groups"])
    company = next((n for n in sizes if n in {"company", "total"}), "company")
    total = sizes.pop(company, sum(sizes.values()))
    if total > sum(sizes.values()):
        sizes["\0rest"] = total - sum(sizes.values())
    out = _partition(sizes, inputs.get("k", 5), company)
    # Expected keys may shorten a group's name (`floater` for `floater_without_team`).
    for key in expected:
        if key not in out:
            out[key] = next((out[name] for name in sizes if name.startswith(key)), None)
    return out


def _difference(inputs: Inputs, expected: Out) -> Out:
    first = list(inputs["first_scores"])
    rest = list(first)
    left_out = inputs["excluded_score"] if "excluded_score" in inputs else inputs["excluded_scores"]
    for score in left_out if isinstance(left_out, list) else [left_out]:
        rest.remove(score)
    # The excluded people come last: the smaller group is the larger one without them.
    one = Candidate("first", frozenset(range(len(first))))
    two = Candidate("second", frozenset(range(len(rest))))
    status = published_set([one, two], inputs.get("k", 5))
    larger, smaller = enps(first), enps(rest)
    shown = status["second"] == SHOWN
    return {
        "first": {"status": status["first"], "enps": larger.display},
        "second": {"status": status["second"], "enps" if shown else "would_show": smaller.display},
        "attack": difference_attack(first, rest) if status["second"] == DIFFERENCING else None,
    }


def _cells(inputs: Inputs, expected: Out) -> Out:
    """A table over two attributes or more: `A_morning`, or `A_morning_full`."""
    number = count(1)
    parts = {name: name.split("_") for name in inputs["cells"]}
    if len({len(p) for p in parts.values()}) > 1:
        parts = {name: name.split("_", 1) for name in inputs["cells"]}
    members: dict[str, frozenset[Hashable]] = {
        name: frozenset(next(number) for _ in range(size)) for name, size in inputs["cells"].items()
    }
    everyone: frozenset[Hashable] = frozenset().union(*members.values())
    margins: dict[str, frozenset[Hashable]] = {}
    for name, who in members.items():
        for part in parts[name]:
            margins[part] = margins.get(part, frozenset()) | who
    status = published_set(
        [
            Candidate("total", everyone, COMPANY_LEVEL),
            *(Candidate(name, who) for name, who in margins.items()),
            *(Candidate(f"cell {name}", who, CELL_LEVEL, "cells") for name, who in members.items()),
        ],
        inputs.get("k", 5),
    )
    cells = {name: status[f"cell {name}"] for name, who in members.items() if who}
    shown = sum(s == SHOWN for s in cells.values())
    words = "all shown" if shown == len(cells) else "all hidden" if not shown else f"{shown} of {len(cells)} shown"
    return {**cells, **{name: status[name] for name in ("total", *margins)}, "cells": words}


def _participation(inputs: Inputs, expected: Out) -> Out:
    """While open: tens of per cent of the company, and no group at all."""
    k = inputs.get("k", 5)
    tens = live(inputs["answered"], inputs["invited"])
    return {
        "results": results_status(inputs["status"]),
        "participation_total": "" if tens is None else f"{10 * tens}–{10 * tens + 10}",
        "participation": {name: BELOW_K if n < k else OPEN for name, n in inputs["teams_invited"].items()},
    }


def _unanimity(inputs: Inputs, expected: Out) -> Out:
    """One voice has no rule of its own: whatever a group says is blurred; means and distributions are not printed."""
    shown = SHOWN if agreement(inputs["values"]).n >= inputs.get("k", 5) else BELOW_K
    return dict.fromkeys(expected, "not printed") | {"n": shown, "favourable_display": "blurred"}


def _comments(inputs: Inputs, expected: Out) -> Out:
    limits = (inputs.get("k_comments_group", COMMENT_GROUP), inputs.get("min_comments", MINIMUM_COMMENTS))
    return {group["g"]: comment_rule(group["n"], group["comments"], *limits) for group in inputs["groups"]}


def _interval(inputs: Inputs, expected: Out) -> Out:
    n, promoters, detractors = inputs["n"], inputs["promoters"], inputs["detractors"]
    score = Enps(promoters, n - promoters - detractors, detractors)
    out: Out = {"enps": score.display, "enps_exact": str(score.exact), "label": NO_CLEAR_CHANGE}
    out["adjusted_centre"] = decimal_text(enps_interval(score).centre, 2)
    for key in expected:
        if level := re.fullmatch(r"ci(\d\d)", key):
            found = enps_interval(score, int(level[1]) / 100)
            out[key] = [decimal_text(found.low), decimal_text(found.high)]
    return out


def _alpha(inputs: Inputs, expected: Out) -> Out:
    out: Out = {}
    turned = set(inputs.get("reverse", ()))  # places of reverse-scored items
    for name, rows in inputs.items():
        if name == "reverse":
            continue
        scored = None
        if isinstance(rows, list) and all(isinstance(row, list) for row in rows):
            scored = [[6 - v if v is not None and i in turned else v for i, v in enumerate(row)] for row in rows]
        alpha = cronbach_alpha(scored, inputs.get("k", 5)) if scored else None
        exact = None if alpha is None else str(alpha)
        if name == "items":
            out |= {"alpha_exact": exact, "alpha_display": None if alpha is None else decimal_text(alpha, 3)}
        else:
            out[name] = exact
    return out


def _attributes(inputs: Inputs, expected: Out) -> Out:
    k = inputs.get("k", 5)
    counts = inputs["attributes"]
    out: Out = {
        "kept": [name for name, values in counts.items() if all_large(values, k)],
        "dropped": [name for name, values in counts.items() if not all_large(values, k)],
    }
    for name, values in counts.items():
        merged = merge_values(values, k)
        sizes: dict[str, int] | None = None
        if merged is not None:
            sizes = {}
            for value, new in merged.items():
                sizes[new] = sizes.get(new, 0) + values[value]
        out[f"{name}_after_merge"] = sizes
    return out


def _open_survey(inputs: Inputs, expected: Out) -> Out:
    """A survey really launched and answered in a workspace, then audited, reminded and attacked."""
    from planner.base.errors import Refused
    from planner.db.opening import open_workspace
    from planner.domain.people import Agent, Contract
    from planner.shop.store.people import write_agents
    from planner.surveys import launch as survey_launch
    from planner.surveys import surveys
    from planner.surveys.audit import PROMISES, self_audit
    from planner.surveys.desk import STORED, USED, SurveyDesk

    invited, answered = inputs["invited"], inputs["answered"]
    small = [int(m[1]) for key in expected if (m := re.fullmatch(r"team_of_(\d+)_participation", key))]
    teams = [f"small {i}" for i, size in enumerate(small) for _ in range(min(size, invited))]
    teams += ["rest"] * (invited - len(teams))
    if invited < 5:  # such a survey cannot be launched at all
        return dict.fromkeys(expected, None)
    with tempfile.TemporaryDirectory() as folder, open_workspace(Path(folder) / "case.sqlite", create=True) as ws:
        write_agents(
            ws,
            [
                Agent(f"e{i:04}", f"Persona {i}", team, ("chat",), Contract(2400), email=f"e{i}@shop.example")
                for i, team in enumerate(teams[:invited])
            ],
        )
        survey_id = surveys.new(ws)
        survey_launch.launch(ws, survey_id)
        tokens = [link.url.rsplit("/", 1)[1] for link in surveys.links(ws, survey_id, "http://localhost")]
        desk = SurveyDesk(ws)
        try:
            for i in range(answered):
                if desk.submit(survey_id, tokens[i], {"recommend": i % 11, "clarity_1": 1 + i % 5}).result() != STORED:
                    raise RuntimeError("an answer was not stored")
            again = desk.submit(survey_id, tokens[0], {"recommend": 0}).result() if answered else USED
        finally:
            desk.stop()
        audit = self_audit(ws, survey_id)
        # What a reminder gives back is a number: there is no list for anybody to see.
        sent = surveys.send_links(ws, survey_id, "http://localhost", lambda link: None, reminder=True).sent
        try:
            survey_launch.launch(ws, survey_id, survey_launch.LaunchPlan(anonymous=False))
            mode = "changed"
        except Refused:
            mode = "immutable"
        try:
            surveys.non_respondents(ws, survey_id)
            export = "allowed"
        except Refused:
            export = EXPORT_REFUSED

        def promise(name: str) -> str:
            return PROMISES[name] if audit.check(name).ok else "violated"

        out: Out = {
            "response_columns_forbidden": list(audit.forbidden_absent),
            "participation_rows": audit.token_rows,
            "response_rows": audit.answer_rows,
            "participated_flags": audit.used_tokens,
            "participated_timestamp": promise("token_times"),
            "response_time_field": promise("answer_times"),
            "row_order": promise("order"),
            "join_attempts_succeed": audit.joins,
            "duplicate_token_use": "rejected" if again == USED else again,
            "anonymity_mode_after_first_answer": mode,
            "reminders_sent": sent,
            "reminder_list_visible_to": [] if isinstance(sent, int) else sent,
            "export_of_non_respondents": export,
        }
        for size in small:
            out[f"team_of_{size}_participation"] = BELOW_K if size < 5 else OPEN
        return out


_CHANGE = re.compile(r"same (\d+)(?: minus (\d+))?(?: plus (\d+))?")


def _waves(inputs: Inputs, expected: Out) -> Out:
    k = inputs.get("k", 5)
    out: Out = {}
    for name, before in inputs["wave1"].items():
        now = inputs["wave2"][name]
        if isinstance(now, str) and (change := _CHANGE.match(now)):
            left, joined = int(change[2] or 0), int(change[3] or 0)
            now = int(change[1]) - left + joined
        else:
            left, joined = max(0, before - now), max(0, now - before)
        company = name in {"company", "total"}
        rule = wave_rule(now, joined, left, k, company)
        key = name if company else f"team_{name}"
        out |= {f"{key}_wave2": rule.figure, f"{key}_delta": rule.delta}
    return out


KINDS: Sequence[tuple[frozenset[str], Callable[[Inputs, Out], Out]]] = (
    (frozenset({"first_scores", "excluded_score"}), _difference),
    (frozenset({"first_scores", "excluded_scores"}), _difference),
    (frozenset({"scores"}), _scores),
    (frozenset({"item"}), _agreement),
    (frozenset({"teams_invited", "status"}), _participation),
    (frozenset({"groups", "k_comments_group"}), _comments),
    (frozenset({"teams"}), _teams),
    (frozenset({"groups"}), _groups_with_company),
    (frozenset({"cells"}), _cells),
    (frozenset({"values"}), _unanimity),
    (frozenset({"promoters", "detractors"}), _interval),
    (frozenset({"items"}), _alpha),
    (frozenset({"attributes"}), _attributes),
    (frozenset({"wave1", "wave2"}), _waves),
    (frozenset({"invited", "answered"}), _open_survey),
)


def replay(vector: dict[str, Any]) -> dict[str, Any]:
    """The keys of the case's `expected`, as the product gives them."""
    inputs, expected = vector["inputs"], vector["expected"]
    for names, run in KINDS:
        if names <= inputs.keys():
            out = run(inputs, expected)
            break
    else:
        inputs = {name: value for name, value in inputs.items() if name != "k"}
        if not all(isinstance(v, list) for v in inputs.values()):
            raise ValueError(f"{vector.get('id')}: no survey case has the inputs {', '.join(inputs)}")
        out = _many_scores(inputs, expected)
    return {key: out.get(key) for key in expected}
