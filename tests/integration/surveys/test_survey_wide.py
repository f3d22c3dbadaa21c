"""A form's export with a row a person becomes a closed survey; what names people stays out; faults are told by row."""

import csv
import json

import openpyxl
import pytest

from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import catalogue
from planner.domain.people import Agent, Contract
from planner.shop.store.people import write_agents
from planner.surveys import results, share, surveys
from planner.surveys.foreign import wide
from planner.surveys.store.surveys import read_responses

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
    seen = wide.preview(sqlite_ws, write(tmp_path / name, GOOGLE, google()), title="Clima 2025")
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
    enps = next(q for q in seen.form.questions if q.kind == "enps")
    assert found.figure("company", enps.id, "enps").n == 40
    assert found.figure("company", "schedule_1", "favourable").display == "40.0"  # a statement of ours, by its text
    tools = next(q for q in seen.form.questions if q.kind == "several")
    assert [o.text.es for o in tools.options] == ["Chat", "Correo", "CRM"]
    assert found.figure("company", tools.id, "option:o1").display == "100.0"
    stored = "".join(read_responses(sqlite_ws, made))
    assert "@" not in stored
    assert "2026/11" not in stored


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
    ranking = next(q for q in seen.form.questions if q.kind == "ranking")
    places = {o.text.en: found.figure("company", ranking.id, f"rank:{o.id}").display for o in ranking.options}
    assert places == {"Pay": "1.50", "Hours": "2.50", "Team": "2.00"}


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
    assert "nandu" not in json.dumps(read_responses(sqlite_ws, made)).casefold()


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
    assert (survey.invited, survey.answered, survey.anonymous) == (0, 40, False)
    assert "another program" in survey.notice.en
    assert "otro programa" in survey.notice.es
    total, groups = results.participation_of(sqlite_ws, made)
    assert (total.status, total.invited, total.display, groups) == ("unknown", None, "", {})
    assert share.summary(sqlite_ws, made, "en")[0] == "40 people answered; how many were asked is not known."
    other = write(tmp_path / "told.csv", GOOGLE, google(30))
    seen = wide.preview(sqlite_ws, other)
    with pytest.raises(Refused, match="more than the 20"):
        wide.commit(sqlite_ws, seen, 20)
    told, _ = wide.commit(sqlite_ws, seen, 60)
    assert results.participation_of(sqlite_ws, told)[0].display == "50.0"
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
    spanish = catalogue("es")
    assert {*wide.KIND_WORDS.values(), *wide.SKIPPED.values()} <= spanish.keys()
