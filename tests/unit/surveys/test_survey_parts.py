"""Questions, own templates, pulses, attributes, participation, trend and themes keep their promises."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.surveys.audience import merge_values, stored_attributes
from engagement.surveys.comments import themes
from engagement.surveys.drivers import drivers
from engagement.surveys.participation import participation
from engagement.surveys.pulses import Cadence, opening_date, pulse_form, rotating, wave_due
from engagement.surveys.questions import AnswerProblem, Form, Kind, Option, Question, Text, clean_comment, read_answer
from engagement.surveys.scoring import Enps
from engagement.surveys.templates import PULSE_POOL, TEMPLATES
from engagement.surveys.trend import enps_change, sentence, share_change, wave_rule

AB = (Option("a", Text("A", "A")), Option("b", Text("B", "B")), Option("c", Text("C", "C")))


def ask(kind: Kind, **more) -> Question:
    return Question("q", kind, Text("¿?", "?"), options=AB if kind in {"single", "several", "ranking"} else (), **more)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_has_both_languages_and_survives_being_stored(name):
    form = TEMPLATES[name]
    assert form.missing_texts() == []
    assert Form.from_dict(form.to_dict()) == form
    assert {q.dimension for q in form.questions} - {""} == set(form.dimensions)


def test_the_engagement_form_has_twelve_statements_in_named_dimensions():
    items = [q for q in TEMPLATES["engagement"].questions if q.kind is Kind.AGREEMENT]
    assert len(items) == 12
    assert min(Counter(q.dimension for q in items).values()) == 2


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (Kind.ENPS, " 10 ", 10), (Kind.AGREEMENT, "1", 1), (Kind.YES_NO, "Sí", True), (Kind.YES_NO, "no", False),
        (Kind.SINGLE, "b", "b"), (Kind.SEVERAL, "c; a", ("a", "c")), (Kind.SEVERAL, ["b"], ("b",)),
        (Kind.RANKING, ["c", "a", "b"], ("c", "a", "b")), (Kind.TEXT, "  hola  ", "hola"), (Kind.TEXT, "", None),
        (Kind.SINGLE, "prefer not to say", None),
    ],
)  # fmt: skip
def test_answers_are_read_from_forms_and_files(kind, raw, kept):
    assert read_answer(ask(kind), raw) == kept


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (Kind.ENPS, "11", "out_of_range"), (Kind.AGREEMENT, 0, "out_of_range"),
        (Kind.ENPS, "9,5", "not_a_whole_number"),
        (Kind.SINGLE, "z", "unknown_option"), (Kind.SEVERAL, "a;a", "repeated_option"),
        (Kind.RANKING, "a;b", "incomplete_ranking"), (Kind.YES_NO, "perhaps", "not_yes_or_no"),
        (Kind.TEXT, "x" * 100_000, "too_long"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_its_reason(kind, raw, code):
    with pytest.raises(AnswerProblem) as caught:
        read_answer(ask(kind), raw)
    assert caught.value.code == code


def test_comments_lose_characters_that_turn_the_text_round_but_keep_arabic_and_emoji():
    assert clean_comment("a\u202egnp.exe\u2066 مرحبا 👩‍👧\r\nb\x00") == "agnp.exe مرحبا 👩‍👧\nb"


def test_questions_without_options_or_with_the_same_twice_are_refused():
    with pytest.raises(ValueError, match="two or more options"):
        Question("q", Kind.SINGLE, Text("a", "a"))
    with pytest.raises(ValueError, match="used twice"):
        Form(Text("t", "t"), (ask(Kind.ENPS), ask(Kind.ENPS)))


@given(st.integers(1, 6), st.integers(0, 40))
def test_no_statement_of_the_pool_is_asked_twice_more_often_than_another(size, waves):
    asked = Counter({q.id: 0 for q in PULSE_POOL})
    for wave in range(waves):
        asked.update(q.id for q in rotating(PULSE_POOL, wave, size))
    assert max(asked.values()) - min(asked.values()) <= 1


def test_pulses_come_back_on_the_same_day_or_the_last_of_a_short_month():
    start = date(2026, 1, 31)
    assert [opening_date(start, Cadence.MONTHLY, w).day for w in range(4)] == [31, 28, 31, 30]
    assert opening_date(start, Cadence.QUARTERLY, 4) == date(2027, 1, 31)
    assert opening_date(start, Cadence.FORTNIGHTLY, 2) == date(2026, 2, 28)
    assert wave_due(start, Cadence.WEEKLY, date(2026, 2, 13)) == 1
    assert wave_due(start, Cadence.WEEKLY, date(2026, 1, 30)) is None
    assert pulse_form(0).questions[0].kind is Kind.ENPS


def test_bands_are_merged_with_a_neighbour_and_names_into_other():
    assert merge_values({"lt1": 4, "y1_3": 5, "gt3": 6}) == {"lt1": "lt3", "y1_3": "lt3", "gt3": "gt3"}
    assert merge_values({"full": 13, "part": 2}) is None
    assert merge_values({"<20": 2, "20-29": 4, "30-39": 9, ">39": 3}) == {
        "<20": "<29", "20-29": "<29", "30-39": ">30", ">39": ">30",
    }  # fmt: skip
    assert merge_values({"madrid": 9, "vigo": 3, "lugo": 2}) == {"madrid": "madrid", "vigo": "other", "lugo": "other"}


@given(st.lists(st.tuples(*[st.sampled_from(["", "a", "b", "c", "d"])] * 3), min_size=5, max_size=60))
def test_every_stored_combination_of_attributes_fits_five_invited_people(rows):
    names = ["team", "contract", "site"]
    people = {i: dict(zip(names, row, strict=True)) for i, row in enumerate(rows)}
    stored = stored_attributes(people, names)
    combined = Counter(tuple(sorted(stored.coarse(own).items())) for own in people.values())
    assert min(combined.values()) >= 5
    assert set(stored.kept) | set(stored.dropped) == set(names)


def test_participation_of_a_large_team_does_not_give_away_a_small_one():
    total, teams = participation({"A": 10, "B": 4}, {"A": 8, "B": 4}, (14, 12))
    assert total.display == "85.7"
    assert (teams["A"].status, teams["A"].display) == ("shown", "75–100")
    assert (teams["B"].status, teams["B"].display) == ("hidden:below_k", "")
    assert participation({"A": 10, "B": 10}, {"A": 8, "B": 5}, (20, 13))[1]["B"].display == "50.0"


@pytest.mark.parametrize("last", [11, 12])
def test_participation_never_tells_that_everybody_or_nobody_of_a_team_has_answered(last):
    total, teams = participation({"A": 12, "B": 9, "C": 7}, {"A": last, "B": 7, "C": 0}, (28, last + 7))
    assert total.display == f"{100 * (last + 7) / 28:.1f}"
    assert (teams["A"].display, teams["C"].display) == ("75–100", "0–25")


def test_participation_of_a_team_is_not_given_back_by_subtracting_the_others():
    _, teams = participation({"A": 12, "B": 9, "C": 7}, {"A": 6, "B": 5, "C": 7}, (28, 18))
    assert teams["C"].display == "75–100"
    assert sorted(len(t.display) for t in teams.values()) != sorted([4, 4, 6]), "28 − A − B would tell C"


def test_a_team_that_lost_one_member_shows_its_figure_without_a_change():
    rule = wave_rule(6, joined=0, left=1)
    assert (rule.figure, rule.delta) == ("shown alone", "hidden:small_membership_change")
    assert wave_rule(29, 0, 1, company=True).delta == "shown with note"
    assert wave_rule(12, 0, 5).delta == wave_rule(12, 0, 0).delta == "shown"
    assert wave_rule(4, 0, 0).figure == "hidden:below_k"


def test_a_change_is_told_in_one_sentence_with_its_doubt():
    change = enps_change(Enps(5, 2, 3), Enps(6, 2, 2))
    assert change is not None
    assert change.could_be_chance
    assert sentence("eNPS", change, "en", is_enps=True) == (
        "eNPS rose by 20 points, from +20 to +40; this could be chance."
    )
    sure = share_change((150, 500), (350, 500))
    assert sure is not None
    assert sentence("Medios", sure, "es").endswith("de 30,0 % a 70,0 %; es más de lo que explica la casualidad.")


def test_themes_count_each_comment_once_in_both_languages_and_keep_phrases_together():
    said = [
        "Más descansos, descansos y descansos",
        "faltan DESCANSOS",
        "los fines de semana libres",
        "quiero fines de semana",
        "fines de semana",
        "descansos",
        "the chat tool is slow",
        "Chat tool!",
        "chat tool",
    ]
    found = {t.phrase: t.comments for t in themes(said)}
    assert found == {"descansos": 3, "fines de semana": 3, "chat tool": 3}
    assert themes(["uno distinto", "otro aparte"]) == []
    apart = {t.phrase for t in themes(["Menos fines de semana seguidos."] * 4 + ["fines de semana libres"])}
    assert "fines de semana" in apart
    assert "semana seguidos" not in apart  # said of the same comments already


def test_drivers_are_silent_under_thirty_answers():
    form = TEMPLATES["pulse"]
    rows = [{"recommend": i % 11, "pulse_load": 1 + (i % 11) // 3, "pulse_mood": 3} for i in range(33)]
    assert drivers(form, rows[:29]) == []
    found = drivers(form, rows)
    assert [d.question for d in found] == ["pulse_load"]
    assert found[0].low < found[0].correlation <= found[0].high
