"""Questions, own templates, pulses, attributes, participation, trend and themes keep their promises."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.surveys.audience import merge_values, stored_attributes
from engagement.surveys.comments import themes
from engagement.surveys.drivers import drivers
from engagement.surveys.participation import company_band, group_band, live
from engagement.surveys.pulses import Cadence, opening_date, pulse_form, rotating, wave_due
from engagement.surveys.questions import TYPES, AnswerProblem, Form, Option, Question, QuestionType, Text, read_answer
from engagement.surveys.templates import PULSE_POOL, TEMPLATES
from engagement.surveys.trend import least_change, wave_rule
from engagement.surveys.types.agreement import AGREEMENT
from engagement.surveys.types.enps import ENPS
from engagement.surveys.types.ranking import RANKING
from engagement.surveys.types.several import SEVERAL
from engagement.surveys.types.single import SINGLE
from engagement.surveys.types.text import TEXT, clean_comment
from engagement.surveys.types.yes_no import YES_NO

AB = (Option("a", Text("A", "A")), Option("b", Text("B", "B")), Option("c", Text("C", "C")))


def ask(kind: QuestionType, **more) -> Question:
    return Question("q", kind, Text("¿?", "?"), options=AB if kind.with_options else (), **more)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_has_both_languages_and_survives_being_stored(name):
    form = TEMPLATES[name]
    assert form.missing_texts() == []
    assert Form.from_dict(form.to_dict()) == form
    assert {q.dimension for q in form.questions} - {""} == set(form.dimensions)


def test_the_engagement_form_has_twelve_statements_in_named_dimensions():
    items = [q for q in TEMPLATES["engagement"].questions if q.kind is AGREEMENT]
    assert len(items) == 12
    assert min(Counter(q.dimension for q in items).values()) == 2


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (ENPS, " 10 ", 10), (AGREEMENT, "1", 1), (YES_NO, "Sí", True), (YES_NO, "no", False),
        (SINGLE, "b", "b"), (SEVERAL, "c; a", ("a", "c")), (SEVERAL, ["b"], ("b",)),
        (RANKING, ["c", "a", "b"], ("c", "a", "b")), (TEXT, "  hola  ", "hola"), (TEXT, "", None),
        (SINGLE, "prefer not to say", None),
    ],
)  # fmt: skip
def test_answers_are_read_from_forms_and_files(kind, raw, kept):
    assert read_answer(ask(kind), raw) == kept


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (ENPS, "11", "out_of_range"), (AGREEMENT, 0, "out_of_range"),
        (ENPS, "9,5", "not_a_whole_number"),
        (SINGLE, "z", "unknown_option"), (SEVERAL, "a;a", "repeated_option"),
        (RANKING, "a;b", "incomplete_ranking"), (YES_NO, "perhaps", "not_yes_or_no"),
        (TEXT, "x" * 100_000, "too_long"),
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
        Question("q", SINGLE, Text("a", "a"))
    with pytest.raises(ValueError, match="used twice"):
        Form(Text("t", "t"), (ask(ENPS), ask(ENPS)))


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
    assert pulse_form(0).questions[0].kind is ENPS


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


def test_participation_is_told_in_bands_and_while_open_not_before_ten_answers():
    assert live(9, 12) is None
    assert live(10, 12) == 8
    assert live(12, 12) == 9  # nobody is told that all have answered
    assert company_band(0, 30).band == (0, 10)
    assert company_band(30, 30).band == (90, 100)
    assert [group_band(n, 12).band for n in (5, 6, 9, 10, 12)] == [(0, 50), (50, 75), (50, 75), (75, 100), (75, 100)]


def test_a_team_that_lost_one_member_shows_its_figure_without_a_change():
    rule = wave_rule(6, joined=0, left=1)
    assert (rule.figure, rule.delta) == ("shown alone", "hidden:small_membership_change")
    assert wave_rule(29, 0, 1, company=True).delta == "shown with note"
    assert wave_rule(12, 0, 5).delta == wave_rule(12, 0, 0).delta == "shown"
    assert wave_rule(4, 0, 0).figure == "hidden:below_k"


def test_the_least_change_that_can_be_seen_falls_with_the_number_of_answers():
    assert least_change(5) is None
    assert [least_change(n) for n in (13, 30, 107)] == [63, 39, 20]


@pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
def test_a_type_counts_every_answer_it_can_give_in_two_or_three_sides(kind):
    """Only such counts can be blurred; nothing finer of an answer is ever kept."""
    question = ask(kind)
    for value, _ in kind.choices(question):
        raw = {"many": [value], "order": [o.id for o in AB]}.get(kind.entry, value)
        answer = read_answer(question, raw)
        for count in question.counts:
            assert len(count.measures) in (2, 3)
            assert 0 <= count.side(answer) < len(count.measures)
    assert kind.word.es and kind.word.en and kind.how.es and kind.how.en
    assert bool(question.counts) == kind.numbered


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
    assert [(d.question, d.strength, d.against) for d in found] == [("pulse_load", "strong", False)]
