"""`python -m benchmarks vectors erlang` answers each kind of case under the keys that were asked."""

import json

from benchmarks import vectors

CASES = [
    {"id": "b", "kind": "erlang_b", "in": {"n": 2, "load": 1.0}, "out": {"blocking": 0.2}},
    {
        "id": "c",
        "kind": "erlang_c_required",
        "in": {"volume": 570, "interval_s": 18000, "aht_s": 180, "sl": 0.0, "awt_s": 20, "occ_max": 0.57},
        "out": {"agents": 10},
    },
    {"id": "s", "kind": "shrinkage", "in": {"agents": 21, "shrinkage": 0.3},
     "out": {"scheduled_fte": 30.0, "scheduled_heads": 30, "wrong_add_on": 27.3}},
    {"id": "u", "kind": "erlang_c", "in": {"volume": 100, "interval_s": 1800, "aht_s": 180, "agents": 10, "awt_s": 20},
     "out": {"stable": False, "p_wait": 1.0, "asa": None}},
    {"id": "m", "kind": "email_flat", "in": {"slot_h": 1, "work_agent_hours": [1, 2, 0], "open": [1, 1, 1],
     "deadline_open_slots": 1, "opening_backlog": 0},
     "out": {"min_flat_agents": 2.0, "exact": "2/1", "binding_window": [2, 2]}},
]  # fmt: skip


def test_each_case_prints_one_line_with_the_keys_of_its_expected_values(tmp_path, capsys):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"vectors": CASES}), encoding="utf-8")
    assert vectors.main(["erlang", str(file)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == ["b", "c", "s", "u", "m"]
    assert [line["got"] for line in lines] == [case["out"] for case in CASES]


def test_an_unknown_case_is_an_error_of_its_line_and_a_missing_file_of_the_command(tmp_path, capsys):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"vectors": [{"id": "x", "kind": "erlang_z", "in": {}, "out": {}}]}), encoding="utf-8")
    assert vectors.main(["erlang", str(file)]) == 0
    assert "erlang_z" in json.loads(capsys.readouterr().out)["error"]
    assert vectors.main(["erlang", str(tmp_path / "none.json")]) == 2
    assert vectors.main(["elsewhere"]) == 2
