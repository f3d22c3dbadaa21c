"""The calculator answers every row or says why not; never a traceback, never a number that only looks right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.base import i18n
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


def test_rows_that_give_different_columns_come_back_with_the_same():
    """Otherwise a table written from them would hold one row's wait under another's column."""
    rows = calc_rows([
        {"model": "erlang_c", "volume": "", "interval_s": "1800", "aht_s": "180", "agents": "12"},
        {"model": "erlang_c", "volume": "100", "interval_s": "1800", "aht_s": "180", "agents": "", "sl": "0.8"},
        {"model": "chat", "volume": "60", "interval_s": "1800", "handle_s_by_level": "300", "sl": "0.8", "note": "x"},
    ])  # fmt: skip
    assert len({tuple(row) for row in rows}) == 1 and tuple(rows[0])[-1] == "problem"
    assert rows[0]["problem"] and not rows[1]["problem"] and not rows[2]["problem"]
    assert (rows[1]["awt_s"], rows[2]["awt_s"], rows[1]["sl_target"]) == ("20", "30", "0.8")


@pytest.mark.parametrize("text", ["1_000", "0x10", "1e", "--5", "٪", "1.2.3"])
def test_what_only_a_programmer_would_read_as_a_number_is_no_number(text):
    assert "is not a number" in one(volume=text)["problem"]


ODD = ("", "0", "1", "100", "0.8", "80%", "-1", "nan", "inf", "abc", "1e308", "1e-300", "1e9", "300;390")
COLUMNS = (
    "volume", "interval_s", "aht_s", "agents", "sl", "awt_s", "patience_s", "asa_max_s", "abandon_max", "occ_max",
    "handle_s_by_level", "shrinkage",
)  # fmt: skip
TEXTS = st.one_of(st.sampled_from(ODD), st.floats(allow_nan=True, allow_infinity=True).map(repr))


@given(st.dictionaries(st.sampled_from(COLUMNS), TEXTS, max_size=3), st.sampled_from(["erlang_c", "erlang_a", "chat"]))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_row_it_is_answered_soundly_or_given_a_problem(change, model):
    row = one(**{"handle_s_by_level": "300;390", **change, "model": model})
    if not row["problem"]:
        assert float(row["agents"]) >= 0
        for name in ("p_wait", "sl", "p_abandon", "occupancy"):
            assert row[name] == "" or -1e-12 <= float(row[name]) <= 1 + 1e-12
        assert float(row["scheduled"]) >= float(row["agents"]) * (1 - 1e-12)
        if not change.get("agents") and row["sl_target"] and float(row["volume"]) > 0:
            wanted = row["sl_target"].strip()
            target = float(wanted.rstrip("%")) / (100 if wanted.endswith("%") else 1)
            assert float(row["sl"]) >= target - 1e-9


def test_a_table_with_a_doubled_column_is_refused_and_a_shifted_row_has_its_problem(tmp_path):
    from planner.base.errors import Refused
    from planner.requirement.requirements import calc

    file = tmp_path / "calls.csv"
    file.write_text("model,volume,volume,interval_s,aht_s,sl\nerlang_c,1,2,1800,180,0.8\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        calc(file)
    assert "twice" in refused.value.detail
    file.write_text("model,volume,interval_s,aht_s,sl\nerlang_c,100,1800,180,0,8\nerlang_c,100,1800,180,0.8\n",
                    encoding="utf-8")  # fmt: skip
    out = tmp_path / "out.csv"
    shifted, right = calc(file, out)
    assert "6 cells" in shifted["problem"] and right["agents"] == "14"
    written = [line.split(",") for line in out.read_text(encoding="utf-8-sig").splitlines()]
    assert written[2][written[0].index("awt_s")] == "20"
    file.write_text("model,volume\n", encoding="utf-8")
    with pytest.raises(Refused, match="no lines"):
        calc(file)
