"""A form's export with a row a person becomes a closed survey; what names people stays out; faults are told by row."""

import csv
import re
from datetime import date

import openpyxl
import pytest

from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import catalogue
from planner.domain.people import Agent, Contract
from planner.shop.store.people import write_agents
from planner.surveys import results, share, surveys
from planner.surveys.audit import self_audit
from planner.surveys.foreign import wide
from planner.surveys.store.surveys import read_comments

LABELS = ("Muy en desacuerdo", "En desacuerdo", "Ni de acuerdo ni en desacuerdo", "De acuerdo", "Muy de acuerdo")
GOOGLE = (
    "Marca temporal", "Dirección de correo electrónico", "Equipo", "¿Recomendarías trabajar aquí?",
    "Conozco mi cuadrante con tiempo para organizar mi vida.", "¿Qué turno prefieres?", "¿Qué herramientas usas?",
    "Cómo fue [La formación]", "Cómo fue [La acogida]", "¿Algo más?",
)  # fmt: skip
LIME = (
    "id. Response ID", "submitdate", "startlanguage", "ipaddr", "G1Q1. I get my roster early enough to plan my life "
    "around it.", "tools[SQ1]", "tools[SQ2]", "order[1]", "order[2]", "order[3]", "again",
)  # fmt: skip


def google(people=40):
    tools = ("Chat", "Correo", "CRM")
    return [
        (f"2026/11/{1 + i % 20} 10:00:00", f"p{i}@shop.example", ("Chat", "Teléfono")[i % 2], i % 11, LABELS[i % 5],
         ("Mañana", "Tarde")[i % 3 == 0], ", ".join(tools[: 1 + i % 3]), LABELS[(i + 1) % 5], LABELS[-1],
         "" if i % 4 else f"nota número {i}, con coma")
        for i in range(people)
    ]  # fmt: skip


def lime(people=30):
    orders = (("Pay", "Hours", "Team"), ("Team", "Pay", "Hours"))
    return [
        (i, "2026-11-01 10:00:00", "en", f"10.0.0.{i}", 1 + i % 5, "Y" if i % 2 else "", "Y" if i % 3 else "N",
         *orders[i % 2], ("Yes", "No")[i % 4 == 0])
        for i in range(people)
    ]  # fmt: skip


def write(path, header, rows, delimiter=","):
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (header, *rows):
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    return path


def uses(seen):
    return {" + ".join(u.headers): (u.use, u.why) for u in seen.columns}


@pytest.mark.parametrize("name", ["clima.csv", "clima.xlsx"])
def test_an_export_of_google_forms_is_read_by_column_and_becomes_a_closed_survey(sqlite_ws, tmp_path, name):
    file = write(tmp_path / name, GOOGLE, google())
    assert uses(wide.preview(sqlite_ws, file))["¿Algo más?"] == ("skip", "words")  # comments only where told
    seen = wide.preview(sqlite_ws, file, title="Clima 2025", told={"¿Algo más?": "text"})
    assert [u for u, _ in uses(seen).values()] == [
        "skip", "skip", "group", "enps", "agreement", "single", "several", "agreement", "agreement", "text",
    ]  # fmt: skip
    assert uses(seen)["Marca temporal"] == ("skip", "added")
    assert uses(seen)["Dirección de correo electrónico"] == ("skip", "personal")
    assert seen.problems.total == 0
    assert surveys.all_surveys(sqlite_ws) == ()  # looking stores nothing
    made, _ = wide.commit(sqlite_ws, seen)
    found = results.results(sqlite_ws, made)
    assert found.groups == {"company": "shown", "team=Chat": "shown", "team=Teléfono": "shown"}
    enps = next(q for q in seen.form.questions if q.kind.name == "enps")
    assert found.figure("company", enps.id, "enps").base in ("20–39", "40+")
    assert 20 < found.figure("company", "schedule_1", "favourable").value < 60  # a statement of ours, by its text
    tools = next(q for q in seen.form.questions if q.kind.name == "several")
    assert [o.text.es for o in tools.options] == ["Chat", "Correo", "CRM"]
    assert found.figure("company", tools.id, "option:o1").display == "≥ 90"
    stored = b"".join(p.read_bytes() for p in sqlite_ws.path.parent.glob("*.sqlite"))
    assert b"p3@shop" not in stored
    assert b"2026/11" not in stored
    assert len(read_comments(sqlite_ws, made)) == 10
    assert self_audit(sqlite_ws, made).ok, [c for c in self_audit(sqlite_ws, made).checks if not c.ok]


