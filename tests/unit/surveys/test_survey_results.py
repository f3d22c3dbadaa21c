"""Results hold only what may be read."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.surveys.questions import Kind
from engagement.surveys.results import Response, compute, from_dict, heatmap, results_status, to_dict
from engagement.surveys.templates import AFTER_PEAK, ENGAGEMENT, EXIT, SCHEDULE, TEMPLATES


def answers(form, rng):
    given_answers = {}
    for q in form.questions:
        if rng.random() < 0.1:
            continue
        ids = [o.id for o in q.options]
        given_answers[q.id] = {
            Kind.ENPS: lambda: rng.randrange(11), Kind.AGREEMENT: lambda: rng.randrange(1, 6),
            Kind.YES_NO: lambda: rng.random() < 0.5, Kind.SINGLE: lambda ids=ids: rng.choice(ids),
            Kind.SEVERAL: lambda ids=ids: tuple(i for i in ids if rng.random() < 0.5),
            Kind.RANKING: lambda ids=ids: tuple(rng.sample(ids, len(ids))),
            Kind.TEXT: lambda: rng.choice(["más descansos", "menos correos", "mejor chat"]),
        }[q.kind]()  # fmt: skip
    return given_answers


def sample(form, sizes, seed=1):
    rng = random.Random(seed)
    return [Response(answers(form, rng), {"team": t}) for t, n in sizes.items() for _ in range(n)]


def test_every_question_type_of_every_template_comes_out_for_company_and_teams():
    for form in TEMPLATES.values():
        results = compute(form, sample(form, {"A": 14, "B": 12}), ["team"])
        for q in form.questions:
            subjects = {f.subject for f in results.figures if f.group == "company" and f.status == "shown"}
            assert q.kind is Kind.TEXT or q.id in subjects
        assert from_dict(to_dict(results)) == results


def test_hidden_figures_carry_no_number_at_all():
    results = compute(ENGAGEMENT, sample(ENGAGEMENT, {"A": 9, "B": 4, "C": 6}), ["team"])
    assert results.groups["team=B"] == "hidden:below_k"
    assert results.groups["team=C"] == "hidden:secondary"
    for f in results.figures:
        if f.group in {"team=B", "team=C"}:
            assert (f.value, f.n, f.display, f.counts) == (None, None, "", ())


def test_the_order_of_the_answers_has_no_effect():
    rows = sample(AFTER_PEAK, {"A": 11, "B": 10})
    assert compute(AFTER_PEAK, rows, ["team"]).figures == compute(AFTER_PEAK, rows[::-1], ["team"]).figures


def test_a_unanimous_small_team_is_a_band_and_the_other_team_does_not_give_it_back():
    rng = random.Random(3)
    rows = [Response({"exit_heard": rng.choice([1, 2, 3, 4, 5])}, {"team": "A"}) for _ in range(15)]
    rows += [Response({"exit_heard": 1}, {"team": "B"}) for _ in range(6)]
    results = compute(EXIT, rows, ["team"])
    b = results.figure("team=B", "exit_heard", "favourable")
    a = results.figure("team=A", "exit_heard", "favourable")
    assert b.display == "< 20 %"
    assert b.value is None
    assert a.value is None
    assert results.figure("team=B", "exit_heard", "mean").status == "hidden:unanimous"
    assert results.figure("company", "exit_heard", "favourable").value is not None


def test_a_question_that_few_of_a_team_answered_is_hidden_for_that_team():
    rows = sample(SCHEDULE, {"A": 12, "B": 12, "C": 12})
    rest = {q.id for q in SCHEDULE.questions} - {"schedule_1"}
    for i in range(3, 12):
        rows[i] = Response({q: a for q, a in rows[i].answers.items() if q in rest}, rows[i].groups)
    results = compute(SCHEDULE, rows, ["team"])
    assert results.groups["team=A"] == "shown"
    assert results.figure("team=A", "schedule_1", "mean").status == "hidden:below_k"
    hidden = [g for g in ("team=B", "team=C") if results.figure(g, "schedule_1", "mean").value is None]
    assert len(hidden) == 1


def test_comments_are_read_only_of_large_groups_and_without_order():
    rows = [Response({"exit_comment": f"comment number {i}"}, {"team": "A" if i < 30 else "B"}) for i in range(42)]
    results = compute(EXIT, rows, ["team"])
    blocks = {b.group: b for b in results.comments}
    assert sorted(blocks["team=A"].comments) == sorted(r.answers["exit_comment"] for r in rows[:30])
    assert list(blocks["team=A"].comments) != [r.answers["exit_comment"] for r in rows[:30]]
    assert {b.status for b in compute(EXIT, rows[:9], ["team"]).comments} == {"hidden"}


def test_the_heatmap_has_the_company_first_and_one_cell_per_team_and_dimension():
    results = compute(ENGAGEMENT, sample(ENGAGEMENT, {"A": 14, "B": 12}), ["team"])
    rows, columns, cells = heatmap(results, ENGAGEMENT, "team")
    assert rows == ["company", "team=A", "team=B"]
    assert columns == list(ENGAGEMENT.dimensions)
    assert len(cells) == len(rows) * len(columns)


def test_nothing_is_read_before_the_survey_closes():
    assert results_status("open") == "hidden:open"
    assert results_status("draft") == "hidden:open"
    assert results_status("closed") == "shown"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 10), st.integers(1, 5)), max_size=30))
def test_no_group_under_five_has_a_figure_whatever_was_answered(rows):
    form = TEMPLATES["pulse"]
    responses = [Response({"recommend": s, "pulse_load": a}, {"team": t}) for t, s, a in rows]
    for f in compute(form, responses, ["team"]).figures:
        assert f.n is None or f.n >= 5
