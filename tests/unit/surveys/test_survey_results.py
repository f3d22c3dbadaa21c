"""Results hold only what may be read, and what is shown never depends on an answer."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.surveys.questions import Form, Question, Text, fingerprint
from engagement.surveys.results import Response, close, from_dict, heatmap, results_status, to_dict
from engagement.surveys.templates import ENGAGEMENT, EXIT, SCHEDULE, TEMPLATES
from engagement.surveys.trend import WaveRule, changes
from engagement.surveys.types.agreement import AGREEMENT
from engagement.surveys.types.ranking import RANKING

ANY = {"write": lambda q, rng: "más descansos y menos correos, por favor",
       "many": lambda q, rng: tuple(o.id for o in q.options if rng.random() < 0.5),
       "order": lambda q, rng: tuple(rng.sample([o.id for o in q.options], len(q.options)))}  # fmt: skip


def answer(q, rng):
    def one(q, rng):
        return q.kind.read(q, rng.choice(q.kind.choices(q))[0])

    return ANY.get(q.kind.entry, one)(q, rng)


def sample(form, sizes, seed=1):
    rng = random.Random(seed)
    return [Response({q.id: answer(q, rng) for q in form.questions if rng.random() < 0.9}, {"team": t})
            for t, n in sizes.items() for _ in range(n)]  # fmt: skip


def invited(rows, more=2):
    people = {i: r.groups for i, r in enumerate(rows)}
    return people | {f"{t}{i}": {"team": t} for t in {r.groups["team"] for r in rows} for i in range(more)}


def shape(results):
    return ({(g, q, n) for g, q, n in results.counts}, results.hidden, results.groups,
            {(f.group, f.subject, f.measure, f.status) for f in results.figures})  # fmt: skip


def test_every_question_type_of_every_template_comes_out_for_company_and_teams():
    for form in TEMPLATES.values():
        rows = sample(form, {"A": 14, "B": 12})
        results = close(form, rows, ["team"], invited=invited(rows))
        told = {f.subject for f in results.figures if f.group == "company" and f.display}
        assert told >= {q.id for q in form.questions if q.kind.numbered}
        kept = json.loads(json.dumps(to_dict(results)))
        again = from_dict(kept, form)
        assert (again.figures, again.counts, again.drivers) == (results.figures, results.counts, results.drivers)


def test_what_is_kept_holds_no_comment_no_row_and_no_exact_count():
    rows = [Response({"recommend": 10, "one_change": "una frase de cinco palabras"}, {"team": "A"}) for _ in range(14)]
    kept = [to_dict(close(ENGAGEMENT, rows, ["team"], invited=invited(rows))) for _ in range(30)]
    assert "palabras" not in json.dumps(kept)
    assert len({str(k["counts"]) for k in kept}) > 5, "fourteen of one mind are never told as such"
    assert len({k["answered"]["company"] for k in kept}) > 1


def test_groups_that_are_shown_stay_the_same_when_answers_change_places():
    """A status that depended on answers would tell something of them (simulatable auditing)."""
    rows = sample(ENGAGEMENT, {"A": 9, "B": 7, "C": 6, "D": 12})
    people, rng = invited(rows), random.Random(5)
    first = shape(close(ENGAGEMENT, rows, ["team"], invited=people))
    for _ in range(10):
        other = [dict(r.answers) for r in rows]
        for q in ENGAGEMENT.questions:
            have = [i for i, r in enumerate(rows) if q.id in r.answers]
            values = [1 if q.kind is AGREEMENT else rows[i].answers[q.id] for i in have]
            for i, value in zip(have, rng.sample(values, len(values)), strict=True):
                other[i][q.id] = value
        moved = [Response(own, r.groups) for own, r in zip(other, rows, strict=True)]
        assert shape(close(ENGAGEMENT, moved, ["team"], invited=people)) == first


def test_hidden_figures_carry_no_number_at_all():
    rows = sample(ENGAGEMENT, {"A": 9, "B": 4, "C": 6})
    results = close(ENGAGEMENT, rows, ["team"], invited=invited(rows))
    assert results.groups["team=B"] == "hidden:below_k"
    assert results.groups["team=C"] == "hidden:secondary"
    for f in results.figures:
        if f.group in {"team=B", "team=C"}:
            assert (f.value, f.base, f.display) == (None, "", "")


def test_a_question_that_few_of_a_team_answered_is_hidden_for_that_team():
    rows = [Response({q.id: 4 for q in SCHEDULE.questions if q.kind is AGREEMENT}, {"team": t})
            for t in "ABC" for _ in range(12)]  # fmt: skip
    for i in range(3, 12):
        rows[i] = Response({q: a for q, a in rows[i].answers.items() if q != "schedule_1"}, rows[i].groups)
    results = close(SCHEDULE, rows, ["team"], invited=invited(rows))
    assert results.groups["team=A"] == "shown"
    assert results.figure("team=A", "schedule_1", "favourable").status == "hidden:below_k"
    assert sum(results.figure(f"team={t}", "schedule_1", "favourable").base == "" for t in "BC") == 1


def test_a_side_beyond_its_end_is_told_as_that_and_nothing_else():
    rows = [Response({"exit_heard": 1}, {"team": "A"}) for _ in range(60)]
    found = close(EXIT, rows, ["team"], invited=invited(rows))
    told = {m: found.figure("company", "exit_heard", m) for m in ("favourable", "neutral", "unfavourable")}
    assert [told[m].display for m in told] == ["≤ 10", "≤ 10", "≥ 90"]
    assert all(f.value is None for f in told.values())


def test_a_ranking_tells_who_is_in_the_upper_half_and_no_mean_place():
    question = next(q for q in SCHEDULE.questions if q.kind is RANKING)
    rows = [Response({question.id: tuple(o.id for o in question.options)}, {"team": "A"}) for _ in range(30)]
    found = close(SCHEDULE, rows, [], asked=30)
    half = len(question.options) // 2
    shown = [found.figure("company", question.id, f"upper:{o.id}").display for o in question.options]
    assert shown == ["≥ 90"] * half + ["≤ 10"] * (len(question.options) - half)


def test_people_who_are_the_same_group_twice_have_one_figure():
    rows = [Response(r.answers, {"team": r.groups["team"], "site": r.groups["team"]})
            for r in sample(ENGAGEMENT, {"A": 9, "B": 11})]  # fmt: skip
    found = close(ENGAGEMENT, rows, ["team", "site"], asked=20)
    twins = [found.counts[place] == found.counts[place[0].replace("team", "site"), *place[1:]]
             for place in found.counts if place[0].startswith("team")]  # fmt: skip
    assert twins and all(twins)


def test_what_another_survey_of_the_occasion_published_hides_the_same_question_only():
    rows = sample(ENGAGEMENT, {"A": 12, "B": 12})
    people = invited(rows, more=0)
    first = ENGAGEMENT.questions[0]
    before = {fingerprint(first): [[frozenset(p for p in people if p != 0)]]}
    found = close(ENGAGEMENT, rows, ["team"], invited=people, before=before)
    assert ("company", first.id) in found.hidden
    assert ("company", ENGAGEMENT.questions[1].id) not in found.hidden


def test_comments_are_read_only_of_large_groups_without_order_and_short_ones_only_of_the_company():
    said = [f"comment number {i} of many" for i in range(40)] + ["no", "nada"]
    rows = [Response({"exit_comment": c}, {"team": "A" if i < 30 else "B"}) for i, c in enumerate(said)]
    blocks = {b.group: b for b in close(EXIT, rows, ["team"], asked=42).comments}
    assert sorted(blocks["team=A"].comments) == sorted(said[:30])
    assert list(blocks["team=A"].comments) != said[:30]
    assert sorted(blocks["company"].comments) == sorted(said)
    assert {b.status for b in close(EXIT, rows[:9], ["team"], asked=9).comments} == {"hidden"}


def test_the_heatmap_has_the_company_first_and_one_cell_per_team_and_dimension():
    rows = sample(ENGAGEMENT, {"A": 14, "B": 12})
    names, columns, cells = heatmap(close(ENGAGEMENT, rows, ["team"], asked=26), ENGAGEMENT, "team")
    assert names == ["company", "team=A", "team=B"]
    assert columns == list(ENGAGEMENT.dimensions)
    assert len(cells) == len(names) * len(columns)


def test_nothing_is_read_before_the_survey_closes():
    assert [results_status(s) for s in ("open", "draft", "closed")] == ["hidden:open", "hidden:open", "shown"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 10), st.integers(1, 5)), max_size=30))
def test_no_group_under_five_has_a_figure_whatever_was_answered(rows):
    form = TEMPLATES["pulse"]
    responses = [Response({"recommend": s, "pulse_load": a}, {"team": t}) for t, s, a in rows]
    found = close(form, responses, ["team"], asked=40)
    for group, status in found.groups.items():
        size = sum(group in ("company", f"team={t}") for t, _, _ in rows)
        assert size >= 5 or status != "shown"


def wave(rng, teams, mean):
    form = Form(Text("t", "t"), tuple(Question(f"q{i}", AGREEMENT, Text(f"t{i}", f"t{i}")) for i in range(12)))
    rows = []
    for team in range(teams):
        for _ in range(11):
            mood = rng.gauss(mean[team], 0.5)
            rows.append(Response({f"q{i}": max(1, min(5, round(3.3 + mood + rng.gauss(0, 1)))) for i in range(12)},
                                 {"team": str(team)}))  # fmt: skip
    return form, close(form, rows, ["team"], asked=len(rows) + 10, chance=rng)


def test_two_waves_without_any_change_seldom_give_a_sentence_of_more_than_chance():
    rng, said = random.Random(8), 0
    for _ in range(12):
        mean = [rng.gauss(0, 0.4) for _ in range(9)]
        (form, before), (_, after) = wave(rng, 9, mean), wave(rng, 9, mean)
        rules = dict.fromkeys(("company", *(f"team={t}" for t in range(9))), WaveRule("shown", "shown"))
        said += any(c.sure for c in changes(before, after, form, rules))
    assert said <= 2


def test_a_company_that_fell_by_a_point_is_told_so_and_a_team_by_its_index_only():
    rng = random.Random(3)
    (form, before), (_, after) = wave(rng, 9, [0.5] * 9), wave(rng, 9, [-0.6] * 9)
    rules = dict.fromkeys(("company", *(f"team={t}" for t in range(9))), WaveRule("shown", "shown"))
    found = changes(before, after, form, rules)
    assert sum(c.sure and c.points < 0 for c in found if c.group == "company") >= 10
    assert {c.question for c in found if c.group != "company"} == {"index"}
    rules["team=1"] = WaveRule("shown alone", "hidden:small_membership_change")
    assert not [c for c in changes(before, after, form, rules) if c.group == "team=1"]