def test_codes_ticks_and_places_of_limesurvey_become_one_question_each(sqlite_ws, tmp_path):
    seen = wide.preview(sqlite_ws, write(tmp_path / "lime.csv", LIME, lime(), ";"), told={"id. Response ID": "skip"})
    assert uses(seen) == {
        "id. Response ID": ("skip", "told"), "submitdate": ("skip", "added"), "startlanguage": ("skip", "added"),
        "ipaddr": ("skip", "personal"), LIME[4]: ("agreement", "known"),
        "tools[SQ1] + tools[SQ2]": ("several", "looks"),
        "order[1] + order[2] + order[3]": ("ranking", "looks"), "again": ("yes_no", "looks"),
    }  # fmt: skip
    made, _ = wide.commit(sqlite_ws, seen)
    found = results.results(sqlite_ws, made)
    ranking = next(q for q in seen.form.questions if q.kind.name == "ranking")
    upper = {o.text.en: found.figure("company", ranking.id, f"upper:{o.id}") for o in ranking.options}
    assert upper["Hours"].display == "≤ 10"  # never first
    assert 20 < upper["Pay"].value < 80


def test_a_cell_that_fits_no_answer_is_told_by_row_and_column_and_nothing_is_stored(sqlite_ws, tmp_path):
    rows = [list(r) for r in google()]
    rows[3][3], rows[7][4] = "12", "quizá"
    seen = wide.preview(sqlite_ws, write(tmp_path / "faults.csv", GOOGLE, rows))
    assert sorted((p.row, p.column) for p in seen.problems.found) == [(5, GOOGLE[3]), (9, GOOGLE[4][:60])]
    with pytest.raises(InputProblems, match="2 problems"):
        wide.commit(sqlite_ws, seen)
    assert surveys.all_surveys(sqlite_ws) == ()


def test_a_column_that_lists_people_of_the_workspace_is_left_out_whatever_it_is_called(sqlite_ws, tmp_path):
    write_agents(
        sqlite_ws, [Agent(f"a{i:03}", f"Lucía Ñandú {i}", "chat", ("chat",), Contract(2400)) for i in range(9)]
    )
    rows = [(f"lucia nandu {i}", 1 + i % 5) for i in range(9)]
    seen = wide.preview(sqlite_ws, write(tmp_path / "who.csv", ("Quién eres", "Estoy bien"), rows))
    assert uses(seen)["Quién eres"] == ("skip", "person")
    made, _ = wide.commit(sqlite_ws, seen)
    stored = b"".join(p.read_bytes() for p in sqlite_ws.path.parent.glob("*.sqlite"))
    assert b"lucia nandu" not in stored
    assert made


def test_labels_of_agreement_are_never_taken_for_a_recommendation_score(sqlite_ws, tmp_path):
    file = write(tmp_path / "labels.csv", ("Recomiendas", "Otra"), [(LABELS[i % 5], 1 + i % 5) for i in range(12)])
    assert uses(wide.preview(sqlite_ws, file))["Recomiendas"] == ("agreement", "looks")
    seen = wide.preview(sqlite_ws, file, told={"Recomiendas": "enps"})
    assert seen.problems.total == 12


def test_the_same_file_again_changes_nothing_and_read_another_way_is_another_survey(sqlite_ws, tmp_path):
    file = write(tmp_path / "again.csv", GOOGLE, google())
    made, _ = wide.commit(sqlite_ws, wide.preview(sqlite_ws, file))
    again, notes = wide.commit(sqlite_ws, wide.preview(sqlite_ws, file))
    assert (bool(made), again) == (True, "")
    assert "nothing was changed" in notes[0]
    assert len(surveys.all_surveys(sqlite_ws)) == 1


