"""What the sample shop says of its people fits its agents, and its survey on rosters can be made again."""

import tomllib

import pandas as pd

import sample_data
from engagement.surveys.templates import SCHEDULE
from sample_data.care_model import RESPONDENTS, roster_survey_table
from sample_data.generate import SEED, csv_bytes

CARE = tomllib.loads(sample_data.CARE.read_text(encoding="utf-8"))
AGENTS = pd.read_csv(sample_data.files()["agents"], dtype=str, keep_default_na=False).set_index("agent_id")


def test_the_committed_survey_is_what_the_script_makes():
    assert sample_data.ROSTER_SURVEY.read_bytes() == csv_bytes(roster_survey_table(SEED))


def test_its_questions_are_the_templates_and_every_team_is_large_enough_to_show():
    table = roster_survey_table(SEED)
    assert set(table["question"]) <= {q.id for q in SCHEDULE.questions}
    assert table.groupby("team")["response"].nunique().to_dict() == RESPONDENTS
    assert min(RESPONDENTS.values()) >= 5


def test_everybody_named_works_in_the_shop_and_leavers_left_before_its_first_month_of_pay():
    named = (
        {x["from"] for x in CARE["thanks"]} | {x["to"] for x in CARE["thanks"]} | {x["agent"] for x in CARE["coaching"]}
    )
    named |= {x["by"] for x in CARE["proposal"]} | {v for x in CARE["proposal"] for v in (*x["yes"], *x["no"])}
    assert named <= set(AGENTS.index)
    assert not {x["id"] for x in CARE["leaver"]} & set(AGENTS.index)
    assert max(x["end"] for x in CARE["leaver"]).isoformat() < "2026-05-01"
    assert all(AGENTS.loc[x["id"], "end_date"] for x in CARE["leaving"])


def test_nobody_votes_twice_on_a_proposal():
    for x in CARE["proposal"]:
        assert len({*x["yes"], *x["no"]}) == len(x["yes"]) + len(x["no"])
