"""Answers from elsewhere become a closed survey; a file with faults changes nothing."""

import pytest

from planner.base.errors import InputProblems
from planner.shop.intake import imports
from planner.surveys import results as survey_results
from planner.surveys import surveys
from planner.surveys.audit import self_audit


def rows(people=24, respondent=True, faults=()):
    head = "survey,question,answer,team" + (",respondent" if respondent else "")
    lines = [head]
    for i in range(people):
        for question, answer in (
            ("recommend", i % 11), ("My team lead hears me out even when I bring bad news.", 1 + i % 5),
            ("¿Te gusta la cantina?", 1 + i % 4), ("Algo más", f"comentario {i}"),
        ):  # fmt: skip
            lines.append(f"Paper 2026,{question},{answer},{'chat' if i < 12 else 'phone'}" + (f",r{i}" * respondent))
    return "\n".join([*lines, *faults]) + "\n"


def take(ws, file):
    return imports.commit(ws, imports.preview(ws, "answers", file))


@pytest.mark.parametrize("respondent", [True, False])
def test_a_file_of_answers_becomes_a_closed_survey_with_results(sqlite_ws, tmp_path, respondent):
    file = tmp_path / "answers.csv"
    file.write_text(rows(respondent=respondent), encoding="utf-8")
    take(sqlite_ws, file)
    (survey,) = surveys.all_surveys(sqlite_ws)
    assert (survey.state, survey.anonymous) == ("closed", False)
    results = survey_results.results(sqlite_ws, survey.survey_id)
    assert results.groups == {"company": "shown", "team=chat": "shown", "team=phone": "shown"}
    assert results.figure("company", "recommend", "enps").base in ("10–19", "20–39")
    assert results.figure("team=chat", "lead_1", "favourable").base
    assert {q.kind.name for q in survey.form.questions} == {"enps", "agreement", "text"}
    files = b"".join(p.read_bytes() for p in sqlite_ws.path.parent.glob("*.sqlite"))
    assert b'"r3"' not in files
    assert bool(results.alphas) == respondent
    assert self_audit(sqlite_ws, survey.survey_id).ok


def test_wrong_answers_are_reported_by_row_and_nothing_is_stored(sqlite_ws, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text(rows(faults=["Paper 2026,recommend,11,chat,r1", "Paper 2026,recommend,nine,chat,r2"]))
    with pytest.raises(InputProblems) as caught:
        take(sqlite_ws, file)
    assert [(p.row, p.column) for p in caught.value.problems] == [(98, "answer"), (99, "answer")]
    assert "outside 0-10" in caught.value.detail
    assert surveys.all_surveys(sqlite_ws) == ()


def test_the_same_file_twice_is_one_survey(sqlite_ws, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text(rows(), encoding="utf-8")
    take(sqlite_ws, file)
    take(sqlite_ws, file)
    assert len(surveys.all_surveys(sqlite_ws)) == 1


def test_few_answers_from_elsewhere_show_nothing(sqlite_ws, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text(rows(4), encoding="utf-8")
    take(sqlite_ws, file)
    results = survey_results.results(sqlite_ws, surveys.all_surveys(sqlite_ws)[0].survey_id)
    assert all(f.value is None and not f.display and not f.base for f in results.figures)