def test_who_was_asked_is_unknown_unless_told_and_the_survey_says_what_it_cannot_promise(sqlite_ws, tmp_path):
    file = write(tmp_path / "asked.csv", GOOGLE, google())
    made, _ = wide.commit(sqlite_ws, wide.preview(sqlite_ws, file))
    survey = surveys.get(sqlite_ws, made)
    assert (survey.invited, survey.anonymous) == (0, False)
    assert "another program" in survey.notice.en
    assert "otro programa" in survey.notice.es
    total, groups = results.participation_of(sqlite_ws, made)
    assert (total.status, total.invited, total.band, groups) == ("unknown", None, None, {})
    assert re.match(r"(20–39|40\+) people answered; how many", share.summary(sqlite_ws, made, "en")[0])
    rows = [(*r[:3], (r[3] + 5) % 11, LABELS[(i + 2) % 5], *r[5:]) for i, r in enumerate(google(30))]
    other = write(tmp_path / "told.csv", GOOGLE, rows)
    seen = wide.preview(sqlite_ws, other)
    with pytest.raises(Refused, match="more than the 20"):
        wide.commit(sqlite_ws, seen, 20)
    told, _ = wide.commit(sqlite_ws, seen, 60)
    assert results.participation_of(sqlite_ws, told)[0].band[0] in (30, 40, 50)
    sentences, rules = results.compare(sqlite_ws, told, made, "en")
    assert set(rules) == {"company"}  # whose team changed cannot be known
    assert sentences[-1].startswith("Not quite the same people")


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        ("survey,question,answer\nA,b,3\n", Misuse, "one answer a row"),
        ("Marca temporal,Nombre\n2026-01-01,Ana\n", InputProblems, "no question"),
        ("Estoy bien\n", InputProblems, "no rows"),
        ("Estoy bien,Equipo\n3,a,b\n", InputProblems, "cannot be read"),
        ("", InputProblems, "cannot be read"),
    ],
)
def test_what_is_no_export_of_a_form_is_refused_in_one_line(sqlite_ws, tmp_path, content, error, says):
    file = tmp_path / "odd.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(error, match=says):
        wide.preview(sqlite_ws, file)


def test_a_wish_for_a_column_that_is_not_there_or_no_use_is_refused(sqlite_ws, tmp_path):
    file = write(tmp_path / "wish.csv", GOOGLE, google())
    with pytest.raises(Misuse, match="no column"):
        wide.preview(sqlite_ws, file, told={"Nada": "group"})
    with pytest.raises(Misuse, match="no use"):
        wide.preview(sqlite_ws, file, told={"Equipo": "stars"})


def test_what_columns_are_taken_for_is_said_in_both_languages():
    assert set(wide.SKIPPED.values()) <= catalogue("es").keys()


# What Microsoft Forms (es, en), Google, LimeSurvey, SurveyMonkey, Typeform, Formbricks and Culture Amp write of people.
IDENTITIES = {
    "Employee Name": "Rosa Gil {i}", "Id.": "{i}", "Hora de inicio": "11/3/26 9:{m}:00", "Respondent ID": "1189{i}",
    "Network ID": "ab{i}cd", "Start Date (UTC)": "2026-11-03 09:{m}:00", "User ID": "u-{i}", "Nombre": "Rosa",
    "Correo electrónico": "r{i}@x.example", "Hora de finalización": "11/3/26 9:{m}:30", "#": "a8f{i}",
    "Submit Date (UTC)": "2026-11-03 10:{m}", "Response ID": "cm{i}", "Surname": "Gil", "Manager email": "m@x.example",
    "Worker ref": "2026-11-{d} 08:{m}", "Employee Id": "77{i}", "Quién": "w{i}@x.example",
}  # fmt: skip


def test_no_column_that_names_a_person_or_tells_a_time_becomes_an_answer_even_when_told_so(sqlite_ws, tmp_path):
    header = (*IDENTITIES, "Estoy bien aquí")
    rows = [(*(v.format(i=i, m=f"{10 + i}", d=f"{1 + i % 28:02}") for v in IDENTITIES.values()), 1 + i % 5)
            for i in range(30)]  # fmt: skip
    file = write(tmp_path / "who.csv", header, rows)
    for told in ({}, dict.fromkeys(IDENTITIES, "text"), dict.fromkeys(IDENTITIES, "single")):
        seen = wide.preview(sqlite_ws, file, told=told)
        assert {u.headers[0] for u in seen.columns if u.use != "skip"} == {"Estoy bien aquí"}
        assert all(not u.samples for u in seen.columns if u.use == "skip")


@pytest.mark.parametrize(("header", "cells", "kind", "options"), [
    ("Qué prefieres", ["Breaks, longer", "More staff", "Breaks, longer", "Nothing"] * 3, "single",
     ["Breaks, longer", "More staff", "Nothing"]),
    ("Qué falta", ["Breaks, longer, More staff", "More staff", "Breaks, longer", "More staff, Pay"] * 3, "several",
     ["Breaks, longer", "More staff", "Pay"]),
    ("Qué falta", ["Chat;Mail;", "Mail;", "Chat;Phone;"] * 4, "several", ["Chat", "Mail", "Phone"]),
    ("Ordene", ["Pay;Hours;Team;", "Team;Pay;Hours;", "Hours;Team;Pay;"] * 4, "ranking", ["Hours", "Pay", "Team"]),
    ("Me escuchan", ["AO01", "AO05", "AO03", "AO04"] * 3, "agreement", []),
    ("¿Cuánto estrés tienes?", [str(i) for i in range(11)], "skip", []),
    ("¿Nos recomendarías?", [str(i) for i in range(11)], "enps", []),
    ("¿Sí?", ["Verdadero", "Falso"] * 6, "yes_no", []),
])  # fmt: skip
def test_answers_of_other_programs_are_read_as_what_they_are(sqlite_ws, tmp_path, header, cells, kind, options):
    seen = wide.preview(sqlite_ws, write(tmp_path / "x.csv", (header, "Estoy bien"), [(c, 3) for c in cells]))
    use = seen.columns[0]
    assert use.use == kind
    assert [o.text.es for o in use.question.options] == options if use.question else kind == "skip"
    assert seen.problems.total == 0


