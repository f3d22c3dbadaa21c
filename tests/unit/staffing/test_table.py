"""The calculator answers every row or says why not; never a traceback, never a number that only looks right."""

import pytest

from planner import i18n
from planner.staffing.erlang import erlang_a, erlang_c
from planner.staffing.table import OUT, calc_rows

PHONE = {"model": "erlang_a", "volume": "100", "interval_s": "1800", "aht_s": "180", "sl": "0.8", "awt_s": "20",
         "patience_s": "120", "shrinkage": "0.3"}  # fmt: skip
CHAT = {**PHONE, "model": "chat", "handle_s_by_level": "300;390;480"}


def one(**changes):
    return calc_rows([{**PHONE, **changes}])[0]


def test_a_target_is_turned_into_agents_and_measures():
    row = one(model="erlang_c")
    m = erlang_c(100, 1800, 180, 14, 20)
    assert (row["agents"], row["scheduled"], row["heads"], row["problem"]) == ("14", "20", "20", "")
    assert (float(row["sl"]), float(row["asa_s"])) == (m.sl, m.asa_s)
    assert row["sl_target"] == "0.8"
    assert row["p_abandon"] == "0"


def test_given_agents_are_measured_as_they_are_also_fractions_of_one():
    row = one(agents="10.5")
    assert row["agents"] == "10.5"
    assert float(row["sl"]) == erlang_a(100, 1800, 180, 10.5, 20, 120).sl_offered


def test_every_row_keeps_its_columns_and_gains_those_of_the_answer():
    row = one(note="Friday")
    assert row["note"] == "Friday"
    assert set(OUT) <= set(row)
    assert list(row)[-1] == "problem"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "erlang_x"}, "erlang_x"), ({"volume": ""}, "volume is missing"), ({"volume": "nan"}, "not a number"),
        ({"volume": "-3"}, "negative"), ({"volume": "many"}, "not a number"), ({"volume": "inf"}, "not a number"),
        ({"volume": "1e300"}, "beyond"), ({"interval_s": "0"}, "above 0"), ({"aht_s": "-1"}, "negative"),
        ({"sl": "1"}, "not reached"), ({"sl": "100%"}, "not reached"), ({"sl": "80"}, "0.8"), ({"sl": "0,8"}, "0.8"),
        ({"patience_s": ""}, "patience_s is missing"), ({"shrinkage": "1"}, "nobody"), ({"shrinkage": "30"}, "0.3"),
        ({"sl": ""}, "Neither agents nor a target"), ({"asa_max_s": "0"}, "not reached"),
        ({"occ_max": "0"}, "not reached"), ({"occ_max": "1e-12"}, "beyond"), ({"agents": "-2"}, "negative"),
        ({"agents": "1e12"}, "beyond"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_answered_says_why_and_gives_no_number(change, words):
    row = one(**change)
    assert words in row["problem"]
    assert not any(row[c] for c in ("load", "p_wait", "sl", "asa_s", "p_abandon", "occupancy", "scheduled", "heads"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"handle_s_by_level": ""}, "missing"), ({"handle_s_by_level": "300;x"}, "not a number"),
        ({"handle_s_by_level": "300;0"}, "zero and positive"), ({"handle_s_by_level": "300;;400"}, "missing"),
        ({"agents": "2.5"}, "whole"), ({"agents": "1e6"}, "beyond"), ({"volume": "1e9"}, "beyond"),
        ({"occ_max": "1e-6"}, "beyond"),
    ],
)  # fmt: skip
def test_a_chat_row_that_cannot_be_answered_says_why(change, words):
    assert words in calc_rows([{**CHAT, **change}])[0]["problem"]


def test_the_ends_of_every_scale_are_answered():
    assert one(volume="0")["agents"] == "0"
    idle = one(aht_s="0")
    assert (idle["agents"], "one agent" in idle["problem"]) == ("1", True)
    assert one(sl="0")["agents"] == "1"
    assert one(sl="0", model="erlang_c")["agents"] == "11"
    assert one(sl="80%")["agents"] == one()["agents"]
    assert one(patience_s="inf")["agents"] == one(model="erlang_c")["agents"]
    assert float(one(patience_s="0")["asa_s"]) == 0
    assert one(agents="0")["problem"]
    assert one(agents="0")["sl"] == "0"
    assert calc_rows([{**CHAT, "handle_s_by_level": "300"}])[0]["problem"] == ""
    assert calc_rows([{**CHAT, "handle_s_by_level": ";".join(["300"] * 20)}])[0]["agents"] == "1"


def test_contacts_of_almost_no_length_are_answered_at_once():
    row = one(aht_s="1e-300", asa_max_s="5")
    assert (row["agents"], row["sl"], row["problem"]) == ("1", "1", "")


def test_an_unstable_queue_has_no_mean_wait_rather_than_a_wrong_one():
    row = one(model="erlang_c", agents="10")
    assert (row["p_wait"], row["sl"], row["asa_s"], row["occupancy"]) == ("1", "0", "", "1")


def test_empty_rows_and_missing_columns_are_problems_not_tracebacks():
    assert all(r["problem"] for r in calc_rows([{}, {"model": "erlang_c"}, {"model": "chat", "volume": None}]))
    assert calc_rows([]) == []


def test_problems_speak_spanish():
    i18n.set_language("es")
    assert "Falta" in one(volume="")["problem"]