def test_ticks_with_blank_cells_and_places_by_option_are_one_question(sqlite_ws, tmp_path):
    header = ("tools[Chat]", "tools[Mail]", "sort[Pay]", "sort[Hours]", "sort[Team]")
    rows = [("1" if i % 2 else "", "1" if i % 3 else "", *((1, 2, 3), (3, 1, 2))[i % 2]) for i in range(12)]
    seen = wide.preview(sqlite_ws, write(tmp_path / "x.csv", header, rows))
    assert [u.use for u in seen.columns] == ["several", "ranking"]
    answers = [list(r.answers.values()) for r in seen.responses]
    assert answers[1] == [("o1", "o2"), ("o2", "o3", "o1")]
    assert answers[6] == [("o1", "o2", "o3")]  # nothing ticked is a blank


def test_two_header_rows_are_read_as_one(sqlite_ws, tmp_path):
    header = ("Respondent ID", "Collector ID", "Estoy bien aquí", "Qué herramientas usas", "", "")
    below = ("", "", "Response", "Chat", "Mail", "CRM")
    rows = [(f"99{i}", "4", 1 + i % 5, "Chat" if i % 2 else "", "Mail" if i % 3 else "", "CRM") for i in range(15)]
    seen = wide.preview(sqlite_ws, write(tmp_path / "monkey.xlsx", header, [below, *rows]))
    assert [(u.use, len(u.headers)) for u in seen.columns] == [
        ("skip", 1), ("skip", 1), ("agreement", 1), ("several", 3),
    ]  # fmt: skip
    assert [o.text.es for o in seen.columns[3].question.options] == ["Chat", "Mail", "CRM"]
    assert seen.people == 15


def test_only_what_was_confirmed_is_taken_in(sqlite_ws, tmp_path):
    file = write(tmp_path / "clima.csv", GOOGLE, google())
    seen = wide.preview(sqlite_ws, file)
    other = wide.preview(sqlite_ws, file, told={"¿Qué turno prefieres?": "skip"})
    assert seen.mark != other.mark
    with pytest.raises(Refused, match="not read as it was confirmed"):
        wide.commit(sqlite_ws, other, confirmed=seen.mark)
    assert wide.commit(sqlite_ws, seen, confirmed=seen.mark)[0]


def test_the_same_answers_come_in_once_whatever_groups_they_are_given(sqlite_ws, tmp_path):
    first, _ = wide.commit(sqlite_ws, wide.preview(sqlite_ws, write(tmp_path / "a.csv", GOOGLE, google(60))))
    header = (*GOOGLE[:2], "Contrato", *GOOGLE[3:])
    rows = [(*r[:2], ("full", "part")[i % 3 == 0], *r[3:]) for i, r in enumerate(google(60))]
    with pytest.raises(Refused, match=f"imported before, as survey {first}"):
        wide.commit(sqlite_ws, wide.preview(sqlite_ws, write(tmp_path / "b.csv", header, rows[::-1])))
    new = [(*r[:3], (r[3] * 3 + 1) % 11, LABELS[(i + i // 5) % 5], *r[5:7], LABELS[(i * 3) % 5], *r[8:])
           for i, r in enumerate(google(60))]  # fmt: skip
    assert wide.commit(sqlite_ws, wide.preview(sqlite_ws, write(tmp_path / "d.csv", GOOGLE, new)))[0]


def test_an_older_survey_is_an_earlier_wave_by_the_day_that_is_told(sqlite_ws, tmp_path):
    seen = wide.preview(sqlite_ws, write(tmp_path / "old.csv", GOOGLE, google()), asked_on=date(2024, 5, 2))
    made, _ = wide.commit(sqlite_ws, seen)
    assert surveys.get(sqlite_ws, made).closed_on == date(2024, 5, 2)
    late = wide.preview(sqlite_ws, write(tmp_path / "new.csv", GOOGLE, google(30)), asked_on=date(2099, 1, 1))
    with pytest.raises(Refused, match="has not come yet"):
        wide.commit(sqlite_ws, late)
